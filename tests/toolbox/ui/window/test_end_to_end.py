"""Complete use of a real window with real sound."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolbox.core.models.profiles import PROFILES
from toolbox.ui.measure.desktop import Desktop, missing

ROOT = Path(__file__).resolve().parents[4]
WEIGHTS = all(path.exists() for path in (PROFILES["default"].synthesizer, PROFILES["default"].vocoder))


DESKTOP = pytest.mark.skipif(sys.platform != "linux" or bool(missing()), reason="wants Xvfb and PulseAudio")


def sit(program, folder, *arguments):
    """Run a program of this folder on a private desktop and return its findings."""
    with Desktop() as desktop:
        done = subprocess.run([sys.executable, str(Path(__file__).with_name(program)), str(folder / "found"),
                               str(folder), *arguments], env=desktop.environment | {"PYTHONPATH": str(ROOT)},
                              timeout=240, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads((folder / "found").read_text())


@DESKTOP
@pytest.mark.skipif(not WEIGHTS, reason="wants trained models")
def test_record_clone_listen_cancel(tmp_path):
    found = sit("end_to_end.py", tmp_path)
    assert found["state"].startswith("ready") and found["problems"] == []
    assert found["recorded"] > 0.99 and found["speech_seconds"] > 3 and found["lost_blocks"] == 0
    assert found["asked"] and found["clone"] == "done" and found["phonemes"] > 40
    assert found["played"] > 0.99
    assert abs(found["mel_columns"] * 256 / 24_000 - found["take_seconds"]) < 0.05
    assert found["cancelled"] == "cancelled" and found["silent_ms"] < 200 and found["cancel_ms"] < 1000


@DESKTOP
def test_devices_come_and_go(tmp_path):
    found = sit("plugging.py", tmp_path)
    assert found["before"] == found["unplugged"] == [["Monitor of mic", "Monitor of out"], ["mic", "out"]]
    assert found["plugged in"] == [[*found["before"][0], "Monitor of Headset"], [*found["before"][1], "Headset"]]
    # What the sound server would have gone on with, from another device, is not in it.
    assert found["kept_s"] > 2 and found["recorded"] > 0.99 and found["stopped"]
    assert len(found["said while recording"]) == 1 and "kept" in found["said while recording"][0]
    assert found["played on"] and len(found["said while playing"]) == 1 and "output" in found["said while playing"][0]
    assert found["nothing left"] == [[], []] and "no microphone" in found["problem"]
    assert len(found["said with nothing left"]) == 1 and found["said at last"] == []


@DESKTOP
@pytest.mark.skipif(not WEIGHTS, reason="wants trained models")
def test_a_script_is_pasted_mended_and_opened_again(tmp_path):
    found = sit("script_story.py", tmp_path)
    assert found["problems"] == [] and found["ended"] == "done"
    assert found["cast"] == ["Clara", "Edwin", "Silas"] == found["voices"]
    assert found["text"].startswith("[Clara] Good morning")
    assert found["respelled"] == "nujˈɛn" and found["mended"] and 3 < found["raised"] < 5
    assert found["others_stay"]
    assert [name.split()[-1] for name in found["stems"]] == ["Clara.wav", "Edwin.wav", "Silas.wav"]
    assert len(set(found["stem_lengths"])) == 1 and found["loudest_together"] == 0
    first, second, third = found["state"]["sentences"]
    assert first[3] and second[1] == 2 and third[1] == 1
    again = sit("script_story.py", tmp_path, "again")
    assert again["state"] == found["state"] and again["text"] == found["state"]["text"]
    assert again["sounds"] == pytest.approx([s[4] for s in found["state"]["sentences"]], abs=1e-3)
