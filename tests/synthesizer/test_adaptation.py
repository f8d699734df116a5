"""The voice vector moves towards a person, and only it."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from corpus.aligner import FrameClassifier
from encoder.from_mel import MelEmbedder
from encoder.inference import SpeakerEncoder
from synthesizer.adaptation import SENTENCES, STEPS, Adapter
from synthesizer.inference import Synthesizer
from synthesizer.text.phonemes import Phonemizer
from toolbox.core.profiles import ALIGNER, MEL_EMBEDDER, MODELS


@pytest.fixture(scope="module")
def synthesizer():
    return Synthesizer.load(MODELS / "synthesizer.safetensors")


@pytest.fixture(scope="module")
def adapter(synthesizer):
    return Adapter(synthesizer.network, MelEmbedder.load(MODELS / MEL_EMBEDDER, SpeakerEncoder.load().network),
                   FrameClassifier.load(MODELS / ALIGNER), [synthesizer.read(s)[0] for s in SENTENCES])


@pytest.fixture(scope="module")
def voice(cloner, voices):
    enrolled = cloner.enroll(next(iter(voices.values())))
    return enrolled.embedding, enrolled.statistics


def test_what_is_said_comes_closer_to_the_person(adapter, synthesizer, voice):
    """Measured on a sentence that was not said while adapting, by the encoder on the mel."""
    network, (embedding, statistics) = synthesizer.network, voice
    weights = [p.clone() for p in network.parameters()]
    adapted = adapter.adapt(embedding, statistics)
    assert adapted.shape == (network.config.voice_dim,) and adapted.dtype == np.float32
    phonemes = synthesizer.read("We had not seen the sea for almost a year, and nobody wanted to leave again.")[0]

    def likeness(vector):
        mel = torch.from_numpy(synthesizer.synthesize(phonemes, embedding, statistics, adapted=vector).mel)[None]
        windows = torch.cat([mel[..., i: i + adapter.embedder.frames]
                             for i in range(0, mel.shape[-1] - adapter.embedder.frames, 40)])
        return float(F.cosine_similarity(adapter.embedder(windows).mean(dim=0), torch.from_numpy(embedding), dim=0))

    assert likeness(adapted) > likeness(None) + 0.02
    assert all(torch.equal(a, b) for a, b in zip(weights, network.parameters(), strict=True))
    assert all(p.grad is None for p in network.parameters())


def test_the_same_voice_gives_the_same_vector(adapter, voice):
    torch.manual_seed(1)
    first = adapter.adapt(*voice)
    torch.manual_seed(2)
    np.testing.assert_array_equal(adapter.adapt(*voice), first)


def test_adapting_reports_and_can_be_given_up(adapter, voice):
    shares = []
    assert adapter.adapt(*voice, progress=shares.append, cancelled=lambda: len(shares) == 3) is None
    assert shares == [0, 1 / STEPS, 2 / STEPS]


def test_the_sentences_hold_every_phoneme_of_english():
    said = {c for read in Phonemizer().phonemize(SENTENCES) for c in read.text}
    assert set("AIOWYbdfhijklmnpstuvwzæðŋɑɔəɛɡɪɹʃʊʌʒʤʧθ") <= said
