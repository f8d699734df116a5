import numpy as np
import pytest

from audio.mel_stream import DEFAULT, RATE, log_mel
from toolbox.core.cloning.overview import BINS, MOST_COLUMNS, analyse


@pytest.mark.parametrize("n_samples", [1, 700, BINS, 5 * RATE + 17])
def test_the_outline_holds_every_peak(n_samples):
    wav = np.random.default_rng(0).uniform(-0.5, 0.5, n_samples).astype(np.float32)
    wav[n_samples // 2] = 0.9
    outline, mel, scale = analyse(wav, RATE)
    assert outline.shape[0] == 2 and (outline[0] <= outline[1]).all() and outline.max() == np.float32(0.9)
    assert min(n_samples, BINS) <= outline.shape[1] < 2 * BINS and scale == DEFAULT
    assert np.array_equal(mel, log_mel(wav, RATE))


def test_long_recordings_are_drawn_in_wider_steps():
    seconds = 2.5 * MOST_COLUMNS / DEFAULT.frames_a_second
    wav = np.zeros(int(seconds * RATE), np.float32)
    _, mel, scale = analyse(wav, RATE)
    assert MOST_COLUMNS / 2 < mel.shape[1] <= MOST_COLUMNS
    assert mel.shape[1] / scale.frames_a_second == pytest.approx(seconds, rel=1e-3)
