"""Small recognisers, and utterances in which tones stand for phonemes."""

import numpy as np
import pytest
import torch

from audio.mel import log_mel_numpy
from corpus.shards import Features
from synthesizer.recogniser.config import RecogniserConfig, StreamingConfig
from synthesizer.recogniser.network import RecogniserNetwork
from synthesizer.recogniser.streaming import StreamingNetwork

RATE = 24_000
PITCHES = {"a": 200.0, "b": 420.0, "k": 800.0, "d": 1_500.0, "e": 2_700.0}
SMALL = {"dim": 32, "n_heads": 2, "feed_forward_dim": 64, "probe_dim": 32, "skip_dim": 8}


def _utterance(rng, number, held_out):
    phonemes = [str(rng.choice(list(PITCHES)))]
    while len(phonemes) < 14:
        phonemes.append(str(rng.choice([p for p in PITCHES if p != phonemes[-1]])))
    lengths = rng.integers(1_800, 5_000, len(phonemes) + 2)
    tones = [np.zeros(lengths[0])]
    for symbol, length in zip(phonemes, lengths[1:-1], strict=True):
        tones.append(0.1 * np.sin(2 * np.pi * PITCHES[symbol] * np.arange(length) / RATE))
    wav = np.concatenate([*tones, np.zeros(lengths[-1])]) + rng.normal(0, 1e-3, lengths.sum())
    mel = torch.from_numpy(log_mel_numpy(wav)).half()
    boundaries = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return Features(f"u{number}", "nobody", "".join(phonemes), held_out, 12_000.0, mel, torch.zeros(mel.shape[1]),
                    torch.zeros(1, 256), torch.from_numpy((wav * 32767).astype(np.int16)), torch.from_numpy(boundaries))


@pytest.fixture(scope="session")
def tones():
    """Return fourteen utterances of tones with exact boundaries; the last two are held out."""
    rng = np.random.default_rng(0)
    return [_utterance(rng, i, held_out=i >= 12) for i in range(14)]


@pytest.fixture
def network():
    torch.manual_seed(0)
    return RecogniserNetwork(RecogniserConfig(**SMALL, n_layers=3)).eval()


@pytest.fixture
def streaming():
    torch.manual_seed(0)
    return StreamingNetwork(StreamingConfig(**SMALL, past=20)).eval()
