import numpy as np
import pytest
import torch

from synthesizer.recogniser import network as network_module
from synthesizer.recogniser.evaluate import errors, phoneme_error_rate, sounds
from synthesizer.recogniser.inference import Recogniser, StreamingRecogniser, collapse
from synthesizer.text.phonemes import ALPHABET, encode
from training.checkpoint import save_model


def test_logits_are_numbered_as_the_synthesizers_symbols(network):
    assert len(network.symbols) == len(ALPHABET) + 1
    assert [network.symbols[i] for i in encode("ˈæŋ, ʧ")] == list("ˈæŋ, ʧ")


@pytest.mark.parametrize("n_frames", [1, 2, 77, 128])
def test_every_mel_frame_has_its_logits(network, n_frames):
    logits, hidden = network.listen(torch.randn(3, 100, n_frames))
    assert logits.shape == (3, len(network.symbols), n_frames) and hidden.shape == (3, n_frames, 32)
    assert hidden.mean(dim=2).abs().max() < 1e-5
    torch.testing.assert_close(network.probe.out[2](hidden).transpose(1, 2), logits)


def test_the_gradient_reaches_every_frame_of_the_mel_that_it_listens_to(network):
    mels = torch.randn(1, 100, 60, requires_grad=True)
    logits, _ = network.listen(mels)
    logits[:, 5, 30].sum().backward()
    assert (mels.grad[:, :76].abs().sum(dim=1) > 0).all()
    assert (mels.grad[:, 76:] == 0).all()


def test_long_mels_are_recognised_in_pieces(network, monkeypatch):
    """Overlapping pieces agree with the whole except near their ends."""
    with torch.no_grad():
        for layer in network.layers:  # attention to all frames alike knows no places: no context would be enough
            layer.out.weight.zero_()
        mels = torch.randn(1, 100, 501)
        whole, _ = network.listen(mels)
        monkeypatch.setattr(network_module, "PIECE", 100)
        monkeypatch.setattr(network_module, "CONTEXT", 20)
        monkeypatch.setattr(network_module, "sinusoids", lambda start, n, dim: torch.zeros(n, dim))
        pieces, _ = network.listen(mels)
        assert pieces.shape == whole.shape
        monkeypatch.setattr(network_module, "PIECE", 10_000)
        whole, _ = network.listen(mels)
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=1e-5)


def test_a_transcript_is_aligned_character_by_character(network):
    mel = np.random.default_rng(0).normal(-5, 2, (100, 90))
    boundaries, score = Recogniser(network).align(mel, "hˈɛlO, wˈɜɹld.")
    assert boundaries.dtype == np.int32 and len(boundaries) == 14 + 3
    assert boundaries[0] == 0 and boundaries[-1] == 89 * 256 and (np.diff(boundaries) > 0).all()
    assert score < 0
    with pytest.raises(ValueError, match="do not fit"):
        Recogniser(network).align(mel[:, :15], "hˈɛlO, wˈɜɹld.")
    with pytest.raises(ValueError, match="phoneme"):
        Recogniser(network).align(mel, "h&")


@pytest.mark.parametrize("kind", [Recogniser, StreamingRecogniser])
def test_eight_bits_give_the_same_network(kind, network, streaming, tmp_path):
    made = kind(network if kind is Recogniser else streaming)
    made.save(tmp_path / "model.safetensors", {"step": 7})
    read = kind.load(tmp_path / "model.safetensors")
    assert read.card == {"step": 7} and read.network.config == made.network.config
    parameters = sum(p.numel() for p in made.network.parameters())
    assert (tmp_path / "model.safetensors").stat().st_size < 1.7 * parameters  # norms, biases and names included
    mels = torch.randn(1, 100, 80)
    with torch.inference_mode():
        (logits, _), (packed, _) = made.network.listen(mels), read.network.listen(mels)
    assert (logits - packed).abs().max() < 0.1 * logits.std() and (logits != packed).any()


def test_checkpoints_of_the_training_are_read(network, tmp_path):
    save_model(tmp_path / "model.safetensors", Recogniser.kind, network, network.config.to_dict(), {}, torch.float32)
    read = Recogniser.load(tmp_path / "model.safetensors")
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, read.network.state_dict()[name])


def test_other_files_are_refused(network, tmp_path):
    path = tmp_path / "model.safetensors"
    with pytest.raises(FileNotFoundError, match="no such model file"):
        Recogniser.load(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="not a model file or is damaged"):
        Recogniser.load(path)
    Recogniser(network).save(path, {})
    with pytest.raises(ValueError, match="is not a model of kind synthesizer/streaming recogniser"):
        StreamingRecogniser.load(path)
    save_model(path, Recogniser.kind, network, network.config.to_dict() | {"n_layers": 4}, {})
    with pytest.raises(ValueError, match="does not fit this network"):
        Recogniser.load(path)
    save_model(path, Recogniser.kind, network, network.config.to_dict() | {"unheard_of": 4}, {})
    with pytest.raises(ValueError, match="another version of this program"):
        Recogniser.load(path)


def test_phonemes_are_compared_without_what_has_no_sound():
    assert collapse(np.array([0, 0, *encode("hhˈˈɛll"), 0, *encode("lO"), 0])) == "hˈɛllO"
    assert sounds("hˈɛl lO, wˈɜɹld!") == "hɛlOwɜɹld"
    assert errors("kitten", "sitting") == 3 and errors("", "abc") == 3 and errors("abc", "") == 3
    assert errors("abcabc", "abcabc") == 0 and errors("abcdef", "bcdefa") == 2
    assert phoneme_error_rate([("hˈɛlO.", "hɛl"), ("bˈI", "bI")]) == pytest.approx(1 / 6)
