"""Training data of the parallel synthesizer, from which batches are drawn on the network's device."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from audio.mel import mel_frequencies
from audio.pitch import bridge, pitch_by_steps
from audio.voice import BACKGROUND, MEAN, N_BANDS
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.text.phonemes import encode

NEAR = 1.15  # largest ratio of an utterance's length to that of the first one in its batch, and the reverse
SILENCE = -11.5  # log-mel of digital silence
SAME = 0.25  # share of utterances that are their own reference
MICROPHONE, RESPONSE = 0.4, 0.3  # share of utterances with another microphone, and deviation of its response
BLEND, SHARE = 0.5, 0.5  # share of other voices that blend two speakers, and the largest weight of the second


@dataclass
class Voices:
    """A batch of voices: (batch, embedding_size), (batch, n_statistics) and (batch, second_size)."""

    embedding: torch.Tensor
    statistics: torch.Tensor
    second: torch.Tensor


@dataclass
class Batch:
    """Padded tensors of a training step, in the network's shapes.

    `own` holds the voices of the utterances, `other` those in which they are also rendered, without a target;
    `band_mask` and `other_band_mask` (batch, n_mels) are 1 in the bands that the recordings contain.
    """

    symbols: torch.Tensor
    symbol_mask: torch.Tensor
    language: torch.Tensor
    boundaries: torch.Tensor
    mel: torch.Tensor
    band_mask: torch.Tensor
    frame_mask: torch.Tensor
    pitch: torch.Tensor
    voicing: torch.Tensor
    mean_log_f0: torch.Tensor
    own: Voices
    other: Voices
    other_band_mask: torch.Tensor


class Examples:
    """Utterances on a device from which batches are drawn.

    Parameters
    ----------
    features : list of corpus.shards.Features
        With `mel`, `f0`, `references` and `language`. Those without `boundaries` only provide voices.
    config : SynthesizerConfig
    device : str or torch.device
    weights : callable
        Features -> relative frequency of an utterance.
    """

    def __init__(self, features: Sequence[Any], config: SynthesizerConfig, device: torch.device | str = "cpu",
                 weights: Callable[[Any], float] = lambda feature: 1.0):
        self.config, self.device = config, torch.device(device)
        self.features = sorted((f for f in features if f.boundaries is not None), key=lambda f: f.mel.shape[1])
        if not self.features:
            raise ValueError("No utterance is aligned; the synthesizer has nothing to learn from.")
        self._learn(weights)
        self._lend(features, weights)

    def __len__(self) -> int:
        return len(self.features)

    @property
    def n_speakers(self) -> int:
        """Return the number of speakers to learn from."""
        return len(self.by_speaker)

    def _learn(self, weights):
        found, r, c = self.features, self.config.reduction, self.config
        self.n_frames = np.array([f.mel.shape[1] for f in found])
        self.draws = np.array([weights(f) for f in found], dtype=float)
        self.by_speaker: dict[str, list[int]] = {}
        for i, f in enumerate(found):
            self.by_speaker.setdefault(f.speaker, []).append(i)
        known = [prosody(f, c) for f in found]
        n_steps = np.array([len(pitch) for _, pitch, _, _ in known])
        # The frames are concatenated in whole steps, so that a step and its frames have the same offset.
        self.first = self._put(np.cumsum(n_steps) - n_steps)
        self.n_steps = self._put(n_steps)
        frames = torch.full((int(n_steps.sum()) * r, c.mel.n_mels), SILENCE, dtype=torch.float16)
        for f, start in zip(found, (np.cumsum(n_steps) - n_steps) * r, strict=True):
            frames[start: start + f.mel.shape[1]] = f.mel.T
        self.frames = frames.to(self.device)
        self.lengths = self._put(self.n_frames)
        self.pitch, self.voicing = (torch.cat([k[i] for k in known]).to(self.device) for i in (1, 2))
        self.mean_log_f0 = torch.tensor([k[3] for k in known], device=self.device)
        self.n_symbols = self._put(np.array([len(f.phonemes) + 2 for f in found]))
        most = int(self.n_symbols.max())
        symbols = torch.zeros(len(found), most, dtype=torch.int16)
        boundaries = torch.zeros(len(found), most + 1)
        for i, (f, (bounds, *_)) in enumerate(zip(found, known, strict=True)):
            symbols[i, 1: len(f.phonemes) + 1] = torch.tensor(encode(f.phonemes))
            boundaries[i, : len(bounds)] = bounds
            boundaries[i, len(bounds):] = bounds[-1]
        self.symbols, self.boundaries = symbols.to(self.device), boundaries.to(self.device)
        self.language = self._put(np.array([c.languages.index(f.language) for f in found]))
        self.bands = self._bands(found)
        self.references = [r.to(self.device) for r in _stack([f.references for f in found])]

    def _lend(self, features, weights):
        counts = Counter(f.speaker for f in features)
        draws = np.array([weights(f) / counts[f.speaker] for f in features])
        self.draw_others = draws / draws.sum()
        self.other_bands = self._bands(features)
        self.other_references = [r.to(self.device) for r in _stack([f.references for f in features])]

    def _bands(self, features):
        hz = mel_frequencies(self.config.mel)
        return self._put(np.stack([hz < 0.96 * f.bandwidth for f in features]).astype(np.float32))

    def _put(self, values):
        return torch.from_numpy(np.asarray(values)).to(self.device)

    def batch(self, rng: np.random.Generator, frames: int) -> Batch:
        """Draw utterances of similar length, `frames` mel frames in all, each with a reference of its speaker and
        another voice."""
        anchor = int(rng.choice(len(self), p=self.draws / self.draws.sum()))
        length = self.n_frames[anchor]
        low, high = np.searchsorted(self.n_frames, (length / NEAR, length * NEAR), side="left")
        near = np.arange(low, max(high, low + 2))[: len(self) - low]
        draws = self.draws[near] / self.draws[near].sum()
        count = min(max(2, int(frames // length)), int((draws > 0).sum()))
        chosen = rng.choice(near, size=count, replace=False, p=draws)
        return self._collate(chosen, rng)

    def _collate(self, chosen, rng):
        r, i = self.config.reduction, self._put(chosen)
        n_steps = int(self.n_frames[chosen].max() + r - 1) // r
        places = torch.arange(n_steps, device=self.device)
        step_mask = (places < self.n_steps[i, None]).float()
        steps = self.first[i, None] + places.minimum(self.n_steps[i, None] - 1)
        within = torch.arange(n_steps * r, device=self.device)
        frame_mask = (within < self.lengths[i, None]).float()
        at = self.first[i, None] * r + within.minimum(self.lengths[i, None] - 1)
        mel = self.frames[at].float().masked_fill(frame_mask[..., None] < 1, SILENCE).transpose(1, 2)
        n_symbols = int(self.n_symbols[i].max())
        own = self._own_voices(chosen, rng)
        other_bands, other = self._other_voices(len(chosen), rng)
        response = self._microphones(len(chosen), rng)
        own.statistics[:, MEAN] += response[:, :N_BANDS]
        own.statistics[:, BACKGROUND] += response[:, :N_BANDS]
        return Batch(
            symbols=self.symbols[i, :n_symbols].long(),
            symbol_mask=(torch.arange(n_symbols, device=self.device) < self.n_symbols[i, None]).float(),
            language=self.language[i], boundaries=self.boundaries[i, : n_symbols + 1],
            mel=mel + response[:, :, None] * frame_mask[:, None], band_mask=self.bands[i], frame_mask=frame_mask,
            pitch=self.pitch[steps] * step_mask, voicing=self.voicing[steps] * step_mask,
            mean_log_f0=self.mean_log_f0[i], own=own, other=other, other_band_mask=other_bands)

    def _own_voices(self, chosen, rng):
        """Return a reference of each speaker, usually from another utterance."""
        who = []
        for i in chosen:
            others = self.by_speaker[self.features[i].speaker]
            who.append(rng.choice(others) if rng.random() > SAME else i)
        return self._refer(self.references, np.array(who), rng)

    def _other_voices(self, count, rng):
        """Return the bands and voices of other speakers or blends of two; a blend has the bands that both contain."""
        one, two = (rng.choice(len(self.draw_others), count, p=self.draw_others) for _ in range(2))
        share = np.where(rng.random(count) < BLEND, rng.uniform(0, SHARE, count), 0.0)
        share = self._put(share.astype(np.float32))[:, None]
        a, b = (self._refer(self.other_references, who, rng) for who in (one, two))
        embedding, statistics, second = (getattr(a, f.name).lerp(getattr(b, f.name), share) for f in fields(Voices))
        blend = Voices(F.normalize(embedding, dim=1), statistics, F.normalize(second, dim=1))
        bands = torch.where(share > 0, self.other_bands[one].minimum(self.other_bands[two]), self.other_bands[one])
        return bands, blend

    def _refer(self, references, who, rng):
        at = self._put(np.stack([who, rng.integers(0, references[0].shape[1], len(who))]))
        return Voices(*(known[at[0], at[1]].float() for known in references))

    def _microphones(self, count, rng):
        """Return the responses of other microphones, which change reference and target alike."""
        n_mels = self.config.mel.n_mels
        knots = rng.normal(0, RESPONSE, (count, 5)) * (rng.random((count, 1)) < MICROPHONE)
        grid = np.linspace(0, 4, n_mels)
        response = np.stack([np.interp(grid, np.arange(5), k) for k in knots]).astype(np.float32)
        return self._put(response - response[:, :N_BANDS].mean(axis=1, keepdims=True))

    def measure(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return mean and scale of the mel bands (n_mels,) and of the statistics (n_statistics,) of the data."""
        # Bands that a recording lacks would lower the means.
        full = self.bands[:, -1] > 0
        full = full if full.any() else torch.ones_like(full)
        picked = full.nonzero()[:, 0]
        picked = picked[:: max(1, len(picked) // 500)].cpu().numpy()
        r = self.config.reduction
        mels = torch.cat([self.frames[int(self.first[i]) * r:][: self.n_frames[i]].float() for i in picked])
        statistics = self.references[1].flatten(0, 1).float()
        return (mels.mean(dim=0), mels.std(dim=0).clamp(min=0.5), statistics.mean(dim=0),
                statistics.std(dim=0).clamp(min=0.05))


def _stack(references):
    """Stack the utterances' references, each (n, size): three tensors (n_utterances, n, size)."""
    return [torch.stack([known[i] for known in references]) for i in range(3)]


def prosody(feature: Any, config: SynthesizerConfig) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, float]:
    """Return the durations and pitch of an utterance that the network learns to predict.

    Returns
    -------
    boundaries : float tensor (n_phonemes + 3,)
        In decoder steps, from 0 to n_steps.
    pitch, voicing : float tensors (n_steps,)
        Log-f0 relative to the utterance's median, interpolated where unvoiced; 1 where voiced.
    mean : float
        The median of log-f0.
    """
    r = config.reduction
    n_steps = -(-feature.mel.shape[1] // r)
    boundaries = (feature.boundaries.float() / config.mel.hop_length + 0.5) / r
    boundaries[0], boundaries[-1] = 0.0, float(n_steps)
    boundaries.clamp_(max=float(n_steps))
    f0 = feature.f0.float().numpy()
    log_f0, voiced = pitch_by_steps(np.pad(f0, (0, n_steps * r - len(f0))), r)
    mean = float(np.median(log_f0[voiced])) if voiced.any() else 5.0
    pitch = bridge(np.clip(log_f0 - mean, -0.9, 0.9), voiced)  # avoids jumps to zero
    return boundaries, torch.from_numpy(pitch).float(), torch.from_numpy(voiced).float(), mean
