"""The engine and languages: languages that the networks do not speak are refused in a sentence."""

import numpy as np
import pytest

from synthesizer.text import LanguageError
from toolbox.core.cloning.engine import Cloner
from toolbox.core.cloning.requests import TextError
from toolbox.core.script.saying import Manner, say

SPANISH = "El perro corre por la calle y no quiere volver a casa."


@pytest.fixture(scope="module")
def cloner():
    return Cloner.load("griffin-lim", "cpu")


@pytest.fixture(scope="module")
def voice(cloner, voices):
    return cloner.enroll(voices["Clara"])


def test_a_language_that_is_not_learnt_is_refused_by_name(cloner, voice, monkeypatch):
    monkeypatch.setattr(Cloner, "languages", property(lambda self: ("en-us",)))
    for refused in (lambda: cloner.say(voice, SPANISH, adapt=False), lambda: cloner.read(SPANISH),
                    lambda: cloner.say(voice, "Hello.", adapt=False, language="es"),
                    lambda: say(cloner, f"Good morning, everybody.\n\n{SPANISH}", {"": Manner(voice)}, adapt=False)):
        with pytest.raises(TextError, match="in Spanish, on which this profile was not trained; .* American English"):
            refused()


def test_a_language_chosen_by_hand_is_believed(cloner, voice):
    assert cloner.say(voice, "Los Angeles, por favor.", adapt=False, language="en-us").seconds > 0.5


def test_a_language_without_a_front_end_is_named(cloner, voice):
    with pytest.raises(LanguageError, match="looks Russian, which cannot be read"):
        cloner.say(voice, "Доброе утро, как у вас дела?", adapt=False)


def test_a_part_in_a_language_that_cannot_be_read_is_left_out(cloner, voice):
    speech = cloner.say(voice, "He greeted everybody in the hall:\nДоброе утро!\nand nobody answered.", adapt=False)
    assert speech.unpronounced and np.isfinite(speech.wav).all()


def test_readings_are_of_every_paragraph(cloner):
    assert [reading.text for reading in cloner.read("Good morning, everybody.\n\n42")] == [
        "Good morning, everybody.", "forty-two"]


