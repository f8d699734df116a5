import os

import av
import numpy as np
import pytest
import soundfile

from audio.errors import AudioError
from audio.files import SUBTYPES, load, save
from audio.mel import MelConfig, log_mel_numpy

# Suffix, container, subtype, and the largest error of a sample; None where the codec is lossy.
FORMATS = [
    (".wav", "WAV", "PCM_U8", 1 / 127), (".wav", "WAV", "PCM_16", 1 / 32767), (".wav", "WAV", "PCM_24", 1e-6),
    (".wav", "WAV", "PCM_32", 1e-6), (".wav", "WAV", "FLOAT", 1e-7), (".wav", "WAV", "DOUBLE", 1e-7),
    (".wav", "WAVEX", "PCM_16", 1 / 32767), (".wav", "WAV", "ULAW", None), (".wav", "WAV", "IMA_ADPCM", None),
    (".w64", "W64", "PCM_16", 1 / 32767), (".wav", "RF64", "PCM_16", 1 / 32767),
    (".flac", "FLAC", "PCM_16", 1 / 32767), (".flac", "FLAC", "PCM_24", 1e-6), (".aiff", "AIFF", "PCM_16", 1 / 32767),
    (".au", "AU", "PCM_16", 1 / 32767), (".caf", "CAF", "PCM_16", 1 / 32767), (".caf", "CAF", "ALAC_16", None),
    (".ogg", "OGG", "VORBIS", None),
    (".opus", "OGG", "OPUS", None), (".mp3", "MP3", "MPEG_LAYER_III", None),
]


def _tone(rate, seconds=1.0, hz=440.0, amplitude=0.5):
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


def _strongest(wav, rate):
    spectrum = np.abs(np.fft.rfft(wav * np.hanning(len(wav))))
    return np.argmax(spectrum) * rate / len(wav)


@pytest.mark.parametrize(("suffix", "container", "subtype", "error"), FORMATS, ids=[f"{f[1]}-{f[2]}" for f in FORMATS])
def test_every_format_is_read(tmp_path, clips, suffix, container, subtype, error):
    wav, rate = clips["Silas"]
    path = tmp_path / f"speech{suffix}"
    soundfile.write(path, wav, rate, subtype, format=container)
    read, read_rate = load(path)
    assert read_rate == rate and read.dtype == np.float32 and read.ndim == 1
    assert np.abs(read).max() <= 1
    if error is not None:
        assert len(read) == len(wav) and np.abs(read - wav).max() <= error
    else:
        assert abs(len(read) - len(wav)) < 0.15 * rate
        shift = int(np.argmax(np.correlate(read[20_000:40_000], wav[22_000:38_000], "valid"))) - 2_000
        n = min(len(wav), len(read)) - abs(shift) - 1
        a, b = wav[max(0, -shift):][:n], read[max(0, shift):][:n]
        assert abs(shift) < 2_000 and np.corrcoef(a, b)[0, 1] > 0.95


def test_every_container_of_this_libsndfile_is_read(tmp_path):
    """Every format that can be written is read back with its tone, except RAW, which has no header."""
    tried = 0
    for container in set(soundfile.available_formats()) - {"RAW"}:
        subtype = soundfile.default_subtype(container)
        path = tmp_path / f"tone.{container.lower()}"
        try:
            soundfile.write(path, _tone(16_000), 16_000, subtype, format=container)
        except (soundfile.SoundFileError, ValueError, TypeError):
            continue
        try:
            if soundfile.info(path).samplerate != 16_000:
                continue  # a container of one rate only
        except (soundfile.SoundFileError, RuntimeError):
            continue  # libsndfile itself cannot read what it has written
        try:
            wav, rate = load(path)
        except AudioError as error:
            assert "cannot be read as sound" in str(error)
            continue
        assert _strongest(wav, rate) == pytest.approx(440, abs=2), container
        tried += 1
    assert tried >= 12


@pytest.mark.parametrize("rate", [4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000, 768_000])
def test_any_rate_becomes_the_one_asked_for(tmp_path, rate):
    path = tmp_path / "tone.wav"
    soundfile.write(path, _tone(rate), rate, "FLOAT")
    wav, made_rate = load(path, rate=24_000)
    assert made_rate == 24_000 and wav.dtype == np.float32 and wav.flags.c_contiguous
    assert abs(len(wav) - 24_000) <= 1
    assert _strongest(wav, 24_000) == pytest.approx(440, abs=1.1)
    middle = wav[6_000:18_000]
    assert np.sqrt(2 * np.mean(middle ** 2)) == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_channels_are_averaged(tmp_path, channels):
    frames = np.stack([_tone(16_000, hz=200.0 * (i + 1)) for i in range(channels)], axis=1)
    soundfile.write(tmp_path / "many.wav", frames, 16_000, "FLOAT")
    wav, _ = load(tmp_path / "many.wav")
    assert wav.shape == (16_000,)
    np.testing.assert_allclose(wav, frames.mean(axis=1), atol=1e-6)


def test_full_scale_is_kept_when_floats_exceed_it(tmp_path):
    soundfile.write(tmp_path / "hot.wav", 3 * _tone(16_000, amplitude=1.0), 16_000, "FLOAT")
    wav, _ = load(tmp_path / "hot.wav")
    assert np.abs(wav).max() == pytest.approx(1.0, abs=1e-6)
    assert np.abs(wav - _tone(16_000, amplitude=1.0)).max() < 1e-3


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_resampling_does_not_leave_full_scale(tmp_path, rate):
    """A clipped recording overshoots between its samples; the waveform stays in [-1, 1]."""
    square = np.sign(_tone(16_000, hz=763.0)).astype(np.float32)
    soundfile.write(tmp_path / "clipped.wav", square, 16_000)
    wav, _ = load(tmp_path / "clipped.wav", rate=rate)
    assert np.abs(wav).max() <= 1


def test_the_content_counts_not_the_name(tmp_path):
    soundfile.write(tmp_path / "tone.flac", _tone(16_000), 16_000)
    os.rename(tmp_path / "tone.flac", tmp_path / "tone.wav")
    assert len(load(tmp_path / "tone.wav")[0]) == 16_000


def _write(suffix="wav", **options):
    def make(folder):
        path = folder / f"bad.{suffix}"
        soundfile.write(path, options["data"], options.get("rate", 16_000), options.get("subtype"))
        return path
    return make


def _bytes(content, name="bad.wav"):
    def make(folder):
        (folder / name).write_bytes(content)
        return folder / name
    return make


def _truncated(folder):
    soundfile.write(folder / "whole.wav", _tone(16_000), 16_000)
    (folder / "bad.wav").write_bytes((folder / "whole.wav").read_bytes()[:20])
    return folder / "bad.wav"


@pytest.mark.parametrize(("make", "words"), [
    (lambda folder: folder / "none.wav", "no such file"),
    (lambda folder: folder, "is a folder"),
    (lambda folder: folder / ("x" * 300 + ".wav"), "name"),
    (_bytes(b""), "is empty"),
    (_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20), "cannot be read as sound"),
    (_bytes(bytes(2_000), "bad.raw"), "cannot be read as sound"),
    (_bytes(b"\0\0\0\x20ftypM4A " + bytes(500), "bad.m4a"), "its recorder did not finish it"),
    (_truncated, "bad.wav"),
    (_write(data=np.zeros(0)), "holds no samples"),
    (_write(data=np.array([0.1, np.nan] * 500), subtype="FLOAT"), "not numbers"),
    (_write(data=np.array([0.1, np.inf] * 500), subtype="DOUBLE"), "not numbers"),
    (_write(data=np.full(500, 1e300), subtype="DOUBLE"), "not numbers"),
    (_write(data=np.zeros(500), rate=1_000), "sample rate of 1000 Hz"),
], ids=["missing", "folder", "long-name", "empty", "png", "raw", "m4a", "truncated", "no-samples", "nan", "infinite",
        "beyond-float32", "rate"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_unusable_files_get_a_sentence(tmp_path, make, words):
    with pytest.raises(AudioError) as error:
        load(make(tmp_path))
    assert words in str(error.value) and str(error.value).endswith(".")


def test_long_files_are_refused_before_they_are_read(tmp_path):
    soundfile.write(tmp_path / "long.wav", np.zeros(16_000 * 13, np.int16), 16_000)
    with pytest.raises(AudioError, match="Cut out the part"):
        load(tmp_path / "long.wav", max_minutes=0.2)
    assert len(load(tmp_path / "long.wav", max_minutes=0.3)[0]) == 16_000 * 13


@pytest.mark.parametrize("suffix", SUBTYPES)
def test_what_is_saved_is_loaded(tmp_path, clips_24k, suffix):
    wav = clips_24k["Hester"]
    path = tmp_path / "deeper" / f"speech{suffix}"
    save(path, wav, 24_000, comment="made by a machine: ü")
    read, rate = load(path)
    assert rate in (24_000, 48_000)  # Opus may be decoded at 48 kHz
    assert _comment(path) == "made by a machine: ü"
    if suffix in (".wav", ".flac"):
        assert len(read) == len(wav) and np.abs(read - wav).max() <= 1 / 32767
    else:
        # The codecs cut the highest bands and invent noise in the quietest ones.
        a, b = (log_mel_numpy(load(p, 24_000)[0][:len(wav)], MelConfig(floor=1e-2))[:80] for p in (path, path))
        c = log_mel_numpy(wav, MelConfig(floor=1e-2))[:80]
        n = min(a.shape[1], c.shape[1])
        assert np.array_equal(a, b) and np.abs(a[:, :n] - c[:, :n]).mean() < 0.2
    assert os.listdir(path.parent) == [path.name]


def _comment(path):
    if path.suffix == ".m4a":
        with av.open(str(path)) as file:
            return file.metadata["comment"]
    with soundfile.SoundFile(path) as file:
        return file.comment


@pytest.mark.skipif(os.name != "posix", reason="names are Unicode on Windows")
@pytest.mark.parametrize("suffix", SUBTYPES)
def test_sounds_are_saved_under_names_that_are_not_utf_8(tmp_path, suffix):
    path = tmp_path / "caf\udce9" / f"caf\udce9{suffix}"
    save(path, _tone(24_000), 24_000)
    assert abs(len(load(path)[0]) - 24_000) < 4_000


def test_saving_clips_and_replaces(tmp_path):
    path = tmp_path / "a.wav"
    save(path, np.zeros(100, np.float32), 16_000)
    save(path, np.array([2.0, -2.0, 0.5, -0.5], np.float32), 16_000)
    read, _ = load(path)
    np.testing.assert_allclose(read, [1, -1, 0.5, -0.5], atol=1e-4)
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("suffix", SUBTYPES)
def test_half_a_minute_is_saved(tmp_path, clips_24k, suffix):
    wav = np.resize(clips_24k["Hester"], 26 * 24_000)
    save(tmp_path / f"a{suffix}", wav, 24_000)
    read, rate = load(tmp_path / f"a{suffix}")
    assert len(read) / rate == pytest.approx(26, abs=0.1)


@pytest.mark.parametrize("suffix", SUBTYPES)
def test_a_full_disk_leaves_what_was_there(tmp_path, suffix):
    resource = pytest.importorskip("resource")
    path = tmp_path / f"a{suffix}"
    save(path, np.zeros(100, np.float32), 24_000)
    before = path.read_bytes()
    noise = np.random.default_rng(0).normal(0, 0.1, 100_000).astype(np.float32)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(AudioError, match="cannot be written"):
            save(path, noise, 24_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before and os.listdir(tmp_path) == [path.name]


def test_saving_to_a_wrong_place_leaves_nothing(tmp_path):
    wav = _tone(44_100)
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "file").write_text("x")
    for path, rate, words in [("a.xyz", 16_000, "must end in"), ("folder.wav", 16_000, "is a folder"),
                              ("a.opus", 44_100, "cannot be written"), ("file/a.wav", 16_000, "cannot be written")]:
        with pytest.raises(AudioError, match=words):
            save(tmp_path / path, wav, rate)
    with pytest.raises(ValueError, match="shape"):
        save(tmp_path / "b.wav", np.zeros((10, 3)), 16_000)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.wav"] and not os.listdir(tmp_path / "folder.wav")
