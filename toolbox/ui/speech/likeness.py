"""The likeness panel: embeddings of reference and result, and their similarity with its meaning."""

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from toolbox.core.cloning.voice import SAME_VOICE
from toolbox.ui import theme
from toolbox.ui.words import tr

SIDE = 16  # 256 numbers as a square
STRONGEST = 0.25  # components of an embedding are hardly ever larger
MEANINGS = ((0.85, QT_TR_NOOP("as similar as two recordings of one person"), "good"),
            (SAME_VOICE, QT_TR_NOOP("would pass for the same person"), "good"),
            (SAME_VOICE - 0.1, QT_TR_NOOP("similar, but below the {threshold} that separates people"), "warn"),
            (-1.0, QT_TR_NOOP("another voice"), "bad"))


def meaning(similarity):
    """Return the meaning of a similarity, and the name of its colour."""
    return next((tr(text, threshold=SAME_VOICE), role) for least, text, role in MEANINGS if similarity >= least)


class Likeness(QWidget):
    """Two heat maps and a number."""

    def __init__(self):
        super().__init__()
        self.reference, self.result = HeatMap(tr("Embedding of the reference")), HeatMap(tr("Embedding of the result"))
        self.number, self.words = QLabel("–"), QLabel(wordWrap=True)
        self.number.setAccessibleName(tr("Similarity of reference and result"))
        self.words.setProperty("role", "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        for column, (text, picture) in enumerate(((tr("Reference"), self.reference), (tr("Result"), self.result))):
            label = QLabel(text)
            label.setProperty("role", "muted")
            grid.addWidget(label, 0, column)
            grid.addWidget(picture, 1, column, 2, 1)
        heading = QLabel(tr("Similarity"))
        heading.setProperty("role", "muted")
        grid.addWidget(heading, 0, 2)
        grid.addWidget(self.number, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 2, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(2, 1)
        self.show_pair(None, None)

    def show_pair(self, voice, take):
        """Show the selected Voice, the displayed take (either may be None), and their similarity.

        The number always belongs to the pair on display: it is computed here, and absent if one of them is.
        """
        one, other = None if voice is None else voice.embedding, None if take is None else take.embedding
        self.reference.show_embedding(one)
        self.result.show_embedding(other)
        if one is not None and other is not None:
            # A clone of another voice is labelled with its name: the number does not measure the quality of that clone.
            pair = "" if take.voice == voice.name else tr("{name} and the clone of {voice}: ", name=voice.name,
                                                          voice=take.voice)
            self._show(float(one @ other), pair)
        elif take is None or voice is None:
            self._show(None, tr("clone something to compare"))
        else:
            self._show(None, tr("cannot be compared: the take is too short or unfinished"))

    def _show(self, similarity, words):
        self._shown = similarity, words
        text, role = ("", "muted") if similarity is None else meaning(similarity)
        self.number.setText("–" if similarity is None else f"{similarity:.2f}")
        self.number.setStyleSheet(f"font-size: 22pt; font-weight: 600; color: {getattr(theme.current(), role)};")
        self.words.setText(words + text)

    def restyle(self):
        """Apply the current theme."""
        self._show(*self._shown)
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
        self.setToolTip("" if embedding is None else tr("{name}: {number} of 256 numbers above 0.01, the greatest "
                                                        "{greatest:.2f}", name=self.accessibleName(),
                                                        number=int((embedding > 0.01).sum()), greatest=embedding.max()))
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
