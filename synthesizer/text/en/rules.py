"""What a rule of the normaliser is, and what rules may look at."""

import re
from collections.abc import Callable
from dataclasses import dataclass

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
LETTERS = LOWER + UPPER

# A stop before one of these ends the sentence, even after an abbreviation.
STARTERS = (
    "The A An It He She They We You I This That These Those There Here In On At But And So Or If When While As After "
    "Before Then What Why How Who Where My His Her Their Our Its No Not For From To By With Although However Now Some "
    "Many Most All Each Do Did Does Is Are Was Were Let Please Yes Well Once Since Until Because"
).split()
_ENDING = re.compile(r"[\"')\]]*(?:\s*$|\s*\n|\s+[\"'(]*(?:" + "|".join(STARTERS) + r")\b)")


@dataclass(frozen=True)
class Rule:
    """A class of tokens: how one is recognised and what is said for it."""

    name: str
    starts: str
    """The characters that such a token can start with."""
    pattern: re.Pattern
    say: Callable[[re.Match], str | tuple[str, int] | None]
    """Gives what is said, and where the token ends if before the match does; None if it is no such token after all."""


def rule(name: str, starts: str, pattern: str, say: Callable | str, flags: int = 0) -> Rule:
    """Make a rule; `say` may be the text itself, in which case it is said whatever was matched."""
    return Rule(name, starts, re.compile(pattern, flags), say if callable(say) else lambda match: say)


def before(match: re.Match, length: int = 60) -> str:
    """Return the text before a match."""
    return match.string[max(match.start() - length, 0):match.start()]


def after(match: re.Match, length: int = 60) -> str:
    """Return the text after a match."""
    return match.string[match.end():match.end() + length]


def word_before(match: re.Match) -> str:
    """Return the word that a match follows on its line, in lower case, without a stop; empty after other marks."""
    found = re.search(r"([A-Za-z][A-Za-z'-]*)\.?[ -]$", before(match, 30))
    return found.group(1).lower() if found else ""


def ends_sentence(text: str, at: int) -> bool:
    """Tell whether a stop, which `at` is behind, ends a sentence by what follows it."""
    return bool(_ENDING.match(text[at:at + 40]))


def without_stop(match: re.Match, said: str) -> str | tuple[str, int]:
    """Say an abbreviation, whose last character is its stop; leave the stop if it ends the sentence as well."""
    if match.group().endswith(".") and ends_sentence(match.string, match.end()):
        return said, match.end() - 1
    return said


def any_of(words) -> str:
    """Return a pattern that matches one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
