"""The tables of a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synthesizer.text.rules import Rule
from synthesizer.text.semiotic.abbreviations import Abbreviations
from synthesizer.text.semiotic.dates import Dates
from synthesizer.text.semiotic.electronic import Electronic
from synthesizer.text.semiotic.letters import Letters
from synthesizer.text.semiotic.measures import Measures
from synthesizer.text.semiotic.money import Money
from synthesizer.text.semiotic.nouns import Nouns
from synthesizer.text.semiotic.numbers import Numbers
from synthesizer.text.semiotic.numerals import Numerals
from synthesizer.text.semiotic.roman import Roman
from synthesizer.text.semiotic.telephone import Telephone
from synthesizer.text.semiotic.times import Times


@dataclass(frozen=True)
class Language:
    """The normaliser's complete description of a language."""

    numbers: Numbers
    nouns: Nouns
    numerals: Numerals
    dates: Dates
    times: Times
    money: Money
    measures: Measures
    telephone: Telephone
    abbreviations: Abbreviations
    letters: Letters
    roman: Roman
    electronic: Electronic
    signs: Mapping[str, str]
    """See `symbols.rules`, also for the next four."""
    greek: str
    times_sign: str
    divided_sign: str
    bounds: tuple[str, str]
    starters: Sequence[str]
    """Capitalised words that begin a sentence rather than name something."""
    joiners: Sequence[str]
    """Conjunctions and the like, before which a long sentence may be parted."""
    extra: Sequence[Rule] = ()
    """Rules of its own, tried before those for abbreviations and numbers."""
    spaced: str = ""
    """Marks that a space stands before."""
    replacements: Mapping[str, str] = field(default_factory=dict)
    """What single characters stand for, see `markup.clean`."""
    kept: str = ""
    """Compatibility characters that mean something, see `markup.clean`."""
