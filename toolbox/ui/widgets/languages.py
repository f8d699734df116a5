"""Names of languages in the window's own."""

from PySide6.QtCore import QT_TR_NOOP

from synthesizer.text.languages import Language
from toolbox.ui.words import tr

AUTOMATIC = QT_TR_NOOP("Automatic")
NAMES = (QT_TR_NOOP("American English"), QT_TR_NOOP("British English"), QT_TR_NOOP("Spanish"), QT_TR_NOOP("French"),
         QT_TR_NOOP("Italian"), QT_TR_NOOP("Brazilian Portuguese"), QT_TR_NOOP("Mandarin"), QT_TR_NOOP("German"),
         QT_TR_NOOP("Hindi"))  # names in `LANGUAGES`


def label_of(language: Language) -> str:
    """Return the name of a Language in the window's language, followed by "(beta)" if that applies."""
    return tr("{name} (beta)", name=tr(language.name)) if language.beta else tr(language.name)
