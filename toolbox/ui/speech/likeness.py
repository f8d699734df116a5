"""Likeness: the embeddings of reference and result, and how alike they are as one number with a meaning."""

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from toolbox.core.cloning.voice import SAME_VOICE
from toolbox.ui.window import theme

SIDE = 16  # 256 numbers as a square
STRONGEST = 0.25  # a component of an embedding is hardly ever greater
MEANINGS = ((0.85, "as similar as two recordings of one person", "good"),
            (SAME_VOICE, "would pass for the same person", "good"),
            (SAME_VOICE - 0.1, f"similar, but below the {SAME_VOICE} that separates people", "warn"),
            (-1.0, "another voice", "bad"))


def meaning(similarity):
    """What a similarity says, and the colour's name."""
    return next((text, role) for least, text, role in MEANINGS if similarity >= least)


class Likeness(QWidget):
    """Two heat maps and a number."""

    def __init__(self):
        super().__init__()
        self.reference, self.result = HeatMap("Embedding of the reference"), HeatMap("Embedding of the result")
        self.number, self.words = QLabel("–"), QLabel(wordWrap=True)
        self.number.setAccessibleName("Similarity of reference and result")
        self.words.setProperty("role", "muted")
        self._similarity = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
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
        self.show_similarity(None)

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
        self.show_similarity(self._similarity)
        for picture in (self.reference, self.result):
            picture.update()


class HeatMap(QWidget):
    """256 numbers as a square of colours."""

    def __init__(self, name):
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.embedding = None

    def sizeHint(self):
        return QSize(64, 64)

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
