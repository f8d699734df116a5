"""The text box, whose changes are undone with those of the whole project."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from toolbox.ui.session.typed import difference
from toolbox.ui.widgets.editing import STEPS

LEAST_LINES = 2
OWN = ("edit-undo", "edit-redo")  # Qt's names of the entries that `actions` replaces


class TextBox(QPlainTextEdit):
    """A text box without an undo history of its own: its `actions` undo and redo, by key and in its context menu."""

    def __init__(self, text, **properties):
        super().__init__(text, **properties)
        self.setUndoRedoEnabled(False)

    def minimumSizeHint(self):
        around = 2 * self.frameWidth() + 2 * int(self.document().documentMargin())
        return QSize(super().minimumSizeHint().width(), LEAST_LINES * self.fontMetrics().lineSpacing() + around)

    def show_text(self, text):
        """Show a text; what it has in common with the present one stays as it is, with the cursor where they differ."""
        shown = self.toPlainText()
        begin, removed, inserted = difference(shown, text)
        if not removed and not inserted:
            return
        cursor = self.textCursor()
        cursor.setPosition(units(shown[:begin]))
        cursor.setPosition(units(shown[:begin + removed]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(inserted)
        self.setTextCursor(cursor)

    def menu(self, position=None):
        """Return the context menu."""
        menu = self.createStandardContextMenu(*([] if position is None else [position]))
        for action in menu.actions():
            if action.objectName() in OWN:
                menu.removeAction(action)
        menu.insertActions(menu.actions()[0], self.actions())
        return menu

    def contextMenuEvent(self, event):
        menu = self.menu(event.pos())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def event(self, event):
        if event.type() == QEvent.Type.ShortcutOverride and any(map(event.matches, STEPS)):
            event.ignore()  # left to the shortcuts of the menu bar
            return False
        return super().event(event)


def units(text):
    """Return the length of a text as Qt counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
