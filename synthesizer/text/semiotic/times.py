"""Times of the day."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from synthesizer.text.rules import DIGITS, Rule, before, ends_line, rule
from synthesizer.text.semiotic.numbers import Numbers


@dataclass(frozen=True)
class Times:
    """A language's spoken forms of times."""

    patterns: Sequence[str]
    """Each has the groups h and m, and may have s (seconds) and half (such as "p. m.")."""
    say: Callable[[Numbers, int, int, str], str]
    """Says hour and minute; the last argument is the half of the day as it is written, in small letters without stops
    or spaces."""
    seconds: str
    """What follows if there are seconds, as in " y {seconds} segundos"."""
    lasting: str = "(?!)"
    """Pattern of the text before hours and minutes that are a length of time, as in "levou 2h30"."""


# Hours, minutes and optional seconds with colons, as in all languages.
COLONS = r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]|[.,]\d| \d{3}(?!\d))"


def rules(times: Times, numbers: Numbers) -> list[Rule]:
    """Return the rules for times."""

    lasting = re.compile(rf"\b(?:{times.lasting}) $", re.I)

    def say(match):
        groups = match.groupdict()
        if lasting.search(before(match, 20)):
            return None
        half = re.sub(r"[. ]", "", groups.get("half") or "").lower()
        said = times.say(numbers, int(groups["h"]), int(groups["m"] or 0), half)
        if groups.get("s"):
            said += times.seconds.format(seconds=numbers.cardinal(int(groups["s"])))
        return (said, match.end() - 1) if match.group().endswith(".") and ends_line(match) else said

    return [rule("time", DIGITS, pattern, say) for pattern in times.patterns]
