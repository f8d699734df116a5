"""The user's dictionary: stored, imported, exported, and consulted before everything else."""

import pytest

from audio.errors import AudioError
from synthesizer.text import read
from toolbox.core.script import dictionary
from toolbox.core.script.dictionary import Dictionary


def test_words_are_kept_for_the_next_time(tmp_path):
    kept = Dictionary(tmp_path)
    assert kept.words("en") == {} and not kept.folder.exists()
    kept.put("en", "Nguyen", "wˈɪn")
    kept.put("en", "tomato", "təmˈɑTO")
    again = Dictionary(tmp_path)
    assert again.words("en") == {"nguyen": "wˈɪn", "tomato": "təmˈɑTO"} and again.words("es") == {}
    sentence, = read("Ms Nguyen ate a tomato.", dictionary=again.words("en"))
    assert [(w.phonemes, w.source) for w in sentence.words if w.spoken == "Nguyen"] == [("wˈɪn", "dictionary")]
    again.remove("en", "NGUYEN")
    assert list(Dictionary(tmp_path).words("en")) == ["tomato"]


def test_any_phonemes_survive_a_table(tmp_path):
    words = {"a": "ˈʧAnʤ", "b": "bˈʌTəɹ", "c": "ˈIᵻz", "d": "pɹˈQ", "e": "a b", "f": "ɹˈɛd"}
    dictionary.write(tmp_path / "x.csv", words)
    assert dictionary.read(tmp_path / "x.csv") == words
    kept = Dictionary(tmp_path)
    assert kept.import_csv("en", tmp_path / "x.csv") == 6
    kept.export_csv("en", tmp_path / "y.csv")
    assert (tmp_path / "y.csv").read_bytes() == (tmp_path / "x.csv").read_bytes()


def test_a_table_from_a_spreadsheet(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("\ufeffword,pronunciation\nNguyen,noo-YEN\n\nCoyote,/kaɪˈoʊti/,a note\n", encoding="utf-8")
    assert dictionary.read(path) == {"nguyen": "nujˈɛn", "coyote": "kIˈOti"}
    for content, sentence in (("two words,wˈɪn", "line 1: 'two words' is not a word"), ("a,1", "line 1: '1' can"),
                              ("a\n", "line 1: it has no second column")):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(AudioError, match=sentence):
            dictionary.read(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AudioError, match="not a CSV table"):
        dictionary.read(path)
    with pytest.raises(ValueError, match="not a language code"):
        Dictionary(tmp_path).put("../en", "a", "a")


def test_words_of_every_language(tmp_path):
    own = Dictionary(tmp_path)
    assert own.all_words() == {}
    own.put("en-us", "chat", "ʧˈæt")
    own.put("fr", "chat", "ʃˈa")
    assert own.all_words() == {"en-us": {"chat": "ʧˈæt"}, "fr": {"chat": "ʃˈa"}}
    assert [read("Le chat dort.", "fr", own.all_words())[0].words[1].phonemes,
            read("We chat.", "en-us", own.all_words())[0].words[1].phonemes] == ["ʃˈa", "ʧˈæt"]
