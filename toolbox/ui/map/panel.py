"""The map panel: places of the voices, with tools to select, group and make voices."""

import html

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from toolbox.core.cloning.voice import SAME_VOICE
from toolbox.core.map.population import KNOWN, TAKE, Population
from toolbox.ui import theme
from toolbox.ui.map.colours import COLOURINGS, colour
from toolbox.ui.map.points import DIAMOND, DISC, DOT, PointsView
from toolbox.ui.speech.likeness import Likeness
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.words import tr

METHODS = {"umap": ("UMAP", QT_TR_NOOP("Neighbours stay neighbours")),
           "umap-learn": ("umap-learn", QT_TR_NOOP("The reference implementation of UMAP, about 20 s slower")),
           "tsne": ("t-SNE", QT_TR_NOOP("Tight groups; distances between them say little")),
           "pca": ("PCA", QT_TR_NOOP("The two directions in which voices differ most"))}
NEAREST = 12  # voices listed
DWELL = 350  # ms that the pointer rests on a point before it is played
SETTLE = 120  # ms that the blending slider rests before the voice is computed
LEGEND = 0.45  # share of the map's height available to the legend
LONGEST = 30  # letters of a name in the legend


class MapPanel(QWidget):
    """The map with its tools, and the voices nearest to the selected one.

    Signals
    -------
    chosen(str)
        A voice's id.
    heard(str)
        The pointer rests on a voice to be played, or has left it (an empty string).
    hearing_asked(str)
        A voice is to be played completely.
    spot_picked(float, float)
        The voice of an empty place is requested.
    new_voice_asked(), refit_asked(), numbers_asked(), clusters_asked()
    method_chosen(str), colouring_chosen(str), listening_chosen(bool)
    blended(object)
        Rows of (id, weight).
    tagged(object, str), exported(object)
        Ids of the group.
    """

    chosen, heard, hearing_asked, spot_picked = Signal(str), Signal(str), Signal(str), Signal(float, float)
    new_voice_asked, refit_asked, numbers_asked, clusters_asked = Signal(), Signal(), Signal(), Signal()
    method_chosen, colouring_chosen, listening_chosen = Signal(str), Signal(str), Signal(bool)
    blended, tagged, exported = Signal(object), Signal(object, str), Signal(object)

    def __init__(self):
        super().__init__()
        self.population, self.group, self._chosen, self._embedding = Population.of([]), [], None, None
        self._listed = None  # the Population whose voices are listed as the nearest
        self._grouped, self._legend = [], []  # ids of the group, in order; rows of (colour, text)
        self.colouring = _combo(tr("Colour by"), [(key, tr(name)) for key, name in COLOURINGS.items()],
                                tr("Property shown by the colours"))
        self.method = _combo(tr("Projection"), [(key, name) for key, (name, _) in METHODS.items()],
                             tr("Projection of the embeddings to two dimensions"))
        for row, (_, about) in enumerate(METHODS.values()):
            self.method.setItemData(row, about, Qt.ItemDataRole.ToolTipRole)
        self.refit = _tool("refit", tr("Fit the map to all voices again (Ctrl+M)"), tr("Fit the map again"))
        self.numbers = _tool("numbers", tr("Numbers behind the picture (Ctrl+I)"), tr("Numbers behind the picture"))
        self.view = PointsView(tr("Map of voices"))
        self.empty = QLabel(tr("Voices appear here once the models are loaded."), self.view, wordWrap=True)
        self.empty.setProperty("role", "empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.legend = QLabel(self.view)
        self.legend.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.all = _tool("show-all", tr("Show all (Home or double-click)"), tr("Show the whole map"))
        self.lasso = _tool("lasso", tr("Lasso: drag around voices (or Shift+drag)"), tr("Lasso"), checkable=True)
        self.spot = _tool("spot", tr("Click an empty spot for the voice that would lie there (or Alt+click, or "
                                     "right-click)"), tr("Voice of an empty spot"), checkable=True)
        self.listen = _tool("listen", tr("Play a voice while the pointer rests on it"),
                            tr("Play voices under the pointer"),
                            checkable=True)
        self.about, self.new = ElidedLabel(), QPushButton(theme.icon("new-voice"), tr("New voice"))
        self.new.setToolTip(tr("Generate a fictitious voice (Ctrl+N)"))
        self.new.setAccessibleName(tr("Generate a fictitious voice"))
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
        self.view.installEventFilter(self)
        self.setMinimumWidth(235)
        self.restyle()

    def show_population(self, population, places, came_from=None):
        """Draw voices.

        Parameters
        ----------
        population : Population
        places : array (n, 2)
        came_from : array (n, 2), optional
            Previous places, from which the points glide; NaN for new voices.
        """
        self.population = population
        self.empty.setVisible(not len(population))
        marks = np.full(len(population), DISC, np.uint8)
        marks[population.kinds == KNOWN], marks[population.kinds == TAKE] = DOT, DIAMOND
        colours, legend = colour(population, self.colouring.currentData(), self._embedding)
        self.view.show_points(places, colours, marks, population.names, came_from)
        self._show_legend(legend)
        self._want_clusters()
        self.show_chosen(self._chosen, self._embedding)
        rows = {voice: i for i, voice in enumerate(population.ids)} if self._grouped else {}
        self.show_group([rows[voice] for voice in self._grouped if voice in rows])

    def show_chosen(self, voice_id, embedding=None):
        """Ring the selected voice and list its neighbours by similarity to `embedding` (256,)."""
        if voice_id == self._chosen and self.population is self._listed and np.array_equal(embedding, self._embedding):
            return
        self._listed = self.population
        self._chosen, self._embedding = voice_id, embedding
        index = self.population.ids.index(voice_id) if voice_id in self.population.ids else -1
        self.view.show_chosen(index)
        self.nearest.clear()
        if embedding is not None:
            for near, similarity in self.population.nearest(embedding, NEAREST, [] if index < 0 else [index]):
                item = QTreeWidgetItem([self.population.names[near], f"{similarity:.2f}"])
                item.setData(0, Qt.ItemDataRole.UserRole, self.population.ids[near])
                item.setToolTip(0, self.population.describe(near, tr))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.nearest.addTopLevelItem(item)
        if self.colouring.currentData() == "similarity":
            self.recolour()
        self._tell(self.view.hover)

    def show_group(self, indices):
        """Group voices for blending, tagging and exporting; fewer than two are no group.

        The slider is not moved while the group is unchanged.
        """
        self.group, before = list(indices) if len(indices) > 1 else [], self._grouped
        self._grouped = self._group_ids()
        self.view.show_group(self.group)
        self.foot.setCurrentIndex(1 if self.group else 0)
        if self.group and self._grouped != before:
            first, others = self.population.names[self.group[0]], len(self.group) - 1
            second = self.population.names[self.group[1]] if others == 1 else tr("{others} others",
                                                                                 others=others)
            for label, name in zip(self.ends, (first, second)):
                label.setText(name)
            self.slider.blockSignals(True)
            self.slider.setValue(50)
            self.slider.blockSignals(False)

    def weights(self):
        """Return the slider's weights as rows of (id, weight): the group's first voice against all others."""
        share, others = self.slider.value() / 100, len(self.group) - 1
        return [(self._id(i), 1 - share if n == 0 else share / others) for n, i in enumerate(self.group)]

    def recolour(self):
        """Show the selected property."""
        colours, legend = colour(self.population, self.colouring.currentData(), self._embedding)
        self.view.recolour(colours)
        self._show_legend(legend)

    def show_clusters(self, clusters):
        """Show clusters, int array (n,), -1 for none."""
        self.population.clusters = clusters
        if self.colouring.currentData() == "cluster":
            self.recolour()

    def choose(self, colouring, method, listening):
        """Restore remembered settings without emitting a signal."""
        for combo, key in ((self.colouring, colouring), (self.method, method)):
            combo.setCurrentIndex(max(0, combo.findData(key)))
        self.listen.setChecked(listening)

    def restyle(self):
        """Apply the current theme."""
        self.legend.setStyleSheet(f"color: {theme.current().muted}; background: {theme.current().base};")
        self.recolour()
        self.likeness.restyle()

    def _lay_out(self):
        head = QHBoxLayout()
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
        line = QWidget()
        foot = QVBoxLayout(line)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(2)
        foot.addWidget(self.about)
        foot.addWidget(self.new, 0, Qt.AlignmentFlag.AlignRight)
        # The bar replaces the line, so that the map does not move under the pointer.
        self.foot = QStackedWidget()
        self.foot.addWidget(line)
        self.foot.addWidget(self.bar)
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        above = QWidget()
        layout = QVBoxLayout(above)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.foot)
        self.splitter = QSplitter(Qt.Orientation.Vertical, objectName="map", childrenCollapsible=False)
        for part, share in ((above, 5), (self.nearest, 2)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([420, 112])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 4, 8, 6)
        whole.setSpacing(4)
        whole.addWidget(self.splitter, 1)
        whole.addWidget(self.likeness)

    def _group_bar(self):
        bar = QFrame()
        bar.setProperty("role", "bar")
        slider = QSlider(Qt.Orientation.Horizontal, maximum=100, value=50,
                         accessibleName=tr("Blend of the group's voices"),
                         toolTip=tr("Blend: the first voice on the left, the others on the right"))
        slider.setMinimumWidth(40)
        ends = ElidedLabel(), ElidedLabel()
        tag = _tool("tag", tr("Tag the group's recordings"), tr("Tag the group"))
        export = _tool("export", tr("Export the group: voices and a table"), tr("Export the group"))
        end = _tool("cancel", tr("Clear the group"), tr("Clear the group"))
        grid = QGridLayout(bar)
        grid.setContentsMargins(6, 1, 2, 1)
        grid.setSpacing(2)
        names = QHBoxLayout()
        names.addWidget(ends[0])
        names.addStretch(1)
        names.addWidget(ends[1])
        grid.addLayout(names, 0, 0, 1, 4)
        grid.addWidget(slider, 1, 0)
        grid.setColumnStretch(0, 1)
        for column, tool in enumerate((tag, export, end), 1):
            grid.addWidget(tool, 1, column)
        tag.clicked.connect(self._ask_tag)
        export.clicked.connect(lambda: self.exported.emit(self._group_ids()))
        end.clicked.connect(lambda: self.show_group([]))
        return bar, slider, ends

    def _join(self):
        view = self.view
        self.colouring.activated.connect(self._coloured)
        self.method.activated.connect(lambda _: self.method_chosen.emit(self.method.currentData()))
        self.refit.clicked.connect(self.refit_asked)
        self.numbers.clicked.connect(self.numbers_asked)
        self.all.clicked.connect(view.show_all)
        self.lasso.toggled.connect(self._choose_tools)
        self.spot.toggled.connect(self._choose_tools)
        self.listen.toggled.connect(self.listening_chosen)
        self.new.clicked.connect(self.new_voice_asked)
        self.slider.valueChanged.connect(lambda _: self._settle.start())
        self.nearest.itemActivated.connect(lambda item, _: self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        self.nearest.itemClicked.connect(lambda item, _: self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        view.hovered.connect(self._hovered)
        view.picked.connect(self._picked)
        view.spot_picked.connect(self.spot_picked)
        view.gathered.connect(lambda indices: self.show_group(indices.tolist()))
        view.menu_asked.connect(self._open_menu)

    def eventFilter(self, watched, event):
        if watched is self.view and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place_overlays()
        return super().eventFilter(watched, event)

    def _place_overlays(self):
        self.empty.setGeometry(self.view.rect())
        self.tools.adjustSize()
        self.tools.move(self.view.width() - self.tools.width(), 0)
        self._write_legend()

    def _show_legend(self, legend):
        self._legend = legend
        self._write_legend()

    def _write_legend(self):
        """Write as many rows of the legend as fit, and the number of those omitted."""
        room = max(1, int(LEGEND * self.view.height() / max(1, self.legend.fontMetrics().lineSpacing())))
        rows, left_out = self._legend, len(self._legend) - room
        if left_out > 0:
            rows = [*rows[: room - 1], (None, tr("and {count} more: enlarge the map", left_out + 1))]
        lines = []
        for ink, text in rows:
            marks = "".join(f"<span style='color:{c}'>■</span>" for c in ink) if isinstance(ink, list) else (
                f"<span style='color:{ink}'>●</span>" if ink else "")
            short = text if len(text) <= LONGEST else f"{text[:LONGEST - 1]}…"
            lines.append(f"{marks} {html.escape(short)}")
        self.legend.setText("&nbsp;&nbsp; ".join(lines) if len("".join(t for _, t in rows)) < LONGEST and len(rows) < 4
                            else "<br>".join(lines))
        self.colouring.setToolTip("\n".join([tr("Property shown by the colours"), *(text for _, text in self._legend)]))
        self.legend.setVisible(bool(len(self.population)))
        self.legend.adjustSize()
        self.legend.move(4, self.view.height() - self.legend.height() - 4)

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

    def _pick(self, voice_id, joins):
        """Pick a voice by its id, because the population may have changed since the menu was opened."""
        if voice_id in self.population.ids:
            self._picked(self.population.ids.index(voice_id), joins)

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
            self.about.setText(self.population.describe(shown, tr))
        else:
            self.about.setText(tr("{count:,} voices", len(self.population)) if len(self.population) else "")

    def _choose_tools(self):
        """Set the actions of a plain drag and a plain click according to the tools."""
        self.view.gathering, self.view.spotting = self.lasso.isChecked(), self.spot.isChecked()
        self.view.setCursor(Qt.CursorShape.CrossCursor if self.view.gathering or self.view.spotting
                            else Qt.CursorShape.ArrowCursor)

    def _open_menu(self, at, on_screen):
        """Open the menu for a position in the view."""
        index, menu = self.view.point_at(at), QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if index >= 0:
            voice, name = self._id(index), self.population.names[index]
            menu.addAction(tr("Select {name}", name=name)).triggered.connect(lambda: self._pick(voice, False))
            menu.addAction(tr("Hear {name}", name=name)).triggered.connect(lambda: self.hearing_asked.emit(voice))
            grouping = tr("Remove from the group") if index in self.group else tr("Add to the group")
            menu.addAction(grouping).triggered.connect(lambda: self._pick(voice, True))
            menu.addSeparator()
        here = self.view.place_at(at)
        menu.addAction(tr("Make the voice of this spot")).triggered.connect(lambda: self.spot_picked.emit(*here))
        menu.addAction(tr("Generate a fictitious voice")).triggered.connect(self.new_voice_asked)
        menu.addSeparator()
        menu.addAction(tr("Show the whole map")).triggered.connect(self.view.show_all)
        menu.popup(on_screen)

    def _ask_tag(self):
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Tag"))
        dialog.setLabelText(tr("Tag for {count} voices", len(self.group)))
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
    tree = QTreeWidget(accessibleName=tr("Nearest voices"), columnCount=2, rootIsDecorated=False,
                       uniformRowHeights=True,
                       toolTip=tr("The voices most similar to the selected one; from a similarity of {threshold} "
                                  "two recordings would pass for the same person", threshold=SAME_VOICE))
    tree.setHeaderLabels([tr("Nearest voices"), tr("Similarity")])
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.setMinimumHeight(40)
    return tree
