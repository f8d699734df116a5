"""Data sets on disk -> utterances."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audio.files import SUFFIXES
from corpus.readers import layouts
from corpus.readers.own import READERS, read_corpus, read_real, read_virtual
from corpus.readers.utterance import Utterance

__all__ = ["LAYOUTS", "READERS", "Layout", "Utterance", "read", "read_corpus", "read_real", "read_virtual", "recognise"]

DEPTH = 2  # levels between the folder that is given and the one in which a data set's own paths start
SOME = 20  # entries of a folder that are examined to recognise it


@dataclass(frozen=True)
class Layout:
    """The layout of a data set on disk.

    Attributes
    ----------
    name : str
    licence : str
        The licence stated by its authors.
    landmarks : tuple of str
        Glob patterns relative to the reader's folder; only this layout matches all of them.
    reader : callable
        Takes the folder and yields its utterances.
    """

    name: str
    licence: str
    landmarks: tuple
    reader: Callable


LAYOUTS = (
    Layout("corpus", "", ("[rv]*al.jsonl",), read_corpus),
    Layout("LibriTTS", "CC BY 4.0", ("[0-9]*/[0-9]*/*.normalized.txt",), layouts.read_libritts),
    Layout("LibriSpeech", "CC BY 4.0", ("[0-9]*/[0-9]*/*.trans.txt",), layouts.read_librispeech),
    Layout("VCTK", "CC BY 4.0", ("wav48*/[ps]*/*", "speaker-info.txt"), layouts.read_vctk),
    Layout("Common Voice", "CC0", ("clips/*", "*.tsv"), layouts.read_commonvoice),
    Layout("LJSpeech", "public domain", ("wavs/*.wav", "metadata.csv"), layouts.read_ljspeech),
    Layout("AISHELL-3", "Apache 2.0", ("*/wav/SSB*/*.wav", "*/content.txt"), layouts.read_aishell3),
    Layout("MLS", "CC BY 4.0", ("audio/[0-9]*/[0-9]*/*", "transcripts.txt"), layouts.read_mls),
    Layout("VoxCeleb 1", "CC BY 4.0", ("id1[0-9][0-9][0-9][0-9]/*/*",), layouts.read_voxceleb1),
    Layout("VoxCeleb 2", "CC BY 4.0", ("id0[0-9][0-9][0-9][0-9]/*/*",), layouts.read_voxceleb2),
)
FOLDERS = Layout("folders", "", (), layouts.read_folders)


def recognise(folder: str | Path) -> tuple[Layout, Iterator[Utterance]]:
    """Recognise the layout of a folder without reading it.

    Parameters
    ----------
    folder : str or Path
        The data set's own folder, the one above it, or one of its subsets.

    Returns
    -------
    Layout, iterator of Utterance
        A data set's layout, or `FOLDERS` for any other folder with sound in it.

    Raises
    ------
    ValueError
        If the folder does not exist, holds no sound, or holds more than one data set.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder.")
    places = [folder]
    for depth in range(DEPTH + 1):
        names = {x.name: x for x in LAYOUTS if any(_is(place, x) for place in places)}
        if len(names) > 1:
            raise ValueError(f"{folder} holds several data sets ({', '.join(names)}); name one of them.")
        for layout in names.values():
            found = [place for place in _below(folder, depth) if _is(place, layout)]
            return layout, itertools.chain.from_iterable(map(layout.reader, found))
        places = [inside for place in places for inside in itertools.islice(_folders(place), SOME)]
    utterances = layouts.read_folders(folder)
    first = next(utterances, None)
    if first is None:
        raise ValueError(f"{folder} is not a known data set ({', '.join(sorted({x.name for x in LAYOUTS}))}), and "
                         f"holds no sound files ({', '.join(SUFFIXES)}).")
    return FOLDERS, itertools.chain([first], utterances)


def read(folder: str | Path) -> tuple[str, list[Utterance]]:
    """Read a data set or any folder of sound files.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    str, list of Utterance
        The layout's name, and the utterances.

    Raises
    ------
    ValueError
        If the folder does not exist, or nothing in it is recognised.
    """
    layout, utterances = recognise(folder)
    return layout.name, list(utterances)


def _is(folder, layout):
    return all(_some(folder, mark) for mark in layout.landmarks)


def _below(folder, depth):
    """Yield the folders `depth` levels below one."""
    places = [folder]
    for _ in range(depth):
        places = [inside for place in places for inside in _folders(place)]
    return places


def _folders(folder):
    with os.scandir(folder) as entries:
        return sorted(Path(e) for e in entries if e.is_dir() and not e.name.startswith("."))


def _some(folder, pattern):
    """Return whether anything below a folder matches; only the first entries of each folder are examined."""
    first, _, rest = pattern.partition("/")
    for path in itertools.islice(folder.glob(first), SOME):
        if not rest or (path.is_dir() and _some(path, rest)):
            return True
    return False
