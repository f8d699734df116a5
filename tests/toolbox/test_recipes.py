import json
from dataclasses import replace

import pytest

from audio.mel import MelConfig
from corpus.shards import write_shard
from toolbox.core import recipes


def test_a_folder_that_is_no_corpus(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds none of virtual.jsonl, real.jsonl"):
        recipes.prepare(tmp_path, tmp_path / "out")


def test_a_folder_without_shards(tmp_path):
    for train in (recipes.train_synthesizer, recipes.train_vocoder):
        with pytest.raises(FileNotFoundError, match="no feature shards"):
            train(tmp_path, tmp_path / "out", steps=1)


def test_held_out_speakers_are_not_trained_on(features, tmp_path):
    held_out = replace(features[2], held_out=True)
    write_shard(tmp_path / "a-00000.safetensors", [*features[:2], held_out], MelConfig())
    assert {f.id for f in recipes._read(tmp_path, ("mel",))[0]} == {f.id for f in features[:2]}


def test_real_speakers_are_drawn_more_often(features):
    names = ["virtual-1"] * 4 + ["librispeech-1"] * 20 + ["librispeech-2"] * 3 + ["librispeech-1x0.90"] * 20
    some = [replace(features[0], id=str(i), speaker=name) for i, name in enumerate(names)]
    weight = recipes._weights(some)
    by_speaker = {name: [weight(f) for f in some if f.speaker == name] for name in set(names)}
    assert set(by_speaker["virtual-1"]) == {1.0}
    assert min(by_speaker["librispeech-2"]) > 1 and min(by_speaker["librispeech-1"]) > 1
    assert sum(by_speaker["librispeech-1"]) > sum(by_speaker["librispeech-1x0.90"])


@pytest.mark.parametrize(("text", "plain"), [("SEVEN OF THEM", "Seven of them."), ("Two, he said.", "Two, he said.")])
def test_transcripts_read_as_sentences(text, plain):
    assert recipes._plain(text) == plain


def test_a_corpus_is_prepared_and_aligned(tmp_path, voices, monkeypatch):
    """From two lists on disk to aligned shards, with an aligner that has hardly learnt anything."""
    monkeypatch.setattr(recipes, "ALIGNER_STEPS", 2)
    monkeypatch.setattr(recipes, "WORST", float("-inf"))
    made = {"align": recipes.align_shards}
    monkeypatch.setattr(recipes, "align_shards", lambda *given: made["align"](*given, worst=float("-inf")))
    (clara, edwin, *_), corpus, out = voices.items(), tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    virtual = {"id": "v", "file": str(clara[1]), "speaker": 1, "text": "Hi there.", "phonemes": "hˈI ðˈɛɹ.",
               "durations": [3, 2, 2, 3, 1, 2, 2, 2, 2, 2, 3], "samples": 226_000}
    real = [{"id": "r", "file": str(edwin[1]), "speaker": "19", "split": "train", "text": "HI THERE HI"},
            {"id": "d", "file": str(edwin[1]), "speaker": "20", "split": "dev", "text": "HI"},
            {"id": "u", "file": str(edwin[1]), "speaker": "21", "split": "train", "base": "Who knows", "disagree": 1}]
    (corpus / "virtual.jsonl").write_text(json.dumps(virtual), encoding="utf-8")
    (corpus / "real.jsonl").write_text("\n".join(map(json.dumps, real)), encoding="utf-8")
    reports = recipes.prepare(corpus, out, workers=1, progress=False)
    assert reports["real"]["utterances"] == 3 and reports["real-resampled"]["utterances"] == 2
    assert reports["real"]["aligned"] == reports["real-resampled"]["aligned"] == 1
    read = {(f.id, f.speaker): f for f in recipes.read_shards(out)[0]}
    assert len(read) == 7
    aligned = read["r", "librispeech-19"]
    assert len(aligned.boundaries) == len(aligned.phonemes) + 3 and aligned.phonemes.startswith("hˈI ð")
    assert read["d", "librispeech-20"].boundaries is None and read["u", "librispeech-21"].boundaries is None
    assert read["v", "virtual-1"].phonemes == "hˈI ðˈɛɹ."
    assert (out / recipes.ALIGNER).exists()
