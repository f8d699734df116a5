"""PulseAudio's devices, queried through its own library, which PipeWire supports as well.

PortAudio, as built by Linux distributions, sees the sound server as one ALSA device, "pulse". Only the server knows the
devices behind it, and whether a stream was moved because its device disappeared.

pulsectl (24.12), which wraps the same library, is unsuitable: it waits 30 s for each answer of a hanging server and
then reports no devices, its event_listen(0) blocks, and its connect always uses up the whole timeout.
"""

import contextlib
import ctypes
import os
import time
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_uint32, c_void_p
from dataclasses import dataclass
from typing import Any

LIBRARY = "libpulse.so.0"
PATIENCE = 1.0  # seconds to wait for an answer of the server
STEP = 20_000  # microseconds that the library may sleep in between
NO_AUTOSPAWN, READY, FAILED = 1, 4, 5
SINKS, SOURCES, SERVER = 0, 1, 7  # the object of an event
CHANGE = 0x10  # the event of a change of volume or other properties
# Subscription mask; its bits are in another order than the numbers above.
ALL = 0x0001 | 0x0002 | 0x0080


class _Device(ctypes.Structure):
    """The common beginning of pa_sink_info and pa_source_info."""

    _fields_ = [("name", c_char_p), ("index", c_uint32), ("description", c_char_p)]


class _Server(ctypes.Structure):
    """The beginning of pa_server_info."""

    _fields_ = [(name, c_char_p) for name in ("user", "host", "version", "server")]
    _fields_ += [("format", c_int), ("rate", c_uint32), ("channels", ctypes.c_uint8), ("sink", c_char_p),
                 ("source", c_char_p)]


_ON_DEVICE = CFUNCTYPE(None, c_void_p, POINTER(_Device), c_int, c_void_p)
_ON_SERVER = CFUNCTYPE(None, c_void_p, POINTER(_Server), c_void_p)
_ON_EVENT = CFUNCTYPE(None, c_void_p, c_int, c_uint32, c_void_p)


@dataclass(frozen=True)
class Listed:
    """The server's devices as (name, description), and the names of its defaults."""

    sources: list
    sinks: list
    source: str
    sink: str


class Pulse:
    """A connection to the server, for use by one thread."""

    def __init__(self, library: Any):
        self._library, self._changed = library, False
        self._on_event = _ON_EVENT(self._event)  # kept alive: the library calls it as long as the connection exists
        self._loop = library.pa_mainloop_new()
        self._context = library.pa_context_new(library.pa_mainloop_get_api(self._loop), b"Voice toolbox")
        library.pa_context_connect(self._context, None, NO_AUTOSPAWN, None)
        self._wait(lambda: self._state in (READY, FAILED))
        if self.alive:
            library.pa_context_set_subscribe_callback(self._context, self._on_event, None)
            library.pa_operation_unref(library.pa_context_subscribe(self._context, ALL, None, None))

    @classmethod
    def connect(cls) -> "Pulse | None":
        """Return a connection, or None if there is no server or no library."""
        try:
            library = ctypes.CDLL(LIBRARY)
        except OSError:
            return None
        for name in ("pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new", "pa_context_subscribe",
                     "pa_context_get_server_info", "pa_context_get_sink_info_list",
                     "pa_context_get_source_info_list"):
            getattr(library, name).restype = c_void_p
        for name, *types in (("pa_mainloop_get_api", c_void_p), ("pa_mainloop_free", c_void_p),
                             ("pa_mainloop_prepare", c_void_p, c_int), ("pa_mainloop_poll", c_void_p),
                             ("pa_mainloop_dispatch", c_void_p), ("pa_mainloop_iterate", c_void_p, c_int, c_void_p),
                             ("pa_context_new", c_void_p, c_char_p),
                             ("pa_context_connect", c_void_p, c_char_p, c_int, c_void_p),
                             ("pa_context_get_state", c_void_p), ("pa_context_disconnect", c_void_p),
                             ("pa_context_unref", c_void_p), ("pa_operation_unref", c_void_p),
                             ("pa_context_set_subscribe_callback", c_void_p, _ON_EVENT, c_void_p),
                             ("pa_context_subscribe", c_void_p, c_int, c_void_p, c_void_p),
                             ("pa_context_get_server_info", c_void_p, _ON_SERVER, c_void_p),
                             ("pa_context_get_sink_info_list", c_void_p, _ON_DEVICE, c_void_p),
                             ("pa_context_get_source_info_list", c_void_p, _ON_DEVICE, c_void_p)):
            getattr(library, name).argtypes = types
        made = cls(library)
        if made.alive:
            return made
        made.close()
        return None

    @property
    def alive(self) -> bool:
        """Return whether the connection is alive."""
        return self._state == READY

    def changed(self) -> bool:
        """Return whether devices, the server's defaults or the connection have changed since the last call."""
        while self.alive and self._library.pa_mainloop_iterate(self._loop, 0, None) > 0:
            pass
        changed, self._changed = self._changed, False
        return changed or not self.alive

    def look(self) -> "Listed | None":
        """Return the devices as Listed; None if the server does not answer."""
        sources: list[tuple[str, str]] = []
        sinks: list[tuple[str, str]] = []
        chosen: list[tuple[str, str]] = []
        calls = [_into(sources), _into(sinks),
                 _ON_SERVER(lambda _, info, __: chosen.append((_text(info[0].source), _text(info[0].sink))))]
        library = self._library
        asked = (library.pa_context_get_source_info_list, library.pa_context_get_sink_info_list,
                 library.pa_context_get_server_info)
        for ask, call in zip(asked, calls):
            operation = ask(self._context, call, None) if self.alive else None
            if operation is None:
                return None
            library.pa_operation_unref(operation)
        # Answers arrive in the order of the requests.
        self._wait(lambda: chosen or not self.alive)
        if not chosen:
            self.close()  # drops pending answers, which would arrive after `calls` are gone
            return None
        return Listed(sources, sinks, *chosen[0])

    def close(self) -> None:
        """End the connection."""
        if self._context is not None:
            self._library.pa_context_disconnect(self._context)
            self._library.pa_context_unref(self._context)
            self._library.pa_mainloop_free(self._loop)
            self._context = None

    @property
    def _state(self):
        return FAILED if self._context is None else self._library.pa_context_get_state(self._context)

    def _wait(self, over):
        """Run the library's loop until `over()` returns True, at most for PATIENCE."""
        end = time.monotonic() + PATIENCE
        while not over() and time.monotonic() < end:
            self._library.pa_mainloop_prepare(self._loop, STEP)
            self._library.pa_mainloop_poll(self._loop)
            self._library.pa_mainloop_dispatch(self._loop)

    def _event(self, context, kind, index, _):
        facility, what = kind & 0x0F, kind & 0x30
        self._changed |= facility == SERVER or (facility in (SINKS, SOURCES) and what != CHANGE)


@contextlib.contextmanager
def routed(what: str, name: str) -> Iterator[None]:
    """Direct streams opened within the block to the "source" or "sink" of this name, if there is one.

    The library reads it from the environment; ALSA has no way to pass a name.
    """
    variable = f"PULSE_{what.upper()}"
    before = os.environ.get(variable)
    if name:
        os.environ[variable] = name
    try:
        yield
    finally:
        if before is not None:
            os.environ[variable] = before
        else:
            os.environ.pop(variable, None)


def _into(found):
    """Return a callback that appends (name, description) of each device to a list."""
    def take(_, info, end, __):
        if not end:
            found.append((_text(info[0].name), _text(info[0].description)))
    return _ON_DEVICE(take)


def _text(value):
    return (value or b"").decode("utf-8", "replace")
