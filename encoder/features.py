"""Front ends of the speaker encoders: mel bands, or the bands of a simple auditory model."""

from functools import lru_cache

import numpy as np
import torch

from audio.mel import MelConfig, mel_spectrogram
from audio.signal import remove_offset, resample, set_loudness
from audio.vad import trim_silence
from encoder.config import EncoderConfig

N_FFT = 1024  # 25 ms windows, padded, so that the narrowest auditory bands lie between the bins
POWER_FLOOR = 1e-9  # of log-mels: below the quantisation noise of 16 bits
RANGE = 30.0  # dB that auditory bands span below the loudest band of a frame
SILENCE = 60.0  # dB below the loudest frame, to which fainter frames are raised, so that they show no bands


def preprocess(wav: np.ndarray, rate: int, config: EncoderConfig) -> np.ndarray:
    """Resample a waveform (n_samples,) to the encoder's rate, remove an offset, raise its level, cut long silences."""
    wav = remove_offset(resample(wav, rate, config.mel.rate))
    return trim_silence(set_loudness(wav, config.loudness, raise_only=True), config.mel.rate)


def features(wav: torch.Tensor, config: EncoderConfig) -> torch.Tensor:
    """Return the frames of a waveform as input of the encoder's network.

    Parameters
    ----------
    wav : float tensor (..., n_samples)
        At `config.mel.rate`, trimmed and at the encoder's level (`SpeakerEncoder.preprocess`).
    config : EncoderConfig

    Returns
    -------
    float32 tensor (..., n_frames, n_mels)
    """
    return compress(energies(wav, config), config)


def energies(wav: torch.Tensor, config: EncoderConfig) -> torch.Tensor:
    """Return the energy in a front end's bands: float tensor (..., n_samples) -> (..., n_frames, n_mels).

    Auditory bands are gammatone-shaped and evenly spaced in equivalent rectangular bandwidths (Glasberg and Moore,
    Hearing Research 47, 1990).
    """
    mel = config.mel
    if config.front_end == "decibel":
        window, n_fft, filters = torch.hamming_window, mel.n_fft, triangles(mel)
    elif config.front_end == "auditory":
        window, n_fft = torch.hann_window, N_FFT
        filters = gammatone_filters(mel.rate, mel.n_mels, mel.fmin, mel.fmax)
    else:
        return mel_spectrogram(wav, mel, power=2.0).mT
    spectrum = torch.stft(wav.float(), n_fft, mel.hop_length, mel.n_fft, window(mel.n_fft, device=wav.device),
                          center=True, pad_mode="constant", return_complex=True)
    return (filters.to(wav.device) @ (spectrum.real.square() + spectrum.imag.square())).mT


def compress(energy: torch.Tensor, config: EncoderConfig) -> torch.Tensor:
    """Apply a front end's compression to the energies (..., n_frames, n_mels) of a recording.

    Power mels are left alone ("mel") or their logarithm is taken ("log-mel"). Auditory bands are clipped 30 dB below
    the loudest band of the frame, scaled so that that band is 1, and raised to the power of a third, as loudness grows
    with intensity: values lie between 0.1 and 1. Relative to the loudest frame of the recording, three quarters of all
    values would be clipped. Decibels are clipped 80 dB below the loudest band of the recording, and each band's mean is
    subtracted.
    """
    if config.front_end == "mel":
        return energy
    if config.front_end == "log-mel":
        return energy.clamp(min=POWER_FLOOR).log()
    if config.front_end == "decibel":
        decibel = 10 * energy.clamp(min=1e-10).log10()
        decibel = torch.maximum(decibel, decibel.amax(dim=(-2, -1), keepdim=True) - 80)
        return decibel - decibel.mean(dim=-2, keepdim=True)
    loudest = energy.amax(dim=-1, keepdim=True)
    silence = 10 ** (-SILENCE / 10) * loudest.amax(dim=-2, keepdim=True)
    return (energy / torch.maximum(loudest, silence).clamp(min=1e-12)).clamp(min=10 ** (-RANGE / 10)).pow(1 / 3)


@lru_cache(maxsize=4)
def triangles(mel: MelConfig) -> torch.Tensor:
    """Return the mel filters of ECAPA-TDNN's published weights, float32 tensor (n_mels, n_fft // 2 + 1).

    Unlike other mel filters, each falls as steeply as it rises, although the next one is farther away.
    """
    low, high = (2595 * np.log10(1 + f / 700) for f in (mel.fmin, mel.fmax))
    edges = 700 * (10 ** (np.linspace(low, high, mel.n_mels + 2) / 2595) - 1)
    bins = np.linspace(0, mel.rate / 2, mel.n_fft // 2 + 1)
    away = np.abs(bins - edges[1:-1, None]) / np.diff(edges)[:-1, None]
    with torch.inference_mode(False):  # kept for training too, whoever asks first
        return torch.from_numpy(np.maximum(0, 1 - away).astype(np.float32))


@lru_cache(maxsize=4)
def gammatone_filters(rate: int, n_bands: int, fmin: float, fmax: float) -> torch.Tensor:
    """Return the power responses of fourth-order gammatone filters with peak 1; float32 (n_bands, N_FFT // 2 + 1)."""
    bins = np.linspace(0, rate / 2, N_FFT // 2 + 1)
    centres = erb_frequencies(n_bands, fmin, fmax)[:, None]
    width = 1.019 * 24.7 * (4.37 * centres / 1000 + 1)
    response = (1 + ((bins - centres) / width) ** 2) ** -4.0
    with torch.inference_mode(False):  # kept for training too, whoever asks first
        return torch.from_numpy(response.astype(np.float32))


def erb_frequencies(n_bands: int, fmin: float, fmax: float) -> np.ndarray:
    """Return frequencies (n_bands,) from `fmin` to `fmax` Hz, evenly spaced in equivalent rectangular bandwidths."""
    low, high = (21.4 * np.log10(1 + 4.37 * np.array(f) / 1000) for f in (fmin, fmax))
    return (10 ** (np.linspace(low, high, n_bands) / 21.4) - 1) * 1000 / 4.37
