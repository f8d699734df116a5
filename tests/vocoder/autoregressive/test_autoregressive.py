import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.mel import MelConfig, log_mel_numpy
from audio.signal import deemphasize, preemphasize
from vocoder.autoregressive.inference import WaveNetVocoder, WaveRNNVocoder, fold, scale, unfold
from vocoder.samples import compress_mu_law, expand_mu_law
from vocoder.wavenet.config import WaveNetConfig
from vocoder.wavenet.network import WaveNet
from vocoder.wavernn.config import WaveRNNConfig
from vocoder.wavernn.network import WaveRNN

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "rtvc"
SMALL = WaveRNNConfig(rnn_dim=24, fc_dim=20, compute_dim=16, aux_dim=16, n_blocks=3)
SHORT = MelConfig(16_000, 64, 16, 20, 0.0, 8_000.0)
TINY = WaveNetConfig(mel=SHORT, channels=8, skip_channels=12, n_layers=8, cycle=4, condition_dim=6, factors=(4, 4))


@pytest.fixture(scope="module")
def small():
    network = WaveRNN(SMALL).eval()
    network.load_state_dict(torch.load(FIXTURES / "wavernn_small.pt", weights_only=True)["model_state"])
    return network


@pytest.fixture(scope="module")
def tiny():
    torch.manual_seed(0)
    return WaveNet(TINY).eval()


@torch.no_grad()
def test_the_same_weights_give_the_same_numbers(small):
    with np.load(FIXTURES / "wavernn_small_io.npz") as file:
        known = {name: torch.from_numpy(file[name]) for name in file}
    mel, aux = small.condition(known["mels"])
    aux = aux.repeat_interleave(SMALL.mel.hop_length, dim=1)
    logits = small(known["wav"], known["mels"])
    for name, ours in (("upsampled", mel), ("aux", aux), ("logits", logits)):
        torch.testing.assert_close(ours[:, ::10], known[name], atol=1e-4, rtol=0, msg=lambda m, n=name: f"{n}: {m}")


@torch.no_grad()
def test_published_shapes_load_and_speak():
    shapes = json.loads((FIXTURES / "shapes.json").read_text())["vocoder.pt"]
    network = WaveRNN().eval()
    assert {k: list(v.shape) for k, v in network.state_dict().items()} == shapes
    wav = WaveRNNVocoder(network).infer(np.full((80, 1), -3.0, np.float32))
    assert wav.shape == (200,) and np.isfinite(wav).all()


@torch.no_grad()
@pytest.mark.parametrize("name", ["small", "tiny"])
def test_one_sample_after_the_other_is_what_the_whole_says(name, request):
    """Given the drawn samples, the whole network's logits lead to the same draws."""
    network = request.getfixturevalue(name)
    c, lanes, frames = network.config, 3, 9
    hop, levels = c.mel.hop_length, 2 ** c.bits
    random = torch.Generator().manual_seed(0)
    mel = torch.rand(lanes, c.mel.n_mels, frames + 2 * network.pad, generator=random) * 2 - 1
    uniform = torch.rand(frames * hop, lanes, generator=random)
    at_samples, at_frames = network.condition(mel)
    generate = network.generator(lanes)
    wav = torch.cat([generate((at_samples[:, i * hop: (i + 1) * hop], at_frames[:, i: i + 1]),
                              uniform[i * hop: (i + 1) * hop]) for i in range(frames)], dim=1)
    before = torch.cat([torch.zeros(lanes, 1), wav[:, :-1]], dim=1)
    likely = network(before, mel).softmax(dim=2).cumsum(dim=2)
    drawn = (likely < uniform.T[..., None]).sum(dim=2).clamp(max=levels - 1)
    # A draw may lie at the very edge between two values.
    assert ((drawn * 2 / (levels - 1) - 1 - wav).abs() > 1e-5).float().mean() < 1e-3
    assert wav.unique().numel() > 100


@torch.no_grad()
def test_incremental_wavenet_is_the_full_one(tiny):
    """The likelihoods themselves agree: a draw at u changes exactly where the cumulative likelihood passes u."""
    hop, frames = SHORT.hop_length, 6
    mel = torch.rand(1, 20, frames + 4, generator=torch.Generator().manual_seed(1)) * 2 - 1
    logits, condition = tiny(torch.zeros(1, frames * hop), mel), tiny.condition(mel)
    # The full network receives silence before the first sample, so its first logits are the generator's.
    likely = logits[0, 0].softmax(dim=0).cumsum(dim=0)
    for level in (40, 200, 400):
        for edge, drawn in ((-1e-5, level), (1e-5, level + 1)):
            uniform = (likely[level] + edge).expand(1, 1)
            told = (condition[0][:, :1], condition[1][:, :1])
            value = tiny.generator(1)(told, uniform).item()
            assert round((value + 1) / 2 * 511) == drawn


@torch.no_grad()
@pytest.mark.parametrize("name", ["small", "tiny"])
def test_no_sample_knows_the_future(name, request):
    network = request.getfixturevalue(name)
    c = network.config
    n_samples = 4 * c.mel.hop_length
    wav = torch.rand(1, n_samples, generator=torch.Generator().manual_seed(0)) * 2 - 1
    mel = torch.zeros(1, c.mel.n_mels, 4 + 2 * network.pad)
    changed = wav.clone()
    changed[:, n_samples // 2:] *= -1
    same = (network(wav, mel) - network(changed, mel)).abs().amax(dim=2)[0]
    assert (same[: n_samples // 2] < 1e-6).all() and same[n_samples // 2] > 0


def test_the_receptive_field_is_as_long_as_it_says(tiny):
    n_samples = 16 * SHORT.hop_length
    wav = torch.zeros(1, n_samples, requires_grad=True)
    tiny(wav, torch.zeros(1, 20, 20))[0, -1].sum().backward()
    seen = torch.nonzero(wav.grad[0])
    assert n_samples - int(seen[0]) == 31


@pytest.mark.parametrize("bits", [8, 9])
def test_mu_law(bits):
    wav = np.linspace(-1, 1, 1_001, dtype=np.float32)
    levels = compress_mu_law(wav, bits)
    assert levels[0] == 0 and levels[-1] == 2 ** bits - 1 and (np.diff(levels) >= 0).all()
    back = expand_mu_law(levels * 2 / (2 ** bits - 1) - 1, bits)
    assert (np.abs(back - wav) <= 0.01 + 0.03 * np.abs(wav)).all()
    assert (compress_mu_law(back, bits) == levels).all()


@given(st.integers(1, 4_000), st.integers(1, 20))
@settings(deadline=None, max_examples=60)
def test_folds_join_without_a_seam(n_frames, half):
    starts, length, overlap = fold(n_frames, 2 * half)
    assert starts[0] == 0 and starts[-1] + length >= n_frames and len(starts) <= 34
    # All pieces the same, the power of those faded together is 1; amplitude 1 where one piece is alone.
    pieces = np.ones((len(starts), length), np.float32)
    joined = unfold(pieces, starts, overlap)[:n_frames]
    assert joined.min() > 0.99 and joined.max() < 1.42
    for number, start in enumerate(starts[1:], 1):
        only = np.zeros_like(pieces)
        only[number] = 1
        assert (unfold(only, starts, overlap)[start: start + overlap // 2] == 0).all()


def test_preemphasis_is_undone(clips_24k):
    wav = clips_24k["Clara"][:24_000]
    assert np.abs(deemphasize(preemphasize(wav, 0.97), 0.97) - wav).max() < 1e-4


@pytest.mark.parametrize(("vocoder", "name"), [(WaveRNNVocoder, "small"), (WaveNetVocoder, "tiny")])
class TestVocoders:
    def test_a_seed_is_one_waveform(self, vocoder, name, request):
        speaker = vocoder(request.getfixturevalue(name))
        n_frames = 70
        mel = np.random.default_rng(0).uniform(-9, 0, (speaker.config.n_mels, n_frames)).astype(np.float32)
        first, same, other = (speaker.infer(mel, seed=seed) for seed in (1, 1, 2))
        assert first.shape == (n_frames * speaker.config.hop_length,) and first.dtype == np.float32
        assert np.array_equal(first, same) and not np.array_equal(first, other)
        assert first[-1] == 0 and np.isfinite(first).all()

    def test_it_can_be_cancelled(self, vocoder, name, request):
        speaker, asked = vocoder(request.getfixturevalue(name)), []
        mel = np.zeros((speaker.config.n_mels, 50), np.float32)
        assert list(speaker.stream(mel, cancelled=lambda: asked.append(1) or len(asked) > 3)) == []
        assert len(asked) == 4


def test_mels_are_scaled_to_1(clips_24k):
    mel = scale(log_mel_numpy(clips_24k["Clara"]))
    assert mel.min() >= -1 and mel.max() <= 1 and mel.std() > 0.2
