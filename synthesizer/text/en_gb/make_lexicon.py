"""Generator of the British lexicon: words for which espeak-ng's British voice differs from misaki's dictionary."""

import gzip
import re
from pathlib import Path

from audio.files import replacing
from synthesizer.text.en.make_lexicon import TOLERANCE, difference, read_gold
from synthesizer.text.en_gb.lexicon import LEXICON
from synthesizer.text.en_gb.phonemes import ESPEAK

# Words with weak forms, which espeak-ng chooses by context.
_LEFT = frozenset(("one",))
_SAME = (("ɑːʒ", "æʤ"), ("ɑː", "æ"), ("a", "æ"), ("Q", "O"), ("iə", "ɪə"), ("ʊəɹ", "ɔːɹ"), ("tj", "ʧ"), ("dj", "ʤ"))


def make_lexicon(out: str | Path | None = None) -> dict[str, int]:
    """Compare espeak-ng with the dictionary, and write the words that it mispronounces.

    This takes about a minute, and needs the package misaki, of which only the data is read.

    Parameters
    ----------
    out : path, optional
        The file; by default the one the program reads.

    Returns
    -------
    dict of str to int
        Number of words compared, and in the lexicon.

    Raises
    ------
    RuntimeError
        If the package is missing.
    """
    gold, entries = read_gold("gb_gold.json"), {}
    for word, references in gold.items():
        if (word in _LEFT or word.isupper() or word[0].isupper() and word.lower() in gold
                or not re.search("[aeiouy]", word.lower())):
            continue
        said = comparable(ESPEAK.say(word))
        if min(difference(said, comparable(reference)) for reference in references) >= TOLERANCE:
            entries[word] = in_espeaks_manner(references[0])
    path = Path(out) if out else LEXICON
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{line}\n" for line in sorted(f"{word}\t{phonemes}" for word, phonemes in entries.items()))
    with replacing(path) as part:
        Path(part).write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    return {"compared": len(gold), "lexicon": len(entries)}


def comparable(phonemes: str) -> str:
    """Convert a British pronunciation to `difference`'s symbols, removing systematic differences from espeak-ng.

    espeak-ng's short vowel in "bath" is accepted.
    """
    for old, new in _SAME:
        phonemes = phonemes.replace(old, new)
    return phonemes


def in_espeaks_manner(phonemes: str) -> str:
    """Convert the dictionary's pronunciation to espeak-ng's notation."""
    return phonemes.replace("ɪə", "iə").replace("ᵊn", "ən").replace("ᵊm", "əm")
