"""Telephone numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synthesizer.text.rules import DIGITS, Rule, before, rule
from synthesizer.text.semiotic.numbers import Numbers


@dataclass(frozen=True)
class Telephone:
    """A language's spoken forms of telephone numbers."""

    patterns: Sequence[str]
    """National numbers as they are written; what comes before and behind them is checked for all."""
    pairs: bool = False
    """Whether digits are read in pairs, as in French."""
    label: str = r"\b(?:[Tt][eé]l|[Ff]ax|WhatsApp)\.?:? ?"
    """Pattern of what stands before a number that is written in any other way."""


# A plus sign and country code, then two to five groups.
_INTERNATIONAL = r"(?:\(\+\d{1,3}\)|(?:\+|\b00(?=[1-9]\d ))\d{1,3})(?:[ .-]?(?:\(\d{1,5}\)|\d{1,5})){1,6}"


def rules(telephone: Telephone, numbers: Numbers) -> list[Rule]:
    """Return the rules for telephone numbers."""

    def group(digits):
        if not telephone.pairs:
            return numbers.one_by_one(digits)
        if len(digits) == 3:
            return (numbers.one_by_one(digits[0]) + " " if digits[0] == "0" else "") + numbers.cardinal(int(digits))
        odd = digits[:len(digits) % 2]
        pairs = [digits[at:at + 2] for at in range(len(odd), len(digits), 2)]
        said = [numbers.one_by_one(pair) if pair[0] == "0" else numbers.cardinal(int(pair)) for pair in pairs]
        return ", ".join([*([numbers.cardinal(int(odd))] if odd else []), *said])

    def say(match):
        number = match.group()
        digits = re.sub(r"\D", "", number)
        if "+" in number and not 8 <= len(digits) <= 15:
            return None
        sign = f"{numbers.plus} " if "+" in number else ""
        return sign + ", ".join(map(group, re.findall(r"\d+", number)))

    label = re.compile(f"{telephone.label}$")
    patterns = [rule("telephone", DIGITS + "+(", rf"(?<![\w+.,/-])(?:{pattern})(?![\w/]|[.,-]\d| \d)", say)
                for pattern in (_INTERNATIONAL, *telephone.patterns)]
    return [*patterns, rule("telephone", DIGITS + "(", r"(?<![\w.,])\(?\d[\d ()/-]{4,16}\d(?![\w/]|[.,-]\d)",
                            lambda match: say(match) if label.search(before(match, 20)) else None)]
