"""What README and docs show: the commands and the snippet run, and what is linked or named is there."""

import io
import json
import pkgutil
import re
import shlex
import sys
from pathlib import Path

import pytest
import soundfile

from toolbox.cli import main
from toolbox.core.cloning import adaptation
from toolbox.core.cloning.engine import Cloner

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = sorted([README, *ROOT.glob("docs/**/*.md"), *ROOT.glob("assets/**/*.md")])
ROOMS = ("audio", "assets", "corpus", "docs", "encoder", "synthesizer", "tests", "toolbox", "tools", "training",
         "vocoder", "watermark")
FILES = r"(?:npz|pt|py|safetensors)\b"
RUN = ("clone", "similarity", "detect", "embed", "map", "models", "doctor")  # no network, no window, no long work
NAMES = {"Clara": "anna.wav", "Edwin": "bob.flac"}  # README's names for recordings
LETTER = "Dear Anna, the parcel came on Monday. Many thanks."


def blocks(page):
    """Return the code blocks of a page, indented or fenced, as (language, text)."""
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    indented = re.findall(r"(?:^ {4}\S.*\n?)+", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    return [*fenced, *(("", block) for block in indented)]


def commands(page):
    """Return the command lines of a page, each as (what is piped in or None, arguments of main.py)."""
    found = []
    for language, block in blocks(page):
        for line in block.splitlines() if not language else ():
            piped, _, line = line.rpartition(" | ")
            before, called, after = line.partition("main.py ")
            if called and before.split()[0].startswith(("python", "torchrun")):
                piped = shlex.split(piped)
                found.append((" ".join(piped[1:]) + "\n" if piped else None, shlex.split(after, comments=True)))
    return found


def spans(page):
    """Return the inline code of a page."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory, voices):
    """A folder with the files that README's commands name."""
    folder = tmp_path_factory.mktemp("desk")
    for voice, name in NAMES.items():
        wav, rate = soundfile.read(voices[voice], stop=5 * 16_000)
        soundfile.write(folder / name, wav, rate)
        for number in range(2):
            (folder / "recordings" / voice).mkdir(parents=True, exist_ok=True)
            half = wav[number * len(wav) // 2:][:len(wav) // 2]
            soundfile.write(folder / "recordings" / voice / f"{number}.wav", half, rate)
    for path in sorted((folder / "recordings").glob("*/0.wav")):
        (folder / "recordings" / f"{path.parent.name}.wav").write_bytes(path.read_bytes())
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    return folder


@pytest.fixture
def at_desk(desk, monkeypatch, cloner, encoder):
    """The working folder of the commands, with the networks as they are loaded once a session."""
    from encoder.ge2e.inference import SpeakerEncoder
    monkeypatch.chdir(desk)
    monkeypatch.setattr(Cloner, "load", lambda *args, **options: cloner)
    monkeypatch.setattr(SpeakerEncoder, "load", lambda *args, **options: encoder)
    return desk


def test_commands_of_the_readme_run(at_desk, monkeypatch, capsys):
    """They run in the order of the page: later ones read what earlier ones wrote."""
    monkeypatch.setattr(adaptation, "STEPS", 1)  # what they say is not judged here
    ran = set()
    for piped, argv in commands(README):
        if argv[0] not in RUN:
            assert main.main([argv[0], "--help"]) == 0
            continue
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((piped or "").encode())))
        argv = [path for word in argv for path in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
        written = [Path(argv[i + 1]) for i, word in enumerate(argv) if word in ("--out", "--csv")]
        assert main.main(argv) == 0, (argv, capsys.readouterr().err)
        assert capsys.readouterr().out
        assert all(path.stat().st_size for path in written)
        for path in written if argv[0] == "clone" else ():
            with soundfile.SoundFile(path) as file:
                assert file.frames > file.samplerate / 2 and "Synthetic speech" in file.comment
        ran.add(argv[0])
    assert ran == set(RUN)


def test_snippet_of_the_readme_runs(at_desk, voices):
    (snippet,) = [block for language, block in blocks(README) if language == "python"]
    named = re.search(r'"(assets/voices/[\w.]+)"', snippet).group(1)
    (at_desk / named).parent.mkdir(parents=True)
    (at_desk / named).symlink_to(ROOT / named)
    (at_desk / "morning.wav").unlink(missing_ok=True)
    exec(compile(snippet, str(README), "exec"), {})
    with soundfile.SoundFile(at_desk / "morning.wav") as file:
        assert file.frames > file.samplerate and "Synthetic speech" in file.comment


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_of_every_page_are_understood(page, capsys):
    for _, argv in commands(page):
        main._parser().parse_args(argv)
    for span in spans(page):
        called = re.match(r"(?:python )?main\.py ((?:[a-z][\w-]*(?: |$))+)", span)
        if called:
            assert main.main([*called[1].split(), "--help"]) == 0, span


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page):
    text, rooms = page.read_text(encoding="utf-8"), "|".join(ROOMS)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        assert "://" in target or (page.parent / target).exists(), target
    for label in re.findall(r"\[[^\]]+\]\[([^\]]+)\]", text):
        assert f"[{label}]: " in text, label
    for span in spans(page):
        if re.fullmatch(rf"(?:{rooms})/(?:[\w./-]*(?:/|\.\w+))?", span):
            assert (ROOT / span).exists(), span
        elif re.fullmatch(rf"(?:{rooms})(?:\.(?!{FILES})\w+)+", span):
            pkgutil.resolve_name(span)
        if target := re.fullmatch(r"make ([a-z]+)", span):
            assert f"\n{target[1]}: " in (ROOT / "Makefile").read_text(encoding="utf-8"), span


def test_what_the_guide_calls_by_name_is_in_the_window():
    """What is bold there is the name of a panel, a menu or its entry, a button or a field."""
    named = re.findall(r"\*\*([^*]+)\*\*", (ROOT / "docs" / "guide.md").read_text(encoding="utf-8"))
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "toolbox" / "ui").rglob("*.py"))
    assert len(named) > 20
    for name in (part for path in named for part in " ".join(path.split()).split(" › ")):
        assert f'"{name}"' in source, name


def test_the_samples_are_marked_and_small():
    names = {voice["file"].split(".")[0]
             for voice in json.loads((ROOT / "assets/voices/voices.json").read_text(encoding="utf-8"))["voices"]}
    samples = sorted((ROOT / "docs" / "audio").iterdir())
    assert len(samples) == 6 and {path.stem.split("-")[0] for path in samples} < names
    for path in samples:
        assert path.stat().st_size < 40_000
        with soundfile.SoundFile(path) as file:
            assert 2 < file.frames / file.samplerate < 10
            assert ("Synthetic speech" in file.comment) == path.stem.endswith("-clone")
