"""Files as people have them, and files that are made to do harm."""

import os
import subprocess
import sys
import warnings
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from audio.decoding import SUFFIXES, opened
from audio.errors import AudioError, AudioWarning
from audio.files import HIGHEST_RATE, duration, load, save

ROOT = Path(__file__).resolve().parents[2]
# Suffix, container, codec and rate of what phones, browsers, cameras and recorders write.
FOREIGN = [
    (".m4a", "ipod", "aac", 44_100), (".m4a", "ipod", "alac", 44_100), (".aac", "adts", "aac", 44_100),
    (".3gp", "3gp", "libopencore_amrnb", 8_000), (".amr", "amr", "libopencore_amrnb", 8_000),
    (".webm", "webm", "libopus", 48_000), (".mka", "matroska", "aac", 44_100), (".wma", "asf", "wmav2", 44_100),
    (".wav", "wav", "adpcm_ms", 16_000), (".wav", "wav", "adpcm_ima_wav", 16_000),
    (".caf", "caf", "alac", 16_000), (".wv", "wv", "wavpack", 16_000), (".ac3", "ac3", "ac3", 48_000),
    (".mp4", "mp4", "aac", 48_000), (".mov", "mov", "pcm_s16le", 48_000), (".mkv", "matroska", "libopus", 48_000),
    (".avi", "avi", "libmp3lame", 44_100)]
VIDEOS = {".mp4", ".mov", ".mkv", ".avi"}


def _encode(path, container, codec, rate, wav, wav_rate, video=False, channels=1):
    """Write a waveform (n_samples,) as FFmpeg does; a video has a picture that changes."""
    with av.open(str(path), "w", format=container) as file:
        bits = {"libopencore_amrnb": 12_200, "wmav2": 64_000}.get(codec)
        sound = file.add_stream(codec, rate=rate, layout="mono" if channels == 1 else "stereo",
                                **({"bit_rate": bits} if bits else {}))
        picture = file.add_stream("mpeg4", rate=5) if video else None
        if video:
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        file.start_encoding()
        if video:
            for i in range(int(5 * len(wav) / wav_rate)):
                frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 40 * i % 256, np.uint8), format="rgb24")
                file.mux(picture.encode(frame))
            file.mux(picture.encode(None))
        codec_context = sound.codec_context
        resampler = av.AudioResampler(codec_context.format, codec_context.layout, rate, codec_context.frame_size)
        frame = av.AudioFrame.from_ndarray(np.tile(wav, (channels, 1)).astype(np.float32), format="fltp",
                                           layout=sound.layout.name)
        frame.sample_rate = wav_rate
        for made in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(sound.encode(made))
        file.mux(sound.encode(None))
    return path


@pytest.fixture(scope="module")
def speech(clips):
    wav, rate = clips["Silas"]
    return wav[: 3 * rate], rate


@pytest.mark.parametrize(("suffix", "container", "codec", "rate"), FOREIGN, ids=[f"{f[0]}-{f[2]}" for f in FOREIGN])
def test_what_people_have_is_read(tmp_path, speech, suffix, container, codec, rate):
    wav, wav_rate = speech
    path = _encode(tmp_path / f"speech{suffix}", container, codec, rate, wav, wav_rate, suffix in VIDEOS)
    read, read_rate = load(path)
    assert suffix in SUFFIXES and read_rate == rate and read.dtype == np.float32 and np.abs(read).max() <= 1
    assert duration(path) == pytest.approx(3.0, abs=0.2)
    read = load(path, rate=wav_rate)[0]
    assert abs(len(read) - len(wav)) < 0.2 * wav_rate
    middle, wide = wav[16_000:32_000], read[12_000:36_000]
    match = np.correlate(wide, middle, "valid")
    shift = int(np.argmax(match))
    alike = np.corrcoef(wide[shift: shift + len(middle)], middle)[0, 1]
    assert alike > (0.5 if "amr" in codec else 0.95)  # AMR keeps no phases
    part, _ = load(path, rate=wav_rate, seconds=0.5, begin=1.0)
    assert len(part) == pytest.approx(0.5 * wav_rate, abs=2)
    np.testing.assert_allclose(part[800:-800], read[16_000:24_000][800:-800], atol=2e-3)


def test_two_channels_of_adpcm_are_read(tmp_path, speech):
    for codec in ("adpcm_ms", "adpcm_ima_wav"):
        path = _encode(tmp_path / "a.wav", "wav", codec, 16_000, *speech, channels=2)
        assert len(load(path)[0]) == pytest.approx(3 * 16_000, rel=0.02)


def test_a_video_without_sound_gets_a_sentence(tmp_path):
    with av.open(str(tmp_path / "silent.mp4"), "w") as file:
        stream = file.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(5):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")))
        file.mux(stream.encode(None))
    with pytest.raises(AudioError, match="video without sound"):
        load(tmp_path / "silent.mp4")


@pytest.mark.parametrize(("suffix", "container", "codec"), [(".mp4", "mp4", "aac"), (".wma", "asf", "wmav2")])
def test_the_end_of_foreign_files_is_missed(tmp_path, speech, suffix, container, codec):
    path = tmp_path / f"a{suffix}"
    _encode(path, container, codec, 44_100, *speech)
    if suffix == ".mp4":  # its table is at the end: to the front with it, as on a web page
        with av.open(str(path)) as source, av.open(str(tmp_path / "b.mp4"), "w", format="mp4",
                                                   options={"movflags": "faststart"}) as out:
            stream = out.add_stream_from_template(source.streams.audio[0])
            for packet in source.demux(source.streams.audio[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    out.mux(packet)
        path = tmp_path / "b.mp4"
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    with pytest.raises(AudioError, match="cut off"):
        load(path)
    assert len(load(path, seconds=1.0)[0]) == 44_100  # what is asked for is there


def _wav(change, speech):
    buffer = BytesIO()
    soundfile.write(buffer, *speech, "PCM_16", format="WAV")
    data = bytearray(buffer.getvalue())
    for at, value in change.items():
        data[at: at + 4] = value.to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize("change", [{28: 64_000}, {40: 0}, {4: 0, 40: 0}, {4: 36, 40: 0}, {4: 0xFFFFFFFF, 40: 0},
                                    {4: 0xFFFFFFFF, 40: 0xFFFFFFFF}, {4: 38, 40: 2}, {4: 548, 40: 512},
                                    {40: 32_000}], ids=str)
def test_headers_that_are_wrong_do_no_harm(tmp_path, speech, change):
    """Wrong headers: a doubled byte rate, and sizes that a recorder never completed."""
    (tmp_path / "a.wav").write_bytes(_wav(change, speech))
    wav, rate = load(tmp_path / "a.wav")
    assert rate == 16_000 and np.abs(wav - speech[0]).max() < 1e-4
    assert duration(tmp_path / "a.wav") == len(wav) / rate


@pytest.mark.parametrize("behind", [b"LIST\x04\0\0\0" + 4 * b"x" + 100 * b"\0", b"\0LIST\xc8\0\0\0" + 200 * b"x",
                                    b"ID3\x03" + 200 * b"\0", b"TAG" + 125 * b" "], ids=repr)
def test_what_stands_behind_the_samples_is_none_of_them(tmp_path, speech, behind):
    (tmp_path / "a.wav").write_bytes(_wav({}, speech) + behind)
    wav, _ = load(tmp_path / "a.wav")
    assert len(wav) == len(speech[0])


def test_channels_that_cancel_one_another(tmp_path, speech):
    wav = speech[0]
    noise = np.random.default_rng(0).normal(0, 1e-4, len(wav))
    for left, right, taken in ((wav, -wav, 1), (0.9 * wav, -wav + noise, 2)):
        soundfile.write(tmp_path / "anti.wav", np.stack([left, right], 1), 16_000, "FLOAT")
        with pytest.warns(AudioWarning, match=f"channel {taken} alone"):
            read, _ = load(tmp_path / "anti.wav")
        assert np.abs(read - (left, right)[taken - 1]).max() < 1e-6
    # What differs, lies in one channel only or is the same is averaged as ever.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for other in (np.roll(wav, 8_000), 0 * wav, wav):
            soundfile.write(tmp_path / "two.wav", np.stack([wav, other], 1), 16_000, "FLOAT")
            assert np.abs(load(tmp_path / "two.wav")[0] - (wav + other) / 2).max() < 1e-6


def test_an_offset_is_removed_and_nothing_else_changes(tmp_path, speech):
    wav = speech[0] - speech[0].mean()
    soundfile.write(tmp_path / "plain.wav", wav, 16_000, "FLOAT")
    soundfile.write(tmp_path / "offset.wav", wav + 0.02, 16_000, "FLOAT")
    assert np.array_equal(load(tmp_path / "plain.wav")[0], wav)
    np.testing.assert_allclose(load(tmp_path / "offset.wav")[0], wav, atol=1e-6)


def test_faster_recordings_than_anything_hears_are_brought_down(tmp_path):
    t = np.arange(96_000 * 2) / 96_000
    soundfile.write(tmp_path / "a.flac", 0.5 * np.sin(2 * np.pi * 440 * t), 96_000)
    wav, rate = load(tmp_path / "a.flac")
    assert rate == HIGHEST_RATE and len(wav) == pytest.approx(2 * rate, abs=2)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(len(wav)) / rate)
    np.testing.assert_allclose(wav[2_000:-2_000], tone[2_000:-2_000], atol=1e-3)


def test_a_part_of_a_long_recording_costs_little(tmp_path):
    """A minute and a half of eight channels at 96 kHz in a few KB would take 276 MB if all of it were unpacked."""
    with soundfile.SoundFile(tmp_path / "bomb.flac", "w", 96_000, 8, "PCM_16") as file:
        for _ in range(9):
            file.write(np.zeros((96_000 * 10, 8), np.int16))
    least = _peak(tmp_path / "bomb.flac", "seconds=0.1")
    assert _peak(tmp_path / "bomb.flac", "seconds=5") < least + 20
    assert _peak(tmp_path / "bomb.flac", "rate=16_000") < least + 80


def _peak(path, options):
    """Return the MB that a process takes to load a file."""
    pytest.importorskip("resource")
    program = (f"import resource, sys; sys.path.insert(0, {str(ROOT)!r}); from audio.files import load; "
               f"load({str(path)!r}, {options}); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return int(done.stdout) / (1024 if sys.platform == "linux" else 1024 ** 2)


def test_names_that_are_not_unicode(tmp_path, speech):
    if os.name != "posix" or sys.platform == "darwin":
        pytest.skip("names are Unicode here")
    for suffix in (".flac", ".m4a"):
        save(tmp_path / f"plain{suffix}", *speech)
        path = os.path.join(os.fsencode(tmp_path), b"caf\xe9" + suffix.encode())
        os.rename(tmp_path / f"plain{suffix}", path)
        assert len(load(os.fsdecode(path))[0]) >= 3 * 16_000


def test_play_lists_open_nothing(tmp_path, speech):
    """FFmpeg reads scripts that name other files; foreign files must not reach them."""
    save(tmp_path / "secret.wav", *speech)
    secret = tmp_path / "secret.wav"
    for name, text in (("a.m3u8", f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n"),
                       ("a.wav", f"ffconcat version 1.0\nfile {secret}\n"), ("a.mp4", f"file '{secret}'\n"),
                       ("a.sdp", "v=0\nm=audio 5004 RTP/AVP 0\nc=IN IP4 127.0.0.1\n")):
        (tmp_path / name).write_text(text)
        with pytest.raises(AudioError, match="cannot be read as sound"):
            load(tmp_path / name)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_get_a_sentence_or_are_read(tmp_path, speech, seed):
    """Bits are flipped, bytes removed and inserted, ends cut off: the result is a waveform or one sentence."""
    rng, path = np.random.default_rng(seed), tmp_path / "case"
    whole = []
    for suffix, container, codec, rate in FOREIGN[seed::4]:
        _encode(path, container, codec, rate, speech[0][:16_000], speech[1], suffix in VIDEOS)
        whole.append(path.read_bytes())
    for _ in range(40):
        data = bytearray(whole[rng.integers(len(whole))])
        kind, at = rng.integers(4), int(rng.integers(len(data)))
        if kind == 0:
            for position in rng.integers(min(len(data), int(rng.choice([200, 10 ** 9]))), size=rng.integers(1, 30)):
                data[position] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            del data[at: at + int(rng.integers(1, 3_000))]
        else:
            data[at: at + 4] = bytes(rng.choice([0, 255, 127, 128], 4).astype(np.uint8))
        path.write_bytes(data)
        try:
            wav, _ = load(path, 16_000)
        except AudioError as error:
            assert len(str(error).splitlines()) == 1 and str(error).endswith(".")
        else:
            assert wav.dtype == np.float32 and np.isfinite(wav).all() and np.abs(wav).max() <= 1


def test_decoders_print_nothing(tmp_path, speech):
    """Standard output belongs to the program, but some of libsndfile's decoders print there."""
    soundfile.write(tmp_path / "a.caf", *speech, "ALAC_16", format="CAF")
    soundfile.write(tmp_path / "a.sds", *speech, "PCM_16", format="SDS")
    rng = np.random.default_rng(0)
    for name in ("a.caf", "a.sds"):
        whole = (tmp_path / name).read_bytes()
        for i in range(6):
            data = bytearray(whole)
            for at in (*rng.integers(4, 200, 2), *rng.integers(200, len(data), 6)):
                data[at] ^= 1 << int(rng.integers(8))
            (tmp_path / f"{i}{name}").write_bytes(data)
    _encode(tmp_path / "a.m4a", "ipod", "aac", 44_100, *speech)
    data = (tmp_path / "a.m4a").read_bytes()
    (tmp_path / "b.m4a").write_bytes(data.replace(b"mdat", b"\xff\xff\xff\xff", 1))
    program = (f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom pathlib import Path\n"
               "from audio.files import AudioError, load\n"
               f"for path in sorted(Path({str(tmp_path)!r}).iterdir()):\n"
               "    try: load(path)\n    except AudioError: pass\n")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_source_tells_its_length_before_it_is_read(tmp_path, speech):
    save(tmp_path / "a.flac", *speech)
    with opened(tmp_path / "a.flac") as source:
        assert (source.rate, source.frames) == (16_000, len(speech[0]))
        assert sum(len(block) for block in source.read()) == source.frames
