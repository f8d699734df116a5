"""The source of a conversion: a recording whose words, timing and intonation the selected voice repeats."""

from PySide6.QtCore import QT_TR_NOOP, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QToolButton, QWidget

from toolbox.ui import theme
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.words import tr

NONE = QT_TR_NOOP("Or speak it yourself: record, or choose a recording.")


class SourceBar(QWidget):
    """Controls for the source of a conversion, below the text.

    Signals
    -------
    record_asked(), file_asked(), play_asked(), cleared()
    convert_asked(bool)
        Conversion was requested; with the text as transcript if True.
    """

    record_asked, file_asked, play_asked, cleared = Signal(), Signal(), Signal(), Signal()
    convert_asked = Signal(bool)

    def __init__(self):
        super().__init__()
        self.record = QToolButton(icon=theme.icon("record", "record"), toolTip=tr("Record the sentence to convert"),
                                  accessibleName=tr("Record the source"))
        self.file = QToolButton(icon=theme.icon("add-file"), toolTip=tr("Choose a recording to convert"),
                                accessibleName=tr("Choose a file as the source"))
        self.title = ElidedLabel(least=40)
        self.title.setAccessibleName(tr("Source of the conversion"))
        self.play = QToolButton(icon=theme.icon("play"), toolTip=tr("Play the source"),
                                accessibleName=tr("Play the source"))
        self.clear = QToolButton(icon=theme.icon("cancel"), toolTip=tr("Remove the source"),
                                 accessibleName=tr("Remove the source"))
        self.guided = QCheckBox(tr("These words"), accessibleName=tr("The text is the transcript of the source"),
                                toolTip=tr("The text above is the transcript of the source: its words are then "
                                           "exact, and the performance is kept"))
        self.convert = QPushButton(tr("Convert"),
                                   toolTip=tr("Convert the source to the selected voice (Ctrl+Shift+Enter)"),
                                   accessibleName=tr("Convert the source to the selected voice"))
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
        """Show the source's name; None if there is none."""
        self._there = name is not None
        self.title.setText(f"{name}, {seconds:.1f} s" if self._there else tr(NONE))
        self.title.setProperty("role", "" if self._there else "muted")
        self.title.style().polish(self.title)
        for widget in (self.play, self.clear, self.guided, self.convert):
            widget.setVisible(self._there)

    def show_recording(self, on):
        """Show whether the source is being recorded."""
        self.record.setIcon(theme.icon("stop" if on else "record", "record"))
        self.record.setToolTip(tr("Stop recording") if on else tr("Record the sentence to convert"))

    def set_busy(self, busy):
        """Disable conversion while speech is in progress."""
        self.convert.setEnabled(not busy)
