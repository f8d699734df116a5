"""Training mixtures, drawn in batches on the device that trains: a wanted voice and disturbances of all kinds."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from audio.signal import FULL_SCALE
from enhancer.disturbances import DIRECT, NOISES, RATE, music, noise, rms, room, shoebox

PEOPLE, CLEAN = 0.62, 0.1  # shares of mixtures with another speaker, whom an embedding excludes, and of clean ones
KNOWN = 0.4  # share of the other mixtures in which an embedding specifies the wanted speaker
OTHER, ABSENT = 0.5, 0.08  # shares in which an embedding specifies another speaker, who speaks or, of KNOWN, does not
ESTIMATED, LEFTOVER = 0.5, 0.7  # share of others whose embedding contains up to so much of the wanted speaker's
ALSO_DISTURBED = 0.25  # share of the mixtures of people that also contain noise, reverberation or music
IN_ROOM, NOISY, TUNED, BABBLED = 0.45, 0.55, 0.3, 0.3  # shares of the disturbed mixtures
THIRD, BRIEFLY = 0.12, 0.25  # shares of mixtures of people with a third one, and in which another speaks briefly
NEARLY_CLEAN = 0.4  # share of the clean ones with faint noise
NARROW = 0.15  # share of mixtures with the band of a telephone or a bad microphone
PEOPLE_RATIO, ANY_RATIO, NOISE_RATIO, FAINT_RATIO = (-5, 5), (-8, 12), (-2, 26), (26, 45)  # dB
MUSIC_RATIO, BABBLE_RATIO = (-2, 20), (2, 20)  # dB
T60, LONGEST_ECHO = (0.15, 1.1), 1.1  # seconds
LEVEL = (-26.0, 4.0)  # dBFS, mean and standard deviation
BABBLE = 6  # people talking in the background
ROOMS, STRETCHES, TUNES = 400, 120, 40  # in the banks at the start
STRETCH, TUNE = 5.0, 8.0  # seconds


class Mixtures(NamedTuple):
    """The network's inputs and targets.

    Attributes
    ----------
    heard, wanted : float tensors (count, n_samples)
    voices : float tensor (count, 2, embedding_size)
        Embeddings of the wanted and of another person from other recordings, unit length; zeros where not specified.
    among : bool tensor (count,)
        Where somebody else speaks.
    """

    heard: torch.Tensor
    wanted: torch.Tensor
    voices: torch.Tensor
    among: torch.Tensor


class Mixer:
    """Draws mixtures from recordings of many people.

    Parameters
    ----------
    recordings : sequence of (speaker, audio, partials)
        str, int16 array (n_samples,) at enhancer.disturbances.RATE, float16 array (n_partials, embedding_size).
    n_samples : int
        Length of a mixture.
    device : str
        Keeps the recordings and draws the mixtures.
    banks : tuple of int
        Rooms, noises and tunes that are made at the start; each batch replaces one of each.

    Raises
    ------
    ValueError
        If there are fewer than two speakers.
    """

    def __init__(self, recordings: Sequence[tuple[str, np.ndarray, np.ndarray]], n_samples: int, device: str = "cpu",
                 banks: tuple[int, int, int] = (ROOMS, STRETCHES, TUNES)):
        self.n_samples, self.device = n_samples, torch.device(device)
        self.by_speaker: dict[str, list[int]] = {}
        for number, (speaker, _, _) in enumerate(recordings):
            self.by_speaker.setdefault(speaker, []).append(number)
        self.speakers = list(self.by_speaker)
        if len(self.speakers) < 2:
            raise ValueError("Mixtures need recordings of two people or more.")
        self.count = len(recordings)
        lengths = np.array([len(audio) for _, audio, _ in recordings])
        self._length = torch.from_numpy(lengths).to(self.device)
        self._start = torch.from_numpy(np.cumsum(lengths) - lengths).to(self.device)
        self._sound = torch.from_numpy(np.concatenate([audio for _, audio, _ in recordings])).to(self.device)
        self._partials = [torch.from_numpy(np.asarray(p, np.float32)).to(self.device) for *_, p in recordings]
        rng = np.random.default_rng(1)
        self._rooms, self._noises, self._tunes = (
            torch.stack([make(rng) for _ in range(n)]).to(self.device)
            for make, n in zip((draw_room, draw_noise, draw_tune), banks, strict=True))

    def draw(self, count: int, seed: int = 0) -> Mixtures:
        """Draw mixtures; the same seed gives the same ones, but for what the banks have replaced since."""
        rng = np.random.default_rng(seed)
        generator = torch.Generator(self.device)
        generator.manual_seed(int(rng.integers(2 ** 62)))
        draws = _Draws(self, count, rng, generator)
        self._renew(rng)
        with torch.no_grad():
            return draws.mixtures()

    def _renew(self, rng):
        for bank, make in ((self._rooms, draw_room), (self._noises, draw_noise), (self._tunes, draw_tune)):
            bank[rng.integers(len(bank))] = make(rng).to(self.device)


class _Draws:
    """One batch as it is drawn: all random decisions are made for the whole batch."""

    def __init__(self, mixer, count, rng, generator):
        self.mixer, self.count, self.rng, self.generator = mixer, count, rng, generator
        self.n, self.device = mixer.n_samples, mixer.device
        self.steps = torch.arange(self.n, device=self.device)

    def mixtures(self):
        mixer, rng = self.mixer, self.rng
        people = [rng.choice(len(mixer.speakers), min(3, len(mixer.speakers)), replace=False)
                  for _ in range(self.count)]
        numbers = np.array([[self._recording(who) for who in row] for row in people])
        kind = self._uniform(0, 1)
        among, clean = kind < PEOPLE, kind > 1 - CLEAN
        disturbed = ~clean & (~among | self._coin(ALSO_DISTURBED))
        in_room, noisy, tuned, babbled = (disturbed & self._coin(p) for p in (IN_ROOM, NOISY, TUNED, BABBLED))
        noisy |= disturbed & ~in_room & ~tuned & ~babbled
        voice = self._pieces(numbers[:, 0])
        level = _level(voice)
        response = self._responses()
        direct = response.clone()
        direct[:, int(DIRECT * RATE) + 1:] = 0
        wanted, heard = (torch.where(in_room, _convolved(voice, h), voice) for h in (direct, response))
        for place in range(1, numbers.shape[1]):
            there = among if place == 1 else among & self._coin(THIRD)
            ratio = torch.where(self._coin(0.7), self._uniform(*PEOPLE_RATIO), self._uniform(*ANY_RATIO))
            other = self._pieces(numbers[:, place])
            other = torch.where(in_room, _convolved(other, self._responses()), other)
            begin, share = self._uniform(0, 0.6), self._uniform(0.25, 0.7)
            along = self.steps / self.n
            speaks = ~self._coin(BRIEFLY) | (along > begin) & (along < begin + share)
            heard = heard + _below(other, level, ratio) * (there & speaks)
        faint = clean & self._coin(NEARLY_CLEAN)
        ratio = torch.where(clean, self._uniform(*FAINT_RATIO), self._uniform(*NOISE_RATIO))
        stretch = self._equalised(self._stretches(mixer._noises))
        heard = heard + _below(stretch, level, ratio) * (noisy | faint)
        heard = heard + _below(self._stretches(mixer._tunes), level, self._uniform(*MUSIC_RATIO)) * tuned
        heard = heard + _below(self._babble(), level, self._uniform(*BABBLE_RATIO)) * babbled
        heard, wanted = self._narrow(heard, wanted)
        gain = 10 ** ((LEVEL[0] + LEVEL[1] * torch.randn(self.count, 1, generator=self.generator,
                                                         device=self.device)) / 20) / _level(heard)
        known = among | self._coin(KNOWN)
        own, other = (self._embeddings(people, numbers, place) for place in range(2))
        mixed = F.normalize(other + self._uniform(0, LEFTOVER) * own, dim=1)
        other = torch.where(self._coin(ESTIMATED), mixed, other)  # as if from what an enhancer removed
        specified = torch.cat([known, among & self._coin(OTHER) | known & self._coin(ABSENT)], dim=1)
        voices = torch.stack([own, other], dim=1) * specified[:, :, None]
        return Mixtures(heard * gain, wanted * gain, voices, among[:, 0])

    def _uniform(self, low, high):
        return low + (high - low) * torch.rand(self.count, 1, generator=self.generator, device=self.device)

    def _coin(self, share):
        return self._uniform(0, 1) < share

    def _which(self, n):
        return torch.randint(n, (self.count,), generator=self.generator, device=self.device)

    def _recording(self, speaker):
        return int(self.rng.choice(self.mixer.by_speaker[self.mixer.speakers[speaker]]))

    def _pieces(self, numbers):
        """Return stretches of recordings; where one is too short, it lies somewhere in silence."""
        mixer, numbers = self.mixer, torch.as_tensor(numbers, device=self.device)
        start, length = mixer._start[numbers][:, None], mixer._length[numbers][:, None]
        begin = (self._uniform(0, 1) * (length - self.n)).round().long()
        at = begin + self.steps
        sound = mixer._sound[(start + at).clamp(0, len(mixer._sound) - 1)].float() / FULL_SCALE
        return sound * ((at >= 0) & (at < length))

    def _responses(self):
        return self.mixer._rooms[self._which(len(self.mixer._rooms))]

    def _stretches(self, bank):
        at = (self._which(bank.shape[1])[:, None] + self.steps) % bank.shape[1]
        sound = bank[self._which(len(bank))[:, None], at]
        return torch.where(self._coin(0.5), sound, sound.flip(1))

    def _equalised(self, wav):
        """Give noises another colour: a slope and two broad bumps."""
        octave = (torch.linspace(0, RATE / 2_000, self.n // 2 + 1, device=self.device) + 0.1).log2()
        decibel = self._uniform(-3, 3) * octave
        for _ in range(2):
            away = (octave - self._uniform(-2, 3)) / self._uniform(0.3, 1.2)
            decibel = decibel + self._uniform(-8, 8) * (-away.square()).exp()
        return torch.fft.irfft(torch.fft.rfft(wav) * 10 ** (decibel / 20), self.n)

    def _babble(self):
        talk = torch.zeros(self.count, self.n, device=self.device)
        for _ in range(BABBLE):
            piece = self._pieces(self.rng.integers(self.mixer.count, size=self.count))
            talk = talk + piece / _level(piece)
        return torch.where(self._coin(0.5), _convolved(talk, self._responses()), talk)

    def _narrow(self, *wavs):
        narrow = self._coin(NARROW)
        frequency = torch.linspace(0, RATE / 2, self.n // 2 + 1, device=self.device)
        response = torch.sigmoid((self._uniform(3_000, 7_500) - frequency) / 60)
        low = torch.sigmoid((frequency - self._uniform(80, 320)) / 25)
        response = response * torch.where(self._coin(0.5), low, 1.0)
        return [torch.where(narrow, torch.fft.irfft(torch.fft.rfft(wav) * response, self.n), wav) for wav in wavs]

    def _embeddings(self, people, numbers, place):
        """Return embeddings of one to all partials, from another recording of the person if there is one."""
        made = []
        for row, number in zip(people, numbers[:, place], strict=True):
            own = self.mixer.by_speaker[self.mixer.speakers[row[place]]]
            others = [i for i in own if i != number] or own
            partials = self.mixer._partials[int(self.rng.choice(others))]
            some = self.rng.permutation(len(partials))[: self.rng.integers(1, len(partials) + 1)]
            made.append(partials[torch.from_numpy(some).to(self.device)].mean(dim=0))
        return F.normalize(torch.stack(made), dim=1)


def _level(wav):
    return (wav.square().mean(dim=1, keepdim=True) + 1e-9).sqrt()


def _below(wav, level, ratio):
    return wav * (level / _level(wav)) * 10 ** (-ratio / 20)


def _convolved(wav, response):
    size = 2 ** math.ceil(math.log2(wav.shape[1] + response.shape[1]))
    return torch.fft.irfft(torch.fft.rfft(wav, size) * torch.fft.rfft(response, size), size)[:, : wav.shape[1]]


def draw_room(rng: np.random.Generator) -> torch.Tensor:
    """Draw the impulse response of a room: float32 (n_samples,), LONGEST_ECHO long."""
    made = (shoebox if rng.random() < 0.7 else room)(float(rng.uniform(*T60)), rng)[0][: int(LONGEST_ECHO * RATE)]
    return torch.from_numpy(np.pad(made, (0, int(LONGEST_ECHO * RATE) - len(made))))


def draw_noise(rng: np.random.Generator) -> torch.Tensor:
    """Draw a noise of any kind: float32 (n_samples,), STRETCH long, of unit level."""
    made = noise(str(rng.choice(NOISES, p=(0.35, 0.35, 0.12, 0.18))), int(STRETCH * RATE), rng)
    return torch.from_numpy(np.asarray(made / rms(made), np.float32))


def draw_tune(rng: np.random.Generator) -> torch.Tensor:
    """Draw a few bars of music: float32 (n_samples,), TUNE long, of unit level."""
    return torch.from_numpy(music(TUNE, rng))
