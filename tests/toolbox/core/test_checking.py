import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from audio.errors import AudioError, Cancelled
from audio.files import save
from toolbox.core import checking
from toolbox.core.checking import Finding, check, load_detector
from watermark.detection import OURS, Detection
from watermark.marker import mark
from watermark.provenance import Provenance

ROOT = Path(__file__).resolve().parents[3]


def test_what_a_process_has_found_is_shown_without_pytorch(tmp_path):
    """The window imports none, which would hold it up for more than 200 ms."""
    finding = Finding("a.wav", 2.0, Detection(OURS, 1.0, 9.0, 0.5, ((0.0, 2.0),)), Provenance("1", "default").record())
    (tmp_path / "found").write_bytes(pickle.dumps(finding))
    code = ("import pickle, sys; found = pickle.load(open(sys.argv[1], 'rb')); print(found.sentences[0]); "
            "import toolbox.ui.window.checking; sys.exit('torch' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "found"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "marked by this program, 0.0 to 2.0 s" in done.stdout, done.stderr


def test_a_stretch_of_a_video_s_sound_is_found(tmp_path, clips_24k):
    detector = load_detector()
    save(tmp_path / "a.m4a", mark(clips_24k["Clara"], 24_000), 24_000, "Somebody's own remark.")
    finding = check(tmp_path / "a.m4a", detector)
    assert finding.detection.by == OURS and finding.record is None and len(finding.sentences) == 1
    assert finding.to_dict()["where"][0][1] == pytest.approx(finding.seconds, abs=1)
    with pytest.raises(AudioError, match="is a folder"):
        check(tmp_path, detector)
    with pytest.raises(Cancelled):
        check(tmp_path / "a.m4a", detector, cancelled=lambda: True)


def test_without_its_model_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "MODELS", tmp_path)
    with pytest.raises(FileNotFoundError, match="no such model file.*no mark can be found"):
        load_detector()
