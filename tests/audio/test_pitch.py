import numpy as np
import pytest

from audio.mel import MelConfig
from audio.pitch import FMAX, FMIN, pitch


def _voice(f0, rate):
    """Return harmonics up to 4 kHz that fall by 6 dB per octave, with a pitch (n_samples,) in Hz."""
    angle = 2 * np.pi * np.cumsum(f0) / rate
    made = sum(np.sin(k * angle) / k for k in range(1, int(4_000 / f0.max()) + 1))
    return (0.2 * made).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 24_000])
@pytest.mark.parametrize("hz", [75.0, 110.0, 180.0, 261.6, 440.0])
def test_a_harmonic_tone_is_found_to_ten_cents(hz, rate):
    f0 = pitch(_voice(np.full(rate, hz), rate), rate, 256)
    inner = f0[10:-10]
    assert (inner > 0).all()
    assert np.abs(1200 * np.log2(inner / hz)).max() < 10


def test_a_glide_is_followed_at_its_time():
    rate, hop = 24_000, 256
    wanted = np.geomspace(120, 240, 2 * rate)
    found = pitch(_voice(wanted, rate), rate, hop)
    at = wanted[np.minimum(np.arange(len(found)) * hop, len(wanted) - 1)]
    inner = slice(10, -10)
    assert (found[inner] > 0).all()
    assert np.abs(1200 * np.log2(found[inner] / at[inner])).max() < 40
    assert abs(np.mean(1200 * np.log2(found[inner] / at[inner]))) < 5  # no delay: 10 ms would be 6 cents


@pytest.mark.parametrize("config", [MelConfig(), MelConfig(16_000, 800, 200, 80, 55.0, 7_600.0)])
def test_as_many_frames_as_the_mel(clips, config):
    wav, _ = clips["Clara"]
    for n_samples in (0, 1, 100, 255, 256, 5_000, 48_000, 48_128):
        assert pitch(wav[:n_samples], config.rate, config.hop_length).shape == (config.n_frames(n_samples),)


def test_silence_and_noise_are_not_voiced():
    assert not pitch(np.zeros(24_000, np.float32), 24_000, 256).any()
    noise = np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32)
    assert (pitch(noise, 24_000, 256) > 0).mean() < 0.1


def test_speech_is_partly_voiced_at_a_sensible_pitch(clips, sexes):
    for name, (wav, rate) in clips.items():
        f0 = pitch(wav, rate, 160)
        voiced = f0[f0 > 0]
        assert 0.3 < len(voiced) / len(f0) < 0.9
        assert FMIN <= voiced.min() and voiced.max() <= FMAX
        low, high = {"F": (150, 280), "M": (80, 170)}[sexes[name]]
        assert low < np.median(voiced) < high


def test_the_level_does_not_matter(clips):
    wav, rate = clips["Silas"]
    loud, faint = pitch(wav, rate, 160), pitch(wav * 0.05, rate, 160)
    both = (loud > 0) & (faint > 0)
    assert both.sum() > 0.85 * (loud > 0).sum()
    assert np.median(np.abs(1200 * np.log2(loud[both] / faint[both]))) < 15
