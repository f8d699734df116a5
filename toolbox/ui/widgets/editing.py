"""Text boxes: the keys that edit text there, and the menu's Cut, Copy and Paste."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit

# What every text box does with a key, wherever a window has given that key another meaning. Qt's own boxes claim most
# of these; deleting a word or to the end of a line they leave to whoever wants it.
KEYS = [QKeySequence.StandardKey[name] for name in (
    "Cut", "Copy", "Paste", "Undo", "Redo", "SelectAll", "Delete", "Backspace", "DeleteStartOfWord", "DeleteEndOfWord",
    "DeleteEndOfLine", "DeleteCompleteLine", "MoveToNextWord", "MoveToPreviousWord", "MoveToStartOfLine",
    "MoveToEndOfLine", "MoveToStartOfDocument", "MoveToEndOfDocument", "SelectNextWord", "SelectPreviousWord",
    "SelectStartOfLine", "SelectEndOfLine", "SelectStartOfDocument", "SelectEndOfDocument")]


class KeepsKeys(QObject):
    """Has the text boxes of a window keep the keys that edit text.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window):
        super().__init__(window)
        for kind in (QLineEdit, QPlainTextEdit, QAbstractSpinBox):
            for box in window.findChildren(kind):
                box.installEventFilter(self)

    def eventFilter(self, widget, event):
        if event.type() == QEvent.Type.ShortcutOverride and any(map(event.matches, KEYS)):
            event.accept()
            return True
        return False


def edit(what):
    """Cut, copy or paste ("cut", "copy", "paste") where the keyboard is, if that is a text box."""
    box = QApplication.focusWidget()
    box = box.lineEdit() if isinstance(box, QAbstractSpinBox) else box
    if is_text(box):
        getattr(box, what)()


def is_text(widget):
    """Return whether a widget is a box to type in."""
    return isinstance(widget, (QLineEdit, QPlainTextEdit, QAbstractSpinBox))
