import numpy as np
import pytest

from audio.signal import loudness, resample, set_loudness
from audio.vad import SpeechCounter, set_speech_level, speech_mask, speech_seconds, trim_edges, trim_silence


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
    """Pauses do not count, so the level may not hang on the silence around the speech."""
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
