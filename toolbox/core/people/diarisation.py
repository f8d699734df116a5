"""Diarisation: voice activity, an embedding every half second, clustering by likeness, the points of change, overlaps.

The first encoder, which is fast, embeds every window, and similar windows are grouped. The second one, which is ten
times slower and distinguishes people better, embeds a few seconds of each group and decides which groups belong to one
person. A network that counts how many people speak at once keeps overlapped windows out of the groups, and marks the
stretches that are assigned to both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from audio.errors import AudioError, Cancelled
from audio.quality import RATE, TONAL_HOP, music_mask
from audio.signal import remove_offset, resample, set_loudness
from audio.vad import HEARD_LEVEL, speech_mask
from toolbox.core.people import clustering, overlap
from toolbox.core.people.segments import Segment, joined

if TYPE_CHECKING:
    from encoder.counting.inference import Counter
    from encoder.ecapa.network import ECAPA
    from encoder.ge2e.inference import SpeakerEncoder

FRAME = 0.01  # seconds, of the encoder's frames
HOP = 40  # frames between windows
GAP = 30  # frames; shorter pauses do not end a stretch of speech
SHORTEST = 20  # frames; shorter stretches are ignored
LOUDER = 20.0  # greatest gain in dB of a faint window
BATCH = 64
SAME = 0.42  # likeness by both encoders above which two groups are one person
CAREFUL = 0.10  # added to that in the first round
# The first encoder's cosines are scaled so that its threshold coincides with SAME; the second one has more weight.
FIRST_SAME, FIRST_SCALE, TRUST = 0.80, 1.5, 0.6
CERTAIN = 0.92  # cosine of two groups by the first encoder above which the second one is not consulted
FEWEST, LEAST_SHARE = 4, 0.015  # fewest windows of a person, and least share of all windows
PROBE = 2.5  # seconds of a group that the second encoder receives
LEAST_PROBE = 1.0  # seconds; with less the first encoder alone decides
SHARPNESS, CHANGE = 14.0, 2.2  # scale from cosines to log-likelihoods per step; cost of a change of speaker
STEP = 10  # frames, of the search for changes
BRIEF = 0.25  # seconds; a shorter turn is assigned to the surrounding speaker
LONGEST_MUSIC_GAP = 0.5  # seconds


@dataclass(frozen=True)
class Diarisation:
    """Who speaks when in a recording.

    Attributes
    ----------
    segments : list of Segment
        In order; those of different people may overlap. The people are called "Speaker 1" and so on, whoever speaks
        most first.
    music : list of (float, float)
        Where music sounds, in seconds.
    embeddings : float32 array (n_windows, size)
        By the first encoder: the recording's path through the space of voices.
    times : float array (n_windows,)
        The middles of the windows, in seconds.
    speakers : list of str
        The speaker of each window.
    """

    segments: list[Segment]
    music: list[tuple[float, float]] = field(default_factory=list)
    embeddings: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    times: np.ndarray = field(default_factory=lambda: np.zeros(0))
    speakers: list[str] = field(default_factory=list)


def diarise(wav: np.ndarray, rate: int, encoder: "SpeakerEncoder", second: "ECAPA | None" = None,
            counter: "Counter | None" = None,
            progress: Callable[[float], None] = lambda share: None, cancelled: Callable[[], bool] = lambda: False,
            same: float = SAME) -> Diarisation:
    """Find who speaks when; the number of people need not be known.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.
    encoder : SpeakerEncoder
    second : ECAPA, optional
    counter : Counter, optional
        Without it nobody is taken to speak at the same time as others.
    progress : callable
        Receives the share completed.
    cancelled : callable
        Called for every batch of windows.
    same : float
        Likeness of two groups of windows above which they are taken for one person.

    Returns
    -------
    Diarisation
        Without segments if nobody speaks.

    Raises
    ------
    Cancelled
    """
    sound = remove_offset(resample(wav, rate, RATE))
    sound = set_loudness(sound, HEARD_LEVEL, raise_only=True)
    stretches = speech_stretches(sound)
    music = _music(sound)
    if not stretches:
        return Diarisation([], music)
    starts, ends = window_bounds(stretches)
    embeddings = embed_windows(sound, starts, ends, encoder, lambda share: progress(0.8 * share), cancelled)
    regions = overlap.overlaps(counter.count(sound, cancelled), counter.seconds) if counter is not None else []
    kept = overlap.pure(regions, starts * FRAME, ends * FRAME)
    if kept.sum() < clustering.FEWEST:
        kept[:] = True
    groups = clustering.group(embeddings[kept])
    if cancelled():
        raise Cancelled
    found = _people(sound, starts[kept], ends[kept], embeddings[kept], groups, second, same)
    centres = clustering.means(embeddings[kept], found)
    segments, labels = _turns(sound, stretches, starts, ends, embeddings @ centres.T)
    if regions:
        segments = overlap.both(segments, regions, (starts + ends) / 2 * FRAME, embeddings @ centres.T,
                                [str(k) for k in range(len(centres))])
    progress(1.0)
    order = np.argsort([-sum(s.seconds for s in segments if s.speaker == str(k)) for k in range(len(centres))])
    names = {str(number): f"Speaker {i + 1}" for i, number in enumerate(order)}
    segments = [Segment(s.start, s.end, names[s.speaker]) for s in segments]
    return Diarisation(segments, music, embeddings, (starts + ends) / 2 * FRAME, [names[str(k)] for k in labels])


def speech_stretches(sound: np.ndarray) -> list[tuple[int, int]]:
    """Return where somebody speaks in a waveform at RATE, as pairs of frames; short pauses are bridged."""
    step = round(FRAME * RATE)
    mask = speech_mask(sound, RATE, 3)[step // 2:: step]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    stretches: list[list[int]] = []
    for begin, end in edges.reshape(-1, 2).tolist():
        if stretches and begin - stretches[-1][1] <= GAP:
            stretches[-1][1] = end
        else:
            stretches.append([begin, end])
    return [(begin, end) for begin, end in stretches if end - begin >= SHORTEST]


def window_bounds(stretches: list[tuple[int, int]], length: int = 160) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last frames of windows that cover stretches: int arrays (n_windows,)."""
    starts, ends = [], []
    for begin, end in stretches:
        if end - begin <= length:
            starts.append(begin)
            ends.append(end)
            continue
        count = max(2, round((end - begin - length) / HOP) + 1)
        for start in np.linspace(begin, end - length, count).round().astype(int).tolist():
            starts.append(start)
            ends.append(start + length)
    return np.array(starts), np.array(ends)


def embed_windows(sound: np.ndarray, starts: np.ndarray, ends: np.ndarray, encoder: "SpeakerEncoder",
                  progress: Callable[[float], None], cancelled: Callable[[], bool]) -> np.ndarray:
    """Embed windows of a waveform at RATE: float32 (n_windows, size), unit length."""
    import torch

    from encoder.features import energies
    from training.trained import fast_bfloat16

    frames, length = [], encoder.config.partial_frames
    minute = 6_000  # frames whose spectra are in memory together
    for begin in range(0, len(sound) // 160 + 1, minute):
        piece = sound[begin * 160: (begin + minute) * 160]
        if len(piece) > 400:
            frames.append(energies(torch.from_numpy(piece.copy()), encoder.config)[:minute])
    mel = torch.cat(frames)
    power = np.cumsum(np.concatenate([[0.0], np.square(sound, dtype=np.float64)]))
    made, device = [], encoder.device
    with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16,
                                                enabled=device.type != "cpu" or fast_bfloat16()):
        for at in range(0, len(starts), BATCH):
            if cancelled():
                raise Cancelled
            batch = []
            for start, end in zip(starts[at: at + BATCH], ends[at: at + BATCH]):
                window = mel[start: end]
                level = (power[min(end * 160, len(sound))] - power[start * 160]) / ((end - start) * 160) + 1e-12
                raised = np.clip(HEARD_LEVEL - 10 * np.log10(level), 0, LOUDER)
                times = -(-length // max(1, len(window)))
                batch.append(window.repeat(times, 1)[:length] * 10 ** (raised / 10))
            made.append(encoder.network(torch.stack(batch).to(device)).float().cpu().numpy())
            progress(min(1.0, (at + BATCH) / len(starts)))
    return np.concatenate(made)


def _people(sound, starts, ends, embeddings, groups, second, same):
    """Return the person of each window, joining groups of the same person, the most similar ones first.

    There are two rounds, because groups joined in the first give the second encoder more speech to embed.
    """
    centres, embedded = clustering.means(embeddings, groups), {}
    labels = clustering.merge(centres @ centres.T, np.bincount(groups), CERTAIN)[groups]
    for threshold in (same + CAREFUL, same):
        centres = clustering.means(embeddings, labels)
        if len(centres) == 1:
            break
        likeness = (centres @ centres.T - FIRST_SAME) * FIRST_SCALE + same
        if second is not None:
            cosines, where = _by_second(sound, starts, ends, embeddings, labels, centres, second, embedded)
            likeness[where] = (1 - TRUST) * likeness[where] + TRUST * cosines
        labels = clustering.merge(likeness, np.bincount(labels), threshold)[labels]
        labels = clustering.drop_small(embeddings, labels)
    fewest = max(FEWEST, int(LEAST_SHARE * len(labels)))
    return clustering.drop_small(embeddings, labels, fewest)


def _by_second(sound, starts, ends, embeddings, labels, centres, second, embedded):
    """Return the cosines between groups by the second encoder, and their indices among all groups.

    `embedded` holds the embeddings so far by group, so that an unchanged group is not embedded again.
    """
    keys = [np.flatnonzero(labels == k).tobytes() for k in range(len(centres))]
    new = {key: _probe(sound, starts, ends, embeddings, labels, k, centres[k]) for k, key in enumerate(keys)
           if key not in embedded}
    embedded |= dict.fromkeys(new)
    long = [key for key, probe in new.items() if len(probe) >= LEAST_PROBE * RATE]
    embedded |= dict(zip(long, embed_probes([new[key] for key in long], second)))
    heard = [k for k, key in enumerate(keys) if embedded[key] is not None]
    found = np.stack([embedded[keys[k]] for k in heard]) if heard else np.zeros((0, 1), np.float32)
    return found @ found.T, np.ix_(heard, heard)


def _probe(sound, starts, ends, embeddings, groups, number, centre):
    """Return the sound of a group's most typical windows, at most PROBE seconds of it."""
    own = np.flatnonzero(groups == number)
    own = own[np.argsort(-(embeddings[own] @ centre))]
    frames = np.zeros(int(ends.max()) + 1, bool)
    for i in own:
        frames[starts[i]: ends[i]] = True
        if frames.sum() >= PROBE / FRAME:
            break
    return sound[np.repeat(frames, round(FRAME * RATE))[: len(sound)].nonzero()[0]][: int(PROBE * RATE)]


def embed_probes(probes: Sequence[np.ndarray], second: "ECAPA") -> np.ndarray:
    """Embed waveforms of any length at RATE by the second encoder: float32 (n, size)."""
    import torch

    from encoder.features import features
    from training.trained import fast_bfloat16

    device = second.fc.conv.weight.device
    made = np.zeros((len(probes), second.config.embedding_size), np.float32)
    # Probes of equal length, as most are, are embedded together.
    lengths = np.array([len(probe) for probe in probes])
    with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16,
                                                enabled=device.type != "cpu" or fast_bfloat16()):
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            wavs = np.stack([set_loudness(probes[i], HEARD_LEVEL, raise_only=True) for i in rows])
            made[rows] = second(features(torch.from_numpy(wavs).to(device), second.config)).float().cpu().numpy()
    return made


def _turns(sound, stretches, starts, ends, likeness):
    """Find the changes between people by Viterbi's algorithm, given the windows' cosines (n_windows, n_people).

    Returns the segments, whose speakers are numbers, and the number of each window's speaker.
    """
    n_people = likeness.shape[1]
    cosines = likeness - likeness.mean(axis=1, keepdims=True)
    level = _level(sound)
    segments = []
    for begin, end in stretches:
        inside = np.flatnonzero((starts >= begin) & (ends <= end))
        n_steps = max(1, -(-(end - begin) // STEP))
        middles = begin + (np.arange(n_steps) + 0.5) * STEP
        scores, sums = np.zeros((n_steps, n_people)), np.zeros((n_steps, 1))
        for i in inside:
            middle, half = (starts[i] + ends[i]) / 2, (ends[i] - starts[i]) / 2
            weight = np.maximum(0, 1 - np.abs(middles - middle) / (half + STEP))[:, None] ** 2
            scores += weight * cosines[i]
            sums += weight
        scores = SHARPNESS * scores / np.maximum(sums, 1e-9)
        # A change costs little in a pause and much in the middle of a vowel.
        at = np.clip((begin + np.arange(1, n_steps) * STEP).astype(int), 0, len(level) - 1)
        quiet = np.array([level[max(0, t - STEP // 2): t + STEP // 2 + 1].min() for t in at]) if n_steps > 1 else at
        cost = CHANGE * (0.6 + 0.8 * quiet)
        path = _viterbi(scores, cost)
        edges = [0, *(np.flatnonzero(np.diff(path)) + 1), n_steps]
        bounds = [begin, *(_quietest(level, begin + e * STEP) for e in edges[1:-1]), end]
        for k, (a, b) in enumerate(zip(bounds[:-1], bounds[1:])):
            segments.append(Segment(a * FRAME, b * FRAME, str(path[edges[k]])))
    segments = _without_brief(segments)
    labels = _relabel(segments, starts, ends, likeness.argmax(axis=1))
    return joined(segments, GAP * FRAME), labels


def _viterbi(scores, cost):
    n_steps, n_people = scores.shape
    best, came = scores[0].copy(), np.zeros((n_steps, n_people), int)
    for t in range(1, n_steps):
        leader = int(best.argmax())
        change = best[leader] - cost[t - 1]
        came[t] = np.where(best >= change, np.arange(n_people), leader)
        best = np.maximum(best, change) + scores[t]
    path = [int(best.argmax())]
    for t in range(n_steps - 1, 0, -1):
        path.append(int(came[t, path[-1]]))
    return np.array(path[::-1])


def _level(sound):
    """Return the level of each frame, from 0 for the recording's quiet ones to 1 for its loud ones."""
    n = len(sound) // 160
    power = np.square(sound[: n * 160]).reshape(n, 160).mean(axis=1)
    decibel = 10 * np.log10(np.convolve(power, np.ones(5) / 5, "same") + 1e-12)
    low, high = np.percentile(decibel, (10, 90))
    return np.clip((decibel - low) / max(high - low, 1.0), 0, 1)


def _quietest(level, frame, reach=25):
    begin = max(0, frame - reach)
    piece = level[begin: frame + reach]
    away = np.abs(np.arange(len(piece)) + begin - frame) / reach
    return begin + int(np.argmin(piece + 0.3 * away)) if len(piece) else frame


def _without_brief(segments):
    """Merge turns that are too short with the neighbour that touches them."""
    made = []
    for i, segment in enumerate(segments):
        if segment.seconds < BRIEF:
            before = segments[i - 1] if i and segments[i - 1].end == segment.start else None
            after = segments[i + 1] if i + 1 < len(segments) and segments[i + 1].start == segment.end else None
            neighbour = before or after
            if neighbour:
                segment = Segment(segment.start, segment.end, neighbour.speaker)
        made.append(segment)
    return made


def _relabel(segments, starts, ends, labels):
    """Return the speaker in whose turn the middle of each window lies."""
    bounds = np.array([(s.start, s.end) for s in segments]) / FRAME
    made = labels.copy()
    for i, middle in enumerate((starts + ends) / 2):
        inside = np.flatnonzero((bounds[:, 0] <= middle) & (middle < bounds[:, 1]))
        if len(inside):
            made[i] = int(segments[inside[0]].speaker)
    return made


def _music(sound):
    mask = music_mask(sound)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))) * TONAL_HOP / RATE
    found = [Segment(a, b, "") for a, b in edges.reshape(-1, 2).tolist()]
    return [(s.start, s.end) for s in joined(found, LONGEST_MUSIC_GAP) if s.seconds >= 2 * LONGEST_MUSIC_GAP]


def require_people(found: Diarisation, label: str) -> None:
    """Raise AudioError if nobody speaks."""
    if not found.segments:
        raise AudioError(f"{label} holds no speech; choose a recording in which somebody speaks.")
