"""The page that shows, word by word, how the text will be spoken, and where it can be corrected."""

from PySide6.QtCore import QT_TR_NOOP, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout

from toolbox.core.cloning.ipa import ipa
from toolbox.core.script.pronunciation import symbols_of
from toolbox.core.script.sentences import marked
from toolbox.ui import theme
from toolbox.ui.words import tr

COLUMNS = (QT_TR_NOOP("Written"), QT_TR_NOOP("Said"), QT_TR_NOOP("Phonemes"), QT_TR_NOOP("Rule"), QT_TR_NOOP("From"))
PHONEMES = 2
SOURCES = {"dictionary": QT_TR_NOOP("your dictionary"), "mark": QT_TR_NOOP("a mark in the text"),
           "unread": QT_TR_NOOP("left out")}


class ReadingPage(QDialog):
    """One row per word. Changed phonemes become a mark in the text.

    Parameters
    ----------
    parent : QWidget
    text : str
    faults, sentences
        As returned by the reader's `text`.

    Signals
    -------
    marked(str)
        The text with a mark for the changed pronunciation.
    """

    marked = Signal(str)

    def __init__(self, parent, text, faults, sentences):
        super().__init__(parent)
        self.setWindowTitle(tr("How the text is read"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text, self._rows = text, []
        self.about = QLabel(tr("Words on an orange background are guesses. Double-click phonemes to change them, "
                               "in IPA or respelled (noo-YEN)."), wordWrap=True)
        self.table = QTableWidget(0, len(COLUMNS), accessibleName=tr("The text, word by word"))
        self.table.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.addWidget(self.about)
        if faults:
            wrong = QLabel("\n".join(f"{text[f.begin:f.end]}: {f.sentence}" for f in faults), wordWrap=True)
            wrong.setStyleSheet(f"color: {theme.current().bad}")
            layout.addWidget(wrong)
        layout.addWidget(self.table)
        self.resize(640, 460)
        self._fill(sentences)
        self.table.itemChanged.connect(self._change)

    def _fill(self, sentences):
        for sentence in sentences:
            for word, place in zip(sentence.sentence.words, sentence.places):
                row = self.table.rowCount()
                self.table.insertRow(row)
                self._rows.append((word, place))
                for column, text in enumerate((word.written, word.spoken, ipa(word.phonemes) or tr("left out"),
                                               word.rule, tr(SOURCES.get(word.source, word.source)))):
                    item = QTableWidgetItem(text)
                    if column != PHONEMES:
                        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                    if not word.certain:
                        shade = QColor(theme.current().warn)
                        shade.setAlpha(60)
                        item.setBackground(shade)
                    self.table.setItem(row, column, item)

    def _change(self, item):
        word, (begin, end) = self._rows[item.row()]
        try:
            symbols = symbols_of(item.text())
        except ValueError as error:
            self.about.setText(str(error))
            return
        self.text = marked(self.text, begin, end, symbols)
        self.marked.emit(self.text)
        self.close()
