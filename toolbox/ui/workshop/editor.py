"""The editor of a sentence: the canvas, and buttons with the same functions as drags and keys."""

from PySide6.QtCore import QT_TR_NOOP, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from toolbox.ui import theme
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.words import tr
from toolbox.ui.workshop.canvas import Canvas

HELP = QT_TR_NOOP(
    "Drag a word up or down, or a boundary sideways (with Shift, what follows moves along); the strip under the "
    "picture is loudness. Keys: arrows choose a word and move its pitch, with Ctrl its loudness; + and − change its "
    "length, Return its pronunciation; Delete resets it.")


class EditorPanel(QWidget):
    """The canvas with its buttons.

    Signals
    -------
    again_asked(), left()
        Speak the sentence again with another seed; return to the take.
    """

    again_asked, left = Signal(), Signal()

    def __init__(self):
        super().__init__()
        self.canvas = Canvas()
        self.canvas.setToolTip(tr(HELP))
        self.title = ElidedLabel(least=60)
        self.title.setProperty("role", "title")
        self.draw = QToolButton(icon=theme.icon("edit"), checkable=True, text=tr("Draw"),
                                toolTip=tr("Draw the pitch with the mouse (D)"), accessibleName=tr("Draw the pitch"))
        self.loop = QToolButton(icon=theme.icon("loop"), checkable=True, toolTip=tr("Loop (L)"),
                                accessibleName=tr("Loop the selection"))
        self.emphasis = QToolButton(text="!", toolTip=tr("Emphasise the word: longer, higher, louder (E)"),
                                    accessibleName=tr("Emphasise the word"))
        self.restore = QToolButton(text=tr("Reset"), popupMode=QToolButton.ToolButtonPopupMode.InstantPopup,
                                   toolTip=tr("Undo all edits of the word, or of the sentence"),
                                   accessibleName=tr("Reset"))
        self.restore.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.play = QPushButton(theme.icon("play"), tr("Play"), toolTip=tr("Play the word or the sentence (Space)"),
                                accessibleName=tr("Play the word or the sentence"))
        self.again = QToolButton(icon=theme.icon("dice"), toolTip=tr("Say it again with another seed"),
                                 accessibleName=tr("Say the sentence again with another seed"))
        self.back = QToolButton(icon=theme.icon("cancel"), toolTip=tr("Back to the take (Esc)"),
                                accessibleName=tr("Back to the take"))
        menu = QMenu(self.restore)
        menu.addAction(tr("The word"),
                       lambda: self.canvas.restore([self.canvas.word] if self.canvas.word >= 0 else None))
        menu.addAction(tr("The sentence"), lambda: self.canvas.restore())
        self.restore.setMenu(menu)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addStretch()
        for widget in (self.draw, self.emphasis, self.restore, self.loop, self.again, self.play, self.back):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.canvas, 1)
        self.draw.toggled.connect(lambda on: setattr(self.canvas, "drawing", on))
        self.emphasis.clicked.connect(lambda: self.canvas.word >= 0 and self.canvas.emphasise(self.canvas.word))
        self.play.clicked.connect(self.canvas.play_word)
        self.again.clicked.connect(self.again_asked)
        self.back.clicked.connect(self.left)
        self.canvas.left.connect(self.left)
        self.canvas.selected.connect(lambda word: self.emphasis.setEnabled(word >= 0))

    def show_sentence(self, sentence, mel):
        """Show the chosen take of a Sentence, or a hint if there is none."""
        take = None if sentence is None else sentence.take
        self.canvas.show_take(take, mel)
        self.title.setText("" if take is None else _title(take, sentence))
        for widget in (self.draw, self.loop, self.restore, self.play, self.again):
            widget.setEnabled(self.canvas.reading is not None)
        self.emphasis.setEnabled(self.canvas.word >= 0)

    def restyle(self):
        """Apply the current theme."""
        self.canvas.restyle()


def _title(take, sentence):
    from toolbox.core.script.production import plain_text

    return f"{take.voice}: {plain_text(sentence.text)}"
