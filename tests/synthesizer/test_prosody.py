"""Pitch spread and rate of planned readings, and their random variation."""

import numpy as np
import pytest

from synthesizer.editing import span
from synthesizer.prosody import DEVIATIONS, WIDER, pitch_spread, speaking_rate, vary
from synthesizer.reading import Reading, Word, place_words

SYMBOLS = "wiː hæd nˈɑt sˈin ðə sˈi fəɹ ˈɔlmOst ə jˈɪɹ."
STEP = 0.02


def _reading(seed=0, symbols=SYMBOLS):
    rng = np.random.default_rng(seed)
    durations = rng.uniform(0.04, 0.12, len(symbols) + 2)
    n_steps = round(durations.sum() / STEP)
    words = place_words(((word, word) for word in symbols.rstrip(".").split()), symbols)
    return Reading("", symbols, words, step=STEP, durations=durations,
                   pitch=2 * np.sin(np.arange(n_steps) / 9), voicing=np.ones(n_steps))


def test_a_seed_gives_one_way_to_say_a_sentence_and_another_seed_another():
    reading = _reading()
    assert vary(reading, 3) == vary(reading, 3) != vary(reading, 4)
    assert vary(reading, 3) != reading and vary(reading, 3, 0.0) is reading


def test_what_is_drawn_has_the_deviations_that_recordings_have():
    reading, longer, higher = _reading(), [], []
    for seed in range(300):
        made = vary(reading, seed)
        lengths = [np.diff(span(r, 2))[0] for r in (made, reading)]
        longer.append(np.log(lengths[0] / lengths[1]))
        begin, end = (round(t / STEP) for t in span(made, 2))
        before = [round(t / STEP) for t in span(reading, 2)]
        higher.append(made.pitch[begin:end].mean() - reading.pitch[slice(*before)].mean())
    assert np.std(longer) == pytest.approx(DEVIATIONS[1, 0], rel=0.3)
    assert abs(np.mean(np.exp(longer)) - 1) < 0.03  # no word becomes longer on the average
    assert np.std(higher) == pytest.approx(DEVIATIONS[1, 1], rel=0.25) and abs(np.mean(higher)) < 0.4


def test_pauses_and_edges_keep_their_length():
    reading = _reading()
    made = vary(reading, 5)
    marks = [0, *(i + 1 for i, s in enumerate(SYMBOLS) if s in " ."), len(SYMBOLS) + 1]
    np.testing.assert_allclose(made.durations[marks], reading.durations[marks], rtol=1e-5)


def test_a_word_that_is_spelt_otherwise_leaves_the_others_as_they_are():
    other = SYMBOLS.replace("sˈin", "sˈɔ")
    made, changed = vary(_reading(), 7), vary(_reading(symbols=other), 7)
    ways = [np.diff(span(made, i))[0] / np.diff(span(_reading(), i))[0] for i in (0, 1, 2)]
    others = [np.diff(span(changed, i))[0] / np.diff(span(_reading(symbols=other), i))[0] for i in (0, 1, 2)]
    np.testing.assert_allclose(ways, others, rtol=1e-4)


def test_a_flat_speaker_varies_less_in_pitch_and_no_less_in_time():
    reading = _reading()
    flat, lively = vary(reading, 1, movement=0.3), vary(reading, 1, movement=1.0)
    np.testing.assert_array_equal(flat.durations, lively.durations)
    assert np.abs(flat.pitch - lively.pitch).max() > 0.5
    wide = [np.hypot(pitch_spread([reading]), WIDER), np.mean([pitch_spread([vary(reading, i)]) for i in range(60)])]
    assert wide[1] == pytest.approx(wide[0], rel=0.3)


def test_spread_and_rate_are_measured_as_on_recordings():
    n = 400
    reading = Reading("", "aa", (Word("aa", 0, 2),), step=STEP, durations=[0.0, 4.0, 4.0, 0.0],
                      pitch=np.tile([-2.0, 2.0], n // 2), voicing=np.ones(n))
    assert pitch_spread([reading, reading]) == pytest.approx(2.0, rel=1e-3)
    assert speaking_rate("hˈI, ðɛɹ", [0.1, 0.02, 0.2, 0.3, 0.08, 0.1, 0.1, 0.1]) == pytest.approx(5 / 0.7)
    assert speaking_rate("a", [3.0]) == speaking_rate("", []) == 0.0
