import json

import numpy as np
import pytest
import torch

from encoder.config import EncoderConfig
from encoder.ge2e.inference import SpeakerEncoder
from encoder.ge2e.losses import LOSSES
from encoder.ge2e.train import FRAMES, EncoderTask, comparable, embed, listen
from training.loop import Plan, train

SMALL = {"hidden_size": 16, "n_layers": 1, "embedding_size": 24}


def _plan(out, steps=4, **options):
    options = {"progress": False, "log_every": 1, "save_every": steps, "show_every": steps, "bfloat16": False} | options
    return Plan(out, steps, **options)


def _recordings(n_speakers=5, n_recordings=3, bands=40, seed=0):
    """Return constant spectra of n speakers with added noise."""
    rng = np.random.default_rng(seed)
    voices = rng.normal(size=(n_speakers, bands))
    return [(f"speaker-{i}", torch.from_numpy(voice + rng.normal(size=(int(rng.integers(185, 260)), bands))).bfloat16())
            for i, voice in enumerate(voices) for _ in range(n_recordings)]


@pytest.mark.parametrize("loss", LOSSES)
def test_it_learns_to_tell_speakers_apart(tmp_path, loss):
    task = EncoderTask(_recordings(8), _plan(tmp_path, steps=30), EncoderConfig(**SMALL), loss, speakers=8,
                       utterances=4, learning_rate=1e-2)
    steps = [task.step(step, None) for step in range(30)]
    recognised = [row["recognised"] for row in steps]
    assert np.mean(recognised[-5:]) > 0.9
    assert all(row["w"] > 0 and np.isfinite(row["loss"]) for row in steps)


@pytest.mark.parametrize("front_end", ["mel", "log-mel", "auditory"])
def test_what_is_trained_is_what_is_loaded(tmp_path, clips, front_end):
    config = EncoderConfig.of(front_end, **SMALL)
    recordings = [(name, listen(part, rate, config)) for name, (wav, rate) in clips.items()
                  for part in np.array_split(wav, 2)]
    task = EncoderTask(recordings, _plan(tmp_path), config, speakers=4, utterances=3)
    means = train(task, _plan(tmp_path))
    assert np.isfinite(list(means.values())).all()
    encoder = SpeakerEncoder.load(tmp_path / "model.safetensors")
    assert encoder.config == config
    wav, rate = clips["Clara"]
    said = encoder.embed(wav, rate)
    assert said.shape == (24,) and np.linalg.norm(said) == pytest.approx(1, abs=1e-5)
    # Training measures the encoder's own embedding of the recording, up to the stored precision.
    assert embed(encoder.network, [("Clara", listen(wav, rate, config))])[0] @ said > 0.99


def test_a_batch_is_speakers_by_utterances_of_one_length(tmp_path):
    recordings = _recordings()
    task = EncoderTask(recordings, _plan(tmp_path), EncoderConfig(**SMALL), speakers=4, utterances=3)
    lengths = set()
    where = {tuple(row.tolist()): name for name, frames in recordings for row in frames}
    for seed in range(40):
        partials = task.batch(np.random.default_rng(seed))
        assert partials.shape[0] == 12 and partials.shape[2] == 40
        lengths.add(partials.shape[1])
        names = [where[tuple(row.tolist())] for row in partials[:, 0]]
        assert [names[i] for i in range(0, 12, 3)] == [names[i] for i in range(2, 12, 3)]
        assert len(set(names)) == 4
    assert FRAMES[0] <= min(lengths) < 150 and 170 < max(lengths) <= FRAMES[1]


def test_few_or_short_recordings_get_a_sentence(tmp_path):
    config = EncoderConfig(**SMALL)
    with pytest.raises(ValueError, match="Two speakers or more"):
        EncoderTask(_recordings(n_speakers=1), _plan(tmp_path), config)
    with pytest.raises(ValueError, match="there are 0 of them"):
        EncoderTask([(name, frames[:150]) for name, frames in _recordings()], _plan(tmp_path), config)
    one = EncoderTask(_recordings(n_recordings=1), _plan(tmp_path), config, speakers=5, utterances=4)
    assert one.batch(np.random.default_rng(0)).shape[0] == 20  # several stretches of the only recording


def test_held_out_speakers_are_measured_as_it_goes_on(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    plan = _plan(tmp_path, steps=40, show_every=20)
    task = EncoderTask(_recordings(), plan, EncoderConfig(**SMALL), speakers=5, utterances=3, learning_rate=1e-2,
                       held_out=_recordings(4, 3, seed=1))
    train(task, plan)
    log = EventAccumulator(str(tmp_path / "logs"), size_guidance={"images": 0}).Reload()
    rates = log.Scalars("held-out speakers/equal-error rate")
    assert [row.step for row in rates] == [20, 40] and 0 <= rates[-1].value < 0.5
    for picture in ("detection-error trade-off", "map"):
        assert [row.step for row in log.Images(f"held-out speakers/{picture}")] == [20, 40]


def test_no_rate_without_two_utterances_of_one_speaker():
    config = EncoderConfig()
    assert comparable(_recordings(3, 1), config) == [] and comparable(_recordings(1, 3), config) == []
    assert len(comparable(_recordings(3, 2), config)) == 6


def test_a_state_of_another_loss_or_front_end_is_no_trap(tmp_path):
    """The folder is refused before anything is written, whether or not the shapes agree."""
    train(EncoderTask(_recordings(), _plan(tmp_path, 1), EncoderConfig(**SMALL)), _plan(tmp_path, 1))
    before = (tmp_path / "model.safetensors").read_bytes()
    task = EncoderTask(_recordings(bands=64), _plan(tmp_path, 2), EncoderConfig.of("auditory", **SMALL))
    for other in (task, EncoderTask(_recordings(), _plan(tmp_path, 2), EncoderConfig.of("log-mel", **SMALL)),
                  EncoderTask(_recordings(), _plan(tmp_path, 2), EncoderConfig(**SMALL), "tuned")):
        with pytest.raises(ValueError, match="train into another folder"):
            train(other, _plan(tmp_path, 2))
    assert (tmp_path / "model.safetensors").read_bytes() == before
    assert json.loads(json.dumps(task.config())) == task.config()
