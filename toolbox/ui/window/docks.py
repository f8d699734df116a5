"""The panels' layout: docks that can be moved, tabbed and floated, with their splitters, all remembered."""

from PySide6.QtCore import QT_TR_NOOP, QByteArray, QSize, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QSplitter, QStyle, QWidget

from toolbox.ui.words import tr

VERSION = 2  # increased when docks change, so that outdated layouts are not restored
LEFT, RIGHT, TOP = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea,
                    Qt.DockWidgetArea.TopDockWidgetArea)
LOW = 640  # pixels of a window's height below which the reference gets no more than it needs
AREAS = {"Voices": LEFT, "Models": LEFT, "Reference": TOP, "Live": TOP, "Speak live": TOP, "Map": RIGHT}
TITLES = (QT_TR_NOOP("Voices"), QT_TR_NOOP("Models"), QT_TR_NOOP("Reference"), QT_TR_NOOP("Live"),
          QT_TR_NOOP("Speak live"), QT_TR_NOOP("Map"))


class Docks:
    """The docks of a QMainWindow, in order and by name.

    Parameters
    ----------
    window : QMainWindow
    panels : dict of str to QWidget
        By the names of AREAS.
    """

    def __init__(self, window, panels):
        self._window, self._docks, self._original_splits = window, {}, {}
        window.setDockOptions(window.DockOption.AnimatedDocks | window.DockOption.AllowNestedDocks
                              | window.DockOption.AllowTabbedDocks | window.DockOption.GroupedDragging)
        window.setCorner(Qt.Corner.TopLeftCorner, LEFT)
        window.setCorner(Qt.Corner.TopRightCorner, RIGHT)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, window.tabPosition(TOP).North)
        for name, area in AREAS.items():
            dock = QDockWidget(tr(name), window, objectName=name)
            dock.setWidget(panels[name])
            dock.setAccessibleName(tr(name))
            window.addDockWidget(area, dock)
            self._docks[name] = dock
            for moved in (dock.topLevelChanged, dock.dockLocationChanged):
                moved.connect(lambda _: QTimer.singleShot(0, window, self._title))
        for name in ("Live", "Speak live"):
            window.tabifyDockWidget(self["Reference"], self[name])
        self["Reference"].raise_()
        self._title()

    def __getitem__(self, name):
        return self._docks[name]

    def __iter__(self):
        return iter(self._docks.values())

    def restore(self, settings):
        """Restore the remembered layout, or the original one."""
        window = self._window
        room = window.screen().availableGeometry().size()
        room -= QSize(0, window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
        window.resize(window.sizeHint().boundedTo(room))
        if window.size() != window.sizeHint():
            window.setWindowState(Qt.WindowState.WindowMaximized)
        self._share_room()
        self._original = window.saveState(VERSION)
        if settings.contains("geometry"):
            window.restoreGeometry(settings.value("geometry", QByteArray()))
            window.restoreState(settings.value("layout", QByteArray()), VERSION)
        for name, splitter in self._splitters().items():
            self._original_splits[name] = splitter.saveState()
            splitter.restoreState(settings.value(f"splitter {name}", QByteArray()))

    def remember(self, settings):
        """Store the layout for the next start."""
        for name, splitter in self._splitters().items():
            settings.setValue(f"splitter {name}", splitter.saveState())
        settings.setValue("geometry", self._window.saveGeometry())
        settings.setValue("layout", self._window.saveState(VERSION))

    def reset(self):
        """Restore the original layout."""
        self._window.restoreState(self._original, VERSION)
        self._share_room()
        self["Reference"].raise_()
        for name, splitter in self._splitters().items():
            splitter.restoreState(self._original_splits[name])

    def _splitters(self):
        """Return the panels' own splitters by name; those inside Qt's widgets have no name."""
        return {s.objectName(): s for s in self._window.findChildren(QSplitter)
                if s.objectName() and not s.objectName().startswith("qt_")}

    def _share_room(self):
        width, height = self._window.width(), self._window.height()
        reference = 33 if height >= LOW else 1  # the text and its result need what a low window has
        for names, percent, whole, direction in (
                (("Voices", "Map"), (17, 23), width, Qt.Orientation.Horizontal),
                (("Voices", "Models"), (61, 24), height, Qt.Orientation.Vertical),
                (("Reference",), (reference,), height, Qt.Orientation.Vertical)):
            self._window.resizeDocks([self[name] for name in names], [whole * p // 100 for p in percent], direction)

    def _title(self):
        """Hide the title bars of tabbed docks, whose tabs show the titles."""
        for dock in self:
            tabbed = bool(self._window.tabifiedDockWidgets(dock)) and not dock.isFloating()
            if tabbed != (dock.titleBarWidget() is not None):
                dock.setTitleBarWidget(QWidget() if tabbed else None)
