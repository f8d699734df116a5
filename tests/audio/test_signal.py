import numpy as np
import pytest

from audio.signal import loudness, resample, set_loudness


def _sine(rate, hz=1_000.0, seconds=1.0):
    return np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate).astype(np.float32)


@pytest.mark.parametrize(("rate", "new_rate"), [(16_000, 24_000), (24_000, 16_000), (44_100, 16_000), (8_000, 48_000),
                                                (22_050, 24_000), (15_873, 24_000)])
def test_a_sine_stays_the_same_sine(rate, new_rate):
    made, wanted = resample(_sine(rate), rate, new_rate), _sine(new_rate)
    assert made.dtype == np.float32 and abs(len(made) - len(wanted)) <= 1
    inner = slice(len(wanted) // 10, -len(wanted) // 10)
    assert np.abs(made[inner] - wanted[: len(made)][inner]).max() < 2e-3


def test_what_the_new_rate_cannot_hold_is_gone():
    made = resample(_sine(24_000, hz=10_000.0), 24_000, 16_000)
    assert loudness(made[2_000:-2_000]) < -80


def test_the_same_rate_changes_nothing():
    wav = _sine(16_000)
    assert np.array_equal(resample(wav.astype(np.float64), 16_000, 16_000), wav)


def test_loudness_of_known_waveforms():
    assert loudness(_sine(16_000)) == pytest.approx(-3.01, abs=0.005)
    assert loudness(np.ones(100, np.float32)) == pytest.approx(0.0)
    assert loudness(_sine(16_000) * 0.1) == pytest.approx(-23.01, abs=0.005)
    assert loudness(np.zeros(100, np.float32)) == loudness(np.zeros(0, np.float32)) == -np.inf


def test_set_loudness():
    wav = _sine(16_000) * 0.05
    assert loudness(set_loudness(wav, -12.0)) == pytest.approx(-12.0, abs=0.001)
    assert loudness(set_loudness(wav, -60.0)) == pytest.approx(-60.0, abs=0.001)
    assert set_loudness(wav, -60.0, raise_only=True) is wav
    assert loudness(set_loudness(wav, -12.0, raise_only=True)) == pytest.approx(-12.0, abs=0.001)
    silence = np.zeros(100, np.float32)
    assert np.array_equal(set_loudness(silence, -20.0), silence)
