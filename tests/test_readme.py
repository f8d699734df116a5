"""README and docs: commands and snippets run, and links and names resolve."""

import io
import json
import pkgutil
import re
import shlex
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.files import load, save
from toolbox.cli import main
from toolbox.core.cloning.engine import Cloner
from toolbox.core.library.library import Library
from toolbox.core.settings import data_folder
from watermark.marker import mark

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = sorted([README, *ROOT.glob("docs/**/*.md"), *ROOT.glob("assets/**/*.md")])
ROOMS = ("audio", "assets", "corpus", "docs", "encoder", "enhancer", "synthesizer", "tests", "toolbox", "tools",
         "training", "vocoder", "watermark")
FILES = r"(?:npz|pt|py|safetensors)\b"
# Pages whose commands are run, but for those that need a network, a microphone or minutes.
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
WORKED = [README, *GUIDE, *(ROOT / "docs" / name for name in ("text-marks.md", "marking.md"))]
RUN = ("clone", "convert", "read", "script", "who", "quality", "clean", "similarity", "detect", "history", "embed",
       "map", "models", "doctor")
NAMES = {"Clara": "anna.wav", "Edwin": "bob.flac", "Hester": "me.wav"}  # the pages' names for recordings
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
def desk(tmp_path_factory, voices, guessed):
    """Create a folder with the files that the commands on the pages name."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "takes").mkdir()
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
    for name, voice in (("anna", "Clara"), ("edwin", "Edwin")):
        guessed[voice].save(folder / f"{name}.voice")
    (folder / "takes" / "one.wav").write_bytes((folder / "me.wav").read_bytes())
    wav, rate = load(folder / "me.wav")
    for name in ("clip.mp3", "clone.mp3", "interview.m4a"):
        save(folder / name, mark(wav, rate), rate)
    (folder / "interview.m4a").rename(folder / "interview.mp4")
    two_people = np.concatenate([load(folder / name)[0] for name in ("anna.wav", "bob.flac")])
    for name in ("interview.wav", "interview.mp3"):
        save(folder / name, two_people, rate)
    # The script and the casting table that the page on marks shows.
    shown = [block for _, block in blocks(ROOT / "docs" / "text-marks.md")]
    for name, begin in (("play.txt", "    Anna: "), ("cast.json", "    {")):
        (block,) = [block for block in shown if block.startswith(begin)]
        (folder / name).write_text(textwrap.dedent(block), encoding="utf-8")
    return folder


@pytest.fixture
def at_desk(desk, monkeypatch, loaded):
    """Enter the working folder of the commands, with the networks of this session."""
    monkeypatch.chdir(desk)
    return desk


def test_commands_of_the_pages_run(at_desk, monkeypatch, guessed, capsys):
    """They run in the order of the pages, because later ones read what earlier ones wrote."""
    # What they say is not judged here.
    monkeypatch.setattr(Cloner, "adapt", lambda self, *_, **options: guessed["Clara"].adapted)
    monkeypatch.setenv("XDG_DATA_HOME", str(at_desk / "data"))
    Library(data_folder()).close()
    ran, shown = set(), [command for page in WORKED for command in commands(page)]
    for piped, argv in [command for i, command in enumerate(shown) if command not in shown[:i]]:
        if argv[0] not in RUN or "rtvc" in argv:
            assert main.main([argv[0], "--help"]) == 0
            continue
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((piped or "").encode())))
        argv = [path for word in argv for path in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
        written = [Path(argv[i + 1]) for i, word in enumerate(argv) if word in ("--out", "--csv")]
        assert main.main(argv) == 0, (argv, capsys.readouterr().err)
        assert capsys.readouterr().out
        assert all(path.stat().st_size and (path.is_file() or any(path.iterdir())) for path in written)
        for path in written if argv[0] == "clone" else ():
            with soundfile.SoundFile(path) as file:
                assert file.frames > file.samplerate / 2 and "Synthetic speech" in file.comment
        ran.add(argv[0])
    assert ran == set(RUN)


def test_snippets_of_the_pages_run(at_desk, capsys):
    (at_desk / "assets").symlink_to(ROOT / "assets")
    (at_desk / "morning.wav").unlink(missing_ok=True)
    snippets = [(page, block) for page in PAGES for language, block in blocks(page) if language == "python"]
    assert {page.name for page, _ in snippets} >= {"README.md", "marking.md"}
    for page, snippet in snippets:
        exec(compile(snippet, str(page), "exec"), {})
    with soundfile.SoundFile(at_desk / "morning.wav") as file:
        assert file.frames > file.samplerate and "Synthetic speech" in file.comment
    assert "Synthetic: marked by this program" in capsys.readouterr().out


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
    """Bold text there names a panel, a menu or its entry, a button or a field."""
    named = [name for page in GUIDE for name in re.findall(r"\*\*([^*]+)\*\*", page.read_text(encoding="utf-8"))]
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "toolbox" / "ui").rglob("*.py"))
    assert len(named) > 20
    for name in (part for path in named for part in " ".join(path.split()).split(" › ")):
        assert f'"{name}"' in source, name


def test_the_samples_are_marked_and_small():
    names = {voice["file"].split(".")[0]
             for voice in json.loads((ROOT / "assets/voices/voices.json").read_text(encoding="utf-8"))["voices"]}
    samples = sorted((ROOT / "docs" / "audio").iterdir())
    assert len(samples) == 10 and {path.stem.split("-")[0] for path in samples} == names
    for path in samples:
        assert path.stat().st_size < 40_000
        with soundfile.SoundFile(path) as file:
            assert 2 < file.frames / file.samplerate < 10
            assert ("Synthetic speech" in file.comment) != path.stem.endswith("-reference")
