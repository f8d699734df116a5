"""Who speaks when: a coloured strip over the waveform, and a button for each person."""

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QToolButton, QVBoxLayout, QWidget

from toolbox.core.people.segments import lanes
from toolbox.ui import theme
from toolbox.ui.recordings.wavebox import WaveBox
from toolbox.ui.widgets.plot import TimePlot
from toolbox.ui.words import tr

HEIGHT, AXIS = 18, 34  # pixels; the axis is as wide as the waveform's, so that the two line up
MOST = 12  # people with a button; the others appear in the strip only
TURN = 0.381966  # golden section of the colour circle: consecutive people look different
SWATCH = 10  # pixels
FULL = 0.9  # height of the bars of somebody who speaks alone


class PeopleStrip(QWidget):
    """The turns of a recording's people, each in a colour; hidden unless there are two or more.

    Overlapping turns are stacked, with whoever speaks first in the recording on top. A click selects the person who
    speaks there. A drag assigns its range to whoever speaks where it begins. A right click on a button renames the
    person.

    Signals
    -------
    chosen(str)
        A person.
    renamed(str, str)
        A person and the new name.
    corrected(float, float, object)
        Begin and end in seconds, and the one person who speaks there; None for nobody.
    """

    chosen, renamed, corrected = Signal(str), Signal(str, str), Signal(float, float, object)

    def __init__(self):
        super().__init__()
        self.division, self._colours = None, {}
        self.plot, self._range = None, (0.0, 1.0)  # drawn only for several people; the waveform's range in seconds
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(AXIS, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.buttons)
        self.hide()

    def show_division(self, division):
        """Show a Division; None hides the strip."""
        self.division = division
        if division is not None and self.plot is None:
            self._add_plot()
        self.setVisible(division is not None)
        while self.buttons.count():
            item = self.buttons.takeAt(0)
            if item.widget():
                item.widget().deleteLater()
        if division is None:
            return
        # A person keeps the colour when somebody else turns out to speak more.
        for person in division.people:
            self._colours.setdefault(person, len(self._colours))
        for person, seconds in list(division.people.items())[:MOST]:
            self.buttons.addWidget(self._button(person, seconds))
        self.buttons.addStretch()
        shown = lanes(division.segments)
        self.bars.setOpts(x0=[piece.start for piece, *_ in shown], width=[piece.seconds for piece, *_ in shown],
                          y0=[(1 + FULL) / 2 - FULL * (1 + place) / number for _, place, number in shown],
                          height=[FULL / number for *_, number in shown],
                          brushes=[self.colour(piece.speaker) for piece, *_ in shown], pen=pg.mkPen(None))

    def _add_plot(self):
        box = WaveBox(enableMenu=False)
        self.plot = TimePlot(tr("Who speaks when"), box, pg.AxisItem("left"))
        self.plot.setToolTip(tr("Click a person to use their voice; drag to correct who speaks; right-click to name"))
        self.plot.setFixedHeight(HEIGHT)
        self.plot.setAcceptDrops(False)  # the window handles files dropped anywhere
        self.plot.left.setWidth(AXIS)
        self.plot.left.setStyle(showValues=False, tickLength=0)
        box.setMouseEnabled(x=False, y=False)
        box.setYRange(0, 1, padding=0)
        self.bars = pg.BarGraphItem(x0=[], width=[], y0=[], height=[])
        self.drawn = pg.LinearRegionItem(movable=False)
        box.addItem(self.bars)
        box.addItem(self.drawn)
        self.drawn.hide()
        box.clicked.connect(self._clicked)
        box.dragged.connect(self._dragged)
        self.layout().insertWidget(0, self.plot)
        self.set_range(*self._range)
        self._colour_plot()

    def forget_colours(self):
        """Start again with the first colour, for another recording."""
        self._colours = {}

    def colour(self, person):
        """Return a person's QColor."""
        hue = (0.58 + TURN * self._colours.get(person, 0)) % 1
        return QColor.fromHsvF(hue, 0.62, 0.85 if theme.current().dark else 0.75)

    def set_range(self, begin, end):
        """Show the waveform's range, in seconds."""
        self._range = begin, end
        if self.plot is not None:
            self.plot.box.setXRange(begin, end, padding=0)

    def restyle(self):
        """Apply the current theme."""
        if self.plot is not None:
            self._colour_plot()
        if self.division is not None:
            self.show_division(self.division)

    def _colour_plot(self):
        colours = theme.current()
        self.plot.setBackground(colours.window)
        self.plot.box.setBackgroundColor(colours.base)
        self.plot.left.setPen(pg.mkPen(None))

    def _button(self, person, seconds):
        swatch = QPixmap(SWATCH, SWATCH)
        swatch.fill(self.colour(person))
        button = QToolButton(text=tr("{person}, {seconds:.0f} s", person=person, seconds=seconds), icon=QIcon(swatch),
                             toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon, autoRaise=True,
                             toolTip=tr("Use the voice of {person} (right-click to name)", person=person))
        button.setAccessibleName(tr("Use the voice of {person}", person=person))
        button.clicked.connect(lambda: self.chosen.emit(person))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda at: self._menu(person).popup(button.mapToGlobal(at)))
        return button

    def _menu(self, person):
        menu = QMenu(self)
        menu.addAction(tr("Use this voice"), lambda: self.chosen.emit(person))
        menu.addAction(tr("Name …"), lambda: self._ask_name(person))
        return menu

    def _ask_name(self, person):
        name, good = QInputDialog.getText(self, tr("Name"), tr("Who is {person}?", person=person), text=person)
        if good and name.strip():
            self.renamed.emit(person, name.strip())

    def _clicked(self, at, height):
        here = self.division.at(at) if self.division is not None else []
        if here:
            self.chosen.emit(here[max(0, min(len(here) - 1, int((1 - height) * len(here))))])

    def _dragged(self, begin, end, finished):
        if self.division is None:
            return
        self.drawn.setRegion(sorted((begin, end)))
        self.drawn.setVisible(not finished)
        if finished:
            here = self.division.at(begin)
            self.corrected.emit(*sorted((max(0.0, begin), max(0.0, end))), here[0] if here else None)
