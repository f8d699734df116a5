"""Recognition of a speaker's variety of English, and the variety in which the voice reads."""

from dataclasses import replace

import numpy as np
import pytest

from toolbox.core.cloning.accent import Accent
from toolbox.core.cloning.speech import Manner
from toolbox.core.script import saying
from toolbox.core.script.sentences import directed, parse


def test_both_embeddings_tell_the_accent_and_one_alone_does_not():
    weights = np.zeros(448)
    weights[[0, 256]] = 1.0
    one, other = np.eye(256, dtype=np.float32)[0], np.eye(192, dtype=np.float32)[0]
    assert Accent(weights, -1.5).tell(one, other) == "en-gb"
    assert Accent(weights, -1.5).tell(one, -other) == Accent(weights, -2.5).tell(one, other) == "en-us"
    assert Accent(weights, 9.0).tell(one, None) == ""
    assert Accent.load().weights.shape == (448,)


def test_readers_of_librispeech_are_american(cloner, guessed):
    assert {voice.accent for voice in guessed.values()} == {"en-us"}
    assert all(8 < voice.rate < 17 for voice in guessed.values())


def test_an_accent_is_read_where_the_synthesizer_has_learnt_it(cloner, guessed, monkeypatch):
    british = replace(guessed["Clara"], accent="en-gb")
    assert cloner.english_of(guessed["Clara"]) == cloner.english_of(replace(british, accent="")) == "en-us"
    monkeypatch.setattr(type(cloner.synthesizer), "languages", ("en-us", "en-gb"))
    assert cloner.english_of(british) == "en-gb"


@pytest.mark.parametrize(("text", "languages"), [
    ("Good morning, everybody, and thank you.", ["en-gb"]),
    ("Good morning, everybody.\n\n[Anna] Good morning to you as well.", ["en-gb", "en-us"]),
    ("Buenos días a todos, y muchas gracias por venir.", ["es"]),
])
def test_each_of_a_cast_reads_their_own_english(text, languages):
    document = parse(text, ["Anna"])
    _, sentences = directed(document, text, accents={"": "en-gb", "Anna": "en-us"})
    assert [s.sentence.language for s in sentences] == languages
    _, chosen = directed(document, text, language="en-us", accents={"": "en-gb"})
    assert {s.sentence.language for s in chosen} == {"en-us"}


def test_whoever_is_chosen_by_hand_reads_that(cloner, guessed):
    voice = guessed["Clara"]
    first = next(saying.stream(cloner, "Good morning.", {"": Manner(voice, language="en-gb")}))
    assert first.spoken.reading.language == "en-gb"
