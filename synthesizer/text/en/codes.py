"""Numbers that name rather than count: codes, serial numbers, labels, models, numbers to dial."""

import re

from synthesizer.text.en.numbers import NOT_IN_NUMBER, cardinal, decimal, one_by_one, pairs, plural
from synthesizer.text.en.rules import DIGITS, LETTERS, UPPER, after, any_of, before, rule, spell, word_before

# Nouns after which number and letter form a name rather than an amount: "Row 7B".
_LABELS = frozenset((
    "apt apartment row seat block room suite unit gate flat section zone floor bldg building platform terminal exit "
    "route bus line flight figure fig table appendix exhibit item class grade type model size lot pier dock bay box "
    "aisle hall wing deck cell level ward track lane locker stand channel studio question problem exercise chapter "
    "step "
    "schedule form rule article ste rm no number version phase part plot no. spot stall cabin berth building house"
).split())
_LISTED = re.compile(rf"(?i)\b(?:{any_of(_LABELS)})\.? \d{{1,4}}[A-Z],? (?:and |or |to )?$")
# After these, digits are said one by one.
_CODES = re.compile(
    r"(?i)\b(?:(?:pass)?code|codes|otp|pin|password|passphrase|(?:end(?:s|ing)) (?:in|with)|(?:serial|account|acct\.?|"
    r"confirmation|tracking|invoice|reference|routing|member|case|locker)(?: number| no\.)?|ref|id|"
    r"license(?: plate)?|plate|"
    r"token|key|username|ext|zip|zipcode|postcode|postal code|last four(?: digits)?|booking|combination|sku|"
    r"imei|vin|ssn|isbn|issn)\.?(?: (?:is|was|are|of|number|no\.?|code))?[:#]? ?(?:#|\()?$")
_NOT_A_CODE = re.compile(r"[,.]\d|-\d|/|%| ?(?:%|dollars|percent|times|people|years)")
_DIALLED = re.compile(r"(?i)\b(?:(?:dial|call|text)(?:s|ed|led|ing)?|phone|ring|(?:hot|help|life)line:?)\s+"
                      r"(?:\d{3,}\W{1,2}(?:(?:or|and|then) )?)*$|\btext \W?\w+\W? to $")
_NOT_DIALLED = re.compile(r"[,.]\d|[-–/:]| ?(?:people|times|of)\b")
_BRANDS = frozenset((
    "boeing airbus rtx gtx rx ryzen core xeon geforce radeon porsche bmw peugeot ferrari mazda volvo saab fiat audi "
    "nokia intel amd nvidia canon nikon sony pixel galaxy route highway interstate hwy rte thinkpad xps kindle "
    "playstation windows pentium flight room suite apt apartment bus bay unit nissan concorde cessna snapdragon "
    "exynos mercedes error http xbox nintendo commodore studio channel"
).split())
_NUMBERED = re.compile(r"(?:\b(?:No|Case|Docket|Order)\.? ?|#)$")
# Short words in "1-on-1" and "9-to-5", which is not spelled.
_COMMON = frozenset("on to by of in or at vs is up an as no so if it".split())
# Behind these a size in billions keeps its letter.
_MODEL = re.compile(r"[- ](?:model|parameter|param|LLM|weights|instruct|chat|checkpoint)", re.I)


def _label(match):
    """Say "7B" after "Row", or in a series of such labels."""
    number, letter = match.groups()
    listed = _LISTED.search(before(match, 40))
    if word_before(match) not in _LABELS and not listed and before(match, 1) != "#":
        return None
    return f"{pairs(number) if len(number) > 2 else decimal(number)} {spell(letter)}"


def _sized(match):
    return f"{decimal(match.group(1))} B" if _MODEL.match(after(match, 12)) else None


def _mixed(match):
    """Say letters and digits run together: models, formulas, names such as "B2B"."""
    text = match.group()
    word = re.match(r"[a-z]{2,}(?=-\d)", text)
    if word and (len(word.group()) > 2 or word.group() in _COMMON):
        return word.group(), match.start() + word.end()
    if re.match(r"\d+[x×]\d|\d+(?:st|nd|rd|th|s)\b", text) or not re.search(r"\d", text):
        return None
    code = _CODES.search(before(match))
    said = []
    if re.fullmatch(r"v\d+(?:\.\d+)*", text):
        version = " point ".join(map(decimal, text[1:].split(".")))
        return version if word_before(match) == "version" else f"version {version}"
    many = re.search(r"(?<=\d)'?s$", text)
    for part in re.findall(r"\d+(?:\.\d+)*|[A-Za-z]+|[-.]", text[:many.start()] if many else text):
        if part in "-.":
            continue
        if part[0].isdigit():
            said.append(one_by_one(part) if code else _model_number(part))
        elif code or len(part) <= 2 or not re.search("[aeiouyAEIOUY]", part) or (part.isupper() and len(part) <= 4):
            known = part.isupper() and not set(part) & set("AEIOUY")
            said.append(part if known and not code else spell(part))
        else:
            said.append(part)
    return plural(" ".join(said)) if many else " ".join(said)


def _model_number(digits):
    if "." in digits:
        return " point ".join(map(decimal, digits.split("."))) if digits.count(".") > 1 else decimal(digits)
    if len(digits) >= 5 and not digits.endswith("00") or digits[0] == "0" and len(digits) > 1:
        return one_by_one(digits)
    return pairs(digits)


def _spelled(match):
    """Say "J-O-N-A-S" and "1-413-te-b-1-5"."""
    parts = match.group().split("-")
    if not _COMMON.isdisjoint(parts):
        return None
    said = ""
    for part, previous in zip(parts, ["", *parts]):
        mark = ", " if len(part) > 1 or len(previous) > 1 or part.isdigit() != previous.isdigit() else " "
        words = spell(part) if part.isalpha() else cardinal(int(part)) if len(part) < 5 else one_by_one(part)
        said += (mark if said else "") + words
    return said


def _code(match):
    if not _CODES.search(before(match)) or _NOT_A_CODE.match(after(match, 10)):
        return None
    return one_by_one(match.group(), "oh" if re.search(r"(?i)\b(?:zip|post)", before(match, 20)) else "zero")


def _code_in_groups(match):
    """Say "ID: 823 4567 8901" and "code 482-913"."""
    if not _CODES.search(before(match)) or re.fullmatch(r"\d{5}-\d{4}", match.group()):
        return None
    return ", ".join(map(one_by_one, re.split("[ -]", match.group())))


def _characters(match):
    """Say letters and digits one by one, as those of accounts and network cards."""
    return ", ".join(" ".join(one_by_one(c) if c.isdigit() else spell(c) for c in group)
                     for group in re.split("[ :]", match.group()))


def _dialled(match):
    digits = match.group()
    if word_before(match) in _BRANDS:
        return None
    if digits == "911" and not re.match(r"[,.]\d| ?(?:%|[a-z]+s\b)", after(match, 14)):
        return one_by_one(digits)
    dialled = _DIALLED.search(before(match)) and not _NOT_DIALLED.match(after(match, 8))
    return one_by_one(digits) if dialled else None


def _branded(match):
    """Say "RTX 4090", "Boeing 747", "Route 101" as people do."""
    return pairs(match.group()) if word_before(match) in _BRANDS else None


def _grouped(match):
    """Say "88-1234-B"."""
    return ", ".join(pairs(part) if part.isdigit() else spell(part) for part in match.group().split("-"))


def _variant(match):
    """Say "Boeing 747-400"."""
    return f"{pairs(match.group(1))} {pairs(match.group(2))}" if word_before(match) in _BRANDS else None


def _standard(match):
    """Say "802.11ac", the standards of wireless networks."""
    number, letters = match.groups()
    return f"eight oh two dot {cardinal(int(number))} {spell(letters)}".strip()


def _plan(match):
    """Say "401(k)" and "501(c)(3)"."""
    number, letter, last = match.groups()
    return f"{pairs(number)} {spell(letter)}" + (f" {decimal(last)}" if last else "")


def _subsection(match):
    """Say the parts of "Article 5(1)(a)"."""
    part = match.group(1)
    return decimal(part) if part.isdigit() else spell(part)


def _won(match):
    """Say a record such as "3W-2L"."""
    counts = zip(match.groups(), ("wins", "losses", "draws"))
    return ", ".join(f"{decimal(number)} {name}" for number, name in counts if number)


def _docket(match):
    """Say "No. 19-1392"."""
    return " ".join(map(pairs, match.group().split("-"))) if _NUMBERED.search(before(match, 12)) else None


RULES = (
    rule("code", "45", r"(?<![\w.,])(40[13]|457|501|529)\(([a-z])\)(?:\((\d{1,2})\))?", _plan),
    rule("code", DIGITS, r"(?<![\w.,-])\d{1,5}-\d{2,6}(?![\w-]|[.,]\d)", _docket),
    rule("code", "1", r"(?<=[Ff]orm )10\d\d\b|(?<![\w.,-])10(?:40|9[589])(?=(?:-[A-Z]+)? [Ff]orms?\b)",
         lambda m: pairs(m.group())),
    rule("label", "(", r"(?<=[\d)])\(([a-z]|\d{1,3})\)(?!\w)", _subsection),
    rule("letters", ".", r"(?<=[A-Za-z])\.(?=[23]d\b)", ""),
    rule("telephone", DIGITS, r"(?<![\w.,-])(\d{1,3})W-(\d{1,3})L(?:-(\d{1,3})[DT])?(?![\w-])", _won),
    rule("ordinal", "23", r"(?<=[A-Za-z]\.)[23]d\b|(?<=[A-Za-z]\. )[23]d\b",
         lambda m: "second" if m.group()[0] == "2" else "third"),
    rule("model", "8", r"(?<![\w.,])802\.(\d{1,2})([a-z]{0,2})(?![\w.]\w|\w)", _standard),
    rule("serial", DIGITS + LETTERS, r"(?<![\w-])(?=[A-Za-z0-9-]*\b[A-Za-z]{1,2}\b)(?:[A-Za-z]{1,2}|\d{1,6})"
         r"(?:-(?:[A-Za-z]{1,2}|\d{1,6})(?![A-Za-z0-9])){3,20}(?!-?\w)", _spelled),
    rule("serial", DIGITS, r"(?<![\w.,-])(?:\d{3,6}|\d{1,5}(?:-\d{1,6})+)-[A-Z]{1,2}(?![\w-])", _grouped),
    rule("model", "7", r"(?<![\w.,-])(7[0-8]7)-(\d{1,3})(?=(?:ER|LR|F)?(?![\w-]|[.,]\d))",
         lambda m: f"{pairs(m.group(1))} {pairs(m.group(2))}"),
    rule("letters", UPPER, r"(?<![\w-])(?!O-O-O\b)[A-Z](?:-[A-Z]){2,20}(?![\w-])", _spelled),
    rule("code", UPPER, r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?![\w-])", _characters),
    rule("code", DIGITS + UPPER + "abcdef", r"(?<![\w:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])", _characters),
    rule("code", DIGITS, r"(?<![\w.,$£€-])\d{2,}(?:[ -]\d{2,}){1,5}(?![\w-]|[.,]\d| ?%)", _code_in_groups),
    rule("code", DIGITS, r"(?<![\w.,$£€-])\d{2,}(?:-\d{4}(?!\w))?\b", _code),
    rule("telephone", DIGITS, r"(?<![\w.,$£€-])\d{3,6}\b", _dialled),
    rule("model", DIGITS, rf"{NOT_IN_NUMBER}(\d{{1,3}}(?:\.\d+)?)B\b", _sized),
    rule("label", DIGITS, rf"{NOT_IN_NUMBER}(\d{{1,4}})-?([A-Z])\b(?!')", _label),
)
# Those that amounts and times come before.
LATE_RULES = (
    rule("model", DIGITS, r"(?<![\w.,-])(\d{3,4})-(\d{1,4})(?![\w-]|[.,]\d)", _variant),
    rule("model", DIGITS, r"(?<![\w.,-])\d{3,5}\b(?![,.]\d)", _branded),
    rule("mixed", DIGITS + LETTERS, rf"{NOT_IN_NUMBER}(?:[A-Za-z]+-?\d+(?:\.\d+)*|\d+[A-Za-z])"
         r"(?:[A-Za-z]|\d+(?:\.\d+)?|-(?=\d|[A-Z]\b|[a-z]?\d))*(?!\w|,\d\d\d)", _mixed),
)
