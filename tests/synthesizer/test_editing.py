"""Edits of a Reading: what each changes, what it preserves, and its effect on the speech."""

from dataclasses import replace

import numpy as np
import pytest

from audio.pitch import pitch as track
from synthesizer import editing
from synthesizer.reading import Reading, Word

STEP = 0.02
SYMBOLS = "aa bb, cc."
WORDS = (Word("one", 0, 2), Word("two", 3, 5), Word("three", 7, 9))


@pytest.fixture
def reading():
    durations = np.array([0.1, 0.1, 0.1, 0.04, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.06], np.float32)
    n_steps = round(durations.sum() / STEP)
    return Reading("one two, three.", SYMBOLS, WORDS, step=STEP, durations=durations,
                   pitch=np.sin(np.arange(n_steps) / 5), voicing=np.ones(n_steps))


@pytest.fixture(scope="module")
def voice(guessed):
    return guessed["Clara"]


@pytest.fixture(scope="module")
def planned(cloner, voice):
    return cloner.plan(cloner.read("We had not seen the sea for almost a year.")[0], voice)


def test_an_edit_leaves_the_reading_alone_and_the_rest_of_it_in_place(reading):
    before = reading.to_dict()
    moved = editing.move_boundary(reading, 1, 3, 4, 0.25)
    assert reading.to_dict() == before
    np.testing.assert_allclose(editing.boundaries(moved)[4:], editing.boundaries(reading)[4:], atol=1e-6)
    assert editing.boundaries(moved)[3] == pytest.approx(0.25 if 0.25 < 0.34 - editing.SHORTEST else 0.32, abs=1e-3)
    # Held where a neighbour would have no room.
    for seconds, least in ((-5.0, 1), (5.0, 3)):
        held = editing.move_boundary(reading, 1, 3, 4, seconds)
        assert held.durations[least] == pytest.approx(editing.SHORTEST, abs=1e-3) and held.durations.min() > 0.015


def test_a_word_is_stretched_with_its_pitch(reading):
    longer = editing.stretch_words(reading, [1, 2, 1])
    begin, end = editing.span(longer, 1)
    assert end - begin == pytest.approx(0.4, abs=1e-4)
    assert len(longer.pitch) == round(longer.durations.sum() / STEP) == len(longer.voicing)
    # The contour is the same, twice as slow.
    was = editing.span(reading, 1)
    for share in (0.2, 0.5, 0.8):
        new = longer.pitch[int((begin + share * (end - begin)) / STEP)]
        assert new == pytest.approx(reading.pitch[int((was[0] + share * (was[1] - was[0])) / STEP)], abs=0.25)


def test_a_pause_is_as_long_as_is_asked_and_needs_a_place(reading):
    paused = editing.set_pause(reading, 1, 1.5)
    assert editing.span(paused, 2)[0] - editing.span(paused, 1)[1] == pytest.approx(1.5, abs=1e-3)
    assert editing.span(paused, 1) == pytest.approx(editing.span(reading, 1))
    glued = Reading("one two", "aabb", (Word("one", 0, 2), Word("two", 2, 4)), step=STEP, durations=np.full(6, 0.1),
                    pitch=np.zeros(30), voicing=np.ones(30))
    with pytest.raises(ValueError, match="'one' runs into the next word"):
        editing.set_pause(glued, 0, 1.0)


def test_pitch_and_loudness_change_in_the_word_alone(reading):
    made = editing.make_louder(editing.shift_pitches(reading, {0: 3.0, 1: -2.0}), {1: 6.0})
    raised = made.pitch - reading.pitch
    middle = [int(sum(editing.span(reading, w)) / 2 / STEP) for w in range(3)]
    assert raised[middle] == pytest.approx([3.0, -2.0, 0.0]) and made.loudness[middle] == pytest.approx([0, 6, 0])
    assert raised[:2] == pytest.approx(0) and raised[-10:] == pytest.approx(0)
    drawn = editing.draw_pitch(reading, [(0.1, 2.0), (0.3, 4.0)])
    assert drawn.pitch[10] == pytest.approx(3.0) and drawn.pitch[20] == reading.pitch[20]
    assert editing.draw_pitch(reading, [(0.1, 400.0)]).pitch.max() == editing.SEMITONES[1]


def test_emphasis_is_longer_higher_and_louder(reading):
    made = editing.emphasise(reading, {1: 1.0})
    (begin, end), was = editing.span(made, 1), editing.span(reading, 1)
    inside = slice(int(begin / STEP) + 2, int(end / STEP) - 2)
    assert (end - begin) / (was[1] - was[0]) == pytest.approx(editing.LONGER, abs=1e-3)
    assert made.pitch[inside].mean() > reading.pitch[int(was[0] / STEP) + 2: int(was[1] / STEP) - 2].mean() + 2
    assert made.loudness[inside] == pytest.approx(editing.LOUDER)


def test_a_word_a_sentence_as_it_was(reading):
    edited = editing.shift_pitch(editing.stretch_words(editing.make_louder(reading, {0: 3.0, 2: 3.0}), [2, 1, 1]), 0, 4)
    one = editing.restore(edited, reading, [0])
    np.testing.assert_allclose(one.durations, reading.durations, atol=1e-6)
    middle = [int(sum(editing.span(reading, w)) / 2 / STEP) for w in range(3)]
    assert one.pitch[middle] == pytest.approx(reading.pitch[middle])
    assert one.loudness[middle] == pytest.approx([0, 0, 3])
    assert editing.restore(edited, reading) is reading


def test_a_word_gets_other_symbols_and_the_other_edits_carry_over(reading):
    edited = editing.shift_pitch(editing.stretch_words(reading, [1, 1, 2]), 2, 4.0)
    said = editing.with_phonemes(reading, 0, "aaaa")
    assert said.symbols == "aaaa bb, cc." and not said.planned
    assert [said.symbols[w.begin: w.end] for w in said.words] == ["aaaa", "bb", "cc"]
    durations = np.concatenate([[0.1] * 5, reading.durations[3:]])
    n_steps = round(durations.sum() / STEP)
    plan = replace(said, step=STEP, durations=durations, pitch=np.zeros(n_steps), voicing=np.ones(n_steps))
    carried = editing.carry(plan, reading, edited)
    begin, end = editing.span(carried, 2)
    assert end - begin == pytest.approx(0.4, abs=1e-3)
    assert carried.pitch[int((begin + end) / 2 / STEP)] == pytest.approx(4) and carried.pitch[5] == 0
    assert carried.durations[:5] == pytest.approx(0.1) and carried.loudness is None
    # A plan of other words takes nothing over.
    assert editing.carry(replace(plan, words=plan.words[:2]), reading, edited).durations is not carried.durations


def test_what_is_not_planned_cannot_be_edited(reading):
    with pytest.raises(ValueError, match="no durations and pitch"):
        editing.shift_pitch(Reading("one", "aa", (Word("one", 0, 2),)), 0, 1.0)


def test_a_pitch_drawn_comes_out(cloner, voice, planned):
    begin, end = editing.span(planned, 3)[0], editing.span(planned, 6)[1]
    edited = editing.draw_pitch(planned, [(begin, -1.0), ((begin + end) / 2, 4.0), (end, 0.0)])
    made = cloner.render(edited, voice, seed=3)
    hop = cloner.synthesizer.config.hop_length
    f0 = track(made.wav, made.rate, hop)
    found = 12 * np.log2(np.maximum(f0, 1.0) / voice.mean_f0)
    # The silence at the beginning is cut: what is rendered begins later than what is planned.
    cut = editing.boundaries(edited)[1] - made.phonemes[0][1]
    wanted = np.interp(np.arange(len(f0)) * hop / made.rate + cut, (np.arange(len(edited.pitch)) + 0.5) * edited.step,
                       edited.pitch)
    inside = (f0 > 0) & (np.abs(np.arange(len(f0)) * hop / made.rate + cut - (begin + end) / 2) < (end - begin) / 2)
    assert inside.sum() > 20 and np.median(np.abs(found - wanted)[inside]) < 0.5


def test_loudness_comes_out_and_an_untouched_sentence_is_the_same(cloner, voice, planned):
    made, edited = (cloner.render(r, voice, seed=3) for r in (planned, editing.make_louder(planned, {7: -12.0})))
    assert len(made.wav) == len(edited.wav)
    _, begin, end = made.words[7]
    middle = slice(int((begin + 0.03) * made.rate), int((end - 0.03) * made.rate))
    change = 20 * np.log10(edited.wav[middle].std() / made.wav[middle].std())
    assert change == pytest.approx(-12, abs=1.5)
    far = int((made.words[9][1]) * made.rate)
    # But for the mark, which follows the level of the last moments.
    np.testing.assert_allclose(edited.wav[far:], made.wav[far:], atol=2e-3)
    np.testing.assert_array_equal(cloner.render(planned, voice, seed=3).wav, made.wav)


def test_words_have_boundaries_that_can_be_moved(reading):
    found = editing.word_boundaries(reading)
    assert [round(at, 2) for at, _ in found] == [0.1, 0.3, 0.54, 0.74, 0.94]
    # Between two words without a pause the space moves along; a pause is what a word before it ends against.
    at, handle = found[1]
    moved = editing.move_boundary(reading, *handle[:3], at + 0.05, handle[3])
    assert editing.span(moved, 0)[1] == pytest.approx(0.35) and editing.span(moved, 1) == pytest.approx((0.39, 0.54))
    at, handle = found[2]
    moved = editing.move_boundary(reading, *handle[:3], at + 0.05, handle[3])
    assert editing.span(moved, 1)[1] == pytest.approx(0.59) and editing.span(moved, 2) == pytest.approx((0.74, 0.94))


def test_what_is_edited_begins_somewhere(reading):
    assert editing.first_change(reading, reading) == editing.boundaries(reading)[-1]
    begin = editing.span(reading, 1)[0]
    for edited in (editing.shift_pitch(reading, 1, 2.0), editing.make_louder(reading, {1: 3.0}),
                   editing.stretch_words(reading, [1.0, 1.5, *[1.0] * (len(reading.words) - 2)])):
        assert begin - 0.3 < editing.first_change(edited, reading) <= begin + reading.step
