"""PulseAudio's devices, as its own library tells them; PipeWire answers the same library.

PortAudio, as Linux distributions build it, knows the sound server as one ALSA device, "pulse". What is behind it, and
that a stream goes on elsewhere because its device went away, is only known to the server.

Not by pulsectl (24.12), which wraps the same library: it waits 30 s for each answer of a server that hangs and takes
that for a server without devices, its event_listen(0) blocks, and its connect takes all of a timeout that is given.
"""

import contextlib
import ctypes
import os
import time
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_uint32, c_void_p
from dataclasses import dataclass

LIBRARY = "libpulse.so.0"
PATIENCE = 1.0  # seconds that the server has for an answer
STEP = 20_000  # us that the library may sleep in between
NO_AUTOSPAWN, READY, FAILED = 1, 4, 5
SINKS, SOURCES, SERVER = 0, 1, 7  # what an event is about
CHANGE = 0x10  # and that it is only the volume or the like
# What to be notified of: bits, in another order than the numbers above.
ALL = 0x0001 | 0x0002 | 0x0080


class _Device(ctypes.Structure):
    """The beginning of pa_sink_info and pa_source_info, which is the same."""

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
    """What the server has: (name, description) of each, and the names of its own choices."""

    sources: list
    sinks: list
    source: str
    sink: str


class Pulse:
    """A connection to the server, used by one thread."""

    def __init__(self, library):
        self._library, self._changed = library, False
        self._on_event = _ON_EVENT(self._event)  # kept: the library calls it as long as there is a connection
        self._loop = library.pa_mainloop_new()
        self._context = library.pa_context_new(library.pa_mainloop_get_api(self._loop), b"Voice toolbox")
        library.pa_context_connect(self._context, None, NO_AUTOSPAWN, None)
        self._wait(lambda: self._state in (READY, FAILED))
        if self.alive:
            library.pa_context_set_subscribe_callback(self._context, self._on_event, None)
            library.pa_operation_unref(library.pa_context_subscribe(self._context, ALL, None, None))

    @classmethod
    def connect(cls) -> "Pulse | None":
        """Return a connection, or None where there is no server or no library to ask it."""
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
        """Whether the server is there."""
        return self._state == READY

    def changed(self) -> bool:
        """Whether a device has come or gone, the server's choice is another, or the server has gone, since asked."""
        while self.alive and self._library.pa_mainloop_iterate(self._loop, 0, None) > 0:
            pass
        changed, self._changed = self._changed, False
        return changed or not self.alive

    def look(self) -> "Listed | None":
        """Return what there is, as Listed; None if the server does not answer."""
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
        # Answers come in the order of the questions.
        self._wait(lambda: chosen or not self.alive)
        if not chosen:
            self.close()  # with what it still owes, which would come after `calls` are gone
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
        """Let the library work until `over()`, for no longer than PATIENCE."""
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
    """Have streams that are opened meanwhile use the "source" or "sink" of this name, if there is one.

    The library reads it from the environment; ALSA has no way to hand a name on.
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
    """Return a callback that adds (name, description) of each device to a list."""
    def take(_, info, end, __):
        if not end:
            found.append((_text(info[0].name), _text(info[0].description)))
    return _ON_DEVICE(take)


def _text(value):
    return (value or b"").decode("utf-8", "replace")
