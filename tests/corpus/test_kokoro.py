"""Virtual speech, made by a model of twelve nodes with Kokoro's inputs and outputs instead of Kokoro itself."""

import json

import numpy as np
import pytest

from corpus import kokoro
from corpus.kokoro import DURATIONS, TOKENS, Kokoro, _field, draw_speaker, make_virtual, read_styles, style_of
from corpus.readers import read_virtual

TEXTS = [("Hi there.", "hˈI ðˈɛɹ."), ("Good morning.", "ɡˌʊd mˈɔɹnɪŋ."), ("No.", "nˈO.")]
FLOAT, INT = 1, 7


def _number(number, value):
    return bytes([number << 3, value])


def _value(name, kind):
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind)))


def _node(kind, inputs, output, *attributes):
    names = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    return names + _field(4, kind.encode()) + b"".join(_field(5, attribute) for attribute in attributes)


def _constant(name, values, kind):
    values = np.atleast_1d(np.asarray(values, "<f4" if kind == FLOAT else "<i8"))
    return _number(1, len(values)) + _number(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes())


def _stand_in(silent=False, tokens="tokens"):
    """Return a model whose durations (2 to 6 units) depend on the tokens and whose level depends on the style."""
    nodes = [
        _node("Cast", [tokens], "t", _field(1, b"to") + _number(3, FLOAT) + bytes([20 << 3 & 127 | 128, 1, 2])),
        _node("Sin", ["t"], "s"), _node("Mul", ["s", "two"], "s2"), _node("Add", ["s2", "four"], DURATIONS),
        _node("Div", [DURATIONS, "speed"], "d"), _node("Round", ["d"], "r"), _node("Max", ["r", "one"], "m"),
        _node("ReduceSum", ["m"], "sum", _field(1, b"keepdims") + _number(3, 0) + bytes([20 << 3 & 127 | 128, 1, 2])),
        _node("Mul", ["sum", "step"], "n"),
        _node("Cast", ["n"], "n64", _field(1, b"to") + _number(3, INT) + bytes([20 << 3 & 127 | 128, 1, 2])),
        _node("ReduceMean", ["style"], "level", _field(1, b"keepdims") + _number(3, 0) + bytes([160, 1, 2])),
        _node("Expand", ["level", "n64"], "waveform")]
    constants = [_constant("two", 2.0, FLOAT), _constant("four", 4.0, FLOAT), _constant("one", 1.0, FLOAT),
                 _constant("step", 600.0, FLOAT)]
    graph = (b"".join(_field(1, n) for n in nodes) + _field(2, b"g") + b"".join(_field(5, c) for c in constants)
             + b"".join(_field(11, _value(*i)) for i in ((tokens, INT), ("style", FLOAT), ("speed", FLOAT)))
             + _field(12, _value("waveform", FLOAT)))
    return _number(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, 13))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("kokoro") / "kokoro.onnx"
    path.write_bytes(_stand_in())
    return Kokoro(path, threads=1)


@pytest.fixture
def styles(tmp_path):
    rng = np.random.default_rng(0)
    folder = tmp_path / "styles"
    folder.mkdir()
    for name in ("af_one", "am_two", "bf_three"):
        (0.2 + 0.1 * rng.random((510, 256))).astype("<f4").tofile(folder / f"{name}.bin")
    np.save(folder / "zf_four.npy", 0.2 + 0.1 * rng.random((510, 1, 256)))
    (folder / "README.txt").write_text("not a style")
    return read_styles(folder)


def test_the_symbols_are_kokoros():
    assert len(TOKENS) == 114
    some = {";": 1, "…": 10, " ": 16, "A": 24, "O": 31, "W": 39, "ᵊ": 42, "h": 50, "z": 68, "ɑ": 69, "β": 75, "ð": 81,
            "ɛ": 86, "ɡ": 92, "ɨ": 101, "ŋ": 112, "θ": 119, "ɹ": 123, "ʁ": 128, "ʃ": 131, "ʊ": 135, "ʌ": 138, "χ": 142,
            "ʒ": 147, "ˈ": 156, "ː": 158, "ʰ": 162, "↓": 169, "→": 171, "ᵻ": 177}
    assert {c: TOKENS[c] for c in some} == some


def test_durations_come_out_of_the_graph(model):
    wav, durations = model.say("hˈI ðˈɛɹ.", np.full(256, 0.25), speed=1.1)
    assert len(durations) == 9 + 2 and 600 * durations.sum() == len(wav)
    ids = np.array([0, *(TOKENS[c] for c in "hˈI ðˈɛɹ."), 0])
    assert durations.tolist() == np.maximum(np.round((2 * np.sin(ids) + 4) / 1.1), 1).tolist()
    assert wav == pytest.approx(np.full(len(wav), 0.25))


def test_style_vectors_are_read(styles):
    assert {name: values.shape for name, values in styles.items()} == dict.fromkeys(
        ("af_one", "am_two", "bf_three", "zf_four"), (510, 256))


def test_speakers_are_blends_and_some_go_beyond(styles):
    drawn = [draw_speaker(np.random.default_rng(i), styles) for i in range(300)]
    for timbre, prosody in drawn:
        for blend in (timbre, prosody):
            assert 2 <= len(blend) <= 3 and sum(blend.values()) == pytest.approx(1)
            assert min(blend.values()) >= -0.3 - 1e-9
    assert 0.5 < np.mean([timbre is prosody for timbre, prosody in drawn]) < 0.7
    assert 0.05 < np.mean([min(timbre.values()) < 0 for timbre, _ in drawn]) < 0.25
    assert 0.1 < np.mean(["zf_four" in timbre for timbre, _ in drawn]) < 0.3
    assert draw_speaker(np.random.default_rng(7), styles) == drawn[7]


def test_speakers_of_a_language_are_half_native(styles):
    drawn = [draw_speaker(np.random.default_rng(i), styles, native="z") for i in range(100)]
    for timbre, prosody in drawn:
        for blend in (timbre, prosody):
            # The only voice of the language has half of each blend, and its share of the other half.
            assert sum(blend.values()) == pytest.approx(1) and blend["zf_four"] >= 0.5 - 0.15 - 1e-9
    many = styles | {f"zm_{i}": styles["zf_four"] for i in range(3)}
    drawn = [draw_speaker(np.random.default_rng(i), many, native="z")[0] for i in range(300)]
    share = np.array([sum(weight for name, weight in blend.items() if name[0] == "z") for blend in drawn])
    assert 0.15 < np.mean([all(name[0] == "z" for name in blend) for blend in drawn]) < 0.5 and share.min() > 0.3
    assert draw_speaker(np.random.default_rng(3), styles, native="q") == draw_speaker(np.random.default_rng(3), styles)


def test_a_language_has_its_own_rows_in_the_folder(tmp_path, model, styles):
    make_virtual(model, styles, TEXTS, tmp_path, hours=5 / 3600)
    before = len(read_virtual(tmp_path))
    report = make_virtual(model, styles, [("Hola.", "ˈola.")], tmp_path, hours=5 / 3600, first_speaker=20_000,
                          language="es", native="e")
    spanish = [u for u in read_virtual(tmp_path) if u.language == "es"]
    assert report["utterances"] == len(spanish) == len(read_virtual(tmp_path)) - before > 0
    assert all(u.id.endswith("_es") and u.speaker == "virtual-20000" for u in spanish[:8])


def test_timbre_and_prosody_are_halves_of_the_vector(styles):
    style = style_of(({"af_one": 0.25, "am_two": 0.75}, {"zf_four": 1.2, "af_one": -0.2}), styles, 12)
    timbre = 0.25 * styles["af_one"][12] + 0.75 * styles["am_two"][12]
    prosody = 1.2 * styles["zf_four"][12] - 0.2 * styles["af_one"][12]
    np.testing.assert_allclose(style, [*timbre[:128], *prosody[128:]], rtol=1e-5)
    assert style_of(({"af_one": 1.0},) * 2, styles, 9_999).shape == (256,)  # a longer text than any they were made for


def test_what_is_made_is_read_as_a_corpus(tmp_path, model, styles):
    out = tmp_path / "made"
    report = make_virtual(model, styles, TEXTS, out, hours=30 / 3600)
    read = read_virtual(out)
    assert report["utterances"] == len(read) >= 20 and report["left_out"] == 0
    assert report["speakers"] == len({u.speaker for u in read}) == -(-len(read) // 8)
    assert sum(u.boundaries[-1] for u in read) == pytest.approx(report["hours"] * 3600, abs=2)
    from audio.files import load
    for utterance in read[::7]:
        wav, rate = load(utterance.path, 24_000)
        assert len(wav) / rate == pytest.approx(utterance.boundaries[-1], abs=0.03)
        assert len(utterance.boundaries) == len(utterance.phonemes) + 3
    assert {u.speaker for u in read if u.held_out} == {s for s in {u.speaker for u in read} if s.endswith("7")}


def test_it_goes_on_where_it_was_stopped(tmp_path, model, styles):
    whole = tmp_path / "whole"
    make_virtual(model, styles, TEXTS, whole, hours=20 / 3600)
    broken, calls = tmp_path / "broken", []
    make_virtual(model, styles, TEXTS, broken, hours=20 / 3600, progress=lambda share, what: calls.append(share),
                 cancelled=lambda: len(calls) == 5)
    assert len(calls) == 5 and len(read_virtual(broken)) == 5 and calls == sorted(calls)
    with open(broken / "virtual.jsonl", "a", encoding="utf-8") as file:
        file.write('{"id": "s05000_05", "file"')  # killed in the middle of a line
    make_virtual(model, styles, TEXTS, broken, hours=20 / 3600)
    rows = [[json.loads(line) for line in (folder / "virtual.jsonl").read_text(encoding="utf-8").splitlines()]
            for folder in (whole, broken)]
    assert rows[0] == rows[1]
    before = (broken / "virtual.jsonl").stat().st_mtime_ns
    make_virtual(model, styles, TEXTS, broken, hours=20 / 3600)
    assert (broken / "virtual.jsonl").stat().st_mtime_ns == before


def test_what_is_no_kokoro_gets_a_sentence(tmp_path, model, styles):
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        Kokoro(tmp_path / "none.onnx")
    (tmp_path / "noise.onnx").write_bytes(b"noise" * 100)
    with pytest.raises(ValueError, match="not an ONNX export of Kokoro-82M with durations"):
        Kokoro(tmp_path / "noise.onnx")
    (tmp_path / "other.onnx").write_bytes(_stand_in(tokens="words"))
    with pytest.raises(ValueError, match="takes words, style, speed"):
        Kokoro(tmp_path / "other.onnx")
    with pytest.raises(ValueError, match="fewer than two style vectors"):
        read_styles(tmp_path)
    (tmp_path / "a.bin").write_bytes(b"abcd" * 100)
    with pytest.raises(ValueError, match="holds no style vectors of 256 numbers"):
        read_styles(tmp_path)
    with pytest.raises(ValueError, match="no texts"):
        make_virtual(model, styles, [("…", "")], tmp_path / "out", hours=1)
    faint = {name: 1e-4 * values for name, values in styles.items()}
    with pytest.raises(ValueError, match="silence or noise"):
        make_virtual(model, faint, TEXTS, tmp_path / "out", hours=1)
    assert kokoro._rows(tmp_path / "out" / "virtual.jsonl") == []
