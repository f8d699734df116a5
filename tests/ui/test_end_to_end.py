"""A person's whole way through the window, in a real one, with real sound."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolbox.core.profiles import PROFILES
from toolbox.ui.desktop import Desktop, missing

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = all(path.exists() for path in (PROFILES["default"].synthesizer, PROFILES["default"].vocoder))


@pytest.mark.skipif(sys.platform != "linux" or bool(missing()), reason="wants Xvfb and PulseAudio")
@pytest.mark.skipif(not WEIGHTS, reason="wants trained models")
def test_record_clone_listen_cancel(tmp_path):
    with Desktop() as desktop:
        done = subprocess.run([sys.executable, str(Path(__file__).with_name("end_to_end.py")), str(tmp_path / "found"),
                               str(tmp_path)], env=desktop.environment | {"PYTHONPATH": str(ROOT)}, timeout=120,
                              capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads((tmp_path / "found").read_text())
    assert found["state"].startswith("ready") and found["problems"] == []
    assert found["recorded"] > 0.99 and found["speech_seconds"] > 5 and found["lost_blocks"] == 0
    assert found["asked"] and found["clone"] == "done" and found["phonemes"] > 40
    assert found["played"] > 0.99
    assert abs(found["mel_columns"] * 256 / 24_000 - found["take_seconds"]) < 0.05
    assert found["cancelled"] == "cancelled" and found["silent_ms"] < 200 and found["cancel_ms"] < 1000
