"""Written English to what is said: each token's class is decided once, in an explicit order, then written out.

The design is that of Kestrel (Ebden and Sproat, 2015): tokenise, classify, verbalise. A token starts where the one
before it ends; the first rule in `RULES` that takes what stands there decides. Rules look at the text around a token,
never at what other rules have made of it.
"""

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
from synthesizer.text.en.gaps import tidy
from synthesizer.text.en.lexicon import known as known_word
from synthesizer.text.en.rules import Rule
from synthesizer.text.markup import clean
from synthesizer.text.tokens import Token

# From what is unmistakable to what is left over. A price, an amount or a time is only asked for once dates, codes,
# labels and addresses have declined.
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
_TRIGGERS = abbreviations.TRIGGERS | dates.TRIGGERS | letters.TRIGGERS | roman.TRIGGERS | {"x"}

# A word in small letters with nothing behind it that could make more of it.
_ORDINARY = re.compile(r"[a-z]+(?:['-][a-z]+)*(?=[ ,;!?)\"\n]|:(?!/)|\.(?:[ \n\")]|$)|$)")
_LETTERS = r"(?:[^\W\d_]|[^\x00-\x7f—–…\s])+"
# A hyphen before a numeral or a letter of Greek joins two tokens.
_WORD = re.compile(rf"{_LETTERS}(?:['-](?![IVX]{{2,}}\b|[α-ωΑ-Ω]\b){_LETTERS})*")
_UNJOINED = frozenset(("roman", "symbol"))
_SHOUTING = re.compile(r"\b[A-Z][A-Z']*(?:[ ,;:-]{1,3}[A-Z][A-Z']*){3,}\b|"
                       r"^[^\na-z]{0,80}\b[A-Z][A-Z']{3,}[^\na-z]{0,80}$", re.M)

class Normaliser:
    """Decides what each token of a text is and writes out what is said.

    Parameters
    ----------
    rules : sequence of Rule
        In the order in which they are asked.
    """

    def __init__(self, rules: Sequence[Rule]):
        self._by_start: dict[str, list[Rule]] = {}
        for each in rules:
            for character in set(each.starts):
                self._by_start.setdefault(character, []).append(each)

    def __call__(self, text: str) -> list[Token]:
        """Normalise a text.

        Parameters
        ----------
        text : str
            English of any length and origin.

        Returns
        -------
        list of Token
            Words and what stands between them. Joined, their `spoken` is the normalised text.
        """
        text = clean(text, symbols.REPLACEMENTS, symbols.SYMBOLS)
        return _fill(self._scan(_SHOUTING.sub(_calm_all, text), text))

    def _scan(self, text, original):
        """Yield what each token stands for, or None for what is between tokens, and the rule that decided."""
        position, gap = 0, 0
        while position < len(text):
            ordinary = _ORDINARY.match(text, position)
            if ordinary and ordinary.group() not in _TRIGGERS:
                said, end, name = ordinary.group(), ordinary.end(), "word"
            else:
                said, end, name = self._classify(text, position)
            if said is None:
                position += 1
                continue
            if gap < position:
                yield original[gap:position], None, ""
            if said:
                yield original[position:end], said, name
            gap = position = end
        if gap < len(text):
            yield original[gap:], None, ""

    def _classify(self, text, position):
        for each in self._by_start.get(text[position], ()):
            match = each.pattern.match(text, position)
            said = each.say(match) if match else None
            if said is not None:
                said, end = said if isinstance(said, tuple) else (said, match.end())
                return said, end, each.name
        word = _WORD.match(text, position)
        return (word.group(), word.end(), "word") if word else (None, 0, "")


normalise = Normaliser(RULES)


def _fill(pieces):
    """Put what belongs between the words."""
    tokens, left, gap = [], "", ""
    for written, said, name in pieces:
        if said is None:
            gap += written
            continue
        if gap == "-" and tokens and (tokens[-1].spoken.endswith("-") or name in _UNJOINED):
            gap = " "
        tokens.append(_between(gap, left, said[:2] if said[1:2].isalpha() else said[0]))
        tokens.append(Token(written, said, name))
        # The hyphen of a spelled "A-" is part of the word.
        left, gap = said[-1] if said[-1] != "-" else "a", ""
    tokens.append(_between(gap, left, ""))
    return [token for token in tokens if token.spoken]


def _between(gap, left, right):
    spoken = tidy(gap, left, right) if left or right else ""
    return Token(gap, spoken, "punctuation" if spoken.strip() else "space")


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
