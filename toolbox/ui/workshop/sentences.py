"""The sentences of the project as a table, with actions on the selected ones."""

from html import escape

from PySide6.QtCore import QT_TR_NOOP, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAbstractTextDocumentLayout, QPalette, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from toolbox.ui import theme
from toolbox.ui.widgets.fitting import ElidedLabel, FoldingHeader
from toolbox.ui.words import tr

COLUMNS = (QT_TR_NOOP("Voice"), QT_TR_NOOP("Sentence"), QT_TR_NOOP("Take"), QT_TR_NOOP("Length"), "")
ID, RICH = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
SENTENCE = 1
WIDEST_NAME, AROUND = 110, 48  # pixels of the project's name, and of a button around its text


class SentencesPanel(QWidget):
    """One row per sentence.

    Signals
    -------
    shown(str), again_asked(object), text_given(str, str), take_chosen(str, int), starred(str), pause_given(str, float),
    played_from(str), lost_asked(), cast_asked(), project_asked(), exported()
        The id of a sentence or of all selected ones, with the new value, if any.
    """

    shown, again_asked, text_given = Signal(str), Signal(object), Signal(str, str)
    take_chosen, starred, pause_given = Signal(str, int), Signal(str), Signal(str, float)
    played_from, lost_asked, cast_asked, project_asked, exported = Signal(str), Signal(), Signal(), Signal(), Signal()

    def __init__(self):
        super().__init__()
        self.table = QTableWidget(0, len(COLUMNS), accessibleName=tr("Sentences"))
        self.table.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed
                                   | QAbstractItemView.EditTrigger.DoubleClicked)
        self.table.setItemDelegateForColumn(SENTENCE, RichText(self.table))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.setToolTip(tr("Double-click (or press F2) to change a sentence; only that sentence is spoken again"))
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(0)  # measured on visible rows, since a script has hundreds
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column == SENTENCE
                                        else QHeaderView.ResizeMode.ResizeToContents)
        self.project = ElidedLabel(least=60)
        self.project.setMaximumWidth(WIDEST_NAME)
        self.project.setProperty("role", "title")
        self.more = QToolButton(text=tr("Project"), toolTip=tr("Projects: new, open, save as one file"),
                                accessibleName=tr("Projects"))
        self.cast = QToolButton(text=tr("Cast…"), toolTip=tr("Who speaks in which voice"),
                                accessibleName=tr("The cast"))
        self.lost = QPushButton(theme.icon("warning"), "",
                                accessibleName=tr("Repeat the sentences with lost words"),
                                toolTip=tr("Sentences in which the program did not recognise a word (underlined)"))
        self.again = QToolButton(icon=theme.icon("dice"), toolTip=tr("Say the selected sentences again, with "
                                                                     "another seed"),
                                 accessibleName=tr("Say the selected sentences again"))
        self.play = QToolButton(icon=theme.icon("play"), toolTip=tr("Play everything from the selected sentence"),
                                accessibleName=tr("Play from the selected sentence"))
        self.export = QToolButton(icon=theme.icon("export"), toolTip=tr("Export all sentences, in one file or several"),
                                  accessibleName=tr("Export the sentences"))
        self.bar = QWidget()  # beside the tabs, where it takes no room from the sentences
        head = QHBoxLayout(self.bar)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(5)
        head.addWidget(self.project)
        head.addWidget(self.more)
        head.addWidget(self.cast)
        for widget in (self.lost, self.again, self.play, self.export):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        FoldingHeader(self.table)
        self._filling, self._sentences, self._lost = False, (), 0
        self.table.itemSelectionChanged.connect(self._select)
        self.table.itemChanged.connect(self._change)
        self.table.customContextMenuRequested.connect(self._offer)
        self.again.clicked.connect(lambda: self.again_asked.emit(self.selected()))
        self.play.clicked.connect(lambda: self.played_from.emit((self.selected() or [""])[0]))
        self.lost.clicked.connect(self.lost_asked)
        self.cast.clicked.connect(self.cast_asked)
        self.more.clicked.connect(self.project_asked)
        self.export.clicked.connect(self.exported)
        self.show_sentences((), "")

    def show_sentences(self, sentences, shown):
        """List Sentences and mark the one in the editor, without emitting signals."""
        self._filling = True
        chosen = set(self.selected()) & {s.id for s in sentences} or {shown}
        same = [s.id for s in self._sentences] == [s.id for s in sentences] and self.table.rowCount() == len(sentences)
        if not same:
            self.table.setRowCount(len(sentences))
        for row, sentence in enumerate(sentences):
            if same and sentence is self._sentences[row]:
                continue
            self._fill(row, sentence)
        self._sentences = tuple(sentences)
        if not same:
            self.table.clearSelection()
            selection = self.table.selectionModel()
            for row, sentence in enumerate(sentences):
                if sentence.id in chosen:
                    selection.select(self.table.model().index(row, 0), selection.SelectionFlag.Select
                                     | selection.SelectionFlag.Rows)
        lost = sum(bool(s.take is not None and s.take.lost) for s in sentences)
        self.lost.setVisible(bool(lost))
        self._lost = lost
        self._word_lost()
        for widget in (self.again, self.play, self.export):
            widget.setEnabled(bool(sentences))
        self._filling = False

    def fit_bar(self, room):
        """Hide the project's name and a button's text if the bar does not fit into a width in pixels."""
        self.project.setVisible(room >= self._whole_bar())
        self._word_lost()

    def _whole_bar(self):
        """Return the width of the complete bar in pixels."""
        words = self.lost.fontMetrics().horizontalAdvance(tr("Say {count} again", max(self._lost, 10)))
        buttons = (self.more, self.cast, self.again, self.play, self.export)
        return (WIDEST_NAME + words + AROUND + sum(button.sizeHint().width() for button in buttons)
                + (len(buttons) + 1) * self.bar.layout().spacing())

    def _word_lost(self):
        """Show the number of sentences with lost words on the button, with text if there is room."""
        self.lost.setText(str(self._lost) if self.project.isHidden() else tr("Say {count} again", self._lost))

    def selected(self):
        """Return the ids of the selected sentences, in order."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.table.item(row, SENTENCE).data(ID) for row in rows if self.table.item(row, SENTENCE)]

    def edit_selected(self):
        """Start editing the text of the selected sentence."""
        if chosen := self.selected():
            self.table.editItem(self._item(chosen[0]))

    def _fill(self, row, sentence):
        take = sentence.take
        cells = (take.voice if take else sentence.role, sentence.text,
                 f"{sentence.chosen + 1}/{len(sentence.takes)}" if take else "–",
                 f"{take.seconds:.1f} s" if take else "",
                 " ".join(filter(None, ("★" if take and take.starred else "",
                                        tr("edited") if take and take.edited else "",
                                        tr("{count} lost", len(take.lost)) if take and take.lost else ""))))
        for column, text in enumerate(cells):
            item = QTableWidgetItem(" ".join(text.split()) if column != SENTENCE else text)
            item.setData(ID, sentence.id)
            if column == SENTENCE:
                item.setData(RICH, rich(sentence))
                item.setToolTip(sentence.text)
            else:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.table.setItem(row, column, item)

    def _select(self):
        if not self._filling and (chosen := self.selected()):
            self.shown.emit(chosen[0])

    def _change(self, item):
        if not self._filling and item.column() == SENTENCE:
            self.text_given.emit(item.data(ID), item.text())

    def _offer(self, position):
        item = self.table.itemAt(position)
        sentence = next((s for s in self._sentences if item is not None and s.id == item.data(ID)), None)
        if sentence is None:
            return
        self.menu(sentence).popup(self.table.viewport().mapToGlobal(position))

    def menu(self, sentence):
        """Return the context menu of a sentence."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Play from here"), lambda: self.played_from.emit(sentence.id))
        menu.addAction(tr("Say again"), lambda: self.again_asked.emit(self.selected() or [sentence.id]))
        menu.addAction(tr("Change the text"), lambda: self.table.editItem(self._item(sentence.id)))
        menu.addAction(tr("Pause after it…"), lambda: self._ask_pause(sentence))
        if sentence.take is not None:
            menu.addAction(tr("Unstar the take") if sentence.take.starred else tr("Star the take"),
                           lambda: self.starred.emit(sentence.id))
        menu.addSeparator()
        for number, take in enumerate(sentence.takes):
            about = f"{', ' + tr('edited') if take.edited else ''}{' ★' if take.starred else ''}"
            action = menu.addAction(tr("Take {number}: {voice}, seed {seed}{about}", number=number + 1,
                                       voice=take.voice, seed=take.seed, about=about),
                                    lambda number=number: self.take_chosen.emit(sentence.id, number))
            action.setCheckable(True)
            action.setChecked(number == sentence.chosen)
        return menu

    def _item(self, sentence_id):
        row = next(i for i, s in enumerate(self._sentences) if s.id == sentence_id)
        return self.table.item(row, SENTENCE)

    def _ask_pause(self, sentence):
        dialog = QInputDialog(self, inputMode=QInputDialog.InputMode.DoubleInput, labelText=tr("Seconds of silence:"))
        dialog.setWindowTitle(tr("Pause after the sentence"))
        dialog.setDoubleRange(0, 10)
        dialog.setDoubleDecimals(2)
        dialog.setDoubleStep(0.05)
        dialog.setDoubleValue(sentence.pause)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.doubleValueSelected.connect(lambda seconds: self.pause_given.emit(sentence.id, seconds))
        dialog.open()


def rich(sentence):
    """Return a sentence as HTML without its marks, with possibly lost words underlined."""
    from toolbox.core.script.sentences import parse

    text = " ".join(parse(sentence.whole).text.split())
    take, at, parts = sentence.take, 0, []
    for number in (take.lost or ()) if take is not None else ():
        word = take.reading.words[number].text
        begin = text.lower().find(word.lower(), at)
        if begin >= 0:
            parts += [escape(text[at:begin]), f"<u style='color: {theme.current().bad}'>"
                      f"{escape(text[begin: begin + len(word)])}</u>"]
            at = begin + len(word)
    return "".join([*parts, escape(text[at:])])


class RichText(QStyledItemDelegate):
    """Draws an item's HTML."""

    def paint(self, painter, option, index):
        self.initStyleOption(option, index)
        style, text = option.widget.style(), index.data(RICH)
        option.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        document = QTextDocument()
        document.setDefaultFont(option.font)
        document.setDocumentMargin(2)
        document.setHtml(f"<span style='white-space: nowrap'>{text}</span>")
        context = QAbstractTextDocumentLayout.PaintContext()
        chosen = option.state & QStyle.StateFlag.State_Selected
        context.palette.setColor(QPalette.ColorRole.Text, option.palette.color(
            QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text))
        painter.save()
        room = option.rect
        painter.translate(room.left() + 2, room.top() + (room.height() - document.size().height()) / 2)
        painter.setClipRect(QRectF(0, 0, option.rect.width() - 4, option.rect.height()))
        document.documentLayout().draw(painter, context)
        painter.restore()

    def sizeHint(self, option, index):
        return QSize(100, 24)
