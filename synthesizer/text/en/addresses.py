"""Addresses of houses: numbers, directions, kinds of street, states and zip codes."""

import re

from synthesizer.text.en.numbers import one_by_one, pairs, year
from synthesizer.text.en.rules import (
    DIGITS,
    STARTERS,
    UPPER,
    after,
    any_of,
    before,
    ends_sentence,
    rule,
    spell,
    without_stop,
)

STREETS = {
    "Ave": "Avenue", "Av": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Ln": "Lane", "Hwy": "Highway",
    "Expy": "Expressway", "Expwy": "Expressway", "Pkwy": "Parkway", "Fwy": "Freeway", "Ct": "Court", "Pl": "Place",
    "Sq": "Square", "Ter": "Terrace", "Terr": "Terrace", "Cir": "Circle", "Trl": "Trail", "Tpke": "Turnpike",
    "Hts": "Heights", "Plz": "Plaza", "Cres": "Crescent", "Bldg": "Building", "Brg": "Bridge",
}
_CLEAR = frozenset("Ave Blvd Rd Ln Hwy Expy Expwy Pkwy Fwy Tpke Bldg".split())
_ENDS = any_of([*STREETS, "St", "Dr", "Street", "Avenue", "Road", "Drive", "Boulevard", "Lane", "Way", "Court", "Place",
                "Parkway", "Highway", "Terrace", "Broadway", "Square", "Circle", "Expressway"])
_DIRECTIONS = {"N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
               "SE": "Southeast", "SW": "Southwest"}
# What may follow a street in an address.
_WITHIN = "Apt Apartment Ste Suite Unit Rm Room Fl Floor Bldg Building".split()
_STREET_AND_CITY = re.compile(rf"\d .*\b(?:{_ENDS})\b\.?.*, (?:[A-Z]\w+ ){{1,3}}$")
_ENDED = re.compile(rf"\b(?:{_ENDS})\.? $|\b(?:I|US|SR|CR|Hwy|Highway|Route|Rte|Interstate)[ -]\d{{1,3}} $")
_STREET = (rf"(?:(?:{any_of(_DIRECTIONS)})\.? |(?:North|South|East|West) )?"
           rf"(?:(?:[A-Z][\w.'-]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}?(?:{_ENDS})\b")
STATES = dict(zip(
    "DC AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY".split(),
    "D_C Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho "
    "Illinois "
    "Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri "
    "Montana "
    "Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon "
    "Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington "
    "West_Virginia Wisconsin Wyoming".replace("_", "\u00a0").split(" ")))


def _house(match):
    number, letter = match.groups()
    said = year(int(number)) if len(number) == 4 and 1100 <= int(number) < 2100 else pairs(number)
    return said + (f" {letter}" if letter else "")


def _direction(match):
    return _DIRECTIONS[match.group(1)]


def _direction_after(match):
    """Say the side of "Ridge Rd. NE" and "I-95 S"."""
    if not _ENDED.search(before(match, 24)):
        return None
    said = _DIRECTIONS[match.group(1)]
    return without_stop(match, said if match.string[match.start() - 2].isalpha() else said.lower())


def _floor(match):
    return without_stop(match, "Floor" if match.group()[0] == "F" else "floor")


def _state(match):
    name = STATES[match.group(1)].replace("\u00a0", " ")
    # A comma before the zip code, as in speech.
    if match.group(2):
        return f"{name}, {one_by_one(match.group(2), 'oh')}"
    return name


def _state_after_city(match):
    """Say the state of "we moved to San Jose CA"."""
    city = re.search(r"(?:, |\b(?:in|from|to|near|of|around) )(?:[A-Z][a-z]{2,} ){1,3}$", before(match))
    return STATES[match.group(1)].replace("\u00a0", " ") if city else None


def _street(match):
    word = match.group(1).capitalize()
    if word == "Cir" and re.search(r"\d(?:st|nd|rd|th) $|\b(?:Fed|D\.C)\. $", before(match, 8)):
        return "Circuit"
    name = re.search(r"([A-Z][\w']+|\d(?:st|nd|rd|th)) $", before(match, 30))
    stop = match.group().endswith(".")
    if word not in _CLEAR and (not name or name.group(1) in STARTERS or not stop and after(match, 2)[1:].isupper()):
        return None
    if stop and ends_sentence(match.string, match.end()):
        return STREETS[word], match.end() - 1
    return STREETS[word]


def _st_or_dr(match):
    word, stop = match.groups()
    name = re.search(r"(?:[A-Z]\w+(?:'s)?|(?:\d|\b(?:on|and|&)) [A-Z]|[JS]r\.|\d(?:st|nd|rd|th)|[a-z]+th|first|second|"
                     r"third) $", before(match, 30))
    following = after(match, 30)
    starter = re.match(rf" (?:{'|'.join([*STARTERS, *_WITHIN, *_DIRECTIONS])})\b", following)
    if not name or (re.match(r" ?[A-Z][a-z]", following) and not starter):
        return None
    said = "Street" if word.title() == "St" else "Drive"
    return (said, match.end() - 1) if stop and ends_sentence(match.string, match.end()) else said


def _zip(match):
    """Say the code after a city without its state, as in "5 Main St., NYC 10017"."""
    return one_by_one(match.group(), "oh") if _STREET_AND_CITY.search(before(match, 80)) else None


RULES = (
    rule("address", "RDI", rf"(?<=\()([RDI])-({any_of(STATES)})(?=[\d)-])",
         lambda m: f"{m.group(1)}, {STATES[m.group(2)]}".replace("\u00a0", " ")),
    rule("address", DIGITS, r"(?<![\w.,-])\d{5}(?:-\d{4})?(?![\w-]|[.,]\d)", _zip),
    rule("address", "NSEW", rf"\b({any_of(_DIRECTIONS)})\b"
         r"(?= (?:corner|side|quadrant|coast|suburbs|winds?|face|entrance|wing)\b)", _direction),
    rule("address", "IUS", r"\b(I|US|SR)-(\d{1,3})([NSEW])\b",
         lambda m: f"{spell(m.group(1))} {pairs(m.group(2))} {_DIRECTIONS[m.group(3)].lower()}"),
    rule("address", DIGITS, rf"(?<![\w.,$#-])(\d{{1,5}})([A-D])?(?= {_STREET})", _house),
    rule("address", "NSEW", rf"(?<=\d )({any_of(_DIRECTIONS)})\b\.?(?= (?:[A-Z]|\d))", _direction),
    rule("address", "NSEW", rf"\b({any_of(_DIRECTIONS)})\b\.?(?= \d{{1,3}}(?:st|nd|rd|th) (?:{_ENDS})\b)", _direction),
    rule("address", "NSEW", rf"(?<=[a-z.\d] )({any_of(_DIRECTIONS)})\b\.?(?=[,.;)]|$|\n| (?:[a-z]|[A-Z]{{2}}\b|\d))",
         _direction_after),
    rule("address", "Ff", r"(?<=(?:st|nd|rd|th) )[Ff]l\b\.?", _floor),
    rule("address", UPPER, rf"(?<=[a-z], )({any_of(STATES)})\b(?:,? (\d{{5}}(?:-\d{{4}})?)\b)?(?! ?[A-Z]{{2}}|['&.]\w)",
         _state),
    rule("address", UPPER, rf"(?<=[a-z] )({any_of(STATES)})\b(?=[.,;)]|$|\n)", _state_after_city),
    rule("address", UPPER, rf"(?<=[A-Za-z] )({any_of(STATES)})\b,? (\d{{5}}(?:-\d{{4}})?)\b(?![,.]\d)", _state),
    rule("address", UPPER, r"\b(St|Dr|ST|DR)\b(\.?)", _st_or_dr),
    rule("address", UPPER, rf"\b({any_of([*STREETS, *map(str.upper, _CLEAR)])})\b(?:\.(?!\w))?", _street),
)
