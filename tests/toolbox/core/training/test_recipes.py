import json
import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from audio.files import save
from audio.mel import MelConfig
from corpus.shards import read_shards, write_shard
from encoder.counting.inference import Counter
from encoder.ge2e.inference import SpeakerEncoder
from enhancer.inference import Enhancer
from synthesizer.losses import is_speech
from synthesizer.recogniser.inference import Recogniser
from toolbox.core.training import counting as counting_recipe
from toolbox.core.training import data as data_recipe
from toolbox.core.training import encoder as encoder_recipe
from toolbox.core.training import enhancer as enhancer_recipe
from toolbox.core.training import recogniser as recogniser_recipe
from toolbox.core.training import running, synthesizer, vocoder


@pytest.fixture
def credulous(monkeypatch):
    """Accept every transcript as matching its recording."""
    monkeypatch.setattr(data_recipe, "WORST", float("-inf"))
    align = data_recipe.align_shards
    monkeypatch.setattr(data_recipe, "align_shards", lambda *given: align(*given, worst=float("-inf")))


def test_a_folder_that_is_no_corpus(tmp_path):
    with pytest.raises(ValueError, match="holds no sound files"):
        data_recipe.prepare(tmp_path, tmp_path / "out")


def test_a_folder_without_shards(tmp_path):
    for train in (synthesizer.train_synthesizer, vocoder.train_vocoder, encoder_recipe.train_encoder):
        with pytest.raises(FileNotFoundError, match="no feature shards"):
            train(tmp_path, tmp_path / "out", steps=1)


def test_held_out_speakers_are_not_trained_on(features, tmp_path):
    held_out = replace(features[2], held_out=True)
    write_shard(tmp_path / "a-00000.safetensors", [*features[:2], held_out], MelConfig())
    assert {f.id for f in running.read_data(tmp_path, ("mel",))[0]} == {f.id for f in features[:2]}


def test_real_speakers_are_drawn_more_often(features):
    names = ["virtual-1"] * 4 + ["librispeech-1"] * 20 + ["alexx"] * 3 + ["librispeech-1x0.90"] * 20
    some = [replace(features[0], id=str(i), speaker=name) for i, name in enumerate(names)]
    weight = synthesizer._weights(some)
    by_speaker = {name: [weight(f) for f in some if f.speaker == name] for name in set(names)}
    assert set(by_speaker["virtual-1"]) == {1.0}
    assert min(by_speaker["alexx"]) > 1 and min(by_speaker["librispeech-1"]) > 1
    assert sum(by_speaker["librispeech-1"]) > sum(by_speaker["librispeech-1x0.90"])


def test_a_vocoder_hears_the_synthesizer_only_where_all_bands_were_recorded(features, cloner):
    """A recording without the highest bands would teach it to remove those that the synthesizer makes."""
    wide, narrow = replace(features[0], bandwidth=12_000.0), replace(features[1], bandwidth=8_000.0)
    network = cloner.synthesizer.network
    given = vocoder._beside_said_again([wide, narrow], network, progress=False)
    again = [f for f in given if f is not wide and f is not narrow]
    assert {f.id for f in again} == {wide.id} and len(given) == len(again) + 2
    assert again[0].mel.shape == wide.mel.shape
    # The pauses are the recording's own.
    speech = is_speech(wide.mel[None].float())[0] > 0
    unlike = (again[0].mel != wide.mel).any(dim=0)
    assert unlike[speech].float().mean() > 0.9 and not unlike[~speech].any() and not speech.all()
    # Where nothing was recorded with all bands, the synthesizer has learnt none either.
    assert {f.id for f in vocoder._beside_said_again([narrow], network, progress=False)} == {narrow.id}


@pytest.mark.parametrize(("text", "plain"), [("SEVEN OF THEM", "Seven of them."), ("Two, he said.", "Two, he said.")])
def test_transcripts_read_as_sentences(text, plain):
    assert data_recipe._plain(text, "en-us") == plain


def test_a_corpus_is_prepared_and_aligned(tmp_path, voices, credulous):
    """Two lists on disk become aligned shards."""
    (clara, edwin, *_), corpus, out = voices.items(), tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    virtual = {"id": "v", "file": str(clara[1]), "speaker": 1, "text": "Hi there.", "phonemes": "hˈI ðˈɛɹ.",
               "durations": [3, 2, 2, 3, 1, 2, 2, 2, 2, 2, 3], "samples": 226_000}
    real = [{"id": "r", "file": str(edwin[1]), "speaker": "19", "split": "train", "text": "HI THERE HI"},
            {"id": "d", "file": str(edwin[1]), "speaker": "20", "split": "dev", "text": "HI"},
            {"id": "u", "file": str(edwin[1]), "speaker": "21", "split": "train", "base": "Who knows", "disagree": 1}]
    (corpus / "virtual.jsonl").write_text(json.dumps(virtual), encoding="utf-8")
    (corpus / "real.jsonl").write_text("\n".join(map(json.dumps, real)), encoding="utf-8")
    reports = data_recipe.prepare(corpus, out, workers=1, progress=False)
    assert reports["real"]["utterances"] == 3 and reports["real-resampled"]["utterances"] == 1
    assert reports["real"]["aligned"] == reports["real-resampled"]["aligned"] == 1
    read = {(f.id, f.speaker): f for f in read_shards(out)[0]}
    assert len(read) == 6
    aligned = read["r", "librispeech-19"]
    assert len(aligned.boundaries) == len(aligned.phonemes) + 3 and aligned.phonemes.startswith("hˈI ð")
    assert read["d", "librispeech-20"].boundaries is None and read["u", "librispeech-21"].boundaries is None
    assert read["v", "virtual-1"].phonemes == "hˈI ðˈɛɹ."


def test_a_folder_a_speaker_is_prepared(tmp_path, voices, credulous):
    """The bundled recogniser finds the boundaries once; another one can be named."""
    recordings, out = tmp_path / "My recordings", tmp_path / "out"
    for name, path in list(voices.items())[:2]:
        (recordings / name).mkdir(parents=True)
        shutil.copy(path, recordings / name)
    (recordings / "Clara" / "clara.txt").write_text("Good morning to all of you.")
    (recordings / "Edwin" / "broken.wav").write_bytes(b"RIFF")
    reports = data_recipe.prepare(recordings, out, workers=1, progress=False)
    assert reports.keys() == {"folders-my-recordings", "folders-my-recordings-resampled"}
    report = reports["folders-my-recordings"]
    assert (report["utterances"], report["speakers"], report["aligned"]) == (2, 2, 1)
    assert list(report["rejected"]) == ["Edwin/broken"]
    assert reports["folders-my-recordings-resampled"]["utterances"] == 1
    clara = next(f for f in read_shards(out)[0] if f.id == "Clara/clara" and f.speaker == "Clara")
    assert len(clara.boundaries) == len(clara.phonemes) + 3 and clara.text == "Good morning to all of you."
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*-0*.safetensors")}
    assert data_recipe.prepare(recordings, out, workers=1, progress=False) == reports
    assert before == {path: path.stat().st_mtime_ns for path in out.rglob("*-0*.safetensors")}

    with pytest.raises(ValueError, match="not a model"):
        (tmp_path / "given.safetensors").write_bytes(b"nonsense")
        data_recipe.prepare(recordings, tmp_path / "other", workers=1, progress=False,
                            recogniser=tmp_path / "given.safetensors")


def test_a_transcript_is_aligned_only_if_it_is_what_is_said(tmp_path, cloner, guessed):
    texts = {"right": "The lighthouse keeper climbed the narrow stairs and lit the lamp.",
             "wrong": "Seven small boats were waiting under a grey and heavy sky."}
    speech = cloner.say(guessed["Clara"], texts["right"])
    for speaker, text in texts.items():
        (tmp_path / "in" / speaker).mkdir(parents=True)
        save(tmp_path / "in" / speaker / "a.flac", speech.wav, speech.rate)
        (tmp_path / "in" / speaker / "a.txt").write_text(text)
    data_recipe.prepare(tmp_path / "in", tmp_path / "out", workers=1, progress=False)
    made = {f.speaker: f for f in read_shards(tmp_path / "out" / "folders-in")[0]}
    assert made["wrong"].boundaries is None
    # To a tenth of a second where the synthesizer put them.
    begins = np.array([begin for _, begin, _ in speech.phonemes])
    found = made["right"].boundaries[1:-2].numpy() / 24_000
    assert np.median(np.abs(found - begins)) < 0.1


def test_some_of_many_speakers_are_held_out(tmp_path):
    for i in range(45):
        (tmp_path / f"s{i}").mkdir()
        (tmp_path / f"s{i}" / "a.wav").write_bytes(b"")
    ((_, utterances),) = data_recipe._sets(tmp_path)
    assert sum(u.held_out for u in utterances) == 2
    assert data_recipe._sets(tmp_path)[0][1] == utterances
    shutil.rmtree(tmp_path / "s0")
    for i in range(1, 30):
        shutil.rmtree(tmp_path / f"s{i}")
    assert not any(u.held_out for u in data_recipe._sets(tmp_path)[0][1])


def test_an_encoder_is_trained_from_shards(tmp_path, features):
    for i in range(4):  # a shard each, since one file holds no tensor twice
        held_out = replace(features[2], id=str(i), speaker=f"h{i // 2}", held_out=True)
        write_shard(tmp_path / f"a-0000{i}.safetensors", [held_out, *(features[:2] if i == 0 else ())], MelConfig())
    losses = encoder_recipe.train_encoder(tmp_path, tmp_path / "out", steps=2, device="cpu", progress=False)
    assert losses["held_out_speakers"] == 2 and losses["held_out_utterances"] == 4 and 0 <= losses["loss"] < 10
    # The held-out recordings are one and the same: every pair is accepted or none is.
    assert losses["equal_error_rate"] == pytest.approx(0.5)
    assert SpeakerEncoder.load(tmp_path / "out" / "model.safetensors").config.front_end == "log-mel"


def test_recognisers_are_trained_from_shards(tmp_path, features, monkeypatch):
    """One continues from the bundled 8-bit file; the streaming one learns from a teacher."""
    virtual = [replace(f, speaker="virtual-1") for f in features[:2]]
    write_shard(tmp_path / "a-00000.safetensors", [*virtual, features[2]], MelConfig())
    weight = recogniser_recipe._weights([*virtual, features[2]])
    assert weight(features[2]) / (weight(features[2]) + 2 * weight(virtual[0])) == pytest.approx(recogniser_recipe.REAL)
    shipped = data_recipe.MODELS / data_recipe.RECOGNISER
    common = {"steps": 1, "device": "cpu", "progress": False}
    losses = recogniser_recipe.train_recogniser(tmp_path, tmp_path / "whole", from_model=shipped, **common)
    assert np.isfinite(losses["loss"])
    made = Recogniser.load(tmp_path / "whole" / "model.safetensors")
    assert made.symbols == Recogniser.load(shipped).symbols
    losses = recogniser_recipe.train_streaming_recogniser(tmp_path, tmp_path / "streaming", teacher=shipped, **common)
    assert np.isfinite(losses["teacher"])
    monkeypatch.setattr("synthesizer.recogniser.train.PACKAGE", "no_such_package")
    with pytest.raises(FileNotFoundError, match="pip install"):
        recogniser_recipe.train_recogniser(tmp_path, tmp_path / "other", **common)


def test_an_enhancer_is_trained_from_shards(tmp_path, features, monkeypatch):
    """Both speaker encoders listen; every recording is also played faster and slower, as another person's."""
    monkeypatch.setattr(enhancer_recipe, "Mixer", partial(enhancer_recipe.Mixer, banks=(2, 2, 1)))
    monkeypatch.setattr(enhancer_recipe, "EnhancerTask", partial(enhancer_recipe.EnhancerTask, batch=2))
    write_shard(tmp_path / "a-00000.safetensors", features, MelConfig())
    losses = enhancer_recipe.train_enhancer(tmp_path, tmp_path / "out", steps=1, device="cpu", progress=False)
    assert 0 <= losses["ge2e"] <= 2 and 0 <= losses["ecapa"] <= 2 and np.isfinite(losses["si-sdr"])
    assert Enhancer.load(tmp_path / "out" / "model.safetensors").rate == 16_000


def test_a_counter_is_trained_from_shards(tmp_path, features, monkeypatch):
    """One speaker in twenty is watched, and real speakers have their share of what is drawn."""
    monkeypatch.setattr(counting_recipe, "BANKS", (2, 2, 1))
    monkeypatch.setattr(counting_recipe, "CountingTask", partial(counting_recipe.CountingTask, batch=2))
    write_shard(tmp_path / "a-00000.safetensors", features, MelConfig())
    losses = counting_recipe.train_counting(tmp_path, tmp_path / "out", steps=1, device="cpu", progress=False)
    assert np.isfinite(losses["loss"])
    assert Counter.load(tmp_path / "out" / "model.safetensors").count(np.zeros(8_000, np.float32)).shape == (13, 3)
    audio = features[0].audio.numpy()[: 3 * 16_000]
    names = [f"virtual-{i}" for i in range(60)] + [f"librispeech-{i}" for i in range(20)]
    training, watched = counting_recipe.mixers([(name, audio) for name in names])
    assert len(watched.speakers) == 4 and not set(watched.speakers) & set(training.speakers)
    assert len(training.speakers) == 76
    real = [chance for name, chance in zip(training.speakers, training._chances) if name.startswith("libri")]
    assert sum(real) == pytest.approx(counting_recipe.REAL)
