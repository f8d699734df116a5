import numpy as np
import pytest

from audio import mel_stream as mel
from audio.files import load
from audio.mel import RTVC, MelConfig, log_mel_numpy
from audio.signal import resample
from toolbox.core.settings import ASSETS


@pytest.fixture(scope="module")
def speech():
    wav, rate = load(ASSETS / "voices" / "clara.flac")
    return resample(wav, rate, mel.RATE)


def test_is_the_engines_scale(speech):
    assert np.abs(mel.log_mel(speech, mel.RATE) - log_mel_numpy(speech)).max() < 1e-3
    for config in (MelConfig(), RTVC):
        assert mel.scale_of(log_mel_numpy(speech[:6000], config)) == config


def test_pieces_give_the_whole(speech):
    for size in (1, 97, 256, 5000):
        stream, part = mel.MelStream(mel.RATE), speech[:6000]
        pieces = [stream.feed(part[i: i + size]) for i in range(0, len(part), size)] + [stream.finish()]
        assert np.abs(np.concatenate(pieces, axis=1) - log_mel_numpy(part)).max() < 1e-3


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_other_rates_look_the_same(speech, rate):
    other = mel.log_mel(resample(speech, mel.RATE, rate), rate)
    expected = log_mel_numpy(speech)
    n_frames = min(other.shape[1], expected.shape[1])
    loud = expected[:80, :n_frames] > -6
    assert abs(other.shape[1] - expected.shape[1]) <= 1
    assert np.abs(other[:80, :n_frames] - expected[:80, :n_frames])[loud].mean() < 0.1


def test_columns_come_as_soon_as_they_are_complete(speech):
    stream = mel.MelStream(mel.RATE)
    assert stream.feed(speech[:511]).shape == (100, 0)
    assert stream.feed(speech[511:512]).shape == (100, 1)
    assert stream.feed(speech[512:768]).shape == (100, 1)
