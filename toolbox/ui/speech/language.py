"""The language of the text: detected and displayed, or chosen by hand."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QComboBox, QSizePolicy

from synthesizer.text import DEFAULT, LANGUAGES, LanguageError, find_language, languages_of
from synthesizer.text.detection import detect, name_of
from toolbox.ui.session.workers import in_pool
from toolbox.ui.widgets.fitting import ShrinkingBox
from toolbox.ui.widgets.languages import AUTOMATIC, label_of
from toolbox.ui.words import tr

PATIENCE = 300  # ms without a key press after which the language is detected again


class LanguageBox(ShrinkingBox):
    """A list of languages, headed by automatic detection.

    Parameters
    ----------
    text : QPlainTextEdit
        The text box whose language is detected.
    """

    def __init__(self, text):
        super().__init__(accessibleName=tr("Language of the text"), toolTip=tr("The language that the text is read in"),
                         sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text, self._asked, self._known = text, None, None
        self.addItem(tr(AUTOMATIC), "")
        for language in LANGUAGES:
            self.addItem(label_of(language), language.code)
        self._describe()
        self._wait = QTimer(self, interval=PATIENCE, singleShot=True)
        self._wait.timeout.connect(self._look)
        text.textChanged.connect(self._wait.start)
        self._wait.start()

    @property
    def code(self):
        """Return the code chosen by hand; None for detection."""
        return self.currentData() or None

    def choose(self, code):
        """Choose a language by its code; an empty code chooses detection."""
        self.setCurrentIndex(max(0, self.findData(code)))

    def show_known(self, codes):
        """Grey out the languages that the loaded networks do not speak."""
        self._known = tuple(codes)
        self._describe()

    def _describe(self):
        for row, language in enumerate(LANGUAGES, 1):
            known = self._known is None or language.code in self._known
            self.model().item(row).setEnabled(known)
            self.setItemData(row, language.own_name if known else
                             tr("The networks of this profile were not trained on {name}.", name=tr(language.name)),
                             Qt.ItemDataRole.ToolTipRole)

    def _look(self):
        self._asked = self._text.toPlainText()
        # A bound method, not a lambda: Qt disconnects it if the box is deleted before the answer arrives.
        in_pool(look_at, self._asked).done.connect(self._show)

    @Slot(object)
    def _show(self, answer):
        text, found = answer
        if text == self._asked:  # nothing newer is under way
            self.setItemText(0, f"{tr(AUTOMATIC)} ({found})" if found else tr(AUTOMATIC))


def look_at(text):
    """Return a text and the names of its languages; no names without letters."""
    if not any(map(str.isalpha, text)):
        return text, ""
    try:
        return text, ", ".join(tr(find_language(code).name) for code in languages_of(text))
    except LanguageError:
        return text, tr("{language}: cannot be read", language=tr(name_of(detect(text, DEFAULT))))
