"""Reference: the recording whose voice is used."""

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from toolbox.ui.widgets import mel as scale
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.widgets.spectrogram import SpectrogramView
from toolbox.ui.window import theme

BINS = 2000  # of the waveform's outline
MOST_COLUMNS = 12_000  # of the spectrogram; longer recordings are drawn with wider steps
WAVE = 28, 52  # pixels of height, at least and at most
SHORTEST = 1.0  # seconds that a region must hold
EMPTY = "Choose a voice on the left, record one, or drop a sound file on the window."


def analyse(wav, rate):
    """What is drawn of a waveform (n_samples,): outline (2, n_bins), log-mel, and its MelConfig."""
    step = max(1, len(wav) // BINS)
    whole = wav[: len(wav) // step * step].reshape(-1, step)
    outline = np.stack([whole.min(axis=1), whole.max(axis=1)])
    mel = scale.log_mel(wav, rate)
    every = -(-mel.shape[1] // MOST_COLUMNS)
    thinned = replace(scale.DEFAULT, hop_length=every * scale.DEFAULT.hop_length)
    return outline, np.ascontiguousarray(mel[:, ::every]), thinned


class ReferencePanel(QWidget):
    """Waveform strip with a region to drag, and mel spectrogram.

    Signals
    -------
    play_asked(), sought(float)
        Play or stop; play from a place in seconds.
    region_changed(object)
        (begin, end) in seconds, or None for all of it.
    """

    play_asked, sought, region_changed = Signal(), Signal(float), Signal(object)

    def __init__(self):
        super().__init__()
        self.seconds = 0.0
        self.title, self.about = ElidedLabel(least=100), ElidedLabel()
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        self.play = QPushButton(theme.icon("play"), "Play", toolTip="Play the reference (F5)",
                                accessibleName="Play the reference")
        self.whole = QPushButton("Use all of it", toolTip="Forget the region that was dragged",
                                 accessibleName="Use all of the recording")
        self.wave = pg.PlotWidget()
        self.wave.setAccessibleName("Waveform of the reference, with the region that is used")
        self.wave.setMinimumHeight(WAVE[0])
        self.wave.hideButtons()
        self.wave.setMenuEnabled(False)
        self.wave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.wave.getAxis("left").setWidth(34)
        self.wave.getAxis("left").setStyle(showValues=False, tickLength=0)
        self.wave.hideAxis("bottom")
        self.wave.getViewBox().setMouseEnabled(x=False, y=False)
        self.wave.getViewBox().setYRange(-1, 1, padding=0)
        self.curve = pg.PlotCurveItem()
        self.region = pg.LinearRegionItem(swapMode="block")
        self.head = pg.InfiniteLine(0, angle=90)
        for item in (self.curve, self.region, self.head):
            self.wave.addItem(item)
        self.view = SpectrogramView("Mel spectrogram of the reference")
        self.view.box.sigXRangeChanged.connect(lambda _, shown: self.wave.setXRange(*shown, padding=0))
        top = QHBoxLayout()
        for widget in (self.title, self.about):
            top.addWidget(widget)
        top.addStretch()
        top.addWidget(self.whole)
        top.addWidget(self.play)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.wave)
        layout.addWidget(self.view, 1)
        self.play.clicked.connect(self.play_asked)
        self.whole.clicked.connect(self._use_all)
        self.view.sought.connect(self.sought)
        self.region.sigRegionChangeFinished.connect(self._region_moved)
        self._setting = False
        self.clear()
        self.restyle()

    def clear(self, message=EMPTY):
        """Show that nothing is chosen."""
        self.seconds = 0.0
        self.title.setText("")
        self.about.setText("")
        self.curve.setData([], [])
        self.view.clear(message)
        for item in (self.region, self.head):
            item.hide()
        for button in (self.play, self.whole):
            button.setEnabled(False)
        self.whole.hide()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.wave.setMaximumHeight(max(WAVE[0], min(WAVE[1], self.height() // 4)))

    def show_recording(self, title, seconds, rate, drawn, region):
        """Show what `analyse` gave of a recording; `region` is (begin, end) or None."""
        outline, mel, scale_shown = drawn
        self.seconds = seconds
        self.title.setText(title)
        at = np.repeat((np.arange(outline.shape[1]) + 0.5) * seconds / max(1, outline.shape[1]), 2)
        loudest = max(0.05, float(np.abs(outline).max()) if outline.size else 0.0)
        self.curve.setData(at, (outline / loudest).T.ravel())
        self.view.show_mel(mel, scale_shown)
        self._setting = True
        self.region.setBounds((0, seconds))
        self.region.setRegion(region or (0, seconds))
        self._setting = False
        self.region.show()
        self.play.setEnabled(True)
        self._describe(region, rate)

    def show_head(self, seconds):
        """Move the play head; None hides it."""
        self.view.show_head(seconds)
        self.head.setVisible(seconds is not None)
        if seconds is not None:
            self.head.setValue(seconds)
        self.play.setText("Stop" if seconds is not None else "Play")
        self.play.setIcon(theme.icon("stop" if seconds is not None else "play"))

    def restyle(self):
        """Take on the current theme."""
        colours = theme.current()
        self.view.restyle()
        self.wave.setBackground(colours.window)
        self.wave.getViewBox().setBackgroundColor(colours.base)
        self.wave.getAxis("left").setPen(pg.mkPen(None))
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

    def _describe(self, region, rate=None):
        if rate:
            self._rate = rate
        used = f"{region[1] - region[0]:.1f} of {self.seconds:.1f} s used" if region else f"{self.seconds:.1f} s"
        self.about.setText(f"{used}   {self._rate / 1000:g} kHz")
        self.whole.setVisible(region is not None)
        self.whole.setEnabled(region is not None)

    def _region_moved(self):
        if self._setting:
            return
        begin, end = self.region.getRegion()
        if end - begin < SHORTEST:
            middle = min(max((begin + end) / 2, SHORTEST / 2), max(SHORTEST / 2, self.seconds - SHORTEST / 2))
            begin, end = max(0.0, middle - SHORTEST / 2), min(self.seconds, middle + SHORTEST / 2)
            self._setting = True
            self.region.setRegion((begin, end))
            self._setting = False
        whole = begin <= 0.02 and end >= self.seconds - 0.02
        region = None if whole else (round(float(begin), 3), round(float(end), 3))
        self._describe(region)
        self.region_changed.emit(region)

    def _use_all(self):
        self.region.setRegion((0, self.seconds))
