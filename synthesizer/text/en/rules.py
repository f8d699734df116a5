"""Context functions for the rules of the English normaliser, in addition to those of all languages."""

import re

from synthesizer.text.rules import DIGITS, LETTERS, LOWER, UPPER, Rule, after, any_of, before, rule

__all__ = ["DIGITS", "LETTERS", "LOWER", "STARTERS", "UPPER", "Rule", "after", "any_of", "before", "ends_sentence",
           "rule", "spell", "without_stop", "word_before"]

# A stop before one of these ends the sentence, even after an abbreviation.
STARTERS = (
    "The A An It He She They We You I This That These Those There Here In On At But And So Or If When While As After "
    "Before Then What Why How Who Where My His Her Their Our Its No Not For From To By With Although However Now Some "
    "Many Most All Each Do Did Does Is Are Was Were Let Please Yes Well Once Since Until Because"
).split()
_ENDING = re.compile(r"[\"')\]]*(?:\s*$|\s*\n|\s+[\"'(]*(?:" + "|".join(STARTERS) + r")\b)")


def word_before(match: re.Match) -> str:
    """Return the word that a match follows on its line, in lower case, without a stop; empty after other marks."""
    found = re.search(r"([A-Za-z][A-Za-z'-]*)\.?[ -]$", before(match, 30))
    return found.group(1).lower() if found else ""


def ends_sentence(text: str, at: int) -> bool:
    """Return whether the stop before `at` ends a sentence, judging by the following text."""
    return bool(_ENDING.match(text[at:at + 40]))


def without_stop(match: re.Match, said: str) -> str | tuple[str, int]:
    """Say an abbreviation, whose last character is its stop; leave the stop if it ends the sentence as well."""
    if match.group().endswith(".") and ends_sentence(match.string, match.end()):
        return said, match.end() - 1
    return said


def spell(text: str) -> str:
    """Say letters one by one; a lone A would be said as the article."""
    return " ".join("A-" if letter in "Aa" else letter.upper() for letter in text)
