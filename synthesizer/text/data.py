"""The folder of the front ends' data, and the lexicons in it."""

import gzip
from bisect import bisect_left
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
# A checkout holds it in its own folder, an installed program inside the package `toolbox`.
DATA = next((folder for folder in (_ROOT / "assets" / "text", _ROOT / "toolbox" / "assets" / "text")
             if folder.is_dir()), _ROOT / "assets" / "text")


def look_up(lexicon: Path, word: str) -> str | None:
    """Return the phonemes of a word in a lexicon, a compressed file of sorted lines "word<tab>phonemes", or None."""
    lines = lexicon_lines(lexicon)
    place = bisect_left(lines, f"{word}\t")
    if place < len(lines) and lines[place].startswith(f"{word}\t"):
        return lines[place][len(word) + 1:]
    return None


@cache
def lexicon_lines(lexicon: Path) -> list[str]:
    """Return the lines of a lexicon."""
    return gzip.decompress(lexicon.read_bytes()).decode().split("\n")[:-1]
