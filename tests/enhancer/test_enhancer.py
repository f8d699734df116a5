import numpy as np
import pytest
import torch

from audio.errors import Cancelled
from enhancer.config import EnhancerConfig
from enhancer.inference import Enhancer
from enhancer.network import EnhancerNetwork, analyse, synthesise

SMALL = {"dim": 16, "across": 8, "along": 16, "blocks": 3, "voice_dim": 8, "embedding_size": 12,
         "ahead": (1, 3, 5)}


@pytest.fixture(scope="module")
def enhancer():
    torch.manual_seed(0)
    return Enhancer(EnhancerNetwork(EnhancerConfig(**SMALL)))


def speech(n_samples, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal(n_samples)).astype(np.float32)


def test_the_network_that_is_trained_has_less_than_3_million_parameters():
    assert sum(p.numel() for p in EnhancerNetwork().parameters()) < 3_000_000


@pytest.mark.parametrize("n_samples", [1, 255, 256, 5_000])
def test_spectra_give_back_the_waveform(n_samples):
    config, wav = EnhancerConfig(), torch.from_numpy(speech(n_samples))[None]
    assert torch.allclose(synthesise(analyse(wav, config), config, n_samples), wav, atol=1e-6)


@pytest.mark.parametrize("piece", [100, 333, 4_096])
def test_a_stream_gives_what_the_whole_recording_gives(enhancer, piece):
    wav, config = speech(9_001), enhancer.config
    with torch.inference_mode():
        spectrum = analyse(torch.from_numpy(wav)[None], config)
        whole = synthesise(enhancer.network(spectrum, torch.zeros(1, 2, 12)), config, len(wav))[0].numpy()
    stream = enhancer.stream()
    parts = [stream.feed(wav[i: i + piece]) for i in range(0, len(wav), piece)]
    made = np.concatenate([*parts, stream.finish()])
    assert len(made) == len(wav) and np.abs(made - whole).max() < 1e-5
    assert np.abs(whole).max() > 1e-3


def test_a_sound_comes_out_after_the_latency_and_nothing_earlier(enhancer):
    wav = np.zeros(20_000, np.float32)
    wav[8_000:] = speech(12_000)
    changed = wav.copy()
    changed[12_000:] = 0
    a, b = (enhancer.stream().feed(x) for x in (wav, changed))
    differs = np.flatnonzero(np.abs(a - b) > 1e-7)
    latency = enhancer.stream().latency
    assert 0.05 < latency / enhancer.rate < 0.2
    assert differs[0] >= 12_000 - latency


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 44_100])
def test_any_rate_keeps_its_length(enhancer, rate):
    wav = speech(rate)
    cleaned = enhancer.clean(wav, rate)
    assert cleaned.shape == wav.shape and cleaned.dtype == np.float32 and np.isfinite(cleaned).all()


def test_silence_and_next_to_nothing_stay(enhancer):
    assert not enhancer.clean(np.zeros(1_000, np.float32), 16_000).any()
    assert len(enhancer.clean(speech(3), 16_000)) == 3


def test_the_person_to_keep_changes_what_is_left(enhancer):
    wav, someone = speech(8_000), np.full(12, 12 ** -0.5, np.float32)
    assert np.abs(enhancer.clean(wav, 16_000) - enhancer.clean(wav, 16_000, someone)).max() > 1e-4


def test_the_people_to_remove_count_from_their_time_on(enhancer):
    wav, (own, a, b) = speech(32_000), np.eye(3, 12, dtype=np.float32)
    alone, throughout, later = (enhancer.clean(wav, 16_000, own, others) for others in ((), [(0.0, a)], [(1.0, a)]))
    assert np.abs(throughout - alone)[:16_000].max() > 1e-4
    begin = 16_000 - enhancer.stream().latency
    assert np.abs(later - alone)[:begin].max() < 1e-6 and np.abs(later - alone)[begin:].max() > 1e-4
    twice = enhancer.clean(wav, 16_000, own, [(0.0, a), (1.0, b)])
    assert np.abs(twice - throughout)[:begin].max() < 1e-6 and np.abs(twice - throughout)[begin:].max() > 1e-4
    assert np.array_equal(enhancer.clean(wav, 16_000, own, [(3.0, a)]), alone)  # after the end


def test_a_long_recording_can_be_given_up(enhancer):
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        enhancer.clean(speech(50 * 16_000), 16_000, cancelled=lambda: next(asked))


def test_weights_at_8_bits_come_back(enhancer, tmp_path):
    path = tmp_path / "enhancer.safetensors"
    enhancer.save(path, {"step": 1})
    again, wav = Enhancer.load(path), speech(8_000)
    assert again.config == enhancer.config
    assert np.abs(again.clean(wav, 16_000) - enhancer.clean(wav, 16_000)).max() < 0.02


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such model file"):
        Enhancer.load(tmp_path / "nothing.safetensors")
    (tmp_path / "text.safetensors").write_text("no model")
    with pytest.raises(ValueError, match="not a model file"):
        Enhancer.load(tmp_path / "text.safetensors")
