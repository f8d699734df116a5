"""A line for problems and messages, with details behind a button; it never blocks the window."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from toolbox.ui import theme
from toolbox.ui.words import tr

SECONDS = {"info": 6, "good": 6}  # other kinds stay until closed
OFFER = 30  # seconds that a message with its own button stays
MOST = 100  # most unread problems kept
ICONS = {"info": ("info", "accent"), "good": ("info", "good"), "warn": ("warning", "warn"), "bad": ("warning", "bad")}


class Notice(QWidget):
    """The status line's message.

    Signals
    -------
    acted(str)
        The message's own button was pressed; its text, for example "Undo".
    """

    acted = Signal(str)

    def __init__(self):
        super().__init__()
        self.kind = self.details = self._sentence = ""
        self._unread = []  # problems not yet closed: (kind, sentence, details, action)
        self.mark, self.text = QLabel(), QLabel()
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setAccessibleName(tr("Message"))
        self.action = QPushButton(accessibleName=tr("What the message offers"))
        self.more = QPushButton(tr("Details"), accessibleName=tr("Details of the message"))
        self.close_button = QToolButton(icon=theme.icon("cancel"), accessibleName=tr("Close the message"),
                                        toolTip=tr("Close the message"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 1, 2, 1)
        layout.addWidget(self.mark)
        layout.addWidget(self.text, 1)
        for button in (self.action, self.more, self.close_button):
            layout.addWidget(button)
            button.setProperty("role", "flat")
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._time_out)
        self.action.clicked.connect(self._act)
        self.more.clicked.connect(self._show_details)
        self.close_button.clicked.connect(self.close_message)
        self._panel = None
        self.clear()

    def show_message(self, kind, sentence, details="", action=""):
        """Show a sentence; `kind` is info, good, warn or bad, `action` the text of a button.

        Problems (warn and bad) wait until they are closed: a later one replaces an earlier one, which is added to its
        details.
        """
        if kind not in SECONDS:
            message = kind, sentence, details, action
            self._unread = [*(m for m in self._unread if m[1] != sentence), message][-MOST:]
            earlier = len(self._unread) - 1
            if earlier:
                details = "\n\n".join(f"{s}\n{d}".strip() for _, s, d, _ in reversed(self._unread))
                sentence = tr("{sentence} ({count} more)", sentence=sentence, count=earlier)
        self._show(kind, sentence, details, action)

    def _show(self, kind, sentence, details, action):
        self.kind, self.details = kind, details
        name, role = ICONS[kind]
        self.mark.setPixmap(theme.icon(name, role).pixmap(16, 16))
        self._sentence = " ".join(sentence.split())
        self.text.setToolTip(self._sentence)
        self.text.setStyleSheet(f"color: {getattr(theme.current(), 'text' if kind == 'info' else role)};")
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.more.setVisible(bool(details) or len(sentence) > 140)
        for part in (self.mark, self.text, self.close_button):
            part.show()
        self.layout().activate()
        self._elide()
        seconds = SECONDS.get(kind)
        if seconds:
            self._timer.start(1000 * (OFFER if action else seconds))
        else:
            self._timer.stop()

    @property
    def sentence(self):
        """Return the message on display, of which the line itself may show only a part."""
        return self._sentence

    def withdraw(self, sentence):
        """Remove a resolved problem, whether shown or waiting."""
        shown = self._sentence.startswith(" ".join(sentence.split()))
        self._unread = [m for m in self._unread if m[1] != sentence]
        if sentence and shown:
            self._time_out()

    def close_message(self):
        """Remove the message, and the problems in its details."""
        if self.kind not in SECONDS:
            self._unread = []
        self._time_out()

    def _time_out(self):
        """Replace a message by the previous unread problem, if there is one."""
        self.clear()
        if self._unread:
            self.show_message(*self._unread[-1])

    def clear(self):
        """Remove the message."""
        self.kind = self.details = ""
        self._sentence = ""
        self.text.setText("")
        for part in (self.mark, self.action, self.more, self.close_button):
            part.hide()
        if self._panel:
            self._panel.hide()

    def restyle(self):
        """Apply the current theme."""
        if self.kind:
            self.text.setStyleSheet(f"color: {getattr(theme.current(), ICONS[self.kind][1])};")

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._elide()

    def _elide(self):
        self.text.setText(self.text.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideRight,
                                                             max(60, self.text.width())))

    def _act(self):
        action = self.action.text()
        self._unread = [m for m in self._unread if m[3] != action]
        self._time_out()
        self.acted.emit(action)

    def _show_details(self):
        if self._panel is None:
            self._panel = _Details(self.window())
        self._panel.open_above(self, f"{self.text.toolTip()}\n\n{self.details}".strip())


class _Details(QFrame):
    """The details, shown over the window's lower edge."""

    def __init__(self, window):
        super().__init__(window)
        self.setProperty("role", "bar")
        self.setAutoFillBackground(True)
        self.text = QPlainTextEdit(readOnly=True, accessibleName=tr("Details"))
        copy, close = QPushButton(tr("Copy")), QPushButton(tr("Close"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addLayout(buttons)

    def open_above(self, line, text):
        self.text.setPlainText(text)
        window = line.window()
        height = min(280, window.height() // 2)
        self.setGeometry(8, line.mapTo(window, line.rect().topLeft()).y() - height - 6, window.width() - 16, height)
        self.show()
        self.raise_()
        self.text.setFocus()
