"""Normalisation of British English: its own rules, then those of American English.

In British English, days precede months, numbers have an "and" but prices do not, a stop may separate hours and
minutes, and telephone numbers have an "oh" and doubles.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from synthesizer.text.en import dates, electronic
from synthesizer.text.en import normalise as american
from synthesizer.text.en.numbers import ONES, ORDINALS, TENS, cardinal, decimal, ordinal, year
from synthesizer.text.en.rules import DIGITS, LETTERS, UPPER, before, rule, spell, word_before
from synthesizer.text.tokens import Token


def _date(day: Any, month: Any, years: Any = None, of: bool = False) -> str:
    """Say "the fifth of March", without a second "the" if one precedes."""
    said = f"{'' if of else 'the '}{ordinal(day)} of {dates.MONTHS[month - 1]}"
    return f"{said} {year(int(years))}" if years else said


def _day_month(match):
    return dates.day_month(match, lambda day, month, years, of: _date(day, month, years, word_before(match) == "the"))


def _days_month(match):
    first, last, name = match.groups()
    the = "" if word_before(match) == "the" else "the "
    return f"{the}{ordinal(int(first))} to the {ordinal(int(last))} of {dates.month_name(name)}"


def _clock(match):
    """Say "at 6.30" where the preceding words show that it is a time."""
    hour, minute = match.groups()
    if not _AT.search(before(match, 20)):
        return None
    minutes = "" if minute == "00" else f" {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}"
    return cardinal(int(hour)) + (minutes or " o'clock")


def _groups(match):
    return ", ".join(" ".join(ONES[int(digit)] for digit in group) for group in re.findall(r"\d+", match.group()))


def _postcode(match):
    outward, inward = match.groups()
    return f"{_letters(outward)}, {_letters(inward)}"


def _letters(text):
    return " ".join(ONES[int(c)] if c.isdigit() else spell(c) for c in text)


def _road(match):
    letter, number, motorway = match.groups()
    said = " ".join("oh" if c == "0" else ONES[int(c)] for c in number) if len(number) > 2 else cardinal(int(number))
    return f"{spell(letter)} {said}{' M' if motorway else ''}"


def _score(match):
    if not _PLAYED.search(before(match, 70)):
        return None
    return " ".join("nil" if goals == "0" else cardinal(int(goals)) for goals in match.groups())


def _stone(match):
    stone, pounds = match.groups()
    said = f"{cardinal(int(stone))} stone"
    return f"{said} {cardinal(int(pounds))} pound{'s' * (pounds != '1')}" if pounds else said


def _pence(match):
    pence = match.group(1)
    return f"{decimal(pence)} {'penny' if pence == '1' else 'pence'}"


_AT = re.compile(r"(?i)\b(?:at|by|until|till|from|before|after|around|about|and|to|since|the) $")
_PLAYED = re.compile(r"(?i)\b(?:won|wins?|beat|beats|lost|lose|drew|draw|score|scored|lead|led|leading|win|victory|"
                     r"defeat|ahead|finished|ended|result|final|semi-final|match|set|sets)\b[^.!?\d]{0,30}"
                     r"(?:\d{1,2}[-–]\d{1,2},? (?:and )?)*$")
_EARLY = (
    rule("date", DIGITS, dates.ISO, partial(dates.iso, say=_date)),
    rule("date", DIGITS, dates.FIGURES, partial(dates.figures, say=_date, day_first=True)),
    rule("date", LETTERS, dates.MONTH_DAY, partial(dates.month_day, lead="the "), re.I),
    rule("date", DIGITS, rf"(?<![\d.,:$£€/-])(\d{{1,2}})(?:st|nd|rd|th)? ?[-–] ?(\d{{1,2}})(?:st|nd|rd|th)? "
         rf"({dates.MONTH})\b", _days_month, re.I),
    # The first of two days: "from 3 to 7 August", "3 and 4 May".
    rule("date", DIGITS, rf"(?<![\d.,:$£€/-])(\d{{1,2}})(?= (?:to|and|or) (?:the )?\d{{1,2}} ({dates.MONTH})\b)",
         lambda match: f"{'' if word_before(match) == 'the' else 'the '}{ordinal(int(match.group(1)))}", re.I),
    rule("date", DIGITS, dates.DAY_MONTH, _day_month, re.I),
    rule("date", DIGITS, dates.SLASHED, partial(dates.slashed, say=_date, day_first=True)),
    rule("time", DIGITS, r"(?<![\w.,:£$€])([01]?\d|2[0-3])\.([0-5]\d)"
         r"(?![\d%:]|[.,]\d| ?(?:%|per|[ap]\.?m|[kcm]?m\b|"
         r"k?g\b|[a-z]*illion|times|points?|seconds?|pounds?|miles|degrees))", _clock),
    rule("telephone", DIGITS + "(", r"(?<![\w.,-])(?:\(0\d{2,4}\) ?\d{3,4}[ -]?\d{3,4}|0\d{3,4} \d{6}|"
         r"0\d{1,4} \d{3,4} \d{3,4}|0\d{10})"
         r"(?![\w-]|[.,]\d)", _groups),
    rule("code", UPPER, r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b", _postcode),
    rule("code", "AMB", r"\b([AMB])(\d{1,4})(\(M\))?(?![\w-])", _road),
    rule("money", DIGITS, r"(?<![\w.,£$€])(\d{1,3}(?:\.\d{1,2})?)(m|bn)(?= (?:people|users|homes|households|jobs|"
         r"customers|viewers|visitors|workers|passengers|copies|tonnes|shares|children|pupils|patients|votes|years)\b)",
         lambda match: f"{decimal(match.group(1))} {'million' if match.group(2) == 'm' else 'billion'}"),
    rule("ratio", DIGITS, r"(?<![\w:.,])(\d{1,2}):(\d{1,3}(?:,\d{3})+)(?![\w:]|[.,]\d)",
         lambda match: f"{decimal(match.group(1))} to {decimal(match.group(2))}"),
    rule("score", DIGITS, r"(?<![\w.,-])(\d)[-–](\d)(?![\w-]|[.,]\d)", _score),
    rule("measure", DIGITS, r"(?<![\w.,])((?:\d?[02-9]|11)(?= ?st)|\d{1,2}(?= st))"
         r" ?st\b(?!\.? [A-Z])(?: (\d{1,2}) ?lbs?\b)?", _stone),
    rule("money", DIGITS, r"(?<![\w.,])(\d{1,3}(?:\.\d)?)p\b(?!\.\w)", _pence),
    # Not a state of the USA.
    rule("word", "O", r"\bOK\b", "OK"),
    rule("abbreviation", "N", r"\bNo(?= \d)", "number"),
)
_FIRST = len(electronic.RULES)
_SCAN = american.scanner((*american.RULES[:_FIRST], *_EARLY, *american.RULES[_FIRST:]))

# Words below a hundred, cardinal and ordinal, with no hundred or thousand after them.
_SMALL = sorted({*ONES, *TENS[2:], *ORDINALS.values(), *(f"{word}th" for word in ONES),
                 *(f"{ten[:-1]}ieth" for ten in TENS[2:])}, key=len, reverse=True)
_BELOW = rf"(?:{'|'.join(_SMALL)})(?:-\w+)?\b"
_AND = re.compile(rf"\bhundred (?={_BELOW})|\b(?:thousand|\w+illion) (?={_BELOW}(?! (?:hundred|thousand|\w+illion)))")
_CHANGE = re.compile(r"(?<=pound|.euro|ollar|ounds|euros|llars) and ((?:ten|\w+teen|eleven|twelve|\w+ty)(?:-\w+)?) "
                     r"(?:pence|cents)\b")
_SPELLINGS = tuple((re.compile(pattern), spelling) for pattern, spelling in (
    (r"(?<=[a-z])meter(?=s?\b)|\bmeter(?=s?\b)", "metre"), (r"liter(?=s?\b)", "litre"), (r"\bgray\b", "grey")))
# Rules whose words are people's names or the names of figures.
_AS_WRITTEN = frozenset(("word", "space", "punctuation", "telephone", "url", "email"))


def normalise(text: str) -> list[Token]:
    """Classify each token of a text and write out its spoken form.

    Parameters
    ----------
    text : str
        English of any length and origin.

    Returns
    -------
    list of Token
        Words and the gaps between them. Joined, their `spoken` is the normalised text.
    """
    return [_british(token) for token in american.normalise(text, _SCAN)]


def _british(token):
    said = token.spoken
    if token.rule == "telephone":
        said = _telephone(said)
    elif token.rule not in _AS_WRITTEN:
        said = _AND.sub(lambda match: f"{match.group()}and ", said)
        if token.rule != "version":
            said = re.sub(r"\bzero point\b", "nought point", said)
        said = re.sub(r"(?<=point )(?:\w+ )*\w+", lambda match: match.group().replace("zero", "oh"), said)
        if token.rule == "money":
            said = _CHANGE.sub(r" \1", said)
        for pattern, spelling in _SPELLINGS:
            said = pattern.sub(spelling, said)
    return token if said == token.spoken else replace(token, spoken=said)


def _telephone(said):
    """Say "oh" for zero and "double" for two equal figures, but three equal ones one by one."""
    groups = []
    for group in said.split(", "):
        words = group.replace("zero", "oh").split()
        spoken, place = [], 0
        while place < len(words):
            run = 1
            while place + run < len(words) and words[place + run] == words[place]:
                run += 1
            spoken += ["double", words[place]] if run == 2 and words[0] != "plus" else [words[place]] * run
            place += run
        groups.append(" ".join(spoken))
    return ", ".join(groups)
