"""Requests for single sentences: speaking, editing, respelling and read-back."""

from dataclasses import replace

import numpy as np
import pytest

from synthesizer import editing
from toolbox.core.cloning.speech import Manner, Spoken
from toolbox.core.library.arrays import read_arrays, write_arrays
from toolbox.core.processes.engine import Engine
from toolbox.core.processes.reader import Reader
from toolbox.core.script.subtitles import Cue
from toolbox.core.workshop.readback import commonness, evidence, lost_words

TEXT = "We had not seen the sea [pause 0.6s] for almost a year. *Nobody* asked."


def call(method, *arguments, **named):
    return method(lambda name, payload: None, lambda: False, *arguments, **named)


@pytest.fixture(scope="module")
def engine(cloner):
    made = Engine(1)
    made._need = lambda emit, profile, device: cloner
    made.cloner = cloner
    return made


@pytest.fixture(scope="module")
def voice(guessed):
    return guessed["Clara"]


@pytest.fixture(scope="module")
def take(engine, voice):
    return call(engine.clone, "", "", voice, TEXT, 1.0, 0.0, 5, "clara")


def test_a_take_knows_its_sentences_and_each_can_be_said_again(engine, take, voice, tmp_path):
    assert [TEXT[slice(*s.written)] for s in take.sentences] == [
        "We had not seen the sea [pause 0.6s] for almost a year.", "*Nobody* asked."]
    for spoken in take.sentences:
        wav, mel, again = call(engine.render, "", "", voice, spoken.reading, spoken.seed, spoken.begin)
        begin = round(spoken.begin * take.rate)
        np.testing.assert_array_equal(wav, take.wav[begin: begin + len(wav)])
        assert again.cut == spoken.cut and len(wav) == round(spoken.seconds * take.rate)
        assert Spoken.from_dict(spoken.to_dict()) == spoken
    write_arrays(tmp_path / "x.npz", take)
    assert read_arrays(tmp_path / "x.npz", "")["sentences"] == take.sentences


def test_an_edit_is_heard_from_its_place_while_the_rest_is_made(engine, take, voice):
    spoken, heard = take.sentences[0], []
    edited = editing.shift_pitch(spoken.reading, 7, 3.0)
    begin = editing.span(edited, 6)[0]
    call(engine.rehearse, "", "", voice, spoken.reading, spoken.seed)
    wav, mel, made = engine.render(lambda name, payload: heard.append((name, *payload)), lambda: False, "", "", voice,
                                   edited, spoken.seed, 2.0, begin)
    assert {name for name, *_ in heard} == {"heard"} and len(heard) > 1 and made.begin == 2.0
    first = round(heard[0][1] * take.rate)
    assert 0 <= begin - made.cut - heard[0][1] < 0.011 and len(heard[0][2]) < 0.2 * take.rate
    # The filter of the mark begins within its reach; from there on it is what is kept, but for rounding.
    reach, pieces = round(0.05 * take.rate), np.concatenate([piece for *_, piece in heard])
    np.testing.assert_allclose(pieces[reach:], wav[first + reach:], atol=1e-5)
    # What is kept does not depend on where somebody listened, or on what was worked out before.
    engine.cloner.synthesizer.to("cpu")
    whole, *_ = call(engine.render, "", "", voice, edited, spoken.seed, 2.0)
    np.testing.assert_allclose(whole, wav, atol=1e-4)
    again, *_ = call(engine.render, "", "", voice, spoken.reading, spoken.seed, spoken.begin)
    at = round(spoken.begin * take.rate)
    np.testing.assert_allclose(again, take.wav[at: at + len(again)], atol=1e-4)


def test_a_sentence_goes_on_with_the_mark_of_the_speech(engine, take, voice):
    spoken = take.sentences[1]
    (wav, _, again), = call(engine.say_sentence, "", "", {"": Manner(voice)}, TEXT[slice(*spoken.written)], spoken.seed,
                            begin=spoken.begin)
    begin = round(spoken.begin * take.rate)
    assert again.begin == spoken.begin
    np.testing.assert_array_equal(wav, take.wav[begin: begin + len(wav)])


def test_a_sentence_by_itself_is_what_it_is_in_the_text(engine, take, voice):
    (wav, mel, spoken), = call(engine.say_sentence, "", "", {"": Manner(voice)},
                               TEXT[slice(*take.sentences[1].written)], take.sentences[1].seed)
    assert spoken.reading == take.sentences[1].reading and len(wav) == mel.shape[1] * 256
    # The mark goes on through a text; by itself a sentence has it from its beginning.
    begin = round(take.sentences[1].begin * take.rate)
    np.testing.assert_array_equal(mel, take.mel[:, begin // 256: begin // 256 + mel.shape[1]])


def test_a_word_is_respelled_and_edits_stay(engine, take, voice):
    original = take.sentences[0].reading
    edited = editing.shift_pitch(original, 0, 4.0)
    wav, mel, spoken, plan, text = call(engine.respell, "", "", voice, original, edited, 5, "lˈAk", 0.0, 5,
                                        text="We had not *seen* the sea for almost a year.")
    assert text == "We had not *seen* the {sea|/lˈeɪk/} for almost a year."
    assert spoken.reading.words[5].text == "sea" and "lˈAk" in spoken.reading.symbols
    middle = int(sum(editing.span(spoken.reading, 0)) / 2 / plan.step)
    assert spoken.reading.pitch[middle] - editing.retime(plan, spoken.reading.durations).pitch[middle] > 3


def test_words_that_were_lost_are_heard_to_be(engine, take, voice):
    spoken = take.sentences[0]
    begin, end = round(spoken.begin * 24_000), round((spoken.begin + spoken.seconds) * 24_000)
    before = call(engine.listen, "", "", take.wav[begin:end], 24_000, spoken)
    assert 7 not in before and len(before) < 2
    wav, _, other, plan, _ = call(engine.respell, "", "", voice, spoken.reading, spoken.reading, 7, "bˈʊk", 0.0, 5)
    # "book" was spoken, but the listener is asked about "almost".
    durations = plan.durations.astype(float)
    word = plan.words[7]
    length = durations[word.begin + 1: word.end + 1].sum()
    old = spoken.reading.words[7]
    n = old.end - old.begin
    asked = replace(spoken.reading, durations=np.concatenate([
        durations[:word.begin + 1], np.full(n, length / n), durations[word.end + 1:]]), pitch=plan.pitch,
        voicing=plan.voicing, loudness=None)
    lost = call(engine.listen, "", "", wav, 24_000, replace(other, reading=asked))
    assert 7 in lost and set(lost) <= {*before, 7}


def test_subtitles_are_said_as_sentences(engine, voice):
    cues = [Cue(1.0, 3.0, "The kettle is on the stove."), Cue(3.2, 3.5, "The letters are on the table by the window.")]
    parts, warnings = call(engine.say_cues, "", "", {"": Manner(voice)}, cues, 3)
    assert [part.line for part in parts] == [0, 1] and parts[0].spoken.begin == 1.0
    assert "Subtitle 2" in warnings[0] and parts[1].spoken.begin >= 3.2


def test_a_text_is_read_beside_the_engine():
    faults, sentences = call(Reader(1).text, "Mr Xqzvry {left|LEFT} [puase].", dictionary={"xqzvry": "zˈɪvɹi"})
    assert "[pause] is one" in faults[0].sentence
    assert [(w.source, w.certain) for w in sentences[0].sentence.words][1:] == [("dictionary", True), ("mark", True)]
    _, sentences = call(Reader(1).text, "Mr Xqzvry left.")
    assert not sentences[0].sentence.words[1].certain


def test_rare_words_and_guesses_need_to_be_clearer(engine, take):
    spoken = take.sentences[0]
    begin, end = round(spoken.begin * 24_000 / 256), round((spoken.begin + spoken.seconds) * 24_000 / 256)
    heard = engine.cloner.recogniser, take.mel[:, begin:end], spoken, 256 / 24_000
    plain, guessed = (evidence(*heard, unsure) for unsure in ((), {"almost"}))
    assert plain[7, 2] == 0 and guessed[7, 2] == 1 and (plain[:, 1] >= 3).all()  # all of them are common words
    assert 7 not in lost_words(*heard) and 7 in lost_words(*heard, {"almost"})
    assert commonness("the") == 6 > commonness("window-sill") and commonness("Mentelin") == 0
