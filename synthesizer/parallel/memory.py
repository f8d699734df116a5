"""Cache of encoded texts, voices and the last sentence, which spares most of the work when one is rendered again."""

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

import torch

from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.parts import reach

ENTRIES = 32  # texts and voices that are cached
WORTHWHILE = 0.75  # share of changed steps above which the whole sentence is decoded again
SAME = 1e-4  # tolerance for rounding: a moved boundary does not change the sum of the durations

Result = TypeVar("Result")


class Memory:
    """Encoded texts and voices, and the sentence decoded last.

    The decoder's receptive field is bounded, so that steps far from any edit do not change. Only completely decoded
    sentences are cached, so that the result of several edits does not depend on their order.

    Parameters
    ----------
    config : SynthesizerConfig
    """

    def __init__(self, config: SynthesizerConfig):
        self._reduction, self._reach = config.reduction, reach(config)
        self._results: OrderedDict = OrderedDict()
        self._decoded: tuple = ()

    def forget(self) -> None:
        """Clear the cache, as when the network moves to another device."""
        self._results.clear()
        self._decoded = ()

    def recall(self, key: tuple, compute: Callable[[], Result]) -> Result:
        """Return the cached result of `compute` for a key, or call it."""
        if key not in self._results:
            while len(self._results) >= ENTRIES:
                self._results.popitem(last=False)
            self._results[key] = compute()
        self._results.move_to_end(key)
        return self._results[key]

    def decode(self, decode: Callable[[slice], torch.Tensor], steps: torch.Tensor, voice: torch.Tensor) -> torch.Tensor:
        """Decode a sentence, or only the surroundings of its changes if they are few.

        Parameters
        ----------
        decode : callable
            Takes a slice of steps and returns their log-mel, float tensor (1, n_mels, n_frames).
        steps : float tensor (n_steps, n_inputs)
            The decoder's inputs at each step.
        voice : float tensor (n_inputs,)
            Its inputs for the whole sentence.

        Returns
        -------
        float tensor (1, n_mels, n_steps * reduction)
            Equal to that of the whole sentence up to rounding.
        """
        n = len(steps)
        begin, end = self._changed(steps, voice)
        if begin == end:
            return self._decoded[2].clone()
        first, last = max(0, begin - 2 * self._reach), min(n, end + 2 * self._reach)
        if last - first > WORTHWHILE * n:
            mel = decode(slice(0, n))
            self._decoded = steps.clone(), voice.clone(), mel.clone()
            return mel
        begin, end = max(0, begin - self._reach), min(n, end + self._reach)
        part = decode(slice(first, last))
        at, inside = self._reduction, slice((begin - first) * self._reduction, (end - first) * self._reduction)
        return torch.cat([self._decoded[2][..., : begin * at], part[..., inside],
                          self._decoded[2][..., end * at: n * at]], dim=-1)

    def _changed(self, steps, voice):
        """Return the steps [begin, end) that differ from those decoded last."""
        n = len(steps)
        if not self._decoded or not torch.equal(self._decoded[1], voice):
            return 0, n
        before = self._decoded[0]
        if before.shape[1] != steps.shape[1]:  # only one of them has a level
            return 0, n
        common = min(n, len(before))
        # NaN differs from everything.
        differ = (~((steps[:common] - before[:common]).abs() <= SAME)).any(dim=1).nonzero()[:, 0].tolist()
        if n != len(before):
            return (differ[0] if differ else common), n
        return (differ[0], differ[-1] + 1) if differ else (n, n)
