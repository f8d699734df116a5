import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watermark import pattern
from watermark.marker import REACH, Marker, mark

RATES = (8_000, 16_000, 22_050, 24_000, 48_000)


def noise(n_samples, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal(n_samples)).astype(np.float32)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(RATES), st.lists(st.integers(0, 9_000), min_size=1, max_size=8))
def test_blocks_of_any_size_join_to_the_whole(rate, sizes):
    wav, marker = noise(sum(sizes)), Marker(rate)
    blocks = [marker(block) for block in np.split(wav, np.cumsum(sizes)[:-1])]
    assert [len(block) for block in blocks] == sizes
    np.testing.assert_allclose(np.concatenate(blocks), mark(wav, rate), atol=1e-6)


@given(st.sampled_from(RATES), st.integers(1, 200_000))
@settings(max_examples=20, deadline=None)
def test_stretches_that_are_marked_apart_keep_in_step(rate, start):
    """They agree except for the filter's memory of the previous stretch."""
    wav = noise(start + 6_000)
    apart = Marker(rate, start)(wav[start:])
    reach = int(REACH * rate)
    np.testing.assert_allclose(apart[reach:], mark(wav, rate)[start + reach:], atol=1e-6)


def test_there_is_no_delay():
    """The filter is minimum-phase, so the first sample only changes its level, and old sound is forgotten."""
    impulse = np.zeros(24_000, np.float32)
    impulse[0] = 1
    marked = mark(impulse, 24_000)
    assert np.argmax(np.abs(marked)) == 0 and 0.7 < marked[0] < 1.4
    assert np.abs(marked[int(REACH * 24_000):]).max() < 1e-7


@pytest.mark.parametrize("rate", RATES)
def test_the_gains_are_the_pattern_s(rate):
    """An impulse in the middle of a slot comes out with the slot's gains."""
    for slot in (0, 3, pattern.PERIOD + 3):
        impulse = np.zeros(int((slot + 3) * pattern.SLOT * rate), np.float32)
        at = int((slot * pattern.SLOT + pattern.FADE / 2) * rate) + 1
        impulse[at] = 1
        response = mark(impulse, rate)[at: at + int(0.9 * (pattern.SLOT - pattern.FADE) * rate)]
        hertz = np.linspace(2_200, min(6_000, 0.45 * rate), 50)
        measured = [abs(np.exp(-2j * np.pi * f / rate * np.arange(len(response))) @ response) for f in hertz]
        np.testing.assert_allclose(20 * np.log10(measured), pattern.gains(slot, hertz), atol=0.25)


def test_silence_stays_silent_and_the_level_stays():
    assert not mark(np.zeros(5_000, np.float32), 24_000).any()
    wav = noise(48_000)
    assert abs(20 * np.log10(mark(wav, 24_000).std() / wav.std())) < 0.5


def test_the_signs_are_balanced_and_the_public_pattern_is_weak():
    signs = pattern.signs()
    assert signs.shape == (pattern.PERIOD, pattern.BANDS) and set(np.unique(signs)) == {-1, 1}
    assert abs(signs.mean()) < 0.1
    assert np.sqrt(np.square(pattern.PUBLIC).mean()) < 1.75 * 0.75
