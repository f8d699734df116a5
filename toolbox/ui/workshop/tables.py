"""Two pages with a table each: the user's dictionary and the cast."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from synthesizer.text import LANGUAGES
from toolbox.core.cloning.delivery import LIVELINESS
from toolbox.core.cloning.ipa import ipa
from toolbox.core.script.dictionary import checked_word
from toolbox.core.script.pronunciation import symbols_of
from toolbox.core.workshop.project import CastEntry
from toolbox.ui import theme
from toolbox.ui.widgets.languages import AUTOMATIC, label_of
from toolbox.ui.words import tr


class DictionaryPage(QDialog):
    """The user's dictionary, whose words can be added, changed, removed, imported and exported.

    Parameters
    ----------
    parent : QWidget
    dictionary : toolbox.core.script.dictionary.Dictionary
    """

    def __init__(self, parent, dictionary):
        super().__init__(parent)
        self.setWindowTitle(tr("Dictionary"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dictionary = dictionary
        self.language = QComboBox(accessibleName=tr("Language"))
        for language in LANGUAGES:
            self.language.addItem(tr(language.name), language.code)
        self.table = QTableWidget(0, 2, accessibleName=tr("Words and their pronunciations"))
        self.table.setHorizontalHeaderLabels((tr("Word"), tr("Pronunciation")))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.word = QLineEdit(placeholderText=tr("Word"), accessibleName=tr("New word"))
        self.said = QLineEdit(placeholderText=tr("wɪn or noo-YEN"), accessibleName=tr("Its pronunciation"))
        self.fault = QLabel(wordWrap=True)
        self.fault.setStyleSheet(f"color: {theme.current().bad}")
        add, remove = QPushButton(tr("Add")), QPushButton(tr("Remove"))
        take_in, give_out = QPushButton(tr("Import…")), QPushButton(tr("Export…"))
        new, below = QHBoxLayout(), QHBoxLayout()
        for widget in (self.word, self.said, add):
            new.addWidget(widget)
        below.addWidget(remove)
        below.addStretch()
        below.addWidget(take_in)
        below.addWidget(give_out)
        layout = QVBoxLayout(self)
        layout.addWidget(self.language)
        layout.addLayout(new)
        layout.addWidget(self.fault)
        layout.addWidget(self.table)
        layout.addLayout(below)
        self.resize(420, 420)
        add.clicked.connect(self.add)
        self.said.returnPressed.connect(self.add)
        remove.clicked.connect(self.remove)
        take_in.clicked.connect(lambda: self._ask(False))
        give_out.clicked.connect(lambda: self._ask(True))
        self.language.currentIndexChanged.connect(lambda _: self._fill())
        self.table.itemChanged.connect(self._change)
        self._fill()

    def add(self):
        """Store the entered word."""
        self._do(lambda: self.dictionary.put(self._code(), checked_word(self.word.text()),
                                             symbols_of(self.said.text())))
        if not self.fault.text():
            self.word.clear()
            self.said.clear()

    def remove(self):
        """Remove the selected words."""
        words = {self.table.item(index.row(), 0).text() for index in self.table.selectedIndexes()}
        for word in words:
            self._do(lambda word=word: self.dictionary.remove(self._code(), word))

    def _code(self):
        return self.language.currentData()

    def _do(self, change):
        self.fault.setText("")
        try:
            change()
        except (ValueError, OSError) as error:
            self.fault.setText(str(error))
        self._fill()

    def _fill(self):
        self._filling = True
        words = self.dictionary.words(self._code())
        self.table.setRowCount(len(words))
        for row, (word, symbols) in enumerate(words.items()):
            item = QTableWidgetItem(word)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.table.setItem(row, 0, item)
            self.table.setItem(row, 1, QTableWidgetItem(ipa(symbols)))
        self._filling = False

    def _change(self, item):
        if not self._filling:
            word = self.table.item(item.row(), 0).text()
            self._do(lambda: self.dictionary.put(self._code(), word, symbols_of(f"/{item.text().strip('/')}/")))

    def _ask(self, out):
        dialog = QFileDialog(self, tr("Export the dictionary") if out else tr("Import words"), "", tr("Tables (*.csv)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if out:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("csv")
        work = self.dictionary.export_csv if out else self.dictionary.import_csv
        dialog.fileSelected.connect(lambda path: self._do(lambda: work(self._code(), path)))
        dialog.open()


class CastPage(QDialog):
    """The voice and manner of each speaker of the script.

    Parameters
    ----------
    parent : QWidget
    names : list of str
        The names that occur in the script.
    cast : dict of str to CastEntry
    speakers : dict of str to list of Recording
        The library's.
    done : callable
        Takes the new cast when the page is accepted.
    """

    def __init__(self, parent, names, cast, speakers, done):
        super().__init__(parent)
        self.setWindowTitle(tr("The cast"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.speakers = speakers
        self.table = QTableWidget(0, 6, accessibleName=tr("The cast"))
        self.table.setHorizontalHeaderLabels((tr("Name"), tr("Voice"), tr("Speed"), tr("Pitch"), tr("Liveliness"),
                                              tr("Language")))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        for name in dict.fromkeys((*cast, *names)):
            self._add(name, cast.get(name, CastEntry()))
        layout = QVBoxLayout(self)
        if not self.table.rowCount():
            layout.addWidget(QLabel(tr("Write who speaks, as in “Anna: Good morning.” or “[Anna] Good morning.”, "
                                       "and each name can be given a voice here."), wordWrap=True))
        layout.addWidget(self.table)
        accept = QPushButton(tr("Use this cast"))
        accept.setProperty("role", "primary")
        accept.clicked.connect(lambda: (done(self.cast()), self.close()))
        layout.addWidget(accept)
        self.resize(720, 320)

    def cast(self):
        """Return the cast as a dict of str to CastEntry, without names that have no voice."""
        made = {}
        for row in range(self.table.rowCount()):
            voice = self.table.cellWidget(row, 1).currentText()
            recordings = tuple(r.id for r in self.speakers.get(voice, ()))
            if recordings:
                made[self.table.item(row, 0).text()] = CastEntry(
                    recordings, self.table.cellWidget(row, 2).value(), self.table.cellWidget(row, 3).value(),
                    self.table.cellWidget(row, 5).currentData() or None, self.table.cellWidget(row, 4).value())
        return made

    def _add(self, name, entry):
        row = self.table.rowCount()
        self.table.insertRow(row)
        item = QTableWidgetItem(name)
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        self.table.setItem(row, 0, item)
        voices = QComboBox(accessibleName=tr("Voice of {name}", name=name))
        voices.addItems(["", *self.speakers])
        own = next((speaker for speaker, recordings in self.speakers.items()
                    if entry.recordings and recordings[0].id in entry.recordings),
                   name if name in self.speakers else "")
        voices.setCurrentText(own)
        self.table.setCellWidget(row, 1, voices)
        for column, (value, least, most, step, suffix) in enumerate(((entry.speed, 0.5, 2.0, 0.05, " ×"),
                                                                    (entry.pitch, -12.0, 12.0, 0.5, " st"),
                                                                    (entry.liveliness, *LIVELINESS, 0.1, "")), 2):
            box = QDoubleSpinBox(minimum=least, maximum=most, singleStep=step, suffix=suffix)
            box.setValue(value)
            self.table.setCellWidget(row, column, box)
        languages = QComboBox(accessibleName=tr("Language of {name}", name=name))
        languages.addItem(tr(AUTOMATIC), "")
        for language in LANGUAGES:
            languages.addItem(label_of(language), language.code)
        languages.setCurrentIndex(max(0, languages.findData(entry.language or "")))
        self.table.setCellWidget(row, 5, languages)
