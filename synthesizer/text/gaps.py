"""Gaps between words: spaces and punctuation, reduced to the marks on which the voices were trained."""

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
    after = rest.lstrip(" \"')“”¡¿")
    mark = "," if after[:1].islower() else "."
    return mark if rest[:1] in ("\"", "'", ")", "") else mark + " "


class Tidier:
    """Converts the gap between two words to the punctuation of the alphabet.

    Parameters
    ----------
    spaced : str
        Marks that are preceded by a space in the language, such as the French "?".
    """

    def __init__(self, spaced: str = ""):
        close = "".join(mark for mark in ",;:.!?।॥)" if mark not in spaced)
        self._steps = tuple((re.compile(pattern, re.M), replacement) for pattern, replacement in (
            (r"(?<=[A-Z])\.(?=[A-Z][a-z])", " "),
            (r" / |\|", ", "),
            (r"(?<=[^\W\d_])-(?=\d)", " "), (r"\)(?=[^\W_])", ") "),
            (r"[*^~_/`\\]", " "), (r" {2,}", " "),
            (r"[\[{]", "("), (r"[\]}]", ")"),
            (r" ?\.(?: ?\.)+", _ellipsis),
            (r" ?(?:—|–|--+) ?|(?<=\S) - ", _dash),
            (r"(?<!\w)-(?!\w)", " "),
            (r"[!?]*\?[!?]*", "?"), (r"!!+", "!"),
            (r"\( *[,;:.]* *\)|\"\s?\"", " "),
            (rf"(?<! ) +(?=[{close}])|(?<=\() +", ""),
            (r",[,;:]*(?=[,;:.!?])", ""), (r"([;:])[,;:]+", r"\1"), (r"([!?])[,;:.]+(?![\"'])", r"\1"),
            (r"\.[,;:.]+", "."),
            (r"(?<=[A-Za-z])([,;!?])(?=[A-Za-z])", r"\1 "), (r"(?<=[a-z])\.(?=[A-Z][a-z])", ". "),
            (r"^[ ,;:.!?]+", ""),
            (r" {2,}", " "), (r" $|^ ", ""), (r"\n{3,}", "\n\n"),
        ))
        self._tidy = lru_cache(maxsize=5_000)(self._written)

    def __call__(self, gap: str, left: str, right: str) -> str:
        """Convert a gap.

        Parameters
        ----------
        gap : str
            The gap as written.
        left, right : str
            The last spoken character before it and the first two after it; empty at the edges of the text.

        Returns
        -------
        str
            The converted gap: at least a space between two words, unless a hyphen joins them.
        """
        return self._tidy(gap, left, right)

    def _written(self, gap, left, right):
        if gap == " " or (not gap and left and right):
            return "" if left == "'" else " "
        text = left + _EMPTY_LINES.sub("", gap) + right
        for pattern, replacement in self._steps:
            text = pattern.sub(replacement, text)
        text = text[len(left):] if text.startswith(left) else text
        return text[:len(text) - len(right)] if right and text.endswith(right) else text


_EMPTY_LINES = re.compile(r"(?<=\n)[^\w\n]+(?=\n)")
