import numpy as np
import pytest
import torch

from audio.mel import mel_spectrogram
from encoder.config import EncoderConfig
from encoder.features import erb_frequencies, features, gammatone_filters, preprocess


@pytest.mark.parametrize(("front_end", "bands"), [("mel", 40), ("log-mel", 40), ("auditory", 64)])
def test_frames_of_speech(clips, front_end, bands):
    config = EncoderConfig.of(front_end)
    assert config.mel.n_mels == bands and EncoderConfig.from_dict(config.to_dict()) == config
    wav, rate = clips["Clara"]
    prepared = torch.from_numpy(preprocess(wav, rate, config))
    frames = features(prepared, config)
    # 25 ms every 10 ms, the first and the last frame centred on the ends.
    assert frames.shape == (len(prepared) // 160 + 1, bands) and frames.dtype == torch.float32
    assert frames.isfinite().all() and (frames.std(dim=0) > 0).all()


def test_log_mels_are_the_logarithm_of_mels(clips):
    wav = torch.from_numpy(clips["Edwin"][0][:32_000].copy())
    power = features(wav, EncoderConfig.of("mel"))
    torch.testing.assert_close(power, mel_spectrogram(wav, EncoderConfig().mel, power=2.0).T)
    torch.testing.assert_close(features(wav, EncoderConfig.of("log-mel")), power.clamp(min=1e-9).log())


def test_the_bands_of_the_ear_are_evenly_spaced_on_its_scale():
    centres = erb_frequencies(64, 50, 8_000)
    assert centres[0] == pytest.approx(50) and centres[-1] == pytest.approx(8_000)
    # The width of a band at 1 kHz is 132.6 Hz (Glasberg and Moore); centres lie equally many widths apart.
    widths = 24.7 * (4.37 * centres / 1000 + 1)
    steps = np.diff(centres) / np.sqrt(widths[:-1] * widths[1:])
    assert steps.std() / steps.mean() < 0.001
    assert 24.7 * 5.37 == pytest.approx(132.6, abs=0.1)


def test_a_tone_is_loudest_in_its_own_band():
    config = EncoderConfig.of("auditory")
    centres = erb_frequencies(64, 50.0, 8_000.0)
    for band in (10, 25, 40, 60):
        tone = 0.1 * torch.sin(2 * torch.pi * centres[band] * torch.arange(16_000) / 16_000)
        assert features(tone.float(), config)[50].argmax() == band
    peaks = gammatone_filters(16_000, 64, 50.0, 8_000.0).max(dim=1).values
    assert peaks.min() > 0.8 and peaks.max() <= 1


def test_loudness_is_a_cube_root_over_thirty_decibels():
    config = EncoderConfig.of("auditory")
    time = torch.arange(16_000, dtype=torch.float64) / 16_000
    low, high = ((2 * torch.pi * f * time).sin().float() for f in erb_frequencies(64, 50.0, 8_000.0)[[20, 50]])
    alike = features(low + high, config)[50]
    for below in (9.0, 18.0, 27.0, 60.0):
        wav = low + 10 ** (-below / 20) * high
        made = features(wav, config)
        assert made.max() == pytest.approx(1) and made.min() == pytest.approx(0.1)
        wanted = alike[50] / alike[20] * 10 ** (-below / 30)
        assert made[50, 50].item() == pytest.approx(max(0.1, wanted.item()), rel=0.03)
        torch.testing.assert_close(features(0.01 * wav, config), made)  # at whatever level it was recorded


def test_silence_shows_no_bands():
    config = EncoderConfig.of("auditory")
    assert (features(torch.zeros(8_000), config) == features(torch.zeros(8_000), config).min()).all()
    speech = torch.cat([torch.randn(16_000), 1e-6 * torch.randn(16_000)])
    made = features(speech, config)
    assert made[20:80].mean() > 0.3 and made[120:180].max() == pytest.approx(0.1)
