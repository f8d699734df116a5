"""The normaliser and the sentence splitter of languages described by tables."""

from synthesizer.text.gaps import Tidier
from synthesizer.text.markup import clean
from synthesizer.text.rules import any_of
from synthesizer.text.scanner import Scanner
from synthesizer.text.semiotic import (
    abbreviations,
    dates,
    electronic,
    letters,
    measures,
    money,
    numerals,
    roman,
    symbols,
    telephone,
    times,
)
from synthesizer.text.semiotic.language import Language
from synthesizer.text.sentences import Splitter
from synthesizer.text.tokens import Token

_LETTERS = r"(?:[^\W\d_]|[^\x00-\x7f—–…\s“”«»¿¡।॥])+"


class Normaliser:
    """Classifies each token of a text and writes out its spoken form."""

    def __init__(self, language: Language):
        self._language = language
        shortened = any_of(word for word in (*language.abbreviations.titles, *language.abbreviations.numbered,
                                                *language.abbreviations.others)
                           if word.endswith(".") and " " not in word)
        word = rf"{_LETTERS}(?:(?:-|'(?!{shortened}))(?![A-ZÀ-ÖØ-Þ]{{2}}){_LETTERS})*"
        numbers, nouns = language.numbers, language.nouns
        # From the unmistakable to the ambiguous. Capitals after an apostrophe or a hyphen are separate tokens, as in
        # "l'ONU", and so are abbreviations after an apostrophe.
        self._scan = Scanner((
            *electronic.rules(language.electronic, numbers, language.letters),
            *dates.rules(language.dates, numbers, language.numerals.to),
            *times.rules(language.times, numbers),
            *telephone.rules(language.telephone, numbers),
            *numerals.rules(language.numerals, numbers, nouns),
            *money.rules(language.money, numbers, nouns),
            *measures.rules(language.measures, numbers, nouns),
            *language.extra,
            *abbreviations.rules(language.abbreviations, language.starters),
            *roman.rules(language.roman, numbers, language.numerals.to),
            *letters.rules(language.letters, numbers, language.starters),
            *numerals.last_rules(language.numerals, numbers, nouns, language.electronic.names["/"]),
            *symbols.rules(language.signs, language.greek, language.times_sign, language.divided_sign,
                            language.bounds),
        ), word, self._triggers(), Tidier(language.spaced), ("roman", "symbol", "number"))

    def __call__(self, text: str) -> list[Token]:
        """Normalise a text.

        Parameters
        ----------
        text : str
            Text of any length and origin.

        Returns
        -------
        list of Token
            Words and the gaps between them. Joined, their `spoken` is the normalised text.
        """
        language = self._language
        text = clean(text, language.replacements, tuple(language.signs), language.numbers.group_mark, language.kept)
        return self._scan(letters.calm(text, language.letters), text)

    def _triggers(self):
        table, days = self._language.abbreviations, self._language.dates.shortened
        words = [*table.titles, *table.numbered, *table.others, *table.opening, *self._language.money.currencies,
                 *(first + last for first in days for last in ("", *(f"-{day}" for day in days))),
                 *self._language.measures.units, "x"]
        return frozenset(word.split(".")[0].split(" ")[0] for word in words)


def splitter(language: Language) -> Splitter:
    """Return the splitter of a language's sentences, written or normalised."""
    table = language.abbreviations
    return Splitter(
        before_name=[title.rstrip(".") for title in table.titles],
        before_number=[word.rstrip(".") for word in table.numbered],
        inside=[word.rstrip(".") for word in table.others if word.endswith(".")],
        starters=language.starters,
        joiners=language.joiners,
        final=[word.rstrip(".") for word in table.final],
    )
