"""A live session: a microphone's sound is converted and played on an output until it is stopped.

PortAudio's callbacks only copy samples into and out of buffers. A thread converts whole blocks and checks whether the
devices are still connected; when one has disappeared, it reopens those that are available.
"""

import threading
import time
from collections import deque
from typing import Any

import numpy as np

from audio.mel import MelConfig
from toolbox.core.live.converter import HOP, LiveConverter
from toolbox.core.live.priority import undisturbed
from toolbox.core.live.state import LiveState
from toolbox.core.sound.buffers import Ring
from toolbox.core.sound.devices import MONITOR, Devices

RATE = MelConfig().rate  # of both streams; sound servers and drivers resample well and without much delay
BLOCK = 128  # samples per callback
LATENCY = 0.015  # seconds requested of each stream
RING = 4.0  # seconds
SPARE = 0.04  # seconds left in the output's buffer when the next block arrives, in the worst case of the last seconds
TOLERANCE = 0.01  # seconds by which that may differ
MOST_LATE = 0.5  # seconds beyond SPARE at which a block of speech is left out
SILENT = 1e-3  # amplitude
WAITING = 0.002  # seconds between checks for a complete block
WATCH, RETRY = 0.5, 1.0  # seconds between checks of the devices, and between attempts to open them
BACKLOG = 2  # blocks that may wait for conversion; any more are dropped
SHOWN = 3.0  # seconds over which work is averaged, and the worst case found


class Live:
    """Converts speech while it is spoken.

    Parameters
    ----------
    converter : LiveConverter
    input_name, output_name : str, optional
        Names of the devices to use whenever they are connected; the system's default otherwise.
    open_microphone : bool
        False starts with `talking` False, for push to talk.

    Attributes
    ----------
    talking : bool
        Whether the microphone's sound is converted; may be changed at any time.
    """

    def __init__(self, converter: LiveConverter, input_name: str | None = None, output_name: str | None = None,
                 open_microphone: bool = True):
        self.converter, self.talking = converter, open_microphone
        self._names = {"input": input_name, "output": output_name}
        self._state, self._stop = LiveState(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._block = converter.block * HOP
        self._state.block = self._block / RATE
        self._in, self._out = Ring(int(RING * RATE)), Ring(int(RING * RATE))
        self._streams: dict[str, Any] = {}
        self._server_names = {"input": "", "output": ""}
        self._peaks, self._lost, self._primed = [0.0, 0.0], 0, False
        self._gap = 0  # samples of the gap that is being played because the output's buffer has run dry
        self._arrived, self._played = (0, 0.0), (0, 0.0)  # samples so far, and the time of the last of them
        self._shift = 0  # samples of silence added to the output, less those dropped
        self._work: deque[float] = deque(maxlen=round(SHOWN / self._state.block))
        # Samples left in the output's buffer when a block arrived
        self._left: deque[int] = deque(maxlen=round(SHOWN / self._state.block))

    def start(self) -> None:
        """Start the session in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the session; the devices are closed when this returns."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def state(self) -> LiveState:
        """Return the current state and reset the peaks."""
        peaks, self._peaks = self._peaks, [0.0, 0.0]
        state = self._state
        return LiveState(state.running, state.problem, state.seconds, peaks[0], peaks[1], self._latency(), self._lost,
                         self._share(), state.block)

    def _run(self):
        import sounddevice

        devices, due = Devices(sounddevice), 0.0
        pending = np.zeros(0, np.float32)
        with undisturbed():
            try:
                while not self._stop.is_set():
                    now = time.perf_counter()
                    if now >= due:
                        due = now + (WATCH if self._state.running else RETRY)
                        if not self._watch(sounddevice, devices):
                            pending = np.zeros(0, np.float32)
                    if self._in.waiting + len(pending) < self._block:
                        time.sleep(WAITING)
                        continue
                    pending = self._convert(np.concatenate([pending, self._in.read()]))
            finally:
                self._close()
                devices.close()

    def _convert(self, pending):
        """Convert one of the pending blocks; return the rest."""
        behind = len(pending) // self._block - BACKLOG
        if behind > 0:
            self._lost += behind
            self._shift -= behind * self._block
            pending = pending[behind * self._block:]
        wav = pending[: self._block] if self.talking else np.zeros(self._block, np.float32)
        worked = time.thread_time()
        made = self.converter.push(wav)
        self._work.append(time.thread_time() - worked)
        self._state.seconds += self._block / RATE
        self._play(made, len(pending) < 2 * self._block)
        return pending[self._block:]

    def _play(self, made, newest):
        """Append a block to the output's buffer, with more or less silence, so that the buffer neither fills nor
        empties; `newest` is whether no other block waits to be converted.

        The clocks of the devices differ, blocks take more or less long to convert, and a stall of the machine delays
        everything after it.
        """
        left = self._out.waiting
        if not left:  # at the beginning, or because the buffer has run dry
            self._left.clear()
        elif newest:
            self._left.append(left)
        missing = round(SPARE * RATE) - min(self._left, default=left)
        silent = np.abs(made).max() < SILENT
        if missing > TOLERANCE * RATE and (silent or not left):
            made = np.concatenate([np.zeros(missing, np.float32), made])
        elif missing < -TOLERANCE * RATE and silent:
            made = made[min(-missing, self._block):]
        elif missing < -MOST_LATE * RATE:
            made = made[:0]
            self._lost += 1
        added = len(made) - self._block
        if not self._out.write(made):
            self._lost += 1
            added = -self._block
        self._shift += added
        self._left = deque((earlier + added for earlier in self._left), self._left.maxlen)
        self._primed = True

    def _share(self):
        work = list(self._work)
        return sum(work) / (len(work) * self._state.block) if work else 0.0

    def _latency(self):
        """Return the seconds between a sample's arrival and its playback, by the streams' own clocks."""
        (arrived, came), (played, went) = self._arrived, self._played
        if not (arrived and played):
            return 0.0
        said = played - self._shift - self.converter.delay * HOP  # the input sample that was played last
        return max(0.0, went - came + (arrived - said) / RATE)

    # Devices

    def _watch(self, sounddevice, devices):
        """Open the streams, or close them when a device has disappeared; return whether both are running."""
        if self._streams:
            if devices.changed():
                devices.look(idle=False)
            gone = [way for way, stream in self._streams.items()
                    if not stream.active or devices.gone(way, self._server_names[way])]
            if not gone:
                return True
            self._state.problem = ("The microphone was disconnected; live continues as soon as there is one."
                                   if "input" in gone else
                                   "The output was disconnected; live continues as soon as there is one.")
            self._close()
            return False
        devices.look(idle=True)
        missing = [way for way, there in (("input", devices.inputs), ("output", devices.outputs)) if not there]
        if missing:
            self._state.problem = (devices.problem or "There is no microphone." if "input" in missing
                                   else "There is no output device.")
            return False
        chosen = {way: devices.find(way, name) for way, name in self._names.items()}
        self._server_names = {way: devices.server_name(way, device) for way, device in chosen.items()}
        if self._server_names["input"] == self._server_names["output"] + MONITOR:
            self._state.problem = "The microphone would hear the output itself; choose another of the two."
            return False
        try:
            for way in ("output", "input"):
                self._open(sounddevice, devices, way, chosen[way])
        except Exception as error:  # PortAudioError, or anything that a driver raises
            self._close()
            self._state.problem = f"The {'microphone' if way == 'input' else 'output'} cannot be opened ({error})."
            return False
        self._state.running, self._state.problem = True, ""
        return True

    def _open(self, sounddevice, devices, way, device):
        kind, callback = ((sounddevice.InputStream, self._on_input) if way == "input"
                          else (sounddevice.OutputStream, self._on_output))
        with devices.opening(way, device) as index:
            stream = kind(RATE, device=index, channels=1, dtype="float32", blocksize=BLOCK, latency=LATENCY,
                          callback=callback)
            stream.start()
        self._streams[way] = stream

    def _close(self):
        self._state.running = False
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            try:
                stream.abort()
                stream.close()
            except Exception:  # the device was unplugged: nothing is left to close
                continue
        self._in.read()
        self._out.read()
        self._primed, self._shift = False, 0
        self._left.clear()
        self._arrived = self._played = (0, 0.0)

    def _on_input(self, block, n_samples, when, status):
        # ALSA's plug-ins report an overflow before the first block arrives; no sound is lost by that.
        lost = bool(status.input_overflow) and self._arrived[0] > 0
        lost |= not self._in.write(block[:, 0])
        self._lost += lost
        self._peaks[0] = max(self._peaks[0], float(np.abs(block).max()))
        age = when.currentTime - when.inputBufferAdcTime - n_samples / RATE
        self._arrived = (self._arrived[0] + n_samples, time.perf_counter() - (age if 0 < age < 1 else 0.0))

    def _on_output(self, block, n_samples, when, status):
        made = self._out.read(n_samples) if self._primed else np.zeros(0, np.float32)
        block[: len(made), 0] = made
        block[len(made):] = 0
        if self._primed:
            gap = self._gap + n_samples - len(made)
            self._lost += -(-gap // self._block) + -self._gap // self._block
            self._gap = gap if len(made) < n_samples else 0
        self._peaks[1] = max(self._peaks[1], float(np.abs(made).max()) if len(made) else 0.0)
        ahead = when.outputBufferDacTime - when.currentTime
        if len(made):
            self._played = (self._played[0] + len(made),
                            time.perf_counter() + (ahead if 0 < ahead < 1 else 0.0) + n_samples / RATE)
