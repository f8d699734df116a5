"""A plot area over time in which the pointer selects."""

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal


class WaveBox(pg.ViewBox):
    """The plot area of a waveform, in which dragging selects a range.

    Signals
    -------
    dragged(float, float, bool)
        Begin and end in seconds, and whether the button has been released.
    clicked(float, float)
        The time in seconds, and the height in the plot's unit.
    """

    dragged, clicked = Signal(float, float, bool), Signal(float, float)

    def mouseDragEvent(self, event, axis=None):
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self.dragged.emit(self.mapToView(event.buttonDownPos()).x(), self.mapToView(event.pos()).x(), event.isFinish())

    def mouseClickEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            at = self.mapToView(event.pos())
            self.clicked.emit(at.x(), at.y())
