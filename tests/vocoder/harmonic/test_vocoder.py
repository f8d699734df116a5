import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from audio.mel import MelConfig, log_mel_numpy
from toolbox.core.models.profiles import MODELS, VOCODER
from training.checkpoint import read_model, save_model
from vocoder.harmonic import inference
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.inference import FIRST_CHUNK, KIND, Vocoder
from vocoder.harmonic.network import HarmonicVocoder, PitchEstimator

HOP = 256
SMALL = VocoderConfig(dim=32, hidden_dim=64, n_layers=3, f0_dim=16, f0_bins=64)


def _network(seed=0):
    """Return a network whose random weights are large enough for every frame in the receptive field to matter."""
    torch.manual_seed(seed)
    network = HarmonicVocoder(SMALL)
    torch.nn.init.normal_(network.head.weight, std=0.15)
    torch.nn.init.constant_(network.head.bias, 1.0)
    for block in network.blocks:
        torch.nn.init.constant_(block.scale, 1.0)
        torch.nn.init.normal_(block.depthwise.weight, std=0.4)
    return network


@pytest.fixture(scope="module")
def vocoder():
    return Vocoder(_network())


@pytest.fixture(scope="module")
def mel(clips_24k):
    return log_mel_numpy(clips_24k["Edwin"])


@pytest.fixture(scope="module")
def f0(mel):
    return (140 + 40 * np.sin(np.arange(mel.shape[1]) / 20)).astype(np.float32)


@pytest.fixture(params=[1, 2])
def threads(request):
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


@pytest.mark.parametrize("with_pitch", [True, False])
@pytest.mark.parametrize("n_frames", [1, 39, 41, 120, 500])
def test_pieces_join_to_the_whole(vocoder, mel, f0, n_frames, with_pitch, threads):
    mel, f0 = mel[:, 50: 50 + n_frames], f0[:n_frames] if with_pitch else None
    whole = vocoder.infer(mel, f0, seed=3)
    assert whole.shape == (n_frames * 256,) and whole.dtype == np.float32 and np.isfinite(whole).all()
    assert np.abs(whole).max() > 0.01
    pieces = list(vocoder.stream(mel, f0, seed=3))
    assert len(pieces) >= 2 or n_frames < 2 * FIRST_CHUNK
    assert len(pieces[0]) <= 2 * FIRST_CHUNK * 256
    assert all(len(piece) % 256 == 0 for piece in pieces)
    assert np.abs(np.concatenate(pieces) - whole).max() < 1e-5


def test_a_margin_shorter_than_the_receptive_field_would_be_heard(vocoder, mel, f0, monkeypatch):
    """The pieces join because of their margin, not because the network ignores its input."""
    whole = vocoder.infer(mel, f0)
    monkeypatch.setattr(VocoderConfig, "receptive_frames", 2)
    assert np.abs(np.concatenate(list(vocoder.stream(mel, f0))) - whole).max() > 1e-4


@pytest.mark.parametrize("block", [1, 8, 30])
def test_frames_that_are_played_while_they_come_sound_as_the_whole(vocoder, mel, f0, block, monkeypatch):
    """This holds with enough frames ahead; with fewer, there is still no click between pushes."""
    monkeypatch.setattr(torch, "randn", lambda *size, generator=None: torch.zeros(*size))
    monkeypatch.setattr(inference, "quick", lambda network, device: network)
    n, margin = 240, SMALL.receptive_frames
    whole = vocoder.infer(mel[:, : n + margin], f0[: n + margin])

    def play(ahead):
        stream = vocoder.open()
        return np.concatenate([stream.push(mel[:, i: i + block + ahead], f0[i: i + block + ahead], block)
                               for i in range(0, n, block)])

    begun = 2 * margin * HOP
    np.testing.assert_allclose(play(margin)[begun:], whole[begun: n * HOP], atol=1e-4)
    hasty = play(4)
    assert np.abs(hasty[begun:] - whole[begun: n * HOP]).max() > 1e-3
    seams = np.abs(np.diff(hasty))[begun + block * HOP - 1:: block * HOP]
    assert np.median(seams) <= 2 * np.median(np.abs(np.diff(hasty[begun:])))


def test_coarser_arithmetic_is_inaudible():
    """The error of 8-bit matrices lies far below the sound of the shipped vocoder."""
    shipped = Vocoder.load(MODELS / VOCODER)
    rng = np.random.default_rng(0)
    n, margin = 90, shipped.network.config.receptive_frames
    mel = (-4 + np.cumsum(rng.normal(0, 0.2, (100, n + margin)), axis=0)).clip(-11, 0).astype(np.float32)
    f0 = np.full(n + margin, 130, np.float32)
    stream, exact = shipped.open(), shipped.open()
    exact._network = shipped.network
    one, other = (np.concatenate([s.push(mel[:, i: i + 6 + margin], f0[i: i + 6 + margin], 6) for i in range(0, n, 6)])
                  for s in (stream, exact))
    error = np.square(one - other).mean() / np.square(other).mean()
    assert error < 10 ** -2.5, 10 * np.log10(error)


def test_trimmed_features_are_those_with_complete_context(vocoder, mel):
    network = vocoder.network
    normal = network.normalize(torch.from_numpy(mel[None, :, :60]))
    with torch.inference_mode():
        whole, trimmed = network.features(normal), network.features(normal, trimmed=True)
    assert trimmed.shape[1] == 60 - SMALL.context_frames
    torch.testing.assert_close(trimmed, whole[:, SMALL.context_frames:], atol=1e-5, rtol=1e-4)


def test_the_noise_of_a_stream_goes_on(vocoder, mel, f0):
    """The noise drawn for a frame ahead is played with it."""
    def play(block, seed):
        stream = vocoder.open(seed)
        return np.concatenate([stream.push(mel[:, i: i + block + 20], f0[i: i + block + 20], block)
                               for i in range(0, 60, block)])
    assert np.array_equal(play(10, 1), play(10, 1)) and np.abs(play(10, 1) - play(10, 2)).max() > 1e-3


def test_the_seed_makes_the_noise(vocoder, mel, f0):
    first, again, other = (vocoder.infer(mel[:, :80], f0[:80], seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 1e-3


def test_the_pitch_asked_for_is_the_pitch_made(mel):
    torch.manual_seed(0)
    network = HarmonicVocoder(SMALL)  # filters near one, harmonics above noise
    for hz in (100.0, 220.0):
        wav = Vocoder(network).infer(mel[:, :94], np.full(94, hz, np.float32))[:24_000]
        correlation = np.correlate(wav, wav, "full")[len(wav) - 1:]
        lag = 40 + np.argmax(correlation[40:400])
        multiple = max(1, round(lag * hz / 24_000))
        assert 24_000 * multiple / lag == pytest.approx(hz, rel=0.02)


def test_cancelling_ends_the_stream(vocoder, mel, f0, threads):
    assert not list(vocoder.stream(mel, f0, cancelled=lambda: True))
    made = []
    for wav in vocoder.stream(mel, f0, cancelled=lambda: bool(made)):
        made.append(wav)
    assert len(made) == 1


@pytest.mark.parametrize("level", [-11.5, -3.0, 10.0, 80.0])
def test_extreme_mels_give_finite_sound(vocoder, level):
    mel = np.full((100, 20), level, np.float32)
    network = vocoder.network
    harmonic, noise = network.filters(network.features(network.normalize(torch.from_numpy(mel)[None])))
    assert harmonic.shape == noise.shape == (1, 257, 41)
    assert torch.isfinite(harmonic.abs()).all() and torch.isfinite(noise).all()
    assert harmonic.abs().max() <= np.exp(2.0) + 1e-3 and 0 <= noise.min() and noise.max() <= 1 + 1e-3
    assert np.isfinite(vocoder.infer(mel)).all()


def test_pitch_estimates_lie_in_range():
    torch.manual_seed(0)
    estimator = PitchEstimator(SMALL)
    for scale in (0.1, 1.0, 100.0):
        f0 = estimator(scale * torch.randn(2, 100, 50))
        assert f0.shape == (2, 50)
        assert f0.min() >= SMALL.fmin - 1e-3 and f0.max() <= SMALL.fmax + 1e-2


def test_the_pitch_estimator_learns_from_voiced_frames(mel):
    """Unvoiced frames contribute nothing to the loss."""
    torch.manual_seed(0)
    estimator, f0 = PitchEstimator(SMALL), torch.tensor([[110.0] * 20 + [0.0] * 20 + [300.0] * 20])
    mels = torch.randn(1, 100, 60)
    optimizer = torch.optim.Adam(estimator.parameters(), 3e-3)
    first = estimator.loss(mels, f0).item()
    for _ in range(60):
        loss = estimator.loss(mels, f0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.8 * first
    made = estimator(mels)[0].detach().numpy()
    assert 12 * np.abs(np.log2(made[:20] / 110)).max() < 0.7 and 12 * np.abs(np.log2(made[40:] / 300)).max() < 0.7
    assert estimator.loss(mels, torch.zeros_like(f0)).item() == 0


def test_a_model_file_is_read_back(tmp_path, mel, f0):
    network, path = _network(seed=5), tmp_path / "vocoder.safetensors"
    save_model(path, KIND, network, SMALL.to_dict(), {"steps": 7}, dtype=torch.float32)
    read = Vocoder.load(path)
    assert read.card == {"steps": 7} and read.network.config == SMALL and read.config == MelConfig()
    assert np.array_equal(read.infer(mel, f0), Vocoder(network).infer(mel, f0))
    save_model(path, KIND, network, SMALL.to_dict(), {})  # float16 on disk
    rounded = Vocoder.load(path)
    assert rounded.network.head.weight.dtype == torch.float32
    assert np.abs(rounded.infer(mel, f0) - read.infer(mel, f0)).max() < 0.1 * np.abs(read.infer(mel, f0)).max()
    assert not list(tmp_path.glob("*.part"))


def _foreign(path, kind):
    if kind == "random":
        path.write_bytes(np.random.default_rng(0).bytes(10_000))
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "truncated":
        save_model(path, KIND, _network(), SMALL.to_dict(), {})
        path.write_bytes(path.read_bytes()[:-1000])
    elif kind == "other-kind":
        save_model(path, "synthesizer/parallel", _network(), SMALL.to_dict(), {})
    elif kind == "other-program":
        save_file({"a": torch.zeros(2)}, path)
    elif kind == "other-size":
        save_model(path, KIND, _network(), SMALL.to_dict() | {"dim": 48}, {})
    elif kind == "not-numbers":
        network = _network()
        torch.nn.init.constant_(network.norm.bias, float("nan"))
        save_model(path, KIND, network, SMALL.to_dict(), {})
    elif kind == "no-config":
        save_file(_network().state_dict(), path, metadata={"kind": KIND})
    elif kind == "folder":
        path.mkdir()


@pytest.mark.parametrize("kind", ["random", "empty", "truncated", "other-kind", "other-program", "other-size",
                                  "not-numbers", "no-config", "folder"])
def test_files_that_are_no_vocoder_get_a_sentence(tmp_path, kind):
    path = tmp_path / "model.safetensors"
    _foreign(path, kind)
    with pytest.raises(ValueError) as error:
        Vocoder.load(path)
    assert str(error.value).startswith(str(path)) and str(error.value).endswith(".")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such model file"):
        read_model(tmp_path / "none.safetensors", KIND)
