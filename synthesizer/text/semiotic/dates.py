"""Dates: in figures, and with the name of the month."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from synthesizer.text.rules import DIGITS, Rule, after, any_of, before, ends_line, rule
from synthesizer.text.semiotic.numbers import AZ, END, START, Numbers


@dataclass(frozen=True)
class Dates:
    """A language's spoken forms of dates."""

    months: Sequence[str]
    """Spoken names, from January on."""
    short: Mapping[str, int]
    """Other ways to write a month, and its number; a full stop behind one belongs to it."""
    form: str
    """A day and its month, as in "{day} de {month}"."""
    with_year: str
    """What follows if there is a year, as in " de {year}"."""
    day: Callable[[Numbers, int, re.Match], str] = field(default=lambda numbers, day, match: numbers.cardinal(day))
    mark: str = ""
    """Pattern of what may stand behind the figure of a day."""
    between: str = " "
    """Pattern of what stands between day and month."""
    before_year: str = " "
    """Pattern of what stands between month and year."""
    weekdays: Mapping[str, str] = field(default_factory=dict)
    """Short forms of the days of the week, without a full stop, and their spoken names."""
    introduced: str = "(?!)"
    """Pattern of the text before a day and a month in figures that might be a fraction, as in "del 9/11"."""
    numbered: str = "(?!)"
    """Pattern of the text before figures with stops that are no date, as in "Raum 2.03."."""
    stops: bool = False
    """Whether a day and a month in digits each have a full stop, as in "24.12."."""

    @property
    def shortened(self) -> dict[str, str]:
        """Return the short forms of the days of the week, also capitalised."""
        return {**{written.capitalize(): said for written, said in self.weekdays.items()}, **self.weekdays}


# What is often counted in halves and quarters.
_PARTED = (r"h|hor\w+|heures?|or[ae]|dias?|días?|kg|quil\w+|kil\w+|l|litr\w+|xícaras?|colher\w*|tazas?|tass[ae]s?|"
           r"verres?|copos?")


def rules(dates: Dates, numbers: Numbers, to: str) -> list[Rule]:
    """Return the rules for dates; `to` is spoken for the dash between two days."""
    names = {**{name.lower(): number for number, name in enumerate(dates.months, 1)},
             **{name.lower(): number for name, number in dates.short.items()}}
    month = rf"({any_of(names)})"

    weekdays = dates.shortened

    def say(day, month, year, match):
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        said = dates.form.format(day=dates.day(numbers, day, match), month=dates.months[month - 1])
        if not year:
            return said
        year = int(year) if len(year) > 2 else int(year) + (2000 if int(year) < 70 else 1900)
        return said + dates.with_year.format(year=numbers.year(year))

    def figures(match):
        day, _, month, year = match.groups()
        day, month = int(day), int(month)
        return say(month, day, year, match) if month > 12 >= day else say(day, month, year, match)

    def international(match):
        return say(int(match.group(3)), int(match.group(2)), match.group(1), match)

    def short(match):
        day, month = match.groups()
        plain = day[0] != "0" and month[0] != "0"
        # Figures of fractions that cannot be a day and a month.
        if plain and not (len(day) == len(month) == 2 and int(day) > int(month) and int(month) < 13
                          or 12 < int(day) and int(month) < 10):
            return None
        return say(int(day), int(month), "", match)

    introduced = re.compile(rf"\b(?:{dates.introduced}) $", re.I)

    def single(match):
        # "el 1/2 de la tarta", "em 1/2 hora"
        if (not introduced.search(before(match, 12)) or re.match(r" d[a-zé']", after(match, 3))
                or re.match(rf" (?:{_PARTED})\b", after(match, 20))):
            return None
        return say(int(match.group(1)), int(match.group(2)), "", match)

    def named(match):
        day, stop, name, year = match.groups()
        said = say(int(day), names[name.lower()], year or "", match)
        if said and match.group().endswith(".") and ends_line(match):
            return said, match.end() - 1
        return said

    def weekday(match):
        # Without a full stop, only a capital distinguishes a day from a word, and only in German.
        short = match.group().endswith(".") or dates.stops
        return weekdays[match.group(1)] if short else None

    def weekdays_to(match):
        first, last = match.groups()
        end = match.end() - 1 if match.group().endswith(".") and ends_line(match) else match.end()
        return f"{weekdays[first]} {to} {weekdays[last]}", end

    def season(match):
        first, last = int(match.group(1)), int(match.group(2))
        if (first + 1) % 100 != last % 100:
            return None
        return f"{numbers.year(first)} {numbers.year(last) if last > 99 else numbers.cardinal(last)}"

    numbered = re.compile(rf"(?:{dates.numbered}) $")

    def stopped(match):
        if numbered.search(before(match, 20)):
            return None
        said = say(int(match.group(1)), int(match.group(2)), "", match)
        return (said, match.end() - 1) if said and ends_line(match) else said

    stops = [rule("date", DIGITS, r"(?<![\d/.,])(\d{1,2})\.(\d{1,2})\.(?!\d)", stopped)] if dates.stops else []
    single_days = [rule("date", "".join({name[0] for name in weekdays}),
                     rf"{START}({any_of(weekdays)})\.?(?=,? (?:de[mn] )?\d{{1,2}}(?:[./]? ?[\d{AZ}]|\.,))",
                     weekday)]
    days = any_of(weekdays)
    return [
        *stops,
        rule("date", "".join({name[0] for name in weekdays}),
             rf"{START}({days})(?:\.? ?[-–] ?|\. (?:a|à|al|até|bis) )({days})(?![{AZ}\d])\.?", weekdays_to),
        *single_days,
        rule("date", DIGITS, r"(?<![\d/.,-])((?:19|20)\d\d)/((?:19|20)?\d\d)(?![\d/-]|[.,]\d)", season),
        rule("date", DIGITS, r"(?<![\d/.,-])(\d{4})-(\d{2})-(\d{2})(?![\d-])", international),
        rule("date", DIGITS, rf"(?<![\d/.,-])(\d{{1,2}})(?:{dates.mark or '(?!)'})?([/.-])(\d{{1,2}})\2"
             r"(\d{4}|\d{2})(?![\d/-]|[.,]\d)", figures),
        rule("date", DIGITS, r"(?<![\d/.,])(\d{2})/(\d{1,2})(?![\d/%]|[.,]\d)", short),
        rule("date", DIGITS, r"(?<![\d/.,])(\d{1,2})/(\d{1,2})(?![\d/%]|[.,]\d)", single),
        rule("date", DIGITS, rf"(?<![\d/.,])(\d{{1,2}})({dates.mark or '(?!)'})?{dates.between}{month}{END}\.?"
             rf"(?:{dates.before_year}(\d{{4}})(?![\d:]|[.,]\d))?", named, re.I),
    ]

