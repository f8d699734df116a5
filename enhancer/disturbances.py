"""Random disturbances of recordings (noises, rooms and music) for training and measurements."""

from functools import lru_cache

import numpy as np

RATE = 16_000
SLOPES = (0.0, -0.5, -1.0, -1.5, -2.0)  # power of noise falls as the frequency to this power: white, pink, brown
DIRECT = 0.025  # seconds after the direct sound whose reflections belong to the voice: nobody hears them as echo
SPEED_OF_SOUND = 343.0
MIXED = 0.12  # seconds
NOISES = ("coloured", "fan", "hum", "clicks")


def rms(wav: np.ndarray) -> float:
    """Return the root-mean-square level of a waveform (n_samples,), which is above 0 even in silence."""
    return float(np.sqrt(np.mean(np.square(wav), dtype=np.float64) + 1e-12))


def at_ratio(noise: np.ndarray, level: float, ratio: float) -> np.ndarray:
    """Scale a disturbance (n_samples,) to `ratio` dB below a root-mean-square level."""
    return (noise * (level / rms(noise) * 10 ** (-ratio / 20))).astype(np.float32)


def noise(kind: str, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a noise of one of NOISES: float32 (n_samples,), of about unit level."""
    return {"coloured": _coloured, "fan": _fan, "hum": _hum, "clicks": _clicks}[kind](n_samples, rng)


def room(t60: float, rng: np.random.Generator, ratio: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Draw the impulse response of a room: direct sound, a few early reflections, exponentially decaying noise.

    Parameters
    ----------
    t60 : float
        Seconds in which the echo decays by 60 dB; high frequencies fade sooner.
    rng : numpy.random.Generator
    ratio : float, optional
        Direct to reverberant energy in dB, drawn by default.

    Returns
    -------
    (whole, direct) : float32 arrays (n_samples,)
        The response, and the part of it that is regarded as the voice itself.
    """
    n = int(RATE * min(t60, 1.0)) + 1
    times = np.arange(n) / RATE
    tail = rng.standard_normal(n) * 10 ** (-3 * times / t60)
    dull = rng.standard_normal(n) * 10 ** (-3 * times / (0.5 * t60))  # what only the first part of the tail holds
    tail = np.convolve(tail, [0.5, 0.5])[:n] + 0.5 * np.convolve(dull, [0.5, -0.5])[:n]
    tail[: int(RATE * rng.uniform(0.002, 0.012))] = 0
    for _ in range(rng.integers(2, 9)):
        at = rng.uniform(0.001, 0.03)
        tail[int(at * RATE)] += rng.choice([-1, 1]) * rng.uniform(0.3, 1.5) * 10 ** (-3 * at / t60) * 4
    wanted = rng.uniform(-4, 10) if ratio is None else ratio
    tail *= 10 ** (-wanted / 20) / np.sqrt(np.square(tail).sum() + 1e-12)
    tail[0] = 1.0
    direct = np.where(times <= DIRECT, tail, 0)
    return tail.astype(np.float32), direct.astype(np.float32)


def shoebox(t60: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw the impulse response of a rectangular room, in the form returned by `room`.

    It is computed by the image-source method (Allen and Berkley, J. Acoust. Soc. Am. 65, 1979) with absorption by
    Sabine's formula; after MIXED seconds, when the images are too dense to be distinguished, it continues as noise with
    the same decay.
    """
    size = rng.uniform((3.0, 2.5, 2.2), (8.0, 6.0, 3.5))
    listener = size * rng.uniform(0.25, 0.75, 3)
    away = rng.standard_normal(3)
    speaker = np.clip(listener + away / np.linalg.norm(away) * rng.uniform(0.5, 2.0), 0.2, size - 0.2)
    area = 2 * (size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    absorption = min(0.95, 0.161 * size.prod() / (area * t60))
    reflection = np.sqrt(1 - absorption)
    n = int(RATE * MIXED)
    reach = np.ceil(n / RATE * SPEED_OF_SOUND / (2 * size)).astype(int)
    response = np.zeros(n + 1)
    cells = [np.arange(-r, r + 1) for r in reach]
    for flip in np.ndindex(2, 2, 2):
        place = [(1 - 2 * f) * s + 2 * c * length - at
                 for f, s, c, length, at in zip(flip, speaker, cells, size, listener)]
        bounces = [np.abs(c) + np.abs(c - f) for f, c in zip(flip, cells)]
        x, y, z = np.ix_(*place)
        distance = np.sqrt(x * x + y * y + z * z)
        p, q, r = np.ix_(*bounces)
        arrival = distance / SPEED_OF_SOUND * RATE
        near = arrival < n
        # Random signs prevent the sum of the images from sounding like a comb filter.
        gain = reflection ** (p + q + r) / np.maximum(distance, 0.1)
        np.add.at(response, np.round(arrival[near]).astype(int), (gain * rng.choice([-1, 1], gain.shape))[near])
    first = int(np.flatnonzero(response)[0])
    response = response[first:] / response[first]
    join = len(response) // 2
    last = np.arange(join, len(response)) / RATE
    level = np.sqrt(np.mean(np.square(response[join:]) * 10 ** (6 * (last - last[0]) / t60)))
    more = np.arange(len(response) - join, int(RATE * min(t60, 1.2))) / RATE
    tail = level * rng.standard_normal(len(more)) * 10 ** (-3 * more / t60)
    response = np.concatenate([response, tail])
    direct = np.where(np.arange(len(response)) <= DIRECT * RATE, response, 0)
    return response.astype(np.float32), direct.astype(np.float32)


def convolve(wav: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Return a waveform (n_samples,) convolved with a room's impulse response: float32 (n_samples,)."""
    from scipy.signal import fftconvolve
    return fftconvolve(wav, response)[: len(wav)].astype(np.float32)


def music(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Compose and play a few bars: chords of decaying harmonics, a bass, sometimes a melody and percussion.

    Returns
    -------
    float32 array (n_samples,)
        At RATE, of unit level.
    """
    n = int(seconds * RATE)
    out = np.zeros(n + 2 * RATE, np.float32)
    beat = 60 / rng.uniform(70, 150)
    root = rng.integers(45, 57)
    scale = np.array([0, 2, 4, 5, 7, 9, 11] if rng.random() < 0.5 else [0, 2, 3, 5, 7, 8, 10])
    timbre = np.arange(1, rng.integers(4, 11)) ** -rng.uniform(0.6, 2.0)
    decay, attack = rng.uniform(0.3, 3.0), rng.uniform(0.003, 0.08)
    with_melody, with_drums = rng.random() < 0.7, rng.random() < 0.6
    for number, at in enumerate(np.arange(0, seconds, beat)):
        if number % 2 == 0:
            degree = rng.integers(7)
            chord = root + scale[(degree + np.array([0, 2, 4])) % 7]
            for note in (*chord, chord[0] - 12):
                _add(out, at, _tone(note, 2 * beat, timbre, decay, attack, rng) * 0.5)
        if with_melody and rng.random() < 0.7:
            _add(out, at + rng.choice([0, beat / 2]),
                 _tone(root + 12 + rng.choice(scale), beat, timbre, decay, attack, rng))
        if with_drums:
            _add(out, at, _drum(rng, number % 2 == 0))
    return (out[:n] / rms(out[:n])).astype(np.float32)


def _tone(note, seconds, timbre, decay, attack, rng):
    times = np.arange(int(seconds * RATE)) / RATE
    f0 = 440 * 2 ** ((note - 69) / 12) * 2 ** (rng.normal(0, 0.003))
    vibrato = rng.uniform(0, 0.003) * np.sin(2 * np.pi * rng.uniform(4, 7) * times) * f0 / 5
    phase = 2 * np.pi * f0 * times + vibrato
    base = np.exp(1j * phase).astype(np.complex64)
    wave, power = np.zeros(len(times), np.float32), np.ones_like(base)
    for number, gain in enumerate(timbre, 1):
        power = power * base
        if number * f0 < 0.48 * RATE:
            wave += np.float32(gain) * power.imag
    release = np.minimum(1, (seconds - times) / 0.03)
    return wave * (np.minimum(1, times / attack) * np.exp(-times / decay) * release).astype(np.float32)


def _drum(rng, low):
    times = np.arange(int(0.25 * RATE)) / RATE
    if low:
        return np.sin(2 * np.pi * (50 * times + 6 * (1 - np.exp(-times / 0.03)))) * np.exp(-times / 0.12) * 2
    return rng.standard_normal(len(times)) * np.exp(-times / rng.uniform(0.02, 0.08)) * 0.8


def _add(out, at, wave):
    begin = int(at * RATE)
    piece = out[begin: begin + len(wave)]
    piece += wave[: len(piece)].astype(np.float32)


def _coloured(n, rng):
    bank = _bank()
    return np.resize(np.roll(bank[rng.integers(len(bank))], -rng.integers(bank.shape[1])), n)


def _fan(n, rng):
    """Return a fan's noise: brown noise through a housing's resonances, modulated by the blades, with their tone."""
    times = np.arange(n) / RATE
    air = np.resize(np.roll(_bank()[rng.integers(2, 5)], -rng.integers(RATE)), n)
    blades = rng.uniform(20, 120)
    waver = 1 + rng.uniform(0, 0.3) * np.sin(2 * np.pi * rng.uniform(0.3, 8) * times)
    tones = sum(rng.uniform(0, 0.3) / k * np.sin(2 * np.pi * blades * k * times + rng.uniform(0, 6))
                for k in range(1, 6))
    return (air * waver + tones).astype(np.float32)


def _hum(n, rng):
    """Return mains hum with its harmonics over a little hiss."""
    times = np.arange(n) / RATE
    mains = rng.choice([50.0, 60.0])
    tones = sum(rng.uniform(0, 1) / k ** 0.7 * np.sin(2 * np.pi * mains * k * times + rng.uniform(0, 6))
                for k in range(1, 20))
    return (tones / rms(tones) + 0.1 * rng.standard_normal(n)).astype(np.float32)


def _clicks(n, rng):
    """Return clicks of keys, mice or plates: short bursts a few times per second."""
    out = np.zeros(n + RATE // 4, np.float32)
    for at in rng.integers(0, n, max(1, rng.poisson(n / RATE * rng.uniform(1, 8)))):
        length = int(RATE * rng.uniform(0.002, 0.03))
        times = np.arange(4 * length) / length
        burst = rng.standard_normal(4 * length) * np.exp(-2 * times)
        burst += np.sin(2 * np.pi * rng.uniform(500, 5000) / RATE * np.arange(4 * length)) * np.exp(-times)
        out[at: at + 4 * length] += (burst * rng.uniform(0.3, 1)).astype(np.float32)[: len(out) - at]
    return out[:n] + 1e-3 * rng.standard_normal(n).astype(np.float32)


@lru_cache(maxsize=1)
def _bank(seconds=20):
    rng, n = np.random.default_rng(0), seconds * RATE
    frequency = np.maximum(np.fft.rfftfreq(n, 1 / RATE), 40.0)
    noises = [np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * frequency ** (slope / 2), n) for slope in SLOPES]
    return np.stack([x / x.std() for x in noises]).astype(np.float32)
