from dataclasses import replace

import numpy as np
import pytest

from audio.errors import AudioError
from audio.voice import STATISTICS
from toolbox.cli.measure.map import recordings, spots
from toolbox.core.cloning.voice import unit
from toolbox.core.map.constellation import PATH, Constellation, build, load
from toolbox.core.map.space import SAME_VOICE, neighbours, new_voice, voice_at


@pytest.fixture(scope="module")
def stars():
    return load()


def test_the_constellation_that_ships(stars):
    n = len(stars.names)
    assert n > 500 and len(set(stars.names)) == n and PATH.stat().st_size < 2_000_000
    assert stars.embeddings.shape == (n, 256) and stars.statistics.shape == (n, STATISTICS)
    np.testing.assert_allclose(np.linalg.norm(stars.embeddings, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(stars.utterances, axis=1), 1, atol=1e-6)
    assert set(stars.sexes) == {"F", "M", ""} and 60 < stars.pitches.min() < stars.pitches.max() < 350
    women, men = (stars.pitches[[s == sex for s in stars.sexes]] for sex in "FM")
    assert np.median(women) > 1.2 * np.median(men)
    own = np.einsum("uc,uc->u", stars.utterances, stars.embeddings[stars.speakers])
    assert own.mean() > 0.9
    assert len(stars.voices) == n and stars.voices[3].mean_f0 == pytest.approx(stars.pitches[3], rel=1e-4)
    np.testing.assert_allclose(stars.projection.place(stars.embeddings[:50]), stars.places[:50], atol=1e-4)


def test_voices_of_the_constellation_name_their_encoder(stars, encoder):
    drawn = new_voice(0, stars.voices).voice
    spot = voice_at(stars.places[5], stars.places, stars.voices)
    assert {stars.voices[0].encoder, drawn.encoder, spot.encoder} == {encoder.name}


def test_a_constellation_of_shards(tmp_path, features):
    from audio.mel import MelConfig
    from corpus.shards import write_shard

    speakers = [("librispeech-7", False), ("librispeech-8", True), ("virtual-9", True), ("librispeech-5", False),
                ("librispeech-6", False), ("librispeech-4", False)]
    for k, (name, held_out) in enumerate(speakers):
        spoken = [replace(features[k % 3], speaker=name, held_out=held_out)]
        (tmp_path / str(k)).mkdir()
        write_shard(tmp_path / str(k) / "00000000-00000.safetensors", spoken, MelConfig())
    sexes = {"librispeech-7": "F", "librispeech-6": "F", "librispeech-5": "M", "librispeech-4": "M"}
    made = build([tmp_path], sexes, "ge2e-1")
    assert sorted(made.names) == ["LibriSpeech 4", "LibriSpeech 5", "LibriSpeech 6", "LibriSpeech 7", "Virtual 9"]
    known = dict(zip(made.names, zip(made.sexes, made.estimated)))
    assert known["LibriSpeech 7"] == ("F", False) and known["Virtual 9"][1]
    made.save(tmp_path / "made.npz")
    read = Constellation.load(tmp_path / "made.npz")
    assert read.names == made.names and read.sexes == made.sexes
    assert {voice.encoder for voice in read.voices} == {"ge2e-1"}
    np.testing.assert_allclose(read.embeddings, made.embeddings, atol=1e-3)
    np.testing.assert_allclose(read.statistics, made.statistics, atol=0.02)
    with pytest.raises(ValueError, match="sex of two speakers"):
        build([tmp_path], {}, "ge2e-1")


def test_files_that_are_no_constellation_get_a_sentence(tmp_path):
    whole = PATH.read_bytes()
    for content in (b"", whole[: len(whole) // 2]):
        (tmp_path / "c.npz").write_bytes(content)
        with pytest.raises(AudioError, match="is not a constellation"):
            load(tmp_path / "c.npz")
    with pytest.raises(AudioError, match="no such file"):
        load(tmp_path / "none.npz")


def test_the_voice_of_a_spot_is_that_of_its_neighbours(stars):
    for place in spots(stars, 5):
        indices, weights = neighbours(place, stars.places)
        distances = np.linalg.norm(stars.places - place, axis=1)
        assert set(indices) == set(np.argsort(distances)[:8]) and weights.sum() == pytest.approx(1)
        assert (np.diff(weights) <= 0).all()
        voice = voice_at(place, stars.places, stars.voices, "here")
        mean = stars.embeddings[indices].mean(axis=0)
        assert voice.name == "here" and voice.embedding @ mean / np.linalg.norm(mean) > 0.95
        assert min(stars.pitches[indices]) <= voice.mean_f0 <= max(stars.pitches[indices])


def test_a_spot_on_top_of_a_voice(stars):
    alone = voice_at((0.0, 0.0), np.zeros((1, 2)), stars.voices[:1])
    assert alone.similarity(stars.voices[0]) == pytest.approx(1, abs=1e-5)
    with pytest.raises(ValueError, match="has no voice"):
        voice_at((0.0, 0.0), np.zeros((0, 2)), [])


def test_new_voices_are_nobodys(stars):
    made = [new_voice(seed, stars.voices, f"nobody {seed}") for seed in range(12)]
    for seed, drawn in enumerate(made):
        voice = drawn.voice
        cosines = stars.embeddings @ voice.embedding
        assert voice.name == f"nobody {seed}" and drawn.is_new and drawn.similarity < SAME_VOICE
        assert cosines.max() == pytest.approx(drawn.similarity, abs=1e-4)
        assert drawn.nearest is stars.voices[cosines.argmax()]
        assert np.linalg.norm(voice.embedding) == pytest.approx(1, abs=1e-5) and (voice.embedding >= 0).all()
        assert stars.pitches.min() <= voice.mean_f0 <= stars.pitches.max()
    assert made[0].voice.similarity(made[1].voice) < 0.95
    again = new_voice(0, stars.voices)
    assert np.array_equal(again.voice.embedding, made[0].voice.embedding) and again.similarity == made[0].similarity
    with pytest.raises(ValueError, match="at least three"):
        new_voice(0, stars.voices[:2])


def test_a_voice_that_cannot_be_new_says_whom_it_is_near(stars):
    crowd = [replace(stars.voices[0], name=str(k), embedding=unit((stars.embeddings[0] + 1e-3 * noise)[None])[0])
             for k, noise in enumerate(np.random.default_rng(0).normal(size=(20, 256)))]
    drawn = new_voice(0, crowd)
    assert not drawn.is_new and drawn.nearest in crowd
    assert drawn.similarity == pytest.approx(drawn.nearest.similarity(drawn.voice), abs=1e-4)


def test_recordings_differ_from_their_speakers_as_real_ones_do(stars):
    made = recordings(stars, 500)
    nearest = (made @ stars.embeddings.T).max(axis=1)
    real = np.einsum("uc,uc->u", stars.utterances, stars.embeddings[stars.speakers])
    assert nearest.mean() == pytest.approx(real.mean(), abs=0.04)


def test_spots_and_new_voices_speak(stars, cloner):
    place = spots(stars, 1)[0]
    indices, _ = neighbours(place, stars.places)
    mean = stars.embeddings[indices].mean(axis=0)
    speech = cloner.say(voice_at(place, stars.places, stars.voices), "The boats lay still upon the water.", adapt=False)
    assert cloner.encoder.embed(speech.wav, speech.rate) @ mean / np.linalg.norm(mean) > 0.7
    assert cloner.say(new_voice(0, stars.voices).voice, "Nobody has this voice.", adapt=False).seconds > 0.8
