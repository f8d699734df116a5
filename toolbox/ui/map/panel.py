"""Map: where voices lie among each other, and what can be done with them there."""

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from toolbox.ui.map.points import DIAMOND, DISC, DOT, PointsView
from toolbox.ui.map.population import COLOURINGS, KNOWN, TAKE, Population, colour
from toolbox.ui.speech.likeness import Likeness
from toolbox.ui.window import theme

METHODS = {"umap": ("UMAP", "Neighbours stay neighbours"),
           "umap-learn": ("umap-learn", "The reference implementation of UMAP, about 20 s slower"),
           "tsne": ("t-SNE", "Tight groups; distances between them say little"),
           "pca": ("PCA", "The two directions in which voices differ most")}
NEAREST = 12  # voices listed
DWELL = 350  # ms over a point before it is heard
SETTLE = 120  # ms that the blending slider rests before the voice is made


class MapPanel(QWidget):
    """The map with its tools, the voices nearest to the chosen one, and the likeness of reference and result.

    Signals
    -------
    chosen(str)
        A voice's id.
    heard(str)
        The pointer rests on a voice that is to be played, or has left it (an empty string).
    spot_picked(float, float)
        The voice of an empty place is wanted.
    new_voice_asked(), refit_asked(), numbers_asked(), clusters_asked()
    method_chosen(str), colouring_chosen(str), listening_chosen(bool)
    blended(object)
        Rows of (id, weight).
    tagged(object, str), exported(object)
        Ids of the group.
    """

    chosen, heard, spot_picked = Signal(str), Signal(str), Signal(float, float)
    new_voice_asked, refit_asked, numbers_asked, clusters_asked = Signal(), Signal(), Signal(), Signal()
    method_chosen, colouring_chosen, listening_chosen = Signal(str), Signal(str), Signal(bool)
    blended, tagged, exported = Signal(object), Signal(object, str), Signal(object)

    def __init__(self):
        super().__init__()
        self.population, self.group, self._chosen, self._embedding = Population.of([]), [], None, None
        self.colouring = _combo("Colour by", COLOURINGS.items(), "What the colours show")
        self.method = _combo("Projection", [(key, name) for key, (name, _) in METHODS.items()],
                             "How 256 numbers become two")
        for row, (_, about) in enumerate(METHODS.values()):
            self.method.setItemData(row, about, Qt.ItemDataRole.ToolTipRole)
        self.refit = _tool("refit", "Fit the map anew to all voices (Ctrl+M)", "Fit the map anew")
        self.numbers = _tool("numbers", "Numbers behind the picture (Ctrl+I)", "Numbers behind the picture")
        self.view = PointsView("Map of voices")
        self.empty = QLabel("Voices appear here once the models are loaded.", self.view, wordWrap=True)
        self.empty.setProperty("role", "empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.legend = QLabel(self.view)
        self.legend.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.all = _tool("show-all", "Show all (Home, or a double click)", "Show the whole map")
        self.lasso = _tool("lasso", "Lasso: drag around voices (or Shift and drag)", "Lasso", checkable=True)
        self.spot = _tool("spot", "Click an empty spot for the voice that would lie there (or Alt and click)",
                          "Voice of an empty spot", checkable=True)
        self.listen = _tool("listen", "Hear a voice when the pointer rests on it", "Play voices under the pointer",
                            checkable=True)
        self.about, self.new = QLabel(), QPushButton(theme.icon("new-voice"), "New voice")
        self.new.setToolTip("Invent a voice that is nobody's (Ctrl+N)")
        self.new.setAccessibleName("Invent a voice that is nobody's")
        self.new.setProperty("role", "flat")
        self.nearest = _nearest_list()
        self.bar, self.slider, self.ends = self._group_bar()
        self.likeness = Likeness()
        self._lay_out()
        self._dwell = QTimer(self, singleShot=True, interval=DWELL)
        self._dwell.timeout.connect(lambda: self.heard.emit(self._id(self.view.hover)))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(lambda: self.blended.emit(self.weights()))
        self._join()
        self.setMinimumWidth(235)
        self.restyle()

    def show_population(self, population, places, came_from=None):
        """Draw voices.

        Parameters
        ----------
        population : Population
        places : array (n, 2)
        came_from : array (n, 2), optional
            Where they lay before; they glide. Not a number for those that are new.
        """
        group = {self._id(i) for i in self.group}
        self.population = population
        self.empty.setVisible(not len(population))
        marks = np.full(len(population), DISC, np.uint8)
        marks[population.kinds == KNOWN], marks[population.kinds == TAKE] = DOT, DIAMOND
        colours, legend = colour(population, self.colouring.currentData(), self._embedding)
        self.view.show_points(places, colours, marks, population.names, came_from)
        self._show_legend(legend)
        self._want_clusters()
        self.show_chosen(self._chosen, self._embedding)
        self.show_group([i for i, voice in enumerate(population.ids) if voice in group] if group else [])

    def show_chosen(self, voice_id, embedding=None):
        """Ring the chosen voice and list its neighbours; `embedding` (256,) is what is compared with."""
        self._chosen, self._embedding = voice_id, embedding
        index = self.population.ids.index(voice_id) if voice_id in self.population.ids else -1
        self.view.show_chosen(index)
        self.nearest.clear()
        if embedding is not None:
            for near, similarity in self.population.nearest(embedding, NEAREST, [] if index < 0 else [index]):
                item = QTreeWidgetItem([self.population.names[near], f"{similarity:.2f}"])
                item.setData(0, Qt.ItemDataRole.UserRole, self.population.ids[near])
                item.setToolTip(0, self.population.describe(near))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.nearest.addTopLevelItem(item)
        if self.colouring.currentData() == "similarity":
            self.recolour()
        self._tell(self.view.hover)

    def show_group(self, indices):
        """Group voices for blending, tagging and exporting; fewer than two are no group."""
        self.group = list(indices) if len(indices) > 1 else []
        self.view.show_group(self.group)
        self.bar.setVisible(bool(self.group))
        if self.group:
            first, others = self.population.names[self.group[0]], len(self.group) - 1
            second = self.population.names[self.group[1]] if others == 1 else f"{others} others"
            for label, name in zip(self.ends, (first, second)):
                label.setText(label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 78))
                label.setToolTip(name)
            self.slider.blockSignals(True)
            self.slider.setValue(50)
            self.slider.blockSignals(False)

    def weights(self):
        """What the slider says: rows of (id, weight), the first of the group against all others."""
        share, others = self.slider.value() / 100, len(self.group) - 1
        return [(self._id(i), 1 - share if n == 0 else share / others) for n, i in enumerate(self.group)]

    def recolour(self):
        """Show the chosen property."""
        colours, legend = colour(self.population, self.colouring.currentData(), self._embedding)
        self.view.recolour(colours)
        self._show_legend(legend)

    def show_clusters(self, clusters):
        """Take note of clusters, int array (n,), -1 for none."""
        self.population.clusters = clusters
        if self.colouring.currentData() == "cluster":
            self.recolour()

    def choose(self, colouring, method, listening):
        """Set what was remembered, without saying so."""
        for combo, key in ((self.colouring, colouring), (self.method, method)):
            combo.setCurrentIndex(max(0, combo.findData(key)))
        self.listen.setChecked(listening)

    def restyle(self):
        """Take on the current theme."""
        self.legend.setStyleSheet(f"color: {theme.current().muted}; background: {theme.current().base};")
        self.recolour()
        self.likeness.restyle()

    def _lay_out(self):
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.colouring, 1)
        head.addWidget(self.method, 1)
        head.addWidget(self.refit)
        head.addWidget(self.numbers)
        self.tools = QWidget(self.view)
        column = QVBoxLayout(self.tools)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(2)
        for tool in (self.all, self.lasso, self.spot, self.listen):
            column.addWidget(tool)
        self.about.setProperty("role", "muted")
        self.about.setMinimumWidth(40)
        foot.addWidget(self.about, 1)
        foot.addWidget(self.new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        layout.addWidget(self.bar)
        layout.addWidget(self.nearest)
        layout.addWidget(self.likeness)

    def _group_bar(self):
        bar = QFrame()
        bar.setProperty("role", "bar")
        slider = QSlider(Qt.Orientation.Horizontal, maximum=100, value=50, accessibleName="Blend of the group's voices",
                         toolTip="Blend: the first voice on the left, the others on the right")
        ends = QLabel(), QLabel()
        tag = _tool("tag", "Tag the group's recordings", "Tag the group")
        export = _tool("export", "Export the group: voices and a table", "Export the group")
        end = _tool("cancel", "No group any more", "End the group")
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 2, 2, 2)
        row.setSpacing(3)
        row.addWidget(ends[0])
        row.addWidget(slider, 1)
        row.addWidget(ends[1])
        for tool in (tag, export, end):
            row.addWidget(tool)
        tag.clicked.connect(self._ask_tag)
        export.clicked.connect(lambda: self.exported.emit(self._group_ids()))
        end.clicked.connect(lambda: self.show_group([]))
        bar.hide()
        return bar, slider, ends

    def _join(self):
        view = self.view
        self.colouring.activated.connect(self._coloured)
        self.method.activated.connect(lambda _: self.method_chosen.emit(self.method.currentData()))
        self.refit.clicked.connect(self.refit_asked)
        self.numbers.clicked.connect(self.numbers_asked)
        self.all.clicked.connect(view.show_all)
        self.lasso.toggled.connect(lambda on: setattr(view, "gathering", on))
        self.spot.toggled.connect(lambda on: setattr(view, "spotting", on))
        self.listen.toggled.connect(self.listening_chosen)
        self.new.clicked.connect(self.new_voice_asked)
        self.slider.valueChanged.connect(lambda _: self._settle.start())
        self.nearest.itemActivated.connect(lambda item, _: self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        self.nearest.itemClicked.connect(lambda item, _: self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        view.hovered.connect(self._hovered)
        view.picked.connect(self._picked)
        view.spot_picked.connect(self.spot_picked)
        view.gathered.connect(lambda indices: self.show_group(indices.tolist()))

    def resizeEvent(self, event):
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._place_overlays)

    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self, self._place_overlays)

    def _place_overlays(self):
        self.empty.setGeometry(self.view.rect())
        self.tools.adjustSize()
        self.tools.move(self.view.width() - self.tools.width(), 0)
        self.legend.adjustSize()
        self.legend.move(4, self.view.height() - self.legend.height() - 4)

    def _show_legend(self, legend):
        rows = []
        for ink, text in legend:
            if isinstance(ink, list):
                ink = "".join(f"<span style='color:{c}'>■</span>" for c in ink) + " "
                rows.append(f"{ink}{text}")
            else:
                rows.append(f"<span style='color:{ink}'>●</span> {text}" if ink else text)
        self.legend.setText("&nbsp;&nbsp; ".join(rows) if len(rows) < 4 else "<br>".join(rows))
        self.legend.setVisible(bool(len(self.population)))
        self._place_overlays()

    def _coloured(self):
        self.recolour()
        self.colouring_chosen.emit(self.colouring.currentData())
        self._want_clusters()

    def _want_clusters(self):
        population = self.population
        if self.colouring.currentData() == "cluster" and len(population) and not (population.clusters >= 0).any():
            self.clusters_asked.emit()

    def _picked(self, index, joins):
        if not joins:
            self.show_group([])
            self.chosen.emit(self._id(index))
            return
        group = self.group or [i for i in [self.view.chosen] if i >= 0]
        self.show_group([i for i in group if i != index] if index in group else [*group, index])
        if not self.group:
            self.chosen.emit(self._id(index))

    def _hovered(self, index):
        self._tell(index)
        if self.listen.isChecked():
            self._dwell.stop()
            if index >= 0:
                self._dwell.start()
            else:
                self.heard.emit("")

    def _tell(self, index):
        shown = index if index >= 0 else self.view.chosen
        if shown >= 0:
            text = self.population.describe(shown)
        else:
            text = f"{len(self.population):,} voices" if len(self.population) else ""
        self.about.setText(self.about.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.about.width()))
        self.about.setToolTip(text)

    def _ask_tag(self):
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Tag")
        dialog.setLabelText(f"Tag for {len(self.group)} voices")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda tag: tag.strip() and self.tagged.emit(self._group_ids(), tag.strip()))
        dialog.open()

    def _group_ids(self):
        return [self._id(i) for i in self.group]

    def _id(self, index):
        return self.population.ids[index] if 0 <= index < len(self.population) else ""


def _combo(name, items, tip):
    combo = QComboBox(accessibleName=name, toolTip=tip)
    combo.setMinimumContentsLength(3)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for key, text in items:
        combo.addItem(text, key)
    return combo


def _tool(icon, tip, name, checkable=False):
    return QToolButton(icon=theme.icon(icon), toolTip=tip, accessibleName=name, checkable=checkable, autoRaise=True)


def _nearest_list():
    tree = QTreeWidget(accessibleName="Nearest voices", columnCount=2, rootIsDecorated=False, uniformRowHeights=True,
                       toolTip="The voices most like the chosen one, and their similarity: above 0.72 they would be "
                               "taken for the same person")
    tree.setHeaderLabels(["Nearest voices", "Similarity"])
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.setMinimumHeight(50)
    tree.setMaximumHeight(112)
    return tree
