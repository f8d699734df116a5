"""A level meter."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from toolbox.ui import theme
from toolbox.ui.words import tr

LOWEST = -60.0  # dBFS
CLIPPED = 0.985  # of full scale
FALL = 24.0  # dB a second
HOLD = 1.5  # seconds that the peak mark and the clipping light stay


class LevelMeter(QWidget):
    """Peak level in dBFS with peak hold and a clipping light."""

    def __init__(self):
        super().__init__()
        self.setAccessibleName(tr("Input level"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(90)
        self.reset()

    def sizeHint(self):
        return QSize(180, 16)

    def reset(self):
        """Fall to silence at once."""
        self.level = self.peak = LOWEST
        self.clipped = False
        self._held = self._lit = 0.0
        self.update()

    def feed(self, samples, seconds):
        """Show samples (n,) that arrived `seconds` after the last ones."""
        top = float(np.abs(samples).max()) if len(samples) else 0.0
        now = 20 * np.log10(top) if top > 0.001 else LOWEST
        self.level = max(now, self.level - FALL * seconds, LOWEST)
        self._held = HOLD if now >= self.peak else self._held - seconds
        if now >= self.peak or self._held <= 0:
            self.peak = self.level
        self._lit = HOLD if top >= CLIPPED else self._lit - seconds
        self.clipped = self._lit > 0
        self.setAccessibleDescription(f"{self.level:.0f} dB" + (", clipping" if self.clipped else ""))
        self.update()

    def paintEvent(self, event):
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, (self.height() - 8) / 2, self.width() - 16, 8)
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(bar, 4, 4)
        share = _share(self.level)
        if share > 0:
            colour = colours.good if self.level < -9 else colours.warn if self.level < -2 else colours.bad
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), 4, 4)
        if self.peak > LOWEST:
            painter.setBrush(QColor(colours.text))
            painter.drawRect(QRectF(bar.left() + bar.width() * _share(self.peak) - 1, bar.top() - 2, 2, 12))
        painter.setBrush(QColor(colours.bad if self.clipped else colours.border))
        painter.drawEllipse(QRectF(self.width() - 11, (self.height() - 9) / 2, 9, 9))


def _share(level):
    return min(1.0, max(0.0, 1 - level / LOWEST))
