"""Division of a sentence's steps into parts that can be decoded side by side."""

from collections.abc import Iterator
from typing import NamedTuple

from synthesizer.parallel.config import SynthesizerConfig


class Part(NamedTuple):
    """Steps of a sentence that are decoded, and which of the frames made of them are kept."""

    seen: slice
    kept: slice


def reach(config: SynthesizerConfig) -> int:
    """Return the number of steps on either side that a decoded step depends on."""
    half = config.kernel_size // 2
    return config.n_layers * half + -(-config.detail_layers * half // config.reduction)


def parts_of(steps: slice, config: SynthesizerConfig, most: int) -> Iterator[Part]:
    """Divide steps into at most `most` equal parts, each with the neighbourhood that it depends on.

    A part that is shorter than its neighbourhood would cost more than it gains.
    """
    around = reach(config)
    n_steps = steps.stop - steps.start
    n_parts = max(1, min(most, n_steps // (2 * around)))
    for number in range(n_parts):
        begin = steps.start + number * n_steps // n_parts
        end = steps.start + (number + 1) * n_steps // n_parts
        first, last = max(steps.start, begin - around), min(steps.stop, end + around)
        yield Part(slice(first, last),
                   slice((begin - first) * config.reduction, (end - first) * config.reduction))
