"""The table of takes, which can be sorted, searched and edited."""

from PySide6.QtCore import QT_TR_NOOP, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDrag, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QMenu, QTableWidget, QTableWidgetItem

from toolbox.ui import theme
from toolbox.ui.widgets.fitting import FoldingHeader
from toolbox.ui.words import tr

COLUMNS = (QT_TR_NOOP("Voice"), QT_TR_NOOP("Text"), QT_TR_NOOP("Length"), QT_TR_NOOP("Likeness"), QT_TR_NOOP("Profile"),
           QT_TR_NOOP("Seed"), QT_TR_NOOP("Made in"), QT_TR_NOOP("Speed"), QT_TR_NOOP("Pitch"))
ORDER = 0, 2, 3, 7, 8, 5, 4, 6  # columns other than the text, most important first
LEAST_TEXT = 200  # pixels
PLAY = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TakesTable(QTableWidget):
    """Takes, newest first unless sorted by a column; rows can be dragged to a file manager.

    Signals
    -------
    chosen(str), deleted(str), dragged_out(str), played(str), used_again(str)
        A take's id.
    renamed(str, str)
        A take's id and its new name.
    starred(object), several_deleted(object), exported(object)
        Takes' ids.
    compared(str, str)
        Two takes' ids.
    """

    chosen, deleted, dragged_out = Signal(str), Signal(str), Signal(str)
    played, used_again = Signal(str), Signal(str)
    renamed, compared = Signal(str, str), Signal(str, str)
    starred, several_deleted, exported = Signal(object), Signal(object), Signal(object)

    def __init__(self):
        super().__init__(0, len(COLUMNS))
        self.setAccessibleName(tr("Takes"))
        self.setToolTip(tr("Double-click, Space or Enter plays a take; drag takes into a file manager to copy "
                           "their sound files there"))
        self.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragEnabled(True)
        self.setTabKeyNavigation(False)
        FoldingHeader(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.setResizeContentsPrecision(0)  # by the visible rows: thousands would stop the window for a second
        for column in range(len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column == 1
                                        else QHeaderView.ResizeMode.ResizeToContents)
        self.file_of = lambda take_id: None
        self._filling, self._sought, self._takes, self._sorted = False, "", [], (None, False)
        self._rows: list[tuple[str, list[tuple[str, str]]]] = []  # id and cells of each row's take
        self.empty = ""  # what is shown in place of rows
        self.currentCellChanged.connect(lambda row, *_: row >= 0 and not self._filling
                                        and self.chosen.emit(self._id(row)))
        self.itemChanged.connect(self._change)
        self.cellDoubleClicked.connect(lambda row, _: self.played.emit(self._id(row)))
        self.customContextMenuRequested.connect(
            lambda position: self.all_selected() and self.menu().popup(self.viewport().mapToGlobal(position)))
        header.sectionClicked.connect(self.sort_by)

    def show_takes(self, takes, select=None):
        """List Takes and select one by its id without emitting `chosen`; with it, others stay selected."""
        chosen = set(self.all_selected())
        self._filling, self._takes = True, list(takes)
        self.setCurrentCell(-1, -1)
        self.clearSelection()
        wanted = {take.id: _cells(take) for take in self._in_order()}
        for row in reversed(range(self.rowCount())):
            if self._id(row) not in wanted:
                self.removeRow(row)
                del self._rows[row]
        kept = dict.fromkeys(take_id for take_id, _ in self._rows)
        if [take_id for take_id in wanted if take_id in kept] != list(kept):  # they have another order
            self.setRowCount(0)
            self._rows = []
        for row, (take_id, cells) in enumerate(wanted.items()):
            if row == len(self._rows) or self._id(row) != take_id:
                self.insertRow(row)
                self._rows.insert(row, (take_id, []))
            if self._rows[row] != (take_id, cells):
                self._fill(row, cells)
                self._rows[row] = take_id, cells
            if take_id == select:
                self.setCurrentCell(row, 0)
        if select in chosen:
            self._select_too(chosen)
        self.search(self._sought)
        self._make_room()
        self._filling = False

    def select(self, take_id):
        """Mark the row of a take without emitting `chosen`; no row if it is not listed."""
        row = next((r for r in range(self.rowCount()) if self._id(r) == take_id), -1)
        if row != self.currentRow():
            self._filling = True
            self.setCurrentCell(row, 0)
            self._filling = False

    def selected(self):
        """Return the current take's id, or None."""
        return self._id(self.currentRow()) if self.currentRow() >= 0 else None

    def all_selected(self):
        """Return the ids of all selected takes in the order of the rows."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._id(row) for row in rows if not self.isRowHidden(row)]

    def search(self, text):
        """Show only takes whose text, name or voice contains all these words."""
        self._sought = text
        words, takes = text.casefold().split(), {take.id: take for take in self._takes}
        for row in range(self.rowCount()):
            take = takes[self._id(row)]
            content = f"{take.text} {take.name} {take.voice} {take.profile} {take.seed}".casefold()
            hidden = not all(word in content for word in words)
            if hidden != self.isRowHidden(row):
                self.setRowHidden(row, hidden)
        found = not words or any(not self.isRowHidden(row) for row in range(self.rowCount()))
        self.empty = "" if found else tr("No take matches '{words}'. Esc clears the search.", words=text)
        self.viewport().update()

    def sort_by(self, column):
        """Sort by a column; a second call reverses the order, a third one restores newest first."""
        before, downwards = self._sorted
        self._sorted = (column, False) if before != column else (column, True) if not downwards else (None, False)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(self._sorted[0] is not None)
        if self._sorted[0] is not None:
            header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if self._sorted[1]
                                    else Qt.SortOrder.AscendingOrder)
        self.show_takes(self._takes, self.selected())

    def menu(self):
        """Return the context menu of the selected takes."""
        menu, ids = QMenu(self), self.all_selected()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        current = self.selected() if self.selected() in ids else ids[0]
        take = next(take for take in self._takes if take.id == current)
        menu.addAction(tr("Play"), lambda: self.played.emit(take.id))
        menu.addAction(tr("Use these settings again"), lambda: self.used_again.emit(take.id))
        compare = menu.addAction(tr("Compare the two (A/B)"), lambda: self.compared.emit(*ids[:2]))
        compare.setEnabled(len(ids) == 2)
        menu.addSeparator()
        menu.addAction(tr("Rename"), self.rename_selected)
        menu.addAction(tr("Unstar") if take.starred else tr("Star"), lambda: self.starred.emit(ids))
        menu.addAction(tr("Export…"), lambda: self.exported.emit(ids))
        menu.addSeparator()
        menu.addAction(tr("Delete"), lambda: self.several_deleted.emit(ids))
        return menu

    def rename_selected(self):
        """Edit the current take's name."""
        if self.currentRow() >= 0:
            self.editItem(self.item(self.currentRow(), 1))

    def paintEvent(self, event):
        super().paintEvent(event)
        if self.empty:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.current().muted))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                             self.empty)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._make_room()

    def startDrag(self, actions):
        # Read before the drag's event loop, in which other takes may be selected.
        paths = {take_id: path for take_id in self.all_selected() if (path := self.file_of(take_id)) is not None}
        if not paths:
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths.values()])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self._picture(len(paths)))
        if drag.exec(Qt.DropAction.CopyAction) == Qt.DropAction.CopyAction and drag.target() is None:
            for take_id in paths:
                self.dragged_out.emit(take_id)

    def _picture(self, count):
        """Return what is seen at the pointer while takes are dragged."""
        label = QLabel(tr("{count} takes", count))
        label.setContentsMargins(8, 4, 8, 4)
        return label.grab()

    def keyPressEvent(self, event):
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and (ids := self.all_selected()):
            if len(ids) > 1:
                self.several_deleted.emit(ids)
            else:
                self.deleted.emit(ids[0])
        elif event.key() in PLAY and self.selected() and self.state() != self.State.EditingState:
            self.played.emit(self.selected())
        else:
            super().keyPressEvent(event)

    def _in_order(self):
        column, downwards = self._sorted
        if column is None:
            return self._takes
        key = (lambda t: t.voice.casefold(), lambda t: (not t.starred, (t.name or t.text).casefold()),
               lambda t: t.seconds, lambda t: -1.0 if t.similarity is None else t.similarity, lambda t: t.profile,
               lambda t: t.seed, lambda t: (t.timings.get("rtf") or 0.0) * t.seconds, lambda t: t.speed,
               lambda t: t.pitch_shift)[column]
        return sorted(self._takes, key=key, reverse=downwards)

    def _change(self, item):
        if not self._filling and item.column() == 1:
            take_id = self._id(item.row())
            self._rows[item.row()] = take_id, []  # written again even if the name stays
            self.renamed.emit(take_id, item.text().removeprefix("★").strip())

    def _make_room(self):
        """Hide the least important columns if they leave no room for the text, which identifies a take."""
        room = self.viewport().width() - LEAST_TEXT
        for column in ORDER:
            self.setColumnHidden(column, False)  # a hidden one has no size
        for column in ORDER:
            room -= max(self.horizontalHeader().sectionSizeHint(column), self.sizeHintForColumn(column))
            self.setColumnHidden(column, room < 0)

    def _select_too(self, ids):
        selection = self.selectionModel()
        for row in range(self.rowCount()):
            if self._id(row) in ids:
                selection.select(self.model().index(row, 0), selection.SelectionFlag.Select
                                 | selection.SelectionFlag.Rows)

    def _id(self, row):
        return self._rows[row][0]

    def _fill(self, row, cells):
        """Write a row's cells, each a text and a tooltip."""
        for column, (text, tip) in enumerate(cells):
            item = self.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                if column != 1:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.setItem(row, column, item)
            item.setText(text)
            item.setToolTip(tip)


def _cells(take):
    """Return the text and the tooltip of each of a take's cells."""
    likeness = f"{take.similarity:.2f}" if take.similarity is not None else (
        tr("unfinished") if take.unfinished else tr("too short"))
    rtf = take.timings.get("rtf")
    name = f"{'★ ' if take.starred else ''}{take.name or ' '.join(take.text.split())}"
    about = tr("{sentence}\n\nspeed {speed:g}, pitch {pitch_shift:+g} semitones, profile {profile}", sentence=take.text,
               speed=take.speed, pitch_shift=take.pitch_shift, profile=take.profile)
    texts = (take.voice, name, f"{take.seconds:.1f} s", likeness, take.profile, str(take.seed),
             f"{rtf * take.seconds:.2f} s" if rtf else "", f"{take.speed:g} ×", f"{take.pitch_shift:+g} st")
    return [(text, about if column == 1 else "") for column, text in enumerate(texts)]
