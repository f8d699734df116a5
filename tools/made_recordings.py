"""Test recordings assembled from held-out speakers, with known turns and noise (docs/experiments/recordings.md)."""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.files import load  # noqa: E402
from audio.signal import resample  # noqa: E402
from enhancer.disturbances import at_ratio, convolve, music, noise, rms, shoebox  # noqa: E402
from toolbox.core.people.segments import Segment, joined  # noqa: E402

RATE = 16_000
FAINT = 15.0  # dB; a recording's own noise may be ignored if the added noise is no fainter than this below the speech
PAUSE = 0.3  # seconds; shortest pause within a turn that the truth contains


def held_out(corpus, longest=120.0):
    """Return {speaker: [wav at RATE]} of the speakers held out of all training: 20 real ones, and the virtual ones
    whose number ends in 7."""
    corpus, found = Path(corpus), {}
    for line in open(corpus / "real.jsonl", encoding="utf-8"):
        row = json.loads(line)
        if row["split"] == "dev":
            found.setdefault(row["speaker"], []).append(corpus / row["file"])
    for line in open(corpus / "virtual.jsonl", encoding="utf-8"):
        row = json.loads(line)
        if row["speaker"] % 10 == 7:
            found.setdefault(f"v{row['speaker']}", []).append(corpus / row["file"])
    return found


def read(paths):
    """Return the recordings of paths at RATE."""
    return [resample(*load(path), RATE) for path in paths]


def is_clean(wav):
    """Return whether a recording's own noise is faint enough to be ignored beside added noise."""
    n = len(wav) // 400
    level = 10 * np.log10(np.square(wav[: n * 400]).reshape(n, 400).mean(axis=1) + 1e-10)
    low, high = np.percentile(level, (5, 95))
    return bool(high - low > 50)


def activity(wav):
    """Return where there is speech in a clean utterance, by its level alone: list of (begin, end) in samples."""
    hop = RATE // 100
    n = len(wav) // hop
    level = 10 * np.log10(np.square(wav[: n * hop]).reshape(n, hop).mean(axis=1) + 1e-10)
    level = np.convolve(level, np.ones(5) / 5, "same")
    on = level > np.percentile(level, 95) - 35
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]]))).reshape(-1, 2)
    made = joined([Segment(a / 100, b / 100, "") for a, b in edges.tolist() if b - a >= 3], PAUSE)
    return [(round(s.start * RATE), round(s.end * RATE)) for s in made]


def conversation(sounds, seconds, overlap, rng):
    """Make a conversation.

    Parameters
    ----------
    sounds : dict of str to list of float32 arrays
        Recordings of the participants, each used once.
    seconds : float
        Wanted length; the result is shorter if the recordings run out.
    overlap : float
        Share of the speech during which two people speak.

    Returns
    -------
    (wav, segments)
    """
    left = {who: [w for w in own] for who, own in sounds.items()}
    pieces, at, before = [], 0.3, None
    while at < seconds:
        able = [who for who, own in left.items() if own and (who != before or len(left) == 1)]
        if not able:
            break
        who = str(rng.choice(able))
        wav = left[who].pop(0)
        turn = int(rng.uniform(1.5, 7.0) * RATE)
        if len(wav) > turn + 1.5 * RATE:
            # The cut is at the quietest place nearby.
            near = slice(turn - RATE // 2, turn + RATE // 2)
            power = np.convolve(np.square(wav[near]), np.ones(400) / 400, "same")
            turn = near.start + int(power.argmin())
            left[who].insert(0, wav[turn:])
            wav = wav[:turn]
        active = activity(wav)
        if not active:
            continue
        wav = wav[active[0][0]: active[-1][1]]
        length = len(wav) / RATE
        # Two of three turns start before the previous one ends, so that the overlap adds up to the wanted share.
        gap = rng.uniform(0.05, 0.8)
        if overlap and pieces and rng.random() < 0.4:
            gap = -min(rng.uniform(0.4, 1.6) * 3.2 * overlap / 0.4, 0.8 * length, 0.8 * pieces[-1][3])
        start = max(0.1, at + gap)
        if overlap and len(pieces) > 1:
            start = max(start, max(p[0] + p[3] for p in pieces[:-1]))
        pieces.append((start, who, wav / rms(wav) * 10 ** (rng.normal(-26, 2) / 20), length))
        at, before = start + length, who
    total = int((max(p[0] + p[3] for p in pieces) + 0.3) * RATE)
    out, segments = np.zeros(total, np.float32), []
    for start, who, wav, _ in pieces:
        begin = int(start * RATE)
        out[begin: begin + len(wav)] += wav[: total - begin].astype(np.float32)
        segments += [Segment(start + a / RATE, start + b / RATE, who) for a, b in activity(wav)]
    return out + 1e-4 * rng.standard_normal(total).astype(np.float32), joined(segments, PAUSE)


def overlapped(segments):
    """Return the share of the speech (counted once per person) that overlaps with another person's."""
    grid = {}
    for s in segments:
        for t in range(round(s.start * 100), round(s.end * 100)):
            grid[t] = grid.get(t, 0) + 1
    return sum(n - 1 for n in grid.values()) / max(1, len(grid))


DISTURBANCES = ("fan", "babble", "room", "music")


def disturb(wav, kind, rng, others=()):
    """Disturb a recording at RATE as in the table of docs/experiments/recordings.md: a fan 12 dB, babble 10 dB or
    music 10 dB below it, or a room with a T60 of 0.6 s."""
    if kind == "room":
        return convolve(wav, shoebox(0.6, rng)[0])
    if kind == "fan":
        return wav + at_ratio(noise("fan", len(wav), rng), rms(wav), 12)
    if kind == "music":
        return wav + at_ratio(music(len(wav) / RATE + 0.1, rng)[: len(wav)], rms(wav), 10)
    babble = sum(np.resize(o / rms(o), len(wav)) for o in others)
    return wav + at_ratio(babble, rms(wav), 10)
