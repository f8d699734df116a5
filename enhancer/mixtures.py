"""Training mixtures, drawn at random: a wanted voice and disturbances of all kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audio.signal import FULL_SCALE
from enhancer.disturbances import NOISES, at_ratio, convolve, music, noise, rms, room

PEOPLE = 0.55  # share of mixtures with other speakers, in which an embedding specifies the wanted one
KNOWN = 0.4  # share of the other mixtures in which an embedding specifies the wanted speaker
ALSO_DISTURBED = 0.35  # share of the mixtures of people that also contain noise, reverberation or music
CLEAN = 0.06  # share of mixtures without disturbances, so that clean speech is left unchanged
PEOPLE_RATIO, NOISE_RATIO, MUSIC_RATIO, BABBLE_RATIO = (-6, 8), (-3, 30), (-2, 20), (2, 20)  # dB
T60 = (0.15, 1.1)  # seconds
LEVEL = (-26.0, 5.0)  # dBFS, mean and standard deviation
TUNES, TUNE = 40, 8.0  # number, seconds
BABBLE = 6  # people talking in the background
SPEEDS = (0.85, 1.18)  # range of speeds at which other speakers are played


@dataclass(frozen=True)
class Mixture:
    """The network's input and its target.

    Attributes
    ----------
    heard, wanted : float32 arrays (n_samples,)
    embedding : float32 array (embedding_size,)
        That of the wanted person from another recording, unit length; zeros if the person is not specified.
    """

    heard: np.ndarray
    wanted: np.ndarray
    embedding: np.ndarray


class Mixer:
    """Draws mixtures from recordings of many people.

    Parameters
    ----------
    recordings : sequence of (speaker, audio, partials)
        str, int16 array (n_samples,) at enhancer.disturbances.RATE, float16 array (n_partials, embedding_size).
    n_samples : int
        Length of a mixture.

    Raises
    ------
    ValueError
        If there are fewer than two speakers.
    """

    def __init__(self, recordings: Sequence[tuple[str, np.ndarray, np.ndarray]], n_samples: int):
        self.recordings, self.n_samples = list(recordings), n_samples
        self.by_speaker: dict[str, list[int]] = {}
        for number, (speaker, _, _) in enumerate(self.recordings):
            self.by_speaker.setdefault(speaker, []).append(number)
        self.speakers = list(self.by_speaker)
        if len(self.speakers) < 2:
            raise ValueError("Mixtures need recordings of two people or more.")
        rng = np.random.default_rng(1)
        self.tunes = [music(TUNE, rng) for _ in range(TUNES)]

    def draw(self, rng: np.random.Generator) -> Mixture:
        """Draw a mixture."""
        first, *others = rng.choice(len(self.speakers), min(1 + BABBLE, len(self.speakers)), replace=False)
        number = int(rng.choice(self.by_speaker[self.speakers[first]]))
        voice = self._piece(number, rng)
        people = rng.random() < PEOPLE
        embedding = self._embedding(self.speakers[first], number, rng)
        if not (people or rng.random() < KNOWN):
            embedding = np.zeros_like(embedding)
        wanted, level = voice, rms(voice)
        heard = voice
        if rng.random() >= CLEAN:
            disturbed = not people or rng.random() < ALSO_DISTURBED
            t60 = rng.uniform(*T60) if disturbed and rng.random() < 0.5 else None
            if t60:
                whole, direct = room(t60, rng)
                heard, wanted = convolve(voice, whole), convolve(voice, direct)
            for other in others[: 1 + (rng.random() < 0.15)] if people else ():
                ratio = rng.uniform(*PEOPLE_RATIO)
                heard = heard + at_ratio(self._other(other, t60, rng), level, ratio)
            if disturbed:
                heard = heard + self._disturbance(others, level, bool(t60), rng)
        gain = np.float32(10 ** (rng.normal(*LEVEL) / 20) / rms(heard))
        return Mixture(heard * gain, wanted * gain, embedding)

    def _disturbance(self, others, level, in_room, rng):
        out = np.zeros(self.n_samples, np.float32)
        if rng.random() < (0.6 if in_room else 0.75):
            out += at_ratio(noise(str(rng.choice(NOISES)), self.n_samples, rng), level, rng.uniform(*NOISE_RATIO))
        if rng.random() < 0.3:
            tune = self.tunes[rng.integers(len(self.tunes))]
            begin = rng.integers(len(tune) - self.n_samples) if len(tune) > self.n_samples else 0
            out += at_ratio(np.resize(tune[begin: begin + self.n_samples], self.n_samples), level,
                            rng.uniform(*MUSIC_RATIO))
        if rng.random() < 0.25:
            babble = sum(self._other(other, None, rng) for other in others)
            out += at_ratio(babble, level, rng.uniform(*BABBLE_RATIO))
        return out

    def _other(self, speaker, t60, rng):
        wav = self._piece(int(rng.choice(self.by_speaker[self.speakers[speaker]])), rng, rng.uniform(*SPEEDS))
        return convolve(wav, room(t60, rng)[0]) if t60 else wav

    def _piece(self, number, rng, speed=1.0):
        """Return a stretch of a recording at a level of at most 1, padded with silence if it is too short."""
        audio = self.recordings[number][1]
        n = int(self.n_samples * speed) + 1
        begin = int(rng.integers(min(0, len(audio) - n), max(1, len(audio) - n)))
        wav = np.zeros(n, np.float32)
        piece = audio[max(0, begin): max(0, begin + n)]
        wav[max(0, -begin): max(0, -begin) + len(piece)] = piece
        wav /= FULL_SCALE
        if speed == 1.0:
            return wav[: self.n_samples]
        return np.interp(np.arange(self.n_samples) * speed, np.arange(n), wav).astype(np.float32)

    def _embedding(self, speaker, number, rng):
        """Return the embedding of three partials, from another recording of the person if there is one."""
        numbers = [i for i in self.by_speaker[speaker] if i != number] or [number]
        partials = self.recordings[int(rng.choice(numbers))][2]
        mean = partials[rng.choice(len(partials), 3)].astype(np.float32).mean(axis=0)
        return mean / np.linalg.norm(mean)


def mixtures(mixer: Mixer, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw mixtures and stack them: heard and wanted (count, n_samples), embeddings (count, size)."""
    made = [mixer.draw(np.random.default_rng((seed, number))) for number in range(count)]
    return (np.stack([m.heard for m in made]), np.stack([m.wanted for m in made]),
            np.stack([m.embedding for m in made]))

