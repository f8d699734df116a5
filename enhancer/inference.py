"""Inference with the enhancer."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import torch

from audio.errors import Cancelled
from audio.signal import loudness, resample
from enhancer.config import EnhancerConfig
from enhancer.network import EnhancerNetwork, spectra, waveforms
from training.trained import Trained

KIND = "enhancer"
LEVEL = -26.0  # dBFS of the network's input
CHUNK = 10.0  # seconds cleaned at once
HIGH = 4_000.0  # Hz; frequencies above the network's band are attenuated like those between this and its upper limit


class Enhancer(Trained):
    """A trained enhancer network."""

    kind, network_type, config_type = KIND, EnhancerNetwork, EnhancerConfig

    @property
    def config(self) -> EnhancerConfig:
        """Return the network's configuration."""
        return self.network.config

    @property
    def rate(self) -> int:
        """Return the network's sample rate in Hz."""
        return self.config.mel.rate

    def clean(self, wav: np.ndarray, rate: int, embedding: np.ndarray | None = None,
              others: Sequence[tuple[float, np.ndarray]] = (),
              progress: Callable[[float], None] = lambda share: None,
              cancelled: Callable[[], bool] = lambda: False) -> np.ndarray:
        """Remove noise, echo and music from a recording and, given an embedding, everybody else.

        Parameters
        ----------
        wav : float32 array (n_samples,)
        rate : int
            In Hz.
        embedding : float32 array (embedding_size,), optional
            The embedding of the person to keep, by the bundled speaker encoder.
        others : sequence of (float, float32 array (embedding_size,))
            The embeddings of the people to remove, each with the time in seconds from which that person rather than the
            previous one is expected. They help to separate voices.
        progress : callable
            Receives the share completed.
        cancelled : callable
            Called every few seconds of sound.

        Returns
        -------
        float32 array (n_samples,)
            At the same rate. Frequencies above 8 kHz are attenuated as much as the octave below them.

        Raises
        ------
        audio.errors.Cancelled
        """
        heard = resample(wav, rate, self.rate)
        level = loudness(heard)
        if not np.isfinite(level):
            return np.asarray(wav, np.float32)
        stream = self.stream(embedding, 10 ** ((LEVEL - level) / 20))
        step, made = int(CHUNK * self.rate), []
        changes = {round(start * self.rate): voice for start, voice in others if start * self.rate < len(heard)}
        borders = sorted({*range(0, len(heard), step), *changes, len(heard)})
        for begin, end in pairwise(borders):
            if cancelled():
                raise Cancelled
            if begin in changes:
                stream.remove(changes[begin])
            made.append(stream.feed(heard[begin: end]))
            progress(end / len(heard))
        made.append(stream.finish())
        cleaned = _of_length(resample(np.concatenate(made), self.rate, rate), len(wav))
        if rate <= self.rate:
            return cleaned
        above = wav - _of_length(resample(heard, self.rate, rate), len(wav))
        hop = self.config.mel.hop_length / self.rate
        gain = np.interp(np.arange(len(wav)) / rate, np.arange(len(stream.gains)) * hop, stream.gains)
        return cleaned + above * gain.astype(np.float32)

    def stream(self, embedding: np.ndarray | None = None, gain: float = 1.0) -> "Stream":
        """Return a stream that cleans sound as it arrives; `gain` should bring speech to about LEVEL."""
        return Stream(self, embedding, gain)


class Stream:
    """Cleans sound at the enhancer's rate in pieces, `latency` samples late.

    Attributes
    ----------
    gains : list of float
        The gain applied to the highest octave in each frame so far, 0 to 1.
    """

    def __init__(self, enhancer: Enhancer, embedding: np.ndarray | None, gain: float):
        self._network, self._config, self._device = enhancer.network, enhancer.config, enhancer.device
        size, hop = self._config.mel.n_fft, self._config.mel.hop_length
        self._voices = torch.zeros(1, 2, self._config.embedding_size, device=self._device)  # to keep, to remove
        if embedding is not None:
            self._voices[:, 0] = torch.from_numpy(np.asarray(embedding, np.float32))
        self._gain, self._state = gain, self._network.start(1, self._device)
        self._waiting: np.ndarray = np.zeros(size - hop, np.float32)  # samples that no complete frame contains yet
        self._spectra: torch.Tensor | None = None  # frames that wait for their masks
        self._tail: torch.Tensor | None = None  # second half of the previous frame
        self._early = self._config.look_ahead  # masks yet to come that belong to no frame
        self._taken = self._given = 0
        self.gains: list[float] = []

    @property
    def latency(self) -> int:
        """Return the greatest delay of a sample, in samples."""
        mel = self._config.mel
        return self._config.look_ahead * mel.hop_length + mel.n_fft

    def remove(self, embedding: np.ndarray) -> None:
        """Expect a person (embedding_size,) whose voice is to be removed, instead of a previous one."""
        self._voices[:, 1] = torch.from_numpy(np.asarray(embedding, np.float32))

    @torch.inference_mode()
    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Process samples (n,) and return those that are ready, float32 (m,)."""
        mel = self._config.mel
        self._taken += len(samples)
        self._waiting = np.concatenate([self._waiting, np.asarray(samples, np.float32) * np.float32(self._gain)])
        n_frames = max(0, (len(self._waiting) - mel.n_fft) // mel.hop_length + 1)
        if not n_frames:
            return np.zeros(0, np.float32)
        used = self._waiting[: (n_frames - 1) * mel.hop_length + mel.n_fft]
        self._waiting = self._waiting[n_frames * mel.hop_length:]
        spectrum = spectra(torch.from_numpy(used).to(self._device)[None], self._config)
        mask, self._state = self._network.step(spectrum, self._voices, self._state)
        self._spectra = spectrum if self._spectra is None else torch.cat([self._spectra, spectrum], dim=1)
        mask = mask[:, min(self._early, mask.shape[1]):] if self._early else mask
        self._early = max(0, self._early - n_frames)
        ready, self._spectra = self._spectra[:, : mask.shape[1]], self._spectra[:, mask.shape[1]:]
        if not mask.shape[1]:
            return np.zeros(0, np.float32)
        masked = ready * mask
        self._measure(ready, masked)
        frames = waveforms(masked, self._config)
        first = self._tail is None
        halves = frames[:, :, mel.hop_length:]
        before = torch.zeros_like(halves[:, :1]) if self._tail is None else self._tail
        wav = (frames[:, :, : mel.hop_length] + torch.cat([before, halves[:, :-1]], dim=1)).flatten()
        self._tail = halves[:, -1:]
        wav = wav[mel.hop_length:] if first else wav  # before the first sample
        return self._give(wav.cpu().numpy() / np.float32(self._gain))

    def finish(self) -> np.ndarray:
        """End the stream and return the remaining samples, so that as many come out as went in."""
        taken = self._taken
        hop = self._config.mel.hop_length
        rest = self.feed(np.zeros(self.latency + (-taken) % hop, np.float32))
        self._taken = taken
        return rest[: taken - (self._given - len(rest))]

    def _give(self, wav):
        self._given += len(wav)
        return wav

    def _measure(self, heard, left):
        first = round(HIGH / self._config.mel.rate * self._config.mel.n_fft)
        before, after = (x[0, :, first:].abs().square().sum(dim=1) for x in (heard, left))
        self.gains += (after / (before + 1e-10)).sqrt().clamp(max=1).tolist()


def _of_length(wav, n_samples):
    """Cut or pad a waveform to a length: resampling there and back may lose or add a sample."""
    return np.pad(wav[:n_samples], (0, max(0, n_samples - len(wav))))
