"""Dates, decades, years and seasons."""

import re
from collections.abc import Callable
from typing import Any

from synthesizer.text.en.numbers import cardinal, ordinal, plural, year
from synthesizer.text.en.rules import DIGITS, LETTERS, after, any_of, before, rule, without_stop, word_before

MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = {"mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "weds": "Wednesday",
            "thu": "Thursday", "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday",
            "sun": "Sunday"}
_FULL_WEEKDAYS = sorted(set(WEEKDAYS.values()))

_NUMBERS = {month.lower(): n for n, month in enumerate(MONTHS, 1)}
_NUMBERS |= {month[:3].lower(): n for n, month in enumerate(MONTHS, 1)} | {"sept": 9}
# "May", "march" and "mar" are words as well; so are these weekdays.
_AMBIGUOUS = {"may", "march", "mar", "august"}
_AMBIGUOUS_DAYS = {"sun", "sat", "mon", "wed", "fri"}
MONTH = f"(?:{any_of(_NUMBERS)})"
_DAY = any_of(WEEKDAYS)
_TH = r"(?:st|nd|rd|th)"
_BEFORE_DAY = re.compile(r"(?:\b(?:on|this|next|last|every|each|by|until|till|from|since|before|after|to|and|or|"
                         r"through|"
                         r"late|early)|[–-]|,|/|&) ?$", re.I)
_AFTER_DAY = re.compile(r",? (?:at|night|morning|afternoon|evening|noon|\d+|and|or|to|through|thru)\b|,? "
                        rf"{MONTH}\b|[,/] ?(?:{_DAY}|{any_of(_FULL_WEEKDAYS)})\b", re.I)
_AFTER_ANOTHER = re.compile(rf"\b(?:{_DAY}|{any_of(_FULL_WEEKDAYS)})\.?(?:[/,&] ?| (?:and|or|&|to) )$", re.I)
_NOT_COUNTED = re.compile(r"\s*(?:$|[.,;:!?)\"'-]|(?:at|in|on|and|or|to|from|until|till|was|is|were|we|he|she|they|"
                          r"i|the|"
                          r"we're|it|through|for|by|with|will|when|of)\b)", re.I)


def month_name(name: str) -> str:
    """Return the full name of a month that may be shortened, in any case of letters."""
    return MONTHS[_NUMBERS[name.lower()] - 1]


def _date(day: Any, month: Any, years: Any = None, of: bool = False) -> str:
    said = f"{ordinal(day)} of {MONTHS[month - 1]}" if of else f"{MONTHS[month - 1]} {ordinal(day)}"
    return f"{said}, {year(int(years))}" if years else said


def iso(match: re.Match, say: Callable = _date) -> str | tuple[str, int] | None:
    """Say "2024-03-05"; what follows it may be a time, as in "2024-03-01T14:30"."""
    years, mark, month, day, clock = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    said = say(int(day), int(month), years)
    return (said + ",", match.end()) if clock else said


def figures(match: re.Match, say: Callable = _date, day_first: bool = False) -> str | None:
    """Say "3/5/2024": the day comes second in America, but first before a stop."""
    first, mark, second, years = match.groups()
    month, day = (int(second), int(first)) if mark == "." or day_first else (
        int(first), int(second))
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31) or (
            len(years) == 2 and mark != "/" and not (mark == "-" and len(first) == len(second) == 2)):
        return None
    if len(years) == 2:
        years = _century(years)
    return say(day, month, years)


def slashed(match: re.Match, say: Callable = _date, day_first: bool = False) -> str | None:
    """Say "3/5" where the words around make it a date."""
    month, day = map(int, match.groups()[::-1] if day_first else match.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    weekday = re.search(rf"\b(?:{_DAY}|tu|th|{any_of(_FULL_WEEKDAYS)})\.?,? ?\(?$", before(match, 14), re.I)
    dated = re.search(r"\b(?:on|dated|due|until|since|starting|through|by) $", before(match, 12), re.I)
    if weekday or (dated and _NOT_COUNTED.match(after(match)) and not after(match, 3).startswith(" of")):
        return say(day, month)
    # Hardly anything is counted in seventeenths or thirtieths.
    likely = day > 12 and (day_first or day not in (16, 20, 25)) and not after(match, 3).startswith(" of")
    return say(day, month) if likely and _NOT_COUNTED.match(after(match)) else None


def month_day(match: re.Match, lead: str = "") -> str | tuple[str, int] | None:
    """Say "March 5" and "March 5-7, 2024"; `lead` stands before the day."""
    name, stop, day, last, years = match.groups()
    if not 1 <= int(day) <= 31:
        return None
    if name.islower() and name in _AMBIGUOUS and not years and not _NOT_COUNTED.match(after(match)):
        return None
    said = f"{month_name(name)} {lead}{ordinal(int(day))}" + (f" to {lead}{ordinal(int(last))}" if last else "")
    dash = re.match(rf" ?[–-] ?(?={MONTH}\b)", after(match, 14), re.I)
    if dash and not (last or years):
        return f"{said} to", match.end() + dash.end()
    return f"{said}, {year(int(years))}" if years else said


def day_month(match: re.Match, say: Callable = _date) -> str | tuple[str, int] | None:
    """Say "5 March 2024" and "the 5th of March"."""
    day, th, of, name, years = match.groups()
    if not 1 <= int(day) <= 31:
        return None
    if name.islower() and name in _AMBIGUOUS and not (th or years):
        return None
    of = bool(of) or word_before(match) == "the"
    return without_stop(match, say(int(day), _NUMBERS[name.lower()], years, of=of))


def _short_year(match):
    day, name, years = match.groups()
    return _date(int(day), _NUMBERS[name.lower()], _century(years)) if 1 <= int(day) <= 31 else None


def _century(years):
    """Write a year of two digits in full."""
    return ("19" if int(years) > 49 else "20") + years


def _month_year(match):
    return f"{month_name(match.group(1))} {year(int(match.group(2)))}"


def _month(match):
    name = match.group(1).rstrip(".")
    full = name.lower() in (month.lower() for month in MONTHS)
    if re.match(r" ?[–-] ?" + MONTH + r"\b", after(match, 14), re.I) and (name[0].isupper()):
        dash = re.match(r" ?[–-] ?", after(match, 4)).end()
        return f"{month_name(name)} to", match.end() + dash
    spanned = name[0].isupper() and re.search(rf"\b{MONTH}\.? ?[–-] ?$", before(match, 14), re.I)
    alone = name in ("Feb", "Apr", "Aug", "Sept", "Oct", "Nov", "Dec")
    if full or not (spanned or alone or match.group().endswith(".")):
        return None
    return without_stop(match, month_name(name))


def _weekday(match):
    name = match.group(1)
    full = WEEKDAYS[name.lower()]
    stop = match.group().endswith(".")
    span = re.match(rf" ?[–-] ?(?=(?:{_DAY}|{any_of(_FULL_WEEKDAYS)})\b)", after(match, 16), re.I)
    if span:
        return f"{full} to", match.end() + span.end()
    if name.lower() in _AMBIGUOUS_DAYS or not name[0].isupper():
        paired = _AFTER_ANOTHER.search(before(match, 16))
        certain = paired or name[0].isupper() and not name.isupper() and (
            _AFTER_DAY.match(after(match)) or _BEFORE_DAY.search(before(match, 12)) and name.lower() != "sun"
            or stop and name.lower() not in ("sun", "sat"))
        if not certain:
            return None
    return without_stop(match, full)


def _weekday_to(match):
    return f"{match.group(1)} to"


def _decade(match):
    digits = match.group(1)
    said = plural(year(int(digits)) if len(digits) == 4 else cardinal(int(digits)))
    if digits in ("100", "1000"):
        said = said.removeprefix("one ")
    return _span_of(match, said)


def _short_decade(match):
    digits, many = match.groups()
    if many:
        return plural(cardinal(int(digits)))
    return ("oh " if digits[0] == "0" else "") + cardinal(int(digits))


def _span_of(match, said):
    dash = re.match(r" ?[–-] ?(?='?\d{2,4}'?s\b)", after(match, 10))
    return (f"{said} to", match.end() + dash.end()) if dash else said


def _season(match):
    first, second = match.groups()
    if int(first[2:]) + 1 != int(second) % 100 and len(second) == 2:
        return None
    return f"{year(int(first))} {cardinal(int(second)) if len(second) == 2 else year(int(second))}"


def _old_year(match):
    said = year(int(match.group()))
    spanned = re.match(r" ?[-–] ?1[01]\d\d\b(?![.,-]\d)", after(match, 9))
    if spanned or re.search(r"(?<!\w)10\d\d ?[-–] ?$", before(match, 8)):
        return said
    named = re.search(r"(?i)\b(?:in|since|year|of|by|from|until|till|to|circa|AD|before|after) $", before(match, 8))
    return said if named else None


ISO = r"(?<![\d./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(T)(?=\d\d:)|(?![\d/-]|\.\d))"
FIGURES = r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?![\d/-]|\.\d)"
MONTH_DAY = (rf"\b({MONTH})\b(\.?)[ -](\d{{1,2}}){_TH}?(?: ?[–-] ?(\d{{1,2}}){_TH}?)?\b"
             rf"(?![:.,]\d|/(?!{MONTH})| ?%)(?:[, -]{{1,2}}(\d{{4}})\b(?![,.]\d))?")
DAY_MONTH = (rf"(?<![\d.,:$£€/-])(\d{{1,2}})({_TH})?( of)?[ -]({MONTH})\b"
             r"(?:\.?[ -,]{1,2}(\d{4})\b(?![,.]\d)|\.)?")
SLASHED = r"(?<![\w/.,])(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d)"
RULES = (
    rule("date", DIGITS, ISO, iso),
    rule("date", DIGITS, FIGURES, figures),
    rule("date", DIGITS, rf"(?<![\w.,-])(\d{{1,2}})-({MONTH})-(\d\d)\b(?!-)", _short_year, re.I),
    rule("date", DIGITS, r"(?<![\w/.,$])(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\w/]|[.,]\d)",
         lambda m: f"{MONTHS[int(m.group(1)) - 1]} {year(int(m.group(2)))}"),
    rule("date", LETTERS, MONTH_DAY, month_day, re.I),
    rule("date", DIGITS, DAY_MONTH, day_month, re.I),
    rule("date", LETTERS, rf"\b({MONTH})\b\.?,? (\d{{4}})\b(?![,.]\d)", _month_year, re.I),
    rule("date", LETTERS, rf"\b({MONTH})\b(?:\.(?!\w))?", _month, re.I),
    rule("date", "M", r"\bM[-–]F\b(?=,? \d|:|\))", "Monday to Friday"),
    rule("date", LETTERS, rf"\b({any_of(_FULL_WEEKDAYS)}) ?[–-] ?(?=(?:{_DAY}|{any_of(_FULL_WEEKDAYS)})\b)",
         _weekday_to),
    rule("date", "Tt", r"\b[Tt]u(?= \(\d{1,2}/\d)", "Tuesday"),
    rule("date", LETTERS, rf"\b({_DAY})\b(?:\.(?!\w))?", _weekday, re.I),
    rule("date", DIGITS, SLASHED, slashed),
    rule("date", DIGITS, r"(?<![\w/.,$£€])((?:19|20)\d\d)/(\d\d|(?:19|20)\d\d)(?![\w/]|[.,]\d)", _season),
    rule("date", DIGITS, r"(?<![\w.])(?<!\d,)(\d{1,4})'?s\b", _decade),
    rule("date", "'", r"(?<!\w)'(\d\d)(s?)\b", _short_decade),
    rule("date", DIGITS, r"(?<![\w.,$£€])10\d\d\b(?![.,]\d)", _old_year),
)
TRIGGERS = frozenset(_NUMBERS) | frozenset(WEEKDAYS)
