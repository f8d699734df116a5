import numpy as np
import pytest

from audio.mel import MelConfig, log_mel_numpy
from vocoder.griffin_lim import GriffinLim


@pytest.fixture(scope="module")
def mel(clips_24k):
    return log_mel_numpy(clips_24k["Hester"][:72_000])


@pytest.fixture(scope="module")
def griffin_lim():
    return GriffinLim()


def test_the_mel_comes_back(griffin_lim, mel):
    wav = griffin_lim.infer(mel)
    assert wav.shape == (mel.shape[1] * 256,) and wav.dtype == np.float32
    difference = np.abs(log_mel_numpy(wav)[:80, : mel.shape[1]] - mel[:80])
    assert difference.mean() < 0.2


def test_more_rounds_come_closer(mel):
    errors = []
    for rounds in (1, 32):
        wav = GriffinLim(n_iterations=rounds).infer(mel)
        errors.append(np.abs(np.exp(log_mel_numpy(wav)[:, : mel.shape[1]]) - np.exp(mel)).mean())
    assert errors[1] < 0.7 * errors[0]


def test_the_seed_makes_the_phase(griffin_lim, mel):
    first, again, other = (griffin_lim.infer(mel[:, :60], seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 1e-3


def test_a_tone_comes_back_as_itself():
    config = MelConfig(16_000, 800, 200, 80, 55.0, 7_600.0)
    tone = (0.3 * np.sin(2 * np.pi * 500 * np.arange(16_000) / 16_000)).astype(np.float32)
    wav = GriffinLim(config).infer(log_mel_numpy(tone, config))
    assert np.argmax(np.abs(np.fft.rfft(wav[:16_000]))) == pytest.approx(500, abs=30)
    assert np.sqrt(np.mean(wav[2_000:14_000] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.25)


def test_silence_stays_silent_and_one_frame_is_enough(griffin_lim):
    assert np.abs(griffin_lim.infer(np.full((100, 30), np.log(1e-5), np.float32))).max() < 1e-3
    assert griffin_lim.infer(np.full((100, 1), -4.0, np.float32)).shape == (256,)


def test_a_mel_louder_than_full_scale_is_brought_down_to_it(griffin_lim, mel):
    wav, loud = griffin_lim.infer(mel), griffin_lim.infer(mel + 4)
    assert np.abs(loud).max() == pytest.approx(1) and np.abs(wav).max() < 1
    assert np.corrcoef(wav, loud)[0, 1] > 0.99


def test_cancelling_ends_it_between_rounds(griffin_lim, mel):
    assert not list(griffin_lim.stream(mel, cancelled=lambda: True))
    answers = iter([False] * 3 + [True])
    assert not list(griffin_lim.stream(mel, cancelled=lambda: next(answers)))
    assert len(list(griffin_lim.stream(mel[:, :40]))) == 1
