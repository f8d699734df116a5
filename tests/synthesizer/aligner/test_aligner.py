from functools import partial

import numpy as np
import pytest
import torch

from audio.mel import MelConfig, log_mel_numpy
from corpus.alignment import align_shards
from corpus.shards import Features, read_shards, write_shard
from synthesizer.aligner.inference import align
from synthesizer.aligner.network import FrameClassifier
from synthesizer.aligner.train import train_aligner

RATE, HOP = 24_000, 256
PITCHES = {"a": 200.0, "b": 420.0, "c": 800.0, "d": 1_500.0, "e": 2_700.0}


def _utterance(rng, number, n_symbols=22):
    """Tones of distinct pitch stand for phonemes, with silence at both ends."""
    phonemes = [str(rng.choice(list(PITCHES)))]
    while len(phonemes) < n_symbols:
        phonemes.append(str(rng.choice([p for p in PITCHES if p != phonemes[-1]])))
    lengths = rng.integers(1_800, 5_000, n_symbols + 2)
    tones = [np.zeros(lengths[0])]
    for symbol, length in zip(phonemes, lengths[1:-1], strict=True):
        tones.append(0.1 * np.sin(2 * np.pi * PITCHES[symbol] * np.arange(length) / RATE))
    wav = np.concatenate([*tones, np.zeros(lengths[-1])]).astype(np.float32)
    wav += rng.normal(0, 1e-3, len(wav)).astype(np.float32)
    boundaries = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    mel = torch.from_numpy(log_mel_numpy(wav)).half()
    return Features(f"u{number}", "nobody", "".join(phonemes), False, 12_000.0, mel, torch.zeros(mel.shape[1]).half(),
                    torch.zeros(1, 256).half(), boundaries=torch.from_numpy(boundaries))


@pytest.fixture(scope="module")
def utterances():
    rng = np.random.default_rng(0)
    return [_utterance(rng, i) for i in range(14)]


@pytest.fixture(scope="module")
def aligner(utterances):
    return train_aligner(utterances[:10], HOP, steps=70, batch=4, frames=128, progress=False)


def test_boundaries_are_found_to_thirty_milliseconds(aligner, utterances):
    for f in utterances[10:]:
        found, score = align(aligner, f.mel, f.phonemes, HOP)
        assert found.dtype == torch.int32 and len(found) == len(f.phonemes) + 3
        assert found[0] == 0 and (torch.diff(found) > 0).all()
        assert (found - f.boundaries).abs().max() < 0.03 * RATE
        assert score > -0.7


def test_the_score_tells_a_wrong_transcript(aligner, utterances):
    f = utterances[11]
    wrong = f.phonemes.translate(str.maketrans("abcde", "bcdea"))
    assert align(aligner, f.mel, wrong, HOP)[1] < align(aligner, f.mel, f.phonemes, HOP)[1] - 1


def test_too_many_phonemes_are_refused(aligner, utterances):
    mel = utterances[0].mel
    with pytest.raises(ValueError, match="do not fit"):
        align(aligner, mel[:, :40], "ab" * 20, HOP)
    found, _ = align(aligner, mel[:, :42], "ab" * 20, HOP)  # one frame each, and one for each end
    assert found.tolist() == [min(i, 41) * HOP for i in range(43)]


def test_training_is_repeatable(utterances):
    first, again = (train_aligner(utterances[:3], HOP, steps=3, batch=2, frames=64, progress=False) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))


def test_it_is_saved_and_hears_the_same(aligner, utterances, tmp_path):
    aligner.save(tmp_path / "aligner.safetensors")
    read = FrameClassifier.load(tmp_path / "aligner.safetensors")
    assert read.symbols == aligner.symbols == "^abcde"
    f = utterances[12]
    found, again = (align(network, f.mel, f.phonemes, HOP)[0] for network in (aligner, read))
    assert (found - again).abs().max() <= HOP  # the file holds half precision
    with torch.no_grad():
        pair = torch.stack([f.mel[:, :100].float(), utterances[13].mel[:, :100].float()])
        for both, alone in zip(read.listen(pair), read.listen(pair[1:]), strict=True):
            torch.testing.assert_close(both[1], alone[0], atol=1e-4, rtol=1e-4)
    with pytest.raises(ValueError, match="not a model"):
        (tmp_path / "aligner.safetensors").write_bytes(b"nonsense")
        FrameClassifier.load(tmp_path / "aligner.safetensors")


def test_shards_get_the_boundaries_of_what_fits(aligner, utterances, tmp_path):
    from dataclasses import replace
    bare = [replace(f, boundaries=None, phonemes="") for f in utterances[10:]]
    write_shard(tmp_path / "a-00000.safetensors", bare, MelConfig())
    right, wrong, many, other = utterances[10:]
    transcripts = {right.id: right.phonemes + "xyz", many.id: "abcde" * 200,
                   wrong.id: wrong.phonemes.translate(str.maketrans("abcde", "bcdea"))}
    scores = align_shards(tmp_path, partial(align, aligner), aligner.symbols, transcripts, worst=-1.0)
    assert scores.keys() == transcripts.keys() and scores[many.id] == -np.inf
    read = {f.id: f for f in read_shards(tmp_path)[0]}
    assert [read[f.id].boundaries is None for f in utterances[10:]] == [False, True, True, True]
    assert read[right.id].phonemes == right.phonemes  # what the aligner does not know is left out
    assert (read[right.id].boundaries - right.boundaries).abs().max() < 0.03 * RATE
    assert torch.equal(read[other.id].mel, other.mel)
