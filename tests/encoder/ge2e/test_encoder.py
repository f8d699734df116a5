import pickle
import sys
import types

import numpy as np
import pytest
import scipy.ndimage
import torch

from audio.errors import AudioError
from audio.signal import resample
from encoder.config import EncoderConfig
from encoder.from_mel import MelEmbedder
from encoder.ge2e.inference import WEIGHTS_VARIABLE, SpeakerEncoder, find_weights
from encoder.ge2e.network import GE2E


@pytest.fixture(scope="module")
def published():
    """The Resemblyzer package: its audio module and its own encoder."""
    name = "scipy.ndimage.morphology"
    shim = types.ModuleType(name)
    shim.binary_dilation = scipy.ndimage.binary_dilation
    before = sys.modules.get(name)
    sys.modules[name] = shim  # newer SciPy has no such module any more
    try:
        import resemblyzer
        return resemblyzer.audio, resemblyzer.VoiceEncoder("cpu", verbose=False)
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before


@pytest.fixture(scope="module")
def wavs(clips):
    """Recordings of several lengths and levels at 16 kHz, whole and cut, with and without silence in them."""
    gap = np.zeros(16_000, np.float32)
    whole = {name: wav for name, (wav, rate) in clips.items() if rate == 16_000}
    cut = {f"{name} {seconds} s": wav[: int(seconds * 16_000)] for seconds in (2.0, 3.3, 5.21)
           for name, wav in list(whole.items())[:2]}
    other = {f"{name} x {level}": wav * np.float32(level) for level in (0.02, 0.3)
             for name, wav in list(whole.items())[2:]}
    wav = whole["Silas"]
    return whole | cut | other | {"pauses": np.concatenate([gap, wav[:40_000], gap, wav[40_000:], gap]),
                                  "long": np.tile(wav, 4)}


def test_preprocessing_is_the_published_one(published, encoder, wavs):
    for name, wav in wavs.items():
        wanted, made = published[0].preprocess_wav(wav, 16_000), encoder.preprocess(wav, 16_000)
        assert made.shape == wanted.shape, name
        assert np.abs(made - wanted).max() < 1e-5, name


def test_embeddings_are_the_published_ones(published, encoder, wavs):
    for name, wav in wavs.items():
        wanted, partials, _ = published[1].embed_utterance(published[0].preprocess_wav(wav, 16_000),
                                                           return_partials=True)
        made = encoder.embed(wav, 16_000)
        assert made.shape == (256,) and made.dtype == np.float32
        assert np.abs(made - wanted).max() < 1e-4, name
        assert np.abs(encoder.embed_partials(wav, 16_000) - partials).max() < 1e-4, name


@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_other_rates_are_resampled_as_published(published, encoder, clips, rate):
    wav, own_rate = clips["Hester"]
    wav = resample(wav, own_rate, rate)
    wanted = published[1].embed_utterance(published[0].preprocess_wav(wav, rate))
    assert np.abs(encoder.embed(wav, rate) - wanted).max() < 1e-4


def test_a_batch_is_one_by_one(encoder, wavs):
    together = encoder.embed_many(list(wavs.values()), 16_000)
    assert together.shape == (len(wavs), 256)
    for made, wav in zip(together, wavs.values(), strict=True):
        assert np.abs(made - encoder.embed(wav, 16_000)).max() < 1e-5
        assert np.linalg.norm(made) == pytest.approx(1, abs=1e-5)


def test_a_prepared_waveform_is_embedded_as_it_is(encoder, clips):
    wav, rate = clips["Silas"]
    assert np.allclose(encoder.embed_prepared(encoder.preprocess(wav, rate)), encoder.embed(wav, rate), atol=1e-6)


def test_partials_have_unit_length_and_overlap_by_half(encoder, clips):
    wav = np.tile(clips["Clara"][0], 3)
    for seconds in (1.2, 1.6, 2.0, 2.4, 3.0, 7.7, 20.0):
        cut = wav[: int(seconds * 16_000)]
        prepared = len(encoder.preprocess(cut, 16_000))
        if prepared < 16_000:
            continue
        partials = encoder.embed_partials(cut, 16_000)
        np.testing.assert_allclose(np.linalg.norm(partials, axis=1), 1, atol=1e-5)
        assert (partials >= 0).all()
        # Windows of 1.6 s every 0.77 s: the last is the first to reach the end, if three quarters of it are filled.
        count = 1
        while (count - 1) * 12_320 + 25_600 < prepared + 160 and prepared - count * 12_320 >= 0.75 * 25_600:
            count += 1
        assert len(partials) == count


def test_the_same_person_is_more_alike_than_another(encoder, clips):
    halves = {name: [encoder.embed(half, rate) for half in np.array_split(wav, 2)]
              for name, (wav, rate) in clips.items()}
    same = [a @ b for a, b in halves.values()]
    other = [a @ b for first, pair in halves.items() for second, others in halves.items() if first != second
             for a in pair for b in others]
    assert min(same) > max(other)
    assert min(same) > 0.72 and np.mean(other) < 0.65


def test_the_level_matters_only_above_the_published_one(encoder, clips):
    for wav, rate in clips.values():
        faint = encoder.embed(wav * 0.05, rate)
        assert faint @ encoder.embed(wav * 0.2, rate) > 0.999
        assert faint @ encoder.embed(wav, rate) > 0.85


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.5, 0.9])
def test_too_little_speech_is_refused(encoder, clips, seconds):
    wav, rate = clips["Clara"]
    with pytest.raises(AudioError, match="at least 1 s is needed"):
        encoder.embed(wav[rate: rate + int(seconds * rate)], rate)
    with pytest.raises(AudioError, match="at least 1 s is needed"):
        encoder.embed_many([wav, np.zeros(5 * rate, np.float32)], rate)


class _Trap:
    """Unpickling this calls something."""

    def __reduce__(self):
        return print, ("code was run",)


def _damaged(path, kind):
    state = GE2E().state_dict()
    if kind == "random":
        path.write_bytes(np.random.default_rng(0).bytes(5_000))
    elif kind == "truncated":
        torch.save({"model_state": state}, path)
        path.write_bytes(path.read_bytes()[:100_000])
    elif kind == "code":
        torch.save({"model_state": state, "extra": _Trap()}, path)
    elif kind == "bare-pickle":
        path.write_bytes(pickle.dumps(_Trap(), protocol=2))
    elif kind == "other-network":
        torch.save({"model_state": torch.nn.Linear(3, 4).state_dict()}, path)
    elif kind == "other-size":
        torch.save({"model_state": state | {"linear.weight": torch.zeros(3, 3)}}, path)
    elif kind == "no-state":
        torch.save(state, path)


@pytest.mark.parametrize("kind", ["random", "truncated", "code", "bare-pickle", "other-network", "other-size",
                                  "no-state"])
def test_files_that_are_no_encoder_get_a_sentence(tmp_path, capsys, kind):
    path = tmp_path / "encoder.pt"
    _damaged(path, kind)
    with pytest.raises(ValueError, match="is not a GE2E speaker encoder") as error:
        SpeakerEncoder.load(path)
    assert str(path) in str(error.value) and str(error.value).endswith(".")
    assert "code was run" not in capsys.readouterr().out


def test_weights_are_found_or_their_source_is_named(tmp_path, monkeypatch):
    assert find_weights().name == "pretrained.pt"
    named = tmp_path / "mine.pt"
    torch.save({"model_state": GE2E().state_dict()}, named)
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(named))
    assert find_weights() == named
    own = torch.load(named, weights_only=True)["model_state"]["linear.bias"]
    assert torch.equal(SpeakerEncoder.load().network.linear.bias, own)
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path / "none.pt"))
    with pytest.raises(FileNotFoundError, match="there is no such"):
        SpeakerEncoder.load()
    monkeypatch.delenv(WEIGHTS_VARIABLE)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="pip install"):
        SpeakerEncoder.load()


def test_the_network_is_ge2es():
    config = EncoderConfig()
    made = GE2E(config)(torch.rand(3, config.partial_frames, config.mel.n_mels))
    assert made.shape == (3, 256) and (made >= 0).all()
    torch.testing.assert_close(made.norm(dim=1), torch.ones(3))


def test_embeddings_of_mels_agree_with_those_of_their_sound(encoder, clips_24k):
    """Fitted on three speakers, tested on the fourth; with a gradient into the mel, none into the weights."""
    from audio.mel import MelConfig, log_mel
    config, (held_out, *others) = MelConfig(), list(clips_24k)
    network = SpeakerEncoder.load().network
    speech = [(clips_24k[name], log_mel(torch.from_numpy(clips_24k[name]), config)) for name in others]
    embedder = MelEmbedder.fit(network, config, speech)
    mel = log_mel(torch.from_numpy(clips_24k[held_out]), config)[None, :, 60: 60 + embedder.frames].requires_grad_()
    made = embedder(mel)
    window = clips_24k[held_out][60 * 256: 60 * 256 + 24_000 * 8 // 5 + 1]
    true = encoder._forward([resample(window, 24_000, 16_000)])[0][0]
    assert float(made[0].detach() @ torch.from_numpy(true)) > 0.85
    made.sum().backward()
    assert torch.isfinite(mel.grad).all() and mel.grad.abs().max() > 0
    assert all(p.grad is None for p in network.parameters())


@pytest.mark.parametrize("offset", [0.02, 0.1, -0.3])
def test_an_offset_costs_no_similarity(encoder, clips, offset):
    for wav, rate in clips.values():
        wav = 0.5 * wav[: 5 * rate]
        assert encoder.embed(wav, rate) @ encoder.embed((wav + offset).astype(np.float32), rate) > 0.995
