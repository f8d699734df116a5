"""Bad input of any kind gets a sentence on stderr and exit code 2, without a traceback or a half-written file."""

import os
import pickle
import shutil
import struct
import subprocess
import sys
import time
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from scipy.signal import butter, lfilter

from audio.mel import MelConfig
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.network import ParallelSynthesizer
from toolbox.cli import main
from toolbox.core.cloning.engine import Cloner
from toolbox.core.models import profiles
from training.checkpoint import read_model, save_model
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.network import HarmonicVocoder

RATE = 16_000
SMALL_DISK = 65_536  # bytes


@pytest.fixture
def refused(capsys):
    """Return a function that runs a command line and returns the sentence with which it is refused."""
    def run(*argv, code=2, usage=False):
        assert main.main([str(arg) for arg in argv]) == code
        out, err = capsys.readouterr()
        assert out == "" and "Traceback" not in err
        if not usage:
            assert len(err.strip().splitlines()) == 1 and err.strip().endswith("."), err
        return err
    return run


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    yield folder / "said.wav"
    assert os.listdir(folder) == []


def _voice():
    return soundfile.read(profiles.bundled_voices()["Clara"], dtype="float32")[0]


def _header(data, rate=RATE, bits=16, tag=1, channels=1, size=None):
    block = max(1, channels * bits // 8)
    size = len(data) if size is None else size
    return (b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt "
            + struct.pack("<IHHIIHH", 16, tag, channels, rate, rate * block, block, bits)
            + b"data" + struct.pack("<I", size) + data)


def _pcm():
    return np.round(_voice() * 32767).astype("<i2").tobytes()


def _flac():
    return profiles.bundled_voices()["Clara"].read_bytes()


def _encoded(suffix, subtype=None, wav=None):
    buffer = BytesIO()
    buffer.name = f"x.{suffix}"
    soundfile.write(buffer, _voice() if wav is None else wav, RATE, subtype)
    return buffer.getvalue()


def _png():
    from matplotlib.figure import Figure
    buffer = BytesIO()
    Figure(figsize=(2, 2)).savefig(buffer, format="png")
    return buffer.getvalue()


def _tone():
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(5 * RATE) / RATE)).astype(np.float32)


FILES = {
    "empty": (lambda: b"", "is empty"),
    "header only": (lambda: _header(b""), "no samples"),
    "cut in the header": (lambda: _header(_pcm())[:30], "cannot be read as sound"),
    "cut-off wav": (lambda: _header(_pcm())[: len(_pcm()) // 2], "cut off"),
    "cut-off flac": (lambda: _flac()[: len(_flac()) // 2], "cut off"),
    "cut-off mp3": (lambda: _encoded("mp3")[:20_000], "cut off"),
    "cut-off aiff": (lambda: _encoded("aiff")[:100_000], "cut off"),
    "silent": (lambda: _encoded("wav", wav=np.zeros(5 * RATE)), "0.0 s of speech"),
    "half a second": (lambda: _encoded("wav", wav=_voice()[4_000:12_000]), "at least 1 s is needed"),
    "one sample": (lambda: _encoded("wav", wav=np.array([0.5])), "0.0 s of speech"),
    "1 bit": (lambda: _header(os.urandom(20_000), bits=1), "1 bit per sample"),
    "DSD rate": (lambda: _header(os.urandom(20_000), rate=2_822_400), "2822400 Hz"),
    "DSD file": (lambda: b"DSD " + struct.pack("<QQQ", 28, 1_000, 0) + b"fmt " + bytes(1_000), "cannot be read"),
    "no channels": (lambda: _header(_pcm(), channels=0), "cannot be read"),
    "no rate": (lambda: _header(_pcm(), rate=0), "cannot be read"),
    "unknown codec": (lambda: _header(_pcm(), tag=0x9999), "cannot be read"),
    "nan": (lambda: _encoded("wav", "FLOAT", np.full(5 * RATE, np.nan)), "not numbers"),
    "one infinity": (lambda: _encoded("wav", "FLOAT", np.append(_voice(), np.inf)), "not numbers"),
    "picture": (_png, "cannot be read as sound"),
    "text": (lambda: b"Dear Sir or Madam,\n" * 500, "cannot be read as sound"),
    "noise": (lambda: np.random.default_rng(0).bytes(50_000), "cannot be read as sound"),
    "white noise": (lambda: _encoded("wav", wav=_steady("noise")), "as steady as noise"),
    "fan": (lambda: _encoded("wav", wav=_steady("fan")), "as steady as noise"),
    "50 Hz hum": (lambda: _encoded("wav", wav=_steady("hum")), "as steady as noise"),
    "at -97 dBFS": (lambda: _encoded("wav", "FLOAT", 10 ** (-75 / 20) * _voice()), "nearly silent"),
    "sampler dump": (lambda: b"\xf0\x7e\x00\x01" + bytes(2_000), "cannot be read as sound"),
    "play list": (lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n",
                  "cannot be read as sound"),
    "list of parts": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "cannot be read as sound"),
}


def _steady(kind):
    """Return ten seconds of sound without a voice, at -20 dBFS."""
    rng, t = np.random.default_rng(0), np.arange(10 * RATE) / RATE
    noise = rng.normal(size=len(t))
    wav = {"noise": noise, "fan": lfilter(*butter(1, 400 / (RATE / 2)), noise) * (1 + 0.1 * np.sin(8 * t)),
           "hum": sum(np.sin(2 * np.pi * 50 * k * t) / k for k in range(1, 20))}[kind]
    return 0.1 * wav / wav.std()


@pytest.mark.parametrize("command", ["clone", "embed", "similarity"])
@pytest.mark.parametrize("kind", FILES)
def test_recordings(tmp_path, out, loaded, refused, command, kind):
    content, words = FILES[kind]
    path = tmp_path / "reference.wav"
    path.write_bytes(content())
    argv = {"clone": ("clone", "--reference", path, "--text", "Hello.", "--out", out),
            "embed": ("embed", path, "--out", out.with_suffix(".npz")),
            "similarity": ("similarity", profiles.bundled_voices()["Clara"], path)}[command]
    sentence = refused(*argv)
    assert words in sentence and str(path) in sentence


def test_a_recording_that_is_not_there(tmp_path, out, loaded, refused):
    for path, words in ((tmp_path / "none.wav", "no such file"), (tmp_path, "is a folder"),
                        (tmp_path / ("x" * 300 + ".wav"), "name too long")):
        assert words in refused("clone", "--reference", path, "--text", "Hello.", "--out", out)


def test_one_bad_recording_among_good_ones(tmp_path, out, loaded, refused):
    good = profiles.bundled_voices()["Clara"]
    (tmp_path / "bad.wav").write_bytes(_png())
    assert "bad.wav" in refused("clone", "--reference", good, tmp_path / "bad.wav", "--text", "Hello.", "--out", out)
    assert "bad.wav" in refused("embed", good, tmp_path / "bad.wav", "--out", out.with_suffix(".csv"))


@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_eight_hours_are_refused_before_they_are_read(tmp_path, out, loaded, refused, rate):
    size = 8 * 3600 * rate * 2
    with open(tmp_path / "long.wav", "wb") as file:
        file.write(_header(b"", rate, size=size))
        file.truncate(44 + size)  # a hole: it takes no room on the disk
    started = time.perf_counter()
    sentence = refused("clone", "--reference", tmp_path / "long.wav", "--text", "Hello.", "--out", out)
    assert "480 minutes" in sentence and time.perf_counter() - started < 1


def test_renamed_recordings_are_read(tmp_path, loaded, capsys):
    endless = _header(_pcm(), size=0xFFFFFFFF - 36)  # as written into a pipe
    for number, content in enumerate((_flac(), _encoded("ogg"), _encoded("mp3"), endless)):
        (tmp_path / f"{number}.wav").write_bytes(content)
        assert main.main(["embed", str(tmp_path / f"{number}.wav"), "--json"]) == 0
    assert capsys.readouterr().err == ""


TEXTS = {
    "empty": ("", "no text"), "white": (" \n\t\u2003", "no text"), "emoji": ("😀🎉👍🏽", "can be pronounced"),
    "controls": ("\x00\x01\x07\x1b\x7f", "can be pronounced"), "marks": ("... !? —", "can be pronounced"),
    "japanese": ("おはようございます。", "cannot be read"), "not unicode": ("\udcff\udc80", "can be pronounced"),
    "invisible": ("\u200b\u200d\ufeff", "can be pronounced"),
    "100,000 characters": ("Hello there. " * 7_693, "100,009 characters"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_texts(out, loaded, refused, kind):
    text, words = TEXTS[kind]
    assert words in refused("clone", "--reference", profiles.bundled_voices()["Clara"], "--text", text, "--out", out)


def test_text_files(tmp_path, out, loaded, refused, monkeypatch):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "sound.txt").write_bytes(_flac())
    (tmp_path / "long.txt").write_bytes(b"Hello. " * 200_000)
    (tmp_path / "latin.txt").write_bytes("Café".encode("latin-1"))
    reference = profiles.bundled_voices()["Clara"]
    for name, words in (("none.txt", "No such file"), ("", "Is a directory"), ("empty.txt", "no text"),
                        ("sound.txt", "not plain text"), ("long.txt", "too long"), ("latin.txt", "not plain text")):
        path = tmp_path / name if name else tmp_path
        assert words in refused("clone", "--reference", reference, "--text-file", path, "--out", out)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"\xff\x00\x81")))
    assert "stdin" in refused("clone", "--reference", reference, "--text-file", "-", "--out", out)
    monkeypatch.setattr(sys, "stdin", None)
    assert "stdin: it is closed" in refused("clone", "--reference", reference, "--text-file", "-", "--out", out)


@pytest.mark.parametrize(("options", "words"), [
    (("--speed", "0"), "speed"), (("--speed", "9"), "speed"), (("--speed", "nan"), "speed"),
    (("--pitch", "99"), "pitch"), (("--pitch", "inf"), "pitch")])
def test_settings_out_of_range(out, refused, options, words):
    reference = profiles.bundled_voices()["Clara"]
    assert words in refused("clone", "--reference", reference, "--text", "Hello.", "--out", out, *options)


@pytest.mark.parametrize("argv", [
    ("nonsense",), ("clone",), ("clone", "--reference", "a.wav", "--out", "b.wav"),
    ("clone", "--reference", "a.wav", "--out", "b.wav", "--text", "a", "--text-file", "b"),
    ("clone", "--reference", "a.wav", "--out", "b.wav", "--text", "a", "--seed", "-1"),
    ("clone", "--reference", "a.wav", "--out", "b.wav", "--text", "a", "--seed", "99999999999999999999"),
    ("clone", "--reference", "a.wav", "--out", "b.wav", "--text", "a", "--speed", "fast"),
    ("embed",), ("similarity", "a.wav"), ("train", "listener", "--data", "a", "--out", "b"),
    ("train", "vocoder", "--data", "a", "--out", "b", "--steps", "0"),
    ("train", "vocoder", "--data", "a", "--out", "b", "--minutes", "nan"), ("prepare", "a")])
def test_wrong_command_lines(refused, argv):
    assert "error:" in refused(*argv, usage=True)


@pytest.mark.parametrize("device", ["cuda:99", "quantum", "meta", "cuda:x"])
def test_a_device_that_is_not_there(out, refused, device):
    reference = profiles.bundled_voices()["Clara"]
    assert device in refused("clone", "--reference", reference, "--text", "Hi.", "--out", out, "--device", device)
    assert device in refused("embed", reference, "--out", out.with_suffix(".npy"), "--device", device)
    assert device in refused("demo", "--out", out.parent, "--device", device)


def test_no_gpu_where_one_was_asked_for(out, refused, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    reference = profiles.bundled_voices()["Clara"]
    assert "'cuda'" in refused("clone", "--reference", reference, "--text", "Hi.", "--out", out, "--device", "cuda")


def test_an_unknown_profile(out, refused):
    reference = profiles.bundled_voices()["Clara"]
    sentence = refused("clone", "--reference", reference, "--text", "Hi.", "--out", out, "--profile", "best")
    assert "'best'" in sentence and "griffin-lim" in sentence


def test_the_windows_options_are_refused_before_a_command(refused):
    sentence = refused("--profile", "nonsense", "--device", "cuda:7", "models", "--json")
    assert "--profile and --device" in sentence
    assert "--library" in refused("--library", "x", "embed", "none.wav")


def test_what_is_no_file_is_neither_read_nor_written(tmp_path, refused, monkeypatch):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    monkeypatch.setattr(Cloner, "load", lambda *args, **options: pytest.fail("the work has begun"))
    reference, pipe = profiles.bundled_voices()["Clara"], tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    (tmp_path / "link.wav").symlink_to("/dev/null")
    for path in (pipe, tmp_path / "link.wav"):
        assert "device or a pipe" in refused("clone", "--reference", reference, "--text", "Hi.", "--out", path)
    monkeypatch.undo()
    for path in (pipe, "/dev/zero"):
        assert "device or a pipe" in refused("embed", path)
    assert pipe.is_fifo()


def test_an_interrupt_before_the_commands_are_there_leaves_no_traceback(tmp_path):
    (tmp_path / "toolbox" / "cli").mkdir(parents=True)
    (tmp_path / "toolbox" / "cli" / "main.py").write_text("raise KeyboardInterrupt")
    shutil.copy(Path(__file__).parents[3] / "main.py", tmp_path)
    done = subprocess.run([sys.executable, tmp_path / "main.py"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "Interrupted.\n")


def test_an_interrupt_while_the_command_line_is_read_leaves_no_traceback(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_parser", interrupted)
    assert main.main(["doctor"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"


def test_too_little_memory_gets_a_sentence(loaded, refused, monkeypatch):
    def fail(*args):
        raise MemoryError

    monkeypatch.setattr("encoder.ge2e.inference.SpeakerEncoder.embed", fail)
    assert "not enough memory" in refused("embed", profiles.bundled_voices()["Clara"])


def _places(folder):
    (folder / "file").write_text("x")
    (folder / "folder.wav").mkdir()
    places = [("plain", "must end in"), ("said.xyz", "must end in"), ("folder.wav", "is a folder"),
              ("file/said.wav", "is a file"), ("file/deeper/said.wav", "is a file"),
              ("x" * 300 + ".wav", "name too long"), ("y" * 300 + "/said.wav", "name too long")]
    # Folders in which not even root makes files.
    places += [(f"{top}/said.wav", "Nothing can be written") for top in ("/proc", "/sys") if os.path.isdir(top)]
    return places


def test_places_that_cannot_be_written(tmp_path, refused, monkeypatch):
    """Refused before anything is loaded."""
    monkeypatch.setattr(Cloner, "load", lambda *args, **options: pytest.fail("the work has begun"))
    reference = profiles.bundled_voices()["Clara"]
    for place, words in _places(tmp_path):
        assert words in refused("clone", "--reference", reference, "--text", "Hi.", "--out", tmp_path / place)
    clone = ("clone", "--reference", reference, "--text", "Hi.", "--out", tmp_path / "a.wav")
    assert "must end in" in refused(*clone, "--picture", tmp_path / "a.jpg")
    assert "is a file" in refused(*clone, "--picture", tmp_path / "file" / "a.png")
    assert "must end in" in refused("embed", reference, "--out", tmp_path / "a.wav")
    assert "must end in" in refused("bench", "--json", tmp_path / "a.wav")
    for argv in (("demo", "--out", tmp_path / "file"), ("prepare", tmp_path, "--out", tmp_path / "file"),
                 ("train", "vocoder", "--data", tmp_path, "--out", tmp_path / "file")):
        assert "is a file" in refused(*argv)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.wav"]


def test_a_reference_is_not_overwritten(tmp_path, refused):
    path = tmp_path / "reference.flac"
    path.write_bytes(_flac())
    assert "is an input" in refused("clone", "--reference", path, "--text", "Hi.", "--out", path)
    assert path.read_bytes() == _flac()


@pytest.fixture
def read_only(tmp_path):
    """Create a folder in which nobody can create files, not even root where the file system supports that."""
    if os.name == "nt":
        pytest.skip("Windows has no modes of folders")
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o500)
    locked = os.geteuid() == 0 and subprocess.run(["chattr", "+i", folder], capture_output=True).returncode == 0
    yield folder if locked or os.geteuid() else "/proc"
    if locked:
        subprocess.run(["chattr", "-i", folder], check=True)
    folder.chmod(0o700)


def test_a_read_only_folder(read_only, refused):
    reference = profiles.bundled_voices()["Clara"]
    sentence = refused("clone", "--reference", reference, "--text", "Hi.", "--out", f"{read_only}/said.wav")
    assert "Nothing can be written" in sentence
    assert "Nothing can be written" in refused("demo", "--out", f"{read_only}/deeper")


@pytest.fixture
def small_disk(tmp_path):
    """Create a folder, and a context in which it holds no more than SMALL_DISK bytes."""
    resource = pytest.importorskip("resource")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "none", folder],
                             capture_output=True).returncode == 0

    @contextmanager
    def limited():
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft if mounted else SMALL_DISK, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    yield folder, limited
    if mounted:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk(tmp_path, small_disk, loaded, refused, guessed):
    """Other formats: tests/audio/test_files.py."""
    folder, limited = small_disk
    guessed["Clara"].save(tmp_path / "clara.voice")
    with limited():
        sentence = refused("clone", "--voice", tmp_path / "clara.voice", "--out", folder / "said.wav",
                           "--text", "Nothing of this will ever be heard, because the disk is full. ")
    assert "cannot be written" in sentence and os.listdir(folder) == []


def test_a_full_disk_for_other_files(tmp_path, small_disk, loaded, refused, encoder, monkeypatch):
    folder, limited = small_disk
    wav, rate = soundfile.read(profiles.bundled_voices()["Clara"], stop=3 * RATE)
    soundfile.write(tmp_path / "short.wav", wav, rate)
    known = encoder.embed(wav, rate)
    monkeypatch.setattr(encoder, "embed", lambda *_: known)  # it is the same file each time
    many = [tmp_path / "short.wav"] * 40
    for suffix in (".csv", ".npy", ".npz"):
        with limited():
            assert "cannot be written" in refused("embed", *(many * 2 if suffix != ".csv" else many),
                                                  "--out", folder / f"voices{suffix}")
        assert os.listdir(folder) == []


def _changed(path, change, kind=None):
    """A model file like one that ships, changed."""
    source = {"synthesizer/parallel": "synthesizer", "vocoder/harmonic": "vocoder"}
    kind = kind or "synthesizer/parallel"
    tensors, config, card = read_model(profiles.MODELS / f"{source[kind]}.safetensors", kind)
    made = torch.nn.Module()
    config, tensors = change(config, tensors)
    made.state_dict = lambda: tensors
    save_model(path, kind, made, config, card)


def _write(content):
    return lambda path: path.write_bytes(content() if callable(content) else content)


def _whole_model():
    return (profiles.MODELS / "synthesizer.safetensors").read_bytes()


def _foreign(path):
    from safetensors.torch import save_file
    save_file({"a": torch.zeros(3)}, path)


def _unreadable_metadata(path):
    from safetensors.torch import save_file
    save_file({"a": torch.zeros(3)}, path, metadata={"kind": "synthesizer/parallel", "config": "{", "card": "{}"})


class _Evil:
    def __reduce__(self):
        return os.mkdir, ("evil",)


MODELS = {
    "empty": (_write(b""), "not a model file"), "noise": (_write(os.urandom(5_000)), "not a model file"),
    "cut off": (_write(lambda: _whole_model()[:1_000_000]), "not a model file"),
    "cut in the header": (_write(lambda: _whole_model()[:100]), "not a model file"),
    "pickle": (_write(lambda: pickle.dumps(_Evil())), "not a model file"),
    "torch": (lambda path: torch.save({"a": torch.zeros(3)}, path), "not a model file"),
    "folder": (lambda path: path.mkdir(), "not a model file"),
    "foreign": (_foreign, "not a model of this program"),
    "unreadable metadata": (_unreadable_metadata, "metadata cannot be read"),
    "other kind": (_write(lambda: (profiles.MODELS / "vocoder.safetensors").read_bytes()), "not a model of kind synth"),
    "other version": (lambda path: _changed(path, lambda c, t: (c | {"flavour": 3}, t)), "another version"),
    "older version": (lambda path: _changed(path, lambda c, t: ({"dim": 3}, t)), "another version"),
    "other sizes": (lambda path: _changed(path, lambda c, t: (c | {"dim": 64}, t)), "does not fit"),
    "not numbers": (lambda path: _changed(path, lambda c, t: (c, {k: v * float("nan") for k, v in t.items()})),
                    "not numbers"),
}


@pytest.mark.parametrize("kind", MODELS)
def test_models(tmp_path, out, refused, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    make, words = MODELS[kind]
    path = tmp_path / "model.safetensors"
    make(path)
    _use(monkeypatch, path, profiles.MODELS / "vocoder.safetensors")
    sentence = refused("clone", "--reference", profiles.bundled_voices()["Clara"], "--text", "Hi.", "--out", out)
    assert words in sentence and str(path) in sentence
    assert not (tmp_path / "evil").exists()


def test_a_model_that_is_missing(tmp_path, out, refused, monkeypatch):
    _use(monkeypatch, tmp_path / "none.safetensors", None)
    assert "no such model" in refused("clone", "--reference", profiles.bundled_voices()["Clara"], "--text", "Hi.",
                                      "--out", out, code=1)


def test_a_pair_that_does_not_belong_together(tmp_path, out, refused, monkeypatch):
    other = VocoderConfig(mel=MelConfig(16_000, 800, 200, 80, 0.0, 8_000.0), dim=16, hidden_dim=16, n_layers=1,
                          hop_length=100)
    save_model(tmp_path / "v.safetensors", "vocoder/harmonic", HarmonicVocoder(other), other.to_dict(), {})
    small = SynthesizerConfig(text_dim=16, text_hidden=16, text_layers=1, prosody_dim=16, prosody_layers=1, dim=16,
                              hidden_dim=16, n_layers=1, detail_dim=16, detail_layers=1)
    save_model(tmp_path / "s.safetensors", "synthesizer/parallel", ParallelSynthesizer(small), small.to_dict(), {})
    _use(monkeypatch, tmp_path / "s.safetensors", tmp_path / "v.safetensors")
    assert "not trained for one another" in refused(
        "clone", "--reference", profiles.bundled_voices()["Clara"], "--text", "Hi.", "--out", out)


def test_encoder_weights(tmp_path, out, refused, monkeypatch):
    argv = ("embed", profiles.bundled_voices()["Clara"], "--out", out.with_suffix(".npz"))
    monkeypatch.setattr(profiles, "MODELS", tmp_path)
    assert "no such model file" in refused(*argv, code=1)
    monkeypatch.chdir(tmp_path)
    for content in (b"", os.urandom(500), pickle.dumps(_Evil())):
        (tmp_path / profiles.ENCODER).write_bytes(content)
        assert "is not a model file or is damaged" in refused(*argv)
    assert not (tmp_path / "evil").exists()


def test_training_without_data(tmp_path, refused):
    for argv, words in ((("prepare", tmp_path / "none"), "not a folder"),
                        (("prepare", tmp_path), "is not a known data set"),
                        (("train", "vocoder", "--data", tmp_path / "none"), "not a folder"),
                        (("train", "synthesizer", "--data", tmp_path), "no feature shards"),
                        (("train", "vocoder", "--data", tmp_path, "--device", "cuda:99"), "cuda:99"),
                        (("train", "vocoder", "--data", tmp_path, "--from-model", tmp_path / "x"), "no such model")):
        assert words in refused(*argv, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def _use(monkeypatch, synthesizer, vocoder):
    monkeypatch.setitem(profiles.PROFILES, "default", profiles.Profile("default", "", synthesizer, vocoder))
