import numpy as np
import pytest

from audio.denoise import reduce_noise
from audio.errors import AudioError, Cancelled
from audio.files import save
from audio.quality import Quality
from audio.signal import resample
from encoder.ecapa.network import ECAPA
from toolbox.core.models.profiles import MODELS, SECOND_ENCODER
from toolbox.core.people import clustering
from toolbox.core.people.best import choose
from toolbox.core.people.cleaning import quieten
from toolbox.core.people.diarisation import diarise, require_people
from toolbox.core.people.division import Division, path_through
from toolbox.core.people.error import diarisation_error
from toolbox.core.people.folder import divide_folder
from toolbox.core.people.meter import SENTENCES, advise, weight
from toolbox.core.people.segments import Segment

RATE = 16_000
GOOD = Quality(20.0, 15.0, 35.0, 0.1, 8_000.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def second():
    return ECAPA.load(MODELS / SECOND_ENCODER)


@pytest.fixture(scope="module")
def conversation(clips):
    """Return the waveform (at RATE) of two people in turns of 4 s, and its segments."""
    a, b = (resample(*clips[name], RATE)[: 8 * RATE] for name in ("Clara", "Edwin"))
    pieces, segments, at = [], [], 0.0
    for who, wav in (("a", a[: 4 * RATE]), ("b", b[: 4 * RATE]), ("a", a[4 * RATE:]), ("b", b[4 * RATE:])):
        pieces += [wav, np.zeros(RATE // 5, np.float32)]
        segments.append(Segment(at, at + len(wav) / RATE, who))
        at += len(wav) / RATE + 0.2
    return np.concatenate(pieces), segments


@pytest.fixture(scope="module")
def found(conversation, encoder, second):
    return diarise(conversation[0], RATE, encoder, second)


def test_two_people_are_found_where_they_speak(conversation, found):
    wav, true = conversation
    assert set(s.speaker for s in found.segments) == {"Speaker 1", "Speaker 2"}
    error = diarisation_error(true, found.segments, len(wav) / RATE)
    assert error.confused / error.total < 0.05 and error.false_alarm / error.total < 0.05


def test_one_person_is_one(clips, encoder, second):
    wav, rate = clips["Clara"]
    assert {s.speaker for s in diarise(wav, rate, encoder, second).segments} == {"Speaker 1"}


def test_nobody_speaks_in_silence(encoder):
    found = diarise(np.zeros(5 * RATE, np.float32), RATE, encoder)
    assert not found.segments
    with pytest.raises(AudioError, match="holds no speech"):
        require_people(found, "silence.wav")


def test_listening_can_be_given_up(conversation, encoder):
    with pytest.raises(Cancelled):
        diarise(conversation[0], RATE, encoder, cancelled=lambda: True)


def test_the_path_goes_from_one_person_to_the_other(found):
    embeddings, speakers = path_through(found)
    assert len(embeddings) == len(speakers) and set(speakers) == {"Speaker 1", "Speaker 2"}
    assert np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)


def test_a_division_keeps_names_and_corrections(found, tmp_path, conversation):
    division = Division.of(found).renamed("Speaker 1", "Anna").corrected(0.0, 1.0, "Ben")
    division.save(tmp_path / "people" / "x.json")
    again = Division.load(tmp_path / "people" / "x.json")
    assert set(again.people) == {"Anna", "Ben", "Speaker 2"} and again.at(0.5) == ["Ben"]
    own = again.sound_of("Anna", conversation[0], RATE)
    assert 2 * RATE < len(own) < 9 * RATE
    (tmp_path / "bad.json").write_text("[]")
    with pytest.raises(AudioError, match="does not say who speaks when"):
        Division.load(tmp_path / "bad.json")


def test_groups_that_are_alike_become_one_person():
    likeness = np.array([[1, .9, .1, .1], [.9, 1, .1, .2], [.1, .1, 1, .7], [.1, .2, .7, 1]])
    assert clustering.merge(likeness, np.ones(4), 0.5).tolist() == [0, 0, 1, 1]
    assert clustering.merge(likeness, np.ones(4), 0.8).tolist() == [0, 0, 1, 2]
    assert clustering.merge(likeness, np.ones(4), 0.0).tolist() == [0, 0, 0, 0]


def test_small_groups_go_to_the_nearest():
    rows = np.array([[1, 0], [1, .1], [.9, 0], [0, 1], [.1, 1], [0, .9], [.8, .2]], np.float32)
    assert clustering.drop_small(rows, np.array([0, 0, 0, 1, 1, 1, 2])).tolist() == [0, 0, 0, 1, 1, 1, 0]


def people_embeddings(rng, people):
    centres = np.abs(rng.standard_normal((max(people) + 1, 64)))
    rows = centres[people] + 0.25 * rng.standard_normal((len(people), 64))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("wrong", [0, 3, 7])
def test_a_wrong_person_among_many_is_left_out(wrong):
    people = [0] * 8
    people[wrong] = 1
    choice = choose(people_embeddings(np.random.default_rng(wrong), people), None, [1.0] * 8)
    assert choice.outliers == (wrong,) and choice.weights[wrong] == 0
    assert choice.weights.sum() == pytest.approx(1)


def test_nobody_is_left_out_where_all_are_one_person_or_there_are_too_few():
    rng = np.random.default_rng(1)
    assert choose(people_embeddings(rng, [0] * 8), None, [1.0] * 8).outliers == ()
    assert choose(people_embeddings(rng, [0, 1]), None, [1.0] * 2).outliers == ()


def test_a_divided_folder_loses_nobody(tmp_path, clips, conversation, encoder, second):
    """Two recordings have the same name, and one call was killed between two people."""
    for place, (wav, rate) in (("x/1.flac", clips["Clara"]), ("y/1.flac", clips["Edwin"]),
                               ("caf\udce9.flac", (conversation[0], RATE))):
        (tmp_path / "in" / place).parent.mkdir(parents=True, exist_ok=True)
        save(tmp_path / "in" / place, wav, rate)
    written, refused = divide_folder(tmp_path / "in", tmp_path / "out", encoder, second)
    assert not refused and sorted(str(p.relative_to(tmp_path / "out")) for p in written) == [
        "caf\udce9 - Speaker 1/caf\udce9.flac", "caf\udce9 - Speaker 2/caf\udce9.flac", "x - 1 - Speaker 1/1.flac",
        "y - 1 - Speaker 1/1.flac"]
    for last in (written[-1], written[1]):
        last.unlink()
        assert sorted(divide_folder(tmp_path / "in", tmp_path / "out", encoder, second)[0]) == sorted(written)
        assert last.exists()


def test_better_recordings_count_more():
    weights = choose(people_embeddings(np.random.default_rng(2), [0] * 3), None, [3.0, 1.0, 1.0]).weights
    assert weights[0] > 1.5 * max(weights[1:])
    worse = Quality(20.0, 15.0, 5.0, 0.9, 8_000.0, 0.0, 0.0)
    assert weight(GOOD) > 2 * weight(worse)


@pytest.mark.parametrize("kind, change", [("speech", {"speech": 2.0}), ("noise", {"snr": 3.0}), ("echo", {"t60": 1.0}),
                                          ("narrow", {"bandwidth": 3_000.0}), ("clipping", {"clipped": 0.1}),
                                          ("music", {"music": 0.6}), ("good", {})])
def test_the_advice_names_what_is_worst(kind, change):
    advice = advise(Quality(**(vars(GOOD) | change)))
    assert advice.kind == kind and str(advice) == SENTENCES[kind].format(amount=advice.amount)
    assert "{" not in str(advice) and str(advice).endswith(".")


def test_a_clean_reference_goes_through_the_wiener_filter_alone(clips):
    wav, rate = clips["Clara"]
    assert np.array_equal(quieten(wav, rate), reduce_noise(wav, rate))


def test_a_noisy_reference_comes_nearer_to_the_clean_one_than_by_the_wiener_filter(clips, encoder):
    wav, rate = clips["Clara"]
    others = [resample(*clips[name], rate) for name in ("Edwin", "Silas")]
    babble = sum(np.resize(other, len(wav)) for other in others)
    noisy = (wav + 0.2 * babble).astype(np.float32)
    goal = encoder.embed(wav, rate)
    assert encoder.embed(quieten(noisy, rate), rate) @ goal > encoder.embed(reduce_noise(noisy, rate), rate) @ goal
