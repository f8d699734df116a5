"""Counted nouns with their plural and gender, and guesses of the gender of nouns in a text."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from synthesizer.text.semiotic.numbers import AZ, Numbers

_NEXT = re.compile(rf"[ -]([{AZ}'-]+)")


@dataclass(frozen=True)
class Noun:
    """A unit, a currency or a magnitude."""

    singular: str
    plural: str
    gender: str
    """A form of `Numbers`: "m", "f", "n", or empty where the number stands as if nothing was counted."""

    @classmethod
    def parse(cls, cell: str) -> "Noun":
        """Parse a noun in a table: "kilómetro/kilómetros m", "euro m" or "por ciento"."""
        words, _, gender = cell.rpartition(" ")
        if gender not in ("m", "f", "n"):
            words, gender = cell, ""
        singular, _, plural = words.partition("/")
        return cls(singular, plural or singular, gender)


class Nouns:
    """Guesses genders, and counts.

    Parameters
    ----------
    feminine, neuter : str
        Patterns of the endings of such nouns; any other is masculine.
    exceptions : iterable of str
        Nouns whose gender differs from that of their ending, as "m:día f:mano".
    others : str
        Words that may follow a number without being counted by it.
    singular : function
        Whether a value takes the singular.
    capital : bool
        Whether nouns are capitalised, so that other words are not nouns.
    joined : sequence of (str, str)
        Patterns of a number and its noun, and their joint form: "una ora" is "un'ora".
    """

    def __init__(self, feminine: str = "(?!)", neuter: str = "(?!)", exceptions: Iterable[str] = (), others: str = "",
                 singular: Callable[[float], bool] = lambda value: value == 1, capital: bool = False,
                 joined: Iterable[tuple[str, str]] = ()):
        self._capital, self._joined = capital, [(re.compile(pattern), said) for pattern, said in joined]
        self._feminine, self._neuter = re.compile(f"(?:{feminine})$"), re.compile(f"(?:{neuter})$")
        self._exceptions = {word: gender for gender, _, word in (entry.partition(":") for entry in exceptions)}
        self._others, self.singular = frozenset(others.split()), singular

    def gender(self, noun: str) -> str:
        """Return the gender of a noun; empty for other words."""
        word = noun.lower()
        if word in self._others or self._capital and not noun[0].isupper():
            return ""
        if word in self._exceptions:
            return self._exceptions[word]
        return "f" if self._feminine.search(word) else "n" if self._neuter.search(word) else "m"

    def gender_after(self, text: str) -> str:
        """Return the gender of the noun at the beginning of a text; empty if there is none."""
        word = _NEXT.match(text[:40])
        return self.gender(word.group(1)) if word else ""

    def count(self, numbers: Numbers, number: str, noun: Noun) -> str:
        """Say a number with its noun."""
        return self._join(f"{numbers.say(number, noun.gender)} {self.of(numbers.value(number), noun)}")

    def agree(self, numbers: Numbers, number: str, text: str) -> str:
        """Say a number in agreement with the following text."""
        said = numbers.say(number, self.gender_after(text))
        word = _NEXT.match(text[:40])
        return self._join(f"{said} {word.group(1)}").removesuffix(word.group(1)).rstrip(" ") if word else said

    def _join(self, said):
        for pattern, replacement in self._joined:
            said = pattern.sub(replacement, said)
        return said

    def of(self, value: float, noun: Noun) -> str:
        """Return the form of a noun, singular or plural, for a value."""
        return noun.singular if self.singular(abs(value)) else noun.plural
