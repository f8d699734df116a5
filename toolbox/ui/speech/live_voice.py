"""The panel for live conversion: the microphone in the selected voice, on any output."""

import sys

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from toolbox.ui import theme
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.widgets.level import LevelMeter
from toolbox.ui.widgets.spin import RefusingDoubleSpinBox
from toolbox.ui.words import tr

SYSTEM = QT_TR_NOOP("System default")
REPORT = 0.06  # seconds between two states
IDLE = QT_TR_NOOP("Select a voice first.")
CABLE = {
    "linux": QT_TR_NOOP("For other programs: pactl load-module module-null-sink sink_name=voice, choose 'voice' as the "
                        "output here and 'Monitor of voice' as their microphone."),
    "darwin": QT_TR_NOOP("For other programs: install BlackHole, choose it as the output here and as their "
                         "microphone."),
    "win32": QT_TR_NOOP("For other programs: install VB-CABLE, choose 'CABLE Input' as the output here and 'CABLE "
                        "Output' as their microphone."),
}


class LiveVoicePanel(QWidget):
    """Starts live conversion and shows its state.

    Signals
    -------
    toggled()
        Start or stop was requested.
    turned()
        A control or push to talk has changed.
    """

    toggled, turned = Signal(), Signal()

    def __init__(self):
        super().__init__()
        self.button = QPushButton(tr("Go live"), accessibleName=tr("Start or stop live conversion"))
        self.button.setProperty("role", "record")
        self.state = QLabel(tr("off"), alignment=Qt.AlignmentFlag.AlignCenter)
        self.state.setAccessibleName(tr("Live state"))
        self.output = QComboBox(accessibleName=tr("Output of the live voice"),
                                toolTip=tr("Loudspeaker or virtual cable"))
        self.output.addItem(tr(SYSTEM), None)
        self.push = QCheckBox(tr("Push to talk"), accessibleName=tr("Push to talk"))
        self.talk = QPushButton(tr("Hold to talk"), toolTip=tr("The microphone is on only while this is held"),
                                accessibleName=tr("Hold to talk"))
        self.pitch = RefusingDoubleSpinBox(minimum=-12, maximum=12, singleStep=0.5, decimals=1, suffix=" st",
                                           accessibleName=tr("Pitch of the live voice"),
                                           toolTip=tr("Semitones up or down"))
        self.wet = QSlider(Qt.Orientation.Horizontal, minimum=0, maximum=100, value=100,
                           accessibleName=tr("Share of the new voice"),
                           toolTip=tr("Left: your own voice. Right: the selected voice alone"))
        self.input_meter, self.output_meter = LevelMeter(), LevelMeter()
        self.output_meter.setAccessibleName(tr("Output level"))
        self.about, self.hint = ElidedLabel(), ElidedLabel()
        self.hint.setText(tr(CABLE[sys.platform]) if sys.platform in CABLE else "")
        for label in (self.about, self.hint):
            label.setProperty("role", "muted")
        self._name = ""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.addWidget(self.button, 0, 0)
        grid.addWidget(self.state, 0, 1)
        grid.addWidget(self.about, 0, 2)
        grid.addWidget(self.push, 0, 3)
        grid.addWidget(self.talk, 0, 4)
        for row, pairs in enumerate((((tr("In"), self.input_meter), (tr("Pitch"), self.pitch)),
                                     ((tr("Out"), self.output_meter), (tr("Own / new"), self.wet))), 1):
            for column, (text, widget) in enumerate(pairs):
                caption = QLabel(text)
                caption.setBuddy(widget)
                place = 0 if column == 0 else 3
                grid.addWidget(caption, row, place, Qt.AlignmentFlag.AlignRight)
                grid.addWidget(widget, row, place + 1, 1, 2 if column == 0 else 1)
        caption = QLabel(tr("Output"))
        caption.setBuddy(self.output)
        grid.addWidget(caption, 3, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.output, 3, 1, 1, 2)
        grid.addWidget(self.hint, 3, 3, 1, 3)
        for column, share in ((2, 2), (4, 1), (5, 3)):  # the last for the hint alone
            grid.setColumnStretch(column, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 6)
        layout.addLayout(grid)
        layout.addStretch()
        self.button.clicked.connect(self.toggled)
        for signal in (self.push.toggled, self.talk.pressed, self.talk.released, self.pitch.valueChanged,
                       self.wet.valueChanged):
            signal.connect(lambda *_: self._turn())
        self.show_idle()
        self._turn()

    @property
    def talking(self):
        """Return whether the microphone is on."""
        return not self.push.isChecked() or self.talk.isDown()

    @property
    def output_name(self):
        """Return the name of the selected output; None for the system's default."""
        return self.output.currentData()

    def list_outputs(self, inputs, outputs):
        """List the available outputs, preserving the selection while it exists."""
        chosen = self.output.currentData()
        self.output.clear()
        self.output.addItem(tr(SYSTEM) if outputs else tr("None"), None)
        for device in outputs:
            self.output.addItem(device.name, device.name)
        self.output.setCurrentIndex(max(0, self.output.findData(chosen)))

    def show_voice(self, name):
        """Show the selected voice; a running conversion keeps its own until restarted."""
        self._name = name
        if self.button.text() == tr("Go live"):
            self.show_idle()

    def show_idle(self, sentence=""):
        """Show the idle state."""
        sentence = sentence or (tr("Put on headphones, and go live as {name}.", name=self._name) if self._name
                                else tr(IDLE))
        self._show(tr("off"), tr("Go live"), "muted", "transparent")
        self.about.setText(sentence)
        self.input_meter.reset()
        self.output_meter.reset()
        self.output.setEnabled(True)

    def show_starting(self, sentence):
        """Show the step before the conversion starts."""
        self._show(tr("starting …"), tr("Cancel"), "warn", "transparent")
        self.about.setText(sentence)
        self.output.setEnabled(False)

    def show_state(self, state):
        """Show a LiveState."""
        if not state.running:
            self._show(tr("waiting"), tr("End"), "warn", "transparent")
            self.about.setText(state.problem)
            return
        if self.talking:
            self._show(tr("● LIVE"), tr("End"), "on_accent", theme.current().bad)
        else:
            self._show(tr("● LIVE, muted"), tr("End"), "bad", "transparent")
        self.input_meter.feed(np.array([state.input_peak], np.float32), REPORT)
        self.output_meter.feed(np.array([state.output_peak], np.float32), REPORT)
        latency = tr("{latency:.0f} ms late", latency=state.latency * 1000) if state.latency else "…"
        lost = tr("nothing lost") if not state.lost_blocks else tr("{count} blocks lost", state.lost_blocks)
        self.about.setText(tr("{latency}, {lost}, {share:.0f} % of a core", latency=latency, lost=lost,
                              share=100 * state.core_share))

    def restyle(self):
        """Apply the current theme."""
        self._show(*self._shown)

    def _show(self, text, button, role, background):
        self._shown = text, button, role, background
        self.state.setText(text)
        self.button.setText(button)
        self.state.setStyleSheet(f"font-weight: 700; padding: 2px 8px; border-radius: 4px; background: {background}; "
                                 f"color: {getattr(theme.current(), role)};")

    def _turn(self):
        self.talk.setEnabled(self.push.isChecked())
        self.turned.emit()
