"""Alignment of feature shards whose utterances have transcripts but no boundaries."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from corpus.shards import ALIGNED, SHARDS, read_shards, write_record, write_shard

# Mean log-probability per frame below which a transcript does not belong to the recording. For 30 speakers of
# LibriSpeech, right transcripts score between -0.57 and -0.18 (above -0.88 in white noise at 10 dB), wrong ones below
# -2.1.
WORST = -1.5


def align_shards(folder: str | Path, align: Callable[..., tuple[torch.Tensor, float]], transcripts: Mapping[str, str],
                 worst: float = WORST) -> dict[str, float]:
    """Write boundaries into all shards of a folder for utterances with a transcript; existing boundaries are kept.

    Parameters
    ----------
    folder : str or Path
    align : callable
        Maps a log-mel (n_mels, n_frames) and phonemes to boundaries in samples and a score; raises ValueError if they
        do not fit.
    transcripts : dict of str
        Phonemes by utterance.
    worst : float
        Utterances that score worse than this stay unaligned.

    Returns
    -------
    dict of float
        Score of each utterance with a transcript.
    """
    scores: dict[str, float] = {}
    for path in sorted(Path(folder).rglob(SHARDS)):
        record = path.with_suffix(ALIGNED)
        if record.exists():
            scores |= json.loads(record.read_text())
            continue
        features, config = read_shards(path.parent, within=[path])
        made = {}
        for f in features:
            if not transcripts.get(f.id):
                continue
            try:
                boundaries, made[f.id] = align(f.mel, transcripts[f.id])
            except ValueError:
                made[f.id] = float("-inf")
            if made[f.id] >= worst:
                f.phonemes, f.boundaries = transcripts[f.id], boundaries
        if made:
            write_shard(path, features, config)
        write_record(record, made)
        scores |= made
    return scores
