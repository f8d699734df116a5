"""Moves of chess and notes of music."""

import re

from synthesizer.text.en.numbers import ONES, cardinal
from synthesizer.text.en.rules import UPPER, rule, spell

_CHORDS = {"maj": "major", "min": "minor", "m": "minor", "dim": "diminished", "aug": "augmented", "sus": "sus",
           "add": "add"}
_ELEMENTS = frozenset("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Ti V Cr Mn Fe Ni Cu Zn Ga Ge As Se Br Kr Rb "
                      "Sr Zr Mo Ag Cd In Sn Sb Te I Cs Ba Pt Au Hg Pb Bi U".split())
_PIECES = dict(K="king", Q="queen", R="rook", B="bishop", N="knight")


def _sharp(match):
    note, sign = match.groups()
    return f"{spell(note)} {'flat' if sign in '♭b' else 'sharp'}"


def _ion(match):
    """Say "Ca2+" with its charge above."""
    name, charge, sign = match.groups()
    return f"{spell(name)} {ONES[int(charge)] + ' ' if charge else ''}{'plus' if sign == '+' else 'minus'}"


def _blood(match):
    group, sign = filter(None, match.groups())
    return f"{spell(group)} {'positive' if sign == '+' else 'negative'}"


def _chess(match):
    piece, origin, takes, square, promoted, check = match.groups()
    if not piece and not takes and not promoted and not check:
        return None
    said = [_PIECES[piece]] if piece else []
    if origin:
        said.append(_coordinate(origin))
    if takes:
        said.append("takes")
    said += map(_coordinate, square)
    if promoted:
        said += ["promotes to", _PIECES[promoted[1]]]
    if check:
        said.append("check" if check == "+" else "mate")
    return " ".join(said)


def _coordinate(text):
    return ONES[int(text)] if text.isdigit() else spell(text)


def _castles(match):
    return "castles long" if match.group().count("O") + match.group().count("0") == 3 else "castles"


def _chord(match):
    note, sign, kind, number = match.groups()
    if not (sign or number) or kind == "m" and note in "AI" and not (sign or number):
        return None
    said = spell(note) + {"": "", "#": " sharp", "♯": " sharp", "b": " flat", "♭": " flat"}[sign or ""]
    said += f" {_CHORDS[kind]}"
    return f"{said} {cardinal(int(number))}" if number else said


def _formula(match):
    """Say "NaOH", in which every piece is a chemical element."""
    elements = re.findall("[A-Z][a-z]?", match.group())
    return spell(match.group()) if len(elements) > 1 and _ELEMENTS.issuperset(elements) else None


RULES = (
    rule("formula", UPPER, r"\b(?!NaN\b|LiPo\b|[A-Z]+s\b)(?=[A-Z]+[a-z])(?:[A-Z][a-z]?){2,4}(?![\w'])", _formula),
    rule("letters", "ABCDEFG", r"\b([A-G])([#b♯♭]?)(maj|min|m|dim|aug|sus|add)(\d{0,2})(?![\w'])", _chord),
    rule("chess", "abcdefgh", r"(?<=\d\.)[a-h][1-8](?![\w'])",
         lambda m: " ".join(map(_coordinate, m.group()))),
    rule("formula", UPPER, r"\b([A-Z][a-z]?)\^(\d?)([+-])(?![\w{])", _ion),
    rule("chess", "KQRBNabcdefgh", r"\b([KQRBN])?([a-h]|[1-8])?(x)?([a-h][1-8])(=[QRBN])?([+#])?(?![\w'])", _chess),
    rule("chess", "O0", r"\b(?:O-O(?:-O)?|0-0-0)(?![\w-])", _castles),
    rule("letters", "ABCDEFG", r"\b([A-G])([#♯♭])(?!\w)", _sharp),
    rule("letters", "ABCDEFG", r"\b([A-G])(b)(?=(?:[ -](?:major|minor|maj|min|flat|clarinet|trumpet|scale|chord)\b))",
         _sharp),
    rule("letters", "AaBO", r"(?<=[Tt]ype )(AB|[ABO])([+−-])(?!\w)|(?<=[Bb]lood )(AB|[ABO])([+−-])(?!\w)", _blood),
    rule("letters", "Aa", r"(?<![\w'.-])(?:A[-–]Z|a[-–]z)(?![\w'-])", "A- to Z"),
    rule("letters", UPPER, r"(?<![\w'.-])([A-Z])–([A-Z])(?![\w'-])",
         lambda m: f"{spell(m.group(1))} to {spell(m.group(2))}"),
)
