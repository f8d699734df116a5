"""The command line: what each command writes, prints and returns."""

import csv
import importlib.metadata
import json
import os
import signal
import subprocess
import sys
import time
import types
from dataclasses import replace
from inspect import signature
from io import BytesIO, TextIOWrapper
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audio.files import save
from toolbox.cli import console, doctor, main
from toolbox.cli.measure import engine as bench
from toolbox.core.cloning.engine import Cloner
from toolbox.core.library.library import Library
from toolbox.core.library.records import EXPORTED, Take, new_id
from toolbox.core.models import profiles
from toolbox.core.training import autoregressive, encoder, recogniser, synthesizer, vocoder
from toolbox.core.training import data as data_recipe
from watermark.marker import mark
from watermark.provenance import Provenance

ROOT = Path(__file__).resolve().parents[3]
PYTHON = (sys.executable, str(ROOT / "main.py"))
COMMANDS = ("clone", "personal", "convert", "live", "script", "read", "who", "clean", "quality", "embed", "similarity",
            "detect", "history", "demo", "map", "constellation", "bench", "doctor", "prepare", "virtual", "train")
TEXT = "Good morning to all of you."


@pytest.fixture
def run(capsys):
    """Return a function that runs a command line, which must succeed without stderr, and returns its output."""
    def call(*argv, code=0):
        assert main.main([str(arg) for arg in argv]) == code
        out, err = capsys.readouterr()
        assert err == ""
        return out
    return call


@pytest.fixture(scope="module")
def hester(guessed, tmp_path_factory):
    """Return the path of a saved voice that need not be adapted to."""
    path = tmp_path_factory.mktemp("voices") / "hester.voice"
    guessed["Hester"].save(path)
    return path


def test_help_is_there_at_once():
    shown = subprocess.run([*PYTHON, "--help"], capture_output=True, text=True, check=True).stdout
    assert all(command in shown for command in COMMANDS)
    code = ("import main, sys; main.main(['--help']);"
            "sys.exit(bool({'numpy', 'torch', 'librosa', 'matplotlib', 'PySide6'} & set(sys.modules)))")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    assert f"usage: main.py {command}" in run(command, "--help")


def test_detect(tmp_path, clips, run, capsys):
    wav, rate = clips["Clara"]
    made = Provenance("1.2", "default", consent="own")
    save(tmp_path / "clone.mp3", mark(wav, rate), rate, made.comment())
    save(tmp_path / "real.flac", wav, rate)
    marked, real = json.loads(run("detect", tmp_path / "clone.mp3", tmp_path / "real.flac", "--json"))
    assert marked["file"].endswith("clone.mp3") and marked["marked"] and marked["by"] == "this program"
    assert marked["confidence"] > 0.999 and marked["where"][0][0] == 0 and marked["record"] == made.record()
    assert real["marked"] is False and real["by"] is None and real["where"] == [] and real["record"] is None
    assert "does not make it a recording" in real["meaning"]
    shown = run("detect", tmp_path / "clone.mp3", tmp_path / "real.flac").splitlines()
    assert "clone.mp3: Synthetic: marked by this program, 0.0 to" in shown[0] and "consent: own" in shown[0]
    assert "real.flac: No mark was found." in shown[1]
    # A file that is no use gets a sentence, and does not keep the others from being checked.
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    named = [str(tmp_path / name) for name in ("bad.wav", "clone.mp3", "none.wav")]
    assert main.main(["detect", *named, "--json"]) == 2
    out, err = capsys.readouterr()
    bad, good, missing = json.loads(out)
    assert "bad.wav cannot be read as sound" in bad["error"] and good["marked"] and "no such file" in missing["error"]
    assert [line.split(": ")[0].split(" cannot")[0] for line in err.splitlines()] == [bad["file"], missing["file"]]


def test_history(tmp_path, run, capsys):
    assert main.main(["history", "--library", str(tmp_path)]) == 2
    assert "holds no library" in capsys.readouterr().err and not list(tmp_path.iterdir())
    library = Library(tmp_path)
    assert run("history", "--library", tmp_path) == "Nothing was made yet.\n"
    take = Take(new_id(), "Clara", "Good morning.", "default", 1, 1.0, 0.0, 24_000, 0.1,
                Provenance("1", "default", consent="own").comment(), wav=np.zeros(2400, np.float32),
                mel=np.zeros((100, 9), np.float32), phonemes=[], words=[])
    library.add_take(library.write_take(take))
    library.note(take, EXPORTED, "/tmp/clone.wav")
    library.close()
    head, exported, made = run("history", "--library", tmp_path).splitlines()
    assert head.split()[0] == "when" and "exported" in exported and exported.endswith("/tmp/clone.wav")
    assert "made" in made and "Clara" in made and "own" in made and "Good morning." in made
    entries = json.loads(run("history", "--library", tmp_path, "--voice", "clara", "--json"))
    assert [e["what"] for e in entries] == ["exported", "made"] and entries[1]["take"] == take.id
    assert run("history", "--library", tmp_path, "--voice", "Bob") == "Nothing was made in the voice 'Bob'.\n"


def test_version(run):
    assert run("--version") == f"main.py {main.VERSION}\n"


def test_clone(tmp_path, voices, loaded, run):
    out = tmp_path / "new" / "said.wav"
    said = run("clone", "--reference", voices["Clara"], "--text", TEXT, "--out", out)
    assert str(out) in said and len(said.splitlines()) == 1
    wav, rate = soundfile.read(out)
    assert rate == 24_000 and wav.ndim == 1 and 1 < len(wav) / rate < 6 and np.abs(wav).max() > 0.1
    with soundfile.SoundFile(out) as file:
        assert "Synthetic speech" in file.comment
    assert os.listdir(out.parent) == ["said.wav"]


def test_clone_of_a_saved_voice(tmp_path, voices, loaded, run, cloner, capsys):
    voice, path = cloner.enroll(voices["Clara"]), tmp_path / "clara.voice"
    voice.save(path)
    for name, option in (("a", ("--voice", path)), ("b", ("--reference", voices["Clara"]))):
        run("clone", *option, "--text", TEXT, "--quick", "--out", tmp_path / f"{name}.wav")
    a, b = (soundfile.read(tmp_path / f"{name}.wav")[0] for name in "ab")  # the record beside them contains the time
    assert np.array_equal(a, b)
    replace(voice, encoder="ge2e-0").save(tmp_path / "other.voice")
    (tmp_path / "none.voice").write_bytes(b"no voice at all")
    for options, words in ((("--voice", tmp_path / "other.voice"), "another speaker encoder (ge2e-0)"),
                           (("--voice", tmp_path / "none.voice"), "is not a saved voice"),
                           (("--voice", path, "--reference", voices["Clara"]), "not allowed with argument"),
                           ((), "one of the arguments --reference --voice is required")):
        assert main.main(["clone", *map(str, options), "--text", TEXT, "--out", str(tmp_path / "c.wav")]) == 2
        assert words in capsys.readouterr().err and not (tmp_path / "c.wav").exists()


def test_clone_from_the_real_networks_in_a_pipe(tmp_path, voices):
    done = subprocess.run([*PYTHON, "clone", "--reference", voices["Clara"], voices["Hester"], "--text-file", "-",
                           "--out", "said.flac", "--quick", "--json"],
                          cwd=tmp_path, input=TEXT.encode(), capture_output=True)
    assert done.returncode == 0 and done.stderr == b""
    about = json.loads(done.stdout)
    assert about["out"] == "said.flac" and about["device"] and about["timings"]["rtf"] > 0
    assert about["seconds"] == pytest.approx(soundfile.info(tmp_path / "said.flac").duration)


def test_the_seed_decides(tmp_path, voices, loaded, run):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run("clone", "--reference", voices["Silas"], "--text", TEXT, "--seed", seed, "--out", tmp_path / f"{name}.wav")
    a, b, c = (soundfile.read(tmp_path / f"{name}.wav")[0] for name in "abc")
    assert np.array_equal(a, b) and not np.array_equal(a, c)


def test_speed_and_pitch_are_heard(tmp_path, voices, loaded, run):
    from audio.files import load
    from audio.pitch import pitch
    from synthesizer.parallel.inference import EDGE
    found = {}
    for name, options in (("plain", ()), ("fast", ("--speed", 1.6)), ("high", ("--pitch", 5))):
        run("clone", "--reference", voices["Edwin"], "--text", TEXT, "--out", tmp_path / f"{name}.wav", *options)
        wav, rate = load(tmp_path / f"{name}.wav")
        f0 = pitch(wav, rate, 256)
        found[name] = len(wav) / rate - sum(EDGE), np.median(f0[f0 > 0])  # the silence around it has no speed
    assert found["fast"][0] / found["plain"][0] == pytest.approx(1 / 1.6, rel=0.1)
    assert 12 * np.log2(found["high"][1] / found["plain"][1]) == pytest.approx(5, abs=1.5)


def test_half_a_minute_in_the_format_of_the_name(tmp_path, hester, loaded, run):
    """Other formats of this length are tested in tests/audio/test_files.py."""
    out = tmp_path / "said.ogg"
    run("clone", "--voice", hester, "--text", " ".join([bench.TEXTS["long"]] * 2), "--out", out)
    with soundfile.SoundFile(out) as file:
        assert file.frames / file.samplerate > 25 and "Synthetic speech" in file.comment and file.format == "OGG"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_from_files_and_pipes(tmp_path, run, monkeypatch, encoding):
    (tmp_path / "text.txt").write_text(f"“{TEXT}”\n", encoding=encoding)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO((tmp_path / "text.txt").read_bytes())))
    read = [json.loads(run("read", *source, "--json")) for source in (
        ("--text-file", tmp_path / "text.txt"), ("--text-file", "-"), ("--text", f"“{TEXT}”"))]
    assert read[0] == read[1] == read[2]


def test_a_text_file_is_spoken(tmp_path, hester, loaded, run):
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-16")
    from_file, typed = (json.loads(run("clone", "--voice", hester, *text, "--json", "--out", tmp_path / "a.wav"))
                        for text in (("--text-file", tmp_path / "text.txt"), ("--text", TEXT)))
    assert from_file["phonemes"] == typed["phonemes"]


def test_words_that_are_left_out_are_named(tmp_path, voices, loaded, capsys):
    argv = ["clone", "--reference", voices["Clara"], "--text", "Good morning, 世界.", "--out", tmp_path / "a.wav"]
    assert main.main([str(arg) for arg in argv]) == 0
    assert "世界" in capsys.readouterr().err


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_picture(tmp_path, hester, loaded, run, suffix, magic):
    picture = tmp_path / f"said{suffix}"
    run("clone", "--voice", hester, "--text", f"That is $5, and this $x^2$. {TEXT}", "--out",
        tmp_path / "a.wav", "--picture", picture)
    assert picture.read_bytes().startswith(magic) and picture.stat().st_size > 10_000


def test_picture_shows_the_phonemes(cloner, guessed):
    from toolbox.core.cloning.pictures import make_figure
    speech = cloner.say(guessed["Clara"], " ".join([TEXT] * 5))
    figure = make_figure(speech, cloner.synthesizer.config)
    drawn = "".join(text.get_text() for axes in figure.axes for text in axes.texts)
    spoken = "".join(symbol for symbol, _, _ in speech.phonemes if symbol not in " .")
    assert len(drawn) > 0.9 * len(spoken) and set(drawn) <= set(spoken)


def test_play_without_portaudio_or_device(tmp_path, voices, monkeypatch, capsys):
    """It is refused before the work begins."""
    monkeypatch.setattr(Cloner, "load", lambda *args, **options: pytest.fail("the work has begun"))
    argv = ["clone", "--reference", str(voices["Clara"]), "--text", TEXT, "--out", str(tmp_path / "a.wav"), "--play"]
    broken = types.ModuleType("sounddevice")
    broken.PortAudioError = type("PortAudioError", (Exception,), {})

    def no_device(kind):
        raise broken.PortAudioError("no device")
    broken.query_devices = no_device
    monkeypatch.setitem(sys.modules, "sounddevice", broken)
    assert main.main(argv) == 1 and "no audio output" in capsys.readouterr().err
    _break_portaudio(monkeypatch, tmp_path)
    assert main.main(argv) == 1 and "PortAudio is missing" in capsys.readouterr().err


def test_embed(tmp_path, voices, clips, loaded, encoder, run):
    files = [voices["Clara"], voices["Edwin"]]
    for suffix in (".npz", ".npy", ".csv"):
        assert "2 embeddings" in run("embed", *files, "--out", tmp_path / f"e{suffix}")
    wanted = np.stack([encoder.embed(*clips[name]) for name in ("Clara", "Edwin")])
    with np.load(tmp_path / "e.npz") as written:
        assert written["files"].tolist() == [str(path) for path in files]
        np.testing.assert_array_equal(written["embeddings"], wanted)
    np.testing.assert_array_equal(np.load(tmp_path / "e.npy"), wanted)
    printed = run("embed", *files)
    assert printed == (tmp_path / "e.csv").read_text()
    rows = list(csv.DictReader(printed.splitlines()))
    np.testing.assert_allclose([float(rows[1][str(i)]) for i in range(256)], wanted[1], atol=1e-6)
    as_json = json.loads(run("embed", *files, "--json"))
    np.testing.assert_allclose(as_json[0]["embedding"], wanted[0], atol=1e-7)


def test_similarity(tmp_path, clips, voices, loaded, run):
    wav, rate = clips["Silas"]
    for name, part in (("first", wav[: len(wav) // 2]), ("second", wav[len(wav) // 2:])):
        soundfile.write(tmp_path / f"{name}.wav", part, rate)
    same = json.loads(run("similarity", tmp_path / "first.wav", tmp_path / "second.wav", "--json"))
    other = json.loads(run("similarity", voices["Clara"], voices["Edwin"], "--json"))
    assert same["same"] and not other["same"] and other["similarity"] < same["threshold"] < same["similarity"]
    assert "different voices" in run("similarity", voices["Clara"], voices["Edwin"])


def test_saved_voices_are_compared_like_recordings(tmp_path, cloner, voices, loaded, run, capsys):
    saved = tmp_path / "Clara.voice"
    cloner.enroll(voices["Clara"]).save(saved)
    same, other = (json.loads(run("similarity", saved, voices[name], "--json")) for name in ("Clara", "Edwin"))
    assert same["similarity"] > 0.9 and not other["same"]
    assert len(json.loads(run("embed", saved, voices["Edwin"], "--json"))) == 2
    replace(cloner.enroll(voices["Clara"]), encoder="another").save(saved)
    assert main.main(["similarity", str(saved), str(voices["Edwin"])]) == 2
    assert "another speaker encoder" in capsys.readouterr().err


def test_demo(tmp_path, loaded, run):
    said = run("demo", "--out", tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == ["demo.png", "demo.wav"]
    assert "first sound after" in said and "demo.png" in said


def test_no_command_opens_the_window(run, monkeypatch):
    given = []
    window = types.ModuleType("toolbox.ui.window.app")
    window.main = lambda argv: given.append(argv) or 0
    monkeypatch.setitem(sys.modules, "toolbox.ui.window.app", window)
    assert run() == "" and given == [[]]
    run("--library", "voices", "--device", "cpu")
    assert given[1] == ["--library", "voices", "--device", "cpu"]


def test_a_window_that_cannot_open_is_reported(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "toolbox.ui.window.app", None)
    assert main.main([]) == 1 and "make system" in capsys.readouterr().err


def test_a_text_is_read_word_by_word(run, capsys):
    (sentence,) = json.loads(run("read", "--text", "In 1984, Dr. Who read £5.", "--json"))
    said = [word["spoken"] for word in sentence["words"]]
    assert said[:3] == ["In", "nineteen", "eighty-four"] and "Doctor" in said and said[-2:] == ["five", "pounds"]
    assert all({"written", "phonemes", "rule", "source", "certain"} <= word.keys() for word in sentence["words"])
    shown = run("read", "--text", "In 1984.")
    assert "nineteen" in shown and "1984" in shown
    assert main.main(["read", "--text", "…"]) == 2 and "can be pronounced" in capsys.readouterr().err


def test_bench(tmp_path, run, monkeypatch):
    monkeypatch.setattr(bench, "PROFILES", {"default": profiles.PROFILES["default"]})
    monkeypatch.setattr(bench, "TEXTS", {"long": bench.TEXTS["long"]})  # each in a process of its own
    said = run("bench", "--quick", "--json", tmp_path / "bench.json")
    figures = json.loads((tmp_path / "bench.json").read_text())
    assert 0.001 < figures["rtf"] < 5 and 5 < figures["first_sound_ms"] < 20_000
    assert 0.2 < figures["load_s"] < 60 and 100 < figures["peak_mb"] < 3_000 and 10 < figures["assets_mb"] < 96
    assert 0.05 < figures["fresh_voice_s"] < 60
    assert figures["loading"]["networks_s"] < figures["loading"]["ready_s"] == figures["load_s"]
    assert [(r["text"], r["state"]) for r in figures["runs"]] == [("long", "cold"), ("long", "warm")]
    for r in figures["runs"]:
        parts = r["text_rtf"] + r["synthesizer_rtf"] + r["vocoder_rtf"]
        assert 0.5 * r["rtf"] < parts < 1.05 * r["rtf"]
    assert figures["machine"]["cpu"] in said and "of work per second of speech" in said


def test_bench_says_what_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(bench, "PROFILES", {"rtvc": profiles.list_profiles()["rtvc"]})
    assert main.main(["bench", "--quick"]) == 1
    assert "models add rtvc" in capsys.readouterr().err


def test_doctor(run, capsys):
    found = json.loads(run("doctor", "--json"))
    assert found["ok"] and "həlˈO" in found["text"]
    assert [model["kind"] for model in found["models"]] == [
        "encoder/ge2e", "synthesizer/parallel", "vocoder/harmonic", "synthesizer/recogniser", "encoder/ecapa",
        "accent", "quality", "enhancer"]
    networks = [model for model in found["models"] if model["kind"] not in ("accent", "quality")]
    assert all(model["bytes"] > 10_000 for model in networks)
    # How long ECAPA-TDNN was trained was not published.
    assert all(model["step"] > 0 for model in networks if model["kind"] != "encoder/ecapa")
    assert found["packages"]["torch"]["version"] and any(device.startswith("cpu") for device in found["devices"])
    assert "Everything needed is there." in run("doctor")


def test_doctor_names_what_is_missing(tmp_path, monkeypatch, run):
    there = importlib.metadata.version

    def version(name):
        if name in ("soxr", "umap-learn"):
            raise importlib.metadata.PackageNotFoundError(name)
        return there(name)
    monkeypatch.setattr(importlib.metadata, "version", version)
    (tmp_path / "bad.safetensors").write_bytes(b"nonsense")
    monkeypatch.setattr(doctor, "PROFILES", {"default": profiles.Profile(
        "default", "", tmp_path / "bad.safetensors", tmp_path / "none.safetensors", tmp_path / "deaf.safetensors")})
    _break_portaudio(monkeypatch, tmp_path)
    found = json.loads(run("doctor", "--json", code=1))
    needed = " ".join(problem["what"] for problem in found["problems"] if problem["needed"])
    extra = " ".join(problem["what"] for problem in found["problems"] if not problem["needed"])
    for word in ("soxr", "deaf.safetensors", "bad.safetensors", "none.safetensors"):
        assert word in needed
    assert "umap-learn" in extra and "PortAudio" in extra and not found["ok"]
    said = run("doctor", code=1)
    assert "Missing:" in said and "make run" in said and "cannot clone a voice yet" in said


def test_prepare_and_train_hand_on_their_options(tmp_path, monkeypatch, run):
    calls = []

    def stand_in(recipe):
        taken = signature(recipe)

        def record(*args, **options):
            taken.bind(*args, **options)  # the recipe itself would take them
            calls.append((args, options))
            return {"loss": 1.5}
        return record
    for module, name in ((data_recipe, "prepare"), (synthesizer, "train_synthesizer"), (vocoder, "train_vocoder"),
                         (encoder, "train_encoder"), (autoregressive, "train_tacotron"),
                         (autoregressive, "train_wavernn"), (autoregressive, "train_wavenet"),
                         (recogniser, "train_recogniser"), (recogniser, "train_streaming_recogniser")):
        monkeypatch.setattr(module, name, stand_in(getattr(module, name)))
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    assert json.loads(run("prepare", data, "--out", out, "--workers", 3)) == {"loss": 1.5}
    run("train", "synthesizer", "--data", data, "--out", out, "--steps", 7, "--minutes", 1.5, "--threads", 1)
    model = profiles.MODELS / "vocoder.safetensors"
    run("train", "vocoder", "--data", data, "--out", out, "--device", "cpu", "--from-model", model)
    assert calls[0] == ((data, out), {"workers": 3, "progress": False, "recogniser": None, "encoder": None,
                                      "language": None})
    assert calls[1] == ((data, out, 7, 1.5, "auto", 1), {
        "from_model": None, "progress": False, "learning_rate": None})
    assert calls[2][0] == (data, out, vocoder.STEPS, float("inf"), "cpu", None)
    options = {"synthesizer": {"ecapa": model, "encoder": model}, "encoder": {"loss": "tuned", "front_end": "auditory"},
               "vocoder": {"synthesizer": model},
               "recogniser": {}, "streaming-recogniser": {"teacher": model},
               "tacotron": {"utterances": 2}, "wavernn": {"utterances": 2},
               "wavenet": {"utterances": 2, "batch": 4}}
    for network, own in options.items():
        words = [word for name, value in own.items() for word in (f"--{name.replace('_', '-')}", value)]
        run("train", network, "--data", data, "--out", out, "--learning-rate", 0.5, *words)
        assert calls[-1][1] == {"from_model": None, "progress": False, "learning_rate": 0.5} | own


def test_options_that_a_network_has_no_use_for_are_reported(tmp_path, capsys):
    where = ["--data", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main.main(["train", "vocoder", *where, "--loss", "tuned"]) == 2
    assert "--loss is for encoder; vocoder has no use for it" in capsys.readouterr().err
    assert main.main(["train", "encoder", *where, "--utterances", "2"]) == 2
    assert "for tacotron, wavernn, wavenet" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_a_fault_is_a_sentence_and_a_log(monkeypatch, capsys):
    def similarity(args):
        raise ZeroDivisionError("a fault of ours")
    monkeypatch.setattr(main.similarity, "run", similarity)
    assert main.main(["similarity", "a", "b"]) == 1
    err = capsys.readouterr().err
    assert "a fault of ours" in err and "Traceback" not in err
    log = Path(err.split("details are in ")[1].strip())
    assert "ZeroDivisionError" in log.read_text()
    log.unlink()


def test_a_missing_package_is_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    monkeypatch.delitem(sys.modules, "audio.files", raising=False)
    assert main.main(["demo"]) == 1
    assert "'soundfile' is missing" in capsys.readouterr().err


def test_a_reader_who_leaves_early_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen([*PYTHON, "read", "--text", TEXT], stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.skipif(sys.platform == "win32", reason="wants a shell that closes standard error")
def test_with_stderr_closed_nothing_but_results_goes_to_stdout():
    done = subprocess.run(["sh", "-c", 'exec "$@" 2>&-', "sh", *map(str, PYTHON), "read", "--text-file", "/none.txt",
                           "--json"],
                          stdout=subprocess.PIPE)
    assert done.returncode == 2 and done.stdout == b""


def test_a_full_disk_behind_stdout():
    with open("/dev/full", "w") as full:
        done = subprocess.run([*PYTHON, "read", "--text", TEXT], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "No space left" in done.stderr


def test_ctrl_c_on_a_terminal(tmp_path, hester):
    """Progress is on the terminal; Ctrl-C in the middle of it ends with 130 and leaves nothing."""
    pty = pytest.importorskip("pty")
    terminal, side = pty.openpty()
    process = subprocess.Popen([*PYTHON, "clone", "--voice", hester, "--text", bench.TEXTS["long"] * 40,
                                "--out", tmp_path / "out" / "said.wav"], stdout=subprocess.PIPE, stderr=side)
    os.close(side)
    seen = b""
    while b"saying" not in seen:
        seen += os.read(terminal, 1_000)
    # Wait for the bar to move: then the networks are at work.
    while b" 1 %" not in seen:
        seen += os.read(terminal, 1_000)
    process.send_signal(signal.SIGINT)
    interrupted = time.perf_counter()
    while True:
        try:
            piece = os.read(terminal, 1_000)
        except OSError:  # Linux's way to say that the other side is closed
            break
        if not piece:
            break
        seen += piece
    assert process.wait(timeout=60) == 130 and time.perf_counter() - interrupted < 10
    os.close(terminal)
    assert b"loading" in seen and b"Interrupted." in seen and b"Traceback" not in seen
    assert process.stdout.read() == b"" and os.listdir(tmp_path) == []


@pytest.mark.parametrize(("seconds", "number"), [(0.4, signal.SIGINT), (1.2, signal.SIGINT), (2.0, signal.SIGTERM)])
def test_interrupted_at_any_time(tmp_path, voices, seconds, number):
    process = subprocess.Popen([*PYTHON, "clone", "--reference", voices["Clara"], "--text", bench.TEXTS["long"] * 40,
                                "--out", tmp_path / "said.wav"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    begun = time.perf_counter()
    while _worked(process, begun) < seconds:
        time.sleep(0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (128 + number, b"", b"Interrupted.\n")
    assert os.listdir(tmp_path) == []


def _worked(process, begun):
    """Return the processor seconds that a process has used, or, where they are not known, the seconds passed."""
    if sys.platform != "linux":
        return time.perf_counter() - begun
    used = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def test_terminated_in_the_middle_of_an_addition_leaves_no_temporary_folder(tmp_path):
    """It copies and reads model files in a folder of its own, beside the others."""
    env = os.environ | {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    models = ROOT / "assets" / "models"
    process = subprocess.Popen([*PYTHON, "models", "add", "mine", "--from", models / "synthesizer.safetensors",
                                models / "vocoder.safetensors"], env=env, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    while process.poll() is None and not list(tmp_path.rglob("synthesizer.safetensors")):
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (143, b"Interrupted.\n")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_ctrl_c_that_torch_makes_another_error_of(capsys):
    class Sequence:
        def __len__(self):
            return 2

        def __getitem__(self, index):
            signal.raise_signal(signal.SIGINT)

    def command():
        with console.refusing(ValueError):
            torch.asarray(Sequence())
    assert console.run(command) == 130
    assert capsys.readouterr() == ("", "Interrupted.\n")


def _break_portaudio(monkeypatch, folder):
    """Make sounddevice behave as it does where PortAudio is missing."""
    (folder / "path").mkdir(exist_ok=True)
    (folder / "path" / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(folder / "path")
