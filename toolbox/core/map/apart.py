"""What libraries cannot interrupt, in a process that can be ended."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import Cancelled
from toolbox.core.settings import ROOT


def run_apart(function: Callable[..., np.ndarray], cancelled: Callable[[], bool], **arguments: Any) -> np.ndarray:
    """Call a function in a process of its own.

    Parameters
    ----------
    function : callable
        Of a module of this program; takes arrays and returns one.
    cancelled : callable
        Asked ten times a second; when it returns True the process is ended and Cancelled raised.
    arguments : arrays or numbers
        Numbers arrive as arrays without an axis.

    Returns
    -------
    array

    Raises
    ------
    Cancelled
    RuntimeError
        If the function fails; with the last line of what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "in.npz", **arguments)
        root = str(ROOT)
        program = (f"import sys; sys.path.insert(0, {root!r}); from {function.__module__} import {function.__name__}; "
                   f"from toolbox.core.map.apart import answer; answer({function.__name__}, {folder!r})")
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"},
                              creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)) as process:
            try:
                while True:
                    try:
                        _, said = process.communicate(timeout=0.1)
                        break
                    except subprocess.TimeoutExpired:
                        if cancelled():
                            raise Cancelled from None
            finally:
                process.kill()  # nothing, if it has ended
        if process.returncode:
            raise RuntimeError(f"{function.__name__} ended with "
                               f"{said.decode(errors='replace').strip().splitlines()[-1:]}")
        return np.load(Path(folder) / "out.npy", allow_pickle=False)


def answer(function: Callable[..., np.ndarray], folder: str) -> None:
    """The other end of `run_apart`."""
    with np.load(Path(folder) / "in.npz", allow_pickle=False) as file:
        arguments = dict(file)
    np.save(Path(folder) / "out.npy", function(**arguments))
