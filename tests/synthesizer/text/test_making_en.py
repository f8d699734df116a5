"""The commands that make what the English front end knows."""

import pytest
from safetensors import safe_open

from synthesizer.text.data import lexicon_lines
from synthesizer.text.en import lexicon, make_lexicon, train_homographs
from synthesizer.text.en.make_lexicon import in_espeaks_manner


def _table(path, rows):
    lines = ["homograph\twordid\tsentence\tstart\tend", *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_model_is_trained_by_one_call(tmp_path):
    own = [(word, name, sentence, *at) for word, name, sentence, at in train_homographs._own_sentences()]
    data = _table(tmp_path / "data.tsv", own[::2])
    report = train_homographs.train(data, tmp_path / "weights.safetensors")
    assert report["n_held_out"] > 40 and report["accuracy"] > max(0.9, report["majority"])
    with safe_open(tmp_path / "weights.safetensors", "np") as file:
        assert file.metadata()["kind"] == "text/homographs" and "Apache-2.0" in file.metadata()["data"]
        assert abs(file.get_tensor("weights").astype(float)).sum() > 0


def test_data_without_a_known_homograph_is_refused(tmp_path):
    data = _table(tmp_path / "data.tsv", [("zebra", "zebra_nou", "A zebra ran.", 2, 7)])
    with pytest.raises(ValueError, match="no sentence"):
        train_homographs.train(data, tmp_path / "weights.safetensors")
    assert not (tmp_path / "weights.safetensors").exists()


def test_the_place_of_a_word_is_found_where_offsets_count_bytes(tmp_path):
    sentence = "Café après: they lead the way."
    data = _table(tmp_path / "data.tsv", [("lead", "lead_nou-vrb", sentence, sentence.index("lead") + 3, 0)])
    ((word, name, text, (start, end)),) = train_homographs._read(data)
    assert text[start:end] == word == "lead" and name == "lead_nou-vrb"


def test_a_missing_dictionary_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(make_lexicon, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install --no-deps misaki"):
        make_lexicon.make_lexicon(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_lexicon_holds_what_espeak_gets_wrong_and_nothing_else(monkeypatch, tmp_path):
    monkeypatch.setattr(make_lexicon, "read_gold", lambda: {
        "union": ["jˈunjən"], "gnocchi": ["njˈɑki"], "Nike": ["nˈIki"], "Nice": ["nˈis"], "nice": ["nˈIs"]})
    monkeypatch.setattr(make_lexicon, "_read_cmu", lambda: {"tchaikovsky": ["ʧˌIkˈɔfski"], "table": ["tˈAbəl"]})
    report = make_lexicon.make_lexicon(tmp_path)
    words = [line.split("\t")[0] for line in lexicon_lines(tmp_path / lexicon.LEXICON.name)]
    assert words == ["Nike", "gnocchi", "tchaikovsky"] and report == {"compared": 7, "lexicon": 3, "known": 6}


@pytest.mark.parametrize(("dictionary", "espeak"), [
    ("wˈɔɾəɹ", "wˈɔTəɹ"), ("ˌæləɡˈAtəɹ", "ˌæləɡˈATəɹ"), ("mˈɪstəɹi", "mˈɪstəɹɹi"), ("bˈʌtᵊl", "bˈʌTəl"),
    ("fɹˈʌkʧəwəs", "fɹˈʌkʧuəs"),
])
def test_dictionaries_are_written_in_espeaks_manner(dictionary, espeak):
    assert in_espeaks_manner(dictionary) == espeak
