from dataclasses import replace

import numpy as np
import pytest
import torch

from audio.mel import MelConfig, log_mel_numpy
from audio.signal import FULL_SCALE
from synthesizer.recogniser.augmentation import Augmentation, coloured_noises, read_at_speed, reverberate
from synthesizer.recogniser.config import RecogniserConfig, StreamingConfig
from synthesizer.recogniser.evaluate import evaluate
from synthesizer.recogniser.inference import Recogniser
from synthesizer.recogniser.train import RecogniserTask, StreamingTask
from synthesizer.recogniser.utterances import Utterances
from synthesizer.text.phonemes import encode
from training.loop import Plan, train

SMALL = {"dim": 64, "n_heads": 2, "feed_forward_dim": 128, "probe_dim": 64, "skip_dim": 16}
MEL = MelConfig()


def _plan(path, steps, **options):
    return Plan(path, steps, bfloat16=False, progress=False, ema_decay=0.9, **options)


def _median_error(boundaries, feature):
    """Return the median error, in seconds, of the boundaries between two symbols."""
    return np.median(np.abs(boundaries - feature.boundaries.numpy())[1:-1]) / MEL.rate


@pytest.fixture(scope="module")
def trained(tones, tmp_path_factory):
    """Return the task of a small recogniser after a short training on tones."""
    config = RecogniserConfig(**SMALL, n_layers=1)
    task = RecogniserTask(tones, _plan(tmp_path_factory.mktemp("recogniser"), 160), None, config, frames=400,
                          learning_rate=1e-3)
    train(task, task.plan)
    return task


def test_it_learns_to_tell_and_to_place_what_it_has_not_seen(trained, tones):
    recogniser = Recogniser.load(trained.plan.out / "model.safetensors")
    for f in tones[12:]:
        boundaries, score = recogniser.align(f.mel.float().numpy(), f.phonemes)
        assert _median_error(boundaries, f) < 0.01
        assert score > -0.7
        wrong = f.phonemes.translate(str.maketrans("abkde", "bkdea"))
        assert recogniser.align(f.mel.float().numpy(), wrong)[1] < score - 0.4
    measured = evaluate(recogniser, tones[12:])
    assert measured.phoneme_error_rate < 0.3 and measured.frames_right > 0.8
    assert measured.boundary_median < 0.01 and measured.boundary_median < measured.boundary_90


def test_what_is_not_aligned_is_aligned_while_it_is_trained(trained, tones):
    features = [replace(f, boundaries=None) if i < 4 else f for i, f in enumerate(tones[:8])]
    wrong = replace(features[0], phonemes="e" * 14, id="wrong")
    utterances = Utterances([*features, wrong])
    drawn = utterances.draw(200, np.random.default_rng(0))
    assert set(drawn) == {4, 5, 6, 7}
    scores = utterances.align(Recogniser(trained.network))
    assert len(scores) == 5 and scores[-1] < scores[:-1].min()
    for found, f in zip(utterances.boundaries[:4], tones, strict=False):
        assert _median_error(found, f) < 0.02
    assert set(utterances.draw(200, np.random.default_rng(0))) == set(range(8))  # not the wrong one

    other = Utterances([*features, wrong])
    other.load_state_dict(utterances.state_dict())
    assert set(other.draw(200, np.random.default_rng(0))) == set(range(8))


def test_a_stopped_training_goes_on_with_the_boundaries_that_it_found(tones, tmp_path):
    features = [replace(f, boundaries=None) if i < 3 else f for i, f in enumerate(tones[:6])]
    config = RecogniserConfig(**SMALL, n_layers=1)

    def weights(out, *steps):
        for n in steps:
            task = RecogniserTask(features, _plan(out, n), None, config, frames=300, align_at=(2,))
            task.plan = replace(task.plan, steps=4)  # by which the learning rate falls
            train(task, _plan(out, n))
        return task.network.state_dict()

    whole, parts = weights(tmp_path / "whole", 4), weights(tmp_path / "parts", 3, 4)
    for name, tensor in whole.items():
        torch.testing.assert_close(tensor, parts[name], msg=name)


def test_the_streaming_one_learns_from_it(trained, tones, tmp_path):
    task = StreamingTask(tones, _plan(tmp_path, 80), trained.network, StreamingConfig(**SMALL, n_layers=1, past=20),
                         frames=400, learning_rate=2e-3)
    assert torch.equal(task.network.conv2.weight, trained.network.conv2.weight)
    first = task.step(0, np.random.default_rng(0))
    losses = train(task, task.plan)
    assert losses["teacher"] < 0.5 * first["teacher"] and losses["right"] > 0.5
    assert all(not p.requires_grad for p in task.teacher.parameters())


def test_a_lack_of_training_data_is_reported(tones):
    with pytest.raises(ValueError, match="No utterance has known boundaries"):
        Utterances([replace(f, boundaries=None) for f in tones])


def test_labels_follow_a_crop_through_every_change(tones):
    """A tone's label lies where the mel has its pitch, at any speed."""
    f, augmentation = tones[0], Augmentation(MEL, 76)
    utterances, right, speeds = Utterances(tones), [], set()
    known = {int(n): c for c, n in zip("abkde", encode("abkde"), strict=True)}
    for seed in range(30):
        mel, times = augmentation.crop(f.audio.numpy(), 150, np.random.default_rng(seed), [tones[1].audio.numpy()] * 3)
        assert mel.shape == (76, 150) and mel.min() >= np.log(MEL.floor) - 1e-5
        labels = utterances.labels(0, times)
        speeds.add(round(float(times[1] - times[0]), 3))
        peaks = mel[:60].argmax(dim=0).numpy()
        for symbol in set(labels) & set(known):
            inside = peaks[labels == symbol]
            # Noise may be louder than the tone; its own bin is still the one most often highest.
            right.append(np.abs(inside - np.median(inside)) <= 2)
    assert len(speeds) > 15 and speeds & {256.0}
    assert np.concatenate(right).mean() > 0.8


def test_audio_is_read_faster_and_beyond_its_ends():
    wav = (10_000 * np.sin(2 * np.pi * 440 * np.arange(24_000) / 24_000)).astype(np.int16)
    same = read_at_speed(wav, 100, 500, 1.0)
    np.testing.assert_allclose(same, wav[100:600] / FULL_SCALE, atol=1e-6)
    fast = read_at_speed(wav, 1_000, 12_000, 1.15)
    peak = np.abs(np.fft.rfft(fast * np.hanning(len(fast)))).argmax() * 24_000 / 12_000
    assert peak == pytest.approx(440 * 1.15, abs=2)
    outside = read_at_speed(wav, -300, 500, 1.0)
    assert (outside[:300] == 0).all() and outside[300:].any()
    assert not read_at_speed(wav, 30_000, 100, 1.1).any() and not read_at_speed(wav, -5_000, 100, 1.1).any()


def test_a_room_adds_an_echo_behind_the_sound():
    wav = np.zeros(24_000, dtype=np.float32)
    wav[5_000] = 1
    wet = reverberate(wav, 24_000, np.random.default_rng(0))
    assert np.abs(wet[:5_000]).max() < 1e-6 and wet[5_000] == pytest.approx(1, abs=1e-5)
    assert 0.03 < np.square(wet[5_001:]).sum() < 2


def test_noises_have_their_slopes():
    white, *_, red = coloured_noises(24_000, 2.0, np.random.default_rng(0))
    white_power, red_power = (np.square(np.abs(np.fft.rfft(x))) for x in (white, red))
    low, high = ((white_power[part].mean(), red_power[part].mean()) for part in (slice(400, 800), slice(8_000, 16_000)))
    assert low[0] == pytest.approx(high[0], rel=0.2) and low[1] > 1e3 * high[1]
    assert white.std() == pytest.approx(1, rel=0.01) and red.std() == pytest.approx(1, rel=0.01)


def test_the_mel_of_an_unchanged_crop_is_the_utterances(tones):
    """Without augmentation, the crop is a piece of the whole."""
    class Nothing:
        def random(self):
            return 1.0

        def uniform(self, low, high):
            return 256.0 * 20

        def normal(self, *_):
            return 0.0

    f = tones[0]
    mel, times = Augmentation(MEL, 76).crop(f.audio.numpy(), 50, Nothing(), [])
    whole = log_mel_numpy(f.audio.numpy().astype(np.float32) / FULL_SCALE)
    np.testing.assert_allclose(mel, whole[:76, 20:70], atol=1e-3)
    np.testing.assert_allclose(times, np.arange(20, 70) * 256.0)
