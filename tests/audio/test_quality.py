import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from audio.quality import RATE, bandwidth, clipping, features, music_mask, music_share
from audio.signal import resample
from enhancer.disturbances import at_ratio, music, noise, rms
from toolbox.core.people.meter import load_meter


@pytest.mark.parametrize("edge", [3_000, 5_000, 7_000])
def test_the_band_width_is_where_the_spectrum_ends(clips, edge):
    wav, rate = clips["Clara"]
    low = sosfiltfilt(butter(10, edge, fs=rate, output="sos"), wav).astype(np.float32)
    low += 1e-5 * np.random.default_rng(0).standard_normal(len(low)).astype(np.float32)
    assert bandwidth(low, rate) == pytest.approx(edge, rel=0.15)


def test_a_recording_at_a_higher_rate_than_it_needs_is_found_out(clips):
    wav, rate = clips["Clara"]
    assert bandwidth(resample(resample(wav, rate, 8_000), 8_000, 44_100), 44_100) == pytest.approx(4_000, rel=0.1)


def test_clipping_is_what_stays_at_the_loudest_value(clips):
    wav, _ = clips["Clara"]
    assert clipping(wav) < 1e-3
    loud = np.clip(wav / np.abs(wav).max() * 4, -1, 1)
    assert 0.01 < clipping(loud) == pytest.approx(np.mean(np.abs(loud) >= 1), rel=0.3)
    assert clipping(0.5 * loud) == clipping(loud)  # however it was turned down afterwards
    assert clipping(np.zeros(0)) == clipping(np.zeros(100)) == 0


def test_music_is_distinguished_from_speech(clips):
    wav, rate = clips["Clara"]
    speech = resample(wav, rate, RATE)
    tune = music(len(speech) / RATE + 0.1, np.random.default_rng(2))[: len(speech)]
    assert music_share(speech) < 0.05
    assert music_share(0.1 * tune) > 0.5
    assert len(music_mask(speech[:100])) == 0


def test_the_features_mind_no_loudness(clips):
    wav, rate = clips["Clara"]
    speech = resample(wav, rate, RATE)[: 5 * RATE]
    assert np.abs(features(speech) - features(0.1 * speech)).max() < 0.1


def test_the_meter_hears_noise(clips):
    meter = load_meter()
    for wav, rate in clips.values():
        wav = resample(wav, rate, RATE)
        added = noise("coloured", len(wav), np.random.default_rng(1))
        measured = [meter.noise_and_echo(wav + at_ratio(added, rms(wav), ratio))[0] for ratio in (0, 10, 20)]
        assert measured == sorted(measured) and measured[2] - measured[0] > 8


@pytest.mark.parametrize("n_samples", [0, 10, 20_000])
def test_next_to_nothing_and_silence_can_be_measured(n_samples):
    quality = load_meter().measure(np.zeros(n_samples, np.float32), RATE)
    assert quality.speech == 0 and all(np.isfinite(v) for v in vars(quality).values())
