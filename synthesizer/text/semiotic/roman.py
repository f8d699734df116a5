"""Roman numerals: centuries, rulers, chapters."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from synthesizer.text.rules import Rule, after, before, rule
from synthesizer.text.semiotic.numbers import AZ, Numbers

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMERAL = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"


@dataclass(frozen=True)
class Roman:
    """A language's uses of Roman numerals and their spoken forms."""

    styles: Mapping[str, Callable[[Numbers, int], str]]
    """Ways to say one by name; "cardinal" is always there."""
    behind: Mapping[str, str] = field(default_factory=dict)
    """Words in small letters that a numeral follows, as in "siglo XX", and the style; what must be an abbreviation has
    its full stop."""
    ahead: Mapping[str, str] = field(default_factory=dict)
    """Words in small letters that follow a numeral, as in "XX secolo", and the style."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of rulers, and the style."""
    suffixes: Sequence[tuple[str, str]] = ()
    """Patterns of what may stand right behind a numeral, as in "XXe", and the style."""
    stop: bool = False
    """Whether a numeral after a name has a full stop, as in "Ludwig XIV."."""


def parse(numeral: str) -> int:
    """Return the value of a Roman numeral in capitals; 0 if it is invalid."""
    if not re.fullmatch(_NUMERAL, numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0]))


def rules(roman: Roman, numbers: Numbers, to: str) -> list[Rule]:
    """Return the rules for Roman numerals; `to` is spoken for the dash between two."""
    styles = {"cardinal": Numbers.cardinal, **roman.styles}

    def suffixed(style):
        def say(match):
            number = parse(match.group(1))
            return styles[style](numbers, number) if number else None
        return say

    def stopped(match):
        word, number = _word_before(match), parse(match.group(1))
        if not number or word not in roman.names:
            return None
        said = styles[roman.names[word]](numbers, number)
        # The full stop of the numeral also ends the sentence.
        return (said, match.end() - 1) if not after(match, 2).strip() else said

    def plain(match):
        numeral, number = match.group(), parse(match.group())
        if not number:
            return None
        word, following = _word_before(match), re.match(rf"{_MORE} ([{AZ}]+)", after(match, 30))
        following = following.group(1).lower() if following else ""
        if following in roman.ahead and (len(numeral) > 1 or numeral in "IVX"):
            return styles[roman.ahead[following]](numbers, number)
        behind = roman.behind.get(word.lower()) or roman.behind.get(word.lower().rstrip("."))
        if behind and number < 100:
            return styles[behind](numbers, number)
        if word in roman.names:
            return styles[roman.names[word]](numbers, number)
        # Anything else of one letter, or with an L, C, D or M in it, is more often an abbreviation.
        return numbers.cardinal(number) if re.fullmatch("[IVX]{2,}", numeral) else None

    found = [rule("roman", "IVXLCDM", rf"(?<![{AZ}\d'.])(?:(?<!-)|(?<=e-))([IVXLCDM]+)(?:{suffix})(?![{AZ}\d])",
                  suffixed(style))
             for suffix, style in roman.suffixes]
    found.append(rule("range", "-–", r"(?<=[IVX])[-–](?=[IVX]{1,6}(?!\w))|(?<=[IVX]e)[-–](?=[IVX]{1,6}e(?!\w))", to))
    if roman.stop:
        found.append(rule("roman", "IVXLCDM", rf"(?<![{AZ}\d'.-])([IVXLCDM]+)\.", stopped))
    return [*found, rule("roman", "IVXLCDM", rf"(?<![{AZ}\d'.])[IVXLCDM]+(?![{AZ}\d'])", plain)]


def styles_of(words: str, style: str) -> dict[str, str]:
    """Map each of several words to a style."""
    return dict.fromkeys(words.split(), style)


_MORE = r"(?:(?:, ?|-|–| (?:y|e|et|o|ou|u|und|और) )[IVXLC]{1,7}(?!\w))*"
# Numerals before this one of the same row, as in "siglos XV y XVI" and "XV-XVI".
_ROW = re.compile(r"(?:[IVXLC]{1,7}(?:, ?|-|–| -| –| (?:y|e|et|o|ou|u|a|al|à|au|und|bis|और) ))+$")


def _word_before(match):
    word = re.search(rf"([{AZ}]+\.?) $", _ROW.sub("", before(match, 40)))
    return word.group(1) if word else ""
