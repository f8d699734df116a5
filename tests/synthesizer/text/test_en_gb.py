"""British English: what is read otherwise than in America."""

import pytest
import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesizer.text import encode, normalize, read
from synthesizer.text.en_gb import make_lexicon
from synthesizer.text.en_gb.accent import british

CASES = tables.rows("en-gb.tsv")


def test_what_is_written_is_what_a_briton_says():
    tables.check(CASES, lambda written: normalize(written, "en-gb"))


def phonemes(text):
    return [word.phonemes for word in read(text, "en-gb")[0].words]


@pytest.mark.parametrize(("text", "expected"), [
    ("nice", "nˈIs"), ("go", "ɡˈQ"), ("bird", "bˈɜːd"), ("hot", "hˈɒt"), ("water", "wˈɔːtə"), ("bottle", "bˈɒtᵊl"),
    ("schedule", "ʃˈɛdjuːl"), ("tomato", "təmˈɑːtQ"), ("here", "hˈiə"), ("square", "skwˈɛː"), ("hat", "hˈat"),
])
def test_words_are_said_as_in_england(text, expected):
    assert phonemes(text) == [expected]


def test_homographs_have_british_phonemes():
    assert phonemes("They produce fresh produce.")[1] == "pɹədjˈuːs"
    assert phonemes("They produce fresh produce.")[3] == "pɹˈɒdjuːs"
    assert phonemes("He shed a tear.")[-1] == "tˈiə"


def test_a_final_r_is_heard_before_a_vowel():
    assert phonemes("far away")[0].endswith("ɹ") and not phonemes("far down")[0].endswith("ɹ")


def test_the_letter_z_is_zed():
    assert phonemes("the letter Z")[-1] == "zˈɛd"


@pytest.mark.parametrize(("word", "american", "expected"), [
    ("Carter", "kˈɑɹTəɹ", "kˈɑːtə"), ("Mori", "mˈɔɹi", "mˈɔːɹi"), ("Osaka", "OsˈɑkA", "QsˈɑːkA"),
    ("Boston", "bˈɑstən", "bˈɒstən"), ("Kira", "kˈɪɹə", "kˈiəɹə"), ("Noble", "nˈObəl", "nˈQbᵊl"),
])
def test_american_names_become_british(word, american, expected):
    assert british(word, american) == expected


def test_the_lexicon_holds_what_espeak_reads_wrongly(tmp_path, monkeypatch):
    monkeypatch.setattr(make_lexicon, "read_gold", lambda name: {
        "quinoa": ["kˈiːnwɑː"], "table": ["tˈAbᵊl"], "path": ["pˈɑːθ"], "one": ["wˈʌn"]})
    assert make_lexicon.make_lexicon(tmp_path / "lexicon.tsv.gz") == {"compared": 4, "lexicon": 1}


PIECES = sorted({piece for written, _ in CASES for piece in written.split()})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", "\n", "-", ".", "–", "/"])), max_size=10))
def test_any_mixture_is_said_in_words(pieces):
    text = "".join(piece + gap for piece, gap in pieces)
    said = normalize(text, "en-gb")
    assert not any(character.isdigit() for character in said)
    for sentence in read(text, "en-gb"):
        encode(sentence.phonemes)
