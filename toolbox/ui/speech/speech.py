"""The speech panel: the text, the result in progress, and the takes."""

import random
from textwrap import shorten

from PySide6.QtCore import QT_TR_NOOP, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from audio.mel_stream import scale_of
from toolbox.ui import theme
from toolbox.ui.speech.language import LanguageBox
from toolbox.ui.speech.liveliness import LivelinessSlider
from toolbox.ui.speech.source import SourceBar
from toolbox.ui.speech.takes import TakesTable
from toolbox.ui.speech.text import TextBox
from toolbox.ui.widgets.attention import AttentionStrip
from toolbox.ui.widgets.fitting import ElidedLabel, FoldingRow
from toolbox.ui.widgets.phonemes import PhonemeStrip
from toolbox.ui.widgets.play import PlayButton
from toolbox.ui.widgets.search import SearchLine
from toolbox.ui.widgets.spectrogram import SpectrogramView
from toolbox.ui.widgets.spin import RefusingDoubleSpinBox, RefusingSpinBox
from toolbox.ui.words import tr
from toolbox.ui.workshop.editor import EditorPanel
from toolbox.ui.workshop.sentences import SentencesPanel

SENTENCE = "The quick brown fox jumps over the lazy dog, and nobody in the room looks up from the paper."
LETTERS_A_SECOND = 14.0  # of English read aloud, for an estimate of the length of a speech
# Pixels of height; the last is the panel's, for phonemes beside words, and for all rows beside the editor.
LEAST_RESULT, LEAST_LIST, ROOMY = 82, 48, 360
LONGEST_NAME = 24  # characters of a name in a question
EMPTY = QT_TR_NOOP("Choose a voice and press Clone: the speech appears here while it is made.")


class SpeechPanel(QWidget):
    """The text to speak, and the result.

    Signals
    -------
    clone_asked(), cancel_asked(), play_asked(), compare_asked(), export_asked(), picture_asked()
    consented(str)
        "own", "agreed" (the owner has agreed), or an empty string for not now.
    sought(float)
        Play the result from a position in seconds.
    take_chosen(str), take_deleted(str)
        A take's id.
    """

    clone_asked, cancel_asked, play_asked, compare_asked = Signal(), Signal(), Signal(), Signal()
    export_asked, picture_asked, consented, sought = Signal(), Signal(), Signal(str), Signal(float)
    take_chosen, take_deleted = Signal(str), Signal(str)

    def __init__(self):
        super().__init__()
        self.text = TextBox(SENTENCE, placeholderText=tr("Text to speak"), accessibleName=tr("Text to say"),
                            tabChangesFocus=True)
        self.clone = QPushButton(theme.icon("clone", "on_accent"), tr("Clone"), toolTip=tr("Say the text (Ctrl+Enter)"),
                                 accessibleName=tr("Clone: say the text in the chosen voice"))
        self.clone.setProperty("role", "primary")
        self.cancel = QPushButton(theme.icon("cancel"), tr("Cancel"), toolTip=tr("Cancel (Esc)"),
                                  accessibleName=tr("Cancel cloning"))
        self.speed = RefusingDoubleSpinBox(minimum=0.5, maximum=2.0, singleStep=0.05, value=1.0, suffix=" ×",
                                           accessibleName=tr("Speed"), toolTip=tr("1 is the voice's own tempo"))
        self.pitch = RefusingDoubleSpinBox(minimum=-12, maximum=12, singleStep=0.5, decimals=1, suffix=" st",
                                           accessibleName=tr("Pitch shift in semitones"),
                                           toolTip=tr("Semitones up or down"))
        self.seed = RefusingSpinBox(maximum=999_999, accessibleName=tr("Seed"),
                                    toolTip=tr("The same seed gives the same take; another one gives another reading"))
        self.liveliness = LivelinessSlider()
        self.dice = QToolButton(icon=theme.icon("dice"), toolTip=tr("Another seed (Ctrl+G)"),
                                accessibleName=tr("Another seed"))
        self.language = LanguageBox(self.text)
        self.source, self.consent = SourceBar(), ConsentBar()
        self.whose = ElidedLabel(least=90)  # the tool tip of Clone shows the whole name
        self.whose.setProperty("role", "muted")
        self.whose.setAccessibleName(tr("Voice that Clone will use"))
        self.title, self.about = ElidedLabel(least=100), ElidedLabel()
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        self.play = PlayButton(tr("Play the take (F6)"), tr("Play the take"))
        self.compare = QPushButton(theme.icon("compare"), "A/B", accessibleName=tr("Compare reference and take"),
                                   toolTip=tr("Hear reference and take in turn (Ctrl+B)"))
        self.export = QPushButton(theme.icon("export"), tr("Export"), toolTip=tr("Save the sound (Ctrl+E)"),
                                  accessibleName=tr("Export the sound"))
        self.picture = QToolButton(icon=theme.icon("picture"), toolTip=tr("Save the picture (Ctrl+Shift+E)"),
                                   accessibleName=tr("Export the picture"))
        self.view = SpectrogramView(tr("Mel spectrogram of the result"))
        self.view.setMinimumHeight(LEAST_RESULT)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # it gets the remaining space
        self.phonemes, self.attention = PhonemeStrip(self.view), AttentionStrip(self.view)
        self.takes, self.sentences, self.editor = TakesTable(), SentencesPanel(), EditorPanel()
        self.search = SearchLine(placeholderText=tr("Search takes"), clearButtonEnabled=True,
                                 accessibleName=tr("Search takes"))
        self.search.setMaximumWidth(180)
        self.search.textChanged.connect(self.takes.search)
        self.search.left.connect(self.takes.setFocus)
        self._lay_out()
        self.clone.clicked.connect(self.clone_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.play.clicked.connect(self.play_asked)
        self.compare.clicked.connect(self.compare_asked)
        self.export.clicked.connect(self.export_asked)
        self.picture.clicked.connect(self.picture_asked)
        self.dice.clicked.connect(self.another_seed)
        self.view.sought.connect(self.sought)
        self.consent.answered.connect(self.end_asking)
        self.consent.answered.connect(self.consented)
        self.takes.chosen.connect(self.take_chosen)
        self.takes.deleted.connect(self.take_deleted)
        self.set_busy(False)
        self.clear()

    def _lay_out(self):
        controls = FoldingRow(spacing=4)
        for text, widget in ((tr("Speed"), self.speed), (tr("Pitch"), self.pitch), (tr("Seed"), self.seed)):
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            controls.add_captioned(text, widget)
        controls.row.addWidget(self.dice)
        controls.add_captioned(tr("Liveliness"), self.liveliness)
        controls.row.addStretch()
        controls.add_worded(self.cancel)
        controls.row.addWidget(self.whose)
        controls.row.addWidget(self.clone)
        head = QHBoxLayout()
        head.setSpacing(5)
        head.addWidget(self.title)
        head.addWidget(self.about)
        head.addStretch()
        for widget in (self.play, self.compare, self.export, self.picture):
            head.addWidget(widget)
        result = QWidget()
        result_layout = QVBoxLayout(result)
        result_layout.setContentsMargins(0, 0, 0, 0)
        result_layout.setSpacing(3)
        result_layout.addLayout(head)
        result_layout.addWidget(self.view, 1)
        result_layout.addWidget(self.phonemes)
        result_layout.addWidget(self.attention)
        self.stage = QStackedWidget()  # the take, or the editor of one of its sentences
        self.stage.addWidget(result)
        self.stage.addWidget(self.editor)
        self.lists = QTabWidget(documentMode=True)
        self.lists.setMinimumHeight(LEAST_LIST)
        self.lists.addTab(self.takes, tr("Takes"))
        self.lists.addTab(self.sentences, tr("Sentences"))
        beside = QWidget()
        beside_layout = QHBoxLayout(beside)
        beside_layout.setContentsMargins(0, 0, 0, 0)
        for tab, widget in enumerate((self.search, self.sentences.bar)):
            beside_layout.addWidget(widget)
            self.lists.currentChanged.connect(lambda shown, tab=tab, widget=widget: widget.setVisible(shown == tab))
        self.sentences.bar.hide()
        self.lists.setCornerWidget(beside)
        asked = QWidget()
        asked_layout = QVBoxLayout(asked)
        asked_layout.setContentsMargins(0, 0, 0, 0)
        asked_layout.setSpacing(3)
        asked_layout.addWidget(self.text, 1)
        self.ways = QWidget()
        ways_layout = QHBoxLayout(self.ways)
        ways_layout.setContentsMargins(0, 0, 0, 0)
        ways_layout.addWidget(self.source, 1)
        ways_layout.addWidget(self.language)
        asked_layout.addWidget(self.ways)
        asked_layout.addWidget(self.consent)
        asked_layout.addWidget(controls)
        self.splitter = QSplitter(Qt.Orientation.Vertical, objectName="speech", childrenCollapsible=False)
        for part, share in ((asked, 3), (self.stage, 6), (self.lists, 2)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([95, 235, 110])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.addWidget(self.splitter)

    def show_editor(self, there):
        """Show either the editor of a sentence or the take."""
        self.stage.setCurrentWidget(self.editor if there else self.stage.widget(0))
        self._fit_ways()

    def show_sentences(self):
        """Show the list of sentences."""
        self.lists.setCurrentWidget(self.sentences)

    def clear(self, message=None):
        """Show that there is no result."""
        self.title.setText("")
        self.about.setText("")
        self.view.clear(tr(EMPTY) if message is None else message)
        self.phonemes.clear()
        self.attention.clear()
        self.enable_take(False)

    def enable_take(self, there):
        """Enable or disable playing, comparing and exporting a take."""
        for widget in (self.play, self.compare, self.export, self.picture):
            widget.setEnabled(there)

    def show_voice(self, name):
        """Show beside Clone the name of the voice that it will use; none if empty."""
        self.whose.setText(tr("as {name}", name=name) if name else tr("no voice"))
        self.clone.setToolTip(tr("Say the text in {name}'s voice (Ctrl+Enter)",
                                 name=name) if name else tr("Select a voice first"))

    def show_stage(self, sentence):
        """Show the step before the first sound."""
        self.view.clear(sentence)

    def begin(self, voice):
        """Prepare for a speech in progress."""
        self.show_editor(False)
        self.clear(tr("Preparing {voice} …", voice=voice))
        self.title.setText(voice)
        self._expected = len(self.text.toPlainText()) / LETTERS_A_SECOND / self.speed.value()

    def add_chunk(self, chunk):
        """Show a Chunk of speech."""
        seconds = self.view.item.seconds + chunk.mel.shape[1] / scale_of(chunk.mel).frames_a_second
        if chunk.progress > 0.05:
            self._expected = seconds / chunk.progress
        self.view.append(chunk.mel, max(self._expected, seconds))
        self.phonemes.append(chunk.phonemes, chunk.words)
        self.attention.append(chunk.attention, chunk.phonemes)
        self.about.setText(tr("{seconds:.1f} s so far", seconds=seconds))

    def show_take(self, take):
        """Show a complete take."""
        self.view.show_mel(take.mel)
        self.phonemes.show(take.phonemes, take.words or ())
        self.attention.clear()
        self.attention.append(take.attention or (), take.phonemes)
        self.title.setText(take.voice)
        parts = [f"{take.seconds:.1f} s"] + ([tr("unfinished")] if take.unfinished else [])
        if take.timings.get("first_sound") is not None:
            first = take.timings["first_sound"]
            parts.append(tr("first sound after {time}",
                            time=f"{first * 1000:.0f} ms" if first < 1 else f"{first:.1f} s"))
        rtf = take.timings.get("rtf")
        if rtf:
            rate = f"{1 / rtf:.0f}" if rtf < 0.1 else f"{1 / rtf:.1f}"
            parts.append(tr("{rtf:.1f} × slower than real time", rtf=rtf) if rtf >= 1.05 else tr("in real time")
                         if rtf > 0.95 else tr("{rate} × faster than real time", rate=rate))
        self.about.setText("   ".join(parts))
        self.enable_take(True)

    def show_head(self, seconds):
        """Move the playhead; None hides it."""
        self.view.show_head(seconds)
        self.play.show_playing(seconds is not None)

    def set_busy(self, busy):
        """Show Cancel while speech is in progress."""
        # The focus follows the next action: Cancel during the work, Play once it is finished.
        follows = (self.clone if busy else self.cancel).hasFocus()
        self.cancel.setVisible(busy)
        self.whose.setVisible(not busy)  # Cancel replaces it
        self.clone.setEnabled(not busy)
        self.source.set_busy(busy)
        if follows:
            (self.cancel if busy else self.play if self.play.isEnabled() else self.clone).setFocus()

    def ask_consent(self, name):
        """Ask whose voice it is, in the consent bar, which takes the place of the row below the text."""
        self.ways.hide()
        self.consent.ask(name)

    def end_asking(self):
        """Remove the question; the focus returns to Clone."""
        self.clone.setFocus()
        self.consent.hide()
        self._fit_ways()

    def another_seed(self):
        """Draw another seed."""
        self.seed.setValue(random.randrange(1_000_000))

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.phonemes.show_rows(2 if self.height() >= ROOMY else 1)
        self._fit_ways()
        self.sentences.fit_bar(self.lists.width() - self.lists.tabBar().sizeHint().width())

    def _fit_ways(self):
        """Hide the row below the text while the question of consent or, in a low window, the editor has its place."""
        edits = self.stage.currentWidget() is self.editor and self.height() < ROOMY
        shown = not edits and self.consent.isHidden()
        if shown == self.ways.isHidden():
            self.ways.setVisible(shown)
            if edits:
                asked, stage, lists = self.splitter.sizes()
                self.splitter.setSizes([asked - self.ways.height(), stage + self.ways.height(), lists])

    def restyle(self):
        """Apply the current theme."""
        self.view.restyle()
        self.phonemes.update()
        self.attention.restyle()
        self.editor.restyle()


class ConsentBar(QFrame):
    """A bar that asks whose voice it is before the voice speaks for the first time.

    Signals
    -------
    answered(str)
        "own", "agreed", or an empty string for not now.
    """

    answered = Signal(str)

    def __init__(self):
        super().__init__()
        self.setProperty("role", "bar")
        self.question = QLabel(wordWrap=True)
        self.question.setMinimumHeight(2 * self.question.fontMetrics().lineSpacing())
        self.setToolTip(tr("This is asked once per voice."))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 5, 5, 5)
        layout.setSpacing(4)
        layout.addWidget(self.question, 1)
        self.buttons = {}
        for answer, text, name in (("own", tr("It is mine"), tr("It is my own voice")),
                                   ("agreed", tr("Its owner has agreed"),
                                    tr("The voice's owner has agreed to its use")),
                                   ("", tr("Not now"), tr("Do not clone"))):
            button = self.buttons[answer] = QPushButton(text, accessibleName=name)
            button.clicked.connect(lambda _=False, answer=answer: self.answered.emit(answer))
            layout.addWidget(button)
        self.buttons["own"].setProperty("role", "primary")
        self.hide()

    def ask(self, name):
        """Ask whose voice `name` is."""
        self.question.setText(tr("Whose voice is '{name}'?", name=shorten(name, LONGEST_NAME, placeholder="…")))
        self.show()
        self.buttons["own"].setFocus()
