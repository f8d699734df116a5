"""Protection of a thread against delays."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PRIORITY = -10  # on a scale from -20 to 19; most systems permit it to some users only
SWITCHING = 0.001  # seconds after which a thread that runs Python code lets another one run


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the garbage collector, other threads and other programs from delaying this thread and those it starts.

    A full collection visits every object of the imported libraries, which takes longer than sound can wait; they are
    exempt from it.
    """
    switching, priority = sys.getswitchinterval(), None
    with suppress(OSError, AttributeError):  # not permitted, or Windows, which has no such functions
        priority = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, 0, min(priority, PRIORITY))
    sys.setswitchinterval(SWITCHING)
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(switching)
        if priority is not None:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, 0, priority)
