"""Speak it yourself: a recording whose words, timing and intonation are said again in the selected voice."""

from PySide6.QtCore import QT_TR_NOOP, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QToolButton, QWidget

from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.window import theme
from toolbox.ui.words import tr

NONE = QT_TR_NOOP("Or speak it yourself: record, or choose a recording.")


class SourceBar(QWidget):
    """The source of a conversion, beside the text.

    Signals
    -------
    record_asked(), file_asked(), play_asked(), cleared()
    convert_asked(bool)
        Say it in the selected voice; with the words of the text if True.
    """

    record_asked, file_asked, play_asked, cleared = Signal(), Signal(), Signal(), Signal()
    convert_asked = Signal(bool)

    def __init__(self):
        super().__init__()
        self.record = QToolButton(icon=theme.icon("record", "record"), toolTip=tr("Speak: record what is to be said"),
                                  accessibleName=tr("Record the source"))
        self.file = QToolButton(icon=theme.icon("add-file"), toolTip=tr("Choose a recording of what is to be said"),
                                accessibleName=tr("Choose a file as the source"))
        self.title = ElidedLabel(least=40)
        self.title.setAccessibleName(tr("Source of the conversion"))
        self.play = QToolButton(icon=theme.icon("play"), toolTip=tr("Play the source"),
                                accessibleName=tr("Play the source"))
        self.clear = QToolButton(icon=theme.icon("cancel"), toolTip=tr("Take the source away"),
                                 accessibleName=tr("Take the source away"))
        self.guided = QCheckBox(tr("These words"), accessibleName=tr("The text is what is said in the source"),
                                toolTip=tr("The text above is what is said in the source: its words are exact "
                                           "then, and the performance stays"))
        self.convert = QPushButton(tr("Convert"), toolTip=tr("Say the source in the selected voice (Ctrl+Shift+Enter)"),
                                   accessibleName=tr("Convert: say the source in the selected voice"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for widget in (self.record, self.file, self.title, self.play, self.clear):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.guided)
        row.addWidget(self.convert)
        self.record.clicked.connect(self.record_asked)
        self.file.clicked.connect(self.file_asked)
        self.play.clicked.connect(self.play_asked)
        self.clear.clicked.connect(self.cleared)
        self.convert.clicked.connect(lambda: self.convert_asked.emit(self.guided.isChecked()))
        self._busy, self._there = False, False
        self.show_source(None)

    def show_source(self, name, seconds=0.0):
        """Show what is the source; None if there is none."""
        self._there = name is not None
        self.title.setText(f"{name}, {seconds:.1f} s" if self._there else tr(NONE))
        self.title.setProperty("role", "" if self._there else "muted")
        self.title.style().polish(self.title)
        for widget in (self.play, self.clear, self.guided, self.convert):
            widget.setVisible(self._there)

    def show_recording(self, on):
        """Show whether the source is being recorded."""
        self.record.setIcon(theme.icon("stop" if on else "record", "record"))
        self.record.setToolTip(tr("Stop recording") if on else tr("Speak: record what is to be said"))

    def set_busy(self, busy):
        """Let nothing be converted while something is being made."""
        self.convert.setEnabled(not busy)
