"""Times of day and durations."""

import re

from synthesizer.text.en.numbers import cardinal, decimal, one_by_one, ordinal, year
from synthesizer.text.en.rules import DIGITS, LETTERS, UPPER, after, before, rule, word_before

ZONES = "UTC GMT EST EDT CST CDT MST MDT PST PDT CET CEST BST IST JST AEST ET PT CT MT".split()
# Chapter and verse, with the names that are shortened.
_SHORT_BOOKS = {"Gen": "Genesis", "Exod": "Exodus", "Lev": "Leviticus", "Deut": "Deuteronomy", "Josh": "Joshua",
                "Isa": "Isaiah", "Jer": "Jeremiah", "Ezek": "Ezekiel", "Ps": "Psalm", "Prov": "Proverbs",
                "Matt": "Matthew", "Rom": "Romans", "Cor": "Corinthians", "Gal": "Galatians", "Eph": "Ephesians",
                "Phil": "Philippians", "Heb": "Hebrews", "Rev": "Revelation", "Sam": "Samuel",
                "Chron": "Chronicles", "Thess": "Thessalonians", "Tim": "Timothy", "Pet": "Peter",
                "Eccl": "Ecclesiastes",
                "Num": "Numbers", "Neh": "Nehemiah", "Dan": "Daniel", "Zech": "Zechariah", "Mal": "Malachi",
                "Jn": "John", "Mt": "Matthew", "Mk": "Mark", "Lk": "Luke", "Ex": "Exodus",
                "Jas": "James", "Col": "Colossians", "Tit": "Titus", "Hab": "Habakkuk", "Hag": "Haggai", "Hos": "Hosea",
                "Mic": "Micah", "Nah": "Nahum", "Zeph": "Zephaniah", "Lam": "Lamentations", "Judg": "Judges",
                "Dt": "Deuteronomy", "Wis": "Wisdom", "Sir": "Sirach"}
_IN_PARTS = ("Corinthians Cor Kings Samuel Sam Chronicles Chron Thessalonians Thess Timothy Tim Peter Pet John "
             "Maccabees Macc").split()
_BOOKS = frozenset([*map(str.lower, _SHORT_BOOKS), *map(str.lower, _SHORT_BOOKS.values()), *(
    "numbers judges ruth samuel kings psalms ecclesiastes daniel hosea joel amos jonah micah mark luke john acts "
    "timothy "
    "titus james peter jude job surah quran").split()])
_HALF = r" ?([AaPp])(?:\. ?[Mm]\b\.?|[Mm]\b)"
_ZONE = rf"(?= ?(?:{'|'.join(ZONES)})\b)"
_STANDARD = re.compile(r"\b(?:ISO|IEC|EN|BS|DIN|ASTM|ANSI)(?:[/ ][A-Z]{2,4})* $")
_RANGE = re.compile(r" ?[–-] ?(?=\d)")


def _clock(match):
    hour, minute, second, half = match.groups()
    words = cardinal(int(hour))
    if int(minute):
        words += " " + ("oh " if int(minute) < 10 else "") + cardinal(int(minute))
    elif not half and not int(second or 0):
        words += " o'clock" if 1 <= int(hour) <= 12 else " hundred"
    if int(second or 0):
        words += f" and {cardinal(int(second))} second" + ("s" if int(second) != 1 else "")
    return _half(match, words, half)


def _point_clock(match):
    hour, minute, half = match.groups()
    words = cardinal(int(hour))
    if int(minute):
        words += " " + ("oh " if int(minute) < 10 else "") + cardinal(int(minute))
    return _half(match, words, half)


def _hour(match):
    hour, half = match.groups()
    return _half(match, cardinal(int(hour)), half)


def _half(match, words, half):
    end = match.end()
    if half:
        words += f" {half.upper()}M"
        # Times are rarely followed by a name, so any capital but a zone's begins a sentence.
        if match.group().endswith(".") and re.match(
                rf"[\"')]*(?:\s*$|\s*\n| +[\"'(]*(?!(?:{'|'.join(ZONES)})\b)[A-Z])", match.string[end:end + 9]):
            return words, end - 1
    dash = _RANGE.match(match.string[end:end + 4])
    return (f"{words} to", end + dash.end()) if half and dash else words


def _hours(match):
    """Say the first hour of "5-10 a.m."."""
    return f"{cardinal(int(match.group(1)))} to", match.start(2)


def _duration(match):
    hours, minutes = map(int, match.groups())
    return (f"{cardinal(hours)} hour{'s' * (hours != 1)} {cardinal(minutes)} "
            f"minute{'s' * (minutes != 1)}")


def _lap(match):
    """Say the time of a race, as in "4:12.29"."""
    minutes, seconds, parts = match.groups()
    oh = "oh " if seconds[0] == "0" else ""
    return f"{cardinal(int(minutes))} {oh}{cardinal(int(seconds))} point {one_by_one(parts)}"


def _timed(match):
    """Say a duration with parts of a second, as in "1:02:03.5"."""
    hours, minutes, seconds, parts = match.groups()
    return (f"{cardinal(int(hours))} hour{'s' * (int(hours) != 1)} {cardinal(int(minutes))} minute"
            f"{'s' * (int(minutes) != 1)} and {cardinal(int(seconds))} point {one_by_one(parts)} seconds")


def _military(match):
    """Say "0800 hours"."""
    hour, minute = match.groups()
    said = ("zero " if hour[0] == "0" else "") + cardinal(int(hour))
    return f"{said} {'hundred' if minute == '00' else ('oh ' if minute[0] == '0' else '') + cardinal(int(minute))}"


def _offset(match):
    """Say "UTC-05:30"."""
    zone, sign, hours, minutes = match.groups()
    said = f"{' '.join(zone)} {'plus' if sign == '+' else 'minus'} {cardinal(int(hours))}"
    return f"{said} {cardinal(int(minutes))}" if int(minutes or 0) else said


def _ratio(match):
    first, second = match.groups()
    if _STANDARD.search(before(match, 20)) and len(second) == 4:
        return f"{decimal(first)} {year(int(second))}"
    if word_before(match) in _BOOKS:
        return f"{cardinal(int(first))} {cardinal(int(second))}"
    if len(first) == 2 and len(second) == 2 and re.match(r":\d\d", after(match, 3)):
        return None
    return f"{cardinal(int(first))} to {cardinal(int(second))}"


def _short_half(match):
    """Say "5:45p" and "10a-2p"."""
    hour, minute, half = match.groups()
    words = cardinal(int(hour))
    if int(minute or 0):
        words += " " + ("oh " if int(minute) < 10 else "") + cardinal(int(minute))
    return _half(match, words, half)


def _french_clock(match):
    """Say "17h30"; a few hours are a duration, as in "1h20"."""
    hour, minute = map(int, match.groups())
    if hour < 7:
        return f"{cardinal(hour)} hour{'s' * (hour != 1)} {cardinal(minute)}" if minute else None
    return f"{cardinal(hour)} {'hundred' if not minute else ('oh ' if minute < 10 else '') + cardinal(minute)}"


RULES = (
    rule("time", DIGITS, r"(?<![\d:.])(?<!\d,)(1[0-2]|0?[1-9]):([0-5]\d)([ap])\b(?!['.]\w)", _short_half),
    rule("time", DIGITS, r"(?<![\w:.,$£€])(?:(?<![-–])|(?<=[ap][-–]))(1[0-2]|[1-9])()([ap])"
         r"(?=[-–](?:1[0-2]|[1-9])(?::[0-5]\d)?[ap]\b|(?<=[ap][-–]\d[ap])(?!\w)|(?<=[ap][-–]\d\d[ap])(?!\w))",
         _short_half),
    rule("time", DIGITS, r"(?<![\w:.,])([01]?\d|2[0-3])h([0-5]\d)\b(?!['.]\w)", _french_clock),
    rule("time", DIGITS, r"(?<![\d:.])(?<!\d,)(\d{1,2}):([0-5]\d):([0-5]\d)\.(\d{1,3})(?![\d:]|\w)", _timed),
    rule("time", DIGITS, r"(?<![\w.,:-])([01]\d|2[0-4])([0-5]\d)(?= (?:hours|hrs|Zulu|zulu)\b)", _military),
    rule("time", "0", r"(?:(?<= at )|(?<= by )|(?<=^at )|(?<=^At )|(?<=until )|(?<=before )|(?<=after )|(?<=from ))"
         r"(0\d)([0-5]\d)(?![\w:-]|[.,]\d)", _military),
    rule("time", UPPER, r"\b(UTC|GMT) ?([+−–-])(\d{1,2})(?::?([0-5]\d))?(?![\d:]|\w)", _offset),
    rule("time", "-–", r"(?<=noon)[-–](?=\d)|(?<=midnight)[-–](?=\d)|(?<=[\dmM.])[-–](?=(?:noon|midnight)\b)", "to"),
    rule("time", DIGITS, r"(?<![\d:.])(?<!\d,)(\d{1,3}):([0-5]\d)\.(\d{1,3})(?![\d:]|\w)", _lap),
    rule("ratio", "123", rf"(?<![\w.,-])[123](?= (?:{'|'.join(_IN_PARTS)})\.? \d{{1,3}}:\d)",
         lambda m: ordinal(int(m.group())).capitalize()),
    rule("ratio", UPPER, rf"\b({'|'.join(_SHORT_BOOKS)})\b\.?(?= \d{{1,3}}:\d)", lambda m: _SHORT_BOOKS[m.group(1)]),
    rule("time", DIGITS, rf"(?<![\d:.])(?<!\d,)([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.\d{{1,9}}(?=Z|[+-]\d))?)?"
         rf"(?:Z\b|h\b|{_HALF}|{_ZONE})?"
         rf"(?![\d:]|(?!(?:{'|'.join(ZONES)}|ish)\b)\w)", _clock),
    rule("time", DIGITS, rf"(?<![\d:.])(?<!\d,)([01]?\d|2[0-4])\.([0-5]\d){_HALF}(?!\w)", _point_clock),
    rule("time", DIGITS, rf"(?<![\d:.,$£€])(1[0-2]|0?[1-9]){_HALF}(?!\w)", _hour),
    rule("time", DIGITS, rf"(?<![\d:.,$£€-])(1[0-2]|[1-9]) ?[–-] ?(1[0-2]|[1-9])(?={_HALF}(?!\w))", _hours),
    rule("time", DIGITS, r"(?<![\w.])(?<!\d,)(\d{1,3}) ?h ?(\d{1,2}) ?m(?:in)?\b", _duration),
    rule("ratio", DIGITS, r"(?<![\d:.])(?<!\d,)(\d{1,4}):(\d{1,4})(?![\d:])", _ratio),
    rule("time", LETTERS, r"(?<=\d )o'clock ?[–-] ?(?=\d)", "o'clock to"),
)
