from dataclasses import replace

import numpy as np
import pytest
import torch

from audio.mel import MelConfig, log_mel
from audio.voice import N_BANDS
from encoder.ecapa.network import ECAPA
from encoder.from_mel import MelEmbedder
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.aligner.network import FrameClassifier
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.train import OTHER_FRAMES, SynthesizerTask, draw_reference
from toolbox.core.models.profiles import ENCODER, MODELS
from training.loop import Plan

TINY = SynthesizerConfig(voice_dim=24, text_dim=24, text_hidden=48, text_layers=1, prosody_dim=24, prosody_layers=1,
                         dim=32, hidden_dim=64, n_layers=2, detail_dim=24, detail_layers=1)


def _task(features, tmp_path, **options):
    plan = Plan(tmp_path, steps=1_000, bfloat16=False, progress=False)
    return SynthesizerTask(features, plan, TINY, **({"frames": 800} | options))


def test_one_batch_is_learnt(features, tmp_path):
    task = _task(features, tmp_path, learning_rate=0.1, adversarial_from=26)  # a tenth of it after 30 steps of warm-up
    losses = []
    for step in range(30):
        torch.manual_seed(0)
        losses.append(task.step(step, np.random.default_rng(0)))
    assert all(np.isfinite(list(row.values())).all() for row in losses)
    for name in ("mel", "duration", "pitch", "voicing"):
        assert np.mean([row[name] for row in losses[-3:]]) < 0.9 * losses[0][name], name
    assert "judge" not in losses[25] and losses[-1]["judge"] < losses[26]["judge"]


def test_other_voices_are_judged_by_embedding_and_words(features, tmp_path):
    torch.manual_seed(0)
    wavs = [f.audio.numpy() / 32767 for f in features]
    embedder = MelEmbedder.fit(SpeakerEncoder.load(MODELS / ENCODER).network, MelConfig(),
                               [(wav, log_mel(torch.from_numpy(wav).float())) for wav in wavs])
    symbols = "^" + "".join(sorted(set(features[0].phonemes)))
    listener = FrameClassifier(symbols).eval().requires_grad_(False)
    second = MelEmbedder(ECAPA(channels=16).eval(), MelConfig())
    task = _task(features, tmp_path, embedder=embedder, listener=listener, second_embedder=second, adversarial_from=0,
                 learning_rate=1e-2)
    judges = [*embedder.parameters(), *listener.parameters(), *second.parameters(), *second.buffers()]
    before = [p.clone() for p in judges]
    for step in range(2):
        losses = task.step(step, np.random.default_rng(step))
    assert {"likeness", "second likeness", "tone", "words", "judge", "fooling", "features"} <= losses.keys()
    assert np.isfinite(list(losses.values())).all() and -1 <= losses["likeness"] <= 1
    assert -1 <= losses["second likeness"] < 0.999
    after = judges
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_batches_fit_together(features, tmp_path):
    task = _task(features, tmp_path)
    for seed in range(4):
        b = task.batch(np.random.default_rng(seed))
        n_steps = b.pitch.shape[1]
        assert b.mel.shape[2] == b.frame_mask.shape[1] == n_steps * TINY.reduction
        assert b.symbols.shape == b.symbol_mask.shape and b.boundaries.shape[1] == b.symbols.shape[1] + 1
        assert (b.boundaries[:, 0] == 0).all() and (torch.diff(b.boundaries) >= 0).all()
        for row, frames in zip(b.boundaries, b.frame_mask.sum(dim=1), strict=True):
            assert row[-1] == -(-int(frames) // TINY.reduction)
        assert ((b.voicing == 0) | (b.voicing == 1)).all() and b.pitch.abs().max() <= 0.9
        # 8 kHz of bandwidth: the bands above are not asked for.
        assert 70 < b.band_mask.sum(dim=1).min() < 100 and b.band_mask[:, 0].all()
        torch.testing.assert_close(b.embedding.norm(dim=1), torch.ones(len(b.mel)))
        assert b.other_mel.shape == (len(b.mel), 100, OTHER_FRAMES) and set(b.other_pure.tolist()) <= {0.0, 1.0}


def test_pitch_and_mean_give_the_recording_s(features, tmp_path):
    task = _task(features, tmp_path)
    feature = task.features[0]
    example = task._example(feature, 0, np.random.default_rng(0))
    f0 = np.exp(example["mean"] + example["pitch"].numpy()).repeat(TINY.reduction)[: len(feature.f0)]
    true = feature.f0.float().numpy()
    voiced = true > 0
    assert np.median(np.abs(12 * np.log2(f0[voiced] / true[voiced]))) < 0.3
    assert np.array_equal(example["voicing"].numpy().repeat(TINY.reduction)[: len(true)] * true, true)


def test_a_reference_is_a_stretch_of_the_utterance(features):
    rng, whole = np.random.default_rng(0), features[0]
    true = torch.nn.functional.normalize(whole.partials.float().mean(dim=0), dim=0)
    drawn = [draw_reference(whole, rng) for _ in range(8)]
    assert len({tuple(e.tolist()) for e, _ in drawn}) > 1
    for embedding, statistics in drawn:
        assert embedding.norm().item() == pytest.approx(1, abs=1e-5) and embedding @ true > 0.85
        assert statistics.shape == (3 + 3 * N_BANDS,) and np.isfinite(statistics).all()


def test_utterances_without_boundaries_are_left_out(features, tmp_path):
    bare = [replace(f, boundaries=None) for f in features]
    assert len(_task([*features, *bare], tmp_path).features) == len(features)
    with pytest.raises(ValueError, match="nothing to learn from"):
        _task(bare, tmp_path)


def test_the_weights_say_how_often_an_utterance_is_drawn(features, tmp_path):
    task = _task(features, tmp_path, weights=lambda f: 0.0 if f.speaker == features[0].speaker else 1.0)
    only = {task.features[i].speaker: p for i, p in enumerate(task.draw)}
    assert only[features[0].speaker] == 0 and sum(task.draw) == pytest.approx(1)
