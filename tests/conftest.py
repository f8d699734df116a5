"""Fixtures shared by the rooms: the bundled voices, and networks that are loaded once."""

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

# Threads that wait without spinning: beside another busy process an LSTM takes a hundred times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# The cores are busy with other tests; what depends on the number of threads sets it.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# umap-learn compiles itself for longer than the tests use it.
os.environ.setdefault("NUMBA_OPT", "0")
# Run in the background of a shell, the tests ignore Ctrl-C, and so would the programs that they interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

VOICES = Path(__file__).resolve().parents[1] / "assets" / "voices"


@pytest.fixture(scope="session")
def voices():
    """Return the path of each bundled recording by the speaker's name."""
    listed = json.loads((VOICES / "voices.json").read_text(encoding="utf-8"))["voices"]
    return {voice["name"]: VOICES / voice["file"] for voice in listed}


@pytest.fixture(scope="session")
def sexes():
    """Return the sex ("F" or "M") of each bundled speaker."""
    listed = json.loads((VOICES / "voices.json").read_text(encoding="utf-8"))["voices"]
    return {voice["name"]: voice["sex"] for voice in listed}


@pytest.fixture(scope="session")
def clips(voices):
    """Return the read-only waveform and the rate of each bundled recording by the speaker's name."""
    from audio.files import load
    loaded = {name: load(path) for name, path in voices.items()}
    for wav, _ in loaded.values():
        wav.setflags(write=False)
    return loaded


@pytest.fixture(scope="session")
def clips_24k(clips):
    """Return the bundled recordings at 24 kHz and at the models' level; waveforms by the speaker's name."""
    from audio.signal import resample
    from audio.vad import set_speech_level
    return {name: set_speech_level(resample(wav, rate, 24_000), 24_000) for name, (wav, rate) in clips.items()}


@pytest.fixture(scope="session")
def encoder():
    from encoder.ge2e.inference import SpeakerEncoder
    from toolbox.core.models.profiles import ENCODER, MODELS
    return SpeakerEncoder.load(MODELS / ENCODER)


@pytest.fixture(scope="session")
def encoder_checkpoint(encoder, tmp_path_factory):
    """Return the path of the speaker encoder in the format of Real-Time-Voice-Cloning: encoder.pt."""
    import torch
    path = tmp_path_factory.mktemp("published") / "encoder.pt"
    weights = {k: v for k, v in encoder.network.state_dict().items() if k.startswith(("lstm.", "linear."))}
    torch.save({"model_state": weights | {"similarity_weight": torch.ones(1), "similarity_bias": torch.zeros(1)},
                "step": 1}, path)
    return path


@pytest.fixture(scope="session")
def cloner():
    from toolbox.core.cloning.engine import Cloner
    return Cloner.load(device="cpu")


@pytest.fixture(scope="session")
def guessed(cloner, voices):
    """Return the bundled voices with the network's first guess in place of adapted vectors: nothing adapts to them."""
    from dataclasses import replace

    import torch
    made = {}
    with torch.inference_mode():
        for name, path in voices.items():
            voice = cloner.enroll(path)
            guess = cloner.synthesizer.network.condition(*cloner.synthesizer._known(voice.embedding, voice.statistics))
            adapted = guess.expand(*cloner.synthesizer.adapted_shape).cpu().numpy().copy()
            made[name] = replace(voice, adapted=adapted, synthesizer=cloner.synthesizer.identity)
    return made


@pytest.fixture
def loaded(monkeypatch, cloner, encoder, guessed):
    """Replace loading by the networks of this session, for which the bundled voices count as adapted."""
    from encoder.ge2e.inference import SpeakerEncoder
    from toolbox.core.cloning.engine import Cloner
    monkeypatch.setattr(Cloner, "load", lambda *args, **options: cloner)
    monkeypatch.setattr(SpeakerEncoder, "load", lambda *args, **options: encoder)
    monkeypatch.setattr(cloner._adapted, "vectors", {voice.key: voice.adapted for voice in guessed.values()})


@pytest.fixture(scope="session")
def features(clips_24k, encoder):
    """Return three utterances as training reads them; their phonemes are arbitrary and evenly spread."""
    import torch

    from audio.mel import log_mel_numpy
    from audio.pitch import pitch
    from audio.voice import voice_statistics
    from corpus.shards import Features
    made, phonemes = [], "hˈI ðɛɹ, mI nˈAm ɪz nˈoʊbɑdi."
    for name, wav in list(clips_24k.items())[:3]:
        wav = wav[: 24_000 * 4]
        boundaries = np.round(np.linspace(0, len(wav), len(phonemes) + 3)).astype(np.int32)
        mel, f0, partials = log_mel_numpy(wav), pitch(wav, 24_000, 256), encoder.embed_partials(wav, 24_000)
        halves = [voice_statistics(mel[:, window], f0[window]) for window in (slice(0, 190), slice(180, 375))]
        second = np.random.default_rng(len(made)).standard_normal((2, 192))
        made.append(Features(
            f"{name}-0", name, phonemes, False, 8_000.0, mel=torch.from_numpy(mel).half(),
            f0=torch.from_numpy(f0).half(), partials=torch.from_numpy(partials).half(),
            embeddings=torch.from_numpy(partials[[0, -1]]).half(), statistics=torch.from_numpy(np.stack(halves)).half(),
            seconds=torch.from_numpy(second / np.linalg.norm(second, axis=1, keepdims=True)).half(),
            audio=torch.from_numpy(np.round(wav * 32767).astype(np.int16)), boundaries=torch.from_numpy(boundaries)))
    return made
