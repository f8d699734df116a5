from pathlib import Path

import numpy as np
import pytest

from audio.mel import log_mel_numpy
from synthesizer.recogniser.evaluate import phoneme_error_rate
from synthesizer.recogniser.inference import Recogniser

MODELS = Path(__file__).resolve().parents[3] / "assets" / "models"
# What the voice that is called Hester, a speaker that nothing was trained on, reads.
SAID = "æz ɹˈɑdɪn, ɪn hɪz ˈivnɪŋ kˈɔstum, wˌɪʧ hi hæd nˈW wˈɔɹn tˈu dˈAz, pˈæst bI ðə skˈɛɹd fˈimAl"


@pytest.fixture(scope="module")
def mel(clips_24k):
    return log_mel_numpy(clips_24k["Hester"])


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser.load(MODELS / "recogniser.safetensors")


def test_it_hears_somebody_new(recogniser, mel):
    assert phoneme_error_rate([(SAID, recogniser.transcribe(mel))]) < 0.25


def test_it_hears_a_telephone(recogniser, mel):
    narrow = mel.copy()
    narrow[56:] = np.log(1e-5)  # above 3.4 kHz
    assert phoneme_error_rate([(SAID, recogniser.transcribe(narrow))]) < 0.4


def test_it_aligns_the_right_text_and_rejects_another(recogniser, mel):
    boundaries, score = recogniser.align(mel, SAID)
    assert len(boundaries) == len(SAID) + 3 and (np.diff(boundaries) > 0).all()
    pause = SAID.index(",")  # she pauses there
    quiet = [mel[:40, boundaries[i + 1] // 256: boundaries[i + 2] // 256 + 1].mean() for i in (pause, pause - 3)]
    assert quiet[0] < quiet[1] - 1
    assert recogniser.align(mel, SAID[::-1])[1] < score - 1
