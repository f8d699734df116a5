"""Conversion of blocks of sound to another voice as they arrive."""

import numpy as np
import pytest
import torch

from audio.mel import log_mel_numpy
from audio.pitch import pitch
from audio.signal import loudness
from synthesizer.recogniser.config import StreamingConfig
from synthesizer.recogniser.evaluate import errors, sounds
from synthesizer.recogniser.inference import Recogniser, StreamingRecogniser
from synthesizer.recogniser.streaming import StreamingNetwork
from toolbox.core.cloning.engine import Cloner
from toolbox.core.cloning.requests import TextError
from toolbox.core.live import preparing
from toolbox.core.live.content import SlidingContent, StreamingContent
from toolbox.core.live.converter import HOP, SILENT, LiveConverter, _long_pauses
from toolbox.core.models.profiles import MODELS, RECOGNISER
from vocoder.griffin_lim import GriffinLim
from watermark.detection import OURS
from watermark.inference import Detector

RATE, BLOCK = 24_000, 8


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser.load(MODELS / RECOGNISER)


@pytest.fixture(scope="module")
def spoken(clips_24k):
    """Return three seconds of Clara between half seconds of silence."""
    wav = clips_24k["Clara"][: 3 * RATE]
    n = BLOCK * HOP
    wav = np.concatenate([np.zeros(RATE // 2), wav, np.zeros(RATE // 2)]).astype(np.float32)
    return wav[: len(wav) // n * n]


def _play(converter, wav):
    n = converter.block * HOP
    return np.concatenate([converter.push(wav[i: i + n]) for i in range(0, len(wav) // n * n, n)])


@pytest.fixture(scope="module")
def converter(cloner, guessed, recogniser):
    return LiveConverter(cloner, guessed["Edwin"], SlidingContent(recogniser), BLOCK)


@pytest.fixture(scope="module")
def made(converter, spoken):
    return _play(converter, spoken)


def test_the_same_is_said_by_somebody_else_a_little_later(cloner, guessed, recogniser, converter, spoken, made):
    late = converter.delay * HOP
    assert len(made) == len(spoken) and 0.1 < late / RATE < 0.15
    said, again = (sounds(recogniser.transcribe(log_mel_numpy(wav))) for wav in (spoken, made))
    assert errors(said, again) < 0.5 * len(said)
    heard = cloner.encoder.embed(made, RATE)
    assert heard @ guessed["Edwin"].embedding > heard @ guessed["Clara"].embedding
    one, other = pitch(spoken[:-late], RATE, HOP), pitch(made[late:], RATE, HOP)
    both = (one > 0) & (other > 0)
    assert both.sum() > 60 and np.corrcoef(np.log(one[both]), np.log(other[both]))[0, 1] > 0.8


def test_silence_stays_silent(converter, made, spoken):
    late = converter.delay * HOP
    assert np.abs(made[: RATE // 3]).max() < 1e-4
    assert loudness(made[-RATE // 8:]) < loudness(made) - 40
    n = (len(spoken) - late) // (8 * HOP) * 8 * HOP
    said, again = (np.array([loudness(x) for x in wav[:n].reshape(-1, 8 * HOP)]) for wav in (spoken, made[late:]))
    assert (again[said > -30] > -45).mean() > 0.95


@pytest.mark.parametrize("begin", [0, 1, 3, 5, 6, 20, 70])
@pytest.mark.parametrize("length", [1, 5, 6, 29, 31, 60])
def test_only_pauses_are_silenced(begin, length):
    """Not even where a short pause reaches beyond the window's edge."""
    path = np.full(90, max(SILENT) + 1)
    path[begin: begin + length] = SILENT[1]
    masked = np.flatnonzero(_long_pauses(path))
    assert np.isin(path[masked], SILENT).all()
    assert len(masked) > 0 or length <= 30 or begin == 70  # the first frames of a pause are not silenced


def test_there_is_no_click_where_blocks_meet(made):
    steps = np.abs(np.diff(made))
    seams = steps[BLOCK * HOP - 1:: BLOCK * HOP]
    inner = steps[BLOCK * HOP // 2 - 1:: BLOCK * HOP]
    assert np.percentile(seams, 95) < 2 * np.percentile(inner, 95) + 1e-3


def test_what_holds_a_share_of_the_voice_is_marked(cloner, guessed, recogniser, clips_24k, made):
    """It is marked across blocks and whatever it is mixed with."""
    live = LiveConverter(cloner, guessed["Edwin"], SlidingContent(recogniser), BLOCK)
    live.wet = 0.5
    detector = Detector.load(MODELS / "watermark.safetensors")
    for wav in (made, _play(live, clips_24k["Clara"][: 6 * RATE])):
        assert detector.detect(wav, RATE).by == OURS


def test_the_speaker_is_heard_as_late_where_the_voice_is_not(cloner, guessed, recogniser, spoken):
    """The speaker's own voice is not marked: it is the recording itself."""
    dry = LiveConverter(cloner, guessed["Edwin"], SlidingContent(recogniser), BLOCK)
    dry.wet = 0.0
    out, late = _play(dry, spoken[:RATE]), dry.delay * HOP
    np.testing.assert_allclose(out[late:], spoken[: len(out) - late], atol=1e-6)


def test_level_and_pitch_of_the_speaker_do_not_matter(cloner, guessed, recogniser, converter, spoken, made):
    quiet = LiveConverter(cloner, guessed["Edwin"], SlidingContent(recogniser), BLOCK)
    quiet.pitch_shift = 5.0
    out = _play(quiet, 0.05 * spoken)
    assert loudness(out) == pytest.approx(loudness(made), abs=3)
    means = [np.median(f0[f0 > 0]) for f0 in (pitch(wav[RATE:], RATE, HOP) for wav in (made, out))]
    assert 12 * np.log2(means[1] / means[0]) == pytest.approx(5, abs=1)


def test_a_window_hears_what_the_whole_does(recogniser, clips_24k):
    mel = log_mel_numpy(clips_24k["Clara"])[:, :400]
    content, heard = SlidingContent(recogniser), {}
    for begin in range(0, 400, BLOCK):
        start, log_p = content.push(mel[:, begin: begin + BLOCK])
        assert start + log_p.shape[1] == begin + BLOCK
        heard |= dict(zip(range(start, begin + BLOCK), log_p.argmax(axis=0)))
    whole = recogniser.log_posteriors(mel).argmax(axis=0)
    assert np.mean([heard[i] == whole[i] for i in range(390)]) > 0.85


def test_the_streaming_recogniser_is_a_drop_in(clips_24k, cloner, guessed):
    torch.manual_seed(0)
    small = StreamingConfig(dim=32, n_heads=2, feed_forward_dim=64, probe_dim=32, skip_dim=8)
    content = StreamingContent(StreamingRecogniser(StreamingNetwork(small)))
    mel, end = log_mel_numpy(clips_24k["Clara"])[:, :160], 0
    for begin in range(0, 160, BLOCK):
        start, log_p = content.push(mel[:, begin: begin + BLOCK])
        assert start == end
        end = start + log_p.shape[1]
        assert end >= begin + BLOCK - content.look_ahead
    content = StreamingContent(StreamingRecogniser(StreamingNetwork(small)))
    live = LiveConverter(cloner, guessed["Edwin"], content, BLOCK)
    out = _play(live, clips_24k["Clara"][: RATE // 2])
    assert np.isfinite(out).all() and live.delay > content.look_ahead


def test_a_block_is_chosen_that_the_machine_keeps_up_with(cloner, guessed, monkeypatch):
    times = iter([0.1, 0.1, 0.05])
    tried = []
    monkeypatch.setattr(preparing, "_seconds", lambda converter, wav: tried.append(converter.block) or next(times))
    shares = []
    assert preparing.prepare(cloner, guessed["Edwin"], shares.append).block == preparing.BLOCKS[2]
    assert tried == list(preparing.BLOCKS[:3]) and shares == sorted(shares) and shares[-1] == 1
    slow = iter([0.2, 0.2, 0.2, 0.2, 0.2, 0.02])  # as a machine that needs longer blocks than the better recogniser has
    monkeypatch.setattr(preparing, "_seconds", lambda converter, wav: next(slow))
    chosen = preparing.prepare(cloner, guessed["Edwin"])
    assert chosen.block == preparing.BLOCKS[1] and isinstance(chosen._content, StreamingContent)
    other = Cloner(cloner.encoder, cloner.synthesizer, GriffinLim(cloner.synthesizer.config), "griffin-lim", "cpu")
    with pytest.raises(TextError, match="does not support live"):
        preparing.prepare(other, guessed["Edwin"])
