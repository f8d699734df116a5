"""Training mixtures: up to three people in turns that overlap, with noise, rooms and music, and how many speak when."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from encoder.counting.config import SEVERAL, CountingConfig

PEOPLE = (0.15, 0.55, 0.3)  # shares of mixtures of one, two and three people
TURN, INTERJECTION, OVERLAP = (0.6, 4.5), (0.25, 1.2), (0.15, 2.0)  # seconds
OVERLAPPED, INTERRUPTED, TOGETHER = 0.5, 0.25, 0.1  # shares of turns; of mixtures in which everybody speaks throughout
GAP = 0.35  # seconds between turns that do not overlap, on average
LEVELS, EACH_TURN = (-3.0, 3.0), 1.0  # dB, of a person; standard deviation of a turn
IN_ROOM, NOISY, TUNED, BABBLED, NARROW = 0.35, 0.45, 0.2, 0.12, 0.2  # shares of mixtures
NOISE_RATIO, MUSIC_RATIO, BABBLE_RATIO = (3.0, 35.0), (3.0, 25.0), (8.0, 25.0)  # dB below the voices
BABBLE = 5  # people talking in the background, who do not count
STEP = 160  # samples of a frame in which somebody speaks or does not
ACTIVE, ABOVE_NOISE = 35.0, 8.0  # dB below the loud frames and above the quiet ones from which a frame is speech
PAUSE, LEAST = 30, 3  # frames: shorter pauses belong to the speech, shorter speech to the pause
QUIET, EVERY = 15.0, 50  # dB below the loud frames where a recording may be cut; frames that have one such place


class Track(NamedTuple):
    """A recording as mixtures use it.

    Attributes
    ----------
    audio : int16 array (n_samples,)
    active : bool array (n_samples // STEP,)
        Where there is speech.
    cuts : int array (n_cuts,)
        Frames where a turn may begin or end, in order.
    level : float
        Root-mean-square level of the speech.
    """

    audio: np.ndarray
    active: np.ndarray
    cuts: np.ndarray
    level: float


class Mixer:
    """Draws mixtures from recordings of many people.

    Parameters
    ----------
    recordings : sequence of (speaker, audio)
        str, int16 array (n_samples,) at the network's rate.
    rooms, noises, tunes : sequence of float32 arrays (n_samples,)
        Impulse responses that begin with the direct sound, noises and music of unit level, at the network's rate.
    config : CountingConfig
    n_frames : int
        Frames of the network's output in a mixture.
    weight : callable
        Returns how often a speaker is drawn relative to others.

    Raises
    ------
    ValueError
        If there are fewer than three speakers.
    """

    def __init__(self, recordings: Sequence[tuple[str, np.ndarray]], rooms: Sequence[np.ndarray],
                 noises: Sequence[np.ndarray], tunes: Sequence[np.ndarray], config: CountingConfig = CountingConfig(),
                 n_frames: int = 160, weight: Callable[[str], float] = lambda speaker: 1.0):
        from scipy.fft import next_fast_len, rfft

        self.n_frames, self.frame = n_frames, config.frame
        self.n_samples = n_frames * config.frame
        self.by_speaker: dict[str, list[Track]] = {}
        for speaker, audio in recordings:
            found = track(audio)
            if found is not None:
                self.by_speaker.setdefault(speaker, []).append(found)
        self.speakers = list(self.by_speaker)
        if len(self.speakers) < len(PEOPLE):
            raise ValueError(f"Mixtures need recordings of {len(PEOPLE)} people or more.")
        weights = np.array([weight(speaker) for speaker in self.speakers])
        self._chances = weights / weights.sum()
        self._size = next_fast_len(self.n_samples + max(map(len, rooms)), real=True)
        self._rooms = [rfft(np.asarray(room, np.float32), self._size) for room in rooms]
        self._noises, self._tunes = noises, tunes

    @property
    def count(self) -> int:
        """Return the number of recordings."""
        return sum(map(len, self.by_speaker.values()))

    def draw(self, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw mixtures.

        Returns
        -------
        (sound, numbers) : float32 array (count, n_samples), int64 array (count, n_frames)
            The class of each frame is NOBODY, ONE or SEVERAL.
        """
        drawn = [self._draw(rng) for _ in range(count)]
        return np.stack([sound for sound, _ in drawn]), np.stack([numbers for _, numbers in drawn])

    def _draw(self, rng):
        n_people = 1 + int(rng.choice(len(PEOPLE), p=PEOPLE))
        people = rng.choice(len(self.speakers), n_people, replace=False, p=self._chances)
        voices, active = np.zeros((n_people, self.n_samples), np.float32), np.zeros(
            (n_people, self.n_samples // STEP), bool)
        gains = rng.uniform(*LEVELS, n_people)
        for who, begin, end in turns(n_people, self.n_samples / STEP / 100, rng):
            tracks = self.by_speaker[self.speakers[people[who]]]
            self._say(voices[who], active[who], tracks[rng.integers(len(tracks))], begin, end,
                      gains[who] + EACH_TURN * rng.standard_normal(), rng)
        if rng.random() < IN_ROOM:
            voices = self._in_rooms(voices, rng)
        sound = voices.sum(axis=0)
        if rng.random() < NOISY:
            self._add(sound, self._noises[rng.integers(len(self._noises))], NOISE_RATIO, rng)
        if rng.random() < TUNED:
            self._add(sound, self._tunes[rng.integers(len(self._tunes))], MUSIC_RATIO, rng)
        if rng.random() < BABBLED:
            self._add(sound, self._babble(rng), BABBLE_RATIO, rng)
        if rng.random() < NARROW:
            sound = _narrow(sound, rng)
        sound += 10 ** (-rng.uniform(45, 75) / 20) * rng.standard_normal(len(sound), np.float32)
        numbers = active[:, :: self.frame // STEP].sum(axis=0)
        return sound.astype(np.float32), np.minimum(numbers, SEVERAL).astype(np.int64)

    def _say(self, voice, active, track, begin, end, gain, rng):
        """Add a stretch of a recording, cut in its pauses, to a person's sound and activity."""
        length, cuts = round(100 * (end - begin)), track.cuts
        first = rng.integers(max(1, int(np.searchsorted(cuts, cuts[-1] - length, "right"))))
        last = first + 1 + int(np.abs(cuts[first + 1:] - cuts[first] - length).argmin())
        a, b, at = int(cuts[first]), int(cuts[last]), round(100 * begin)
        a, at = a + max(0, -at), max(0, at)
        b = min(b, a + len(active) - at)
        if b <= a:
            return
        piece = track.audio[a * STEP: b * STEP].astype(np.float32)
        voice[at * STEP: at * STEP + len(piece)] += piece * np.float32(10 ** (gain / 20) / track.level)
        active[at: at + b - a] |= track.active[a: b]

    def _in_rooms(self, voices, rng):
        from scipy.fft import irfft, rfft

        rooms = np.stack([self._rooms[i] for i in rng.integers(len(self._rooms), size=len(voices))])
        return irfft(rfft(voices, self._size) * rooms, self._size)[:, : self.n_samples]

    def _babble(self, rng):
        talk = np.zeros(self.n_samples, np.float32)
        for who in rng.integers(len(self.speakers), size=BABBLE):
            tracks = self.by_speaker[self.speakers[who]]
            one = tracks[rng.integers(len(tracks))]
            talk += np.resize(one.audio, self.n_samples) * np.float32(1 / one.level)
        return talk / np.float32(np.sqrt(np.square(talk).mean()) + 1e-9)

    def _add(self, sound, noise, ratio, rng):
        at = rng.integers(len(noise))
        stretch = np.resize(np.concatenate([noise[at:], noise[:at]]), len(sound))
        sound += stretch * np.float32(10 ** (-rng.uniform(*ratio) / 20))


def track(audio: np.ndarray) -> Track | None:
    """Find where a recording (n_samples,) has speech, and where it can be cut; None if it is too short or silent."""
    n = len(audio) // STEP
    if n < 2 * EVERY:
        return None
    power = np.square(audio[: n * STEP], dtype=np.float32).reshape(n, STEP).mean(axis=1)
    level = 10 * np.log10(np.convolve(power, np.ones(5) / 5, "same") + 1e-3)
    quiet, loud = np.percentile(level, (10, 95))
    active = _smooth(level > max(loud - ACTIVE, min(quiet + ABOVE_NOISE, loud - QUIET)))
    if loud < 0 or not active.any():
        return None
    begin, end = np.flatnonzero(active)[[0, -1]].tolist()
    places = [at + int(level[at: at + EVERY].argmin()) for at in range(begin, end, EVERY)]
    cuts = np.array(sorted({begin, end + 1, *(at for at in places if begin < at < end and level[at] < loud - QUIET)}))
    return Track(audio, active, cuts, float(np.sqrt(power[active].mean())))


def turns(n_people: int, seconds: float, rng: np.random.Generator) -> list[tuple[int, float, float]]:
    """Draw the turns of a conversation: who speaks from when to when, in seconds; nobody overlaps themselves."""
    if rng.random() < TOGETHER:
        return [(who, 0.0, seconds) for who in range(n_people)]
    made: list[tuple[int, float, float]] = []

    def say(who, begin, end):
        if all(who != other or end < a or begin > b for other, a, b in made):
            made.append((who, begin, end))
    at, length, before = -rng.uniform(0, TURN[1]), 0.0, -1
    while at < seconds:
        who = int(rng.choice([k for k in range(n_people) if k != before or n_people == 1]))
        last, length = length, rng.uniform(*TURN)
        overlapped = bool(made) and n_people > 1 and rng.random() < OVERLAPPED
        at += -min(rng.uniform(*OVERLAP), 0.9 * last, 0.9 * length) if overlapped else rng.exponential(GAP)
        say(who, at, at + length)
        if n_people > 1 and rng.random() < INTERRUPTED:
            short = min(rng.uniform(*INTERJECTION), length)
            begin = at + rng.uniform(0, length - short)
            say(int(rng.choice([k for k in range(n_people) if k != who])), begin, begin + short)
        at, before = at + length, who
    return made


def _smooth(active):
    """Drop what is shorter than LEAST frames, and bridge pauses shorter than PAUSE."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]]))).reshape(-1, 2)
    edges = edges[edges[:, 1] - edges[:, 0] >= LEAST]
    made = np.zeros_like(active)
    for number, (begin, end) in enumerate(edges):
        near = number and begin - edges[number - 1, 1] < PAUSE
        made[edges[number - 1, 1] if near else begin: end] = True
    return made


def _narrow(sound, rng):
    """Leave the band of a telephone or of a bad microphone."""
    from scipy.fft import irfft, rfft

    hertz = np.linspace(0, 50 * STEP, len(sound) // 2 + 1, dtype=np.float32)
    response = 1 / (1 + np.exp(np.clip((hertz - rng.uniform(3_000, 7_500)) / 60, -30, 30)))
    if rng.random() < 0.5:
        response = response / (1 + np.exp(np.clip((rng.uniform(80, 320) - hertz) / 25, -30, 30)))
    return irfft(rfft(sound) * response.astype(np.float32), len(sound))
