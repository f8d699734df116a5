from dataclasses import replace

import librosa
import numpy as np
import pytest
import torch

from audio.mel import (
    MelConfig,
    log_mel,
    log_mel_numpy,
    mel_filters,
    mel_frequencies,
    mel_spectrogram,
    spectrogram,
)
from encoder.config import EncoderConfig

CONFIGS = {
    "default": MelConfig(),
    "ge2e": replace(EncoderConfig().mel, floor=1e-5),
    "rtvc": MelConfig(16_000, 800, 200, 80, 55.0, 7_600.0, 1e-5),
}


def _librosa(wav, config, power=1.0):
    return librosa.feature.melspectrogram(
        y=wav, sr=config.rate, n_fft=config.n_fft, hop_length=config.hop_length, n_mels=config.n_mels, fmin=config.fmin,
        fmax=config.fmax, power=power, window="hann", center=True, pad_mode="constant", htk=False, norm="slaney")


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("gain", [1.0, 0.01])
def test_log_mel_is_librosas(clips, name, gain):
    config = CONFIGS[name]
    for wav, rate in clips.values():
        wav = librosa.resample(wav, orig_sr=rate, target_sr=config.rate) * np.float32(gain)
        wanted = np.log(np.maximum(_librosa(wav, config), config.floor))
        made = log_mel_numpy(wav, config)
        assert made.shape == wanted.shape and made.dtype == np.float32
        # Single precision leaves an amplitude of 1e-5, beside a full scale of 1, less than four digits.
        difference = np.abs(made - wanted)
        assert difference[wanted > np.log(10 * config.floor)].max() < 1e-4
        assert difference.max() < 5e-4 and difference.mean() < 2e-6


def test_power_mel_of_the_encoder_is_librosas(clips):
    config = EncoderConfig().mel
    for wav, rate in clips.values():
        assert rate == config.rate
        np.testing.assert_allclose(mel_spectrogram(torch.tensor(wav), config, power=2.0).numpy(),
                                   _librosa(wav, config, power=2.0), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", CONFIGS)
def test_filters_and_centres_are_librosas(name):
    c = CONFIGS[name]
    wanted = librosa.filters.mel(sr=c.rate, n_fft=c.n_fft, n_mels=c.n_mels, fmin=c.fmin, fmax=c.fmax)
    np.testing.assert_allclose(mel_filters(c.rate, c.n_fft, c.n_mels, c.fmin, c.fmax).numpy(), wanted, rtol=1e-5,
                               atol=1e-8)
    edges = librosa.mel_frequencies(c.n_mels + 2, fmin=c.fmin, fmax=c.fmax)
    np.testing.assert_allclose(mel_frequencies(c), edges[1:-1], rtol=1e-9)


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_n_frames_is_what_log_mel_gives(config):
    hop = config.hop_length
    for n_samples in (1, hop - 1, hop, hop + 1, 10 * hop - 1, 10 * hop, 12_345):
        mel = log_mel_numpy(np.zeros(n_samples, np.float32), config)
        assert mel.shape == (config.n_mels, config.n_frames(n_samples))


def test_silence_lies_on_the_floor():
    assert log_mel_numpy(np.zeros(5_000, np.float32)) == pytest.approx(np.log(1e-5), abs=1e-5)


def test_a_batch_is_its_rows(clips_24k):
    wavs = torch.stack([torch.from_numpy(wav[:48_000]) for wav in clips_24k.values()])
    together = log_mel(wavs)
    for row, wav in zip(together, wavs, strict=True):
        torch.testing.assert_close(row, log_mel(wav), rtol=0, atol=1e-5)


def test_training_follows_inference_in_one_process():
    """Cached tensors must not depend on whether training or inference created them."""
    config = MelConfig(n_fft=512, hop_length=128, n_mels=23)
    log_mel_numpy(np.zeros(2_000, np.float32), config)
    wav = torch.randn(2_000, requires_grad=True)
    log_mel(wav, config).sum().backward()
    assert wav.grad.abs().max() > 0


def test_gradient_is_finite_at_silence():
    wav = torch.zeros(4_000, requires_grad=True)
    log_mel(wav, replace(MelConfig(), floor=1e-12)).sum().backward()
    assert torch.isfinite(wav.grad).all()


def test_spectrogram_is_inverted_by_istft(clips_24k):
    wav = torch.from_numpy(clips_24k["Clara"])
    back = torch.istft(spectrogram(wav, 1024, 256), 1024, 256, window=torch.hann_window(1024), length=len(wav))
    torch.testing.assert_close(back, wav, rtol=0, atol=1e-5)
