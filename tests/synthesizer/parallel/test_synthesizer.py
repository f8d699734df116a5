from dataclasses import replace

import numpy as np
import pytest
import torch

from audio.mel import MelConfig
from synthesizer.parallel import inference
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.inference import EDGE, KIND, LONGEST_PHONEME, Synthesizer, _cut_edges
from synthesizer.parallel.network import ParallelSynthesizer
from synthesizer.reading import Reading, Synthesis
from training.checkpoint import save_model

SMALL = SynthesizerConfig(voice_dim=16, text_dim=16, text_hidden=32, text_layers=2, prosody_dim=16, prosody_layers=2,
                          dim=24, hidden_dim=48, n_layers=2, detail_dim=16, detail_layers=2)
PHONEMES = "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɑɡ."
STEP = SMALL.reduction * SMALL.mel.hop_length / SMALL.mel.rate


def _network(steps_a_phoneme=6.0):
    torch.manual_seed(0)
    network = ParallelSynthesizer(SMALL)
    torch.nn.init.constant_(network.duration_out.bias, float(np.log(steps_a_phoneme)))
    return network


@pytest.fixture(scope="module")
def synthesizer():
    return Synthesizer(_network())


@pytest.fixture(scope="module")
def voice():
    embedding = np.random.default_rng(0).random(256).astype(np.float32)
    statistics = np.zeros(SMALL.n_statistics, np.float32)
    statistics[0] = np.log(180.0)
    return embedding / np.linalg.norm(embedding), statistics


def _say(synthesizer, voice, symbols=PHONEMES, speed=1.0, seed=0, **prosody):
    reading = synthesizer.plan(Reading("", symbols, speed=speed), *voice, **prosody)
    return synthesizer.render(reading, *voice, seed=seed)


def test_durations_add_up_to_the_frames(synthesizer, voice):
    made = _say(synthesizer, voice)
    n_frames = made.mel.shape[1]
    assert made.mel.shape[0] == 100 and made.mel.dtype == np.float32
    assert made.f0.shape == made.voicing.shape == (n_frames,)
    assert made.durations.shape == (len(PHONEMES) + 2,)
    assert made.durations.sum() == pytest.approx(n_frames * 256 / 24_000, abs=STEP)
    assert (made.durations >= 0).all() and made.durations.max() <= LONGEST_PHONEME
    assert made.mel.min() >= np.log(1e-5) - 1e-4
    assert (made.f0 > 0).all() and ((0 <= made.voicing) & (made.voicing <= 1)).all()


def test_silence_at_the_edges_is_cut_and_sound_within_them_is_not():
    frame = 256 / 24_000
    mel = np.full((100, 200), -11.0, np.float32)
    mel[:, 40:150] = -3.0  # the first consonant begins 10 frames before its phoneme
    made = Synthesis(mel, np.arange(1, 201, dtype=np.float32), np.ones(200, np.float32),
                     np.array([50, 100, 50], np.float32) * np.float32(frame))
    cut = _cut_edges(made, frame)
    first, last = int(cut.f0[0]) - 1, int(cut.f0[-1]) - 1
    assert 40 - EDGE[0] / frame - 1 <= first <= 40 - EDGE[0] / frame + 1
    assert 150 + EDGE[1] / frame - 1 <= last <= 150 + EDGE[1] / frame + 1
    assert (cut.mel == made.mel[:, first:last + 1]).all() and len(cut.voicing) == last - first + 1
    assert cut.durations.sum() == pytest.approx((last - first + 1) * frame, abs=1e-4)
    assert cut.durations[1] == pytest.approx(made.durations[1]) and (cut.durations > 0).all()


def test_a_click_behind_the_last_mark_is_cut_off():
    frame = 256 / 24_000
    mel = np.full((100, 200), -11.0, np.float32)
    mel[:, 40:120], mel[:, 196:200] = -3.0, -3.0
    made = Synthesis(mel, np.arange(1, 201, dtype=np.float32), np.ones(200, np.float32),
                     np.array([40, 90, 60, 10], np.float32) * np.float32(frame))
    cut = _cut_edges(made, frame, closing=2)
    assert 120 + EDGE[1] / frame - 1 <= int(cut.f0[-1]) - 1 <= 120 + EDGE[1] / frame + 1
    assert len(cut.durations) == 4 and (cut.durations >= 0).all()
    assert cut.durations.sum() == pytest.approx(cut.mel.shape[1] * frame, abs=1e-4)


@pytest.mark.parametrize("speed", [0.5, 1.25, 2.0])
def test_speed_divides_the_length(synthesizer, voice, speed):
    own, made = (_say(synthesizer, voice, speed=s) for s in (1.0, speed))
    # The silence at the edges, the last consonant's and the mark's counted in, has lengths of its own.
    assert made.durations[1:-3].sum() == pytest.approx(own.durations[1:-3].sum() / speed, rel=1e-4)
    assert made.mel.shape[1] * 256 / 24_000 == pytest.approx(made.durations.sum(), abs=STEP)


@pytest.mark.parametrize("semitones", [-12.0, 5.0, 12.0])
def test_the_pitch_is_shifted_by_semitones(synthesizer, voice, semitones):
    own, made = (_say(synthesizer, voice, pitch_shift=s) for s in (0.0, semitones))
    assert np.array_equal(own.durations[:-3], made.durations[:-3])
    both = min(len(own.f0), len(made.f0))  # where the last sound fades away hangs on its loudness
    np.testing.assert_allclose(made.f0[:both] / own.f0[:both], 2 ** (semitones / 12), rtol=1e-4)
    assert np.abs(made.mel[:, :both] - own.mel[:, :both]).max() > 1e-4


def test_the_pitch_lies_about_the_voice_s_own(synthesizer, voice):
    own = _say(synthesizer, voice, pitch_range=0.0)
    np.testing.assert_allclose(own.f0, 180.0, rtol=1e-4)
    one, two = (np.log(_say(synthesizer, voice, pitch_range=r).f0 / 180) for r in (1, 2))
    assert np.abs(one).max() > 1e-3
    np.testing.assert_allclose(two, 2 * one, atol=1e-4)


def test_the_seed_makes_the_texture(synthesizer, voice):
    first, again, other = (_say(synthesizer, voice, seed=s) for s in (4, 4, 5))
    assert np.array_equal(first.mel, again.mel) and np.array_equal(first.durations[:-3], other.durations[:-3])
    both = min(first.mel.shape[1], other.mel.shape[1])
    assert np.abs(first.mel[:, :both] - other.mel[:, :both]).max() > 1e-4


def test_an_edited_reading_is_rendered_as_edited(synthesizer, voice):
    reading = synthesizer.plan(Reading("", PHONEMES), *voice)
    own = synthesizer.render(reading, *voice)
    assert np.array_equal(own.mel, synthesizer.render(Reading.from_dict(reading.to_dict()), *voice).mel)
    higher = synthesizer.render(replace(reading, pitch=reading.pitch + 7), *voice)
    np.testing.assert_allclose(higher.f0[:50] / own.f0[:50], 2 ** (7 / 12), rtol=1e-4)
    n_steps = 2 * len(reading.pitch)
    slower = replace(reading, durations=reading.durations * 2, pitch=np.zeros(n_steps), voicing=np.ones(n_steps))
    made = synthesizer.render(slower, *voice)
    np.testing.assert_allclose(made.durations[1:-3], 2 * own.durations[1:-3], rtol=1e-4)
    np.testing.assert_allclose(made.f0, 180.0, rtol=1e-4)


@pytest.mark.parametrize("converted", [False, True])
def test_a_voice_is_moved_towards_the_readers(voice, monkeypatch, converted):
    network = _network()
    network.reader_embeddings, network.reader_statistics = torch.rand(4, 256), torch.randn(4, SMALL.n_statistics)
    network.reader_languages = torch.zeros(4, dtype=torch.long)
    torch.nn.init.normal_(network.block_voices[-1].weight, std=0.1)
    reading = Synthesizer(network).plan(Reading("", PHONEMES), *voice)
    adapted = np.random.default_rng(0).normal(size=(SMALL.n_decoder_blocks, SMALL.voice_dim)).astype(np.float32)
    known = {"adapted": adapted}
    if converted:
        known["content"] = np.eye(SMALL.n_symbols, dtype=np.float32)[np.arange(len(reading.pitch)) % 60 + 1]
    synthesizer = Synthesizer(network)
    moved, again = (synthesizer.render(reading, *voice, **known).mel for _ in range(2))
    monkeypatch.setattr(inference, "READERS", {})
    monkeypatch.setattr(inference, "OTHER_READERS", (0.0, 0.0))
    monkeypatch.setattr(inference, "CONVERTED", (0.0, 0.0))
    alone = synthesizer.render(reading, *voice, **known).mel
    assert np.array_equal(moved, again) and np.abs(moved - alone).mean() > 1e-3


def test_durations_that_run_away_are_held(voice):
    long = Synthesizer(_network(1e6)).plan(Reading("", "hˈI"), *voice)
    np.testing.assert_allclose(long.durations[1:-1], LONGEST_PHONEME, rtol=1e-5)
    short = _say(Synthesizer(_network(1e-6)), voice, "hˈI")
    assert (short.durations <= 0.5 * STEP * 1.001).all()
    assert short.mel.shape[1] >= SMALL.reduction


def test_a_single_symbol_and_a_foreign_one(synthesizer, voice):
    assert _say(synthesizer, voice, ".").mel.shape[1] > 0
    with pytest.raises(ValueError, match="not in the phoneme alphabet"):
        _say(synthesizer, voice, "日")


def test_a_model_file_is_read_back(tmp_path, synthesizer, voice):
    path = tmp_path / "synthesizer.safetensors"
    save_model(path, KIND, synthesizer.network, SMALL.to_dict(), {"step": 3}, dtype=torch.float32)
    read = Synthesizer.load(path)
    assert read.card == {"step": 3} and read.config == MelConfig() and read.network.config == SMALL
    assert np.array_equal(_say(read, voice).mel, _say(synthesizer, voice).mel)
    save_model(path, "vocoder/harmonic", synthesizer.network, SMALL.to_dict(), {})
    with pytest.raises(ValueError, match="is not a model of kind synthesizer/parallel"):
        Synthesizer.load(path)
    save_model(path, KIND, synthesizer.network, SMALL.to_dict() | {"text_dim": 8}, {})
    with pytest.raises(ValueError, match="does not fit"):
        Synthesizer.load(path)
