"""Translation of the window's texts.

A text is written in English where it is shown, inside `tr`; a constant is marked by QT_TR_NOOP and translated where it
is used. `python tools/translations.py` updates the catalogues in assets/translations.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication, QLibraryInfo, QLocale, QTranslator

from toolbox.core.settings import ASSETS

FOLDER = ASSETS / "translations"
STEPS = (  # steps reported by the core with their progress
    QT_TR_NOOP("speaker encoder"), QT_TR_NOOP("synthesizer"), QT_TR_NOOP("vocoder"),
    QT_TR_NOOP("second speaker encoder"), QT_TR_NOOP("warming up"), QT_TR_NOOP("ready"), QT_TR_NOOP("adapting"),
    QT_TR_NOOP("table"), QT_TR_NOOP("principal components"), QT_TR_NOOP("nearest neighbours"), QT_TR_NOOP("arranging"),
    QT_TR_NOOP("similarities"), QT_TR_NOOP("silhouette"), QT_TR_NOOP("outliers"), QT_TR_NOOP("clusters"),
    QT_TR_NOOP("order"), QT_TR_NOOP("listening"), QT_TR_NOOP("finding the words"), QT_TR_NOOP("learning"))
DATA = (  # the core's names of voices' properties and of profiles
    QT_TR_NOOP("female"), QT_TR_NOOP("male"), QT_TR_NOOP("known speaker"), QT_TR_NOOP("sample"),
    QT_TR_NOOP("in your library"), QT_TR_NOOP("take"), QT_TR_NOOP("without a recording"),
    QT_TR_NOOP("parallel synthesizer, harmonic vocoder"), QT_TR_NOOP("parallel synthesizer, Griffin-Lim"),
    QT_TR_NOOP("parallel synthesizer, WaveNet"))
CONTEXT = ""  # all texts share one context: the same English words have the same translation everywhere


def tr(text: str, n: int = -1, **values: Any) -> str:
    """Return a text in the language of the window.

    Parameters
    ----------
    text : str
        The English text, with the names of `values` in braces as for str.format.
    n : int
        Number that selects the plural form, also available as "count".
    **values
        Values of the names.

    Returns
    -------
    str
        The translation, or English if there is none.
    """
    translated = QCoreApplication.translate(CONTEXT, text, None, n)
    if n >= 0:
        values.setdefault("count", n)
    return translated.format(**values) if values else translated


def install(application: QCoreApplication, locale: QLocale | None = None) -> list[QTranslator]:
    """Install the catalogues of a locale, by default the system's, in an application; return them.

    English needs one only for plural forms. Qt's own catalogue translates the buttons of its dialogs.
    """
    code = (locale or QLocale()).uiLanguages()[0].replace("-", "_").split("_")[0]
    catalogues = [FOLDER / f"{name}.qm" for name in dict.fromkeys(("en", code))]
    if catalogues[-1].exists():
        catalogues.append(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{code}.qm")
    installed = []
    for catalogue in catalogues:
        translator = QTranslator(application)
        if translator.load(str(catalogue)):
            application.installTranslator(translator)
            installed.append(translator)
    return installed
