"""A new voice speaks at once, and more closely after its first sentences."""

import numpy as np
import pytest

from audio.errors import Cancelled
from toolbox.core.cloning import adaptation
from toolbox.core.cloning import engine as engine_module
from toolbox.core.processes.engine import Engine

SENTENCES = ("We had not seen the sea for almost a year. ", "Nobody wanted to leave it again so soon. ",
             "The boat was gone.")
TEXT = "".join(SENTENCES)


@pytest.fixture
def fresh(cloner, clips, monkeypatch):
    """Return a function that gives a voice the engine has not adapted to; each is another stretch of a recording."""
    monkeypatch.setattr(adaptation, "STEPS", 1)
    monkeypatch.setattr(engine_module, "COVER", 4.0)
    wav, rate = clips["Edwin"]
    known = set(cloner._adapted.vectors)
    yield lambda begin: cloner.enroll((wav[int(begin * rate): int((begin + 4) * rate)], rate), name="Edwin")
    for key in set(cloner._adapted.vectors) - known:  # adapted in one step: not for other tests
        del cloner._adapted.vectors[key]


def _sentences(chunks):
    """Return the mel of each sentence: its sound also depends on where the mark's pattern stands at its beginning."""
    mels = []
    for chunk in chunks:
        if chunk.spoken is not None:
            mels.append([])
        if mels:
            mels[-1].append(chunk.mel)
    return [np.concatenate(mel, axis=1) for mel in mels]


def test_the_first_sentences_do_not_wait_and_the_later_ones_are_adapted(cloner, fresh):
    shares, at, chunks, voice = [], [], [], fresh(0.0)

    def adapting(share):
        shares.append(share)
        at.append(sum(len(chunk.wav) for chunk in chunks) / cloner.rate)

    for chunk in cloner.stream(voice, TEXT, adapting=adapting):
        chunks.append(chunk)
    assert shares == [0.0, 1.0] and min(at) >= 4.0  # behind so much speech
    # From now on, all speech is adapted from the beginning.
    again = list(cloner.stream(voice, TEXT, adapting=shares.append))
    assert len(shares) == 2
    first, second, third = (np.array_equal(*pair) for pair in zip(_sentences(chunks), _sentences(again), strict=True))
    assert third and not first and not second
    starts = [[c.spoken for c in made if c.spoken is not None] for made in (chunks, again)]
    for a, b in zip(*starts, strict=True):  # and said in the same way
        assert a.reading == b.reading and a.seed == b.seed


def test_what_is_said_whole_is_adapted_from_the_beginning(cloner, fresh):
    voice = fresh(0.5)
    quick = cloner.say(voice, SENTENCES[0], adapt=False)
    made = cloner.say(voice, SENTENCES[0])
    assert made.timings["adaptation"] > 0.1 > quick.timings["adaptation"]
    assert len(made.wav) == len(quick.wav) and not np.array_equal(made.wav, quick.wav)


def test_an_adaptation_that_was_given_up_goes_on(cloner, fresh, monkeypatch):
    monkeypatch.setattr(adaptation, "STEPS", 2)
    voice, shares = fresh(1.0), []
    with pytest.raises(Cancelled):
        cloner.adapt(voice, shares.append, lambda: len(shares) == 2)
    assert shares == [0, 1 / 2]
    interrupted = cloner.adapt(voice, shares.append)
    assert shares[2:] == [1 / 2, 1]
    whole = cloner.adapter.adapt(voice.embedding, voice.statistics, voice.second)
    np.testing.assert_array_equal(interrupted, whole)


def test_a_step_is_given_up_in_the_middle(cloner, fresh):
    """Somebody who presses Clone while the engine adapts does not wait for a whole step."""
    voice, asked = fresh(1.5), []
    with pytest.raises(Cancelled):
        cloner.adapt(voice, cancelled=lambda: asked.append(1) or len(asked) > 3)
    assert len(asked) == 4


def test_the_engine_s_process_sounds_before_it_adapts(cloner, fresh):
    engine, events = Engine(1), []
    engine.cloner, engine._need = cloner, lambda *_: cloner
    take = engine.clone(lambda name, payload: events.append(name), lambda: False, "default", "cpu", fresh(2.0), TEXT,
                        1.0, 0.0, 0, "", liveliness=0.5)
    assert events.index("chunk") < events.index("progress") < len(events) - events[::-1].index("chunk")
    assert [s.liveliness for s in take.sentences] == [0.5] * 3 and take.timings["first_sound"] < take.timings["total"]
