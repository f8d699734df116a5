"""The voice vector moves towards a person, and only it."""

import numpy as np
import pytest
import torch

from synthesizer.text import Phonemizer, read
from toolbox.core.cloning import adaptation
from toolbox.core.cloning.adaptation import SENTENCES, STEPS


@pytest.fixture(scope="module")
def adapter(cloner):
    return cloner.adapter


@pytest.fixture(scope="module")
def enrolled(cloner, voices):
    return cloner.enroll(voices["Hester"])


@pytest.fixture(scope="module")
def voice(enrolled):
    return enrolled.embedding, enrolled.statistics, enrolled.second


def test_adapted_speech_is_closer_to_the_person(adapter, cloner, enrolled, voice):
    """The likeness is measured on a sentence not used in the adaptation, by both encoders on the waveform."""
    synthesizer, (embedding, statistics, second) = cloner.synthesizer, voice
    network = synthesizer.network
    weights = [p.clone() for p in network.parameters()]
    adapted = cloner.adapt(enrolled)
    assert adapted.shape == (network.config.n_decoder_blocks, network.config.voice_dim) and adapted.dtype == np.float32
    reading = synthesizer.read(*read("We had not seen the sea for almost a year, and nobody wanted to leave again."))

    def likeness(vector):
        made = synthesizer.render(synthesizer.plan(reading, embedding, statistics), embedding, statistics,
                                  adapted=vector)
        wav = cloner.vocoder.infer(made.mel, made.f0)
        heard = cloner.enroll((wav, cloner.rate))
        return np.array([heard.embedding @ embedding, heard.second @ second])

    first, by_one, by_both = likeness(None), likeness(adapter.adapt(embedding, statistics)), likeness(adapted)
    assert by_both[0] > first[0] + 0.02 and by_both[1] > max(first[1], by_one[1]) + 0.03
    assert all(torch.equal(a, b) for a, b in zip(weights, network.parameters(), strict=True))
    assert all(p.grad is None for p in network.parameters())


def test_the_same_voice_gives_the_same_vector(adapter, voice, monkeypatch):
    monkeypatch.setattr(adaptation, "STEPS", 1)  # every step is like the others
    torch.manual_seed(1)
    first = adapter.adapt(*voice)
    torch.manual_seed(2)
    np.testing.assert_array_equal(adapter.adapt(*voice), first)


def test_adapting_reports_and_can_be_given_up(adapter, voice):
    shares = []
    assert adapter.adapt(*voice, progress=shares.append, cancelled=lambda: len(shares) == 2) is None
    assert shares == [0, 1 / STEPS]


def test_the_sentences_hold_every_phoneme_of_english():
    said = {c for read in Phonemizer().phonemize(SENTENCES) for c in read.text}
    assert set("AIOWYbdfhijklmnpstuvwzæðŋɑɔəɛɡɪɹʃʊʌʒʤʧθ") <= said
