from dataclasses import replace

import numpy as np
import pytest
import torch

from encoder.ecapa.network import ECAPA
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.examples import MICROPHONE, Examples, prosody
from synthesizer.parallel.train import SynthesizerTask, say_again
from synthesizer.recogniser.config import RecogniserConfig
from synthesizer.recogniser.network import RecogniserNetwork
from toolbox.core.cloning.hearing import Hearing
from toolbox.core.models.profiles import ENCODER, MODELS, VOCODER
from training.loop import Plan
from vocoder.harmonic.inference import Vocoder

TINY = SynthesizerConfig(languages=("en-us", "es"), voice_dim=24, voice_hidden=32, text_dim=24, text_hidden=48,
                         text_layers=1, content_layers=1, prosody_dim=24, prosody_layers=1, dim=32, hidden_dim=64,
                         n_layers=2, detail_dim=24, detail_layers=1)


@pytest.fixture(scope="module")
def judges():
    """Return an untrained recogniser, and both encoders behind the vocoder."""
    torch.manual_seed(0)
    listener = RecogniserNetwork(RecogniserConfig(dim=32, n_heads=2, feed_forward_dim=64, n_layers=1)).eval()
    ears = Hearing(Vocoder.load(MODELS / VOCODER).network, SpeakerEncoder.load(MODELS / ENCODER).network,
                   ECAPA(channels=16))
    return listener.requires_grad_(False), ears


def _task(features, tmp_path, judges, weights=lambda f: 1.0, **options):
    plan = Plan(tmp_path, steps=1_000, bfloat16=False, progress=False)
    return SynthesizerTask(Examples(features, TINY, weights=weights), plan, *judges,
                           **({"frames": 800, "others": 2} | options))


@pytest.mark.parametrize("heard", [False, True])
def test_one_batch_is_learnt_from_text_and_from_posteriors(features, tmp_path, judges, monkeypatch, heard):
    monkeypatch.setattr("synthesizer.parallel.train.CONTENT", float(heard))
    monkeypatch.setattr("synthesizer.parallel.train.ALONE", 1)
    task = _task(features, tmp_path, judges, learning_rate=0.1, adversarial_from=12)
    losses = []
    for step in range(17):
        torch.manual_seed(0)
        losses.append(task.step(step, np.random.default_rng(0)))
    assert all(np.isfinite(list(row.values())).all() for row in losses)
    for name in ("mel", "duration", "pitch", "voicing"):
        assert np.mean([row[name] for row in losses[-3:]]) < 0.9 * losses[0][name], name
    assert "judge" not in losses[11] and losses[-1]["judge"] < losses[12]["judge"]
    assert {"unlikeness", "second unlikeness", "tone", "words", "sounds", "pauses"} <= losses[-1].keys()
    assert {"fooling", "features"} <= losses[-1].keys()
    assert "words" not in losses[-2]


def test_judges_stay_as_they_are(features, tmp_path, judges):
    listener, ears = judges
    parts = [p for part in (listener, ears.vocoder, ears.encoder, ears.second_encoder)
             for p in (*part.parameters(), *part.buffers())]
    before = [p.clone() for p in parts]
    task = _task(features, tmp_path, judges, adversarial_from=0)
    for step in range(2):
        task.step(step, np.random.default_rng(step))
    assert all(torch.equal(a, b) for a, b in zip(before, parts, strict=True))


def test_batches_fit_together(features):
    examples = Examples([*features[:2], replace(features[2], language="es")], TINY)
    languages = set()
    for seed in range(4):
        b = examples.batch(np.random.default_rng(seed), 1_500)
        n_steps = b.pitch.shape[1]
        assert b.mel.shape[2] == b.frame_mask.shape[1] == n_steps * TINY.reduction
        assert b.symbols.shape == b.symbol_mask.shape and b.boundaries.shape[1] == b.symbols.shape[1] + 1
        assert (b.boundaries[:, 0] == 0).all() and (torch.diff(b.boundaries) >= 0).all()
        for row, frames in zip(b.boundaries, b.frame_mask.sum(dim=1), strict=True):
            assert row[-1] == -(-int(frames) // TINY.reduction)
        assert ((b.voicing == 0) | (b.voicing == 1)).all() and b.pitch.abs().max() <= 0.9
        # 8 kHz of bandwidth: the bands above are not asked for.
        assert 70 < b.band_mask.sum(dim=1).min() < 100 and b.band_mask[:, 0].all()
        for voices in (b.own, b.other):
            torch.testing.assert_close(voices.embedding.norm(dim=1), torch.ones(len(b.mel)), atol=2e-3, rtol=0)
            torch.testing.assert_close(voices.second.norm(dim=1), torch.ones(len(b.mel)), atol=2e-3, rtol=0)
        languages |= set(b.language.tolist())
    assert languages == {0, 1}


def test_a_batch_holds_the_recordings(features, monkeypatch):
    monkeypatch.setattr("synthesizer.parallel.examples.MICROPHONE", 0.0)
    examples = Examples(features, TINY)
    b = examples.batch(np.random.default_rng(0), 1_500)
    by_mean = {round(prosody(f, TINY)[3], 4): f for f in features}
    for i, mean in enumerate(b.mean_log_f0.tolist()):
        feature = by_mean[round(mean, 4)]
        n_frames = feature.mel.shape[1]
        torch.testing.assert_close(b.mel[i, :, :n_frames], feature.mel.float())
        f0 = np.exp(mean + b.pitch[i].numpy()).repeat(TINY.reduction)[:n_frames]
        true, voiced = feature.f0.float().numpy(), feature.f0.numpy() > 0
        assert np.median(np.abs(12 * np.log2(f0[voiced] / true[voiced]))) < 0.3
        assert np.array_equal(b.voicing[i].numpy().repeat(TINY.reduction)[:n_frames] * true, true)


def test_another_microphone_changes_reference_and_target_alike(features, monkeypatch):
    plain, changed = ({}, {})
    for share, kept in ((0.0, plain), (1.0, changed)):
        monkeypatch.setattr("synthesizer.parallel.examples.MICROPHONE", share)
        b = Examples(features, TINY).batch(np.random.default_rng(0), 1_500)
        kept |= {"mel": b.mel, "statistics": b.own.statistics}
    moved = (changed["mel"] - plain["mel"])[:, :76, 10]
    assert MICROPHONE < 1 and moved.abs().max() > 0.1
    torch.testing.assert_close((changed["statistics"] - plain["statistics"])[:, 3:79], moved, atol=2e-3, rtol=0)


def test_utterances_without_boundaries_lend_their_voices_only(features):
    bare = [replace(f, boundaries=None) for f in features]
    examples = Examples([*features, *bare], TINY)
    assert len(examples) == len(features) and len(examples.draw_others) == 2 * len(features)
    with pytest.raises(ValueError, match="nothing to learn from"):
        Examples(bare, TINY)


def test_the_weights_say_how_often_an_utterance_is_drawn(features):
    examples = Examples(features, TINY, weights=lambda f: 0.0 if f.speaker == features[0].speaker else 1.0)
    drawn = {round(x, 4) for seed in range(6) for x in
             examples.batch(np.random.default_rng(seed), 800).mean_log_f0.tolist()}
    means = [round(prosody(f, TINY)[3], 4) for f in features]
    assert drawn == set(means[1:])


def test_readers_are_kept_by_speaker_and_language(features, tmp_path, judges):
    task = _task([*features[:2], replace(features[2], language="es")], tmp_path, judges, readers=lambda f: True)
    network = task.network
    assert network.reader_languages.tolist() == [0, 0, 1] and task.config()["n_readers"] == 3
    embedding, statistics = features[0].embeddings[:1].float(), features[0].statistics[:1].float()
    read_by, known = network.reader(embedding, statistics, language=1)
    torch.testing.assert_close(read_by, network.reader_embeddings[2:])
    assert torch.equal(known[:, :3], statistics[:, :3]) and not torch.equal(known[:, 3:], statistics[:, 3:])


def test_an_utterance_rendered_again_is_aligned_with_the_recording(features, tmp_path, judges):
    task = _task(features, tmp_path, judges)
    made = say_again(task.network, features[0], np.random.default_rng(0))
    assert made.shape == features[0].mel.shape and made.isfinite().all()
