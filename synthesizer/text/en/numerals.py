"""Numbers of no special kind: fractions, ordinals, powers, versions, multiples, ranges, plain numbers."""

import re

from synthesizer.text.en.measures import ARTICLES, UNITS, fraction_words, signed, units
from synthesizer.text.en.money import MULTIPLES
from synthesizer.text.en.numbers import (
    NOT_IN_NUMBER,
    NUM,
    ZEROS,
    cardinal,
    decimal,
    one_by_one,
    ordinal,
    pairs,
    year,
)
from synthesizer.text.en.rules import DIGITS, LETTERS, after, before, rule, word_before

_BEFORE_YEAR = frozenset("in by until since year before after from around".split())
# As in "sin(30°)".
FUNCTIONS = {"sin": "sine", "cos": "cosine", "tan": "tangent", "ln": "natural log", "exp": "exponential"}
_POWER_OF = " to the power of "


def _fraction(match):
    whole, top, bottom, th = match.groups()
    n, d = int(top), int(bottom)
    if whole:
        return fraction_words(whole, top, bottom) if 0 < n and 1 < d <= 100 else None
    if (n, d) in ((24, 7), (9, 11)) or (n == d and n > 1) or (n + d == 100 and n % 10 == 0):
        return f"{cardinal(n)} {cardinal(d)}"
    if n == 20 and re.match(r" vision\b", after(match, 8)):
        return f"{cardinal(n)} {cardinal(d)}"
    if re.match(r" (?:time|meter)\b", after(match, 7)) and d in (2, 4, 8, 16):
        return f"{cardinal(n)} {cardinal(d)}"
    if not th and d in (10, 100) and n > 1:
        return f"{cardinal(n)} out of {cardinal(d)}"
    said = fraction_words(None, top, bottom)
    return said.removeprefix("one ") if word_before(match) in ARTICLES else said


def _rating(match):
    return f"{decimal(match.group(1))} out of {decimal(match.group(2))}"


def _ordinal(match):
    return ordinal(int(match.group(1).replace(",", "")))


def _spaced(match):
    """Say "10 000", but not the two numbers of "20 100 mg pills"."""
    text = match.group()
    if text.count(" ") == 1 and not text.endswith("000") and (
            len(text) < 6 or re.match(r" ?[a-zA-Z]{1,4}\b", after(match, 8))):
        return None
    return decimal(text.replace(" ", ""))


def _power(match):
    base, power = match.groups()
    if base in FUNCTIONS:
        return None
    if base.isdigit() or re.fullmatch(NUM, base):
        said = decimal(base)
    elif len(base) <= 3 and base.islower():
        said = " ".join(base)
    else:
        said = base
    said += power_words(power)
    if "^(" in match.group():
        return _closed(match, said)
    unit = re.match(r" ([A-Za-zµΩ%]{1,5}|°[CF])(?![\w'^/])", after(match, 8))
    if base.isdigit() and unit and unit.group(1) in UNITS and unit.group(1) != "in":
        return f"{said} {units('2', UNITS[unit.group(1)])}", match.end() + unit.end()
    return said


def power_words(power: str) -> str:
    """Say an exponent, with a space before it."""
    if power in ("2", "3"):
        return " squared" if power == "2" else " cubed"
    sign = "minus " if power.startswith(("-", "−")) else ""
    power = power.lstrip("+-−")
    return f"{_POWER_OF}{sign}{decimal(power) if power.isdigit() else power}"


def _power_after(match):
    return _closed(match, power_words(match.group(1)).strip())


def _closed(match, said):
    """Consume the bracket that closes an exponent."""
    return said, match.end() + ("^(" in match.group() and after(match, 1) == ")")


def _scientific(match):
    base, sign, power = match.groups()
    return f"{decimal(base)} times ten{_POWER_OF}{'minus ' if sign == '-' else ''}{cardinal(int(power))}"


def _version(match):
    parts = match.group().split(".")
    between = " dot " if len(parts) == 4 else " point "
    return between.join(cardinal(int(part)) if len(part) < 16 else one_by_one(part) for part in parts)


def _multiple(match):
    amount, letter = match.groups()
    # 4K, 5K and the like are names of formats and races, 3M is a company.
    spanned = re.match(r" ?[-–] ?\d", after(match, 4)) or re.search(r"\d[kKMB]? ?[-–] ?$", before(match, 5))
    if letter in "kK" and amount in ("2", "4", "5", "8", "10") and not spanned:
        return f"{decimal(amount)} K"
    return None if letter == "M" and amount == "3" else f"{decimal(amount)} {MULTIPLES[letter]}"


def _range(match):
    """Say the dash between two numbers: "to", or "minus" in a calculation."""
    left, right = before(match), after(match)
    if not re.search(r"[\d)](?:%|°[CF]?|st|nd|rd|th|[kKMm]| (?:BCE?|AD|CE)|')?$", left):
        return None
    space, dash, space2 = match.groups()
    if re.search(r"\^\d+$", left):
        return "minus"
    if re.match(r"[\d\s.+*/×÷()^−-]*=", right) or re.search(r"=[\d\s.+*/×÷()^−-]*$", left):
        return "minus"
    if space and space2 and dash == "-":
        if left.endswith("%"):
            return "to"
        # Words after the second number make the dash a pause.
        return None if re.match(r"[\d.]+(?:st|nd|rd|th)? [A-Za-z]{3}", right) else "minus"
    return None if space != space2 and dash == "-" else "to"


def _lettered_range(match):
    """Say the dash of "Q1-Q3"."""
    left = re.search(r"\b([A-Z])\d{1,3}$", before(match, 5))
    return "to" if left and after(match, 1) == left.group(1) else None


def _plain(match):
    sign, number = match.groups()
    if len(number) == 4 and number.isdigit() and not sign:
        if re.search(r"\d ?[xX×] ?$", before(match, 4)):
            return pairs(number)
        if 1100 <= int(number) < (2200 if word_before(match) in _BEFORE_YEAR else 2100):
            return year(int(number))
    return signed(sign) + decimal(number)


_SIGN = r"((?<![\w)\].%°])[-−–±])?"
RULES = (
    rule("rating", DIGITS, r"(?<![\w/.,])(\d{1,3}\.\d{1,3})/(\d{1,3}(?:\.\d{1,3})?)(?![\w/]|[.,]\d)", _rating),
    rule("number", DIGITS, r"(?<![\w.,])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?![\w:/-]|[.,]\d| \d)", _spaced),
    rule("number", DIGITS, rf"{NOT_IN_NUMBER}(\d{{1,3}}),(\d\d?)(?= (?:{ZEROS})\b)",
         lambda m: decimal(".".join(m.groups()))),
    rule("number", "1", r"(?<![\w/.,-])1-2(?:-3)?(?= (?:punch|finish|combo|combination|sweep)\b)",
         lambda m: "-".join(map(decimal, m.group().split("-")))),
    rule("number", "5", r"(?<![\w/.,-])50-50(?![\w/-])", "fifty-fifty"),
    rule("number", DIGITS, r"(?<![\w/.,-])(\d\d)-(\d\d)(?= (?:split|chance|mix|ratio|vote|deal|rule|odds|custody)\b)",
         lambda m: "-".join(map(decimal, m.groups())) if sum(map(int, m.groups())) == 100 else None),
    rule("number", "2", r"(?<![\w/.,-])24-7(?![\w/-]|\.\d)", "twenty-four seven"),
    rule("number", DIGITS, r"(?<![\w/.,-])[1-9]/(?=\$\d)", lambda m: f"{decimal(m.group()[0])} for"),
    rule("fraction", DIGITS, r"(?<![\w/.,])(?:(\d{1,6})[ -])?(\d{1,4})/(\d{1,4})(rds?|ths?|nds?|RD|TH|ND)?"
         r"(?![\w/]|[.,]\d)", _fraction),
    rule("multiple", DIGITS + ".", rf"{NOT_IN_NUMBER}(\d{{1,3}}(?:\.\d+)?)(k|K|M|bn|B)\b(?!-\d+\b)", _multiple),
    rule("ordinal", DIGITS, rf"{NOT_IN_NUMBER}(\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}}) ?(?:st|nd|rd|th|ST|ND|RD|TH)\b",
         _ordinal),
    rule("scientific", DIGITS, r"(?<![\w.])(?<!\d,)(\d+(?:\.\d+)?)[eE]([+-]?)(\d{1,3})\b", _scientific),
    rule("power", DIGITS + LETTERS, rf"(?<![\w.])({NUM}|[A-Za-z]{{1,20}})\^[{{(]?([+−-]?\d{{1,6}}|[a-z])\}}?",
         _power),
    rule("power", "^", r"(?<=[\w)])\^[{(]?([+−-]?\d{1,6}|[a-z])\}?", _power_after),
    rule("version", DIGITS, r"(?<![\w.])(?<!\d,)\d+(?:\.\d+){2,}(?!\w)", _version),
)
# What is left when nothing else takes a number.
LAST_RULES = (
    rule("number", "0", r"(?<=\d{4}[-–])0[1-9]\b(?![-/.]\d)", lambda m: f"oh {decimal(m.group()[1])}"),
    rule("range", "-–", r"[-–](?=[A-Z]\d)", _lettered_range),
    rule("range", " -–", r"( ?)([-–])( ?)(?=[$£€¥₹(]?\.?\d)", _range),
    rule("number", DIGITS + ".-−–±", rf"{_SIGN}({NUM})", _plain),
)
