"""Augmentation: the same speech by another speaker, in another room, through another microphone, in noise.

Speaker, room and noise are changed in the waveform, tempo and microphone in the mel. Altogether this takes a twentieth
of a training step.
"""

from collections.abc import Sequence

import numpy as np
import torch

from audio.mel import MelConfig, log_mel
from audio.signal import FULL_SCALE

RESAMPLING, TEMPO = (0.85, 1.18), (0.85, 1.2)  # factors of pitch and formants together, and of tempo alone
SLOPES = (0.0, -0.5, -1.0, -1.5, -2.0, -3.0)  # of noise spectra: power is proportional to frequency to the slope
NOISE, BABBLE = (3, 40), (5, 25)  # signal to noise, in dB
LEVEL = 6.0  # standard deviation in dB
MARGIN = 2  # frames around a crop, so that windows at its ends contain sound


class Augmentation:
    """Draws crops of utterances, each altered at random.

    Parameters
    ----------
    mel : audio.mel.MelConfig
    n_bands : int
        Number of the lowest mel bands to compute.
    """

    def __init__(self, mel: MelConfig, n_bands: int):
        self.mel, self.n_bands = mel, n_bands
        self.noises = coloured_noises(mel.rate, 20.0, np.random.default_rng(0))

    def crop(self, audio: np.ndarray, n_frames: int, rng: np.random.Generator, babble: Sequence[np.ndarray],
             share: float = 1.0) -> tuple[torch.Tensor, np.ndarray]:
        """Draw an altered crop of an utterance, padded with silence beyond the utterance's ends.

        Parameters
        ----------
        audio : int16 array (n_samples,)
        n_frames : int
        rng : numpy.random.Generator
        babble : list of int16 arrays
            Other speakers, who may be added in the background.
        share : float
            Frequency of alterations, relative to the usual.

        Returns
        -------
        (mel, times) : float tensor (n_bands, n_frames), float64 array (n_frames,)
            A log-mel, and the positions of its frames' centres in the utterance, in samples.
        """
        factor = rng.uniform(*RESAMPLING) if rng.random() < 0.5 * share else 1.0
        tempo = rng.uniform(*TEMPO) if rng.random() < 0.3 * share else 1.0
        step = self.mel.hop_length * factor  # samples of the utterance per frame, before the change of tempo
        before = int(np.ceil(n_frames * tempo)) + 1  # frames before the change of tempo
        first, last = sorted((0.0, float(len(audio) - before * step)))
        start = rng.uniform(first, last)
        wav = read_at_speed(audio, start - MARGIN * step, (before + 2 * MARGIN - 1) * self.mel.hop_length, factor)
        wav = self._disturb(wav, rng, babble, share)
        mel = log_mel(torch.from_numpy(wav), self.mel)[: self.n_bands, MARGIN: MARGIN + before]
        if tempo != 1:
            places = torch.arange(n_frames) * tempo
            low = places.long()
            mel = torch.lerp(mel[:, low], mel[:, (low + 1).clamp(max=before - 1)], (places - low).float())
        return self._through_microphone(mel[:, :n_frames], rng, share), start + np.arange(n_frames) * tempo * step

    def _disturb(self, wav, rng, babble, share):
        if rng.random() < 0.3 * share:
            wav = reverberate(wav, self.mel.rate, rng)
        loud = rms(wav)
        if rng.random() < 0.6 * share:
            noise = self.noises[rng.integers(len(self.noises))]
            noise = np.resize(np.roll(noise, -rng.integers(len(noise))), len(wav))
            wav = wav + noise * np.float32(loud * decibels(-rng.uniform(*NOISE)))
        if rng.random() < 0.2 * share:
            noise = sum(read_at_speed(x, rng.uniform(0, max(1, len(x) - len(wav))), len(wav), 1.0) for x in babble)
            wav = wav + noise * np.float32(loud / rms(noise) * decibels(-rng.uniform(*BABBLE)))
        return wav * np.float32(decibels(rng.normal(0, LEVEL)))

    def _through_microphone(self, mel, rng, share):
        """Apply a smooth frequency response, band limits and a noise floor."""
        n, floor = self.n_bands, float(np.log(self.mel.floor))
        if rng.random() < 0.7 * share:
            response = np.interp(np.linspace(0, 6, n), np.arange(7), rng.normal(0, 0.5, 7))
            mel = mel + torch.from_numpy(response[:, None]).float()
        low = int(rng.integers(3, 10)) if rng.random() < 0.1 * share else 0
        high = int(rng.integers(0.72 * n, n)) if rng.random() < 0.25 * share else n  # from 3.4 kHz on: a telephone
        mel[:low] -= rng.uniform(2, 8)
        mel[high:] -= rng.uniform(2, 10)
        if rng.random() < 0.3 * share:
            noise = rng.uniform(floor, -5) + rng.normal(0, 0.4, mel.shape)
            mel = torch.logaddexp(mel, torch.from_numpy(noise).float())
        return mel.clamp(min=floor)


def coloured_noises(rate: int, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Return a stationary noise of unit power for each of `SLOPES`, float32 (n_slopes, n_samples)."""
    n = int(rate * seconds)
    frequency = np.maximum(np.fft.rfftfreq(n, 1 / rate), 40.0)
    noises = [np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * frequency ** (slope / 2), n) for slope in SLOPES]
    return np.stack([noise / noise.std() for noise in noises]).astype(np.float32)


def reverberate(wav: np.ndarray, rate: int, rng: np.random.Generator) -> np.ndarray:
    """Add a room to a waveform (n_samples,): decaying noise after the direct sound, which is not delayed."""
    decay = rng.uniform(0.15, 0.8)  # seconds until the echo is 60 dB down
    n = int(rate * min(decay, 0.5))
    room = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / (decay * rate))
    room[: int(rate * rng.uniform(0.001, 0.02))] = 0
    room *= decibels(-rng.uniform(-2, 14)) / np.sqrt(np.square(room).sum())
    room[0] = 1
    size = 1 << (len(wav) + n).bit_length()
    return np.fft.irfft(np.fft.rfft(wav, size) * np.fft.rfft(room, size), size)[: len(wav)].astype(np.float32)


def read_at_speed(audio: np.ndarray, start: float, n_samples: int, factor: float) -> np.ndarray:
    """Read `n_samples` samples, `factor` times as fast, of int16 audio from sample `start` on; float32.

    Pitch and formants rise with the factor. Outside the audio there is silence.
    """
    first, last = int(np.floor(start)), int(np.ceil(start + n_samples * factor)) + 2
    piece = np.zeros(last - first, dtype=np.float32)
    inside = slice(max(first, 0), max(min(last, len(audio)), 0))
    piece[inside.start - first:][: max(0, inside.stop - inside.start)] = audio[inside]
    places = start - first + np.arange(n_samples) * factor
    return (np.interp(places, np.arange(len(piece)), piece) / FULL_SCALE).astype(np.float32)


def rms(wav: np.ndarray) -> float:
    """Return the root-mean-square amplitude of a waveform (n_samples,), positive even for silence."""
    return float(np.sqrt(np.square(wav).mean() + 1e-9))


def decibels(gain: float) -> float:
    """Return the amplitude factor of `gain` dB."""
    return 10 ** (gain / 20)
