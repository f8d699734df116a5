"""Signs that have words: operators, Greek letters, arrows."""

import re

from synthesizer.text.en.numbers import decimal
from synthesizer.text.en.numerals import FUNCTIONS
from synthesizer.text.en.rules import after, before, rule, spell

GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
    "psi omega").split()))
SYMBOLS = {
    "&": "and", "@": "at", "+": "plus", "=": "equals", "×": "times", "÷": "divided by", "±": "plus or minus",
    "≈": "is about", "≠": "does not equal", "≤": "is at most", "≥": "is at least", "→": "to", "∞": "infinity",
    "√": "square root of", "§": "section", "¶": "paragraph", "©": "copyright", "%": "percent", "‰": "per mille",
    "°": "degrees", "\\": "backslash", "#": "hash", "№": "number", "Ω": "ohms", "$": "dollars", "£": "pounds",
    "€": "euros", "¥": "yen", "¢": "cents", "₹": "rupees", "<": "less than", ">": "greater than", "∆": "delta",
    "∑": "sum of", "∫": "integral of", "∈": "in", "−": "minus", "♭": "flat", "♯": "sharp", "∂": "partial",
    "∇": "nabla", "∅": "the empty set", "∪": "union", "∩": "intersection", "⊂": "is a subset of", "∀": "for all",
    "∃": "there exists", "¬": "not", "∴": "therefore", "∝": "is proportional to", "≡": "is identical to",
    "†": "", "‡": "", "∛": "cube root of",
}
# What characters stand for that other languages use otherwise.
REPLACEMENTS = {"º": "°", "ª": "", "№": "No. ", "。": ". ", "、": ", ", "¿": "", "¡": "", "`": "'"}
_TWO = {"§§": "sections", "<=": "is at most", ">=": "is at least", "!==": "does not equal", "!=": "does not equal",
        "<>": "does not equal", "===": "equals", "==": "equals", "->": "to", "=>": "to", "-->": "to", "<-": "from",
        "+-": "plus or minus", "+/-": "plus or minus", "++": "plus plus", "+=": "plus equals", "-=": "minus equals",
        "&&": "and", "||": "or"}


def _greek(match):
    return GREEK.get(match.group().lower().replace("µ", "μ"))


def _symbol(match):
    """Say a sign; without anything before it "≥18" is "at least eighteen"."""
    said = _TWO.get(match.group()) or SYMBOLS[match.group()]
    alone = re.search(r"(?:^|[;,(.:\n]|\b(?:for|of|with|at|to|ages?|was|is|are|score|scores|only|in|and|or)) ?$",
                      before(match, 12))
    return said.removeprefix("is ") if alone else said


def _times(match):
    spaced = after(match, 1) == " "
    if match.group() == "×" and (spaced or re.match(r"\d+\^", after(match, 8))):
        return "times"
    return "by" if re.search(r"\d(?: ?(?:mm|cm|m|km|in\.?|ft\.?|px|[\"']))? ?$", before(match, 7)) and re.match(
        r" ?\d", after(match, 2)) else None


def _line(match):
    """Return the line around a match."""
    return before(match, 80).rpartition("\n")[2] + match.group() + after(match, 80).partition("\n")[0]


def _factorial(match):
    return "factorial" if re.search(r"(?:^|[\s(=+*/×÷-])(?:\d+|[a-z])$|\)$", before(match, 12)) else None


def _function(match):
    """Say "f(x)", "g(x, y)" and "P(A)"."""
    name, arguments = match.groups()
    said = [spell(part) if part.isalpha() else decimal(part) for part in re.split(r", ?", arguments)]
    return f"{spell(name)} of {', '.join(said)}"


def _divided(match):
    left, right = before(match, 12), after(match, 12)
    operands = re.search(r"(?:^|[\s(=])(?:[\d.]+|[a-z])$|\)$", left) and re.match(r"(?:[\d.]+|[a-z])(?:\b|$)|\(", right)
    return "divided by" if operands or " = " in _line(match) else None


def _minus(match):
    """Say the minus of an equation with letters, as in "3x - 2 = 7"."""
    if re.search(r"\^\w$", before(match, 2)) and re.match(r"[\da-z]\b|\(", after(match, 2)):
        return "minus"
    operands = re.search(r"(?:^|[\s(=])\d*[a-z]$|[\d)]$", before(match, 12)) and re.match(
        r"\d*[a-z]?(?![a-zA-Z])|\(", after(match, 12))
    return "minus" if "=" in _line(match) and operands else None


RULES = (
    rule("symbol", "sctle", rf"\b(?:{'|'.join(FUNCTIONS)})(?= ?\(| [a-zα-ω](?!\w)|[α-ω]| \d+[°x]|\^)",
         lambda m: FUNCTIONS[m.group()] + (" of" if after(m, 1) == "(" else "")),
    rule("symbol", "d", r"\bd([a-z])/d([a-z])\b", lambda m: f"D {m.group(1).upper()} D {m.group(2).upper()}"),
    rule("symbol", "fghuvpyFGHPQTVX",
         r"(?<![\w'.-])([fghuvpyFGHPQTVX])\(([a-zA-Z\d](?:, ?[a-zA-Z\d])*)\)(?!\w)", _function),
    rule("symbol", "xX×", r"(?<=[\d mtn.\"'])[xX×](?= ?\d)", _times),
    rule("symbol", "x", r"(?<=\d)x\b", lambda m: "X" if "=" in _line(m) else "times"),
    rule("symbol", "!", r"(?<=[a-z\d)])!(?=\)| ?[=+*/×÷]| - )", _factorial),
    rule("symbol", "*", r"(?<=\d)\*(?=\d)|(?<=\w )\*(?= \w)", "times"),
    rule("symbol", "C", r"\bC#(?!\w)", "C sharp"),
    rule("symbol", "CFJ", r"\b[CFJ]#(?!\w)", lambda m: f"{m.group()[0]} sharp"),
    rule("symbol", "".join({key[0] for key in _TWO}), "|".join(map(re.escape, sorted(_TWO, key=len, reverse=True))),
         _symbol),
    rule("symbol", "#", r"(?<!\w)#(?=[A-Za-z]?\d|[A-Z]{1,3}-\d)", "number"),
    rule("symbol", " ", r" / (?=[\w(])", _divided),
    rule("symbol", " ", r" [-−] (?=[\w(])", _minus),
    rule("symbol", "~", r"~ ?(?=[\d$])", "about"),
    rule("symbol", "/", r"(?<=\w)/(?=\w)", "slash"),
    rule("symbol", "".join(GREEK), r"(?<![A-Za-zͰ-Ͽἀ-῿])[α-ω](?=[a-z](?![a-zͰ-Ͽ]))", _greek),
    rule("symbol", "".join(GREEK) + "".join(GREEK).upper() + "Ωµ",
         r"(?<![A-Za-zͰ-Ͽἀ-῿])[α-ωΑ-ΩΩµ](?![Ͱ-Ͽἀ-῿A-Za-z])", _greek),
    rule("symbol", "".join(SYMBOLS), f"[{re.escape(''.join(SYMBOLS))}]", _symbol),
)
TRIGGERS = frozenset(("x", *FUNCTIONS))
