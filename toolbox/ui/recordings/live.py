"""The live panel: the microphone's mel spectrogram in real time, its level, and the amount of speech."""

import math
import time

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from audio.mel_stream import FRAMES_A_SECOND, MelStream
from toolbox.ui import theme
from toolbox.ui.recordings.quality import SECONDS, warning
from toolbox.ui.widgets.fitting import ElidedLabel, FoldingRow
from toolbox.ui.widgets.level import LevelMeter
from toolbox.ui.widgets.spectrogram import SpectrogramView
from toolbox.ui.words import tr

FRAME = 15  # ms: just above 60 frames a second
SHOWN = 8.0  # seconds visible
NEEDED, GOOD = 2.0, 5.0  # seconds of speech: enough for a voice, enough for a good likeness
COUNTING = 0.25  # seconds between updates of the voice activity
MEASURING = 1.0  # seconds between checks of the quality
SYSTEM = QT_TR_NOOP("System default")
MARGIN = 30  # pixels beside a device's name in the list


class LivePanel(QWidget):
    """Records, and shows the recording in real time.

    Parameters
    ----------
    audio : AudioIO
    measure : callable
        Starts measuring the quality of a sound (n_samples,) of a rate; returns the Job.

    Signals
    -------
    recorded(object, int)
        Samples (n,) and rate of a finished recording.
    input_chosen(str), output_chosen(str)
        A device's name; empty for the system's default.
    toggled(bool)
        Recording has started or stopped.
    """

    recorded, toggled = Signal(object, int), Signal(bool)
    input_chosen, output_chosen = Signal(str), Signal(str)

    def __init__(self, audio, measure):
        super().__init__()
        self.audio, self.measure, self.input_name, self.output_name = audio, measure, None, None
        self.spoken = 0.0  # when the middle of the newest column was spoken (perf_counter)
        self._blocks, self._rate, self._stream, self._counter, self._uncounted = [], 0, None, None, []
        self._since = self._counted = 0.0
        self._measuring, self._warning = None, ""  # the running check of the quality, and the result of the last
        self._looked = 0.0
        self.button = QPushButton(theme.icon("record", "record"), tr("Record"),
                                  accessibleName=tr("Record or stop recording"))
        self.button.setProperty("role", "record")
        self.inputs = QComboBox(accessibleName=tr("Input device"), toolTip=tr("Microphone"))
        self.outputs = QComboBox(accessibleName=tr("Output device"), toolTip=tr("Loudspeaker"))
        for box in (self.inputs, self.outputs):
            box.setMinimumContentsLength(9)
            box.setMaximumWidth(260)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.view = SpectrogramView(tr("Live mel spectrogram"), scrolling=SHOWN)
        self.meter, self.speech, self.advice = LevelMeter(), QLabel(), ElidedLabel()
        self.speech.setProperty("role", "title")
        self.advice.setProperty("role", "muted")
        self.speech.setAccessibleName(tr("Seconds of speech"))
        top = FoldingRow(spacing=6)
        top.row.addWidget(self.button)
        top.row.addStretch(1)
        for text, box in ((tr("Input"), self.inputs), (tr("Output"), self.outputs)):
            top.add_captioned(text, box, stretch=2)
        bottom = QGridLayout()
        bottom.addWidget(self.meter, 0, 0)
        bottom.addWidget(self.speech, 0, 1)
        bottom.addWidget(self.advice, 0, 2, Qt.AlignmentFlag.AlignRight)
        bottom.setColumnStretch(0, 1)  # the meter gives way to the advice
        bottom.setHorizontalSpacing(14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 6)
        layout.addWidget(top)
        layout.addWidget(self.view, 1)
        layout.addLayout(bottom)
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)
        self.button.clicked.connect(self.toggle)
        self.inputs.activated.connect(lambda i: self._choose("input", i))
        self.outputs.activated.connect(lambda i: self._choose("output", i))
        audio.devices_changed.connect(self._list_devices)
        audio.problem_changed.connect(self._show_problem)
        audio.recording_started.connect(self._begin)
        audio.recording_stopped.connect(self.finish)
        self.reset()

    @property
    def recording(self):
        """Return whether a recording is running."""
        return self._timer.isActive()

    def toggle(self):
        """Start or stop recording."""
        if self.recording:
            self.audio.stop_recording()
        else:
            self.audio.record(self.input_name)

    def reset(self):
        """Show the idle state."""
        self.view.clear(tr("Press Record and read a few sentences aloud; five seconds of speech is enough."))
        self.meter.reset()
        self.speech.setText("")
        self.advice.setText("")

    def choose_devices(self, input_name, output_name):
        """Use these devices (names; None for the system's default) whenever they are available."""
        self.input_name, self.output_name = input_name or None, output_name or None
        self._list_devices(self.audio.inputs, self.audio.outputs)

    def restyle(self):
        """Apply the current theme."""
        self.view.restyle()

    def _begin(self, rate):
        from audio.vad import SpeechCounter  # imported with the first recording, not with the window

        self._rate, self._blocks, self._uncounted = rate, [], []
        self._stream, self._counter = MelStream(rate), SpeechCounter(rate)
        self._since = self._counted = time.perf_counter()
        self._measuring, self._warning = None, ""
        self.view.clear()
        self.meter.reset()
        self.speech.setText(tr("0.0 s of speech"))
        self.advice.setText(tr("Speak now."))
        self.button.setText(tr("Stop"))
        self.button.setIcon(theme.icon("stop", "record"))
        self._timer.start()
        self.toggled.emit(True)

    def finish(self):
        """End the recording with the samples received so far."""
        if not self.recording:
            return
        self._frame()
        self._timer.stop()
        self.button.setText(tr("Record"))
        self.button.setIcon(theme.icon("record", "record"))
        self.meter.reset()
        self.toggled.emit(False)
        wav = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.float32)
        self._blocks = []
        if self.audio.lost_blocks:
            self.advice.setText(tr("{count} blocks of sound were lost; record again if it clicks.",
                                   self.audio.lost_blocks))
        if len(wav):
            self.recorded.emit(wav, self._rate)

    def _frame(self):
        written, spoken = self.audio.arrivals
        samples, now = self.audio.ring.read(), time.perf_counter()
        if not len(samples):
            return
        self._blocks.append(samples)
        self._uncounted.append(samples)
        self.view.append(self._stream.feed(samples))
        self.meter.feed(samples, now - self._since)
        self._since = now
        self.spoken = spoken - (written - (self._stream.n_frames - 1) * self._rate / FRAMES_A_SECOND) / self._rate
        if now - self._counted >= COUNTING:
            self._counted = now
            self._count(self._counter.feed(np.concatenate(self._uncounted)))
            self._uncounted = []
            if self._measuring is None and now - self._looked >= MEASURING:
                self._looked = now
                self._measure()

    def _measure(self):
        """Check the quality of the last few seconds, if there are enough."""
        if sum(map(len, self._blocks)) > 2 * self._rate:
            last, n_samples = [], 0
            for block in reversed(self._blocks):
                last.append(block)
                n_samples += len(block)
                if n_samples > SECONDS * self._rate:
                    break
            self._measuring = job = self.measure(np.concatenate(last[::-1]), self._rate)
            number = job.number  # a connection that refers to the job would keep it for ever
            job.done.connect(lambda found: self._measured(number, warning(found[0])))
            job.ended.connect(lambda: self._measured(number, self._warning))

    def _measured(self, number, found):
        if self._measuring is not None and self._measuring.number == number:
            self._measuring, self._warning = None, found

    def _count(self, seconds):
        self.speech.setText(tr("{seconds:.1f} s of speech", seconds=seconds))
        if self.meter.clipped:
            self.advice.setText(tr("Too loud: the signal is clipping. Move away or turn the input down."))
        elif self._warning and seconds >= NEEDED:
            self.advice.setText(tr(self._warning))
        elif seconds >= GOOD:
            self.advice.setText(tr("That is enough for a good likeness."))
        elif seconds >= NEEDED:
            self.advice.setText(tr("Enough to start; {seconds} s more would give a better likeness.",
                                   seconds=math.ceil(GOOD - seconds)))
        else:
            self.advice.setText(tr("Keep speaking."))

    def _choose(self, which, row):
        box = self.inputs if which == "input" else self.outputs
        name = box.itemData(row)
        setattr(self, f"{which}_name", name)
        (self.input_chosen if which == "input" else self.output_chosen).emit(name or "")

    def _list_devices(self, inputs, outputs):
        for box, devices, chosen in ((self.inputs, inputs, self.input_name), (self.outputs, outputs, self.output_name)):
            box.clear()
            box.addItem(tr(SYSTEM) if devices else tr("None"), None)
            for device in devices:
                box.addItem(device.name, device.name)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.setEnabled(bool(devices))
            box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + MARGIN)
        self.button.setEnabled(bool(inputs) or self.recording)

    def _show_problem(self, problem):
        if not self.recording and not self.view.item.n_columns:
            if problem:
                self.view.clear(problem)
            else:
                self.reset()
