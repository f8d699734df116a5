"""The voices panel: recordings grouped by speaker."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from toolbox.core.library.titles import title
from toolbox.ui import theme
from toolbox.ui.widgets.search import SearchLine
from toolbox.ui.words import tr

RECORDING = Qt.ItemDataRole.UserRole
PAGE = 300  # speakers added at once when the list is scrolled to its end
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VoicesModel(QAbstractItemModel):
    """Speakers, with recordings as children if there are several.

    Rows are created on demand, and thousands of speakers are added to a view page by page.

    Signals
    -------
    renamed(list, str)
        Ids of recordings, and their speaker's new name.
    """

    renamed = Signal(list, str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self._all, self._shown, self._words, self._count = [], [], "", 0
        self._icons = {name: theme.icon(name, role) for name, role in (
            ("microphone", "muted"), ("new-voice", "muted"), ("star-filled", "warn"))}

    def show_speakers(self, speakers):
        """List recordings, a dict of speaker to Recordings."""
        self.beginResetModel()
        self._all = list(speakers.items())
        self._match(max(PAGE, self._count))
        self.endResetModel()

    def search(self, words):
        """Show only speakers with these words in their name, source or tags."""
        self.beginResetModel()
        self._words = words.casefold()
        self._match(PAGE)
        self.endResetModel()

    def find(self, recording_id):
        """Return the index of the row of a recording; an invalid one if it is not shown."""
        for row, (_, recordings) in enumerate(self._shown):
            for number, recording in enumerate(recordings):
                if recording.id == recording_id:
                    self._fetch(row + 1 - self._count)
                    top = self.index(row, 0)
                    return self.index(number, 0, top) if len(recordings) > 1 else top
        return QModelIndex()

    def has_several(self):
        """Return whether any speaker has more than one recording."""
        return any(len(recordings) > 1 for _, recordings in self._all)

    def rowCount(self, parent=ROOT):
        if not parent.isValid():
            return self._count
        count = len(self._shown[parent.row()][1])
        return 0 if parent.internalId() or parent.column() or count == 1 else count

    def columnCount(self, parent=ROOT):
        return 2

    def index(self, row, column, parent=ROOT):
        if not (0 <= row < self.rowCount(parent) and 0 <= column < 2):
            return QModelIndex()
        # A speaker's internal id is 0, a recording's that of its speaker's row plus 1.
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index):
        number = index.internalId() if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def flags(self, index):
        editable = index.column() == 0 and not index.internalId()
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        number = index.internalId()
        speaker, recordings = self._shown[number - 1 if number else index.row()]
        if number:
            recordings = [recordings[index.row()]]
            speaker = title(recordings[0]) or tr("Recording {row}", row=index.row() + 1)
        if role == RECORDING:
            return [r.id for r in recordings]
        if index.column() == 1:
            if role == Qt.ItemDataRole.DisplayRole:
                return tr("made") if recordings[0].made else f"{sum(r.seconds for r in recordings):.1f} s"
            return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return speaker
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons["star-filled" if any(r.starred for r in recordings) else
                               "new-voice" if recordings[0].made else "microphone"]
        if role == Qt.ItemDataRole.ToolTipRole:
            first = recordings[0]
            tags = ", ".join(dict.fromkeys(tag for r in recordings for tag in r.tags))
            return "\n".join(filter(None, [speaker, first.source, first.licence, tags]))
        return None

    def setData(self, index, value, role=Qt.ItemDataRole.EditRole):
        self.renamed.emit(self.data(index, RECORDING), str(value).strip())
        return True

    def canFetchMore(self, parent):
        return not parent.isValid() and self._count < len(self._shown)

    def fetchMore(self, parent):
        self._fetch(PAGE)

    def _fetch(self, more):
        more = min(more, len(self._shown) - self._count)
        if more > 0:
            self.beginInsertRows(ROOT, self._count, self._count + more - 1)
            self._count += more
            self.endInsertRows()

    def _match(self, count):
        self._shown = [(speaker, recordings) for speaker, recordings in self._all
                       if self._words in speaker.casefold() or any(
                           self._words in text.casefold() for r in recordings for text in (r.source, *r.tags))]
        self._count = min(count, len(self._shown))


class VoicesPanel(QWidget):
    """The library's list.

    Signals
    -------
    chosen(list), played()
        Ids of recordings, selected; double-clicked.
    record_asked(), add_asked()
        The buttons.
    renamed(list, str)
        Ids of recordings, and their speaker's new name.
    starred(list), deleted(list)
        Ids of recordings.
    """

    chosen, played = Signal(list), Signal()
    record_asked, add_asked = Signal(), Signal()
    renamed, starred, deleted = Signal(list, str), Signal(list), Signal(list)

    def __init__(self):
        super().__init__()
        self.record = QPushButton(theme.icon("record", "record"), tr("Record"), accessibleName=tr("Record a voice"),
                                  toolTip=tr("Record a voice (Ctrl+R)"))
        self.record.setProperty("role", "record")
        self.add = QPushButton(theme.icon("add-file"), tr("Add…"), accessibleName=tr("Add sound files"),
                               toolTip=tr("Add sound files (Ctrl+O); files and folders can also be dropped on the "
                                          "window"))
        self.search = SearchLine(placeholderText=tr("Search"), clearButtonEnabled=True,
                                 accessibleName=tr("Search voices"),
                                 toolTip=tr("Words of a name, a source or a tag (Ctrl+F); Esc clears the search"))
        self.search.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.model = VoicesModel(self)
        self.tree = QTreeView(accessibleName=tr("Voices"), headerHidden=True, uniformRowHeights=True, indentation=14)
        self.tree.setModel(self.model)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(0)  # measured on visible rows, not on thousands
        self.empty = QLabel(wordWrap=True)
        self.empty.setProperty("role", "empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.star = QToolButton(icon=theme.icon("star"), toolTip=tr("Star (Ctrl+D)"),
                                accessibleName=tr("Star the voice"))
        self.rename = QPushButton(tr("Rename"), toolTip=tr("Rename (F2); one name for several recordings makes them "
                                                       "one voice"),
                                  accessibleName=tr("Rename the voice"))
        self.delete = QToolButton(icon=theme.icon("delete"), toolTip=tr("Delete (Del); Ctrl+Z brings it back"),
                                  accessibleName=tr("Delete the voice"))
        self.rename.setProperty("role", "flat")
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.record, 1)
        top.addWidget(self.add, 1)
        bottom.addWidget(self.star)
        bottom.addWidget(self.rename)
        bottom.addStretch()
        bottom.addWidget(self.delete)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(bottom)
        self.setMinimumWidth(190)
        self._filling, self._open, self._selected = False, set(), []
        self.search.textChanged.connect(self._search)
        self.search.left.connect(self._enter_list)
        self.tree.expanded.connect(lambda index: self._open.add(index.data()))
        self.tree.collapsed.connect(lambda index: self._open.discard(index.data()))
        self.tree.selectionModel().currentChanged.connect(self._current)
        self.tree.doubleClicked.connect(lambda _: self.played.emit())
        self.model.renamed.connect(self.renamed)
        self.record.clicked.connect(self.record_asked)
        self.add.clicked.connect(self.add_asked)
        self.star.clicked.connect(self.star_selected)
        self.rename.clicked.connect(self.rename_selected)
        self.delete.clicked.connect(self.delete_selected)

    def show_library(self, speakers):
        """List recordings (dict of speaker to Recordings), preserving the selection."""
        self._fill(lambda: self.model.show_speakers(speakers))

    def select(self, ids):
        """Mark the row of a speaker's recordings or of one recording without emitting `chosen`; none for other ids."""
        self._selected = list(ids)
        if self._listed(self.tree.currentIndex()) != self._selected:
            self._mark()
            self.tree.scrollTo(self.tree.currentIndex())

    def selected(self):
        """Return the ids of the selected recordings; for a speaker, of all their recordings."""
        rows = self.tree.selectionModel().selectedRows(0)
        return list(dict.fromkeys(r for row in rows for r in row.data(RECORDING)))

    def star_selected(self):
        """Star or unstar the selection."""
        if self.selected():
            self.starred.emit(self.selected())

    def delete_selected(self):
        """Delete the selection."""
        if self.selected():
            self.deleted.emit(self.selected())

    def rename_selected(self):
        """Edit the name of the selected speaker."""
        index = self.tree.currentIndex().siblingAtColumn(0)
        if index.parent().isValid():
            index = index.parent()
        if index.isValid():
            self.tree.setFocus()
            self.tree.edit(index)

    def _search(self, words):
        self._fill(lambda: self.model.search(words))

    def _enter_list(self):
        """Move from the search field to its results."""
        if self.model.rowCount():
            self.tree.setFocus()
            if not self.tree.currentIndex().isValid():
                self.tree.setCurrentIndex(self.model.index(0, 0))

    def _fill(self, change):
        """Change the model's content, preserving selection and expanded rows."""
        at, opened = self.tree.verticalScrollBar().value(), set(self._open)
        self._filling = True
        change()
        self.tree.setRootIsDecorated(self.model.has_several())
        for row in range(self.model.rowCount()) if opened else ():
            index = self.model.index(row, 0)
            if index.data() in opened:
                self.tree.expand(index)
        self._mark()
        self.tree.verticalScrollBar().setValue(at)  # the user may be looking elsewhere during an import

    def _mark(self):
        """Make the selection's row the current one."""
        found = self.model.find(self._selected[0]) if self._selected else QModelIndex()
        if len(self._selected) > 1 and found.parent().isValid():
            found = found.parent()
        self._filling = True
        if found.parent().isValid():
            self.tree.expand(found.parent())
        self.tree.setCurrentIndex(found)
        if not found.isValid():
            self.tree.clearSelection()
        self._filling = False
        self._enable()

    def _listed(self, index):
        return index.siblingAtColumn(0).data(RECORDING) if index.isValid() else []

    def _current(self, index, _):
        self._enable()
        if index.isValid() and not self._filling:
            self._selected = self._listed(index)
            self.chosen.emit(self._selected)

    def _enable(self):
        for widget in (self.star, self.rename, self.delete):
            widget.setEnabled(self.tree.currentIndex().isValid())
        words, found = self.search.text(), self.model.rowCount() > 0
        self.tree.setVisible(found)
        self.empty.setVisible(not found)
        self.empty.setText(tr("No voice matches '{words}'. Esc clears the search.", words=words) if words else
                           tr("No voices yet: record one, add files, or drop them here."))
