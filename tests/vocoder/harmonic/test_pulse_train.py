import numpy as np
import pytest
import torch

from vocoder.harmonic.network import pulse_train

RATE, HOP = 24_000, 256


def _train(f0):
    return pulse_train(torch.as_tensor(f0, dtype=torch.float32)[None], RATE, HOP)[0].numpy().astype(np.float64)


@pytest.mark.parametrize("hz", [50, 97, 120, 331, 600])
def test_a_constant_pitch_has_its_harmonics_only(hz):
    wav = _train(np.full(100, hz))[:RATE]  # one second: a bin is a hertz
    power = np.abs(np.fft.rfft(wav) / (RATE / 2)) ** 2 / 2
    at = np.arange(hz, RATE // 2, hz)
    harmonics = power[at]
    assert np.allclose(harmonics, 1 / (RATE // 2 // hz), rtol=0.02)  # all alike, and together of unit power
    # A harmonic at half the rate itself counts twice.
    assert np.mean(wav ** 2) == pytest.approx(1 + ((RATE // 2) % hz == 0) * hz / (RATE // 2), abs=0.02)
    # What aliases would lie anywhere but on the harmonics, for these pitches.
    others = np.delete(power[:-1], np.concatenate([[0], at]))
    assert others.sum() < 1e-5


@pytest.mark.parametrize("hz", [80.0, 213.7, 440.0])
def test_there_is_a_pulse_every_period_across_frames(hz):
    wav = _train(np.full(90, hz))
    peaks = np.flatnonzero((wav[1:-1] > wav[:-2]) & (wav[1:-1] >= wav[2:]) & (wav[1:-1] > 0.6 * wav.max())) + 1
    periods = np.diff(peaks) * hz / RATE
    assert len(peaks) == pytest.approx(hz * len(wav) / RATE, abs=1.5)
    assert np.abs(periods - 1).max() < 1.5 * hz / RATE


def test_a_glide_is_continuous_and_counts_its_cycles():
    f0 = np.geomspace(90, 280, 200)
    wav = _train(f0)
    # The same glide on frames a quarter as long: what happens between frames does not hang on where they lie.
    dense = np.interp(np.arange(200 * 4) / 4, np.arange(200), f0)
    finer = pulse_train(torch.as_tensor(dense, dtype=torch.float32)[None], RATE, HOP // 4)[0].numpy()
    assert np.abs(wav - finer).max() < 0.02 * wav.max()
    at_seams = np.abs(np.diff(wav))[HOP - 1:: HOP]
    assert np.percentile(at_seams, 90) <= np.percentile(np.abs(np.diff(wav)), 97)
    peaks = (wav[1:-1] > wav[:-2]) & (wav[1:-1] >= wav[2:]) & (wav[1:-1] > 5)
    following = np.append(f0[1:], f0[-1])
    assert peaks.sum() == pytest.approx(((f0 + following) / 2).sum() * HOP / RATE, abs=1.5)


def test_a_batch_is_its_rows_and_long_trains_stay_exact():
    f0 = torch.tensor([[100.0] * 40, [237.0] * 40])
    both = pulse_train(f0, RATE, HOP)
    for row, own in zip(both, f0, strict=True):
        torch.testing.assert_close(row, pulse_train(own[None], RATE, HOP)[0])
    minute = pulse_train(torch.full((1, 5_625), 200.0), RATE, HOP)[0]  # the period is a whole number of samples
    assert torch.isfinite(minute).all()
    torch.testing.assert_close(minute[-1_200:], minute[1_200:2_400], atol=2e-3, rtol=0)
