"""Parts of a computation side by side, each in one thread.

PyTorch divides every operation among its threads, which then wait for one another. Waiting by spinning makes everything
ten times slower beside another busy program. Waiting by sleeping costs as much as networks of this size gain, and more
beside several busy programs. Parts that are independent of one another need not wait.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TypeVar

import torch

M_ARENA_MAX = -8  # of <malloc.h>
MOST = 4  # threads; more would compute too much of what a listener may never hear

Part = TypeVar("Part")
Result = TypeVar("Result")


def threads(device: torch.device | str) -> int:
    """Return how many parts are computed at the same time: 1 on accelerators, and where PyTorch may use one thread."""
    return min(MOST, torch.get_num_threads()) if torch.device(device).type == "cpu" else 1


def side_by_side(work: Callable[[Part], Result], parts: Iterable[Part], device: torch.device | str) -> Iterator[Result]:
    """Yield the results of the parts in order.

    The next parts are computed while the caller uses a result. A part is requested just before it is computed; those
    that have not been started when the caller stops are dropped. PyTorch's modes, such as that without gradients, hold
    for the thread that enters them, so `work` enters its own.
    """
    count = threads(device)
    if count == 1:
        yield from map(work, parts)
        return
    waiting: deque[Future[Result]] = deque()
    try:
        for part in parts:
            waiting.append(_pool(count).submit(work, part))
            if len(waiting) == count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def together(works: Iterable[Callable[[], Result]], device: torch.device | str) -> Iterator[Result]:
    """Yield the results of different computations in order; see `side_by_side`."""
    return side_by_side(lambda work: work(), works, device)


def alone(work: Callable[[], Result], device: torch.device | str) -> Result:
    """Return the result of a computation whose operations are not worth dividing among threads."""
    return next(together([work], device))


@contextmanager
def in_one_thread(device: torch.device | str) -> Iterator[None]:
    """Compute in one thread on the CPU: waking threads costs more than networks of this size gain."""
    before = torch.get_num_threads()
    if torch.device(device).type == "cpu":
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@lru_cache
def _pool(count: int) -> ThreadPoolExecutor:
    # The C library of Linux gives threads heaps of their own, each of which keeps what was freed in it: 100 MB here.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    return ThreadPoolExecutor(count, "part", _stay_alone)


def _stay_alone() -> None:
    torch.set_num_threads(1)
    torch.get_num_threads()  # a thread that has never asked would take the number that others set meanwhile
