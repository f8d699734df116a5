import numpy as np
import pytest
import torch

from audio.errors import AudioError
from audio.signal import resample
from encoder.config import EncoderConfig
from encoder.ge2e.inference import KIND, SpeakerEncoder
from encoder.ge2e.network import GE2E
from tests.fixtures.encoders.make_golden import EVERY, FOLDER, variants
from toolbox.core.models.profiles import ENCODER, MODELS
from training.checkpoint import read_about, save_model


@pytest.fixture(scope="module")
def published():
    """Return Resemblyzer's embeddings of the same recordings by name."""
    with np.load(FOLDER / "ge2e.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def wavs(clips):
    return variants(clips)


def test_preprocessing_is_the_published_one(published, encoder, wavs):
    for name, wav in wavs.items():
        made = encoder.preprocess(wav, 16_000)
        assert len(made) == published[f"{name}/length"], name
        assert np.abs(made[::EVERY] - published[f"{name}/prepared"]).max() < 1e-5, name


def test_embeddings_are_the_published_ones(published, encoder, wavs):
    for name, wav in wavs.items():
        made = encoder.embed(wav, 16_000)
        assert made.shape == (256,) and made.dtype == np.float32
        assert np.abs(made - published[f"{name}/embedding"]).max() < 1e-4, name
        assert np.abs(encoder.embed_partials(wav, 16_000) - published[f"{name}/partials"]).max() < 1e-4, name


@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_other_rates_are_resampled_as_published(published, encoder, clips, rate):
    wav, own_rate = clips["Hester"]
    assert np.abs(encoder.embed(resample(wav, own_rate, rate), rate) - published[f"{rate} Hz"]).max() < 1e-4


def test_a_batch_is_one_by_one(encoder, wavs):
    together = encoder.embed_many(list(wavs.values()), 16_000)
    assert together.shape == (len(wavs), 256)
    for made, wav in zip(together, wavs.values(), strict=True):
        assert np.abs(made - encoder.embed(wav, 16_000)).max() < 1e-5
        assert np.linalg.norm(made) == pytest.approx(1, abs=1e-5)


def test_a_prepared_waveform_is_embedded_as_it_is(encoder, clips):
    wav, rate = clips["Silas"]
    prepared = encoder.embed_many_prepared([encoder.preprocess(wav, rate)])[0]
    assert np.allclose(prepared, encoder.embed(wav, rate), atol=1e-6)


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


def test_the_weights_that_ship_say_where_they_come_from(encoder):
    kind, _, card = read_about(MODELS / ENCODER)
    assert kind == KIND and card["licence"] == "Apache-2.0" and "Resemblyzer" in card["origin"]
    # The name is a checksum of the weights: libraries that people have keep embeddings under it.
    assert encoder.name == "ge2e-87cd3a7a"


def test_files_that_are_no_encoder_get_a_sentence(tmp_path):
    other, config = tmp_path / "other.safetensors", EncoderConfig()
    with pytest.raises(FileNotFoundError, match="there is no such"):
        SpeakerEncoder.load(other)
    other.write_bytes((MODELS / ENCODER).read_bytes()[:100_000])
    with pytest.raises(ValueError, match="is damaged"):
        SpeakerEncoder.load(other)
    save_model(other, "vocoder/harmonic", GE2E(), config.to_dict(), {})
    with pytest.raises(ValueError, match="is not a model of kind encoder/ge2e"):
        SpeakerEncoder.load(other)
    save_model(other, KIND, torch.nn.Linear(3, 4), config.to_dict(), {})
    with pytest.raises(ValueError, match="does not fit its own configuration"):
        SpeakerEncoder.load(other)


def test_the_network_is_ge2es():
    config = EncoderConfig()
    made = GE2E(config)(torch.rand(3, config.partial_frames, config.mel.n_mels))
    assert made.shape == (3, 256) and (made >= 0).all()
    torch.testing.assert_close(made.norm(dim=1), torch.ones(3))


@pytest.mark.parametrize("offset", [0.02, 0.1, -0.3])
def test_an_offset_costs_no_similarity(encoder, clips, offset):
    for wav, rate in clips.values():
        wav = 0.5 * wav[: 5 * rate]
        assert encoder.embed(wav, rate) @ encoder.embed((wav + offset).astype(np.float32), rate) > 0.995
