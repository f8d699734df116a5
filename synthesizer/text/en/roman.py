"""Roman numerals: chapters, kings, wars."""

import re

from synthesizer.text.en.numbers import cardinal, ordinal
from synthesizer.text.en.rules import STARTERS, after, before, rule, word_before

REGNAL = frozenset((
    "Henry Louis Charles George Edward Richard William James Elizabeth Mary John Paul Pius Benedict Leo Gregory "
    "Clement Innocent Urban Francis Philip Ferdinand Frederick Wilhelm Otto Alexander Nicholas Peter Catherine Ivan "
    "Napoleon Ramses Ramesses Rameses Ptolemy Darius Xerxes Alfonso Albert Leopold Christian Gustav Carl Karl Haakon "
    "Olaf Harald Robert David Margaret Victor Umberto Juan Felipe Pedro Manuel Maximilian Rudolf Boniface Celestine "
    "Sixtus Julius Adrian Stephen Theodore Constantine Antiochus Thutmose Amenhotep Edgar Edmund Baldwin Casimir "
    "Mehmed Murad Selim Suleiman Anne Isabella Joseph Franz Matthew Thomas Michael Eric Rama Anthony Daniel Cleopatra "
    "Sigismund Ladislaus Bela Emmanuel Cyrus Artaxerxes Seleucus Philippe Akbar Vasa Sancho Afonso Johan"
).split())
_NUMBERED = frozenset((
    "chapter part book volume vol act scene section article appendix phase type class figure fig table level stage "
    "title canto psalm lesson unit episode season round grade group division exhibit movement symphony step war "
    "bowl schedule annex amendment mark category tier factor quadrant question theorem lemma proposition sonata "
    "concerto quartet olympiad wrestlemania area region form plate ch vol pt sec sc fig"
).split())
_ROYAL = frozenset("king queen pope emperor empress tsar czar prince sultan pharaoh kaiser".split())
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Capitals that are as often something else: 3 of "CD", 499 of "ID".
_NOT_ROMAN = frozenset("MI DI DC CD MD MC MM CV LI MIX DIM MIL CC DD LL VI CI XL XXL XXX ID IV LC CL ML DX".split())
_BOOKS_IN_TWO = "Corinthians|Kings|Samuel|Chronicles|Thessalonians|Timothy|Peter|John|Maccabees"
# What follows a king's numeral rather than the pronoun: "Elizabeth I was", but not "When I met Henry I cried".
_CLOSED = re.compile(r"'s\b| of\b|[,.;:!?)\"]|\s*$|--| ?[–—]|\n| "
                     r"(?:and|was|is|had|ruled|died|in|as|to|who|came|became)\b")
_FINITE = re.compile(r" (?:was|had|came|became|died|is)\b")


def roman_value(letters: str) -> int | None:
    """Return the value of a Roman numeral below 4000, None if it is none in standard form."""
    values = [_ROMAN[letter] for letter in letters]
    total = sum(-a if a < b else a for a, b in zip(values, values[1:] + [0]))
    if not 0 < total < 4000:
        return None
    written, rest = "", total
    for value, symbol in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        written += symbol * (rest // value)
        rest %= value
    return total if written == letters else None


def _roman(match):
    letters, possessive = match.groups()
    value = roman_value(letters)
    if not value or letters in ("C", "D", "L", "M"):
        return None
    lead = re.search(r"((?:[A-Z][\w'é-]{0,20}\.? ){1,4})$", before(match, 80))
    names = [name for name in lead.group(1).split() if name not in STARTERS] if lead else []
    previous = word_before(match)
    if previous in _NUMBERED:
        return cardinal(value) + possessive
    closed = _CLOSED.match(possessive + after(match, 12))
    if names and any(name.rstrip(",.") in REGNAL for name in names) and value < 40:
        royal = any(name.lower() in _ROYAL for name in names)
        # "Henry I was" may be the end of "when I met Henry".
        alone = closed and (letters != "I" or not _FINITE.match(after(match, 12)))
        return f"the {ordinal(value)}{possessive}" if len(letters) > 1 or royal or alone else None
    person = lead and re.search(r"(?:^|[\s.])(?:[A-Z]\.|Mr\.?|Dr\.?|Sen\.|Gov\.|Rep\.|Judge) ?", lead.group(1))
    if person and letters in ("II", "III", "IV", "V") and len(names) > 1:
        return f"the {ordinal(value)}{possessive}"
    if re.match(r" (?:century|dynasty|Olympiad|arrondissement)\b", after(match, 16)):
        return ordinal(value)
    if letters in ("I", "II", "III") and re.match(rf" (?:{_BOOKS_IN_TWO})\b", after(match, 16)):
        return ordinal(value)
    if len(letters) == 1:
        return None
    if letters in _NOT_ROMAN and not re.search(r"(?:^|\n)$", before(match, 1)):
        # "Rocky IV" and "Section VI", but not "an IV" or "an XL shirt".
        listed = re.search(r"\bI{2,3},?(?: and| or| to|,)? ?$", before(match, 12))
        return cardinal(value) + possessive if letters in ("IV", "VI", "XL") and (
            names and letters != "XL" or (names or listed) and closed) else None
    if names or value < 40 and not re.search(r"[CDM]", letters):
        return cardinal(value) + possessive
    return None


def _small_roman(match):
    """Say "(iv)", "page xii", "part ii"."""
    letters = match.group().upper()
    value = roman_value(letters)
    bracketed = re.search(r"(?:^|\s)\($", before(match, 2)) and after(match, 1) == ")"
    counted = len(letters) > 1 and word_before(match) in _NUMBERED | {"page", "pages", "p", "pp"}
    return cardinal(value) if value and (bracketed or counted) else None


RULES = (
    rule("roman", "IVXLCDM", r"\b([IVXLCDM]{1,9})\b((?:'s)?)(?![\w'&])", _roman),
    rule("roman", "ivx", r"\b[ivx]{1,6}\b(?!['.]\w)", _small_roman),
)
TRIGGERS = frozenset(f"{tens}{ones}" for tens in ("", "x", "xx", "xxx")
                     for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
