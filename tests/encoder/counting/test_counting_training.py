import numpy as np
import pytest
import torch

from encoder.counting.config import NOBODY, ONE, SEVERAL, CountingConfig
from encoder.counting.inference import Counter
from encoder.counting.mixtures import STEP, Mixer, track, turns
from encoder.counting.train import CountingTask, overlap_scores
from training.loop import Plan, train

RATE = 16_000
SMALL = CountingConfig(dim=16)
TONES = (220, 440, 880), (310, 620, 1_240), (170, 510, 1_700)


def chord(tones, rng, seconds=5.0):
    """Return a person who speaks in chords of their own, with a pause in the middle."""
    times = np.arange(int(seconds * RATE)) / RATE
    wav = sum(np.sin(2 * np.pi * f * times + rng.uniform(0, 6)) for f in tones)
    wav[int(2 * RATE): int(2.6 * RATE)] *= 1e-4
    return (5_000 * wav).astype(np.int16)


@pytest.fixture(scope="module")
def mixer():
    rng = np.random.default_rng(0)
    recordings = [(f"speaker-{number}", chord(tones, rng)) for number, tones in enumerate(TONES) for _ in range(2)]
    response = np.zeros(800, np.float32)
    response[[0, 500]] = 1, 0.3
    noise = rng.standard_normal(RATE).astype(np.float32)
    return Mixer(recordings, [response], [noise], [noise], SMALL, n_frames=50)


def plan(out, steps, **options):
    return Plan(out, steps, **{"progress": False, "log_every": 1, "save_every": steps, "show_every": steps,
                               "bfloat16": False} | options)


def test_speech_and_the_places_to_cut_are_found():
    found = track(chord(TONES[0], np.random.default_rng(0)))
    assert found.active[:195].all() and not found.active[205:255].any() and found.active[265:].all()
    assert found.cuts[0] < 5 and found.cuts[-1] > 495 and any(200 < at < 260 for at in found.cuts)
    assert not any(10 < at < 190 for at in found.cuts)
    assert track(np.zeros(5 * RATE, np.int16)) is None and track(np.ones(100, np.int16)) is None


@pytest.mark.parametrize("n_people", [1, 2, 3])
def test_nobody_overlaps_themselves(n_people):
    rng, overlaps = np.random.default_rng(n_people), 0
    for _ in range(50):
        drawn = sorted(turns(n_people, 6.4, rng), key=lambda turn: turn[1])
        assert {who for who, *_ in drawn} <= set(range(n_people)) and all(begin < end for _, begin, end in drawn)
        for i, (who, _, end) in enumerate(drawn):
            later = [turn for turn in drawn[i + 1:] if turn[1] < end]
            overlaps += len(later)
            assert all(other != who for other, *_ in later)
    assert (overlaps > 20) == (n_people > 1)


def test_the_classes_count_the_people_who_speak(mixer):
    sound, numbers = mixer.draw(64, np.random.default_rng(0))
    assert sound.shape == (64, 50 * SMALL.frame) and sound.dtype == np.float32 and np.isfinite(sound).all()
    assert numbers.shape == (64, 50) and set(np.unique(numbers)) == {NOBODY, ONE, SEVERAL}
    power = np.square(sound).reshape(64, 50, -1).mean(axis=2)
    medians = [np.median(power[numbers == number]) for number in (NOBODY, ONE, SEVERAL)]
    assert medians[0] < 0.2 * medians[1] and medians[1] < medians[2]
    again = mixer.draw(64, np.random.default_rng(0))
    assert np.array_equal(again[0], sound) and np.array_equal(again[1], numbers)


def test_speech_lies_where_the_classes_say(mixer):
    """The sound of a turn and its activity are written to the same place, also beyond either end."""
    one = mixer.by_speaker["speaker-0"][0]
    for begin in (-1.5, 0.0, 1.2, 1.9):
        voice, active = np.zeros(mixer.n_samples, np.float32), np.zeros(mixer.n_samples // STEP, bool)
        mixer._say(voice, active, one, begin, begin + 2.0, 0.0, np.random.default_rng(0))
        loud = np.abs(voice).reshape(-1, STEP).max(axis=1) > 0.01
        assert active.any() and np.mean(loud == active) > 0.95


def test_two_people_are_too_few():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="3 people or more"):
        Mixer([(str(i), chord(TONES[i], rng)) for i in range(2)], [np.ones(1)], [np.ones(9)], [np.ones(9)], SMALL)


def test_it_learns_to_count(tmp_path, mixer):
    task = CountingTask(mixer, plan(tmp_path, 60), SMALL, learning_rate=1e-2, batch=16)
    losses = [task.step(step, np.random.default_rng(step))["loss"] for step in range(60)]
    assert np.mean(losses[-10:]) < 0.6 * losses[0]


def test_precision_and_recall_of_overlap():
    found, true = torch.tensor([1, 1, 0, 0]) > 0, torch.tensor([1, 0, 1, 0]) > 0
    assert overlap_scores(found, true) == (0.5, 0.5) and overlap_scores(~found & found, true) == (0.0, 0.0)


def test_what_is_trained_is_what_is_loaded_and_a_training_resumes(tmp_path, mixer):
    def run(steps):
        task = CountingTask(mixer, plan(tmp_path, steps), SMALL, held_out=mixer, batch=2)
        return task, train(task, plan(tmp_path, steps))
    _, means = run(2)
    assert np.isfinite(means["loss"])
    task, _ = run(3)
    counter = Counter.load(tmp_path / "model.safetensors")
    assert counter.config == task.network.config and counter.count(np.zeros(RATE, np.float32)).shape == (25, 3)
