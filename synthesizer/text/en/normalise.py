"""Normalisation of English by the rules of every semiotic class."""

import re
from collections.abc import Sequence

from synthesizer.text.en import (
    abbreviations,
    acronyms,
    addresses,
    codes,
    dates,
    electronic,
    letters,
    measures,
    money,
    notation,
    numerals,
    roman,
    symbols,
    telephone,
    times,
)
from synthesizer.text.en.lexicon import known as known_word
from synthesizer.text.gaps import Tidier
from synthesizer.text.markup import clean
from synthesizer.text.rules import Rule
from synthesizer.text.scanner import Scanner
from synthesizer.text.tokens import Token

# From the unmistakable to the rest. Prices, amounts and times are tried only after dates, codes, labels and addresses
# have declined.
RULES = (
    *electronic.RULES,
    *codes.RULES,
    *dates.RULES,
    *times.RULES,
    *telephone.RULES,
    *addresses.RULES,
    *money.RULES,
    *measures.RULES,
    *notation.RULES,
    *abbreviations.RULES,
    *numerals.RULES,
    *codes.LATE_RULES,
    *roman.RULES,
    *numerals.LAST_RULES,
    *letters.RULES,
    *symbols.RULES,
)
_TRIGGERS = (abbreviations.TRIGGERS | dates.TRIGGERS | letters.TRIGGERS | measures.TRIGGERS | roman.TRIGGERS |
             symbols.TRIGGERS)

_SIGNS = "".join(sign for sign in symbols.SYMBOLS if not sign.isascii() and not sign.isalpha())
_LETTERS = rf"(?:[^\W\d_]|[^\x00-\x7f—–…\s{_SIGNS}])+"
# A hyphen before a numeral or a letter of Greek joins two tokens.
_WORD = rf"{_LETTERS}(?:['-](?![IVX]{{2,}}\b|[α-ωΑ-Ω]\b){_LETTERS})*"
_SHOUTING = re.compile(r"\b[A-Z][A-Z']*(?:[ ,;:-]{1,3}[A-Z][A-Z']*){3,}\b|"
                       r"^[^\na-z]{0,80}\b[A-Z][A-Z']{3,}[^\na-z]{0,80}$", re.M)


def scanner(rules: Sequence[Rule]) -> Scanner:
    """Make a scanner of English with rules in the order in which they are tried."""
    return Scanner(rules, _WORD, _TRIGGERS, Tidier(), ("roman", "symbol"))


_SCAN = scanner(RULES)


def normalise(text: str, scan: Scanner = _SCAN) -> list[Token]:
    """Classify each token of a text and write out its spoken form.

    Parameters
    ----------
    text : str
        English of any length and origin.
    scan : Scanner
        With the rules of an accent; the American ones by default.

    Returns
    -------
    list of Token
        Words and the gaps between them. Joined, their `spoken` is the normalised text.
    """
    text = clean(text, symbols.REPLACEMENTS, symbols.SYMBOLS)
    return scan(_SHOUTING.sub(_calm_all, text), text)


def _calm_all(match):
    """Write a passage in capitals as a title, unless it is a row of acronyms or of single letters."""
    words = [word for word in re.findall(r"[A-Z']{2,}", match.group()) if len(word) > 1]
    plain = [word for word in words if letters.is_word(word)]
    if 2 * len(plain) < len(words) or not any(len(word) > 2 for word in words):
        return match.group()
    return re.sub(r"(?<![\w-])[A-Z][A-Z']*(?!-)", _calm, match.group())


def _calm(match):
    word = match.group()
    if word == "A":
        return "a"
    known = letters.is_word(word) or word in ("US", "IT", "ID") or (
        len(word) > 3 and word not in acronyms.SPELLED | acronyms.WORDS and known_word(word))
    return word.capitalize() if known else word
