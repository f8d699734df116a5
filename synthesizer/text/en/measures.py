"""Amounts with units; an amount is a number, a fraction or a mixed number."""

import re

from synthesizer.text.en.numbers import NOT_IN_NUMBER, NUM, ZEROS, cardinal, decimal, one_by_one, ordinal, pairs, plural
from synthesizer.text.en.rules import DIGITS, LETTERS, after, any_of, before, ends_sentence, rule, word_before

UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "µm": "micrometer", "nm": "nanometer",
    "mi": "mile", "yd": "yard", "yds": "yard", "ft": "foot", "cu ft": "cubic foot", "inch": "inch", "in": "inch",
    "kg": "kilogram", "kgs": "kilogram", "g": "gram", "gr": "gram", "mg": "milligram", "µg": "microgram",
    "µl": "microliter", "mcg": "microgram", "fl oz": "fluid ounce", "fl. oz": "fluid ounce", "lb": "pound",
    "lbs": "pound", "oz": "ounce",
    "l": "liter", "L": "liter", "ml": "milliliter", "cl": "centiliter", "dl": "deciliter", "qt": "quart", "pt": "point",
    "gal": "gallon", "tsp": "teaspoon", "tbsp": "tablespoon", "tbs": "tablespoon",
    "tbsps": "tablespoon", "tsps": "teaspoon", "ft-lb": "foot-pound", "lb-ft": "pound-foot", "Nm": "newton meter",
    "bbl": "barrel",
    "mmol": "millimole", "µmol": "micromole", "nmol": "nanomole", "mEq": "milliequivalent", "eV": "electron volt",
    "keV": "kilo electron volt", "MeV": "mega electron volt", "GeV": "giga electron volt", "µF": "microfarad",
    "nF": "nanofarad", "pF": "picofarad", "mH": "millihenry", "µH": "microhenry", "Gy": "gray", "mSv": "millisievert",
    "µSv": "microsievert", "atm": "atmosphere", "kN": "kilonewton", "dBm": "D B M", "dBi": "D B I", "kbit": "kilobit",
    "ha": "hectare", "cc": "cc", "ac": "acre",
    "s": "second", "sec": "second", "secs": "second", "ms": "millisecond", "µs": "microsecond", "ns": "nanosecond",
    "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "yr": "year", "yrs": "year",
    "wk": "week", "wks": "week", "mos": "month", "yo": "year old",
    "mph": "mile per hour", "kph": "kilometer per hour", "kmh": "kilometer per hour", "fps": "frame per second",
    "rpm": "revolution per minute", "bpm": "beat per minute", "wpm": "word per minute", "dpi": "dot per inch",
    "mpg": "mile per gallon", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "THz": "terahertz", "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "TW": "terawatt",
    "mW": "milliwatt", "Wh": "watt hour", "kWh": "kilowatt hour", "MWh": "megawatt hour", "V": "volt",
    "kV": "kilovolt", "mV": "millivolt", "mA": "milliamp", "mAh": "milliamp hour", "J": "joule", "kJ": "kilojoule",
    "MJ": "megajoule", "cal": "calorie", "kcal": "kilocalorie", "Pa": "pascal", "hPa": "hectopascal",
    "mmHg": "millimeter of mercury", "mm Hg": "millimeter of mercury",
    "kPa": "kilopascal", "MPa": "megapascal", "psi": "P S I", "hp": "horsepower", "dB": "decibel", "px": "pixel",
    "MP": "megapixel", "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "PB": "petabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte", "kb": "kilobit",
    "Mb": "megabit", "Gb": "gigabit", "bps": "bit per second", "kbps": "kilobit per second",
    "Mbps": "megabit per second", "Gbps": "gigabit per second", "ppm": "part per million", "ppb": "part per billion",
    "Ω": "ohm", "kΩ": "kilohm", "MΩ": "megohm", "%": "percent", "‰": "per mille", "°C": "degree Celsius",
    "°F": "degree Fahrenheit", "° C": "degree Celsius", "° F": "degree Fahrenheit", "°K": "degree Kelvin",
    "°": "degree", "mol": "mole", "lm": "lumen", "lx": "lux", "kn": "knot", "kt": "knot", "doz": "dozen",
}
# In any other case of letters, unless two units would be meant or the letters mean something else.
_CLASHING = {"mw", "mpa", "pa", "ma", "kt", "pt", "ac", "in", "gr", "mp", "yo", "kn", "mos", "atm", "gy", "ev"}
_ANY_CASE = {name.lower(): unit for name, unit in reversed(UNITS.items()) if len(name) > 1} | {"mb": "megabyte",
             "gb": "gigabyte", "kb": "kilobyte", "tb": "terabyte", "mbit": "megabit", "gbit": "gigabit"}
_UNCOUNTED = {"D", "hertz", "kilohertz", "megahertz", "gigahertz", "terahertz", "percent", "per", "horsepower", "cc",
              "P",
              "lux", "dozen"}
# After "/" only: too short or too common a word to be taken for a unit anywhere else.
PER = {"d": "day", "wk": "week", "mo": "month", "y": "year", "ea": "each", "pp": "person", "p": "person", "h": "hour",
       "q": "quarter", "qtr": "quarter", "sqft": "square foot", "night": "night", "sf": "square foot"}

FRACTION = r"(?:\d{1,4}[ -])?\d{1,4}/\d{1,4}"
AMOUNT = rf"(?:{FRACTION}(?![\d/])|{NUM}(?:[ -](?:{ZEROS}|dozen)\b)?)"
# Words after which a fraction needs no "one".
ARTICLES = frozenset("a an the every each another this that first last next".split())
_UNIT = f"{any_of([*UNITS, *(u for u in _ANY_CASE if u not in _CLASHING)])}"
_BEHIND_PER = [unit for unit in UNITS if unit[-1].isalpha() and unit not in ("in", "m", "h", "s", "g", "l", "pt")]
_BASIS = re.compile(r"\d{1,3}(?:\.\d+)?")
_DATA = re.compile(r"modem|baud|bit|data|serial|transfer|connection", re.I)
# A thing that an amount describes: "a 60W bulb" has sixty watt.
_COUNTED_OUT = re.compile(r" (?:bulb|bottle|lens|film|breaker|fuse|battery|charger|cable|man|woman|baby|bag|box|can|"
                          r"jar|tank|drive|disk|card|run|race|walk|ride|relay|freestyle|sprint|dash|hurdles|zone|limit|wall|"
                          r"fence|rope|ladder|screen|monitor|display|steak|engine|motor|resistor|capacitor|adapter|"
                          r"panel|dose|tablet|pill|board|pipe|hose|gun|week|shift|house|tower|stick)\b")
_WARM = re.compile(r"\d ?°|-\d+[CF]\b|\b(?:temperatures?|temp|degrees?|fever|weather|forecast|highs?|lows?|freezing|"
                   r"boil(?:s|ing)?)\b", re.I)
_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}
_KITCHEN = {"c": "cup", "C": "cup", "T": "tablespoon", "t": "teaspoon"}
# What things are rated in: singular before a noun, as other units are only with a hyphen.
_RATINGS = frozenset("watt kilowatt megawatt volt kilovolt milliamp gigabyte megabyte terabyte megapixel liter "
                     "centimeter "
                     "millimeter meter kilometer mile kilogram gram inch foot".split()) | {"milliamp hour", "watt hour",
                                                                                           "kilowatt hour"}
_FOOD = ("flour sugar water milk butter oil rice broth stock cream cheese oats honey salt pepper vinegar chopped diced "
         "shredded grated sliced packed cooked dry dried fresh frozen vegetable chicken brown white all-purpose "
         "powdered vanilla baking").split()
_ELECTRICAL = re.compile(r"\d ?(?:V|W|Hz|kW|mA|Ω|volts?|watts?|amps?)\b|\b(?:current|fuse|circuit|breaker|voltage|"
                         r"charger|battery|socket|outlet)s?\b")
_SINGULAR_AFTER = re.compile(r" ?-?(?:angle|turn|rotation|bend|view|arc|slope|incline|pivot|spin|heat|weather|oven|day"
                             r")\b", re.I)


def signed(sign: str | None) -> str:
    """Say the sign before an amount, with a space after it."""
    if not sign:
        return ""
    return {"+": "plus ", "~": "about ", "±": "plus or minus "}.get(sign.strip(), "minus ")


def fraction_words(whole: str | None, top: str, bottom: str, hyphen: bool = False) -> str:
    """Say a fraction, as in "three quarters" or "two and a half"."""
    n, d = int(top), int(bottom)
    if d < 2 or d > 100 or n == 0 or (whole is None and n > d):
        said = f"{cardinal(n)} over {cardinal(d)}"
    else:
        part = {2: "half", 4: "quarter"}.get(d) or ordinal(d)
        if n > 1:
            part = "halves" if d == 2 else plural(part)
        lead = "a" if whole and n == 1 and d in (2, 4) else cardinal(n)
        said = f"{lead}{'-' if hyphen else ' '}{part}"
    return f"{cardinal(int(whole))} and {said}" if whole else said


def amount_words(amount: str, lead: str = "") -> str:
    """Say an `AMOUNT`; `lead` is the word before it, in small letters: "a 1/4 mile" is a quarter mile."""
    fraction = re.fullmatch(r"(?:(\d+)[ -])?(\d+)/(\d+)", amount)
    if fraction:
        whole, top, bottom = fraction.groups()
        said = fraction_words(whole, top, bottom)
        return said.removeprefix("one ") if lead in ARTICLES and said.startswith("one ") else said
    number, _, multiple = amount.replace("-", " ").partition(" ")
    return f"{decimal(number)} {multiple}".strip()


def unit_name(name: str) -> str | None:
    """Return the singular of a unit's abbreviation, in any case of letters where that is clear."""
    return UNITS.get(name) or (_ANY_CASE.get(name.lower()) if name.lower() not in _CLASHING else None)


def units(amount: str, unit: str) -> str:
    """Return a unit's name in the number that goes with an amount."""
    fraction = "/" in amount and not re.match(r"\d+[ -]\d", amount)
    if amount.replace(",", "") == "1" or (fraction and int(amount.split("/")[0]) <= int(amount.split("/")[1])):
        return unit
    first, _, rest = unit.partition(" ")
    if first in ("square", "cubic"):
        return f"{first} {units('2', rest)}"
    if first == "foot":
        first = "feet"
    elif first == "pound-foot":
        first = "pound-feet"
    elif rest and not rest.startswith(("per", "of", "C", "F", "K", "S", "B")):
        rest = plural(rest)
    elif first not in _UNCOUNTED:
        first = plural(first)
    return f"{first} {rest}".strip()


def rate(per: str | None) -> str:
    """Say "/mo" and the like, with a space before it."""
    if not per:
        return ""
    name = per[1:]
    area = re.fullmatch(r"(?:(sq|cu)\.? ?)([A-Za-z]+)|([A-Za-z]+)\^?([23])", name)
    if area:
        kind, inner, plain, power = area.groups()
        unit = unit_name(inner or plain) or inner or plain
        if plain == "s":
            return f" per {unit} {'squared' if power == '2' else 'cubed'}"
        return f" per {'square' if (kind or power) in ('sq', '2') else 'cubic'} {unit}"
    hundred = re.fullmatch(r"(\d+) ?([A-Za-z]+)", name)
    if hundred:
        amount, name = hundred.groups()
        return f" per {decimal(amount)} {units(amount, unit_name(name) or name)}"
    said = PER.get(name.lower()) or unit_name(name) or name
    return f" {said}" if said == "each" else f" per {said}"


def _measure(match):
    sign, amount, hyphen, square, name, power, per, stop = match.groups()
    unit = unit_name(name)
    if unit is None:
        return None
    if name == "ac" and not hyphen or name == "HR" and not re.match(r" ?[A-Za-z]", after(match, 2)):
        return None
    if name == "bps" and _BASIS.fullmatch(amount) and not _DATA.search(before(match) + after(match)):
        unit = "basis point"
    # "5s" and "747s" are plurals, and "90 s" hardly is a decade.
    if name == "s" and not hyphen and "." not in amount:
        return None
    if name in ("in", "In", "IN"):
        following = after(match, 12)
        if re.match(r"-\d", following):
            return None
        if not (stop or hyphen == "-" or re.match(r" ?(?:[,;)x×]|by\b|of\b|long|wide|tall|high|deep|thick|"
                                                  r"$)", following)):
            return None
    # Type has points, milk has pints.
    if unit == "point" and amount in ("1", "2", "3", "1/2", "1 1/2"):
        unit = "pint"
    kind = {"2": "square ", "3": "cubic "}.get((power or "").lstrip("^"), "square " if square else "")
    unit = kind + unit
    if hyphen == "-" or _COUNTED_OUT.match(after(match, 16)) or (
            name == "°" and _SINGULAR_AFTER.match(after(match, 12))):
        fraction = re.fullmatch(r"(\d+)/(\d+)", amount)
        words = fraction_words(None, *fraction.groups(), hyphen=True) if fraction else amount_words(amount)
        joined = "-" if name == "°" else " "
        said = f"{words}{joined}{unit}"
    elif unit in _RATINGS and word_before(match) in ("a", "an") and re.match(r" [a-z]{3,}", after(match, 8)):
        # "A 60 W bulb".
        said = f"{amount_words(amount, word_before(match))} {unit}"
    else:
        said = f"{amount_words(amount, word_before(match))} {units(amount, unit)}"
    said = signed(sign) + said + rate(per)
    if stop and ends_sentence(match.string, match.end()):
        return said, match.end() - 1
    return said


def _per_unit(match):
    """Say "12/kg"."""
    name = match.group(2)
    if not (unit_name(name) or name.lower() in PER):
        return None
    return f"{decimal(match.group(1))}{rate('/' + name)}"


def _feet(match):
    feet, inches = match.groups()
    return f"{decimal(feet)} {units(feet, 'foot')} {decimal(inches)} {units(inches, 'inch')}"


def _side(match):
    """Say the feet of "3' x 5'"."""
    amount = match.group(1) or match.group(2)
    return f"{decimal(amount)} {units(amount, 'foot')}"


def _amperes(match):
    """Say "10 A" where other electrical amounts or words are near."""
    near = before(match, 80) + after(match, 80)
    if not _ELECTRICAL.search(near):
        return None
    single = _COUNTED_OUT.match(after(match, 16))
    return f"{decimal(match.group(1))} {'amp' if single else units(match.group(1), 'amp')}"


def _warmth(match):
    """Say "-5C" and "98.6F" where nothing but a temperature is likely."""
    sign, amount, scale = match.groups()
    if not (sign or "." in amount or _WARM.search(before(match) + " " + after(match))):
        return None
    if sign and re.search(r"[\w)]$", before(match, 1)):
        return None
    unit = f"degree {'Celsius' if scale == 'C' else 'Fahrenheit'}"
    return f"{signed(sign)}{decimal(amount)} {units(amount, unit)}"


def _every(match):
    """Say the "q4-6h" of prescriptions."""
    first, last = match.groups()
    return f"every {decimal(first)}{f' to {decimal(last)}' if last else ''} hours"


def _batting(match):
    """Say the averages of baseball: ".275" is two seventy-five."""
    digits = next(filter(None, match.groups()))
    return pairs(digits) if digits[0] != "0" else one_by_one(digits, "oh")


def _foot_mark(match):
    """Say the feet of "a 10' ladder" and "3'", unless the mark closes a quotation."""
    if re.search(r"(?<!\w)'(?=\w)", before(match, 200).rpartition("\n")[2]):
        return None
    amount = match.group(1)
    named = re.match(r" (?!(?:and|or|by|in|of|to|from|at|is|was|tall|long|wide|high|deep|away|above|below)\b)[a-z]",
                     after(match, 8))
    return f"{decimal(amount)} {'foot' if named else units(amount, 'foot')}"


def _cups(match):
    amount, name = match.groups()
    return f"{amount_words(amount)} {units(amount, _KITCHEN[name])}"


def _caliber(match):
    return pairs(match.group(1))


def _compass(match):
    return f"{decimal(match.group(1))} degrees {_SIDES[match.group(2)]}"


def _times_a(match):
    return f"{decimal(match.group(1))} times{rate('/' + match.group(2))}"


def _inches(match):
    # A mark that closes a quotation of the same line is none.
    opened = False
    for quote in re.finditer('(\\d?)"', before(match, 500).rpartition("\n")[2]):
        opened = not opened and not quote.group(1)
    if opened:
        return None
    amount = match.group(1)
    named = after(match, 2).strip().isalpha()
    return f"{amount_words(amount)} {'inch' if named else units(amount, 'inch')}"


def _coordinates(match):
    degrees, minutes, seconds, side = match.groups()
    said = f"{decimal(degrees)} degrees {decimal(minutes)} minutes"
    if seconds:
        said += f" {decimal(seconds)} seconds"
    return said + (f" {_SIDES[side]}" if side else "")


RULES = (
    rule("measure", DIGITS, r"(\d{1,3})° ?(\d{1,2})' ?(?:(\d{1,2}(?:\.\d+)?)(?:\"|'') ?)?([NSEW])?\b", _coordinates),
    rule("measure", DIGITS, r"(?<![\w.,'])(\d{1,2})' ?(\d{1,2})(?:\"|''| ?in\b\.?)", _feet),
    rule("measure", DIGITS + ".", rf"{NOT_IN_NUMBER}({AMOUNT})\"(?:(?!\w)|(?=[x×]\d))", _inches),
    rule("measure", DIGITS, rf"{NOT_IN_NUMBER}({NUM})'(?= ?[x×] ?\d)|(?<=[x×] )({NUM})'(?!\w)", _side),
    rule("measure", "qQ", r"\b[qQ] ?(\d{1,2})(?: ?[-–] ?(\d{1,2}))? ?(?:h|hrs?)\b", _every),
    rule("measure", ".", r"(?<![\w.])\.(\d{3})\b(?= (?:avg|average|hitter|batting|hitting|with|lifetime|OBP|slugging|"
         r"team|record|ball|BA)\b)|(?<=batting )\.(\d{3})\b|(?<=hitting )\.(\d{3})\b|(?<=batted )\.(\d{3})\b|"
         r"(?<=hit )\.(\d{3})\b", _batting),
    rule("measure", LETTERS + "µ", rf"(?<=per )({any_of(_BEHIND_PER)})(?![\w'/^-])(?:\.(?=[,;:)]| [a-z]))?",
         lambda m: UNITS[m.group(1)]),
    rule("measure", "f", r"\bf/(\d{1,2}(?:\.\d)?)(?![\w/])", lambda m: f"F {decimal(m.group(1))}"),
    rule("measure", DIGITS, r"(?<![\w/.,])1/(\d{1,4}) ?(?:s|sec)\b(?!\.?\w)",
         lambda m: f"one {ordinal(int(m.group(1)))} of a second"),
    rule("measure", DIGITS, r"(?<![\w.,])(\d{1,2})[x×](\d{1,2})s\b",
         lambda m: f"{decimal(m.group(1))} by {plural(decimal(m.group(2)))}"),
    rule("measure", DIGITS + "-−", rf"{NOT_IN_NUMBER}([-−](?=\d))?({NUM}) ?([CF])\b(?!['.-]?\w)", _warmth),
    rule("measure", "xX×", r"(?<=\d['\"])[xX×](?=\d)", "by"),
    rule("measure", DIGITS, rf"(?:{NOT_IN_NUMBER}|(?<=['\"][xX×]))({NUM})'(?=[ ,.;:)]|$|\n)", _foot_mark),
    rule("date", "c", r"(?<=\d(?:st|nd|rd|th) )c(?:ent)?\.(?= [A-Z\d])", "century"),
    rule("measure", DIGITS, rf"{NOT_IN_NUMBER}({NUM}) ?A\b(?!['.-]\w)", _amperes),
    rule("measure", DIGITS, rf"{NOT_IN_NUMBER}({AMOUNT}) ([cCTt])(?:\.(?= [a-z])|(?= (?:{any_of(_FOOD)})\b))", _cups),
    rule("measure", ".", r"(?<![\w.])\.(\d{2,3})(?=(?:[ -](?:cal(?:iber|ibre)?|Magnum|magnum|ACP|handgun|pistol|"
         r"revolver|rifle|Winchester|Remington)\b))", _caliber),
    rule("measure", DIGITS, rf"{NOT_IN_NUMBER}({NUM})° ?([NSEW])\b(?!['-]?\w)", _compass),
    rule("measure", DIGITS, r"(?<![\w.])(\d+)x/(day|week|month|year|hour|d|wk|mo|yr)\b", _times_a),
    rule("measure", DIGITS, rf"{NOT_IN_NUMBER}({NUM})/([A-Za-z]{{1,6}})\b(?!/)", _per_unit),
    rule("measure", DIGITS + ".-−–+~±",
         rf"(?:(?<![\w.])|(?<=\d[x×])(?!\d{{4}}))(?<!\d,)((?<![\w)\].%°\"'])[-−–+~±] ?)?({AMOUNT})([ -]?)(?:(sq|Sq|"
         rf"SQ)\.? )?({_UNIT})(?:(\^?[23])|(?![\w'^]))"
         r"(?!\w)(/(?:(?:sq|cu)\.? ?)?[A-Za-z]{1,12}\b(?!/)(?:\^?[23]\b)?|/1?\d{1,3} ?(?:km|m|g|mi|kg|ml)\b)?"
         r"(\.(?!\d))?", _measure, re.I),
)
TRIGGERS = frozenset(unit for unit in _BEHIND_PER if unit.islower()) | {"cent"}
