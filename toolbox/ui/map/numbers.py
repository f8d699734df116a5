"""The numbers behind the map: who resembles whom, how distinct the speakers are, and who may be mislabelled."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QT_TR_NOOP, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from toolbox.core.cloning.voice import SAME_VOICE
from toolbox.ui import theme
from toolbox.ui.words import tr

FAINT, STRONG = 0.4, 1.0  # similarities at the ends of the heat map's ramp
PICTURES = QT_TR_NOOP("Pictures (*.png *.svg *.pdf)")
SCALE = 46  # pixels beside the heat map for the scale of its colours
WAITING = QT_TR_NOOP("Computing …")
TOLD_APART = QT_TR_NOOP("Telling speakers apart")


class NumbersDialog(QDialog):
    """Numbers of a population, computed in the map's process.

    Parameters
    ----------
    mapping : Mapping
        Its worker computes and draws.
    colouring : callable
        Returns the property shown by the map's colours.
    title_of : callable
        Returns the title that distinguishes a recording from its speaker's others, by id.

    Signals
    -------
    chosen(str)
        Id of a double-clicked outlier.
    """

    chosen = Signal(str)

    def __init__(self, mapping, colouring, title_of, parent=None):
        super().__init__(parent)
        self.setWindowTitle(tr("Numbers behind the map"))
        self.mapping, self.colouring, self.title_of = mapping, colouring, title_of
        self._job = self._found = None
        self.matrix, self.scores, self.outliers = MatrixView(), ScoresPlot(), _outliers_table()
        self.tabs = QTabWidget(accessibleName=tr("Numbers"))
        self.about = {}
        for name, view in ((tr("Similarity"), self.matrix), (tr(TOLD_APART), self.scores),
                           (tr("Outliers"), self.outliers)):
            page, self.about[name] = QWidget(), QLabel(tr(WAITING), wordWrap=True)
            layout = QVBoxLayout(page)
            layout.addWidget(self.about[name])
            layout.addWidget(view, 1)
            self.tabs.addTab(page, name)
        self.bar = QProgressBar(accessibleName=tr("Progress of the numbers"), textVisible=False)
        self.bar.setRange(0, 0)
        self.figure = QPushButton(tr("Save figure…"), accessibleName=tr("Save the figure"),
                                  toolTip=tr("PNG, SVG or PDF"))
        self.table = QPushButton(tr("Save CSV…"), accessibleName=tr("Save the table"),
                                 toolTip=tr("One row per voice: its position, its nearest speaker, and whether its "
                                            "label may be wrong"))
        close = QPushButton(tr("Close"), accessibleName=tr("Close"))
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        for button in (self.figure, self.table, close):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        self.resize(QSize(640, 560).boundedTo(self.screen().availableGeometry().size() * 0.9))
        close.clicked.connect(self.close)
        self.figure.clicked.connect(lambda: self._ask(tr("Save figure"), tr(PICTURES), "png"))
        self.table.clicked.connect(lambda: self._ask(tr("Save table"), tr("Tables (*.csv)"), "csv"))
        self.outliers.itemActivated.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))

    def compute(self):
        """Show the dialog and have the numbers computed."""
        self.show()
        self.raise_()
        self._enable(False)
        for label in self.about.values():
            label.setText(tr(WAITING))
        if self._job is not None:
            self._job.cancel()
        people, places, job = self.mapping.measure()
        self._job = job
        job.progressed.connect(self._progress)
        job.done.connect(lambda numbers: self._show(people, places, numbers) if job is self._job else None)
        job.failed.connect(lambda sentence, details: self._fail(sentence) if job is self._job else None)
        job.cancelled.connect(lambda: self._fail(tr("Cancelled.")) if job is self._job else None)

    def _progress(self, share, what):
        self.bar.setRange(0, 100)
        self.bar.setValue(round(100 * share))

    def _show(self, population, places, numbers):
        self._enable(True)
        self._found = population, places, numbers
        names = [population.names[i] for i in numbers.order]
        self.matrix.show_matrix(numbers.matrix, names)
        self.about[tr("Similarity")].setText(
            tr("{shown}, ordered so that similar ones are side by side.",
               shown=_shown(len(names), len(population)))
            + ("" if numbers.silhouette is None else tr(" Silhouette of the speakers: {silhouette:.2f} (1: every "
                                                        "speaker apart, 0: mingled).",
                                                        silhouette=numbers.silhouette)))
        self.scores.show_scores(numbers.same, numbers.other, numbers.threshold)
        self.about[tr(TOLD_APART)].setText(
            tr("There are no two recordings of one speaker to compare.") if numbers.eer is None else
            tr("Equal-error rate {rate:.1f} %, from {count:,} pairs of one speaker and {others:,} of different "
               "speakers, at a similarity of {threshold:.2f}: the threshold of the voices on this map. Elsewhere the "
               "program uses {usual}, the threshold measured on LibriSpeech speakers unknown to the encoder.",
               rate=100 * numbers.eer, count=len(numbers.same), others=len(numbers.other),
               threshold=numbers.threshold, usual=SAME_VOICE))
        self.outliers.setRowCount(0)
        for row, outlier in enumerate(numbers.outliers):
            self.outliers.insertRow(row)
            voice_id = population.ids[outlier.index]
            cells = (population.names[outlier.index], self.title_of(voice_id), f"{outlier.own:.2f}", outlier.nearest,
                     f"{outlier.other:.2f}")
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, voice_id)
                item.setToolTip(text)
                self.outliers.setItem(row, column, item)
        self.about[tr("Outliers")].setText(
            tr("Recordings that resemble another speaker more than their own; the label may be wrong. Double-click "
               "a row to select the recording.") if numbers.outliers else
            tr("No recording resembles another speaker more than its own."))

    def _fail(self, sentence):
        self._enable(False)
        self.bar.hide()
        for label in self.about.values():
            label.setText(sentence)

    def _enable(self, there):
        self.bar.setVisible(not there)
        self.figure.setEnabled(there)
        self.table.setEnabled(there)

    def _ask(self, title, names, suffix):
        dialog = QFileDialog(self, title, "", names)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"map.{suffix}")
        dialog.filesSelected.connect(lambda paths: self.mapping.write(paths[0], *self._found, self.colouring()))
        dialog.open()


class MatrixView(QWidget):
    """A similarity matrix as a heat map with its scale; the pointer shows names and similarity."""

    def __init__(self):
        super().__init__()
        self.setAccessibleName(tr("Similarity matrix"))
        self.setMouseTracking(True)
        self.matrix, self.names = np.zeros((0, 0), np.float32), []

    def sizeHint(self):
        return QSize(480, 480)

    def minimumSizeHint(self):
        return QSize(200, 160)

    def show_matrix(self, matrix, names):
        """Show similarities (n, n) of n names."""
        self.matrix, self.names = matrix, names
        self.setAccessibleDescription(tr("{count:,} voices", len(names)))
        self.update()

    def paintEvent(self, event):
        count = len(self.matrix)
        if not count:
            return
        shares = np.clip((self.matrix - FAINT) / (STRONG - FAINT), 0, 1)
        colours, square, painter = theme.current(), self._square(), QPainter(self)
        pixels = np.ascontiguousarray(colours.lookup[(shares * 255).astype(np.uint8)])
        painter.drawImage(square, QImage(pixels.data, count, count, 4 * count, QImage.Format.Format_RGB32))
        ramp = np.ascontiguousarray(colours.lookup[::-1].reshape(-1, 1))
        strip = QRect(square.right() + 10, square.top(), 10, square.height())
        painter.drawImage(strip, QImage(ramp.data, 1, 256, 4, QImage.Format.Format_RGB32))
        painter.setPen(QColor(colours.text))
        line = painter.fontMetrics().height()
        for value in np.arange(FAINT, STRONG + 0.01, 0.1):
            y = strip.bottom() - (value - FAINT) / (STRONG - FAINT) * strip.height()
            y = min(max(y, strip.top() + line / 2), strip.bottom() - line / 2)
            painter.drawText(QRectF(strip.right() + 4, y - line / 2, SCALE, line), Qt.AlignmentFlag.AlignVCenter,
                             ("≤ " if value == FAINT else "") + f"{value:.1f}")

    def mouseMoveEvent(self, event):
        square, count = self._square(), len(self.matrix)
        at = event.position() - square.topLeft()
        row, column = (int(v * count / max(1, square.width())) for v in (at.y(), at.x()))
        if 0 <= row < count and 0 <= column < count:
            QToolTip.showText(event.globalPosition().toPoint(), tr("{names} and {other}: {similarity:.2f}",
                                                                   names=self.names[row],
                                                                   other=self.names[column],
                                                                   similarity=self.matrix[row, column]), self)

    def _square(self):
        side = min(self.width() - SCALE, self.height())
        return QRect((self.width() - SCALE - side) // 2, 0, side, side)


class ScoresPlot(pg.PlotWidget):
    """Histograms of similarities within and between speakers."""

    BINS = np.linspace(0.0, 1.0, 51)

    def __init__(self):
        super().__init__()
        self.setAccessibleName(tr("Histogram of similarities"))
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setLabel("bottom", tr("similarity"))
        self.setLabel("left", tr("share of pairs in %"))

    def show_scores(self, same, other, threshold):
        """Show cosines of same- and different-speaker pairs, with the threshold or None."""
        colours = theme.current()
        self.clear()
        self.setBackground(colours.base)
        legend = self.addLegend(offset=(10, 10), labelTextColor=colours.text)
        legend.clear()
        for scores, ink, name in ((other, colours.muted, tr("different speakers")),
                                  (same, colours.accent, tr("one speaker"))):
            if len(scores):
                share = 100 * np.histogram(scores, self.BINS)[0] / len(scores)
                fill = QColor(ink)
                fill.setAlpha(90)
                self.plot(self.BINS, share, stepMode="center", fillLevel=0, brush=fill, pen=ink, name=name)
        if threshold is not None:
            self.addItem(pg.InfiniteLine(threshold, pen=pg.mkPen(colours.text, style=Qt.PenStyle.DashLine)))
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(pg.mkPen(colours.border))
            self.getAxis(side).setTextPen(pg.mkPen(colours.muted))


def _shown(count, whole):
    if count == whole:
        return tr("{count:,} voices", count)
    return tr("A random sample of {count:,} of the {whole:,} voices (more would be too fine for the screen)",
              count=count, whole=whole)


def _outliers_table():
    table = QTableWidget(0, 5, accessibleName=tr("Outliers"))
    table.setHorizontalHeaderLabels((tr("Speaker"), tr("Recording"), tr("To its own"), tr("Nearest other"),
                                     tr("To that one")))
    table.horizontalHeaderItem(2).setToolTip(tr("Similarity to the other recordings of its speaker"))
    table.horizontalHeaderItem(4).setToolTip(tr("Similarity to the nearest other speaker"))
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    for column in range(5):
        table.horizontalHeader().setSectionResizeMode(
            column, QHeaderView.ResizeMode.ResizeToContents if column in (2, 4) else QHeaderView.ResizeMode.Stretch)
    return table
