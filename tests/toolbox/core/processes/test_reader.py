import numpy as np
import soundfile

from audio.files import load, save
from toolbox.core.processes.reader import ReadProcess


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
        (tmp_path / "bad.wav").write_bytes(b"RIFF")
        name, (sentence, _) = _answer(process, 3, "recording", path=tmp_path / "bad.wav")
        assert name == "failed" and "bad.wav cannot be read as sound" in sentence
    finally:
        process.stop()
