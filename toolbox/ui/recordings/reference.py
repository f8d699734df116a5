"""The reference panel: the recording whose voice is used."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QT_TR_NOOP, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from toolbox.ui import theme
from toolbox.ui.recordings.people import PeopleStrip
from toolbox.ui.recordings.quality import sentence
from toolbox.ui.recordings.wavebox import WaveBox
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.widgets.play import PlayButton
from toolbox.ui.widgets.plot import TimePlot
from toolbox.ui.widgets.spectrogram import SpectrogramView
from toolbox.ui.words import tr

LEAST_WAVE, LEAST_MEL = 22, 40  # pixels of height
SHORTEST = 1.0  # shortest selection in seconds
EMPTY = QT_TR_NOOP("Select a voice on the left, record one, or drop a sound file on the window.")


class Selection(pg.LinearRegionItem):
    """A range whose ends can be dragged; a drag that starts inside it selects a new range."""

    def __init__(self):
        super().__init__(swapMode="sort")

    def mouseDragEvent(self, event):
        event.ignore()

    def hoverEvent(self, event):
        pass


class ReferencePanel(QWidget):
    """The waveform, in which a range can be selected, and the mel spectrogram.

    Signals
    -------
    play_asked(), sought(float)
        Play or stop; play from a position in seconds.
    region_changed(object)
        (begin, end) in seconds, or None for the whole recording.
    clean_asked(), compare_asked()
        Remove noise and reverberation; show the recording before or after that.
    """

    play_asked, sought, region_changed = Signal(), Signal(float), Signal(object)
    clean_asked, compare_asked = Signal(), Signal()

    def __init__(self):
        super().__init__()
        self.seconds = 0.0
        self.title, self.about, self.quality = ElidedLabel(least=100), ElidedLabel(), ElidedLabel()
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        self.quality.setProperty("role", "muted")
        self.quality.setAccessibleName(tr("Quality of the reference"))
        self.clean = QPushButton(tr("Clean"), toolTip=tr("Remove noise, echo and music; the original is kept"),
                                 accessibleName=tr("Clean the recording"))
        self.compare = QPushButton(tr("Before/after"), toolTip=tr("Show the recording before or after it was cleaned"),
                                   accessibleName=tr("Show the recording before or after it was cleaned"))
        self.people = PeopleStrip()
        self.play = PlayButton(tr("Play the reference (F5)"), tr("Play the reference"))
        self.whole = QPushButton(tr("Use all of it"), toolTip=tr("Clear the selection (Ctrl+U)"),
                                 accessibleName=tr("Use all of the recording"))
        box = WaveBox(enableMenu=False)
        self.wave = TimePlot(tr("Waveform of the reference, with the selection that is used"), box, pg.AxisItem("left"))
        self.wave.setToolTip(tr("Drag to select the part that is used as the reference; click to play from there"))
        self.wave.setMinimumHeight(LEAST_WAVE)
        self.wave.left.setWidth(34)
        self.wave.left.setStyle(showValues=False, tickLength=0)
        box.setMouseEnabled(x=False, y=False)
        box.setYRange(-1, 1, padding=0)
        self.curve = pg.PlotCurveItem()
        self.region = Selection()
        self.head = pg.InfiniteLine(0, angle=90)
        for item in (self.curve, self.region, self.head):
            box.addItem(item)
        self.view = SpectrogramView(tr("Mel spectrogram of the reference"))
        self.view.setMinimumHeight(LEAST_MEL)
        self.view.box.sigXRangeChanged.connect(lambda _, shown: box.setXRange(*shown, padding=0))
        self.view.box.sigXRangeChanged.connect(lambda _, shown: self.people.set_range(*shown))
        top = QHBoxLayout()
        for widget in (self.title, self.about):
            top.addWidget(widget)
        top.addStretch()
        top.addWidget(self.compare)
        top.addWidget(self.clean)
        top.addWidget(self.whole)
        top.addWidget(self.play)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.quality)
        layout.addWidget(self.people)
        self.splitter = QSplitter(Qt.Orientation.Vertical, objectName="reference", childrenCollapsible=False)
        self.splitter.addWidget(self.wave)
        self.splitter.addWidget(self.view)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 4)
        self.splitter.setSizes([44, 160])
        layout.addWidget(self.splitter, 1)
        self.play.clicked.connect(self.play_asked)
        self.whole.clicked.connect(self._use_all)
        self.clean.clicked.connect(self.clean_asked)
        self.compare.clicked.connect(self.compare_asked)
        self.view.sought.connect(self.sought)
        self.region.sigRegionChangeFinished.connect(self._region_moved)
        box.dragged.connect(self._dragged)
        box.clicked.connect(lambda at, height: self.sought.emit(at) if 0 <= at < self.seconds else None)
        self._setting, self._told = False, None
        self.clear()
        self.restyle()

    def clear(self, message=None):
        """Show that nothing is selected."""
        self.seconds = 0.0
        self.title.setText("")
        self.about.setText("")
        self.curve.setData([], [])
        self.view.clear(tr(EMPTY) if message is None else message)
        for item in (self.region, self.head):
            item.hide()
        for button in (self.play, self.whole, self.clean):
            button.setEnabled(False)
        self.whole.hide()
        self.compare.hide()

    def show_recording(self, title, seconds, rate, drawn, region):
        """Show the result of `analyse` for a recording; `region` is (begin, end) in seconds or None."""
        outline, mel, scale_shown = drawn
        self.seconds = seconds
        self.title.setText(title)
        at = np.repeat((np.arange(outline.shape[1]) + 0.5) * seconds / max(1, outline.shape[1]), 2)
        loudest = max(0.05, float(np.abs(outline).max()) if outline.size else 0.0)
        self.curve.setData(at, (outline / loudest).T.ravel())
        self.view.show_mel(mel, scale_shown)
        self._told, self._rate, self._setting = region, rate, True
        self.region.setBounds((0, seconds))
        self._set_region(region or (0, seconds))
        self.region.setVisible(region is not None)
        self.play.setEnabled(True)
        self.clean.setEnabled(True)
        self._describe(region)

    def show_quality(self, measured):
        """Show (Quality, Advice) of the reference; None shows nothing."""
        self.quality.setText("" if measured is None else sentence(*measured))

    def show_counterpart(self, there):
        """Offer the comparison if the recording was cleaned, or is the result of cleaning."""
        self.compare.setVisible(there)

    def show_division(self, division):
        """Show who speaks when; None, or one person, shows nothing."""
        if division is None:
            self.people.forget_colours()
        self.people.show_division(division)

    def show_head(self, seconds):
        """Move the playhead; None hides it."""
        self.view.show_head(seconds)
        self.head.setVisible(seconds is not None)
        if seconds is not None:
            self.head.setValue(seconds)
        self.play.show_playing(seconds is not None)

    def restyle(self):
        """Apply the current theme."""
        colours = theme.current()
        self.view.restyle()
        self.people.restyle()
        self.wave.setBackground(colours.window)
        self.wave.box.setBackgroundColor(colours.base)
        self.wave.left.setPen(pg.mkPen(None))
        self.curve.setPen(pg.mkPen(colours.muted, width=1))
        self.head.setPen(pg.mkPen(colours.accent, width=2))
        fill = QColor(colours.accent)
        fill.setAlphaF(0.14)
        self.region.setBrush(fill)
        fill.setAlphaF(0.24)
        self.region.setHoverBrush(fill)
        for line in self.region.lines:
            line.setPen(pg.mkPen(colours.accent, width=2))
            line.setHoverPen(pg.mkPen(colours.accent, width=4))

    def _describe(self, region):
        used = tr("{region:.1f} of {seconds:.1f} s selected", region=region[1] - region[0],
                  seconds=self.seconds) if region else f"{self.seconds:.1f} s"
        self.about.setText(f"{used}   {self._rate / 1000:g} kHz")
        self.whole.setVisible(region is not None)
        self.whole.setEnabled(region is not None)

    def _dragged(self, begin, end, finished):
        if not self.seconds:
            return
        begin, end = sorted(min(max(at, 0.0), self.seconds) for at in (begin, end))
        self.region.show()
        self._set_region((begin, end))
        self._describe((begin, end))
        if finished:
            self._region_moved()

    def _region_moved(self):
        if self._setting:
            return
        begin, end = self.region.getRegion()
        if end - begin < SHORTEST:
            middle = min(max((begin + end) / 2, SHORTEST / 2), max(SHORTEST / 2, self.seconds - SHORTEST / 2))
            begin, end = max(0.0, middle - SHORTEST / 2), min(self.seconds, middle + SHORTEST / 2)
            self._set_region((begin, end))
        whole = begin <= 0.02 and end >= self.seconds - 0.02
        region = None if whole else (round(float(begin), 3), round(float(end), 3))
        self.region.setVisible(region is not None)
        self._describe(region)
        if region != self._told:
            self._told = region
            self.region_changed.emit(region)

    def _set_region(self, region):
        self._setting = True
        self.region.setRegion(region)
        self._setting = False

    def _use_all(self):
        self.region.setRegion((0, self.seconds))
