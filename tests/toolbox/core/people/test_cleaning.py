"""Cleaning of recordings in which several people speak."""

import numpy as np
import pytest

from audio.errors import AudioError, Cancelled
from audio.files import save
from audio.signal import resample
from toolbox.core.people.cleaning import MARGIN, keeping, load_enhancer, voices_of
from toolbox.core.people.division import Division
from toolbox.core.people.segments import Segment
from toolbox.core.processes.people import People

RATE = 16_000
BOTH = slice(4 * RATE, 7 * RATE)  # where both speak
TALK = Division((Segment(0.0, 7.0, "Edwin"), Segment(4.0, 12.0, "Clara")))


@pytest.fixture(scope="module")
def apart(clips):
    """What each person says, as loudly as the other where both speak: float32 (n_samples,) by their name."""
    edwin, clara = (resample(*clips[name], RATE)[: n * RATE] for name, n in (("Edwin", 7), ("Clara", 8)))
    made = {"Edwin": np.zeros(12 * RATE, np.float32), "Clara": np.zeros(12 * RATE, np.float32)}
    made["Edwin"][: 7 * RATE] = edwin
    made["Clara"][4 * RATE:] = clara * (edwin[BOTH].std() / clara[: 3 * RATE].std())
    return made


@pytest.fixture(scope="module")
def talk(apart):
    return sum(apart.values())


@pytest.fixture(scope="module")
def known(talk, encoder):
    return voices_of(TALK, talk, RATE, encoder)


def keep_one(who, wav, division, known, **follow):
    return load_enhancer().clean(wav, RATE, *keeping(who, division, known), **follow)


@pytest.fixture(scope="module")
def kept(talk, known):
    """What is left of the recording if one person is kept, by person, and the shares completed meanwhile."""
    shares = {who: [] for who in known}
    return {who: keep_one(who, talk, TALK, known, progress=shares[who].append) for who in known}, shares


@pytest.fixture(scope="module")
def single(talk, known):
    """What is left if only the voice to keep is known, by person."""
    return {who: load_enhancer().clean(talk, RATE, known[who]) for who in known}


def fidelity(wav, wanted):
    """Return the scale-invariant ratio of signal to distortion in dB."""
    signal = (wav @ wanted) / (wanted @ wanted) * wanted
    return 10 * np.log10((signal @ signal) / ((wav - signal) @ (wav - signal)))


def test_people_who_speak_at_once_are_separated(apart, talk, single, kept):
    before, alone, both = ([fidelity(left[BOTH], apart[who][BOTH]) for who, left in lefts.items()]
                           for lefts in ({who: talk for who in apart}, single, kept[0]))
    assert min(np.subtract(both, before)) > 4 and np.mean(both) > np.mean(alone) - 0.2


def test_before_anybody_else_speaks_the_others_change_nothing(single, kept):
    begin = int((4 - MARGIN) * RATE) - load_enhancer().stream().latency
    assert np.abs(kept[0]["Edwin"] - single["Edwin"])[:begin].max() < 1e-5


def test_the_others_fall_silent_where_they_speak_alone(talk, kept):
    assert kept[0]["Edwin"][8 * RATE:].std() < 0.1 * talk[8 * RATE:].std()


def test_one_person_is_cleaned_as_a_whole(talk, known, single):
    one = Division((Segment(0.0, 12.0, "Clara"),))
    assert np.array_equal(keep_one("Clara", talk, one, known), single["Clara"])


def test_progress_rises_to_the_end(kept):
    for shares in kept[1].values():
        assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) > 1


def test_cleaning_can_be_cancelled(talk, known):
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        keep_one("Clara", talk, TALK, known, cancelled=lambda: next(asked))


def test_somebody_who_never_speaks_alone_has_no_voice(talk, encoder):
    hidden = Division((*TALK.segments, Segment(6.0, 7.0, "Silas")))
    voices = voices_of(hidden, talk, RATE, encoder)
    assert set(voices) == {"Clara", "Edwin"}
    with pytest.raises(AudioError, match="Silas never speaks alone"):
        keeping("Silas", hidden, voices)


def test_the_process_keeps_a_speaker_of_a_division(talk, kept, tmp_path):
    save(tmp_path / "talk.wav", talk, RATE)
    cleaned, rate = People(1).clean(lambda *event: None, lambda: False, str(tmp_path / "talk.wav"), division=TALK,
                                    speaker="Edwin")
    assert rate == RATE and np.abs(cleaned - kept[0]["Edwin"]).max() < 0.02
