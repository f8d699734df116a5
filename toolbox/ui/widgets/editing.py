"""Text boxes: editing keys, and the menu's Cut, Copy and Paste."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit

# Editing keys that take precedence over the window's shortcuts in a text box. Qt's own boxes claim most of them, but
# not deleting a word or to the end of a line.
KEYS = [QKeySequence.StandardKey[name] for name in (
    "Cut", "Copy", "Paste", "Undo", "Redo", "SelectAll", "Delete", "Backspace", "DeleteStartOfWord", "DeleteEndOfWord",
    "DeleteEndOfLine", "DeleteCompleteLine", "MoveToNextWord", "MoveToPreviousWord", "MoveToStartOfLine",
    "MoveToEndOfLine", "MoveToStartOfDocument", "MoveToEndOfDocument", "SelectNextWord", "SelectPreviousWord",
    "SelectStartOfLine", "SelectEndOfLine", "SelectStartOfDocument", "SelectEndOfDocument")]

STEPS = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class KeepsKeys(QObject):
    """Ensures that text boxes of a window receive the editing keys.

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
            if isinstance(widget, QPlainTextEdit) and not widget.isUndoRedoEnabled() and any(map(event.matches, STEPS)):
                return False  # what is done there is undone with everything else
            event.accept()
            return True
        return False


def edit(what):
    """Perform "cut", "copy" or "paste" in the focused text box, if there is one."""
    box = QApplication.focusWidget()
    box = box.lineEdit() if isinstance(box, QAbstractSpinBox) else box
    if is_text(box):
        getattr(box, what)()


def is_text(widget):
    """Return whether a widget is a text box."""
    return isinstance(widget, (QLineEdit, QPlainTextEdit, QAbstractSpinBox))
