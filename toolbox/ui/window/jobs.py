"""Jobs: a progress bar for each, with a cancel button."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from toolbox.ui import theme
from toolbox.ui.words import tr

PATIENCE = 250  # ms before a bar appears, so that short jobs do not flicker
MOST = 3  # bars beside one another


class JobsBar(QWidget):
    """The bars at the right of the status line."""

    def __init__(self):
        super().__init__()
        self.rows, self._more = {}, QLabel()
        self._more.setProperty("role", "muted")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._more)
        self._more.hide()

    def add(self, job):
        """Show a job until it ends."""
        row = _Row(job)
        self.rows[job.number] = row
        self._layout.addWidget(row)
        row.hide()
        number = job.number  # not the job itself, which Qt would keep alive through the connection
        job.ended.connect(lambda: self._remove(number))
        QTimer.singleShot(PATIENCE, self, self._arrange)

    def _remove(self, number):
        row = self.rows.pop(number, None)
        if row is not None:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._arrange()

    def _arrange(self):
        rows = [row for row in self.rows.values() if not row.job.quiet or len(self.rows) == 1]
        for place, row in enumerate(rows):
            row.setVisible(place < MOST)
        hidden = len(self.rows) - min(MOST, len(rows))
        self._more.setText(tr("{count} more waiting", count=hidden))
        self._more.setVisible(hidden > 0)


class _Row(QWidget):
    def __init__(self, job):
        super().__init__()
        self.job = job
        self.label = QLabel(job.title)
        self.bar = QProgressBar(accessibleName=tr("Progress: {title}", title=job.title), textVisible=False)
        self.bar.setFixedWidth(90)
        self.bar.setRange(0, 0)
        cancel = QToolButton(icon=theme.icon("cancel"), toolTip=tr("Cancel: {title}", title=job.title),
                             accessibleName=tr("Cancel: {title}", title=job.title))
        cancel.clicked.connect(job.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.label, self.bar, cancel):
            layout.addWidget(widget)
        job.progressed.connect(self._show)

    def _show(self, share, what):
        self.bar.setRange(0, 100)
        self.bar.setValue(round(100 * share))
        if what:
            self.label.setText(f"{self.job.title}: {tr(what)}")
