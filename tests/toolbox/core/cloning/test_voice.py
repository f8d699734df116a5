import json
import zipfile
import zlib
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save_file

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
    # One of two people reveals nothing about the voice between them; one recording of a person reveals something.
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
    _numpy(embedding=None), _numpy(about=None), _numpy(about="{"), _numpy(about="5"), _numpy(about="[]"),
    _numpy(about="{}"),
    _numpy(embedding=np.zeros(192)), _numpy(statistics=np.zeros((1, STATISTICS))), _numpy(about=np.array([{}])),
    _numpy(second=np.zeros(256)),
], ids=["no-embedding", "no-about", "half-json", "a-number", "a-list", "nothing-about", "other-embedding",
        "other-statistics", "pickle", "other-second"])
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


def test_damaged_archives_get_a_sentence(tmp_path):
    """Archives of earlier versions with any byte changed: in the compressed data, a method or a version."""
    path, voice = tmp_path / "v.npz", _voice(0)
    np.savez_compressed(path, embedding=voice.embedding, statistics=voice.statistics,
                        about=json.dumps({"name": "Anna", "seconds": 3.0}))
    whole = path.read_bytes()
    Voice.load(path)
    methods = [whole.index(b"PK\1\2") + 10, whole.index(b"PK\1\2") + 6]
    for place in [*methods, *range(30, len(whole), 7)]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5E]) + whole[place + 1:])
        try:
            Voice.load(path)
        except AudioError as error:
            assert "is not a saved voice" in str(error)


def test_an_array_whose_header_breaks_off_gets_a_sentence(tmp_path):
    header = b"{'descr': (((\n"
    with zipfile.ZipFile(tmp_path / "v.npz", "w") as file:
        file.writestr("embedding.npy", b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header)
    with pytest.raises(AudioError, match="is not a saved voice"):
        Voice.load(tmp_path / "v.npz")


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


def test_one_voice_alone_stays_what_it_is():
    alone = blend([_whole()], [0.0], "another name", one_person=True)
    assert (alone.name, alone.key, alone.source) == ("another name", _whole().key, "recorded here")
    assert np.array_equal(alone.adapted, _whole().adapted) and alone.synthesizer == "parallel-1"
    assert blend([_whole(), _whole()], [1, 1]).adapted is None


def test_voices_learnt_from_no_speech_have_equal_shares():
    a, b = _voice(0), _voice(1)
    np.testing.assert_allclose(blend([a], [0.0], one_person=True).embedding, a.embedding, atol=1e-6)
    np.testing.assert_allclose(blend([a, b], [0.0, 0.0]).embedding, blend([a, b], [1, 1]).embedding, atol=1e-6)


def _whole(**about):
    return replace(_voice(0), adapted=np.ones((6, 192), np.float32), synthesizer="parallel-1", encoder="ge2e-1",
                   source="recorded here", consent="agreed", consent_note="Ann, in May", **about)


def test_all_that_is_known_travels(tmp_path):
    voice = _whole(second=np.eye(192, dtype=np.float32)[0])
    voice.save(tmp_path / "v.voice")
    read = Voice.load(tmp_path / "v.voice")
    for name in ("embedding", "statistics", "second", "adapted"):
        assert np.array_equal(getattr(read, name), getattr(voice, name)) and getattr(read, name).dtype == np.float32
    for name in ("name", "seconds", "synthesizer", "encoder", "source", "consent", "consent_note"):
        assert getattr(read, name) == getattr(voice, name)
    assert read.key == voice.key and (tmp_path / "v.voice").stat().st_size < 10_000


def test_what_is_too_long_for_a_file_is_cut(tmp_path):
    replace(_voice(0, "n" * 5_000), consent="own", consent_note="c" * 50_000).save(tmp_path / "v.voice")
    read = Voice.load(tmp_path / "v.voice")
    assert (len(read.name), len(read.consent_note)) == (200, 2_000)


def test_voices_of_older_versions_are_opened(tmp_path):
    voice = replace(_voice(0), second=np.eye(192, dtype=np.float32)[0])
    np.savez(tmp_path / "v.npz", embedding=voice.embedding, statistics=voice.statistics, second=voice.second,
             about='{"name": "Ann", "seconds": 4.5}')
    read = Voice.load(tmp_path / "v.npz")
    assert (read.key, read.name, read.seconds, read.consent) == (voice.key, "Ann", 4.5, None)


def _safetensors(path, about=(), arrays=(), **metadata):
    """Return a file that is valid except for the given changes."""
    voice = _whole()
    tensors = {"embedding": voice.embedding, "statistics": voice.statistics, "adapted": voice.adapted} | dict(arrays)
    tensors = {name: array for name, array in tensors.items() if array is not None}
    checksum = 0
    for name in sorted(tensors):
        checksum = zlib.crc32(tensors[name].tobytes(), checksum)
    known = {"name": "Ann", "seconds": 4.5, "encoder": "ge2e-1", "synthesizer": "parallel-1", "consent": "own",
             "checksum": checksum}
    about = about if isinstance(about, str) else json.dumps(known | dict(about))
    save_file(tensors, path, {"format": "voice/1", "about": about} | metadata)


@pytest.mark.parametrize("change", [
    {"about": {"name": 3}}, {"about": {"name": "n" * 201}}, {"about": {"seconds": "x"}}, {"about": {"seconds": -1}},
    {"about": {"seconds": float("nan")}}, {"about": {"consent": "any"}}, {"about": {"consent": ["own"]}},
    {"about": {"checksum": 0}}, {"about": {"synthesizer": ""}}, {"about": {"source": None}},
    {"arrays": {"embedding": None}}, {"arrays": {"statistics": None}}, {"arrays": {"adapted": None}},
    {"arrays": {"more": np.zeros(3, np.float32)}}, {"arrays": {"second": np.zeros(256, np.float32)}},
    {"arrays": {"embedding": np.full(256, 0.0625)}}, {"arrays": {"embedding": np.ones((1, 256), np.float32) / 16}},
    {"arrays": {"embedding": np.ones(256, np.float32)}}, {"arrays": {"embedding": np.full(256, np.nan, np.float32)}},
    {"arrays": {"statistics": np.full(STATISTICS, np.inf, np.float32)}},
    {"arrays": {"adapted": np.ones((65, 192), np.float32)}}, {"arrays": {"adapted": np.ones((6, 1025), np.float32)}},
    {"arrays": {"adapted": np.ones(192, np.float32)}}, {"format": "voice/2"}, {"format": "1"}, {"about": "[" * 9_999},
    {"about": "[]"}, {"about": "3"}, {"about": '"x"'},
], ids=lambda change: "-".join(f"{k}-{list(v)[0] if isinstance(v, dict) else v[:9]}" for k, v in change.items()))
def test_what_no_voice_can_be_is_refused_in_a_sentence(tmp_path, change):
    path = tmp_path / "v.voice"
    _safetensors(path)
    assert Voice.load(path).name == "Ann"
    _safetensors(path, **change)
    with pytest.raises(AudioError, match=r"v\.voice is not a saved voice, or is damaged \(.*\); save it again\."):
        Voice.load(path)


def test_large_files_are_refused_before_they_are_read(tmp_path):
    with open(tmp_path / "v.voice", "wb") as file:
        file.truncate(3 << 20)
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("embedding.npy", bytes(50 << 20))
    with open(tmp_path / "header.voice", "wb") as file:  # a header that claims the rest of the file, and more
        file.write((1 << 40).to_bytes(8, "little") + bytes(4_096))
    for name in ("v.voice", "bomb.npz", "header.voice"):
        with pytest.raises(AudioError, match="is not a saved voice"):
            Voice.load(tmp_path / name)
    with pytest.raises(AudioError, match="is a folder"):
        Voice.load(tmp_path)


def test_no_byte_of_a_file_can_change_unnoticed(tmp_path):
    """Either the sentence comes, or the voice is the same: a byte may be filling."""
    path, rng = tmp_path / "v.voice", np.random.default_rng(0)
    voice = _whole()
    voice.save(path)
    whole = path.read_bytes()
    refused = 0
    for _ in range(300):
        content = bytearray(whole)
        content[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        path.write_bytes(content)
        try:
            read = Voice.load(path)
        except AudioError:
            refused += 1
        else:
            assert read.key == voice.key and np.array_equal(read.adapted, voice.adapted)
    assert refused > 270
