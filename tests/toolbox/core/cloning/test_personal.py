"""Minutes of a person change the decoder by matrices of low rank, as far as that is better."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from audio.errors import AudioError, Cancelled
from audio.files import save
from toolbox.core.cloning import minutes, personal
from toolbox.core.cloning.comparison import Comparison
from toolbox.core.cloning.listening import Reference
from toolbox.core.cloning.minutes import beside, personalise, transcriber
from toolbox.core.cloning.personal import Personal, apply, layers_of, listen
from toolbox.core.cloning.voice import Voice

TEXT = "We had not seen the sea for almost a year."


@pytest.fixture(scope="module")
def voice(guessed):
    return guessed["Hester"]


@pytest.fixture(scope="module")
def recorded(cloner, clips, voice):
    wav, rate = clips["Hester"]
    return listen(cloner.synthesizer, cloner.recogniser, Reference(wav, rate, 60.0), voice)


def test_the_decoder_is_given_what_was_recorded(cloner, recorded):
    network = cloner.synthesizer.network
    assert recorded and sum(len(x.pitch) for x in recorded) * 2 / 93.75 > 4
    for x in recorded:
        n = len(x.pitch)
        assert x.wide.shape[0] == n == len(x.voicing) == len(x.level)
        assert x.mel.shape == (n, network.config.reduction * network.config.mel.n_mels)
        assert torch.isfinite(x.wide).all() and 0.2 < x.voicing.mean() < 0.95


def test_a_transcript_of_something_else_is_put_aside(cloner, clips, voice, recorded):
    wav, rate = clips["Hester"]
    wrong = cloner.read("Completely different words are written here, which nobody has ever said. " * 2, "en-us")
    made = listen(cloner.synthesizer, cloner.recogniser, Reference(wav, rate, 60.0), voice, wrong)
    assert all(torch.equal(a.wide, b.wide) for a, b in zip(made, recorded, strict=True))


def test_the_decoder_comes_nearer_to_the_recording(cloner, voice, recorded, monkeypatch):
    for name, value in (("STEPS", 12), ("LOOK", 6), ("JUDGED", 1_000), ("CUT", 40)):
        monkeypatch.setattr(personal, name, value)
    before = [p.clone() for p in cloner.synthesizer.network.parameters()]
    together = recorded * 3 if len(recorded) < 3 else recorded
    vectors, matrices, comparison = Personal(cloner.adapter).learn(together, voice, voice.adapted, 8.0)
    assert comparison.distance < 0.99 * comparison.distance_before and comparison.steps > 0
    assert matrices.dtype == np.float16 and matrices.nbytes == comparison.size < 200_000
    # What others speak with stays as it was.
    assert all(torch.equal(a, b) for a, b in zip(before, cloner.synthesizer.network.parameters(), strict=True))
    own = replace(voice, adapted=vectors, personal=matrices)
    made = [cloner.say(v, TEXT, seed=1).wav for v in (own, replace(own, personal=None))]
    assert len(made[0]) > 0 and (len(made[0]) != len(made[1]) or np.abs(made[0] - made[1]).max() > 1e-3)


def test_learning_can_be_given_up(cloner, voice, recorded):
    shares = []
    with pytest.raises(Cancelled):
        Personal(cloner.adapter).learn(recorded * 3, voice, voice.adapted, 8.0, shares.append, lambda: bool(shares))
    assert shares == [0.0]
    with pytest.raises(AudioError, match="Too little"):
        Personal(cloner.adapter).learn(recorded[:1], voice, voice.adapted, 8.0)


def test_matrices_of_zeros_change_nothing_and_others_are_refused(cloner):
    network = cloner.synthesizer.network
    one = sum(sum(layer.weight.shape) for layer in layers_of(network))
    same = apply(network, np.zeros(3 * one, np.float16))
    assert all(torch.equal(a.weight, b.weight) for a, b in zip(layers_of(network), layers_of(same), strict=True))
    other = apply(network, np.full(one, 0.01, np.float16))
    assert not torch.equal(layers_of(network)[0].weight, layers_of(other)[0].weight)
    with pytest.raises(ValueError, match="another synthesizer"):
        apply(network, np.zeros(one + 1, np.float16))


def test_a_personal_voice_travels_in_its_file(voice, tmp_path):
    matrices = np.linspace(-1, 1, 500).astype(np.float16)
    replace(voice, personal=matrices, rate=11.5, accent="en-gb").save(tmp_path / "hester.voice")
    read = Voice.load(tmp_path / "hester.voice")
    np.testing.assert_array_equal(read.personal, matrices)
    assert (read.rate, read.accent) == (11.5, "en-gb") and read.key == voice.key


def test_what_is_no_better_is_not_kept():
    better = Comparison(60.0, 0.4, 0.5, 0.8, 0.8, 1, 20)
    assert better.better and "20 % nearer" in better.sentence
    for worse in (replace(better, distance=0.6), replace(better, likeness=0.7)):
        assert not worse.better and "no closer" in worse.sentence


def test_recordings_of_mixed_quality(cloner, clips, tmp_path, monkeypatch):
    """Unusable recordings are skipped, and too little speech is refused before anything is learnt."""
    wav, rate = clips["Hester"]
    save(tmp_path / "good.wav", wav, rate)
    save(tmp_path / "silent.wav", np.zeros(3 * rate, np.float32), rate)
    with pytest.warns(UserWarning, match="silent.wav .* passed over"), pytest.raises(AudioError, match="needs 30 s"):
        personalise(cloner, [(tmp_path / "good.wav", None), (tmp_path / "silent.wav", None)])
    monkeypatch.setattr(minutes, "LEAST", 4.0)
    with pytest.raises(Cancelled):
        personalise(cloner, [(tmp_path / "good.wav", None)], cancelled=lambda: True)


def test_transcripts_lie_beside_the_recordings(tmp_path):
    assert beside(tmp_path / "a.wav") is None
    (tmp_path / "a.txt").write_text("\ufeffGood morning.\n", encoding="utf-8")
    assert beside(tmp_path / "a.wav") == "Good morning."
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(AudioError, match="a.txt cannot be read as a transcript"):
        beside(tmp_path / "a.wav")
    with pytest.raises(AudioError, match="faster-whisper"):
        transcriber(str(tmp_path))
