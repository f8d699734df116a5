import numpy as np
import pytest

from audio.denoise import reduce_noise
from audio.signal import loudness, resample


def _fan(n_samples, rate):
    """Return a fan's noise with mains hum; its level is 1."""
    spectrum = np.fft.rfft(np.random.default_rng(0).standard_normal(n_samples))
    noise = np.fft.irfft(spectrum / np.maximum(np.fft.rfftfreq(n_samples, 1 / rate), 50) ** 0.6, n_samples)
    noise = noise / noise.std() + 0.5 * np.sin(2 * np.pi * 120 * np.arange(n_samples) / rate)
    return (noise / noise.std()).astype(np.float32)


@pytest.fixture(params=[8_000, 16_000, 24_000, 44_100, 48_000])
def recording(request, clips):
    """Return speech at several rates, and the same with a fan 12 dB below it."""
    rate = request.param
    clean = resample(*clips["Silas"], rate)
    return clean, clean + _fan(len(clean), rate) * clean.std() * 10 ** (-12 / 20), rate


def test_noise_becomes_quieter_and_speech_stays_where_it_is(recording):
    clean, noisy, rate = recording
    made = reduce_noise(noisy, rate)
    assert made.dtype == np.float32 and made.shape == noisy.shape
    assert loudness(made - clean) < loudness(noisy - clean) - 3
    spectrum = np.fft.rfft(made, 2 * len(made)) * np.conj(np.fft.rfft(clean, 2 * len(made)))
    assert np.argmax(np.fft.irfft(spectrum)) == 0


@pytest.mark.parametrize("name", ["Clara", "Edwin", "Hester", "Silas"])
def test_the_encoder_knows_the_speaker_again(clips, encoder, name):
    wav, rate = clips[name]
    clean = reduce_noise(wav, rate)
    noisy = clean + _fan(len(clean), rate) * clean.std() * 10 ** (-10 / 20)
    known, unknown = (encoder.embed(clean, rate) @ encoder.embed(x, rate) for x in (reduce_noise(noisy, rate), noisy))
    assert known > unknown + 0.05 and known > 0.85


def test_noise_alone_is_weakened_but_not_taken_away():
    noise = 0.1 * _fan(48_000, 16_000)
    assert -25 < loudness(reduce_noise(noise, 16_000)) - loudness(noise) < -6


def test_what_has_hardly_any_noise_is_left_alone(clips_24k):
    quiet = reduce_noise(reduce_noise(clips_24k["Silas"], 24_000), 24_000)
    assert loudness(reduce_noise(quiet, 24_000) - quiet) < loudness(quiet) - 20


@pytest.mark.parametrize("n_samples", [0, 1, 100, 2_000, 16_001])
def test_silence_stays_silence_at_any_length(n_samples):
    assert np.array_equal(reduce_noise(np.zeros(n_samples), 16_000), np.zeros(n_samples, np.float32))


def test_digital_silence_says_nothing_of_the_room(recording):
    _, noisy, rate = recording
    made = reduce_noise(np.concatenate([noisy, np.zeros(len(noisy) // 2, np.float32)]), rate)
    alone = reduce_noise(noisy, rate)
    inner = slice(rate // 2, len(noisy) - rate // 2)
    assert loudness(made[inner] - alone[inner]) < loudness(alone) - 30
