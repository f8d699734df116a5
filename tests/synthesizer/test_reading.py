import json
from dataclasses import replace

import numpy as np
import pytest

from synthesizer.reading import Reading, Word, place_words


@pytest.fixture
def reading():
    words = place_words([("Hi", "hˈI"), ("there", "ðˌɛɹ")], "hˈI ðˌɛɹ!")
    return Reading("Hi there!", "hˈI ðˌɛɹ!", words, ("日本",), 1.25, 0.02,
                   np.linspace(0.05, 0.1, 11), np.linspace(-3, 3, 40), np.ones(40))


def test_it_travels_as_json(reading):
    again = Reading.from_dict(json.loads(json.dumps(reading.to_dict())))
    assert again == reading and again.planned and again.words == reading.words
    for name in ("durations", "pitch", "voicing"):
        assert np.array_equal(getattr(again, name), getattr(reading, name))
    assert Reading.from_dict(Reading("Hi.", "hˈI.").to_dict()) == Reading("Hi.", "hˈI.") != reading


def test_it_never_changes(reading):
    curve = np.zeros(40, np.float32)
    edited = Reading(**vars(reading) | {"pitch": curve})
    curve[:] = 1
    assert (edited.pitch == 0).all() and edited != reading
    with pytest.raises(ValueError):
        reading.pitch[0] = 1.0
    with pytest.raises(AttributeError):
        reading.text = "Another."


@pytest.mark.parametrize("part", [{"durations": np.ones(3)}, {"voicing": np.ones(39)},
                                  {"pitch": np.ones(0), "voicing": np.ones(0)}])
def test_parts_that_do_not_fit_are_refused(reading, part):
    with pytest.raises(ValueError, match="11 durations|steps"):
        Reading(**vars(reading) | part)


def test_words_lie_where_their_symbols_do():
    words = [("A", "ə"), ("rose", "ɹˈOz"), ("日本", ""), ("is", "ɪz"), ("a", "ə"), ("rose", "ɹˈOz")]
    assert place_words(words, "ə ɹˈOz, ɪzə ɹˈOz.") == (
        Word("A", 0, 1), Word("rose", 2, 6), Word("is", 8, 10), Word("a", 10, 11), Word("rose", 12, 16))
    assert place_words([], "") == ()


def test_readings_are_equal_if_all_of_them_is():
    one = Reading("a b", "ab", step=0.1, durations=np.ones(4), pitch=np.zeros(3), voicing=np.ones(3))
    assert one == replace(one) and one != "a b"
    assert one == replace(one, pitch=np.zeros(3)) != replace(one, pitch=np.ones(3))
    for changed in ({"text": "b"}, {"speed": 2.0}, {"loudness": np.zeros(3)}, {"durations": np.zeros(4)}):
        assert one != replace(one, **changed) and replace(one, **changed) != one
