"""Which language the text is read in: detected, and shown, or chosen by hand."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QSizePolicy

from synthesizer.text import DEFAULT, LANGUAGES, LanguageError, find_language, languages_of
from synthesizer.text.detection import detect, name_of
from toolbox.ui.session.workers import in_pool

PATIENCE = 300  # ms without a key after which the language is looked at again
AUTOMATIC = "Automatic"
LEAST = 48  # pixels of width


class LanguageBox(QComboBox):
    """The languages, and first the choice to leave it to the text.

    Parameters
    ----------
    text : QPlainTextEdit
        Whose language is detected.
    """

    def __init__(self, text):
        super().__init__(accessibleName="Language of the text", toolTip="The language that the text is read in",
                         sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text, self._asked, self._known = text, None, None
        self.addItem(AUTOMATIC, "")
        for language in LANGUAGES:
            self.addItem(language.label, language.code)
        self._describe()
        self._wait = QTimer(self, interval=PATIENCE, singleShot=True)
        self._wait.timeout.connect(self._look)
        text.textChanged.connect(self._wait.start)
        self._wait.start()

    def minimumSizeHint(self):
        # In a narrow window the name is cut off rather than the window widened.
        return QSize(LEAST, super().minimumSizeHint().height())

    @property
    def code(self):
        """The code that was chosen by hand; None leaves it to the text."""
        return self.currentData() or None

    def choose(self, code):
        """Choose a language by its code; an empty one leaves it to the text."""
        self.setCurrentIndex(max(0, self.findData(code)))

    def show_known(self, codes):
        """Grey out the languages that the loaded networks have not learnt."""
        self._known = tuple(codes)
        self._describe()

    def _describe(self):
        for row, language in enumerate(LANGUAGES, 1):
            known = self._known is None or language.code in self._known
            self.model().item(row).setEnabled(known)
            self.setItemData(row, language.own_name if known else
                             f"The networks of this profile have not learnt {language.name}.",
                             Qt.ItemDataRole.ToolTipRole)

    def _look(self):
        self._asked = text = self._text.toPlainText()
        in_pool(found_in, text).done.connect(lambda found: self._show(text, found))

    def _show(self, text, found):
        if text == self._asked:  # nothing newer is under way
            self.setItemText(0, f"{AUTOMATIC} ({found})" if found else AUTOMATIC)


def found_in(text):
    """Return the names of the languages that a text is in; empty without any letters."""
    if not any(map(str.isalpha, text)):
        return ""
    try:
        return ", ".join(find_language(code).name for code in languages_of(text))
    except LanguageError:
        return f"{name_of(detect(text, DEFAULT))}: cannot be read"
