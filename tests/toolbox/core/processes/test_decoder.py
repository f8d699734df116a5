import numpy as np
import soundfile

from audio.files import load, save
from toolbox.core.processes.decoder import DecoderProcess


def _answer(process, number, kind, **arguments):
    return list(process.run(number, kind, arguments))[-1]


def test_files_are_decoded_elsewhere(tmp_path, clips):
    wav, rate = clips["Clara"]
    save(tmp_path / "a.m4a", wav[: 3 * rate], rate)
    soundfile.write(tmp_path / "anti.wav", np.stack([wav, -wav], 1), rate)
    process = DecoderProcess()
    try:
        name, (read, read_rate, said) = _answer(process, 1, "read", path=tmp_path / "a.m4a", seconds=2.0)
        assert name == "done" and read_rate == rate and not said
        np.testing.assert_array_equal(read, load(tmp_path / "a.m4a", seconds=2.0)[0])
        name, (seconds, _, said) = _answer(process, 2, "copy", path=tmp_path / "anti.wav", out=tmp_path / "copy.flac")
        assert name == "done" and seconds == len(wav) / rate and "cancel one another" in said[0]
        assert len(load(tmp_path / "copy.flac")[0]) == len(wav)
        (tmp_path / "bad.wav").write_bytes(b"RIFF")
        name, (sentence, _) = _answer(process, 3, "read", path=tmp_path / "bad.wav")
        assert name == "failed" and "bad.wav cannot be read as sound" in sentence
    finally:
        process.stop()
