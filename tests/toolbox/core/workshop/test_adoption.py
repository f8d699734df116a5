"""From a take of the library to a project's sentences, and their merging with those that were there."""

from dataclasses import replace

import numpy as np
import pytest

from synthesizer.reading import Reading, Word
from toolbox.core.cloning.speech import Spoken
from toolbox.core.library.records import Take
from toolbox.core.workshop import edits
from toolbox.core.workshop.adoption import merged, sentences_of

READING = Reading("one two.", "aa bb.", (Word("one", 0, 2), Word("two", 3, 5)), step=0.02,
                  durations=np.full(8, 0.1), pitch=np.linspace(0, 1, 40), voicing=np.ones(40))
TEXT = "One two. [Ben] One two."
RATE = 100


@pytest.fixture
def take():
    spoken = [Spoken(READING, voice, n, n * 1.0, 0.8, 0.05, written=written)
              for n, (voice, written) in enumerate((("Anna", (0, 8)), ("Ben", (15, 23))))]
    return Take("1" * 12, "Anna", TEXT, "default", 0, 1.0, 0.0, RATE, 2.0, "", "anna-1", sentences=spoken,
                wav=np.arange(2 * RATE, dtype=np.float32))


def divided(take):
    return sentences_of(take, ["Ben"], lambda name: {"Ben": ("ben-1",)}[name])


def test_each_sentence_has_its_voice_and_its_part_of_the_sound(take):
    adopted = divided(take)
    first, second = adopted.sentences
    assert (adopted.text, first.text, second.text) == (TEXT, "One two.", "One two.")
    assert (first.role, first.take.recordings, second.role, second.take.recordings) == (
        "", ("anna-1",), "Ben", ("ben-1",))
    assert second.take.source == (take.id, 1)
    np.testing.assert_array_equal(adopted.sounds[second.take.id], np.arange(100, 180))


def test_a_sentence_edited_by_hand_has_to_be_rendered(take):
    edited = replace(READING, pitch=READING.pitch + 2)
    adopted = divided(replace(take, edits=edits.to_dict({1: edits.Edit(edited, READING, "One *two*.")})))
    first, second = adopted.sentences
    assert adopted.text == "One two. [Ben] One *two*." and second.text == "One *two*."
    assert second.take.reading == edited and second.take.edited and adopted.sounds[second.take.id] is None
    assert adopted.sounds[first.take.id] is not None


def test_what_was_only_heard_has_no_sentences(take):
    heard = [replace(s, written=(0, 0), reading=replace(READING, words=())) for s in take.sentences]
    assert divided(replace(take, text="", sentences=heard)).sentences == []


def test_unchanged_sentences_keep_their_ids_and_takes(take):
    old = divided(take).sentences
    other = replace(take, id="2" * 12, sentences=[replace(take.sentences[0], reading=replace(READING, speed=1.1)),
                                                  take.sentences[1]])
    new = [replace(divided(other).sentences[0], text="Three."), *divided(other).sentences]
    three, first, second = merged(old, new)
    assert three is new[0] and [first.id, second.id] == [s.id for s in old]
    assert [t.source for t in first.takes] == [(take.id, 0), (other.id, 0)] and first.chosen == 1
    # The same take once more adds nothing, and is chosen again.
    again = merged([first, second], divided(take).sentences)
    assert [len(s.takes) for s in again] == [2, 2] and [s.chosen for s in again] == [0, 0]
