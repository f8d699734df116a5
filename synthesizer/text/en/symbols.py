"""Signs that have words: operators, Greek letters, arrows."""

import re

from synthesizer.text.en.rules import after, before, rule

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
    "†": "", "‡": "",
}
# What characters stand for that other languages use otherwise.
REPLACEMENTS = {"º": "°", "ª": "", "№": "No. ", "。": ". ", "、": ", ", "¿": "", "¡": "", "`": "'"}
_TWO = {"§§": "sections", "<=": "is at most", ">=": "is at least", "!==": "does not equal", "!=": "does not equal",
        "<>": "does not equal", "===": "equals", "==": "equals", "->": "to", "=>": "to", "-->": "to", "<-": "from",
        "+-": "plus or minus", "+/-": "plus or minus", "++": "plus plus"}


def _greek(match):
    return GREEK.get(match.group().lower().replace("µ", "μ"))


def _times(match):
    return "by" if re.search(r"\d(?: ?(?:mm|cm|m|km|in|ft|px))? ?$", before(match, 6)) and re.match(
        r" ?\d", after(match, 2)) else None


def _star(match):
    return "times"


def _slash(match):
    return "slash"


RULES = (
    rule("symbol", "xX×", r"(?<=[\d mtn])[xX×](?= ?\d)", _times),
    rule("symbol", "x", r"(?<=\d)x\b", "times"),
    rule("symbol", "*", r"(?<=\d)\*(?=\d)|(?<=\w )\*(?= \w)", _star),
    rule("symbol", "C", r"\bC#(?!\w)", "C sharp"),
    rule("symbol", "CFJ", r"\b[CFJ]#(?!\w)", lambda m: f"{m.group()[0]} sharp"),
    rule("symbol", "".join({key[0] for key in _TWO}), "|".join(map(re.escape, sorted(_TWO, key=len, reverse=True))),
         lambda m: _TWO[m.group()]),
    rule("symbol", "#", r"(?<!\w)#(?=\d)", "number"),
    rule("symbol", "~", r"~ ?(?=[\d$])", "about"),
    rule("symbol", "/", r"(?<=\w)/(?=\w)", _slash),
    rule("symbol", "".join(GREEK) + "".join(GREEK).upper() + "Ωµ",
         r"(?<![A-Za-zͰ-Ͽἀ-῿])[α-ωΑ-ΩΩµ](?![Ͱ-Ͽἀ-῿A-Za-z])", _greek),
    rule("symbol", "".join(SYMBOLS), f"[{re.escape(''.join(SYMBOLS))}]", lambda m: SYMBOLS[m.group()]),
)
