"""The languages that can be read, and what the rest of the program knows of each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language, or an accent of one, that a front end reads."""

    code: str
    """BCP 47 in lower case, as in "es" or "en-gb"."""
    name: str
    """Its English name."""
    own_name: str
    """Its name in the language itself."""
    package: str
    """The folder of its front end in `synthesizer.text`."""
    styles: str
    """First letters of the Kokoro styles that speak it natively: what its virtual speakers are blended from, and who
    lends durations and intonation to other voices. German has no style of its own; the Romance ones serve it best."""
    beta: bool = False
    """Whether it is known to be read or spoken less well than the others."""

    @property
    def label(self) -> str:
        """The English name, with "(beta)" behind it where that applies."""
        return f"{self.name} (beta)" if self.beta else self.name


# The order is the numbering of the trained networks' language embedding: append, never reorder.
LANGUAGES = (
    Language("en-us", "English (American)", "English (US)", "en", "a"),
    Language("en-gb", "English (British)", "English (UK)", "en_gb", "b"),
    Language("es", "Spanish", "español", "es", "e"),
    Language("fr", "French", "français", "fr", "f"),
    Language("it", "Italian", "italiano", "it", "i"),
    Language("pt", "Portuguese (Brazilian)", "português", "pt", "p"),
    Language("zh", "Mandarin Chinese", "普通话", "zh", "z"),
    Language("de", "German", "Deutsch", "de", "fip", beta=True),
    Language("hi", "Hindi", "हिन्दी", "hi", "h", beta=True),
)
CODES = tuple(language.code for language in LANGUAGES)
DEFAULT = "en-us"


def find_language(code: str) -> Language:
    """Return the language of a code.

    Raises
    ------
    ValueError
        If there is none; the message lists the codes.
    """
    for language in LANGUAGES:
        if language.code == code:
            return language
    raise ValueError(f"There is no language {code!r}; choose one of {', '.join(CODES)}.")
