import pytest

from toolbox.core.cloning.words import LONGEST, ipa, time_words


def spoken(text, phonemes):
    """The words with the phonemes that fall into the time of each."""
    timed = [(symbol, n / 10, (n + 1) / 10) for n, symbol in enumerate(phonemes)]
    return [(word, phonemes[round(10 * begin): round(10 * end)]) for word, begin, end in time_words(text, timed)]


def test_phonemes_are_written_as_dictionaries_do():
    assert [ipa(s) for s in ("A", "ˈI", "O", "W", "ˈY", "ʧ", "ʤ", "ɹ", "ɜɹ", "ɑː")] == [
        "eɪ", "ˈaɪ", "oʊ", "aʊ", "ˈɔɪ", "tʃ", "dʒ", "ɹ", "ɜɹ", "ɑː"]


@pytest.mark.parametrize("text, phonemes", [
    ("A cold church, with strange choirs.", "ə kˈOld ʧˈɜɹʧ, wɪð stɹˈAnʤ kwˈIəɹz."),
    ("Nobody in the room looks up from the paper.", "nˈObɑdi ɪn ðə ɹˈum lˈʊks ˌʌp fɹʌm ðə pˈApəɹ."),
])
def test_words_that_stand_apart(text, phonemes):
    words = [word.strip(",.") for word in text.split()]
    sounds = [part.strip("ˈˌ,.") for part in phonemes.split()]
    found = spoken(text, phonemes)
    assert [word for word, _ in found] == words
    assert [sound.strip("ˈˌ") for _, sound in found] == sounds


def test_words_that_run_together_are_taken_apart():
    assert [(word, sound.strip("ˈˌ")) for word, sound in spoken(
        "The people of a house were in the garden.", "ðə pˈipəl əvə hˈWs wɜɹ ɪnðə ɡˈɑɹdən.")] == [
        ("The", "ðə"), ("people", "pˈipəl"), ("of", "əv"), ("a", "ə"), ("house", "hˈWs"), ("were", "wɜɹ"),
        ("in", "ɪn"), ("the", "ðə"), ("garden", "ɡˈɑɹdən")]


def test_figures_are_words_as_they_are_read_out():
    found = dict(spoken("It was cold in 1984, and dark.", "ɪt wʌz kˈOld ɪn nˌIntin ˈATifˈɔɹ, ænd dˈɑɹk."))
    assert found["in"] == "ɪn" and found["nineteen"] == "nˌIntin" and found["and"] == "ænd"
    assert found["eighty-four"].strip("ˈ") == "ATifˈɔɹ"


def test_words_follow_one_another():
    text = "It is five. Good morning to you, said the man at the door of the house by the river."
    found = time_words(text, [(letter, n, n + 1) for n, letter in enumerate(text.lower())])  # as Tacotron reads
    assert [word for word, _, _ in found] == [word.strip(".,") for word in text.split()]
    assert [text[b:e] for _, b, e in found] == [word for word, _, _ in found]


def test_nothing_is_found_where_there_is_nothing():
    assert time_words("", [("a", 0, 1)]) == time_words("…!", [("a", 0, 1)]) == time_words("word", []) == []
    assert time_words("a " * LONGEST, [("ə", 0, 1)]) == []
