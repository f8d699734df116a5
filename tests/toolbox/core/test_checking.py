import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audio.errors import AudioError, Cancelled
from audio.files import load, save
from toolbox.core import checking
from toolbox.core.checking import HINT, Finding, Inspector
from toolbox.core.resemblance import SURE, Resemblance
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
    inspector = Inspector.load()
    save(tmp_path / "a.m4a", mark(clips_24k["Clara"], 24_000), 24_000, "Somebody's own remark.")
    finding = inspector.check(tmp_path / "a.m4a")
    assert finding.detection.by == OURS and finding.record is None and len(finding.sentences) == 1
    assert finding.to_dict()["where"][0][1] == pytest.approx(finding.seconds, abs=1)
    with pytest.raises(AudioError, match="is a folder"):
        inspector.check(tmp_path)
    with pytest.raises(Cancelled):
        inspector.check(tmp_path / "a.m4a", cancelled=lambda: True)


def test_a_resemblance_is_a_hint_where_no_mark_is_found():
    found, none = Detection(OURS, 1.0, 9.0, 0.5, ((0.0, 2.0),)), Detection(None, 0.0, 2.0, 0.1)
    for detection, score, hinted in ((none, 1.2, True), (none, 0.2, False), (none, None, False), (found, 2.0, False)):
        finding = Finding("a.wav", 2.0, detection, None, score)
        assert (HINT in finding.sentences) == hinted and finding.to_dict()["resemblance"] == score


def test_recordings_do_not_resemble_clones_and_the_sample_clones_do(voices):
    resemblance = Resemblance.load()
    for path in voices.values():
        assert resemblance.score(*load(path)) < 0
    for path in sorted((ROOT / "docs" / "audio").glob("*-clone.*")):
        assert resemblance.score(*load(path)) > SURE, path
    assert resemblance.score(np.zeros(48_000, np.float32), 24_000) is None


def test_without_its_model_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "MODELS", tmp_path)
    with pytest.raises(FileNotFoundError, match="no such model file.*nothing can be checked"):
        Inspector.load()
