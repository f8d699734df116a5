"""Boundaries written into feature shards whose utterances have transcripts only."""

import json
from pathlib import Path

from corpus.shards import ALIGNED, SHARDS, read_shards, write_record, write_shard

# Mean log-probability of a frame below which a transcript is not the recording's. On 30 speakers of LibriSpeech those
# of the right transcripts lie between -0.57 and -0.18, in white noise at 10 dB above -0.88, those of others below -2.1.
WORST = -1.5


def align_shards(folder, align, transcripts, worst=WORST):
    """Write boundaries into every shard of a folder whose utterances have a transcript; those that have been are kept.

    Parameters
    ----------
    folder : str or Path
    align : callable
        Log-mel (n_mels, n_frames) and phonemes -> boundaries in samples and score; ValueError if they do not fit.
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
