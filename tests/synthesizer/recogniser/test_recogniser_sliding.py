"""The recogniser of whole utterances on speech that is still arriving."""

import numpy as np
import pytest

from audio.mel import log_mel_numpy
from synthesizer.recogniser import sliding
from synthesizer.recogniser.inference import Recogniser
from synthesizer.recogniser.sliding import SETTLING, SlidingRecogniser
from toolbox.core.models.profiles import MODELS, RECOGNISER


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser.load(MODELS / RECOGNISER)


@pytest.fixture(scope="module")
def mel(clips_24k):
    return log_mel_numpy(clips_24k["Clara"])[:, :401]


@pytest.fixture(scope="module")
def whole(recogniser, mel):
    return recogniser.log_posteriors(mel)


def test_the_first_push_is_recognised_as_a_whole(recogniser, mel, whole, monkeypatch):
    monkeypatch.setattr(sliding, "SETTLING", 400)
    made = SlidingRecogniser(recogniser).push(mel)
    assert made.shape == whole.shape
    np.testing.assert_allclose(np.exp(made).sum(axis=0), 1, atol=1e-4)
    assert (made.argmax(axis=0) == whole.argmax(axis=0)).mean() > 0.97


@pytest.mark.parametrize("block, longest", [(8, 1200), (3, 1200), (6, 240)])
def test_what_more_has_followed_is_recognised_as_in_the_whole(recogniser, mel, whole, block, longest, monkeypatch):
    """This holds in blocks of any length, and where the encoder has begun again."""
    monkeypatch.setattr(sliding, "LONGEST", longest)
    stream, heard = SlidingRecogniser(recogniser), {}
    for begin in range(0, 401 - block, block):
        log_p = stream.push(mel[:, begin: begin + block])
        end = begin + block
        assert log_p.shape[1] == min(end, block + SETTLING)
        heard |= dict(zip(range(end - log_p.shape[1], end), log_p.argmax(axis=0), strict=True))
    same = np.mean([heard[i] == whole[:, i].argmax() for i in range(360)])
    assert same > 0.9
