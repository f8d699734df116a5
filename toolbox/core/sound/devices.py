"""Input and output devices, and detection of their coming and going."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolbox.core.sound.pulse import Pulse, routed

POLL = 4.0  # seconds between polls of sources without change notification
ROUTE = "pulse"  # ALSA's name for the sound server
MONITOR = ".monitor"  # suffix of its inputs that record an output


@dataclass(frozen=True)
class Device:
    """An input or output: PortAudio's index, its display name, and the sound server's own name."""

    index: int
    name: str
    server_name: str = ""


class Devices:
    """Lists of inputs and outputs: the sound server's if PortAudio sees only the server, otherwise PortAudio's.

    Parameters
    ----------
    portaudio : module
        The module sounddevice.

    Attributes
    ----------
    inputs, outputs : list of Device
    problem : str
        Why PortAudio lists nothing; otherwise empty.
    """

    def __init__(self, portaudio: Any):
        self._portaudio, self._fresh = portaudio, True
        self._pulse: Any = None
        self._routes: dict[str, Any] = {}
        self._chosen: dict[str, Any] | None = None
        self._mark, self._due, self._stale = None, 0.0, True
        self.inputs: list[Device] = []
        self.outputs: list[Device] = []
        self.problem = ""

    def changed(self) -> bool:
        """Return whether it is time to `look` again."""
        if self._pulse is not None and self._pulse.changed():
            self._stale = True
        if time.monotonic() > self._due:
            self._due = time.monotonic() + POLL
            mark = _fingerprint()
            self._stale |= mark is None or mark != self._mark
        return self._stale

    def look(self, idle: bool) -> None:
        """Read the lists.

        PortAudio reads the system's list only when restarted, which is impossible while a stream is open: unless
        `idle`, its own devices stay as they were until the next call.
        """
        self._mark = _fingerprint()
        fresh, self._fresh = self._fresh, False
        listed = self._ask_server()
        # PortAudio is not restarted needlessly: ALSA would print complaints to the console.
        if listed is None or not set(_directions(listed)) <= set(self._routes):
            if not idle:
                return
            found = self._ask_portaudio(restart=not fresh)
        if listed is not None and set(_directions(listed)) <= set(self._routes):
            # The sound of an output can also be recorded, but this is rarely wanted.
            sources = sorted(listed.sources, key=lambda source: source[0].endswith(MONITOR))
            self.inputs = _named(sources, self._routes.get("input"))
            self.outputs = _named(listed.sinks, self._routes.get("output"))
            self._chosen = {"input": listed.source, "output": listed.sink}
        else:
            self.inputs, self.outputs = found
            self._chosen = None
        self._stale = False

    def find(self, direction: str, name: str | None) -> Device | None:
        """Return the "input" or "output" of a name, or None, which means the system's default."""
        return next((d for d in (self.inputs if direction == "input" else self.outputs) if d.name == name), None)

    def server_name(self, direction: str, device: Device | None) -> str:
        """Return the sound server's name of a Device, or of its default (None); empty without a server."""
        if device is not None:
            return device.server_name
        return self._chosen[direction] if self._chosen else ""

    def gone(self, direction: str, server_name: str) -> bool:
        """Return whether the sound server's device of this name has disappeared."""
        there = self.inputs if direction == "input" else self.outputs
        return bool(server_name) and all(d.server_name != server_name for d in there)

    @contextmanager
    def opening(self, direction: str, device: Device | None) -> Iterator[int | None]:
        """Yield PortAudio's index for opening a stream on a Device (None: the system's default)."""
        if device is None:
            yield self._routes.get(direction) if self._chosen else None
            return
        with routed("source" if direction == "input" else "sink", device.server_name):
            yield device.index

    def close(self) -> None:
        """Disconnect from the sound server."""
        if self._pulse is not None:
            self._pulse.close()

    def _ask_server(self):
        if self._pulse is not None and not self._pulse.alive:
            self._pulse.close()
            self._pulse = None
        if self._pulse is None and sys.platform == "linux":
            self._pulse = Pulse.connect()
        return self._pulse.look() if self._pulse is not None else None

    def _ask_portaudio(self, restart):
        """Return PortAudio's inputs and outputs, and its device for the sound server if there is one."""
        try:
            if restart:
                self._portaudio._terminate()
                self._portaudio._initialize()
            found = list(self._portaudio.query_devices())
            # Only one host API: each of them lists the same devices.
            api = self._portaudio.query_hostapis(max(0, self._portaudio.default.hostapi))["devices"]
            self.problem = ""
        except Exception as error:  # PortAudioError, or anything that a driver raises
            self.problem, found, api = f"The sound system does not answer ({error}).", [], []
        there = {way: [Device(i, found[i]["name"]) for i in api if found[i][f"max_{way}_channels"] > 0]
                 for way in ("input", "output")}
        self._routes = {way: d.index for way, devices in there.items() for d in devices if d.name == ROUTE}
        return there["input"], there["output"]


def _directions(listed):
    return [way for way, names in (("input", listed.sources), ("output", listed.sinks)) if names]


def _named(listed, index):
    """Name devices by their description, and also by their own name if several descriptions are equal."""
    descriptions = [description for _, description in listed]
    return [Device(index, f"{description} ({name})" if descriptions.count(description) > 1 else description, name)
            for name, description in listed]


def _fingerprint():
    """Return a value that changes when a device comes or goes, or None if only PortAudio knows.

    On Linux, restarting PortAudio makes ALSA print complaints to the console, so it is avoided.
    """
    if sys.platform != "linux":
        return None
    cards = Path("/proc/asound/cards")
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    return (cards.read_text() if cards.exists() else "",
            *(path.exists() for path in (runtime / "pulse" / "native", runtime / "pipewire-0")))
