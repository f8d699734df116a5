from dataclasses import replace

import numpy as np
import pytest

from audio.errors import AudioError
from audio.voice import STATISTICS
from toolbox.core.cloning.voice import Voice, blend


def _voice(seed, name="Ann"):
    rng = np.random.default_rng(seed)
    embedding = rng.random(256).astype(np.float32)
    statistics = rng.normal(size=STATISTICS).astype(np.float32)
    statistics[:3] = np.log(120.0 * (seed + 1)), 0.2, 9.0
    return Voice(name, embedding / np.linalg.norm(embedding), statistics, 4.5 + seed)


def test_what_is_saved_is_loaded(tmp_path):
    voice = _voice(0, "Ännchen 日本")
    path = tmp_path / "a voice.voice"
    voice.save(path)
    read = Voice.load(path)
    assert (read.name, read.seconds) == (voice.name, voice.seconds)
    assert np.array_equal(read.embedding, voice.embedding) and read.embedding.dtype == np.float32
    assert np.array_equal(read.statistics, voice.statistics)
    assert [p.name for p in tmp_path.iterdir()] == ["a voice.voice"]
    _voice(1).save(path)
    assert Voice.load(path).name == "Ann"


def test_the_second_encoder_is_kept_where_it_was_asked(tmp_path):
    one, other = (replace(_voice(seed), second=np.eye(192, dtype=np.float32)[seed]) for seed in (0, 1))
    one.save(tmp_path / "one.voice")
    assert np.array_equal(Voice.load(tmp_path / "one.voice").second, one.second)
    _voice(0).save(tmp_path / "none.voice")
    assert Voice.load(tmp_path / "none.voice").second is None
    assert len({one.key, other.key, _voice(0).key}) == 3
    between = blend([one, other], [3, 1]).second
    assert between.dtype == np.float32 and np.linalg.norm(between) == pytest.approx(1) and between[0] > between[1] > 0
    # One of two persons says nothing of the voice between them; one recording of a person says something of them.
    assert blend([one, _voice(1)], [1, 1]).second is None
    assert np.array_equal(blend([one, _voice(1)], [1, 1], one_person=True).second, one.second)


def test_what_was_measured():
    voice = _voice(0)
    assert voice.mean_f0 == pytest.approx(120.0, rel=1e-5) and voice.tempo == 9.0
    assert voice.pitch_spread == pytest.approx(0.2 * 12 / np.log(2), rel=1e-5)
    assert voice.similarity(voice) == pytest.approx(1.0, abs=1e-5)
    assert voice.similarity(_voice(1)) == pytest.approx(_voice(1).similarity(voice)) != pytest.approx(1.0, abs=1e-3)


def _numpy(**changed):
    whole = {"embedding": np.zeros(256, np.float32), "statistics": np.zeros(STATISTICS, np.float32),
             "about": '{"name": "a", "seconds": 3}'}
    return {k: v for k, v in (whole | changed).items() if v is not None}


@pytest.mark.parametrize("content", [
    _numpy(embedding=None), _numpy(about=None), _numpy(about="{"), _numpy(about="5"), _numpy(about="{}"),
    _numpy(embedding=np.zeros(192)), _numpy(statistics=np.zeros((1, STATISTICS))), _numpy(about=np.array([{}])),
    _numpy(second=np.zeros(256)),
], ids=["no-embedding", "no-about", "half-json", "a-number", "nothing-about", "other-embedding", "other-statistics",
        "pickle", "other-second"])
def test_files_of_other_content_get_a_sentence(tmp_path, content):
    np.savez(tmp_path / "v.npz", **content)
    with pytest.raises(AudioError, match="is not a saved voice"):
        Voice.load(tmp_path / "v.npz")


def test_damaged_files_get_a_sentence(tmp_path):
    path = tmp_path / "v.voice"
    _voice(0).save(path)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 255
    for content in (b"", b"hello", whole[:10], whole[: len(whole) // 2], whole[:-20], bytes(flipped)):
        path.write_bytes(content)
        with pytest.raises(AudioError, match="is not a saved voice"):
            Voice.load(path)
    np.save(tmp_path / "array.npy", np.zeros(3))
    with pytest.raises(AudioError, match="is not a saved voice"):
        Voice.load(tmp_path / "array.npy")
    with pytest.raises(AudioError):
        Voice.load(tmp_path / "none.npz")


def test_saving_to_no_place_gets_a_sentence(tmp_path):
    (tmp_path / "v.voice").mkdir()
    for path in (tmp_path / "v.voice", tmp_path / "v.voice" / ("n" * 300)):
        with pytest.raises(AudioError, match="cannot be written"):
            _voice(0).save(path)
    assert [p.name for p in tmp_path.rglob("*")] == ["v.voice"]


def test_blending():
    a, b = _voice(0), _voice(1)
    middle = blend([a, b], [1, 1], "both")
    assert middle.name == "both" and np.linalg.norm(middle.embedding) == pytest.approx(1, abs=1e-6)
    assert middle.embedding.dtype == middle.statistics.dtype == np.float32
    assert middle.similarity(a) == pytest.approx(middle.similarity(b), abs=1e-5)
    assert middle.similarity(a) > a.similarity(b)
    assert middle.mean_f0 == pytest.approx(np.sqrt(a.mean_f0 * b.mean_f0), rel=1e-4) and middle.seconds == 5.0
    np.testing.assert_allclose(blend([a, b], [3, 0]).embedding, a.embedding, atol=1e-6)
    nearer = blend([a, b], [3, 1])
    assert nearer.similarity(a) > middle.similarity(a) and nearer.similarity(b) < middle.similarity(b)
    with pytest.raises(ValueError):
        blend([a, b], [1])


def test_voices_learnt_from_no_speech_have_equal_shares():
    a, b = _voice(0), _voice(1)
    np.testing.assert_allclose(blend([a], [0.0], one_person=True).embedding, a.embedding, atol=1e-6)
    np.testing.assert_allclose(blend([a, b], [0.0, 0.0]).embedding, blend([a, b], [1, 1]).embedding, atol=1e-6)
