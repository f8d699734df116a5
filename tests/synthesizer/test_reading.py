import json

import numpy as np
import pytest

from synthesizer.reading import Reading, Word, place_words


@pytest.fixture
def reading():
    return Reading("Hi there!", "hˈI ðˌɛɹ!", place_words("Hi there!", "hˈI ðˌɛɹ!"), ("日本",), 1.25, 0.02,
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


@pytest.mark.parametrize("text, symbols, words", [
    ("Hi, there — all!", "hˈI, ðˌɛɹ — ˈɔl!", [("Hi,", 0, 4), ("there", 5, 9), ("all!", 12, 16)]),
    ("of the sea", "ʌvðə sˈi.", [("ʌvðə", 0, 4), ("sˈi.", 5, 9)]),
    ("", "", []),
])
def test_words_lie_where_their_symbols_do(text, symbols, words):
    assert place_words(text, symbols) == tuple(Word(*word) for word in words)
