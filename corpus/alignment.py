"""Boundaries written into feature shards whose utterances have transcripts only."""

import json
from pathlib import Path

from corpus.shards import ALIGNED, SHARDS, read_shards, write_record, write_shard

WORST = -2.2  # mean log-probability a frame: transcripts that fit worse are not the recording's


def align_shards(folder, align, symbols, transcripts, worst=WORST):
    """Write boundaries into every shard of a folder whose utterances have a transcript; those that have been are kept.

    Parameters
    ----------
    folder : str or Path
    align : callable
        Log-mel (n_mels, n_frames), phonemes and hop length -> boundaries and score; ValueError if they do not fit.
    symbols : str
        Phonemes that `align` knows; others are left out of the transcripts.
    transcripts : dict of str
        Phonemes by utterance.
    worst : float
        Transcripts that score worse than this are left unaligned.

    Returns
    -------
    dict of float
        The score of each utterance that has a transcript.
    """
    scores = {}
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
            known = "".join(c for c in transcripts[f.id] if c in symbols)
            try:
                boundaries, made[f.id] = align(f.mel, known, config.hop_length)
            except ValueError:
                made[f.id] = float("-inf")
            if made[f.id] >= worst:
                f.phonemes, f.boundaries = known, boundaries
        if made:
            write_shard(path, features, config)
        write_record(record, made)
        scores |= made
    return scores
