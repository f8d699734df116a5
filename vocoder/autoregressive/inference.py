"""Vocoders that generate sample by sample: `WaveRNNVocoder`, `WaveNetVocoder`.

For speed, a mel is folded: cut into overlapping pieces that are generated in parallel and cross-faded.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F

from audio.mel import to_symmetric
from audio.signal import deemphasize
from training.trained import MelModel, fast_bfloat16
from vocoder.samples import expand_mu_law
from vocoder.wavenet.config import WaveNetConfig
from vocoder.wavenet.network import WaveNet
from vocoder.wavernn.config import WaveRNNConfig
from vocoder.wavernn.network import WaveRNN

MOST_FOLDS = 32  # pieces in parallel; more no longer fit into the cache
SHORTEST_FOLD = 10  # mel frames, without overlaps
BLOCK = 40  # samples of each fold between two calls of `cancelled`: about 50 ms on one core
FADE_OUT = 20  # mel frames faded out at the end


class AutoregressiveVocoder(MelModel):
    """Mel -> waveform by a network that draws every sample."""

    def infer(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0) -> np.ndarray:
        """Return the waveform, float32 (n_frames * hop_length,), of a log-mel (n_mels, n_frames); `f0` is ignored."""
        return next(self.stream(mel, f0, seed))

    @torch.inference_mode()
    def stream(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0,
               cancelled: Callable[[], bool] = lambda: False) -> Iterator[np.ndarray]:
        """Yield the waveform in one piece, for all folds grow together; call `cancelled` before each `BLOCK` samples.

        The same seed gives the same samples on the same kind of machine.
        """
        network, hop = self.network, self.config.hop_length
        n_frames = mel.shape[1]
        starts, length, overlap = fold(n_frames, -(-network.warm_up // hop) * 2)
        at_samples, at_frames = network.condition(self._scaled(mel, starts[-1] + length))
        generate = network.generator(len(starts), bfloat16=self.device.type == "cpu" and fast_bfloat16())
        random, made = torch.Generator().manual_seed(seed), []
        for frame, offset in itertools.product(range(length), range(0, hop, BLOCK)):
            if cancelled():
                return
            frames = torch.tensor(starts, device=self.device) + frame
            begin, end = frame * hop + offset, frame * hop + min(offset + BLOCK, hop)
            samples = torch.stack([at_samples[0, s * hop + begin: s * hop + end] for s in starts])
            uniform = torch.rand(end - begin, len(starts), generator=random).to(self.device)
            made.append(generate((samples, at_frames[0, frames][:, None]), uniform))
        folds = expand_mu_law(torch.cat(made, dim=1).cpu().numpy(), network.config.bits)
        wav = unfold(folds, [s * hop for s in starts], overlap * hop)[: n_frames * hop]
        wav = deemphasize(wav, network.config.preemphasis)
        fade = min(FADE_OUT * hop, len(wav))
        wav[len(wav) - fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        yield wav

    def _scaled(self, mel, n_frames):
        """Return a log-mel on the scale from -1 to 1, padded with silence: (1, n_mels, n_frames + 2 * pad)."""
        pad = self.network.pad
        mel = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self.device)[None]
        padded = F.pad(scale(mel), (0, n_frames - mel.shape[2]), value=-1.0)
        return F.pad(padded, (pad, pad), value=self.network.edge)


class WaveRNNVocoder(AutoregressiveVocoder):
    """Vocoder with WaveRNN, as published with SV2TTS."""

    kind, network_type, config_type = "vocoder/wavernn", WaveRNN, WaveRNNConfig
    name = "WaveRNN"


class WaveNetVocoder(AutoregressiveVocoder):
    """Vocoder with WaveNet."""

    kind, network_type, config_type = "vocoder/wavenet", WaveNet, WaveNetConfig
    name = "WaveNet"


def scale(log_mel: torch.Tensor) -> torch.Tensor:
    """Map natural log-amplitudes to the networks' scale from -1 to 1."""
    return to_symmetric(log_mel) / 4


def fold(n_frames: int, overlap: int) -> tuple[list[int], int, int]:
    """Choose where to cut a mel into overlapping pieces.

    Parameters
    ----------
    n_frames, overlap : int
        Mel frames; the first half of an overlap is warm-up for the network.

    Returns
    -------
    (starts, length, overlap) : list of int, int, int
        Mel frames; the last piece may end beyond the mel. A mel too short to be cut is a single piece.
    """
    own = max(SHORTEST_FOLD, 2 * overlap, -(-n_frames // MOST_FOLDS))
    if n_frames <= own + 2 * overlap:
        return [0], n_frames, overlap
    starts = list(range(0, n_frames - overlap, own + overlap))
    return starts, own + 2 * overlap, overlap


def unfold(folds: np.ndarray, starts: Sequence[int], overlap: int) -> np.ndarray:
    """Join pieces (n_folds, length) that begin at `starts`, all in samples, with equal-power cross-fades.

    In the first half of each overlap only the earlier piece sounds.
    """
    length, silent = folds.shape[1], overlap // 2
    t = np.linspace(-1, 1, overlap - silent, dtype=np.float32)
    rise = np.concatenate([np.zeros(silent, np.float32), np.sqrt((1 + t) / 2)])
    fall = np.concatenate([np.ones(silent, np.float32), np.sqrt((1 - t) / 2)])
    wav = np.zeros(starts[-1] + length, np.float32)
    for number, (start, piece) in enumerate(zip(starts, folds, strict=True)):
        piece = piece.copy()
        if number > 0:
            piece[:overlap] *= rise
        if number < len(starts) - 1:
            piece[length - overlap:] *= fall
        wav[start: start + length] += piece
    return wav
