"""A plot over time."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsGridLayout, QSizePolicy


class TimePlot(pg.GraphicsView):
    """A plot area with an axis at the left and, usually, one of time below it.

    pyqtgraph's PlotWidget adds menus, two more axes and a title, which nobody sees and which take most of the time that
    a plot needs to be made.

    Parameters
    ----------
    name : str
        Accessible name.
    box : pg.ViewBox
        The plot area.
    left : pg.AxisItem
    bottom : pg.AxisItem, optional
    """

    def __init__(self, name, box, left, bottom=None):
        super().__init__()
        self.box, self.left, self.bottom = box, left, bottom
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.enableMouse(False)  # the plot area zooms, not the whole
        whole = pg.GraphicsWidget()
        grid = QGraphicsGridLayout(whole)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.addItem(box, 0, 1)
        for axis, row, column in ((left, 0, 0), (bottom, 1, 1)):
            if axis is not None:
                grid.addItem(axis, row, column)
                axis.linkToView(box)
                axis.setZValue(0.5)  # above pictures
        grid.setRowStretchFactor(0, 100)
        grid.setColumnStretchFactor(1, 100)
        self.setCentralItem(whole)
