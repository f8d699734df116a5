import pytest

from audio.errors import AudioError
from toolbox.core.people.error import diarisation_error
from toolbox.core.people.segments import (
    Segment,
    alone,
    assign,
    beside,
    cut,
    from_rttm,
    joined,
    lanes,
    overlapped,
    people,
    to_list,
    to_rttm,
)

TALK = [Segment(0.0, 4.0, "Anna"), Segment(4.0, 6.0, "Ben"), Segment(5.5, 9.0, "Anna")]


def test_formats_hold_the_same_segments():
    assert from_rttm(to_rttm(TALK, "an interview")) == sorted(TALK)
    assert to_list(TALK)[0] == {"start": 0.0, "end": 4.0, "speaker": "Anna"}
    with pytest.raises(ValueError, match="Line 1"):
        from_rttm("SPEAKER x 1 a")


def test_people_are_listed_by_how_long_they_speak():
    assert list(people(TALK).items()) == [("Anna", 7.5), ("Ben", 2.0)]


def test_a_correction_gives_a_stretch_to_one_person():
    changed = assign(TALK, 3.0, 5.0, "Ben")
    assert changed == [Segment(0.0, 3.0, "Anna"), Segment(3.0, 6.0, "Ben"), Segment(5.5, 9.0, "Anna")]
    assert people(assign(TALK, 0, 100, None)) == {}
    assert assign(TALK, 4.2, 4.4, "Anna")[1:4] == [Segment(4.0, 4.2, "Ben"), Segment(4.2, 4.4, "Anna"),
                                                   Segment(4.4, 6.0, "Ben")]


def test_nobody_else_speaks_where_somebody_is_alone():
    assert alone(TALK, "Anna") == [Segment(0.0, 4.0, "Anna"), Segment(6.0, 9.0, "Anna")]
    assert alone(TALK, "Ben") == [Segment(4.0, 5.5, "Ben")]


def test_stretches_beside_somebody_end_where_another_begins_or_ends():
    assert beside(TALK, "Anna") == [(4.0, 6.0, ["Ben"])] and beside(TALK[:1], "Anna") == []
    assert beside(TALK, "Anna", 0.5) == [(3.5, 6.5, ["Ben"])]
    three = beside([*TALK, Segment(5.0, 7.0, "Carl")], "Anna")
    assert three == [(4.0, 5.0, ["Ben"]), (5.0, 6.0, ["Ben", "Carl"]), (6.0, 7.0, ["Carl"])]
    assert beside([Segment(0.1, 1.0, "Ben"), Segment(1.2, 2.0, "Ben")], "Anna", 0.25) == [(0.0, 2.25, ["Ben"])]


def test_people_who_speak_at_once_have_a_lane_each():
    assert lanes(TALK) == [
        (Segment(0.0, 4.0, "Anna"), 0, 1), (Segment(4.0, 5.5, "Ben"), 0, 1), (Segment(5.5, 6.0, "Anna"), 0, 2),
        (Segment(5.5, 6.0, "Ben"), 1, 2), (Segment(6.0, 9.0, "Anna"), 0, 1)]
    assert overlapped(TALK) == 0.5 and lanes([]) == [] and lanes([Segment(1.0, 1.0, "Anna")]) == []
    three = lanes([*TALK, Segment(5.0, 7.0, "Carl")])
    assert [(p.speaker, place) for p, place, n in three if n == 3] == [("Anna", 0), ("Ben", 1), ("Carl", 2)]
    assert overlapped([Segment(0.0, 2.0, "Anna"), Segment(1.0, 3.0, "Anna")]) == 0


def test_short_pauses_are_joined():
    assert joined([Segment(0, 1, "a"), Segment(1.2, 2, "a"), Segment(1.1, 1.3, "b")], 0.3) == [
        Segment(0, 2, "a"), Segment(1.1, 1.3, "b")]


def test_what_is_cut_out_is_as_long_as_the_segments():
    import numpy as np
    wav = np.ones(9_000, np.float32)
    made = cut(wav, 1_000, alone(TALK, "Anna"))
    assert len(made) == 7_000 and made[0] == 0 and made[3_000] == 1
    with pytest.raises(AudioError, match="Nothing of the recording"):
        cut(wav, 1_000, [])


def test_the_error_counts_what_is_missed_added_and_confused():
    right = [Segment(s.start, s.end, {"Anna": "1", "Ben": "2"}[s.speaker]) for s in TALK]
    assert diarisation_error(TALK, right, 10.0, 0).rate == 0  # names do not matter
    one = diarisation_error(TALK, [Segment(0.0, 9.0, "x")], 10.0, 0)
    assert one.total == pytest.approx(9.5)
    assert (one.missed, one.confused, one.false_alarm) == pytest.approx((0.5, 1.5, 0.0))
    assert diarisation_error(TALK, [], 10.0, 0).rate == pytest.approx(1.0)
    late = [Segment(s.start + 0.2, s.end + 0.2, s.speaker) for s in TALK]
    assert diarisation_error(TALK, late, 10.0, 0.25).rate == pytest.approx(0, abs=1e-9)
    assert diarisation_error(TALK, late, 10.0, 0).rate > 0.05
    extra = diarisation_error(TALK, [*TALK, Segment(9.5, 10.0, "Anna")], 10.0, 0)
    assert extra.false_alarm == pytest.approx(0.5)
