"""The commands that train Tacotron, WaveRNN and WaveNet, from shards to a profile that speaks."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from audio.mel import RTVC, MelConfig, log_mel_numpy
from corpus.shards import write_shard
from encoder.config import EncoderConfig
from encoder.ge2e.network import GE2E
from encoder.ge2e.train import EncoderTask
from synthesizer.tacotron.config import TacotronConfig
from toolbox.core.cloning.engine import Cloner
from toolbox.core.models import kinds, profiles
from toolbox.core.models import own as models
from toolbox.core.training import autoregressive, running
from training.checkpoint import save_model
from training.loop import Plan
from vocoder.wavenet.config import WaveNetConfig
from vocoder.wavernn.config import WaveRNNConfig

TACOTRON = TacotronConfig(text_dim=24, encoder_dim=16, decoder_dim=16, lstm_dim=32, postnet_dim=24)
WAVERNN = WaveRNNConfig(rnn_dim=16, fc_dim=16, compute_dim=8, aux_dim=8, n_blocks=1)
WAVENET = WaveNetConfig(channels=8, skip_channels=8, n_layers=4, cycle=2, condition_dim=8)


@pytest.fixture
def data(features, tmp_path):
    texts = ("Hi there.", "My name is nobody.", "Never trained on.")
    spoken = [replace(f, text=text, held_out=i == 2) for i, (f, text) in enumerate(zip(features, texts, strict=True))]
    write_shard(tmp_path / "data-00000.safetensors", spoken, MelConfig())
    return tmp_path


def test_from_shards_to_speech(data, clips, monkeypatch):
    monkeypatch.setattr(profiles, "models_folder", lambda: data / "models")
    options = {"steps": 2, "device": "cpu", "progress": False, "utterances": 2}
    made = {"tacotron": autoregressive.train_tacotron(data, data / "tacotron", config=TACOTRON, **options),
            "wavernn": autoregressive.train_wavernn(data, data / "wavernn", config=WAVERNN, **options),
            "wavenet": autoregressive.train_wavenet(data, data / "wavenet", config=WAVENET, **options)}
    assert all(np.isfinite(list(losses.values())).all() for losses in made.values())
    for name, part in (("tacotron", "synthesizer"), ("wavernn", "vocoder"), ("wavenet", "vocoder")):
        card = kinds.load(data / name / "model.safetensors", part).card
        assert card["utterances"] == 2 and card["step"] == 2
    models.add("mine", [data / "tacotron", data / "wavernn"])
    cloner = Cloner.load("mine", device="cpu")
    assert cloner.rate == 16_000 and cloner.encoder is not None
    assert profiles.find_profile("mine").description == "Tacotron, WaveRNN"
    speech = cloner.say(cloner.enroll(clips["Clara"]), "Hi.")
    assert speech.rate == 16_000 and len(speech.wav) and np.isfinite(speech.wav).all()


def test_weights_of_another_network_are_no_beginning(data, tmp_path):
    """The front ends "mel" and "log-mel" have equally many bands, so shapes alone do not tell them apart."""
    config = EncoderConfig.of("mel", hidden_size=16, embedding_size=16, n_layers=1)
    save_model(tmp_path / "other.safetensors", "encoder/ge2e", GE2E(config), config.to_dict(), {})
    task = EncoderTask([(str(i % 3), torch.rand(300, 40)) for i in range(9)], Plan(tmp_path / "out", 1),
                       EncoderConfig.of("log-mel", hidden_size=16, embedding_size=16, n_layers=1))
    with pytest.raises(ValueError, match="these differ: front_end"):
        running.run(task, task.plan, tmp_path / "other.safetensors")
    assert not (tmp_path / "out").exists()


def test_shards_become_the_family_s_mels(data, features):
    made = autoregressive.as_rtvc(data, ("audio",), None, False)
    assert [f.id for f in made] == [f.id for f in features[:2]]
    for f in made:
        wav = f.audio.numpy() / np.float32(32767)
        assert np.abs(wav).max() == pytest.approx(0.9, abs=0.01) and len(wav) == pytest.approx(4 * 16_000, abs=2)
        assert f.mel.shape == (80, RTVC.n_frames(len(wav)))
        assert torch.allclose(f.mel.float(), torch.from_numpy(log_mel_numpy(wav, RTVC)), atol=0.2)
