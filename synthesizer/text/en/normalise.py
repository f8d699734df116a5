"""Written English to the words that a reader says: numbers, dates, money, abbreviations, symbols, stray characters."""

import re

from synthesizer.text.en.numbers import ONES, TENS, cardinal, decimal, digits, ordinal, year
from synthesizer.text.en.tables import (
    COUNTED,
    CURRENCIES,
    CURRENCY_CODES,
    DOLLARS,
    FILE_TYPES,
    GREEK,
    IN_ADDRESSES,
    LETTER_PLURALS,
    MONTHS,
    MULTIPLES,
    NUMBERED,
    PER,
    REGNAL,
    REPLACEMENTS,
    SHORTENED,
    SLASHED,
    SPELLED,
    SPELLED_BY_ESPEAK,
    STARTERS,
    SYMBOLS,
    TITLES,
    TOP_DOMAINS,
    UNCOUNTED,
    UNITS,
    WEEKDAYS,
)
from synthesizer.text.markup import clean
from synthesizer.text.tokens import Token

NUM = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+)"
ZEROS = "hundred|thousand|million|billion|trillion"
MONTH = r"(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS) + r"|Sept)"
HOUR = re.compile(rf"(?:{'|'.join(ONES + TENS[2:])}|hundred|o'clock) $")
ENDING = re.compile(r"[\"')\]]*(?:\s*$|\s*\n|\s+[\"'(]*(?:" + "|".join(STARTERS) + r")\b)")


def _plural(words):
    start = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[start:]
    if last.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if last.endswith(("x", "s", "ch")) else "s")


def _spell(letters):
    # A lone A would be said as the article.
    return " ".join("A-" if letter.upper() == "A" else letter.upper() for letter in letters)


def _month(name):
    return next(month for month in MONTHS if month.startswith(name[:3].title()))


def _stop(match):
    """Say "." if the stop that a match ends in also ends the sentence."""
    return "." if ENDING.match(match.string[match.end():match.end() + 40]) else ""


# ---------------------------------------------------------------------------------------------------------------------
# What the patterns are replaced by


def _address(match):
    address, tail = match.group(), ""
    while address and address[-1] in ".,;:!?)'\"":
        address, tail = address[:-1], address[-1] + tail
    address = re.sub(r"^(?:mailto:|[a-z]{2,8}://)?(?:www\.)?", "", address, flags=re.I)
    words = []
    for part in re.findall(r"[A-Za-z]+|\d+|.", address.rstrip("/")):
        if part.isalpha() and part.isascii() and len(part) == 2 and words[-1:] == ["dot"]:
            part = _spell(part)
        words.append(IN_ADDRESSES.get(part, part))
    return " ".join(word for word in words if word) + tail


def _file(match):
    name, kind = match.groups()
    said = kind if kind in ("doc", "zip", "java", "log") else _spell(kind) if kind.isalpha() else kind.upper()
    return f"{name} dot {said}"


def _date(day, month, years=None):
    said = f"{MONTHS[month - 1]} {ordinal(day)}"
    return f"{said}, {year(int(years))}" if years else said


def _iso_date(match):
    years, month, day, clock = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return match.group()
    return _date(int(day), int(month), years) + (", " if clock else "")


def _short_date(match):
    first, mark, second, years = match.groups()
    month, day = (int(second), int(first)) if mark == "." else (int(first), int(second))
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31) or (len(years) == 2 and mark != "/"):
        return match.group()
    if len(years) == 2:
        years = ("19" if int(years) > 49 else "20") + years
    return _date(day, month, years)


def _month_day(match):
    name, day, last, years = match.groups()
    if not 1 <= int(day) <= 31:
        return match.group()
    said = f"{_month(name)} {ordinal(int(day))}" + (f" to {ordinal(int(last))}" if last else "")
    return f"{said}, {year(int(years))}" if years else said


def _day_month(match):
    day, th, name, years = match.groups()
    if not 1 <= int(day) <= 31:
        return match.group()
    said = f"{ordinal(int(day))} of {_month(name)}" if th and "of" in th else f"{_month(name)} {ordinal(int(day))}"
    return f"{said}, {year(int(years))}" if years else said


def _time(match):
    hour, minute, second, half = match.groups()
    words = cardinal(int(hour))
    if int(minute):
        words += " " + ("oh " if int(minute) < 10 else "") + cardinal(int(minute))
    elif not half and not int(second or 0):
        words += " o'clock" if 1 <= int(hour) <= 12 else " hundred"
    if int(second or 0):
        words += f" and {cardinal(int(second))} second" + ("s" if int(second) != 1 else "")
    return words + _half(match, half)


def _hour(match):
    hour, half = match.groups()
    return cardinal(int(hour)) + _half(match, half)


def _half(match, half):
    if not half:
        return ""
    # Times are rarely followed by a name, so any capital begins a sentence.
    ends = re.match(r"[\"')]*(?:\s*$|\s*\n| +[\"'(]*[A-Z])", match.string[match.end():match.end() + 9])
    return f" {half.upper()}M{'.' if ends and match.group().endswith('.') else ''}"


def _telephone(match):
    groups = re.findall(r"\d+", match.group())
    return ("plus " if match.group().startswith("+") else "") + ", ".join(digits(group) for group in groups)


def _range(match):
    symbol, first, symbol2, second = match.groups()
    # The coin of "$5-10 million" belongs to the second number as well.
    return f"{first} to {symbol}{second}" if symbol and not symbol2 else f"{symbol}{first} to {symbol2}{second}"


def _money(match):
    country, symbol, amount, multiple, name = match.groups()
    return _coins(symbol, amount, multiple and MULTIPLES[multiple] or name, DOLLARS.get(country, ""))


def _money_after(match):
    amount, multiple, symbol = match.groups()
    return _coins(CURRENCY_CODES.get(symbol, symbol), amount, multiple)


def _money_code(match):
    code, amount, multiple, name = match.groups()
    return _coins(CURRENCY_CODES[code], amount, multiple and MULTIPLES[multiple] or name)


def _coins(symbol, amount, multiple=None, country=""):
    one, many, cent, cents = CURRENCIES[symbol]
    whole, _, part = amount.replace(",", "").partition(".")
    if multiple:
        return f"{decimal(amount)} {multiple} {country}{many}"
    if len(part) > 2 or (part and not cent) or len(whole) > 15:
        return f"{decimal(amount)} {country}{many}"
    whole, part = int(whole or 0), int(part.ljust(2, "0"))
    said = []
    if whole or not part:
        said.append(f"{cardinal(whole)} {country}{one if whole == 1 else many}")
    if part:
        said.append(f"{cardinal(part)} {cent if part == 1 else cents}")
    return " and ".join(said)


def _feet(match):
    feet, inches = match.groups()
    return f"{_unit_words(feet, 'foot')} {_unit_words(inches, 'inch')}"


def _unit_words(amount, unit):
    if amount.replace(",", "") != "1":
        first, _, rest = unit.partition(" ")
        if first == "foot":
            first = "feet"
        elif rest and not rest.startswith(("per", "C", "F", "K", "S")):
            rest = _plural(rest)
        elif first not in UNCOUNTED:
            first = _plural(first)
        unit = f"{first} {rest}".strip()
    return f"{decimal(amount)} {unit}"


def _unit(match):
    amount, hyphen, square, name, power, per, stop = match.groups()
    unit = UNITS[name]
    # "5s" and "747s" are plurals, and "90 s" hardly is a decade.
    if name == "s" and not hyphen and "." not in amount:
        return match.group()
    if square or power:
        unit = ("cubic " if power in ("^3", "3") else "square ") + unit
    if hyphen == "-":
        said = f"{decimal(amount)} {unit}"
    elif square or power:
        kind, _, unit = unit.partition(" ")
        said = _unit_words(amount, unit)
        said = said.replace(decimal(amount), f"{decimal(amount)} {kind}", 1)
    else:
        said = _unit_words(amount, unit)
    if per:
        said += " per " + (UNITS.get(per[1:]) or PER.get(per[1:]) or per[1:])
    return said + (_stop(match) if stop or name.endswith(".") else "")


def _multiple(match):
    amount, letter = match.groups()
    # 4K, 5K and the like are names of formats and races.
    if letter in "kK" and amount in ("2", "4", "5", "8", "10"):
        return f"{decimal(amount)} K"
    return f"{decimal(amount)} {MULTIPLES[letter]}"


def _roman_value(letters):
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in letters.upper()]
    total = sum(-a if a < b else a for a, b in zip(values, values[1:] + [0]))
    tens, ones = divmod(total % 100, 10)
    written = (
        "C" * (total // 100) + ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")[tens]
        + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    )
    return total if written == letters.upper() else None


def _roman_count(match):
    name, letters = match.groups()
    value = _roman_value(letters)
    return f"{name} {cardinal(value)}" if value else match.group()


def _roman_name(match):
    names, letters = match.groups()
    value = _roman_value(letters)
    if not value:
        return match.group()
    if any(name in REGNAL for name in names.split()) and value < 40:
        return f"{names} the {ordinal(value)}"
    return f"{names} {cardinal(value)}" if len(letters) > 1 else match.group()


def _roman_alone(match):
    value = _roman_value(match.group())
    return cardinal(value) if value else match.group()


def _fraction(match):
    whole, top, bottom = match.groups()
    n, d = int(top), int(bottom)
    if whole and not (0 < n < d <= 100):
        return match.group()
    if not whole and ((n, d) in ((24, 7), (9, 11)) or n == d):
        return f"{cardinal(n)} {cardinal(d)}"
    if not whole and d in (10, 100) and n > 1:
        return f"{cardinal(n)} out of {cardinal(d)}"
    if n > d or d < 2 or d > 100 or n == 0:
        return f"{cardinal(n)} over {cardinal(d)}"
    part = {2: "half", 4: "quarter"}.get(d) or ordinal(d)
    if n > 1:
        part = "halves" if d == 2 else _plural(part)
    if whole:
        return f"{cardinal(int(whole))} and {'a' if n == 1 and d in (2, 4) else cardinal(n)} {part}"
    return f"{cardinal(n)} {part}"


def _decade(match):
    digits = match.group(1)
    number = int(digits)
    return _plural(year(number) if len(digits) == 4 else cardinal(number))


def _short_year(match):
    digits, plural = match.groups()
    if plural:
        return _plural(cardinal(int(digits)))
    return ("oh " if digits[0] == "0" else "") + cardinal(int(digits))


def _version(match):
    parts = match.group().split(".")
    between = " dot " if len(parts) == 4 else " point "
    return between.join(cardinal(int(part)) if len(part) < 16 else digits(part) for part in parts)


def _plain(match):
    text = match.group()
    if len(text) == 4 and text.isdigit() and 1100 <= int(text) < 2100:
        return year(int(text))
    return decimal(text)


def _power(match):
    base, power = match.groups()
    if power in ("2", "3"):
        return f"{base} {'squared' if power == '2' else 'cubed'} "
    sign = "minus " if power.startswith("-") else ""
    return f"{base} to the power of {sign}{power.lstrip('+-')} "


def _title(match):
    return TITLES[match.group(1) or "Ms"]


def _counted(match):
    word = match.group(1) or "No"
    said = COUNTED[word.lower()]
    return (said.capitalize() if word[0].isupper() else said) + " "


def _shortened(match):
    return SHORTENED[match.group(1)] + _stop(match)


def _initials(match):
    letters = re.sub(r"[^A-Za-z]", "", match.group())
    if letters.upper() in ("AM", "PM"):
        return letters.upper() + _stop(match)
    known = letters in SPELLED_BY_ESPEAK or (len(letters) > 1 and not set(letters) & set("AEIOUY"))
    return (letters if known and letters not in SPELLED else _spell(letters)) + _stop(match)


def _initial(match):
    if match.group(2):
        return "I"
    ends = _stop(match) and not re.match(r" ?[A-Z]\.", match.string[match.end():match.end() + 3])
    return match.group() if ends else _spell(match.group(1))


def _acronym(match):
    letters, plural = match.group(1), match.group(2) or ""
    # espeak-ng takes AM for the verb, except after a number.
    if letters == "AM" and HOUR.search(match.string[max(match.start() - 12, 0):match.start()]):
        return match.group()
    known = letters in SPELLED or letters in SPELLED_BY_ESPEAK or not set(letters) & set("AEIOUY")
    if plural and known and letters[-1] in LETTER_PLURALS:
        return f"{_spell(letters[:-1]) if letters in SPELLED else letters[:-1]} {LETTER_PLURALS[letters[-1]]}"
    return f"{_spell(letters)}{plural}" if letters in SPELLED else match.group()


def _shouting(match):
    return re.sub(r"[A-Z][A-Z']*", _calm, match.group())


def _calm(match):
    word = match.group()
    if word in SPELLED | SPELLED_BY_ESPEAK - {"US", "IT", "ID"} or (len(word) > 1 and not set(word) & set("AEIOUY")):
        return word
    return word if word == "I" else word.lower() if word == "A" else word.capitalize()


def _dash(match):
    before = match.string[max(match.start() - 2, 0):match.start()]
    rest = match.string[match.end():match.end() + 2]
    if not before or before[-1] in ",;:.!?(\n" or before in ('"', ' "', '\n"'):
        return " "
    if not rest.strip() or rest.startswith("\n"):
        return "."
    if rest[0] in ",;:.!?)" or rest[0] == '"' and not rest[1:].isalnum():
        return ""
    return ", "


def _ellipsis(match):
    before = match.string[max(match.start() - 1, 0):match.start()]
    rest = match.string[match.end():match.end() + 4]
    if not before or before in "\n (,;:!?":
        return " "
    after = rest.lstrip(" \"')")
    mark = "," if after[:1].islower() else "."
    return mark if rest[:1] in ("\"", "'", ")", "") else mark + " "


def _inches(match):
    amount = match.group(1)
    if not amount:
        return match.group()
    named = match.string[match.end():match.end() + 2].strip().isalpha()
    return f"{decimal(amount)} inch" if named else _unit_words(amount, "inch")


def _greek(match):
    return GREEK.get(match.group().lower().replace("µ", "μ"), match.group())


def _any(words):
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


NOT_IN_NUMBER = r"(?<![\w.,])"
RULES = [(re.compile(pattern, re.M), replacement) for pattern, replacement in (
    # Addresses.
    (r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}", _address),
    (r"\b(?:https?|ftp|file)://[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{1,2000}", _address),
    (rf"(?<![\w.@-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}(?:{_any(TOP_DOMAINS)})\b(?!\.\w)(?:[/?#][^\s<>\"]{{0,2000}})?",
     _address),
    (rf"(?<![\w.-])([\w-]{{1,64}})\.({_any(FILE_TYPES)})\b", _file),
    # Dates.
    (rf"\b(?:{_any(WEEKDAYS)})\b\.?(?=,? (?:\d|{MONTH}\b))", lambda m: WEEKDAYS[m.group().rstrip(".")]),
    (r"(?<![\d./-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(T)(?=\d\d:)|(?![\d/-]|\.\d))", _iso_date),
    (r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?![\d/-]|\.\d)", _short_date),
    (rf"\b({MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?(?: ?[–-] ?(\d{{1,2}})(?:st|nd|rd|th)?)?\b(?![:.,]\d|/| ?%)"
     r"(?:,? (\d{4})\b(?![,.]\d))?", _month_day),
    (rf"(?<![\d.,:$£€/-])(\d{{1,2}})((?:st|nd|rd|th)?(?: of)?)[ -]({MONTH})\b\.?(?:[ -](?=\d{{4}}\b)|, (?=\d{{4}}\b))?"
     r"(\d{4})?\b", _day_month),
    (rf"\b({MONTH})\b\.?,? (?=\d{{4}}\b)", lambda m: _month(m.group(1)) + " "),
    # Times.
    (r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:Z\b| ?([AaPp])(?:\. ?[Mm]\b\.?|[Mm]\b))?(?![\d:]|\w)",
     _time),
    (r"(?<![\d:.,$£€])(1[0-2]|0?[1-9]) ?([AaPp])(?:\. ?[Mm]\b\.?|[Mm]\b)(?!\w)", _hour),
    (r"(?<=[a-z]) ?[–-] ?(?=(?:1[0-2]|[1-9]) ?(?:[ap]m|[ap]\.m\.))", " to "),
    (r"\b(M|PM|AM|o'clock) ?[–-] ?(?=\w)", r"\1 to "),
    (r"(?<![\d:.,])(\d{1,4}):(\d{1,4})(?![\d:])", r"\1 to \2"),
    # Telephone and other long numbers, digit by digit.
    (r"(?<![\w.,+-])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]\d{2,4}){1,4}(?![\w-]|[.,]\d)", _telephone),
    (r"(?<![\w.,-])(?:1[ .-])?(?:\(\d{3}\) ?[.-]?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-]|[.,]\d)", _telephone),
    (r"(?<![\w.,$£€-])[2-9]\d\d-\d{4}(?![\w%-]|[.,]\d| ?(?:AD|BC|CE|BCE|k?m|k?g)\b)", _telephone),
    (r"(?<![\w.,-])0\d{1,4} \d{3,4} \d{3,4}(?![\w-]|[.,]\d)", _telephone),
    (r"(?<![\w.,-])\d{1,6}(?:-\d{1,9}){2,6}(?![\w-])", _telephone),
    (r"(?<![\w.,])\d{1,3}(?:\.\d{3}){2,4}(?![\w.])", lambda m: m.group().replace(".", "")),
    (r"\d{16,}", lambda m: f" {digits(m.group())} "),
    # Signs between and before numbers.
    (rf"(?<![\w.,/-])([$£€¥₹]?)({NUM}(?:%|°[CF]?|st|nd|rd|th|[kKmM]|bn)?)(?: ?[–—] ?|-)([$£€¥₹]?)(?=\d)()", _range),
    (rf"(?<=\d)(?:%|[ap]m)?(?: ?– ?|-)(?={NUM})", " to "),
    (r"(?<=[\d)]) - (?=[\d(.])", " minus "),
    (r"(?<![\w)\].-])[-−](?=[$£€¥]?\.?\d)", "minus "),
    (r"(?<=\d)( ?(?:mm|cm|m|km|in|ft|px))? ?x ?(?=\d)", lambda m: f"{m.group(1) or ''} by "),
    (r"(?<=\d)\*(?=\d)|(?<=\w) \* (?=\w)", " times "),
    (r"\b(\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})\b", r"\1 times 10 to the power of \2"),
    # Numbers of something.
    (rf"\b({_any([*COUNTED, *map(str.capitalize, COUNTED)])})\.(?= ?\d)|\bNo(?= \d)", _counted),
    (r"\b401 ?\(?k\)?(?!\w)", "four oh one K"),
    (rf"(?:\b(US|AU?|CA?|NZ|HK))?([{''.join(CURRENCIES)}]) ?({NUM})(?: ?({_any(MULTIPLES)})\b|[ -]({ZEROS})s?\b)?",
     _money),
    (rf"\b({_any(CURRENCY_CODES)}) ?({NUM})(?: ?({_any(MULTIPLES)})\b|[ -]({ZEROS})\b)?", _money_code),
    (rf"{NOT_IN_NUMBER}({NUM})(?: ({ZEROS}))? ?([{''.join(CURRENCIES)}]|(?:{_any(CURRENCY_CODES)})\b)", _money_after),
    (r"(?<![\w.,])(\d{1,3}) ?h ?(\d{1,2}) ?m(?:in)?\b", r"\1 h \2 min"),
    (r"(?<![\w.,'])(\d{1,2})' ?(\d{1,2})(?:\"|''| ?in\b\.?)", _feet),
    # What is quoted is passed over whole, so that its closing mark is not taken for inches.
    (rf"\"[^\"\n]{{0,500}}\"|{NOT_IN_NUMBER}({NUM})\"", _inches),
    (rf"{NOT_IN_NUMBER}({NUM})([ -]?)(?:(sq)\.? )?({_any(UNITS)})(?:(\^?[23])|(?![\w'^]))(?!\w)(/[A-Za-z]{{1,12}}\b)?"
     r"(\.(?! ?\d))?", _unit),
    (rf"{NOT_IN_NUMBER}(\d{{1,3}}(?:\.\d+)?)(k|K|M|bn|B)\b", _multiple),
    # Roman numerals.
    (rf"\b({'|'.join(NUMBERED)}|{'|'.join(n.upper() for n in NUMBERED)})\.? ([IVXLC]{{1,9}})\b(?!')", _roman_count),
    (rf"\b((?:King|Queen|Pope|Emperor|Tsar|Czar|Prince|Sultan|Pharaoh) (?:{'|'.join(REGNAL)})) (I|V|X)\b", _roman_name),
    (rf"\b({'|'.join(REGNAL)}) ([IVX])(?='s\b| of\b|[,.;:!?)]|$)", _roman_name),
    (r"\b((?:[A-Z][a-z]{1,20}\.? ){0,3}[A-Z][a-z]{1,20}),? ([IVX]{2,7})\b", _roman_name),
    (r"\b(?:II|III|VII|VIII|IX|XI{1,3}|XIV|XV|XVI{1,3}|XI?X)\b(?!')", _roman_alone),
    # Other numbers.
    (r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,15}) ?(?:st|nd|rd|th|ST|ND|RD|TH)\b",
     lambda m: ordinal(int(m.group(1).replace(",", "")))),
    (r"(?<!\w)'(\d\d)(s?)\b", _short_year),
    (r"(?<![\w.,])(\d{1,4})'?s\b", _decade),
    (r"(?<![\w/.,])(\d{1,3}\.\d{1,3})/(?=\d{1,3}(?![\w/]|[.,]\d))", r"\1 out of "),
    (r"(?<![\w/.,])(?:(\d{1,6})[ -])?(\d{1,4})/(\d{1,4})(?![\w/]|[.,]\d)", _fraction),
    (r"(?i)\b(in|since|year|of|by|from|until|till|to|circa|AD|before|after) (10\d\d)\b(?![.,]\d)",
     lambda m: f"{m.group(1)} {year(int(m.group(2)))}"),
    (r"(?<![\w.,])#(?=\d)", "number "),
    (r"~ ?(?=[\d$])", "about "),
    (r"(\w|\))\^\{?([+-]?\d{1,6}|[a-z])\}?", _power),
    (r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " "),
    (r"(?<=[A-Za-z])-(?=\d)", " "),
    (r"\d+(?:\.\d+){2,}", _version),
    (NUM, _plain),
    # Abbreviations.
    (rf"(?<![\w/])(?:{_any(SLASHED)})(?!\w)", lambda m: SLASHED[m.group()] + " "),
    (r"\b((?:[A-Z][a-z]+|[a-z]+th|first|second|third|st|nd|rd)) (St|Dr)\b(\.?)(?! ?[A-Z][a-z]|\w)",
     lambda m: f"{m.group(1)} {'Street' if m.group(2) == 'St' else 'Drive'}"
     f"{_stop(m) if m.group(3) else ''}"),
    (r"\b(\w+) St\. (?=(?:" + "|".join(STARTERS) + r")\b)", r"\1 Street. "),
    (rf"\b({_any(TITLES)})\.(?= ?[A-Z\"'])|\b(?:Ms)(?= [A-Z])", _title),
    (r"\b(Mrs?|Messrs|Dr|Prof)\.", _title),
    (rf"(?<![\w.])({_any(SHORTENED)})\.(?!\w)", _shortened),
    (r"(?<![\w.])(?:[A-Z]\.){2,8}(?!\w)|(?<![\w.])(?:[a-z]\.){2,8}(?!\w)", _initials),
    (r"(?<![\w.'])([A-HJ-Z])\.(?= ?[A-Z]\.| [A-Z][\w'-])|(?<![\w.'])(I)\.(?= ?[A-Z]\.)", _initial),
    (r"(?<=[A-Z])\.(?=[A-Z][a-z])", " "),
    # Words in capitals.
    (r"\b[A-Z][A-Z']*(?:[ ,;:-]{1,3}[A-Z][A-Z']*){3,}\b|^[^\na-z]{0,80}\b[A-Z][A-Z']{3,}[^\na-z]{0,80}$", _shouting),
    (r"\b([A-Z]{2,6})('?s)?\b", _acronym),
    (r"\b([Pp]lan|[Vv]itamin|[Gg]rade|[Hh]epatitis|[Tt]ype|[Oo]ption|[Gg]roup|[Cc]lass|[Tt]eam|[Pp]oint) A\b",
     r"\1 A-"),
    # Symbols.
    (r"\bC#(?!\w)", "C sharp"),
    (r"(?<!\w)#(?=[A-Za-z])", "hashtag "),
    (r"§§", "sections "), (r"<=", "≤"), (r">=", "≥"), (r"!==?|<>", "≠"), (r"===?", "="), (r"[-=]>", "→"),
    (r"(?<=\w)/(?=\w)", " slash "), (r" / |\|", ", "),
    (r"(?<![A-Za-zͰ-Ͽἀ-῿])[α-ωΑ-ΩΩµ](?![Ͱ-Ͽἀ-῿A-Za-z])", _greek),
    (f"[{re.escape(''.join(SYMBOLS))}]", lambda m: f" {SYMBOLS[m.group()]} "),
    (r"[*^~_/]", " "), (r" {2,}", " "),
    (r"[\[{]", "("), (r"[\]}]", ")"),
    # Punctuation, down to the marks that the voices were trained on.
    (r" ?\.(?: ?\.)+", _ellipsis),
    (r" ?(?:—|–|--+) ?|(?<=\S) - ", _dash),
    (r"(?<!\w)-(?!\w)", " "),
    (r"[!?]*\?[!?]*", "?"), (r"!!+", "!"),
    (r"\( *[,;:.]* *\)|\"\s?\"", " "),
    (r"(?<! ) +(?=[,;:.!?)])|(?<=\() +", ""),
    (r",[,;:]*(?=[,;:.!?])", ""), (r"([;:])[,;:]+", r"\1"), (r"([!?])[,;:.]+(?![\"'])", r"\1"), (r"\.[,;:.]+", "."),
    (r"(?<=[A-Za-z])([,;!?])(?=[A-Za-z])", r"\1 "), (r"(?<=[a-z])\.(?=[A-Z][a-z])", ". "),
    (r"^[ ,;:.!?]+", ""),
    (r"^[^\w\n]+$", ""),
    (r" {2,}", " "), (r" $|^ ", ""), (r"\n{3,}", "\n\n"),
)]


def normalise(text: str) -> list[Token]:
    """Write English text the way it is read aloud, in words and in the punctuation that the voices know.

    Parameters
    ----------
    text : str
        Text of any length and origin.

    Returns
    -------
    str
        The words to say; line breaks stay. Nothing if there is nothing to say, as in a text of emoji. Words in other
        scripts stay as they are.
    """
    written, text = text, clean(text, REPLACEMENTS, SYMBOLS)
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return [Token(written, text.strip(), "text")]
