"""Only what an edit changes is decoded again."""

import numpy as np
import pytest
import torch

from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.memory import Memory
from synthesizer.parallel.network import ParallelSynthesizer

CONFIG = SynthesizerConfig(n_layers=2, detail_layers=1, dim=24, hidden_dim=32, detail_dim=16, text_dim=16,
                           text_hidden=16, text_layers=1, prosody_dim=16, prosody_layers=1)
REACH = 2 * 3 + 2  # steps: two blocks of the decoder, and one at twice the rate


class Decoder:
    """Decodes a sentence by a network and counts the decoded steps."""

    def __init__(self):
        torch.manual_seed(0)
        self.network, self.decoded = ParallelSynthesizer(CONFIG).eval(), []

    @torch.inference_mode()
    def __call__(self, memory, spread, pitch):
        noise = torch.zeros(1, len(pitch), CONFIG.noise_dim)
        voice = torch.zeros(1, CONFIG.voice_dim)

        def decode(at):
            n = len(pitch[at])
            self.decoded.append(n)
            return self.network.decode(spread[:, at], pitch[None, at], torch.ones(1, n), torch.tensor([5.0]), voice,
                                       torch.ones(1, n), noise[:, at])

        return memory.decode(decode, torch.cat([spread[0], pitch[:, None]], dim=1), voice[0])


@pytest.fixture
def inputs():
    rng = torch.Generator().manual_seed(1)
    return torch.randn(1, 200, CONFIG.text_dim + 3, generator=rng), torch.randn(200, generator=rng)


@pytest.mark.parametrize("changed", [(0, 3), (90, 110), (197, 200)])
def test_only_the_neighbourhood_of_an_edit_is_decoded(inputs, changed):
    decoder, memory, (spread, pitch) = Decoder(), Memory(CONFIG), inputs
    decoder(memory, spread, pitch)
    edited = pitch.clone()
    edited[slice(*changed)] += 0.2
    made, whole = decoder(memory, spread, edited), decoder(Memory(CONFIG), spread, edited)
    length = changed[1] - changed[0]
    assert decoder.decoded[0] == decoder.decoded[2] == 200
    assert length < decoder.decoded[1] <= length + 4 * REACH
    np.testing.assert_allclose(made, whole, atol=1e-5)


def test_nothing_is_decoded_twice_and_a_longer_sentence_from_its_edit_on(inputs):
    decoder, memory, (spread, pitch) = Decoder(), Memory(CONFIG), inputs
    first = decoder(memory, spread, pitch)
    assert torch.equal(decoder(memory, spread, pitch), first) and decoder.decoded == [200]
    longer = torch.cat([spread[:, :150], spread[:, 140:]], dim=1), torch.cat([pitch[:150], pitch[140:]])
    made = decoder(memory, *longer)
    assert decoder.decoded[1] == 60 + 2 * REACH
    np.testing.assert_allclose(made, decoder(Memory(CONFIG), *longer), atol=1e-5)
    # After an edit of everything, that is what is remembered.
    decoder(memory, spread, pitch + 1)
    assert decoder.decoded[-1] == 200
    decoder(memory, spread, pitch + 1)
    assert len(decoder.decoded) == 4


def test_results_are_computed_once_and_old_ones_forgotten():
    memory, computed = Memory(CONFIG), []

    def recall(key):
        return memory.recall(key, lambda: computed.append(key) or key)

    for key in [*range(32), 0, 32, 0, 1]:
        assert recall(key) == key
    assert computed == [*range(33), 1]
    memory.forget()
    recall(0)
    assert computed[-1] == 0


def test_a_level_that_is_given_with_the_same_voice_is_decoded():
    """Conversion gives a level and text does not, and the same network serves both."""
    memory, voice, decoded = Memory(CONFIG), torch.zeros(CONFIG.voice_dim), []

    def decode(at):
        decoded.append(len(range(200)[at]))
        return torch.zeros(1, CONFIG.mel.n_mels, decoded[-1] * CONFIG.reduction)

    for width in (20, 21, 20):
        memory.decode(decode, torch.zeros(200, width), voice)
    assert decoded == [200, 200, 200]
