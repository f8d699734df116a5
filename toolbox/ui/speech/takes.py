"""The takes that are kept, as a table."""

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

COLUMNS = ("Voice", "Text", "Length", "Likeness", "Profile", "Seed", "Made in")
ORDER = 0, 2, 3, 4, 5, 6  # columns but the text, those that matter most first
LEAST_TEXT = 200  # pixels


class TakesTable(QTableWidget):
    """Takes, newest first; a row can be dragged into a file manager.

    Signals
    -------
    chosen(str), deleted(str), dragged_out(str)
        A take's id.
    """

    chosen, deleted, dragged_out = Signal(str), Signal(str), Signal(str)

    def __init__(self):
        super().__init__(0, len(COLUMNS))
        self.setAccessibleName("Takes")
        self.setToolTip("Drag a take into a file manager to copy its sound file there")
        self.setHorizontalHeaderLabels(COLUMNS)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(50)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column == 1
                                        else QHeaderView.ResizeMode.ResizeToContents)
        self.file_of = lambda take_id: None
        self.currentCellChanged.connect(lambda row, *_: row >= 0 and not self._filling
                                        and self.chosen.emit(self._id(row)))
        self._filling = False

    def show_takes(self, takes, select=None):
        """List Takes and select one by its id without saying so."""
        self._filling = True
        self.setRowCount(0)
        for row, take in enumerate(takes):
            self.insertRow(row)
            likeness = f"{take.similarity:.2f}" if take.similarity is not None else (
                "unfinished" if take.unfinished else "too short")
            rtf = take.timings.get("rtf")
            cells = (take.voice, " ".join(take.text.split()), f"{take.seconds:.1f} s", likeness, take.profile,
                     str(take.seed), f"{rtf * take.seconds:.2f} s" if rtf else "")
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, take.id)
                if column == 1:
                    item.setToolTip(f"{take.text}\n\nspeed {take.speed:g}, pitch {take.pitch_shift:+g} semitones, "
                                    f"profile {take.profile}")
                self.setItem(row, column, item)
            if take.id == select:
                self.selectRow(row)
        self._make_room()
        self._filling = False

    def select(self, take_id):
        """Mark the row of a take without emitting `chosen`; none if it is not listed."""
        row = next((r for r in range(self.rowCount()) if self._id(r) == take_id), -1)
        if row != self.currentRow():
            self._filling = True
            self.setCurrentCell(row, 0)
            self._filling = False

    def selected(self):
        """The selected take's id, or None."""
        return self._id(self.currentRow()) if self.currentRow() >= 0 else None

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self):
        """Hide the columns that matter least where they would leave no room for the text, which takes are known by."""
        room = self.viewport().width() - LEAST_TEXT
        for column in ORDER:
            room -= max(self.horizontalHeader().sectionSizeHint(column), self.sizeHintForColumn(column))
            self.setColumnHidden(column, room < 0)

    def startDrag(self, actions):
        path = self.file_of(self.selected())
        if path is None:
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drag = QDrag(self)
        drag.setMimeData(data)
        take_id = self.selected()  # before the loop of the drag, in which another may be selected
        if drag.exec(Qt.DropAction.CopyAction) == Qt.DropAction.CopyAction and drag.target() is None:
            self.dragged_out.emit(take_id)

    def keyPressEvent(self, event):
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selected():
            self.deleted.emit(self.selected())
        else:
            super().keyPressEvent(event)

    def _id(self, row):
        return self.item(row, 0).data(Qt.ItemDataRole.UserRole)
