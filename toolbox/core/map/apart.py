"""What libraries cannot interrupt, in a process that can be ended."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from importlib import import_module
from typing import Any

import numpy as np

from audio.errors import Cancelled
from toolbox.core.protocol import ServerProcess


def run_apart(function: Callable[..., np.ndarray], cancelled: Callable[[], bool], **arguments: Any) -> np.ndarray:
    """Call a function in a process of its own.

    Parameters
    ----------
    function : callable
        A function of one of the program's modules that returns an array.
    cancelled : callable
        Asked ten times a second; when it returns True, the process is ended and Cancelled raised.
    arguments : arrays or numbers

    Returns
    -------
    array

    Raises
    ------
    Cancelled
    RuntimeError
        If the function fails; the message ends with the exception's own.
    """
    process = _CallProcess()
    with ThreadPoolExecutor(1) as pool:
        try:
            call = {"module": function.__module__, "name": function.__name__, "arguments": arguments}
            events = pool.submit(lambda: list(process.run(0, "call", call)))
            while not wait([events], timeout=0.1).done:
                if cancelled():
                    raise Cancelled
        finally:
            process.stop()
    name, payload = events.result()[-1]
    if name != "done":
        sentence, _ = payload
        raise RuntimeError(f"{function.__name__} failed: {sentence}")
    return payload


class Calls:
    """What runs in the process."""

    def __init__(self, threads: int):
        pass

    def call(self, emit: Callable, cancelled: Callable, module: str, name: str, arguments: dict) -> np.ndarray:
        """Call a module's function and return its result."""
        return getattr(import_module(module), name)(**arguments)


class _CallProcess(ServerProcess):
    """A process that makes one call."""

    serves = ("toolbox.core.map.apart", "Calls")
    environment = {"OMP_WAIT_POLICY": "PASSIVE"}  # threads that wait leave their core to the window

    def __init__(self):
        super().__init__(os.cpu_count())
