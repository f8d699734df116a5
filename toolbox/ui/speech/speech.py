"""Speech: the text, the result as it is made, and the takes that are kept."""

import random

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from audio.mel_stream import scale_of
from toolbox.ui.speech.takes import TakesTable
from toolbox.ui.widgets.attention import AttentionStrip
from toolbox.ui.widgets.fitting import ElidedLabel, FoldingRow
from toolbox.ui.widgets.phonemes import PhonemeStrip
from toolbox.ui.widgets.spectrogram import SpectrogramView
from toolbox.ui.widgets.spin import RefusingDoubleSpinBox, RefusingSpinBox
from toolbox.ui.window import theme

SENTENCE = "The quick brown fox jumps over the lazy dog, and nobody in the room looks up from the paper."
CONSENT = "I have the right to use this voice: it is mine, or its owner has agreed."
LETTERS_A_SECOND = 14.0  # of English read aloud: how long a speech will be about, before it is known
LEAST_TEXT, LEAST_RESULT, ROOMY = 40, 84, 360  # pixels of height; the last is the panel's, for phonemes beside words
EMPTY = "Choose a voice and press Clone: the speech appears here while it is made."


class SpeechPanel(QWidget):
    """What is to be said, and what was.

    Signals
    -------
    clone_asked(), cancel_asked(), play_asked(), compare_asked(), export_asked(), picture_asked()
    consented(bool)
        Whether the person has the right to the voice.
    sought(float)
        Play the result from a place in seconds.
    take_chosen(str), take_deleted(str)
        A take's id.
    profile_chosen(str), profiles_asked()
        The list of profiles is about to be opened.
    """

    clone_asked, cancel_asked, play_asked, compare_asked = Signal(), Signal(), Signal(), Signal()
    export_asked, picture_asked, consented, sought = Signal(), Signal(), Signal(bool), Signal(float)
    take_chosen, take_deleted = Signal(str), Signal(str)
    profile_chosen, profiles_asked = Signal(str), Signal()

    def __init__(self):
        super().__init__()
        self.text = QPlainTextEdit(SENTENCE, placeholderText="What is to be said, in English",
                                   accessibleName="Text to say", tabChangesFocus=True)
        self.text.setMinimumHeight(LEAST_TEXT)
        self.clone = QPushButton(theme.icon("clone", "on_accent"), "Clone", toolTip="Say the text (Ctrl+Enter)",
                                 accessibleName="Clone: say the text in the chosen voice")
        self.clone.setProperty("role", "primary")
        self.cancel = QPushButton(theme.icon("cancel"), "Cancel", toolTip="Give up (Esc)",
                                  accessibleName="Cancel cloning")
        self.speed = RefusingDoubleSpinBox(minimum=0.5, maximum=2.0, singleStep=0.05, value=1.0, suffix=" ×",
                                           accessibleName="Speed", toolTip="1 is the voice's own tempo")
        self.pitch = RefusingDoubleSpinBox(minimum=-12, maximum=12, singleStep=0.5, decimals=1, suffix=" st",
                                           accessibleName="Pitch shift in semitones", toolTip="Semitones up or down")
        self.seed = RefusingSpinBox(maximum=999_999, accessibleName="Seed",
                                    toolTip="The same seed gives the same take; another one gives another reading")
        self.dice = QToolButton(icon=theme.icon("dice"), toolTip="Another seed (Ctrl+G)",
                                accessibleName="Another seed")
        self.profile = ProfileBox()
        self.consent = _consent_bar(self.consented)
        self.title, self.about = ElidedLabel(least=100), ElidedLabel()
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        self.play = QPushButton(theme.icon("play"), "Play", toolTip="Play the take (F6)",
                                accessibleName="Play the take")
        self.compare = QPushButton(theme.icon("compare"), "A/B", accessibleName="Compare reference and take",
                                   toolTip="Hear reference and take in turn (Ctrl+B)")
        self.export = QPushButton(theme.icon("export"), "Export", toolTip="Save the sound (Ctrl+E)",
                                  accessibleName="Export the sound")
        self.picture = QToolButton(icon=theme.icon("picture"), toolTip="Save the picture (Ctrl+Shift+E)",
                                   accessibleName="Export the picture")
        self.view = SpectrogramView("Mel spectrogram of the result")
        self.view.setMinimumHeight(LEAST_RESULT)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # it gets what is left
        self.phonemes, self.attention = PhonemeStrip(self.view), AttentionStrip(self.view)
        self.takes = TakesTable()
        self._lay_out()
        self.clone.clicked.connect(self.clone_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.play.clicked.connect(self.play_asked)
        self.compare.clicked.connect(self.compare_asked)
        self.export.clicked.connect(self.export_asked)
        self.picture.clicked.connect(self.picture_asked)
        self.dice.clicked.connect(self.another_seed)
        self.view.sought.connect(self.sought)
        self.takes.chosen.connect(self.take_chosen)
        self.takes.deleted.connect(self.take_deleted)
        self.profile.activated.connect(lambda _: self.profile_chosen.emit(self.profile.currentData()))
        self.profile.opened.connect(self.profiles_asked)
        self.set_busy(False)
        self.clear()

    def _lay_out(self):
        controls = FoldingRow(spacing=5)
        for text, widget in (("Speed", self.speed), ("Pitch", self.pitch), ("Seed", self.seed)):
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            controls.add_captioned(text, widget)
        controls.row.addWidget(self.dice)
        controls.row.addWidget(self.profile)
        controls.row.addStretch()
        controls.add_worded(self.cancel)
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
        asked = QWidget()
        asked_layout = QVBoxLayout(asked)
        asked_layout.setContentsMargins(0, 0, 0, 0)
        asked_layout.setSpacing(6)
        asked_layout.addWidget(self.text, 1)
        asked_layout.addWidget(self.consent)
        asked_layout.addWidget(controls)
        self.splitter = QSplitter(Qt.Orientation.Vertical, objectName="speech", childrenCollapsible=False)
        for part, share in ((asked, 3), (result, 6), (self.takes, 2)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([100, 250, 90])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self.splitter)

    def clear(self, message=EMPTY):
        """Show that there is no result."""
        self.title.setText("")
        self.about.setText("")
        self.view.clear(message)
        self.phonemes.clear()
        self.attention.clear()
        self.enable_take(False)

    def enable_take(self, there):
        """Let a take be played, compared and exported, or not."""
        for widget in (self.play, self.compare, self.export, self.picture):
            widget.setEnabled(there)

    def begin(self, voice):
        """Make ready for a speech that is being made."""
        self.clear(f"Reading the text for {voice} …")
        self.title.setText(voice)
        self._expected = len(self.text.toPlainText()) / LETTERS_A_SECOND / self.speed.value()

    def add_chunk(self, mel, phonemes, progress, attention=()):
        """Show a piece of speech: mel (n_mels, n), phonemes (symbol, begin, end), share done, attention."""
        seconds = self.view.item.seconds + mel.shape[1] / scale_of(mel).frames_a_second
        if progress > 0.05:
            self._expected = seconds / progress
        self.view.append(mel, max(self._expected, seconds))
        self.phonemes.append(list(phonemes))
        self.attention.append(attention, phonemes)
        self.about.setText(f"{seconds:.1f} s so far")

    def show_take(self, take):
        """Show a take whose arrays are there."""
        self.view.show_mel(take.mel)
        self.phonemes.show_speech(take.text, take.phonemes)
        self.attention.clear()
        self.attention.append(take.attention or (), take.phonemes)
        self.title.setText(take.voice)
        parts = [f"{take.seconds:.1f} s"]
        if take.timings.get("first_sound") is not None:
            parts.append(f"first sound after {take.timings['first_sound'] * 1000:.0f} ms")
            parts.append(f"{1 / take.timings['rtf']:.0f} × faster than real time"
                         if take.timings["rtf"] < 1 else f"{take.timings['rtf']:.1f} × real time")
        self.about.setText("   ".join(parts))
        self.enable_take(True)

    def show_head(self, seconds):
        """Move the play head; None hides it."""
        self.view.show_head(seconds)
        self.play.setText("Stop" if seconds is not None else "Play")
        self.play.setIcon(theme.icon("stop" if seconds is not None else "play"))

    def set_busy(self, busy):
        """Show Cancel while something is being said."""
        # The keyboard stays where the next action is: Cancel while it is made, Play once it is there.
        follows = (self.clone if busy else self.cancel).hasFocus()
        self.cancel.setVisible(busy)
        self.clone.setEnabled(not busy)
        if follows:
            (self.cancel if busy else self.play if self.play.isEnabled() else self.clone).setFocus()

    def ask_consent(self):
        """Ask, in a line, that the voice may be used."""
        self.consent.show()
        self.consent.findChild(QPushButton).setFocus()

    def another_seed(self):
        """Draw another seed."""
        self.seed.setValue(random.randrange(1_000_000))

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.phonemes.show_rows(2 if self.height() >= ROOMY else 1)

    def restyle(self):
        """Take on the current theme."""
        self.view.restyle()
        self.phonemes.update()
        self.attention.restyle()


class ProfileBox(QComboBox):
    """Which networks speak.

    Signals
    -------
    opened()
        The list is about to be seen.
    """

    opened = Signal()

    def __init__(self):
        super().__init__(accessibleName="Profile", toolTip="Which networks speak")
        self._shown = None

    def show_profiles(self, profiles, chosen):
        """List Profiles (dict by name) and select one by its name."""
        shown = [(name, f"{profile.description}; not here yet: {profile.remedy}" if profile.missing
                  else profile.description) for name, profile in profiles.items()]
        if shown != self._shown:
            self._shown = shown
            self.clear()
            for row, (name, about) in enumerate(shown):
                self.addItem(name, name)
                self.setItemData(row, about, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(0, self.findData(chosen)))

    def showPopup(self):
        self.opened.emit()
        super().showPopup()


def _consent_bar(consented):
    bar = QFrame()
    bar.setProperty("role", "bar")
    label = QLabel(CONSENT, wordWrap=True)
    agree = QPushButton("Yes, clone it", accessibleName="Confirm that you have the right to use this voice")
    agree.setProperty("role", "primary")
    later = QPushButton("Not now", accessibleName="Do not clone")
    layout = QHBoxLayout(bar)
    layout.setContentsMargins(10, 5, 6, 5)
    layout.addWidget(label, 1)
    layout.addWidget(agree)
    layout.addWidget(later)
    for button, given in ((agree, True), (later, False)):
        button.clicked.connect(bar.hide)
        button.clicked.connect(lambda _=False, given=given: consented.emit(given))
    bar.hide()
    return bar
