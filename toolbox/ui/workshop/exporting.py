"""The page with the options for exporting the project's sentences."""

from PySide6.QtCore import QT_TR_NOOP, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton

from audio.errors import AudioError
from audio.files import SUBTYPES
from toolbox.core.script.production import PATTERN, check_pattern
from toolbox.core.script.subtitles import SUFFIXES
from toolbox.ui import theme
from toolbox.ui.words import tr

SPLITS = {"one": QT_TR_NOOP("One file"), "lines": QT_TR_NOOP("One file per line"),
          "stems": QT_TR_NOOP("One stem per voice, each as long as the whole")}


class ExportPage(QDialog):
    """Offers one file, one file per line or one stem per voice, with format, names and subtitles.

    Signals
    -------
    wanted(str, str, str, str, str)
        Folder, split, suffix of the sound files, pattern of the names, and suffix of the subtitles or an empty string.
    """

    wanted = Signal(str, str, str, str, str)

    def __init__(self, parent):
        super().__init__(parent)
        self.setWindowTitle(tr("Export all sentences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.split, self.format = QComboBox(accessibleName=tr("Files")), QComboBox(accessibleName=tr("Format"))
        for split, text in SPLITS.items():
            self.split.addItem(tr(text), split)
        for suffix in SUBTYPES:
            self.format.addItem(suffix[1:].upper(), suffix)
        self.names = QLineEdit(PATTERN, accessibleName=tr("Pattern of the file names"), toolTip=tr(
            "Names of the files of the lines: {fields} in braces, with any text between them",
            fields="{number}, {voice}, {text}, {script}"))
        self.subtitles = QComboBox(accessibleName=tr("Subtitles"))
        self.subtitles.addItem(tr("None"), "")
        for suffix in SUFFIXES:
            self.subtitles.addItem(suffix[1:].upper(), suffix)
        self.fault = QLabel(wordWrap=True)
        self.fault.setStyleSheet(f"color: {theme.current().bad}")
        self.choose = QPushButton(tr("Choose a folder…"), default=True)
        self.choose.setProperty("role", "primary")
        cancel = QPushButton(tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.choose)
        layout = QFormLayout(self)
        for label, widget in ((tr("Files"), self.split), (tr("Format"), self.format), (tr("Names"), self.names),
                              (tr("Subtitles"), self.subtitles)):
            layout.addRow(label, widget)
        layout.addRow(self.fault)
        layout.addRow(buttons)
        self.split.currentIndexChanged.connect(lambda _: self._check())
        self.names.textEdited.connect(lambda _: self._check())
        cancel.clicked.connect(self.close)
        self.choose.clicked.connect(self._ask)
        self._check()
        self.resize(460, self.sizeHint().height())

    def _check(self):
        lines, fault = self.split.currentData() == "lines", ""
        if lines:
            try:
                check_pattern(self.names.text())
            except AudioError as error:
                fault = str(error)
        self.names.setEnabled(lines)
        self.fault.setText(fault)
        self.choose.setEnabled(not fault)

    def _ask(self):
        dialog = QFileDialog(self, tr("Folder for the files"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._give)
        dialog.open()

    def _give(self, folder):
        self.wanted.emit(folder, self.split.currentData(), self.format.currentData(), self.names.text(),
                         self.subtitles.currentData())
        self.close()
