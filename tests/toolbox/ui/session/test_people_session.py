import numpy as np
import pytest
from ui_fakes import FakeEngine, make_voice

from toolbox.core.people.division import Division
from toolbox.core.people.segments import Segment
from toolbox.ui.session.people import People

RATE = 16_000
TALK = Division((Segment(0.0, 8.0, "Speaker 1"), Segment(8.0, 16.0, "Speaker 2")))


class FakeWorker(FakeEngine):
    """A process that is never started."""

    def isRunning(self):
        return True


@pytest.fixture
def people(session, qtbot):
    made = session.people
    made.blockSignals(True)
    made._look = lambda: None  # another takes its place
    session.people = People(session, FakeWorker())
    wav = (0.1 * np.random.default_rng(0).standard_normal(16 * RATE)).astype(np.float32)
    recording = session.library.write_recording(wav, RATE, "Interview")
    session.library.add(recording)
    session.select(recording.id)
    qtbot.waitUntil(lambda: session.player.reference is not None, timeout=20_000)
    yield session.people
    People.close(made)


def answer(people, division=TALK):
    people.worker.last("divide").tell("done", (division, np.eye(2, 256, dtype=np.float32), ["Speaker 1", "Speaker 2"]))


def test_a_long_recording_is_divided_once(people, session, qtbot):
    travelled = []
    people.travelled.connect(lambda embeddings, speakers: travelled.append((len(embeddings), list(speakers))))
    answer(people)
    assert people.division.people == {"Speaker 1": 8.0, "Speaker 2": 8.0}
    assert travelled == [(2, ["Speaker 1", "Speaker 2"])]
    recording_id = session.chosen[0]
    session.select()
    assert people.division is None
    session.select(recording_id)
    qtbot.waitUntil(lambda: people.division is not None, timeout=20_000)
    assert sum(job.kind == "divide" for job in people.worker.jobs) == 1 and travelled[-1][0] == 2


def test_names_and_corrections_stick(people, session, qtbot):
    answer(people)
    people.rename("Speaker 2", "Ben")
    people.correct(0.0, 2.0, "Ben")
    recording_id = session.chosen[0]
    session.select()
    session.select(recording_id)
    qtbot.waitUntil(lambda: people.division is not None, timeout=20_000)
    assert people.division.people == {"Ben": 10.0, "Speaker 1": 6.0}


def test_one_person_shows_nothing_and_is_not_listened_to_again(people):
    shown = []
    people.divided.connect(shown.append)
    answer(people, Division((Segment(0.0, 16.0, "Speaker 1"),)))
    assert people.division is None and shown == [None]


def test_a_chosen_person_becomes_a_recording(people, session, qtbot):
    answer(people)
    people.choose("Speaker 2")
    qtbot.waitUntil(lambda: session.name() == "Speaker 2", timeout=20_000)
    recording = session.library.recordings[session.chosen[0]]
    assert recording.seconds == pytest.approx(8.0) and recording.source == "Interview"


def test_a_cleaned_recording_can_be_compared(people, session, qtbot):
    before = session.chosen[0]
    people.clean()
    people.worker.last("clean").tell("done", (np.zeros(RATE, np.float32), RATE))
    qtbot.waitUntil(lambda: session.chosen[:1] != [before], timeout=20_000)
    after = session.chosen[0]
    assert session.name() == "Interview" and people.counterpart == before
    people.compare()
    assert session.chosen[0] == before and people.counterpart == after
    people.compare()
    assert session.chosen[0] == after


def test_only_the_chosen_person_is_kept(people, session, qtbot):
    answer(people)
    interview = session.chosen[0]
    people.choose("Speaker 2")
    qtbot.waitUntil(lambda: session.name() == "Speaker 2", timeout=20_000)
    session.select(interview)
    qtbot.waitUntil(lambda: people.division is not None, timeout=20_000)
    people.clean()
    job = people.worker.last("clean")
    assert job.arguments["speaker"] == "Speaker 2" and job.arguments["division"] == people.division
    job.tell("done", (np.zeros(RATE, np.float32), RATE))
    qtbot.waitUntil(lambda: session.chosen[:1] != [interview], timeout=20_000)
    assert session.name() == "Speaker 2" and people.counterpart == interview


def test_a_person_who_is_known_from_other_recordings_is_kept(people, session):
    recording = session.library.recordings[session.chosen[0]]
    assert people.clean() is not None and people.worker.last("clean").arguments["embedding"] is None
    other = session.library.write_recording(np.full(RATE, 0.1, np.float32), RATE, recording.speaker)
    session.library.add(other)
    voice = make_voice(recording.speaker)
    session.library.keep_voice(other.id, voice)
    people.clean()
    assert people.worker.last("clean").arguments["embedding"] @ voice.embedding == pytest.approx(1, abs=1e-3)


def test_the_quality_comes_with_the_reference(people, qtbot, session):
    measured = []
    people.measured.connect(measured.append)
    recording_id = session.chosen[0]
    session.select()
    session.select(recording_id)
    qtbot.waitUntil(lambda: any(measured), timeout=20_000)
    quality, advice = measured[-1]
    assert quality.seconds == pytest.approx(16.0) and advice.kind != "good"
