"""The dialog that checks files for the mark of synthetic speech and for provenance records."""

from pathlib import Path

from PySide6.QtCore import QT_TR_NOOP, QObject, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from audio.files import SUFFIXES
from toolbox.core.processes.checker import CheckProcess
from toolbox.ui.session.workers import Worker
from toolbox.ui.words import tr

NAMES = " ".join(f"*{suffix}" for suffix in SUFFIXES)
INTRODUCTION = QT_TR_NOOP(
    "Drop sound files here. A mark shows that the sound, or part of it, was made by this program or by one that marks "
    "with Perth. A file without a mark is not necessarily a recording: most programs leave none, and marks can be "
    "removed.")
FILE, RESULT = range(2)  # columns


class Checking(QObject):
    """Has files checked in a separate process, and shows the findings.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window):
        super().__init__(window)
        self._window, self._dialog, self.worker = window, None, Worker(CheckProcess())
        self.worker.added.connect(window.jobs.add)

    def show(self):
        """Open the dialog, or raise it."""
        if self._dialog is None:
            self._dialog = CheckDialog(self._window, self._submit)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    def close(self):
        """End the process."""
        self.worker.close()

    def _submit(self, path):
        if not self.worker.isRunning():
            self.worker.start()
        return self.worker.submit("check", tr("Checking {name}", name=Path(path).name), path=path)


class CheckDialog(QDialog):
    """A drop area for files, and a line with the findings of each.

    Parameters
    ----------
    window : QWidget
    submit : callable
        Takes a path and returns the Job whose result is a toolbox.core.checking.Finding.
    """

    def __init__(self, window, submit):
        super().__init__(window)
        self._submit, self._running = submit, {}  # lines and jobs by job number
        self.setWindowTitle(tr("Check a file"))
        self.setAcceptDrops(True)
        self.choose = QPushButton(tr("Choose files…"), accessibleName=tr("Choose files to check"))
        self.cancel = QPushButton(tr("Cancel"), accessibleName=tr("Cancel the checks"), enabled=False)
        self.list = QTreeWidget(accessibleName=tr("Checked files"), rootIsDecorated=False)
        self.list.setHeaderLabels((tr("File"), tr("Result")))
        self.list.header().setSectionResizeMode(FILE, QHeaderView.ResizeMode.Interactive)
        self.list.header().resizeSection(FILE, 220)
        self.about = QPlainTextEdit(readOnly=True, accessibleName=tr("What was found"), tabChangesFocus=True)
        self.about.setAcceptDrops(False)
        self.about.setMaximumHeight(110)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.cancel)
        row.addStretch()
        row.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(tr(INTRODUCTION), wordWrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.about)
        layout.addLayout(row)
        self.resize(620, 420)
        self.choose.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.cancel_all)
        self.list.currentItemChanged.connect(self._show)
        self.finished.connect(self.cancel_all)
        buttons.rejected.connect(self.reject)

    def add(self, paths):
        """Check files, one after the other."""
        for path in paths:
            line = QTreeWidgetItem(self.list, [Path(path).name, tr("Waiting …")])
            line.setToolTip(FILE, path)
            job = self._submit(path)
            number = job.number  # not the job itself, which Qt would keep alive through the connection
            self._running[number] = line, job
            job.progressed.connect(lambda share, what, n=number: self._say(n, tr("Listening … {share:.0%}",
                                                                                 share=share)))
            job.done.connect(lambda finding, n=number: self._end(n, _summary(finding), "\n\n".join(finding.sentences)))
            job.failed.connect(lambda sentence, details, n=number: self._end(n, tr("Not readable"), sentence))
            job.cancelled.connect(lambda n=number: self._end(n, tr("Cancelled"), tr("The check was cancelled.")))
            self.list.setCurrentItem(line)
        self.cancel.setEnabled(bool(self._running))

    def cancel_all(self):
        """Cancel the pending checks."""
        for _, job in list(self._running.values()):
            job.cancel()

    def dragEnterEvent(self, event):
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event):
        self.add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _ask(self):
        dialog = QFileDialog(self, tr("Files to check"), "", tr("Sound files ({names})", names=NAMES))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    def _say(self, number, text):
        if number in self._running:
            self._running[number][0].setText(RESULT, text)

    def _end(self, number, summary, text):
        line, _ = self._running.pop(number)
        line.setText(RESULT, summary)
        line.setData(RESULT, Qt.ItemDataRole.UserRole, text)
        self.cancel.setEnabled(bool(self._running))
        if line is self.list.currentItem():
            self._show(line)

    def _show(self, line, _=None):
        self.about.setPlainText("" if line is None else line.data(RESULT, Qt.ItemDataRole.UserRole) or "")


def _summary(finding):
    found = finding.detection
    if found.marked:
        return tr("Synthetic: marked by {by}", by=found.by)
    if (finding.record or {}).get("synthetic"):
        return tr("No mark found; its record says synthetic")
    return tr("No mark found")
