"""Mel spectrogram -> waveform, as a whole or in pieces: `Vocoder`."""

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import torch

from training.quick import quick
from training.threads import side_by_side
from training.trained import MelModel
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.network import HarmonicVocoder, count_cycles, pulse_train

KIND = "vocoder/harmonic"
FIRST_CHUNK, LONGEST_CHUNK = 20, 320  # mel frames
GROWTH = 4  # from one piece to the next; every piece is computed with its neighbourhood, so fewer are less work


class Vocoder(MelModel):
    """The harmonic vocoder."""

    kind, network_type, config_type = KIND, HarmonicVocoder, VocoderConfig
    name = "harmonic"

    def infer(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0) -> np.ndarray:
        """Return the waveform of a whole mel spectrogram.

        Parameters
        ----------
        mel : float32 array (n_mels, n_frames)
        f0 : float32 array (n_frames,), optional
            In Hz, positive in every frame; estimated from the mel if not given.
        seed : int
            Seed of the noise in breath and consonants.

        Returns
        -------
        float32 array (n_frames * hop_length,)
        """
        return np.concatenate(list(self.stream(mel, f0, seed, first=mel.shape[1])))

    @torch.inference_mode()
    def stream(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0,
               cancelled: Callable[[], bool] = lambda: False, first: int = FIRST_CHUNK,
               start: int = 0) -> Iterator[np.ndarray]:
        """Yield the waveform from frame `start` on in pieces that join seamlessly; the first one is short.

        The network's receptive field is bounded, so a piece generated with enough context equals its part of the whole.
        `cancelled` is called for each piece. On the CPU, the next pieces are computed while the caller uses one.
        """
        network, hop = self.network, self.config.hop_length
        mel = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self.device)[None]
        n_frames = mel.shape[-1]
        if f0 is None:
            pitch = network.pitch(network.normalize(mel))
        else:
            pitch = torch.as_tensor(np.asarray(f0, dtype=np.float32), device=self.device)[None]
        pulses, _ = network.sources(pitch)
        # Drawn on the CPU, so that a seed gives the same noise on every device.
        noise = torch.randn(pulses.shape, generator=torch.Generator().manual_seed(seed)).to(self.device)
        margin = network.config.receptive_frames

        @torch.inference_mode()
        def play(piece):
            start, end = piece
            low, high = max(0, start - margin), min(n_frames, end + margin)
            sources = tuple(s[:, low * hop: high * hop] for s in (pulses, noise))
            wav = network(mel[..., low:high], sources=sources)
            return wav[0, (start - low) * hop: (end - low) * hop].cpu().numpy()

        pieces = _pieces(start, n_frames, first, cancelled)
        yield from side_by_side(play, islice(pieces, 1), self.device)  # on its own, because somebody waits for it
        for wav in side_by_side(play, pieces, self.device):
            if cancelled():
                return
            yield wav

    def open(self, seed: int = 0) -> "VocoderStream":
        """Start a stream of mel frames that are played as they arrive."""
        return VocoderStream(self, seed)


def _pieces(start, end, length, cancelled):
    """Yield the bounds of pieces in frames, each GROWTH times as long as the last, until `cancelled` returns True."""
    while start < end and not cancelled():
        stop = start + length if end - start - length >= FIRST_CHUNK else end
        yield start, stop
        start, length = stop, min(GROWTH * length, LONGEST_CHUNK)


class VocoderStream:
    """Plays mel frames as they arrive; pulses and noise continue from one push to the next.

    Parameters
    ----------
    vocoder : Vocoder
    seed : int
        Seed of the noise in breath and consonants.
    """

    def __init__(self, vocoder: Vocoder, seed: int = 0):
        self._vocoder, self._margin = vocoder, vocoder.network.config.receptive_frames
        self._network = quick(vocoder.network, vocoder.device)
        self._generator = torch.Generator().manual_seed(seed)
        n_mels, hop = vocoder.config.n_mels, vocoder.config.hop_length
        self._mel = torch.full((n_mels, self._margin), float(np.log(vocoder.config.floor)))
        self._pulses, self._noise = torch.zeros(2, self._margin * hop)  # of the previous frames, then of those ahead
        self._cycles, self._tail = 0.0, np.zeros(0, np.float32)

    @torch.inference_mode()
    def push(self, mel: np.ndarray, f0: np.ndarray, n: int) -> np.ndarray:
        """Play the next frames.

        Parameters
        ----------
        mel : float32 array (n_mels, n + n_ahead)
            The frames to be played and a guess at those that follow: the more of them, the less audible the seam
            between two pushes.
        f0 : float32 array (n + n_ahead,)
            In Hz, positive in every frame.
        n : int
            Number of frames to play.

        Returns
        -------
        float32 array (n * hop_length,)
        """
        config, device = self._vocoder.config, self._vocoder.device
        hop, margin = config.hop_length, self._margin
        pitch = torch.from_numpy(np.asarray(f0, dtype=np.float32))[None]
        pulses = torch.cat([self._pulses, pulse_train(pitch, config.rate, hop, self._cycles)[0]])
        # Noise drawn for the frames ahead is kept for when they are played.
        missing = len(pulses) - len(self._noise)
        noise = torch.cat([self._noise, torch.randn(max(0, missing), generator=self._generator)])
        frames = torch.cat([self._mel, torch.from_numpy(np.asarray(mel, dtype=np.float32))], dim=1)
        features = self._network.features(self._network.normalize(frames[None].to(device)), trimmed=True)
        # Only the frames that are played, and those that their short-time spectra and the seam reach, are filtered.
        low = self._network.config.context_frames
        reach = margin - low
        high = min(frames.shape[1], margin + n + 1 + reach)
        sources = tuple(s[None, low * hop: high * hop].to(device) for s in (pulses, noise))
        wav = self._network.filtered(features[:, : high - low], sources)[0].cpu().numpy()
        start, end = reach * hop, (reach + n) * hop
        made = wav[start:end].copy()
        # Both sides of the seam share pulses and noise, so that their cross-fade is inaudible.
        fade = min(len(self._tail), len(made))
        share = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
        made[:fade] = share * made[:fade] + (1 - share) * self._tail[:fade]
        self._tail = wav[end: end + hop]
        self._cycles = (self._cycles + float(count_cycles(pitch, config.rate, hop)[0, :n].sum())) % 1.0
        self._mel, self._noise = frames[:, n: n + margin], noise[n * hop:]
        self._pulses = pulses[n * hop: (n + margin) * hop]
        return made
