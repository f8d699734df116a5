"""Amounts with units."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from synthesizer.text.rules import DIGITS, Rule, after, any_of, before, rule
from synthesizer.text.semiotic.nouns import Noun, Nouns
from synthesizer.text.semiotic.numbers import AZ, Numbers


@dataclass(frozen=True)
class Measures:
    """A language's spoken forms of units."""

    units: Mapping[str, tuple[Noun, ...]]
    per: str
    """Spoken form of the slash before a unit, as in "3 €/kg"."""
    magnitudes: Mapping[str, Noun]
    """Multiples of prices, which are also spoken without a unit: "3 Mio.", "5M"."""
    doubtful: Mapping[str, str] = field(default_factory=dict)
    """Units that are words as well, and the pattern of what follows where they are units."""


def rules(measures: Measures, numbers: Numbers, nouns: Nouns) -> list[Rule]:
    """Return the rules for amounts."""
    units = {key: value[0] for key, value in measures.units.items()}
    written = {unit.replace("^", ""): unit for unit in units} | {unit: unit for unit in units}
    number = numbers.pattern
    short = {key: noun for key, noun in measures.magnitudes.items() if key not in (noun.singular, noun.plural)}

    plain = [unit for unit in written if len(unit) > 1 and unit.isascii() and unit.isalpha() and unit.islower()]
    many = re.compile(rf"(?:{any_of(noun.plural for noun in measures.magnitudes.values())})(?: d[ei'])? $")

    def amount(match):
        sign, figure, unit = match.groups()
        if unit == '"' and before(match, 200).count(unit) % 2:  # it closes a quotation
            return None
        if unit in measures.doubtful and not re.match(measures.doubtful[unit], after(match, 8)):
            return None
        said = nouns.count(numbers, figure, units[written[unit]])
        return f"{_sign(sign, numbers)}{said}"

    def behind_fraction(match):
        unit = units[written[match.group(1)]]
        return unit.plural if re.search(r"\d \d/\d $", before(match, 8)) else unit.singular

    def multiple(match):
        figure, letters = match.groups()
        return nouns.count(numbers, figure, short[letters])

    return [
        rule("measure", "/", rf"(?<=[{AZ}\d%€$£₹.])/({any_of(written)})(?![{AZ}\d/^])",
             lambda match: f"{measures.per} {units[written[match.group(1)]].singular}" if _amount(match) else None),
        rule("measure", "/", rf"(?<=[{AZ}\d%€$£₹.])/(?=[{AZ}]{{2,}})",
             lambda match: measures.per if _amount(match) else None),
        rule("measure", DIGITS + "-−+", rf"(?<![{AZ}\d.,])((?<![\w)%°])[-−+])?({number}) ?({any_of(written)})"
             rf"(?![{AZ}\d^]|[.,]\d|'[{AZ}]|/(?!(?:\d{{1,4}} ?)?(?:{any_of(written)})(?![{AZ}\d/^])))",
             amount),
        # "5 l/100 km"
        rule("measure", "/", rf"(?<=[{AZ}])/(\d{{1,4}}) ?({any_of(written)})(?![{AZ}\d/^])", lambda match: (
            f"{measures.per} {nouns.count(numbers, match.group(1), units[written[match.group(2)]])}"
            if _amount(match) else None)),
        # "billones de km"
        rule("measure", "".join({unit[0] for unit in plain}), rf"(?<= )({any_of(plain)})(?![{AZ}\d/^'])",
             lambda match: units[written[match.group(1)]].plural if many.search(before(match, 40)) else None),
        # "1/2 kg"
        rule("measure", "".join({unit[0] for unit in written}),
             rf"(?<=\d/\d )({any_of(written)})(?![{AZ}\d/^])", behind_fraction),
        rule("multiple", DIGITS, rf"(?<![{AZ}\d.,])({number}) ?({any_of(short)})(?![{AZ}\d])", multiple),
    ]


def _amount(match):
    """Return whether an amount precedes a stroke."""
    return bool(re.search(rf"[€$£₹] ?[\d.,]+$|\d ?[{AZ}%€$£₹.]{{1,8}}$", before(match, 20)))


def _sign(sign, numbers):
    return {"": "", "+": f"{numbers.plus} "}.get(sign or "", f"{numbers.minus} ")
