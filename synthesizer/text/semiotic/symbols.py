"""Signs that have words: operators, Greek letters, arrows."""

import re
from collections.abc import Mapping

from synthesizer.text.rules import Rule, after, any_of, before, rule

_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"


def rules(signs: Mapping[str, str], greek: str, times: str, divided: str,
          bounds: tuple[str, str]) -> list[Rule]:
    """Return the rules for signs.

    Parameters
    ----------
    signs : mapping of str to str
        Signs of one or two characters, and their spoken forms.
    greek : str
        Names of the letters from alpha to omega.
    times, divided : str
        Spoken forms of multiplication and division signs between two numbers.
    bounds : tuple of str
        Spoken forms of "<" and ">" before an amount without a left side, as in "less than 5 km".
    """
    letters = dict(zip(_GREEK, greek.split(), strict=True))

    def divide(match):
        operands = re.search(r"(?:^|[\s(=])[\d.,]+$|\)$", before(match, 12)) and re.match(r"[\d(]", after(match, 2))
        return divided if operands else None

    def bound(match):
        compared = re.search(r"(?:^|[\s(])(?:[\d.,]+|[A-Za-zα-ω])$|\)$", before(match, 12).rstrip())
        return None if compared else bounds["<>".index(match.group().strip())]

    return [
        rule("symbol", "<>", r"[<>] ?(?=\d)", bound),
        rule("symbol", " xX×*", r" ?(?<=[\d ])[xX×*] ?(?=\d)", lambda match: times if re.search(
            r"\d(?: ?(?:mm|cm|m|km|px|\"))?$", before(match, 5)) else None),
        rule("symbol", " ", r" / (?=[\d(])", divide),
        rule("symbol", "".join({sign[0] for sign in signs}), any_of(signs), lambda match: signs[match.group()]),
        rule("symbol", _GREEK + _GREEK.upper() + "µ", rf"(?<![A-Za-zͰ-Ͽ])[{_GREEK}{_GREEK.upper()}µ](?![A-Za-zͰ-Ͽ])",
             lambda match: letters[match.group().lower().replace("µ", "μ")]),
    ]
