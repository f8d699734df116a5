import numpy as np
import pytest

from audio.mel import log_mel_numpy
from audio.pitch import pitch
from audio.vad import set_speech_level
from audio.voice import N_BANDS, STATISTICS, pitch_statistics, voice_statistics


def _measure(wav):
    wav = set_speech_level(wav, 24_000)
    return voice_statistics(log_mel_numpy(wav), pitch(wav, 24_000, 256))


@pytest.fixture(scope="module")
def measured(clips_24k):
    return {name: _measure(wav) for name, wav in clips_24k.items()}


def test_shape_and_range(measured, sexes):
    for name, statistics in measured.items():
        assert statistics.shape == (STATISTICS,) and statistics.dtype == np.float32
        assert np.isfinite(statistics).all()
        low, high = {"F": (150, 280), "M": (80, 170)}[sexes[name]]
        assert low < np.exp(statistics[0]) < high
        assert 0.02 < statistics[1] < 0.5 and 4 < statistics[2] < 20
        mean, spread, background = np.split(statistics[3:], 3)
        assert (spread > 0).all() and (background < mean).all()
    assert len({tuple(s) for s in measured.values()}) == len(measured)


def test_the_length_hardly_matters(clips_24k, measured):
    for name, wav in clips_24k.items():
        twice = _measure(np.concatenate([wav, wav]))
        assert twice[:2] == pytest.approx(measured[name][:2], abs=0.03)
        assert twice[2] == pytest.approx(measured[name][2], rel=0.1)
        assert np.abs(twice[3:] - measured[name][3:]).max() < 0.2
        half = _measure(wav[: len(wav) // 2])
        assert half[0] == pytest.approx(measured[name][0], abs=0.15)
        assert np.abs(half[3: 3 + N_BANDS] - measured[name][3: 3 + N_BANDS]).mean() < 0.4


def test_the_level_does_not_matter(clips_24k, measured):
    for name, wav in clips_24k.items():
        faint = _measure(wav * 0.1)
        assert faint[0] == pytest.approx(measured[name][0], abs=0.02)
        assert np.abs(faint[3: 3 + N_BANDS] - measured[name][3: 3 + N_BANDS]).max() < 0.2


def test_a_pair_of_persons_differs_more_than_a_person_s_halves(clips_24k, measured):
    names = list(clips_24k)
    for i, name in enumerate(names):
        halves = [_measure(part)[3: 3 + N_BANDS] for part in np.array_split(clips_24k[name], 2)]
        other = measured[names[i - 1]][3: 3 + N_BANDS]
        assert np.abs(halves[0] - halves[1]).mean() < np.abs(halves[0] - other).mean()


def test_pitch_statistics_by_hand():
    f0 = np.array([100.0, 0.0, 200.0] * 10)  # an octave apart: both are more than 0.3 from their middle
    mean, spread = pitch_statistics(np.where(f0 == 200, 120.0, f0))
    assert np.exp(mean) == pytest.approx(np.sqrt(100 * 120)) and spread == pytest.approx(np.log(1.2) / 2)
    jumps = np.full(101, 150.0)
    jumps[::10] = 300.0  # octave errors are left out
    assert np.exp(pitch_statistics(jumps)[0]) == pytest.approx(150.0)
    assert pitch_statistics(jumps)[1] == pytest.approx(0.0, abs=1e-9)
    assert pitch_statistics(np.zeros(100)) == (pytest.approx(np.log(150)), 0.2)


@pytest.mark.parametrize("n_frames", [1, 2, 3, 4, 10])
def test_short_and_silent_stretches_are_finite(n_frames):
    mel = np.full((100, n_frames), np.log(1e-5), np.float32)
    assert np.isfinite(voice_statistics(mel, np.zeros(n_frames))).all()
