"""Prices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from synthesizer.text.rules import DIGITS, Rule, any_of, ends_line, rule
from synthesizer.text.semiotic.nouns import Noun, Nouns
from synthesizer.text.semiotic.numbers import AZ, END, Numbers


@dataclass(frozen=True)
class Money:
    """A language's spoken forms of prices."""

    currencies: Mapping[str, tuple[Noun, ...]]
    """The currency of each symbol, and its hundredth part."""
    magnitudes: Mapping[str, Noun]
    """Words and letters behind the figures, as in "3 millones" and "5 M€"."""
    with_parts: str = "{whole} {parts} {part}"
    """A price with hundredths; `part` is the name of the hundredth."""
    of: str = ""
    """Word between a million and the noun, as in "un millón de euros"; empty if there is none."""
    elided: str = ""
    """The same before a vowel."""
    to: str = "a"
    """Spoken form of the dash in a range."""


def rules(money: Money, numbers: Numbers, nouns: Nouns) -> list[Rule]:
    """Return the rules for prices."""
    number, symbol = numbers.pattern, any_of(money.currencies)
    magnitude = rf"(?: ?({any_of(money.magnitudes)})(?![{AZ}]))?"
    # The currency that a "$" or "£" stands for, as in "$ 350 MXN".
    codes = any_of(code for code in money.currencies if re.fullmatch("[A-Z]{3}", code))
    glued = rf"(?: ?({any_of(money.magnitudes)}) ?)??"

    def of(counted):
        return (money.elided if money.elided and counted[0] in "aeiouy" else money.of or " ") + counted

    def price(amount, multiple, currency, sign=""):
        unit, *part = money.currencies[currency]
        whole, decimals, _ = numbers.parse(amount)
        if multiple:
            noun = money.magnitudes[multiple]
            # Thousands belong to the number: "tres mil euros".
            said = nouns.count(numbers, amount, noun) + (of(unit.plural) if noun.gender else f" {unit.plural}")
        elif part and len(decimals) == 2 and len(whole) < 10:
            whole_said = nouns.count(numbers, whole, unit)
            if decimals == "00":
                said = whole_said
            elif int(whole) == 0:
                said = nouns.count(numbers, str(int(decimals)), part[0])
            else:
                said = money.with_parts.format(whole=whole_said, parts=numbers.cardinal(int(decimals), part[0].gender),
                                               part=nouns.of(int(decimals), part[0]))
        else:
            said = whole_number(amount, unit)
        return f"{numbers.minus} {said}" if sign else said

    def whole_number(amount, unit):
        whole, decimals, _ = numbers.parse(amount)
        if money.of and not decimals and len(whole) > 6 and int(whole[-6:]) == 0 and len(whole) < 16:
            return numbers.say(amount, unit.gender) + of(unit.plural)
        return nouns.count(numbers, amount, unit)

    def before_amount(match):
        sign, currency, amount, multiple, code = match.groups()
        currency, end = code or currency, match.end()
        if multiple and multiple.endswith(".") and ends_line(match):
            end -= 1
        return price(amount, multiple, currency, sign), end

    def behind_amount(match):
        sign, amount, multiple, currency = match.groups()
        return price(amount, multiple, currency, sign)

    def span(match):
        currency, first, last = match.groups()
        return f"{numbers.say(first, money.currencies[currency][0].gender)} {money.to} {price(last, '', currency)}"

    starts = "".join({symbol[0] for symbol in money.currencies}) + "-−"
    return [
        rule("money", starts, rf"(?<![{AZ}\d])({symbol}) ?({number})[-–]({number})(?![\d{AZ}]|[.,]\d)", span),
        rule("money", starts, rf"(?<![{AZ}\d])([-−])?({symbol}) ?({number}){magnitude}(?: ({codes}))?"
             rf"(?![\d{AZ}]|[.,]\d)", before_amount),
        rule("money", DIGITS + "-−", rf"(?<![{AZ}\d.,])((?<!\w)[-−])?({number}){glued} ?({symbol}){END}",
             behind_amount),
    ]


def magnitudes(text: str) -> dict[str, Noun]:
    """Read magnitudes from lines of "written, written: singular/plural gender"."""
    table: dict[str, Noun] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        written, _, noun = line.partition(": ")
        table.update((word, Noun.parse(noun)) for word in re.split(", ", written))
    return table
