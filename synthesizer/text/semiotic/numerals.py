"""Numbers of other kinds: versions, fractions, ordinals, powers, ratios, ranges, plain numbers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from synthesizer.text.rules import DIGITS, LETTERS, Rule, after, before, rule
from synthesizer.text.semiotic.nouns import Nouns
from synthesizer.text.semiotic.numbers import AZ, END, Numbers

# Parts of books, of which several may be named.
_PAGES = re.compile(r"\b(?:S|pp?|pags?|págs?|pagg|caps?|chap|kap|arts?|cap[ií]t\w+|chapitres?|kapitel|"
                    r"p[aá]gin\w+|pages?|"
                    r"seiten?|art[ií]c\w+|artikel|articles?|पृ|पृष्ठ)\.? $", re.I)


@dataclass(frozen=True)
class Numerals:
    """A language's spoken forms of numbers in a text."""

    fraction: Callable[[Numbers, int, int], str]
    """Writes out numerator and denominator."""
    mixed: Callable[[Numbers, int, int, int], str]
    """Writes out a whole number, numerator and denominator."""
    over: str
    """Spoken form of the slash in a rating, as in "ocho sobre diez"."""
    to: str
    """Spoken form of the dash in a range."""
    ratio: str
    """Spoken form of the colon in a ratio or a score."""
    powers: tuple[str, str, str]
    """Words that follow the base: squared, cubed, and with "{power}" any other power."""
    half: Mapping[str, str] = field(default_factory=dict)
    """The word for a half of a noun, by the noun's gender, as in "media hora"."""
    dative: Mapping[str, str] = field(default_factory=dict)
    """The same after the words that `governs` matches, as in "in einer halben Stunde"."""
    governs: str = "(?!)"
    """Pattern of prepositions with the dative."""
    ordinals: Sequence[tuple[str, str]] = ()
    """Patterns of the ending after the digits of an ordinal, and the form that it stands for."""
    names_year: str = "(?!)"
    """Pattern of the text before four digits that name a year, even if a noun follows."""
    labels: str = "(?!)"
    """Pattern of the text before a number that names and does not count, as in "página 21"."""
    is_year: Callable[[re.Match], bool] = lambda match: False
    """Whether four digits are read as a year where `names_year` does not decide."""


def rules(numerals: Numerals, numbers: Numbers, nouns: Nouns) -> list[Rule]:
    """Return the rules that come before those for amounts."""
    governs = re.compile(rf"\b(?:{numerals.governs}) $", re.I)

    def unrepeated(said, match):
        """Leave out the numerator if the article expresses it: "un 1/4 d'ora"."""
        article, _, rest = said.partition(" ")
        return rest if rest and before(match, 8).lower().split(" ")[-2:] == [article, ""] else said

    def version(match):
        # A dot between grouped thousands does not make a version.
        if re.fullmatch(numbers.pattern, match.group()):
            return None
        return f" {numbers.dot} ".join(numbers.say(part) for part in match.group().split("."))

    def fraction(match):
        whole, top, bottom = match.groups()
        top, bottom = int(top), int(bottom)
        if (top, bottom) == (24, 7):  # round the clock
            return f"{numbers.cardinal(top)} {numbers.cardinal(bottom)}"
        halves = numerals.dative if governs.search(before(match, 12)) else numerals.half
        half = (top, bottom) == (1, 2) and halves.get(nouns.gender_after(after(match, 40)))
        if bottom < 2 or bottom > 100:
            return None
        if whole:
            said = numerals.mixed(numbers, int(whole), top, bottom) if 0 < top < bottom else None
            return said.removesuffix(numerals.half["m"]) + half if half and said.endswith(numerals.half["m"]) else said
        if half:
            return unrepeated(half, match)
        if top >= bottom or bottom in (20, 100) or bottom == 10 and top != 1:
            return f"{numbers.cardinal(top)} {numerals.over} {numbers.cardinal(bottom)}"
        return unrepeated(numerals.fraction(numbers, top, bottom), match)

    def rating(match):
        return f"{numbers.say(match.group(1))} {numerals.over} {numbers.say(match.group(2))}"

    def ordinal(form):
        return lambda match: numbers.ordinal(int(re.sub(r"\D", "", match.group(1))), form)

    def power(match):
        base, exponent = match.groups()
        said = numbers.say(base) if base[0].isdigit() else base
        sign = f"{numbers.minus} " if exponent[0] in "-−" else ""
        exponent = exponent.lstrip("+-−")
        if not sign and exponent in ("2", "3"):
            return f"{said} {numerals.powers[int(exponent) - 2]}"
        exponent = numbers.say(exponent) if exponent.isdigit() else exponent
        return f"{said} {numerals.powers[2].format(power=sign + exponent)}"

    def ratio(match):
        return f"{numbers.say(match.group(1))} {numerals.ratio} {numbers.say(match.group(2))}"

    return [
        rule("version", DIGITS, r"(?<![\w.])(?<!\d,)\d{1,6}(?:\.\d{1,6}){2,}(?!\w)", version),
        rule("rating", DIGITS, rf"(?<![{AZ}\d/.,])(\d{{1,3}}[.,]\d{{1,2}})/(\d{{1,3}})(?![{AZ}\d/]|[.,]\d)", rating),
        rule("fraction", DIGITS,
             rf"(?<![{AZ}\d/.,])(?:(\d{{1,3}}) )?(\d{{1,3}})/(\d{{1,3}})(?![{AZ}\d/]|[.,]\d)", fraction),
        *(rule("ordinal", DIGITS, rf"(?<![{AZ}\d.,/])(\d{{1,3}}(?:\.\d{{3}})+|\d{{1,6}})(?:{mark})(?:{END}|"
                                  rf"(?=[A-Z]{END}))", ordinal(form))
          for mark, form in numerals.ordinals),
        rule("power", DIGITS + LETTERS, rf"(?<![{AZ}\d.])({numbers.pattern}|[A-Za-z]{{1,2}})\^([+−-]?\d{{1,6}}|[a-z])",
             power),
        rule("ratio", DIGITS, r"(?<![\w:.,])(\d{1,4}):(\d{1,3}(?:[., ]\d{3})+|\d{1,6})(?![\w:]|[.,]\d)", ratio),
    ]


def last_rules(numerals: Numerals, numbers: Numbers, nouns: Nouns, stroke: str) -> list[Rule]:
    """Return the rules for numbers that no other rule takes; `stroke` is spoken for a slash between two."""
    names_year, labels = (re.compile(rf"(?:{pattern})$", re.I) for pattern in (numerals.names_year, numerals.labels))

    def dash(match):
        """Say the dash between two numbers: "to", or "minus" in a calculation."""
        left, right = before(match), after(match)
        if not re.search(r"(?:[\d)]|\d ?(?:%|°[CF]?|[hH€$£]|[ckm]?m|kg|g))$", left):
            return None
        # A number of two parts, as in "n° 2015-39".
        if re.search(r"(?<!\d)0\d{2,}$", left):  # an account number or another sequence of figures
            return None
        label = left.rstrip("0123456789.")
        if labels.search(label) and not _PAGES.search(label):
            return None
        # The word is there already, as in "3-0 से".
        if re.match(rf"\d+(?:, \d+-\d+)* {numerals.to}(?: |$)", right):
            return None
        space, mark, space2 = match.groups()
        if re.match(r"[\d\s.,+*/×÷()^−-]*=", right) or re.search(r"=[\d\s.,+*/×÷()^−-]*$", left):
            return numbers.minus
        return numerals.to if space == space2 else None

    def plain(match):
        sign, figure = match.groups()
        said = {"": "", "+": f"{numbers.plus} ", "±": f"{numbers.plus} {numbers.minus} "}.get(
            sign or "", f"{numbers.minus} ")
        left = before(match, 30)
        year = len(figure) == 4 and figure.isdigit() and 1000 <= int(figure) < 2200
        span = re.match(r"[-–](?:1[1-9]|20)\d\d(?!\d)", after(match, 6)) or re.search(r"(?<!\d)(?:1[1-9]|20)\d\d[-–]$",
                                                                                      left)
        if year and (span or names_year.search(left) or numerals.is_year(match)):
            return said + numbers.year(int(figure))
        said += numbers.say(figure) if labels.search(left) else nouns.agree(numbers, figure, after(match, 40))
        # The noun follows without a space, as in "un'amica".
        return (said, match.end() + 1) if said.endswith("'") else said

    return [
        rule("range", " -–", r"( ?)([-–])( ?)(?=\d)", dash),
        rule("symbol", "/", r"(?<=\d)/(?=\d)", stroke),
        rule("number", DIGITS + "-−–±+", rf"((?<![{AZ}\w)\].%°])[-−–±+])?({numbers.pattern})", plain),
    ]
