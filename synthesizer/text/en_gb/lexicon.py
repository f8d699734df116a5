"""Words that espeak-ng's British voice mispronounces: those found by `make_lexicon`, and names listed by hand."""

from functools import lru_cache

from synthesizer.text.data import DATA, look_up
from synthesizer.text.en import lexicon as american
from synthesizer.text.en_gb.accent import british

LEXICON = DATA / "en-gb" / "lexicon.tsv.gz"


@lru_cache(maxsize=20_000)
def find(word: str) -> str | None:
    """Return the phonemes of a word that espeak-ng mispronounces, or None if it can be trusted."""
    for form in dict.fromkeys((word, word.lower())):
        if said := look_up(LEXICON, form):
            return said
    stem = word.removesuffix("'s")
    if stem != word and (said := find(stem)):
        return said + _ending(said)
    # Names missing from all dictionaries are listed in their American pronunciation.
    name = american.named(word)
    return british(word, name) if name else None


def _ending(phonemes):
    return "ɪz" if phonemes[-1] in "szʃʒʧʤ" else "s" if phonemes[-1] in "ptkfθ" else "z"
