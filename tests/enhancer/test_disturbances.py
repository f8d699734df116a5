import numpy as np
import pytest

from enhancer.disturbances import DIRECT, NOISES, RATE, at_ratio, convolve, music, noise, rms, room, shoebox


def decay(response):
    """Return T60 by the slope of Schroeder's backward integral from -5 to -25 dB."""
    energy = np.cumsum(np.square(response, dtype=float)[::-1])[::-1]
    level = 10 * np.log10(energy / energy[0] + 1e-12)
    return 3 * (np.argmax(level < -25) - np.argmax(level < -5)) / RATE


@pytest.mark.parametrize("t60", [0.3, 0.6, 1.0])
def test_rooms_decay_as_they_should(t60):
    measured = [decay(shoebox(t60, np.random.default_rng(i))[0]) for i in range(6)]
    assert np.mean(measured) == pytest.approx(t60, rel=0.15)
    assert np.mean([decay(room(t60, np.random.default_rng(i), -3.0)[0]) for i in range(6)]) == pytest.approx(
        t60, rel=0.35)


@pytest.mark.parametrize("make", [room, shoebox])
def test_the_direct_part_is_the_beginning_of_the_response(make):
    whole, direct = make(0.5, np.random.default_rng(1))
    n = int(DIRECT * RATE)
    assert whole[0] == 1 and np.array_equal(whole[:n], direct[:n]) and not direct[n + 1:].any()
    voice = np.random.default_rng(2).standard_normal(4_000).astype(np.float32)
    assert convolve(voice, whole).shape == voice.shape


@pytest.mark.parametrize("kind", NOISES)
def test_noises_are_sound_and_differ(kind):
    a, b = (noise(kind, RATE, np.random.default_rng(i)) for i in range(2))
    assert a.shape == (RATE,) and np.isfinite(a).all() and rms(a) > 1e-3
    assert np.abs(np.corrcoef(a, b)[0, 1]) < 0.9


def test_a_disturbance_has_the_ratio_that_is_asked_for():
    voice = np.random.default_rng(0).standard_normal(RATE)
    added = at_ratio(noise("fan", RATE, np.random.default_rng(1)), rms(voice), 12)
    assert 20 * np.log10(rms(voice) / rms(added)) == pytest.approx(12, abs=0.01)


def test_music_holds_steady_tones():
    tune = music(2.0, np.random.default_rng(3))
    assert tune.shape == (2 * RATE,) and rms(tune) == pytest.approx(1, abs=0.01)
    spectrum = np.abs(np.fft.rfft(tune * np.hanning(len(tune))))
    assert np.sort(spectrum)[-50:].sum() > 0.05 * spectrum.sum()  # white noise: 0.5 %
