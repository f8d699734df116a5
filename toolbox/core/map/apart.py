"""Library calls that cannot be interrupted, run in a process that can be terminated."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from importlib import import_module
from typing import Any

import numpy as np

from audio.errors import Cancelled
from toolbox.core.protocol import ServerProcess


def run_apart(function: Callable[..., np.ndarray], cancelled: Callable[[], bool], **arguments: Any) -> np.ndarray:
    """Call a function in a separate process.

    Parameters
    ----------
    function : callable
        A function of one of the program's modules that returns an array.
    cancelled : callable
        Called ten times a second; if it returns True, the process is terminated and Cancelled is raised.
    arguments : arrays or numbers

    Returns
    -------
    array

    Raises
    ------
    Cancelled
    RuntimeError
        If the function fails; the message ends with that of its exception.
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
    """The server in the process."""

    def __init__(self, threads: int):
        pass

    def call(self, emit: Callable, cancelled: Callable, module: str, name: str, arguments: dict) -> np.ndarray:
        """Call a module's function and return its result."""
        return getattr(import_module(module), name)(**arguments)


class _CallProcess(ServerProcess):
    """A process for a single call."""

    serves = ("toolbox.core.map.apart", "Calls")
    environment = {"OMP_WAIT_POLICY": "PASSIVE"}  # waiting threads yield their core to the window

    def __init__(self):
        super().__init__(os.cpu_count())
