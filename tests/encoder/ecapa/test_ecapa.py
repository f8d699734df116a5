import numpy as np
import pytest
import torch

from audio.errors import AudioError
from encoder.ecapa.network import CONFIG, ECAPA
from encoder.features import features
from tests.fixtures.encoders.make_golden import FOLDER, SECONDS
from toolbox.core.models.profiles import MODELS, SECOND_ENCODER


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return ECAPA().eval().requires_grad_(False)


def test_names_and_shapes_are_the_published_ones(network):
    state = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    assert len(state) == 231 and sum(p.numel() for p in network.parameters()) == 20_767_552
    for name, shape in {"blocks.0.conv.conv.weight": (1024, 80, 5), "blocks.3.norm.norm.weight": None,
                        "blocks.1.res2net_block.blocks.6.norm.norm.running_var": (128,),
                        "blocks.2.se_block.conv2.conv.weight": (1024, 128, 1), "mfa.norm.norm.bias": (3072,),
                        "asp.tdnn.conv.conv.weight": (128, 9216, 1), "asp.conv.conv.bias": (3072,),
                        "asp_bn.norm.running_mean": (6144,), "fc.conv.weight": (192, 6144, 1)}.items():
        assert state.get(name) == shape, name


def test_an_embedding_does_not_hang_on_the_level(network, clips):
    wav = torch.from_numpy(clips["Clara"][0][:32_000].copy())
    loud, faint = (network(features(level * wav, CONFIG)[None])[0] for level in (1.0, 0.1))
    assert loud.shape == (192,) and loud.norm() == pytest.approx(1, abs=1e-5)
    torch.testing.assert_close(loud, faint, atol=1e-4, rtol=0)


def test_every_frame_counts(network):
    """The gradient reaches all frames, past the dilated convolutions and the pooling."""
    frames = torch.randn(2, 60, 80, requires_grad=True)
    network(frames)[:, 0].sum().backward()
    assert (frames.grad.abs().sum(dim=2) > 0).all()


def test_another_file_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file"):
        ECAPA.load(tmp_path / "none.ckpt")
    (tmp_path / "other.ckpt").write_bytes(np.zeros(100, np.uint8).tobytes())
    with pytest.raises(ValueError, match="as published"):
        ECAPA.load(tmp_path / "other.ckpt")


def test_eight_bits_are_enough(network, clips, tmp_path):
    network.save(tmp_path / "ecapa.safetensors", {})
    assert (tmp_path / "ecapa.safetensors").stat().st_size < 22_000_000
    read = ECAPA.load(tmp_path / "ecapa.safetensors")
    wav, rate = clips["Clara"]
    one, other = network.embed(wav, rate), read.embed(wav, rate)
    assert one.shape == (192,) and one.dtype == np.float32 and one @ other > 0.99


def test_the_one_that_ships_embeds_as_speechbrain_does(clips):
    """Features and network are compared, with the bundled weights, on the first seconds of each recording."""
    shipped = ECAPA.load(MODELS / SECOND_ENCODER)
    with np.load(FOLDER / "ecapa.npz") as golden:
        for name, (wav, rate) in clips.items():
            frames = features(torch.from_numpy(wav[: SECONDS * rate].copy()), CONFIG)
            assert np.abs(shipped(frames[None])[0].numpy() - golden[name]).max() < 1e-5, name


def test_the_one_that_ships_tells_speakers_apart(clips):
    shipped = ECAPA.load(MODELS / SECOND_ENCODER)
    halves = [(shipped.embed(wav[: len(wav) // 2], rate), shipped.embed(wav[len(wav) // 2:], rate))
              for wav, rate in clips.values()]
    same = min(one @ other for one, other in halves)
    different = max(one @ other for i, (one, _) in enumerate(halves) for j, (_, other) in enumerate(halves) if i != j)
    assert same > different
    # Pieces of a long recording are embedded, and they are enough.
    wav, rate = clips["Clara"]
    assert shipped.embed(np.tile(wav, 20), rate) @ shipped.embed(wav, rate) > 0.9


@pytest.mark.parametrize("offset", [0.9, 1.0])
def test_a_voice_against_the_rail(network, clips, offset):
    """From a faulty input, either the voice survives or a sentence says that it does not."""
    for wav, rate in (clips["Clara"], clips["Edwin"]):
        clipped = np.clip(wav[10_000:58_000] + offset, -1, 1).astype(np.float32)
        try:
            assert np.isfinite(network.embed(clipped, rate)).all()
        except AudioError as error:
            assert str(error).endswith(".")


def test_hum_that_drowns_a_voice_gets_a_sentence(network, clips):
    wav, rate = clips["Clara"]
    wav = wav[: 5 * rate]
    hum = np.sin(2 * np.pi * 100 * np.arange(len(wav)) / rate)
    with pytest.raises(AudioError, match="drowns the voice|no voice"):
        network.embed((0.9 * hum + 0.02 * wav).astype(np.float32), rate)
