"""Boundaries in shards: stored if the transcript matches the speech, omitted otherwise."""

from dataclasses import replace

import numpy as np
import torch

from audio.mel import MelConfig
from corpus.alignment import align_shards
from corpus.shards import read_shards, write_shard


def test_shards_get_the_boundaries_of_what_fits(features, tmp_path):
    bare = [replace(f, id=f"u{i}", boundaries=None, phonemes="") for i, f in enumerate([*features, features[0]])]
    write_shard(tmp_path / "a-00000.safetensors", bare[:3], MelConfig())
    write_shard(tmp_path / "a-00001.safetensors", [replace(bare[3], mel=bare[3].mel.clone(),
                                                           f0=bare[3].f0.clone(), partials=bare[3].partials.clone(),
                                                           audio=bare[3].audio.clone())], MelConfig())
    asked = []

    def align(mel, phonemes):
        asked.append(phonemes)
        if len(phonemes) > mel.shape[1]:
            raise ValueError("they do not fit")
        boundaries = torch.linspace(0, mel.shape[1] * 256, len(phonemes) + 3).int()
        return boundaries, -0.4 if phonemes == "ɹˈIt" else -2.5

    transcripts = {"u0": "ɹˈIt", "u1": "ɹˈɔŋ", "u2": "a" * 5_000}
    scores = align_shards(tmp_path, align, transcripts)
    assert scores == {"u0": -0.4, "u1": -2.5, "u2": -np.inf}
    read = {f.id: f for f in read_shards(tmp_path)[0]}
    assert [read[f"u{i}"].boundaries is None for i in range(4)] == [False, True, True, True]
    assert read["u0"].phonemes == "ɹˈIt" and len(read["u0"].boundaries) == 4 + 3
    assert torch.equal(read["u3"].mel, bare[3].mel)
    # What was aligned once is not aligned again.
    assert align_shards(tmp_path, align, transcripts) == scores and len(asked) == 3
