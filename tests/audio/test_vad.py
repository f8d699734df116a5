import numpy as np
import pytest

from audio.errors import AudioError
from audio.signal import loudness, resample, set_loudness
from audio.vad import (
    RANGE,
    SpeechCounter,
    _band_powers,
    _span,
    require_voice,
    set_speech_level,
    speech_mask,
    speech_seconds,
    trim_edges,
    trim_silence,
)


def _noise(seconds, level, rate=16_000):
    return set_loudness(np.random.default_rng(0).normal(0, 0.1, int(seconds * rate)).astype(np.float32), level)


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 8_000])
def test_speech_is_found_within_silence(clips, rate):
    for wav, own_rate in clips.values():
        wav = resample(wav, own_rate, rate)
        gap = np.zeros(2 * rate, np.float32)
        mask = speech_mask(np.concatenate([gap, wav, gap]), rate)
        assert mask.shape == (len(wav) + 4 * rate,) and mask.dtype == bool
        edge = int(1.5 * rate)
        assert not mask[:edge].any() and not mask[-edge:].any()
        assert mask[2 * rate: -2 * rate].mean() > 0.7


def test_silence_and_faint_noise_are_no_speech():
    assert not speech_mask(np.zeros(32_000, np.float32)).any()
    assert not speech_mask(_noise(3.0, -65.0)).any()
    assert speech_seconds(np.zeros(32_000, np.float32)) == 0


def test_faint_speech_counts_as_speech(clips):
    for wav, rate in clips.values():
        loud, faint = speech_seconds(wav, rate), speech_seconds(wav * 0.01, rate)
        assert 0.7 * len(wav) / rate < loud <= len(wav) / rate
        assert faint == pytest.approx(loud, abs=0.6)


@pytest.mark.parametrize("gain", [0.01, 1.0])
def test_speech_that_arrives_in_pieces_is_counted_alike(clips, gain):
    for wav, rate in clips.values():
        for size in (1_000, rate):
            counter = SpeechCounter(rate)
            for begin in range(0, len(wav), size):
                counted = counter.feed(wav[begin: begin + size] * np.float32(gain))
            assert counted == pytest.approx(speech_seconds(wav * np.float32(gain), rate), abs=0.6)
    assert SpeechCounter(44_100).feed(np.zeros(100, np.float32)) == 0


def test_short_waveforms_do_no_harm():
    for n_samples in (0, 1, 100, 479, 480, 1_000):
        wav = np.full(n_samples, 0.1, np.float32)
        for rate in (16_000, 24_000):
            assert speech_mask(wav, rate).shape == (n_samples,)
            assert len(trim_edges(wav, rate, 0.0)) <= n_samples and len(set_speech_level(wav, rate)) == n_samples


def test_trimming(clips):
    wav, rate = clips["Edwin"]
    gap = np.zeros(2 * rate, np.float32)
    longer = np.concatenate([gap, wav, gap, wav, gap])
    trimmed = trim_silence(longer, rate)
    assert 2 * len(wav) * 0.7 < len(trimmed) < 2 * len(wav) + 0.8 * rate
    edges = trim_edges(longer, rate, margin=0.1)
    assert 2 * len(wav) + len(gap) - rate < len(edges) < 2 * len(wav) + len(gap) + rate
    begin = next(i for i in range(3 * rate) if np.array_equal(longer[i: i + 2_000], edges[:2_000]))
    assert np.array_equal(longer[begin: begin + len(edges)], edges)
    silence = np.zeros(rate, np.float32)
    assert np.array_equal(trim_edges(silence, rate), silence)


@pytest.mark.parametrize("gain", [0.005, 0.1, 1.0])
@pytest.mark.parametrize("level", [-26.0, -35.0])
def test_the_level_of_speech_is_hit(clips, gain, level):
    """Pauses do not count, so the level must not depend on the silence around the speech."""
    for wav, rate in clips.values():
        gap = np.zeros(3 * rate, np.float32)
        padded = np.concatenate([gap, wav * np.float32(gain), gap])
        made = set_speech_level(padded, rate, level)
        assert made.dtype == np.float32 and np.abs(made).max() <= 1
        speech = made[speech_mask(set_loudness(wav, -30.0, raise_only=True), rate).nonzero()[0] + 3 * rate]
        assert loudness(speech) == pytest.approx(level, abs=0.5)


def test_the_level_of_silence_stays():
    silence = np.zeros(16_000, np.float32)
    assert np.array_equal(set_speech_level(silence, 16_000), silence)


def _steady(kind, seconds, level):
    """Return sound without a voice at 16 kHz, at a level in dBFS, rounded to 16 bits."""
    from scipy.signal import butter, lfilter
    rng, t = np.random.default_rng(1), np.arange(int(16_000 * seconds)) / 16_000
    noise = rng.normal(size=len(t))
    wav = {"white": noise, "fan": lfilter(*butter(1, 0.05), noise) * (1 + 0.1 * np.sin(8 * t)),
           "wavering fan": lfilter(*butter(1, 0.04), noise) * (1 + 0.3 * np.sin(19 * t)) + 0.3 * np.sin(754 * t),
           "hum": sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 40))}[kind]
    return (np.round(10 ** (level / 20) * wav / wav.std() * 32767).clip(-32768, 32767) / 32768).astype(np.float32)


@pytest.mark.parametrize("kind", ["white", "fan", "wavering fan", "hum"])
@pytest.mark.parametrize(("seconds", "level"), [(1.5, -20), (12, -60)])
def test_what_is_steady_is_no_voice(kind, seconds, level):
    with pytest.raises(AudioError, match="^It holds no voice"):
        require_voice(_steady(kind, seconds, level), 16_000, "It")


def test_voices_are_voices(clips):
    """Clean, faint, in noise 5 dB below, and a few words in a minute of it: each is at least 2 dB from the limit."""
    for wav, rate in clips.values():
        for kind in ("white", "fan", "hum"):
            noise = _steady(kind, len(wav) / rate, -20)[: len(wav)]
            noisy = wav + noise / noise.std() * wav.std() * 10 ** (-5 / 20)
            assert _span(_band_powers(noisy.astype(np.float32))[:, :-1]) > RANGE + 2
        require_voice(wav, rate)
        require_voice(wav * 10 ** (-45 / 20), rate)
        words = 0.01 * _steady("white", 25, -20)
        words[200_000: 200_000 + 2 * rate] += wav[: 2 * rate]
        require_voice(words, rate)
    with pytest.raises(AudioError, match="nearly silent"):
        require_voice(wav * 10 ** (-75 / 20), rate)
    for nothing in (np.zeros(0, np.float32), np.zeros(50_000, np.float32), wav[:500]):
        require_voice(nothing, rate)  # too short is said by others
