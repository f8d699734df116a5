"""Recording and playback: lock-free buffers between PortAudio's callbacks and the window.

The callbacks only copy and count samples. Streams are opened and closed in a separate thread, because a sound system
may take long for that. Nothing here fails without sounddevice or PortAudio: `AudioIO.problem` reports what is disabled.
"""

import time

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from toolbox.core.sound.buffers import Ring
from toolbox.core.sound.devices import Devices
from toolbox.ui.words import tr

RING_SECONDS = 8.0  # seconds that the window may be blocked before a recording loses samples
WATCH = 250  # ms between checks for changed devices
REST = 5000  # ms that the output stays open after a sound, so that the next one starts at once
BLOCK = 256  # samples per callback; by default, PortAudio requests blocks that some sound servers never fill
RECORDING_LATENCY, PLAYBACK_LATENCY = 0.03, 0.08  # seconds
NO_PORTAUDIO = QT_TR_NOOP("Recording and playback are off: PortAudio is missing on this machine.")


class AudioIO(QObject):
    """The sound devices. Methods are called from the window's thread and return at once.

    Signals
    -------
    devices_changed(list, list)
        Available inputs and outputs, as Devices.
    problem_changed(str)
        What is disabled, or an empty string.
    recording_started(int), recording_stopped()
        With the rate in Hz; after the last sample has reached the ring buffer.
    failed(str, str)
        A sentence and details.
    """

    devices_changed, problem_changed = Signal(list, list), Signal(str)
    recording_started, recording_stopped = Signal(int), Signal()
    failed = Signal(str, str)
    _ask = Signal(str, object)

    def __init__(self):
        super().__init__()
        self.problem, self.inputs, self.outputs = "", [], []
        self.starting = False  # playback was requested and its stream is being opened
        self.ring, self.lost_blocks, self.underruns, self.blocks = None, 0, 0, 0
        self._rate = 0
        self.arrivals = (0, 0.0)  # samples so far, and when the newest of them was spoken (perf_counter)
        self._sd = self._devices = self._input = self._output = None
        self._source = self._sink = ""  # the sound server's names of the devices in use
        self._sound, self._position, self._stop_at, self._playing = None, 0, None, False
        self._input_device, self._output_device, self._output_rate, self._latency = None, None, 0, 0.0
        self._thread = QThread(objectName="audio")
        self._watch, self._rest = QTimer(self, interval=WATCH), QTimer(self, interval=REST, singleShot=True)
        self._watch.timeout.connect(self._watch_devices)
        self._rest.timeout.connect(self._close_output)
        self._ask.connect(self._do, Qt.ConnectionType.QueuedConnection)
        self.moveToThread(self._thread)
        self._thread.started.connect(self._begin)

    def start(self):
        """Load PortAudio and list devices in the background."""
        self._thread.start()

    def close(self):
        """Close every stream and end the thread."""
        if self._thread.isRunning():
            self._ask.emit("end", None)
            self._thread.wait(3000)

    def record(self, device=None):
        """Start recording from a device (a name; None for the system's default)."""
        self._ask.emit("record", device)

    def stop_recording(self):
        """Stop recording; `recording_stopped` follows."""
        self._ask.emit("stop_recording", None)

    def prepare(self, rate, device=None):
        """Open the output in advance, so that sound starts at once."""
        self._ask.emit("prepare", (rate, device))

    def play(self, sound, begin=0.0, end=None, device=None):
        """Play a Sound from `begin` to `end` seconds, stopping any other."""
        self.starting = True
        self._ask.emit("play", (sound, begin, end, device))

    def stop(self):
        """Stop playing at once."""
        self.starting = self._playing = False

    def refresh(self):
        """List devices now."""
        self._ask.emit("look", None)

    @property
    def recording(self):
        """Return whether a recording is running."""
        return self._input is not None

    def playing(self, sound=None):
        """Return whether this sound (any, if None) is playing."""
        return self._playing and (sound is None or sound is self._sound)

    @property
    def sound(self):
        """Return the Sound played last, or None."""
        return self._sound

    def position(self):
        """Return the playback position in seconds."""
        if self._sound is None:
            return 0.0
        return max(0.0, self._position / self._sound.rate - self._latency)

    # The following methods run in the audio thread.

    @Slot()
    def _begin(self):
        try:
            import sounddevice
        except (ImportError, OSError):
            self._report(tr(NO_PORTAUDIO) + tr(" Install it (Debian, Ubuntu: libportaudio2), then start again."))
            return
        self._sd, self._devices = sounddevice, Devices(sounddevice)
        self._look()
        self._watch.start()

    @Slot(str, object)
    def _do(self, what, argument):
        if what == "end":
            self._end()
        elif self._sd is None:
            self.starting = False
            if what in ("record", "play"):
                self.failed.emit(self.problem or tr("The sound system is not ready yet; try again in a moment."), "")
        elif what == "record":
            self._start_recording(argument)
        elif what == "stop_recording":
            self._stop_recording()
        elif what == "prepare":
            self._open_output(*argument)
        elif what == "play":
            self._start_playing(*argument)
        else:
            self._look()

    def _end(self):
        self._playing = False
        self._stop_recording()
        self._close_output()
        self._watch.stop()
        self._rest.stop()
        if self._devices is not None:
            self._devices.close()
        self.moveToThread(QCoreApplication.instance().thread())  # its timers must be deleted in their own thread
        self._thread.quit()

    def _report(self, problem):
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)

    @Slot()
    def _watch_devices(self):
        """Detect devices that were plugged in or out."""
        if self._devices.changed():
            self._look()
        # A sound server silently moves a stream from a lost device to another one: the recording would continue in
        # another room, and private sound might be played aloud.
        if self._input is not None and (not self._input.active or self._devices.gone("input", self._source)):
            self._stop_recording()
            self.failed.emit(tr("The microphone was disconnected; what was recorded until then is kept."), "")
        if self._output is not None and (not self._output.active or self._devices.gone("output", self._sink)):
            if self._playing:
                self._playing = False
                self.failed.emit(tr("The output was disconnected, so playback stopped; press Play to continue on "
                                    "another."), "")
            self._close_output()

    def _look(self):
        """Read the device lists, and follow the system's default."""
        devices = self._devices
        devices.look(idle=self._input is None and self._output is None)
        if self._input_device is None and not devices.gone("input", self._source):
            self._source = devices.server_name("input", None)
        if self._output_device is None and not devices.gone("output", self._sink):
            self._sink = devices.server_name("output", None)
        if (devices.inputs, devices.outputs) != (self.inputs, self.outputs):
            self.inputs, self.outputs = devices.inputs, devices.outputs
            self.devices_changed.emit(self.inputs, self.outputs)
        missing = [what for what, there in ((tr("recording (no microphone)"), self.inputs),
                                            (tr("playback (no output)"), self.outputs)) if not there]
        self._report(devices.problem or (tr("Off on this machine: {missing}. Everything else works.",
                                            missing=tr(" and ").join(missing))
                                         if missing else ""))

    def _start_recording(self, name):
        if self._input is not None:
            return
        device = self._devices.find("input", name)
        try:
            with self._devices.opening("input", device) as index:
                about = self._sd.query_devices(index, "input")
                rate = int(about["default_samplerate"])
                self._rate, self.ring = rate, Ring(int(RING_SECONDS * rate))
                self.lost_blocks = self.blocks = 0
                self.arrivals = (0, time.perf_counter())
                stream = self._sd.InputStream(rate, device=index, channels=1, dtype="float32", blocksize=BLOCK,
                                              latency=RECORDING_LATENCY, callback=self._on_input)
                stream.start()
        except Exception as error:
            self.failed.emit(tr("The microphone cannot be opened; choose another input under Live, or plug one in."),
                             str(error))
            return
        self._input, self._input_device = stream, device
        self._source = self._devices.server_name("input", device)
        self.recording_started.emit(rate)

    def _stop_recording(self):
        stream, self._input = self._input, None
        if stream is not None:
            _close(stream)
            self.recording_stopped.emit()

    def _on_input(self, block, n_samples, when, status):
        # ALSA's plug-ins report an overflow before the first block arrives, which loses nothing.
        lost = bool(status.input_overflow) and self.blocks > 0
        self.blocks += 1
        lost |= not self.ring.write(block[:, 0])
        self.lost_blocks += lost
        # Age of the block's newest sample; some drivers' clocks are unusable.
        age = when.currentTime - when.inputBufferAdcTime - n_samples / self._rate
        self.arrivals = (self.ring.written, time.perf_counter() - (age if 0 < age < 1 else 0.0))

    def _open_output(self, rate, name):
        device = self._devices.find("output", name)
        if self._output is not None and (self._output_device, self._output_rate) == (device, rate) \
                and self._output.active:
            self._rest.start()
            return True
        self._close_output()
        try:
            with self._devices.opening("output", device) as index:
                stream = self._sd.OutputStream(rate, device=index, channels=1, dtype="float32", blocksize=BLOCK,
                                               latency=PLAYBACK_LATENCY, callback=self._on_output)
                stream.start()
        except Exception as error:
            self.failed.emit(tr("The output cannot be opened; choose another under Live, or plug one in."), str(error))
            return False
        self._output, self._latency = stream, float(stream.latency)
        self._output_device, self._output_rate = device, rate
        self._sink = self._devices.server_name("output", device)
        self._rest.start()
        return True

    def _start_playing(self, sound, begin, end, name):
        self._playing = False
        if self._open_output(sound.rate, name) and self.starting:
            self._position = int(begin * sound.rate)
            self._stop_at = None if end is None else int(end * sound.rate)
            self._sound, self._playing = sound, True
            self._rest.start()
        self.starting = False

    @Slot()
    def _close_output(self):
        if self._playing:
            self._rest.start()
            return
        stream, self._output = self._output, None
        if stream is not None:
            _close(stream)

    def _on_output(self, block, n_samples, when, status):
        block.fill(0)
        sound, begin = self._sound, self._position
        if not self._playing:
            return
        until = sound.length if self._stop_at is None else min(sound.length, self._stop_at)
        end = min(until, begin + n_samples)
        if end > begin:
            block[: end - begin, 0] = sound.samples[begin:end]
            self._position = end
        if end - begin < n_samples:
            if sound.finished or end == self._stop_at:
                self._playing = False
            else:
                self.underruns += 1


def _close(stream):
    try:
        stream.abort()
        stream.close()
    except Exception:  # it was unplugged and cannot be closed
        pass
