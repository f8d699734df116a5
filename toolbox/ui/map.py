"""Map: where voices lie among each other, the embedding itself, and how alike reference and result are."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from toolbox.ui import theme

KINDS = {"sample": "muted", "own": "accent", "take": "warn"}  # of points, and their colours
SIDE = 16  # 256 numbers as a square
STRONGEST = 0.25  # a component of an embedding is hardly ever greater
MEANINGS = ((0.85, "as alike as two recordings of one person", "good"), (0.72, "taken for the same person", "good"),
            (0.62, "alike, but below the 0.72 that divides persons", "warn"), (-1.0, "another voice", "bad"))


def project(embeddings):
    """Principal components of embeddings (n, 256): places (n, 2), largest extent 1.

    The signs are fixed, so that the picture does not flip over when a voice is added.
    """
    centred = embeddings - embeddings.mean(axis=0)
    if len(embeddings) < 3:
        return np.stack([np.linspace(-0.5, 0.5, len(embeddings)), np.zeros(len(embeddings))], axis=1)
    # The smaller of the two products: a handful of voices takes microseconds, thousands take no longer than 256.
    if len(centred) < centred.shape[1]:
        _, weights = np.linalg.eigh(centred @ centred.T)
        axes = weights.T[:-3:-1] @ centred
        axes /= np.linalg.norm(axes, axis=1, keepdims=True) + 1e-12
    else:
        axes = np.linalg.eigh(centred.T @ centred)[1].T[:-3:-1]
    axes = axes * np.sign(axes.sum(axis=1, keepdims=True) + 1e-12)
    places = centred @ axes.T
    return places / max(1e-9, np.abs(places).max())


def meaning(similarity):
    """What a similarity says, and the colour's name."""
    return next((text, role) for least, text, role in MEANINGS if similarity >= least)


class MapPanel(QWidget):
    """Scatter of voices, heat map of the embedding, similarity.

    Signals
    -------
    chosen(str)
        A point's id.
    """

    chosen = Signal(str)

    def __init__(self):
        super().__init__()
        self.plot = pg.PlotWidget()
        self.plot.setAccessibleName("Map of voices")
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        self.plot.setAspectLocked(True)
        self.plot.getViewBox().setDefaultPadding(0.16)
        for side in ("left", "bottom"):
            self.plot.hideAxis(side)
        self.points = pg.ScatterPlotItem(size=11, hoverable=True, hoverSize=14, tip=None)
        self.plot.addItem(self.points)
        self.labels, self._ids, self._selected, self._rows = [], [], None, []
        self.empty = QLabel("Voices appear here once the models are loaded.", self.plot, wordWrap=True)
        self.empty.setProperty("role", "empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.legend = QLabel(self.plot)
        self.legend.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.reference, self.result = HeatMap("Embedding of the reference"), HeatMap("Embedding of the result")
        self.number, self.words = QLabel("–"), QLabel(wordWrap=True)
        self.number.setAccessibleName("Similarity of reference and result")
        self.words.setProperty("role", "muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        for column, (text, picture) in enumerate((("Reference", self.reference), ("Result", self.result))):
            label = QLabel(text)
            label.setProperty("role", "muted")
            grid.addWidget(label, 0, column)
            grid.addWidget(picture, 1, column, 2, 1)
        heading = QLabel("Similarity")
        heading.setProperty("role", "muted")
        grid.addWidget(heading, 0, 2)
        grid.addWidget(self.number, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 2, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 8, 6)
        layout.addWidget(self.plot, 1)
        layout.addLayout(grid)
        self.setMinimumWidth(230)
        self.points.sigClicked.connect(self._clicked)
        self.points.sigHovered.connect(self._hovered)
        self.show_similarity(None)
        self.restyle()

    def show_voices(self, rows, selected=None):
        """Draw voices: rows of (id, name, kind, embedding), kind "sample", "own" or "take"; one is selected."""
        self._rows, self._selected = rows, selected
        for label in self.labels:
            self.plot.removeItem(label)
        self.labels = []
        self.empty.setVisible(not rows)
        self.points.clear()
        self._ids = [row[0] for row in rows]
        if not rows:
            return
        colours = theme.current()
        places = project(np.stack([row[3] for row in rows]))
        spots = []
        for (name_id, name, kind, _), place in zip(rows, places):
            chosen = name_id == selected
            colour = getattr(colours, KINDS[kind])
            spots.append({"pos": place, "data": (name_id, name), "size": 15 if chosen else 10,
                          "symbol": "d" if kind == "take" else "o", "brush": colour,
                          "pen": pg.mkPen(colours.text if chosen else colours.base, width=2 if chosen else 1)})
            if kind != "take" or chosen:
                label = pg.TextItem(name, color=colours.text if chosen else colours.muted, anchor=(0.5, -0.35))
                label.setPos(*place)
                self.plot.addItem(label)
                self.labels.append(label)
        self.points.addPoints(spots)
        extent = np.abs(places).max(axis=0) + 0.25
        self.plot.setRange(QRectF(-extent[0], -extent[1], 2 * extent[0], 2 * extent[1]))

    def show_embeddings(self, reference, result=None):
        """Draw embeddings (256,), or None where there is none."""
        self.reference.show_embedding(reference)
        self.result.show_embedding(result)

    def show_similarity(self, similarity):
        """Say how alike reference and result are; None if there is nothing to compare."""
        colours = theme.current()
        self._similarity = similarity
        text, role = ("clone something to compare", "muted") if similarity is None else meaning(similarity)
        self.number.setText("–" if similarity is None else f"{similarity:.2f}")
        self.number.setStyleSheet(f"font-size: 22pt; font-weight: 600; color: {getattr(colours, role)};")
        self.words.setText(text)

    def restyle(self):
        """Take on the current theme."""
        colours = theme.current()
        self.plot.setBackground(colours.base)
        self.legend.setText("&nbsp;&nbsp; ".join(
            f"<span style='color:{getattr(colours, KINDS[kind])}'>{mark}</span> {name}"
            for kind, mark, name in (("sample", "●", "sample"), ("own", "●", "yours"), ("take", "◆", "take"))))
        self.legend.setStyleSheet(f"color: {colours.muted};")
        self.legend.adjustSize()
        self.show_voices(self._rows, self._selected)
        self.show_similarity(self._similarity)
        for picture in (self.reference, self.result):
            picture.update()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.empty.setGeometry(self.plot.rect())
        self.legend.move(8, self.plot.height() - self.legend.height() - 6)

    def _clicked(self, _, points, event):
        if len(points):
            self.chosen.emit(points[0].data()[0])

    def _hovered(self, _, points, event):
        self.plot.setToolTip(", ".join(point.data()[1] for point in points))


class HeatMap(QWidget):
    """256 numbers as a square of colours."""

    def __init__(self, name):
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.embedding = None

    def sizeHint(self):
        return QSize(80, 80)

    def show_embedding(self, embedding):
        """Draw an embedding (256,), or nothing for None."""
        self.embedding = embedding
        self.setToolTip("" if embedding is None else f"{self.accessibleName()}: {int((embedding > 0.01).sum())} of "
                        f"256 numbers above 0.01, the greatest {embedding.max():.2f}")
        self.update()

    def paintEvent(self, event):
        colours = theme.current()
        painter = QPainter(self)
        if self.embedding is None:
            painter.setPen(QColor(colours.border))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            return
        shares = np.clip(np.asarray(self.embedding).reshape(SIDE, SIDE) / STRONGEST, 0, 1)
        pixels = np.ascontiguousarray(colours.lookup[(shares * 255).astype(np.uint8)])
        painter.drawImage(self.rect(), QImage(pixels.data, SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGB32))
        painter.setPen(QColor(colours.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
