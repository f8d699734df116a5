"""English as it is read aloud: sentences of every kind, and what is said of them."""

import json
from dataclasses import asdict

import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesizer.text import decode, encode, normalize, read
from synthesizer.text.en.normalise import normalise

SENTENCES = tables.rows("sentences.tsv")


def test_what_is_written_is_what_is_said():
    tables.check(SENTENCES, normalize)


def test_every_kind_of_token_is_said_right():
    rows = tables.rows("kinds.tsv")
    assert len(rows) > 1300 and len({kind for kind, _, _ in rows}) == 19
    tables.check([(written, said) for _, written, said in rows],
                 lambda written: " ".join(sentence.text for sentence in read(written)))


PIECES = sorted({piece for written, _ in SENTENCES for piece in written.split()})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", "\n", "-", ".", "–", "/"])), max_size=12))
def test_any_mixture_is_said_in_words(pieces):
    text = "".join(piece + gap for piece, gap in pieces)
    said = normalize(text)
    assert not any(character.isdigit() for character in said)
    assert "  " not in said and said == said.strip()
    assert all(token.spoken and token.rule for token in normalise(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    for sentence in read(text):
        assert all(word.spoken in sentence.text for word in sentence.words)
        assert decode(encode(sentence.phonemes)) == sentence.phonemes
        assert json.loads(json.dumps(asdict(sentence)))["text"] == sentence.text


SENTENCE_COUNTS = [
    ("The meeting is at 5 p.m. EST.", 1),
    ("See you on Mon. at 9; Tues. night", 1),
    ("A 1/4 in. gap was left.", 1),
    ("He weighs 180 lbs. and is 6 ft. tall.", 1),
    ("It costs Rs. 500 a day.", 1),
    ("At 5 p.m. The door shut.", 2),
    ("We left the U.S. The end.", 2),
    ("The answer is J A N E Jane. W I L S O N. Wilson.", 2),
    ("Smith Inc. and Jones Co. merged in Dec. 2020.", 1),
    ("He met Dr. Smith, Lt. Gov. Jones et al. in Washington, D.C. on Tues.", 1),
]


def test_abbreviations_do_not_end_sentences():
    tables.check(SENTENCE_COUNTS, lambda text: len(read(text)))


def test_a_token_is_decided_once_and_says_by_what():
    words = read("On 3/14/2015 he paid $5 at 221B Baker St. for 2 lbs.")[0].words
    rules = {word.written: word.rule for word in words if word.written}
    assert rules["3/14/2015"] == "date" and rules["$5"] == "money" and rules["2 lbs"] == "measure"
    assert rules["221B"] == "address" and rules["he"] == "word"


def test_every_written_token_is_said_by_its_words():
    words = read("Pay $5 now.")[0].words
    assert [(word.written, word.spoken) for word in words] == [
        ("Pay", "Pay"), ("$5", "five"), ("", "dollars"), ("now", "now")]
