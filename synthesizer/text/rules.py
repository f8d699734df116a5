"""Rules of the normalisers, and functions for their context, for all languages."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
LETTERS = LOWER + UPPER


@dataclass(frozen=True)
class Rule:
    """A class of tokens: its pattern and its spoken form."""

    name: str
    starts: str
    """The characters that such a token can start with."""
    source: str
    """The regular expression that such a token matches from where it starts."""
    say: Callable[[re.Match], str | tuple[str, int] | None]
    """Returns the spoken form, and the end of the token if it precedes the match's; None if it is no such token."""
    flags: int = 0

    @cached_property
    def pattern(self) -> re.Pattern:
        """Return the compiled `source`; it is compiled at first use, because all rules of a language take 0.1 s."""
        return re.compile(self.source, self.flags)


def rule(name: str, starts: str, pattern: str, say: Callable | str, flags: int = 0) -> Rule:
    """Make a rule; `say` may be a constant text."""
    return Rule(name, starts, pattern, say if callable(say) else lambda match: say, flags)


def before(match: re.Match, length: int = 60) -> str:
    """Return the text before a match."""
    return match.string[max(match.start() - length, 0):match.start()]


def after(match: re.Match, length: int = 60) -> str:
    """Return the text after a match."""
    return match.string[match.end():match.end() + length]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches one of the words, longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def ends_line(match: re.Match) -> bool:
    """Return whether only closing marks follow a match on its line."""
    return not re.match(r"[\"')\]”»]*[^\S\n]*[^\s\"')\]”»]", after(match, 8))
