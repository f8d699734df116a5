"""Voices: recordings grouped by speaker."""

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
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

from toolbox.ui import theme

RECORDING = Qt.ItemDataRole.UserRole


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
        self.record = QPushButton(theme.icon("record", "record"), "Record", accessibleName="Record a voice",
                                  toolTip="Record a voice (Ctrl+R)")
        self.record.setProperty("role", "record")
        self.add = QPushButton(theme.icon("add-file"), "Add…", accessibleName="Add sound files",
                               toolTip="Add sound files (Ctrl+O); files and folders can also be dropped on the window")
        self.search = QLineEdit(placeholderText="Search", clearButtonEnabled=True, accessibleName="Search voices")
        self.search.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.model = QStandardItemModel(0, 2, self)
        self.shown = QSortFilterProxyModel(self, recursiveFilteringEnabled=True, autoAcceptChildRows=True,
                                           filterCaseSensitivity=Qt.CaseSensitivity.CaseInsensitive)
        self.shown.setSourceModel(self.model)
        self.tree = QTreeView(accessibleName="Voices", headerHidden=True, uniformRowHeights=True, indentation=14)
        self.tree.setModel(self.shown)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.empty = QLabel("No voices yet: record one, add files, or drop them here.", wordWrap=True)
        self.empty.setProperty("role", "empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.star = QToolButton(icon=theme.icon("star"), toolTip="Star (Ctrl+D)", accessibleName="Star the voice")
        self.rename = QPushButton("Rename", toolTip="Rename (F2); one name for several recordings makes them one voice",
                                  accessibleName="Rename the voice")
        self.delete = QToolButton(icon=theme.icon("delete"), toolTip="Delete (Del); Ctrl+Z brings it back",
                                  accessibleName="Delete the voice")
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
        self.setMinimumWidth(205)
        self._filling = False
        self.search.textChanged.connect(self.shown.setFilterFixedString)
        self.tree.selectionModel().currentChanged.connect(self._current)
        self.tree.doubleClicked.connect(lambda _: self.played.emit())
        self.model.itemChanged.connect(self._edited)
        self.record.clicked.connect(self.record_asked)
        self.add.clicked.connect(self.add_asked)
        self.star.clicked.connect(self.star_selected)
        self.rename.clicked.connect(self.rename_selected)
        self.delete.clicked.connect(self.delete_selected)

    def show_library(self, speakers, select=None):
        """List recordings (dict of speaker to Recordings) and select one by its id."""
        wanted = select or next(iter(self.selected()), None)
        open_names = {self.model.item(row).text() for row in range(self.model.rowCount())
                      if self.tree.isExpanded(self.shown.mapFromSource(self.model.item(row).index()))}
        self._filling = True
        self.model.removeRows(0, self.model.rowCount())
        found = None
        for speaker, recordings in speakers.items():
            row = self._row(speaker, recordings)
            self.model.appendRow(row)
            if len(recordings) > 1:
                for number, recording in enumerate(recordings, 1):
                    child = self._row(f"Recording {number}", [recording])
                    child[0].setEditable(False)
                    row[0].appendRow(child)
            if wanted in [r.id for r in recordings]:
                found = row[0]
                if len(recordings) > 1:
                    open_names.add(speaker)
                    found = row[0].child([r.id for r in recordings].index(wanted))
        for row in range(self.model.rowCount()):
            item = self.model.item(row)
            self.tree.setExpanded(self.shown.mapFromSource(item.index()), item.text() in open_names)
        self.tree.setRootIsDecorated(any(len(r) > 1 for r in speakers.values()))
        self._filling = False
        self.tree.setVisible(bool(speakers))
        self.empty.setVisible(not speakers)
        if found is not None:
            self.tree.setCurrentIndex(self.shown.mapFromSource(found.index()))
        self._enable()

    def selected(self):
        """Ids of the recordings that are selected, a speaker's all."""
        rows = self.tree.selectionModel().selectedRows(0)
        return list(dict.fromkeys(r for row in rows for r in row.data(RECORDING)))

    def star_selected(self):
        """Star or unstar what is selected."""
        if self.selected():
            self.starred.emit(self.selected())

    def delete_selected(self):
        """Delete what is selected."""
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

    def _row(self, text, recordings):
        name = QStandardItem(text)
        name.setData([r.id for r in recordings], RECORDING)
        starred = any(r.starred for r in recordings)
        name.setIcon(theme.icon("star-filled" if starred else "microphone", "warn" if starred else "muted"))
        first = recordings[0]
        name.setToolTip("\n".join(filter(None, [text, first.source, first.licence])))
        length = QStandardItem(f"{sum(r.seconds for r in recordings):.1f} s")
        length.setEditable(False)
        length.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        length.setData([r.id for r in recordings], RECORDING)
        return [name, length]

    def _current(self, index, _):
        self._enable()
        if index.isValid() and not self._filling:
            self.chosen.emit(index.siblingAtColumn(0).data(RECORDING))

    def _edited(self, item):
        if not self._filling and item.column() == 0:
            self.renamed.emit(item.data(RECORDING), item.text().strip())

    def _enable(self):
        for widget in (self.star, self.rename, self.delete):
            widget.setEnabled(self.tree.currentIndex().isValid())
