"""What was worked out last: a sentence that is planned, edited and said again is not worked out from the beginning."""

from collections import OrderedDict
from collections.abc import Callable

import torch

from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.parts import reach

TEXTS = 32  # sentences whose encoded text is remembered
WORTHWHILE = 0.75  # share of a sentence beyond which all of it is decoded again
SAME = 1e-4  # by how much inputs may differ by rounding: a boundary that moves leaves the sum of the durations as it is


class Memory:
    """Encoded texts, and the sentence that was decoded last.

    The decoder sees a bounded number of steps, so that a step far from everything that was edited comes out as it did
    before. Only whole sentences are remembered: what is said after many edits does not depend on their order.

    Parameters
    ----------
    config : SynthesizerConfig
    """

    def __init__(self, config: SynthesizerConfig):
        self._reduction, self._reach = config.reduction, reach(config)
        self._texts: OrderedDict = OrderedDict()
        self._decoded: tuple = ()

    def forget(self) -> None:
        """Forget everything, as when the network moves to another device."""
        self._texts.clear()
        self._decoded = ()

    def text(self, key: tuple, encode: Callable[[], tuple[torch.Tensor, torch.Tensor]]):
        """Return what `encode` returned for the key, or returns now."""
        if key not in self._texts:
            while len(self._texts) >= TEXTS:
                self._texts.popitem(last=False)
            self._texts[key] = encode()
        self._texts.move_to_end(key)
        return self._texts[key]

    def decode(self, decode: Callable[[slice], torch.Tensor], steps: torch.Tensor, voice: torch.Tensor) -> torch.Tensor:
        """Decode a sentence, or, if little of it has changed since it was decoded last, only its neighbourhood.

        Parameters
        ----------
        decode : callable
            Takes a slice of steps and returns their log-mel, float tensor (1, n_mels, n_frames).
        steps : float tensor (n_steps, n_inputs)
            All that the decoder is given at each step.
        voice : float tensor (n_inputs,)
            All that it is given for the whole sentence.

        Returns
        -------
        float tensor (1, n_mels, n_steps * reduction)
            The same as of the whole, but for rounding.
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
        """Return the steps [begin, end) that differ from those that were decoded last."""
        n = len(steps)
        if not self._decoded or not torch.equal(self._decoded[1], voice):
            return 0, n
        before = self._decoded[0]
        if before.shape[1] != steps.shape[1]:  # the level was given for one of them only
            return 0, n
        common = min(n, len(before))
        # What is not a number is different from everything.
        differ = (~((steps[:common] - before[:common]).abs() <= SAME)).any(dim=1).nonzero()[:, 0].tolist()
        if n != len(before):
            return (differ[0] if differ else common), n
        return (differ[0], differ[-1] + 1) if differ else (n, n)
