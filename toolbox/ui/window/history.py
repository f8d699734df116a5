"""The dialog with the history of speech made in the library's voices."""

from PySide6.QtCore import QT_TR_NOOP, QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from toolbox.ui.words import tr

COLUMNS = (QT_TR_NOOP("When"), QT_TR_NOOP("What"), QT_TR_NOOP("Voice"), QT_TR_NOOP("Consent"), QT_TR_NOOP("Length"),
           QT_TR_NOOP("Text"), QT_TR_NOOP("File"))
TEXT = COLUMNS.index("Text")
EVENTS = (  # an entry's `what`
    QT_TR_NOOP("made"), QT_TR_NOOP("exported"), QT_TR_NOOP("dragged out"), QT_TR_NOOP("spoken live"))
MOST = 2_000  # most lines shown; the command `history` lists all
CONSENTS = {"own": QT_TR_NOOP("own voice"), "agreed": QT_TR_NOOP("its owner agreed"),
            "sample": QT_TR_NOOP("none needed"), "": QT_TR_NOOP("not stated")}


class HistoryDialog(QDialog):
    """A table of the history, newest first.

    Parameters
    ----------
    window : QWidget
    entries : list of toolbox.core.library.records.Entry
    """

    def __init__(self, window, entries):
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("What was made"))
        self._entries = entries
        self.voice = QComboBox(accessibleName=tr("Voice"))
        self.voice.addItems([tr("All voices"), *sorted({e.voice for e in entries}, key=str.casefold)])
        self.voice.currentIndexChanged.connect(self._fill)
        self.table = QTableWidget(0, len(COLUMNS), accessibleName=tr("What was made"))
        self.table.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        for column in range(len(COLUMNS)):
            self.table.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if column == TEXT else QHeaderView.ResizeMode.ResizeToContents)
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for widget in (self.voice, self.table, self.about, buttons):
            layout.addWidget(widget)
        self.resize(820, 480)
        self._fill()

    def _fill(self):
        voice = None if self.voice.currentIndex() == 0 else self.voice.currentText()
        entries = [e for e in self._entries if voice in (None, e.voice)]
        self.table.setRowCount(min(len(entries), MOST))
        for row, entry in enumerate(entries[:MOST]):
            when = QDateTime.fromString(entry.time, Qt.DateFormat.ISODateWithMs).toLocalTime()
            cells = (QLocale().toString(when, QLocale.FormatType.ShortFormat), tr(entry.what), entry.voice,
                     tr(CONSENTS.get(entry.consent, CONSENTS[""])), f"{entry.seconds:.1f} s",
                     " ".join(entry.text.split()), entry.place)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(entry.text if column == TEXT else text)
                self.table.setItem(row, column, item)
        shown = tr("The newest {most:,} are shown.", most=MOST) if len(entries) > MOST else ""
        kept = tr("They are kept in this library only, and remain when a take or a voice is deleted.")
        self.about.setText(" ".join(filter(None, (tr("{count:,} entries.", len(entries)), shown, kept))))
