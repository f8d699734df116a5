"""Numbers of no special kind: fractions, ordinals, Roman numerals, powers, versions, models, ranges, plain numbers."""

import re

from synthesizer.text.en.measures import fraction_words, signed
from synthesizer.text.en.money import MULTIPLES
from synthesizer.text.en.numbers import NOT_IN_NUMBER, NUM, cardinal, decimal, one_by_one, ordinal, pairs, year
from synthesizer.text.en.rules import DIGITS, LETTERS, UPPER, after, any_of, before, rule, word_before

REGNAL = frozenset((
    "Henry Louis Charles George Edward Richard William James Elizabeth Mary John Paul Pius Benedict Leo Gregory "
    "Clement Innocent Urban Francis Philip Ferdinand Frederick Wilhelm Otto Alexander Nicholas Peter Catherine Ivan "
    "Napoleon Ramses Ramesses Rameses Ptolemy Darius Xerxes Alfonso Albert Leopold Christian Gustav Carl Karl Haakon "
    "Olaf Harald Robert David Margaret Victor Umberto Juan Felipe Pedro Manuel Maximilian Rudolf Boniface Celestine "
    "Sixtus Julius Adrian Stephen Theodore Constantine Antiochus Thutmose Amenhotep Edgar Edmund Baldwin Casimir "
    "Mehmed Murad Selim Suleiman Anne Isabella Joseph Franz Matthew Thomas Michael Eric Rama Anthony Daniel Cleopatra "
    "Sigismund Ladislaus Bela Emmanuel Cyrus Artaxerxes Seleucus Philippe Akbar Vasa Sancho Afonso Johan"
).split())
_NUMBERED = frozenset((
    "chapter part book volume vol act scene section article appendix phase type class figure fig table level stage "
    "title canto psalm number lesson unit episode season round grade group division exhibit movement symphony step war "
    "bowl schedule annex amendment mark category tier factor quadrant question theorem lemma proposition sonata "
    "concerto quartet olympiad wrestlemania area region form plate"
).split())
_ROYAL = frozenset("king queen pope emperor empress tsar czar prince sultan pharaoh kaiser".split())
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Capitals that are as often something else: 3 of "CD", 499 of "ID".
_NOT_ROMAN = frozenset("MI DI DC CD MD MC MM CV LI MIX DIM MIL CC DD LL VI CI XL XXL XXX ID IV LC CL ML DX".split())
# What a letter behind a number names rather than multiplies: "Row 7B".
_LABELS = frozenset((
    "apt apartment row seat block room suite unit gate flat section zone floor bldg building platform terminal exit "
    "route bus line flight figure fig table appendix exhibit item class grade type model size lot pier dock bay box "
    "aisle hall wing deck cell level ward track lane locker stand channel studio question problem exercise chapter step "
    "schedule form rule article ste rm no number version phase part plot no. spot stall cabin berth building house"
).split())
_CODES = re.compile(
    r"(?i)\b(?:code|codes|otp|pin|passcode|password|passphrase|serial(?: number)?|ending in|ends in|ending with|account"
    r"(?: number)?|confirmation(?: number)?|tracking(?: number)?|invoice(?: number)?|reference(?: number)?|ref|id|"
    r"license(?: plate)?|plate|token|key|username|extension|ext|zip|zip code|zipcode|postcode|postal code|last four"
    r"(?: digits)?|routing(?: number)?|member(?: number)?|booking|locker number|combination|sku|imei|vin|ssn|case number)"
    r"\.?(?: (?:is|was|are|of|number|no\.?|code))?[:#]? ?(?:#|\()?$")
_DIALLED = re.compile(r"(?i)\b(?:dial|dials|dialed|dialled|call|calls|called|calling|phone|ring|text|texted)\s+(?:\d{3,}\W{1,2}"
                      r"(?:(?:or|and|then) )?)*$")
_EMERGENCY = frozenset("911 999 112 311 411 988 110 119 000 111 101 211 511 811".split())
_BRANDS = frozenset((
    "boeing airbus rtx gtx rx ryzen core xeon geforce radeon porsche bmw peugeot ferrari mazda volvo saab fiat audi "
    "nokia intel amd nvidia canon nikon sony pixel galaxy route highway interstate hwy rte thinkpad xps kindle "
    "playstation windows pentium flight nissan concorde cessna snapdragon exynos mercedes studio channel"
).split())
_POWER_OF = " to the power of "


def roman_value(letters: str) -> int | None:
    """Return the value of a Roman numeral below 4000, None if it is none in standard form."""
    values = [_ROMAN[letter] for letter in letters]
    total = sum(-a if a < b else a for a, b in zip(values, values[1:] + [0]))
    if not 0 < total < 4000:
        return None
    written, rest = "", total
    for value, symbol in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        written += symbol * (rest // value)
        rest %= value
    return total if written == letters else None


def _roman(match):
    letters, possessive = match.groups()
    value = roman_value(letters)
    if not value:
        return None
    lead = re.search(r"((?:[A-Z][\w'é-]{0,20}\.? ){1,4})$", before(match, 80))
    names = lead.group(1).split() if lead else []
    previous = word_before(match)
    tail = possessive or ""
    if previous in _NUMBERED:
        return cardinal(value) + tail
    closed = re.match(r"'s\b| of\b|[,.;:!?)\"]|\s*$|--| ?[–—]|\n| (?:and|was|is|had|ruled|died|in|as|to|who|came|became)\b",
                      possessive + after(match, 12) if possessive else after(match, 12))
    if names and any(name.rstrip(",.") in REGNAL for name in names) and value < 40:
        royal = any(name.lower() in _ROYAL for name in names)
        if len(letters) > 1 or (letters != "I" and closed) or (letters == "I" and closed and (
                royal or not re.match(r" (?:was|had|came|became|died|is)\b", after(match, 12)))) or royal:
            return f"the {ordinal(value)}{tail}"
        return None
    if len(letters) == 1:
        return None
    if letters in _NOT_ROMAN:
        # "Rocky IV" and "Section VI", but not "an IV" or "an XL shirt".
        return cardinal(value) + tail if letters in ("IV", "VI", "XL") and names and closed else None
    if names or value < 40 and not re.search(r"[CDM]", letters):
        return cardinal(value) + tail
    return None


def _small_roman(match):
    """Say "(iv)", "page xii", "part ii"."""
    letters = match.group().upper()
    value = roman_value(letters)
    bracketed = before(match, 1) == "(" and after(match, 1) == ")"
    if value and (bracketed and letters not in ("C", "D", "M", "L") or word_before(match) in _NUMBERED | {"page", "pages", "p", "pp"}):
        return cardinal(value)
    return None


def _fraction(match):
    whole, top, bottom, th = match.groups()
    n, d = int(top), int(bottom)
    if whole:
        return fraction_words(whole, top, bottom) if 0 < n and 1 < d <= 100 else None
    if (n, d) in ((24, 7), (9, 11)) or (n == d and n > 1):
        return f"{cardinal(n)} {cardinal(d)}"
    if re.match(r" (?:time|meter)\b", after(match, 7)) and d in (2, 4, 8, 16):
        return f"{cardinal(n)} {cardinal(d)}"
    if not th and d in (10, 100) and n > 1:
        return f"{cardinal(n)} out of {cardinal(d)}"
    return fraction_words(None, top, bottom)


def _rating(match):
    return f"{decimal(match.group(1))} out of {decimal(match.group(2))}"


def _ordinal(match):
    return ordinal(int(match.group(1).replace(",", "")))


def _power(match):
    base, power = match.groups()
    if base.isdigit() or re.fullmatch(NUM, base):
        said = decimal(base)
    elif len(base) <= 3 and base.islower():
        said = " ".join(base)
    else:
        said = base
    return said + power_words(power)


def power_words(power: str) -> str:
    """Say an exponent, with a space before it."""
    if power in ("2", "3"):
        return " squared" if power == "2" else " cubed"
    sign = "minus " if power.startswith(("-", "−")) else ""
    power = power.lstrip("+-−")
    return f"{_POWER_OF}{sign}{decimal(power) if power.isdigit() else power}"


def _power_after(match):
    return power_words(match.group(1)).strip()


def _scientific(match):
    base, sign, power = match.groups()
    return f"{decimal(base)} times ten{_POWER_OF}{'minus ' if sign == '-' else ''}{cardinal(int(power))}"


def _version(match):
    parts = match.group().split(".")
    between = " dot " if len(parts) == 4 else " point "
    return between.join(cardinal(int(part)) if len(part) < 16 else one_by_one(part) for part in parts)


def _label(match):
    """Say "7B" behind "Row", "3-D", "5G"."""
    number, letter = match.groups()
    if word_before(match) in _LABELS or re.search(r"(?i)\b(?:" + any_of(_LABELS) + r")\.? \d{1,4}[A-Z],? (?:and |or |to )?$", before(match, 40)):
        return f"{pairs(number) if len(number) > 2 else decimal(number)} {'A-' if letter == 'A' else letter}"
    return None


def _multiple(match):
    amount, letter = match.groups()
    # 4K, 5K and the like are names of formats and races; 7B and 70B are sizes of models.
    if letter in "kK" and amount in ("2", "4", "5", "8", "10"):
        return f"{decimal(amount)} K"
    if letter == "B" and re.match(r"[- ](?:model|parameter|param|LLM|weights|instruct|chat|checkpoint)", after(match, 12), re.I):
        return f"{decimal(amount)} B"
    if letter == "M" and amount == "3":
        return None
    return f"{decimal(amount)} {MULTIPLES[letter]}"


def _mixed(match):
    """Say letters and digits run together: models, formulas, names such as "B2B"."""
    text = match.group()
    if re.match(r"\d+[x×]\d", text) or not (re.search("[A-Za-z]", text) and re.search(r"\d", text)):
        return None
    if re.match(r"\d+(?:st|nd|rd|th|s)\b", text):
        return None
    code = _CODES.search(before(match)) or re.search(r"(?i)\b(?:code|otp|pin) is $", before(match, 20))
    said = []
    for part in re.findall(r"\d+(?:\.\d+)?|[A-Za-z]+|[-.]", text):
        if part in "-.":
            continue
        if part[0].isdigit():
            said.append(one_by_one(part) if code else _model_number(part, text))
        elif code or len(part) <= 2 or not re.search("[aeiouyAEIOUY]", part) or (part.isupper() and len(part) <= 4):
            known = part.isupper() and not set(part) & set("AEIOUY")
            said.append(part if known and not code else letters(part))
        else:
            said.append(part)
    return " ".join(said)


def letters(text: str) -> str:
    """Spell: a lone A would be said as the article."""
    return " ".join("A-" if letter in "Aa" else letter.upper() for letter in text)


def _model_number(digits, text):
    if "." in digits:
        return decimal(digits)
    if len(digits) >= 5 and not digits.endswith("00") or digits[0] == "0" and len(digits) > 1:
        return one_by_one(digits)
    return pairs(digits)


def _spelled(match):
    """Say "J-O-N-A-S" and "1-413-te-b-1-5"."""
    parts = match.group().split("-")
    said = ""
    for part, previous in zip(parts, ["", *parts]):
        mark = ", " if len(part) > 1 or len(previous) > 1 or part.isdigit() != previous.isdigit() else " "
        words = letters(part) if part.isalpha() else cardinal(int(part)) if len(part) < 5 else one_by_one(part)
        said += (mark if said else "") + words
    return said


def _code(match):
    digits = match.group()
    if _CODES.search(before(match)) and not re.match(r"[,.]\d|%| ?(?:%|dollars|percent|times|people|years)", after(match, 10)):
        zip_code = re.search(r"(?i)\b(?:zip|post)", before(match, 20))
        return one_by_one(digits, "oh" if zip_code else "zero")
    return None


def _dialled(match):
    digits = match.group()
    if digits in _EMERGENCY and digits in ("911", "999", "112", "311", "411", "988") and (
            digits in ("911",) and not re.match(r",\d| ?(?:%|[a-z]+s\b)|\.\d", after(match, 14))):
        return one_by_one(digits)
    if _DIALLED.search(before(match)) and not re.match(r"[,.]\d|[-–/:]| ?(?:people|times|of)\b", after(match, 8)):
        return one_by_one(digits)
    return None


def _branded(match):
    """Say "RTX 4090", "Boeing 747", "Route 101" as people do."""
    digits = match.group(1)
    return pairs(digits) if word_before(match) in _BRANDS and not re.match(r"[,.]\d", after(match, 2)) else None


def _range(match):
    """Say the dash between two numbers: "to", or "minus" in a calculation."""
    left, right = before(match), after(match)
    if not re.search(r"[\d)](?:%|°[CF]?|st|nd|rd|th|[kKMm]|')?$", left):
        return None
    space, dash, space2 = match.groups()
    if re.match(r"[\d\s.+*/×÷()^−-]*=", right) or re.search(r"=[\d\s.+*/×÷()^−-]*$", left):
        return "minus"
    if space and space2 and dash == "-":
        return "minus"
    return None if space != space2 and dash == "-" else "to"


def _plain(match):
    sign, number = match.groups()
    if re.search(r"\d ?[xX×] ?$", before(match, 4)) and len(number) == 4 and number.isdigit():
        return pairs(number)
    plain = len(number) == 4 and number.isdigit() and 1100 <= int(number) < 2100
    if plain and not sign:
        return year(int(number))
    return signed(sign) + decimal(number)


_SIGN = r"((?<![\w)\].])[-−–±])?"
RULES_EARLY = (
    rule("serial", DIGITS + LETTERS, r"(?<![\w-])(?=[A-Za-z0-9-]*\b[A-Za-z]{1,2}\b)(?:[A-Za-z]{1,2}|\d{1,6})"
         r"(?:-(?:[A-Za-z]{1,2}|\d{1,6})(?![A-Za-z0-9])){3,20}(?!-?\w)", _spelled),
    rule("letters", UPPER, r"(?<![\w-])[A-Z](?:-[A-Z]){2,20}(?![\w-])", _spelled),
    rule("code", DIGITS, r"(?<![\w.,$£€-])\d{2,}\b", _code),
    rule("telephone", DIGITS, r"(?<![\w.,$£€-])\d{3,5}\b", _dialled),
    rule("label", DIGITS, r"(?<![\w.])(?<!\d,)(\d{1,4})-?([A-Z])\b(?!')", _label),
)
RULES = (
    rule("rating", DIGITS, r"(?<![\w/.,])(\d{1,3}\.\d{1,3})/(\d{1,3})(?![\w/]|[.,]\d)", _rating),
    rule("fraction", DIGITS, r"(?<![\w/.,])(?:(\d{1,6})[ -])?(\d{1,4})/(\d{1,4})(rds?|ths?|nds?|RD|TH|ND)?(?![\w/]|[.,]\d)",
         _fraction),
    rule("multiple", DIGITS + ".", rf"{NOT_IN_NUMBER}(\d{{1,3}}(?:\.\d+)?)(k|K|M|bn|B)\b(?!-\d)", _multiple),
    rule("ordinal", DIGITS, r"(?<![\w.])(?<!\d,)(\d{1,3}(?:,\d{3})+|\d{1,15}) ?(?:st|nd|rd|th|ST|ND|RD|TH)\b", _ordinal),
    rule("scientific", DIGITS, r"(?<![\w.])(?<!\d,)(\d+(?:\.\d+)?)[eE]([+-]?)(\d{1,3})\b", _scientific),
    rule("power", DIGITS + LETTERS, rf"(?<![\w.])({NUM}|[A-Za-z]{{1,20}})\^\{{?([+−-]?\d{{1,6}}|[a-z])\}}?", _power),
    rule("power", "^", r"(?<=[\w)])\^\{?([+−-]?\d{1,6}|[a-z])\}?", _power_after),
    rule("version", DIGITS, r"(?<![\w.])(?<!\d,)\d+(?:\.\d+){2,}(?!\w)", _version),
    rule("model", DIGITS, r"(?<![\w.,-])(\d{3,5})\b(?!,\d)", _branded),
    rule("mixed", DIGITS + LETTERS, r"(?<![\w.])(?<!\d,)(?:[A-Za-z]+-?\d+(?:\.\d+)?|\d+[A-Za-z])(?:[A-Za-z]|\d+(?:\.\d+)?|"
         r"-(?=\d|[A-Z]\b|[a-z]?\d))*(?!\w)", _mixed),
    rule("roman", "IVXLCDM", r"\b([IVXLCDM]{1,9})\b((?:'s)?)(?![\w'&])", _roman),
    rule("roman", "ivx", r"\b[ivx]{1,6}\b(?!['.]\w)", _small_roman),
    rule("range", " -–", r"( ?)([-–])( ?)(?=[$£€¥₹(]?\.?\d)", _range),
    rule("number", DIGITS + ".-−–±", rf"{_SIGN}({NUM})", _plain),
)
