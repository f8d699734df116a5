import numpy as np
import pytest

from audio.signal import resample, set_loudness
from toolbox.core.people.diarisation import diarise
from toolbox.core.people.division import Division
from toolbox.core.people.overlap import both, load_counter, overlaps, pure
from toolbox.core.people.segments import Segment, alone, overlapped

RATE = 16_000


def counts(*several):
    """Return probabilities for the 20 ms frames of 10 s, with several people in the given stretches (in seconds)."""
    made = np.tile(np.array([0.1, 0.8, 0.1], np.float32), (500, 1))
    for begin, end in several:
        made[round(50 * begin): round(50 * end)] = 0.0, 0.1, 0.9
    return made


def test_short_overlaps_are_ignored_and_short_gaps_bridged():
    found = overlaps(counts((1.0, 1.1), (3.0, 3.5), (3.6, 4.0), (6.0, 7.0)), 0.02)
    assert found == [pytest.approx((3.0, 4.0)), pytest.approx((6.0, 7.0))]
    assert overlaps(counts(), 0.02) == []


def test_windows_of_two_people_are_left_out():
    begins = np.array([0.0, 1.0, 2.0, 5.0])
    assert pure([(2.4, 3.0)], begins, begins + 1.6).tolist() == [True, True, False, True]
    assert pure([], begins, begins + 1.6).all()


def test_at_a_change_both_neighbours_speak():
    turns = [Segment(0.0, 4.0, "0"), Segment(4.0, 8.0, "1"), Segment(8.0, 12.0, "2")]
    found = both(turns, [(3.5, 4.6)], np.arange(12) + 0.5, np.zeros((12, 3)), ["0", "1", "2"])
    assert found == [Segment(0.0, 4.6, "0"), Segment(3.5, 8.0, "1"), Segment(8.0, 12.0, "2")]
    assert overlapped(found) == pytest.approx(1.1)
    assert alone(found, "0") == [Segment(0.0, 3.5, "0")]


def test_within_a_turn_the_second_one_is_who_is_heard():
    turns = [Segment(0.0, 9.0, "0"), Segment(12.0, 14.0, "1"), Segment(14.0, 20.0, "2")]
    likeness = np.tile([0.9, 0.3, 0.35], (20, 1))
    likeness[4:6] = 0.8, 0.6, 0.5
    names, times = ["0", "1", "2"], np.arange(20) + 0.5
    found = both(turns, [(4.0, 6.0)], times, likeness, names)
    assert Segment(4.0, 6.0, "1") in found and Segment(0.0, 9.0, "0") in found and overlapped(found) == 2.0
    # Somebody who speaks a moment later is preferred to somebody who is a little more alike.
    near = [Segment(0.0, 4.5, "0"), Segment(6.0, 9.0, "2"), Segment(12.0, 14.0, "1")]
    assert Segment(3.0, 4.5, "2") in both(near, [(3.0, 4.5)], times, np.tile([0.9, 0.6, 0.55], (20, 1)), names)


def test_one_person_and_pauses_have_no_second_voice():
    assert both([Segment(0.0, 4.0, "0")], [(1.0, 2.0)], np.arange(4.0), np.ones((4, 1)), ["0"]) == [
        Segment(0.0, 4.0, "0")]
    turns = [Segment(0.0, 1.0, "0"), Segment(8.0, 9.0, "1")]
    assert both(turns, [(4.0, 5.0)], np.arange(9.0), np.ones((9, 2)), ["0", "1"]) == turns


@pytest.fixture(scope="module")
def conversation(clips):
    """Return the waveform (at RATE) of two people in turns who speak at the same time from 3.0 to 5.0 s."""
    a, b = (set_loudness(resample(*clips[name], RATE), -26.0) for name in ("Clara", "Edwin"))
    wav = np.zeros(11 * RATE, np.float32)
    for begin, sound in ((0, a[: 5 * RATE]), (3, b[: 6 * RATE]), (9, a[5 * RATE: 7 * RATE])):
        wav[begin * RATE: begin * RATE + len(sound)] += sound
    return wav


def test_the_counter_hears_where_two_people_speak(conversation, clips):
    found = overlaps(load_counter().count(conversation), load_counter().seconds)
    shared = sum(max(0.0, min(end, 5.0) - max(begin, 3.0)) for begin, end in found)
    assert shared > 1.2 and sum(end - begin for begin, end in found) - shared < 0.5
    alone = resample(*clips["Silas"], RATE)
    assert sum(end - begin for begin, end in overlaps(load_counter().count(alone), 0.02)) < 0.05 * len(alone) / RATE


def test_overlaps_are_given_to_both_and_no_voice_is_learnt_from_them(conversation, encoder):
    found = diarise(conversation, RATE, encoder, counter=load_counter())
    assert {s.speaker for s in found.segments} == {"Speaker 1", "Speaker 2"}
    assert 1.0 < overlapped(found.segments) < 3.0 and overlapped(diarise(conversation, RATE, encoder).segments) == 0
    division = Division.of(found)
    assert set(division.at(4.0)) == {"Speaker 1", "Speaker 2"} and len(division.at(2.0)) == 1
    first, = division.at(2.0)
    heard = division.sound_of(first, conversation, RATE)
    assert not any(s.start < 4.0 < s.end for s in alone(found.segments, first))
    assert len(heard) == pytest.approx(sum(round(s.seconds * RATE) for s in alone(found.segments, first)), abs=10)
