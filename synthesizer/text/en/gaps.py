"""What stands between two words: spaces and punctuation, down to the marks that the voices were trained on."""

import re
from functools import lru_cache


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


_STEPS = tuple((re.compile(pattern, re.M), replacement) for pattern, replacement in (
    (r"(?<=[A-Z])\.(?=[A-Z][a-z])", " "),
    (r" / |\|", ", "),
    (r"(?<=[^\W\d_])-(?=\d)", " "),
    (r"[*^~_/`\\]", " "), (r" {2,}", " "),
    (r"[\[{]", "("), (r"[\]}]", ")"),
    (r" ?\.(?: ?\.)+", _ellipsis),
    (r" ?(?:—|–|--+) ?|(?<=\S) - ", _dash),
    (r"(?<!\w)-(?!\w)", " "),
    (r"[!?]*\?[!?]*", "?"), (r"!!+", "!"),
    (r"\( *[,;:.]* *\)|\"\s?\"", " "),
    (r"(?<! ) +(?=[,;:.!?)])|(?<=\() +", ""),
    (r",[,;:]*(?=[,;:.!?])", ""), (r"([;:])[,;:]+", r"\1"), (r"([!?])[,;:.]+(?![\"'])", r"\1"), (r"\.[,;:.]+", "."),
    (r"(?<=[A-Za-z])([,;!?])(?=[A-Za-z])", r"\1 "), (r"(?<=[a-z])\.(?=[A-Z][a-z])", ". "),
    (r"^[ ,;:.!?]+", ""),
    (r" {2,}", " "), (r" $|^ ", ""), (r"\n{3,}", "\n\n"),
))
_EMPTY_LINES = re.compile(r"(?<=\n)[^\w\n]+(?=\n)")


@lru_cache(maxsize=5_000)
def tidy(gap: str, left: str, right: str) -> str:
    """Write a gap in the punctuation of the alphabet.

    Parameters
    ----------
    gap : str
        As it stood in the text.
    left, right : str
        What is said before it and after it: the last character and the first two, empty at the edges of the text.

    Returns
    -------
    str
        What belongs between them: a space at least between two words, unless a hyphen joins them.
    """
    if gap == " " or (not gap and left and right):
        return " "
    text = left + _EMPTY_LINES.sub("", gap) + right
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    text = text[len(left):] if text.startswith(left) else text
    return text[:len(text) - len(right)] if right and text.endswith(right) else text
