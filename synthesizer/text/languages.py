"""The supported languages and their properties."""

from dataclasses import dataclass


class LanguageError(ValueError):
    """A language that cannot be read; the message is a sentence."""


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
    sample: str
    """A sentence to demonstrate it with."""
    styles: str
    """First letters of the Kokoro styles that speak it natively: what its virtual speakers are blended from, and who
    lends durations and intonation to other voices. German has no style of its own; the Romance ones serve it best."""
    beta: bool = False
    """Whether it is known to be read or spoken less well than the others."""

    @property
    def label(self) -> str:
        """Return the English name, followed by "(beta)" if that applies."""
        return f"{self.name} (beta)" if self.beta else self.name


LANGUAGES = (
    Language("en-us", "American English", "English (US)", "en",
             "This voice was learnt from a few seconds of speech. It says whatever you write, on your own machine.",
             "a"),
    Language("en-gb", "British English", "English (UK)", "en_gb",
             "This voice was learnt from a few seconds of speech, and here it speaks as people do in England.",
             "b"),
    Language("es", "Spanish", "español", "es",
             "Esta voz se aprendió de unos segundos de habla inglesa, y ahora dice en español lo que usted quiera.",
             "e"),
    Language("fr", "French", "français", "fr",
             "Cette voix a été apprise en quelques secondes d'anglais, et la voici qui parle français.",
             "f"),
    Language("it", "Italian", "italiano", "it",
             "Questa voce è stata imparata da pochi secondi di inglese, e adesso parla italiano.",
             "i"),
    Language("pt", "Brazilian Portuguese", "português", "pt",
             "Esta voz foi aprendida com alguns segundos de inglês, e agora ela fala português.",
             "p"),
    Language("zh", "Mandarin", "普通话", "zh",
             "这个声音只听了几秒钟的英语，现在它会说普通话了。",
             "z"),
    Language("de", "German", "Deutsch", "de",
             "Diese Stimme wurde aus wenigen Sekunden Englisch gelernt, und nun spricht sie Deutsch.",
             "fip", beta=True),
    Language("hi", "Hindi", "हिन्दी", "hi",
             "यह आवाज़ कुछ सेकंड की अंग्रेज़ी से सीखी गई है, और अब यह हिन्दी बोलती है।",
             "h", beta=True),
)
CODES = tuple(language.code for language in LANGUAGES)
DEFAULT = "en-us"


def closest(tag: str) -> str:
    """Return the code of the language that a BCP 47 tag such as "es-MX" or "EN" means; empty if none is read."""
    tag = tag.strip().lower().replace("_", "-")
    base = tag.partition("-")[0]
    return tag if tag in CODES else DEFAULT if base == DEFAULT.partition("-")[0] else base if base in CODES else ""


def find_language(code: str) -> Language:
    """Return the language of a code.

    Raises
    ------
    LanguageError
        If there is none; the message lists the codes.
    """
    for language in LANGUAGES:
        if language.code == code:
            return language
    raise LanguageError(f"There is no language {code!r}; choose one of {', '.join(CODES)}.")
