"""Readers of public data sets: generators of utterances with speaker, sex and text from the data sets' own tables.

Each reader takes the folder in which its landmark was found (see `corpus.readers.LAYOUTS`).
"""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

from audio.files import SUFFIXES
from corpus.readers.utterance import Utterance

# Data sets' names for languages that have another code here, and for accents of English.
LOCALES = {"en": "en-us", "zh-cn": "zh", "zh-tw": "zh", "pt-br": "pt"}
NAMES = {"english": "en-us", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
         "dutch": "nl", "polish": "pl"}
BRITISH = re.compile(r"england|british|scot|wales|welsh|northern ?irish", re.I)
AMERICAN = frozenset(("American", "Canadian"))
SEXES = {"f": "F", "female": "F", "female_feminine": "F", "m": "M", "male": "M", "male_masculine": "M"}


def read_librispeech(folder: Path) -> Iterator[Utterance]:
    """Read LibriSpeech (Panayotov et al., ICASSP 2015) or subsets: speaker/chapter/*.flac and *.trans.txt."""
    sexes = _table(_above(folder, "SPEAKERS.TXT"), "|", 0, 1, comment=";")
    for transcript in _walk(folder, (".trans.txt",)):
        texts = dict(line.split(maxsplit=1) for line in _lines(transcript) if " " in line)
        for path in sorted(transcript.parent.glob("*.flac")):
            speaker = path.stem.split("-")[0]
            yield Utterance(f"librispeech-{path.stem}", f"librispeech-{speaker}", path, texts.get(path.stem, ""),
                            sex=sexes.get(speaker, ""))


def read_libritts(folder: Path) -> Iterator[Utterance]:
    """Read LibriTTS (1904.02882) or LibriTTS-R: speaker/chapter/*.wav, each with its *.normalized.txt."""
    sexes = (_table(_above(folder, "speakers.tsv"), "\t", 0, 1)
             or _table(_above(folder, "SPEAKERS.txt"), "|", 0, 1, comment=";"))
    for path in _walk(folder, (".wav",)):
        speaker = path.stem.split("_")[0]
        yield Utterance(f"libritts-{path.stem}", f"libritts-{speaker}", path,
                        _text(path.with_suffix(".normalized.txt")), sex=sexes.get(speaker, ""))


def read_vctk(folder: Path) -> Iterator[Utterance]:
    """Read VCTK 0.80 or 0.92 (Yamagishi et al., 2019): wav48*/p225/*, txt/p225/*.txt; the first of two microphones."""
    sexes = _table(folder / "speaker-info.txt", None, 0, 2)
    rows = [line.split() for line in _lines(folder / "speaker-info.txt")]
    americans = {row[0] for row in rows if len(row) > 3 and row[3] in AMERICAN}
    # The table of 0.80 gives numbers only.
    sexes |= {f"p{number}": sex for number, sex in sexes.items()}
    americans |= {f"p{number}" for number in americans}
    sounds = next(s for name in ("wav48_silence_trimmed", "wav48") if (s := folder / name).is_dir())
    for path in _walk(sounds, (".flac", ".wav")):
        if not path.stem.endswith("_mic2"):
            speaker, name = path.parent.name, path.stem.removesuffix("_mic1")
            yield Utterance(f"vctk-{name}", f"vctk-{speaker}", path, _text(folder / "txt" / speaker / f"{name}.txt"),
                            sex=sexes.get(speaker, ""), language="en-us" if speaker in americans else "en-gb")


def read_voxceleb1(folder: Path) -> Iterator[Utterance]:
    """Read VoxCeleb 1 (1706.08612): id10001/video/00001.wav and vox1_meta.csv; no texts."""
    yield from _read_voxceleb(folder, "voxceleb1", _table(_above(folder, "vox1_meta.csv"), "\t", 0, 2))


def read_voxceleb2(folder: Path) -> Iterator[Utterance]:
    """Read VoxCeleb 2 (1806.05622): id00012/video/00001.m4a, or converted files, and vox2_meta.csv; no texts."""
    yield from _read_voxceleb(folder, "voxceleb2", _table(_above(folder, "vox2_meta.csv"), ",", 0, 2))


def read_commonvoice(folder: Path) -> Iterator[Utterance]:
    """Read one language of Common Voice (1912.06670): clips/*.mp3 and validated.tsv, or train, dev and test.tsv."""
    tables = [folder / "validated.tsv"]
    if not tables[0].exists():
        tables = [t for name in ("train", "dev", "test") if (t := folder / f"{name}.tsv").exists()]
    for table in tables:
        with open(table, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                # Tables of early versions have no locale column: the folder is named after it.
                locale = (row.get("locale") or folder.name).lower()
                language = LOCALES.get(locale, locale)
                if language == "en-us" and BRITISH.search(row.get("accents") or row.get("accent") or ""):
                    language = "en-gb"
                path = folder / "clips" / row["path"]
                path = path if path.suffix else path.with_suffix(".mp3")
                yield Utterance(f"commonvoice-{path.stem}", f"commonvoice-{row['client_id'][:12]}", path,
                                row.get("sentence") or "", sex=SEXES.get(row.get("gender") or "", ""),
                                language=language)


def read_ljspeech(folder: Path) -> Iterator[Utterance]:
    """Read LJSpeech (Ito and Johnson, 2017): wavs/*.wav and metadata.csv; one speaker."""
    for line in _lines(folder / "metadata.csv"):
        name, *texts = line.split("|")
        yield Utterance(f"ljspeech-{name}", "ljspeech", folder / "wavs" / f"{name}.wav",
                        next(filter(None, reversed(texts)), ""), sex="F")


def read_aishell3(folder: Path) -> Iterator[Utterance]:
    """Read AISHELL-3 (2010.11567): train and test, each wav/SSB0005/*.wav and content.txt; spk-info.txt.

    Texts are in Chinese characters, without the pinyin between them.
    """
    sexes = _table(folder / "spk-info.txt", None, 0, 2, comment="#")
    for subset in ("train", "test"):
        if not (folder / subset / "wav").is_dir():
            continue
        rows = (line.split() for line in _lines(folder / subset / "content.txt"))
        texts = {name: "".join(words[::2]) for name, *words in rows}
        for path in _walk(folder / subset / "wav", (".wav",)):
            speaker = path.parent.name
            yield Utterance(f"aishell3-{path.stem}", f"aishell3-{speaker}", path, texts.get(path.name, ""),
                            sex=sexes.get(speaker, ""), language="zh")


def read_mls(folder: Path) -> Iterator[Utterance]:
    """Read train, dev or test of Multilingual LibriSpeech (2012.03411): audio/SPEAKER/BOOK/*, transcripts.txt.

    The parent folder's name gives the language, as in mls_german, its metainfo.txt the sexes.
    """
    name = folder.parent.name.lower().removeprefix("mls_").removesuffix("_opus")
    sexes = _table(folder.parent / "metainfo.txt", "|", 0, 1)
    texts = dict(line.split("\t", 1) for line in _lines(folder / "transcripts.txt") if "\t" in line)
    for path in _walk(folder / "audio", (".flac", ".opus", ".wav")):
        speaker = path.stem.split("_")[0]
        yield Utterance(f"mls-{path.stem}", f"mls-{speaker}", path, texts.get(path.stem, ""),
                        sex=sexes.get(speaker, ""), language=NAMES.get(name, name))


def read_folders(folder: Path) -> Iterator[Utterance]:
    """Read any folder of sound: each subfolder with everything below it is a speaker, and so is each file beside them.

    A .txt file of the same name, if there is one, holds the text.
    """
    for path in _walk(folder, SUFFIXES):
        inside = path.relative_to(folder)
        speaker = inside.parts[0] if len(inside.parts) > 1 else path.stem.replace("_", " ")
        yield Utterance(inside.with_suffix("").as_posix(), speaker, path, _text(path.with_suffix(".txt")))


def _read_voxceleb(folder, name, sexes):
    for path in _walk(folder, (".wav", ".flac", ".m4a")):
        speaker, video = path.parts[-3:-1]
        yield Utterance(f"{name}-{speaker}-{video}-{path.stem}", f"{name}-{speaker}", path,
                        sex=sexes.get(speaker, ""))


def _walk(folder, suffixes):
    """Yield the files below a folder that have one of the suffixes, in order; hidden ones are skipped."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(suffixes) and not name.startswith("."):
                yield Path(parent, name)


def _above(folder, name):
    """Find a file in a folder or one of the two above it; return its path in the folder if it is in none."""
    places = [folder / name, *(parent / name for parent in list(folder.parents)[:2])]
    return next((p for p in places if p.exists()), places[0])


def _table(path, separator, key, value, comment="\0"):
    """Read sexes by speaker from two columns of a table; return an empty dict if there is no such file."""
    rows = [[cell.strip() for cell in line.split(separator)] for line in _lines(path) if not line.startswith(comment)]
    return {row[key]: SEXES[row[value].lower()] for row in rows if len(row) > max(key, value)
            and row[value].lower() in SEXES}


def _lines(path):
    if not path.is_file():
        return []
    return [line for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if line.strip()]


def _text(path):
    return " ".join(_lines(path)).strip()
