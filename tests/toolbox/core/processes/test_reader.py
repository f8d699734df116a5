import subprocess
import sys
import time

import numpy as np
import soundfile

from audio.files import load, save
from toolbox.core.processes.reader import ReadProcess
from toolbox.core.protocol import _packed


def _answer(process, number, kind, **arguments):
    return list(process.run(number, kind, arguments))[-1]


def test_files_are_decoded_elsewhere(tmp_path, clips):
    wav, rate = clips["Clara"]
    save(tmp_path / "a.m4a", wav[: 3 * rate], rate)
    soundfile.write(tmp_path / "anti.wav", np.stack([wav, -wav], 1), rate)
    process = ReadProcess()
    try:
        name, (read, read_rate, _) = _answer(process, 1, "recording", path=tmp_path / "a.m4a")
        assert name == "done" and read_rate == rate
        np.testing.assert_array_equal(read, load(tmp_path / "a.m4a")[0])
        name, (read, read_rate, _) = _answer(process, 2, "recording", path=tmp_path / "anti.wav")
        assert name == "done" and len(read) == len(wav) and np.abs(read).max() > 0.1
        name, (quality, advice) = _answer(process, 4, "quality", wav=read, rate=read_rate)
        assert name == "done" and quality.seconds == len(read) / read_rate and advice.kind
        assert _answer(process, 5, "quality_of", path=tmp_path / "anti.wav") == (name, (quality, advice))
        (tmp_path / "bad.wav").write_bytes(b"RIFF")
        name, (sentence, _) = _answer(process, 3, "recording", path=tmp_path / "bad.wav")
        assert name == "failed" and "bad.wav cannot be read as sound" in sentence
    finally:
        process.stop()


class Slow:
    """A server that is at work when the window goes."""

    def __init__(self, _=None):
        pass

    def work(self, emit, cancelled):
        while True:
            time.sleep(0.05)
            emit("progress", (0.0, ""))


def test_a_server_ends_in_peace_when_the_window_has_gone():
    """A thread that still listens would make Python's orderly end a fatal error."""
    program = (f"import sys; sys.path[:0] = {[p for p in sys.path if p]!r}; from toolbox.core.protocol import serve; "
               f"from {__name__} import Slow; serve(Slow())")
    process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    process.stdin.write(_packed((1, "work", {})))
    process.stdin.flush()
    process.stdout.read(1)
    process.stdout.close()
    assert process.wait(60) == 0 and b"Fatal" not in process.stderr.read()
    process.stdin.close()
    process.stderr.close()
