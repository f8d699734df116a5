"""Conversion of a recording to another voice: its words, timing, intonation and silence."""

import numpy as np
import pytest

from audio.errors import AudioError, Cancelled
from audio.files import save
from audio.mel import log_mel_numpy
from audio.pitch import pitch
from audio.signal import loudness, resample
from synthesizer.recogniser.evaluate import errors, sounds
from synthesizer.text.phonemes import PAD, encode
from toolbox.core.cloning.conversion import FRAME, Guide, Source, Stretch, spell
from toolbox.core.cloning.requests import TextError

TEXT = "The lighthouse keeper climbed the narrow stairs and lit the lamp."
RATE = 24_000


@pytest.fixture(scope="module")
def said(cloner, guessed):
    """Return the text spoken by Clara, with 1 s of silence before it, 2 s in the middle and 1 s after it."""
    readings = cloner.read(TEXT[:40] + "."), cloner.read(TEXT[41:].capitalize())
    parts = [cloner.render(r, guessed["Clara"]).wav for (r,) in readings]
    first, middle, last = (np.zeros(n * RATE, np.float32) for n in (1, 2, 1))
    return np.concatenate([first, parts[0], middle, parts[1], last])


@pytest.fixture(scope="module")
def converted(cloner, guessed, said):
    return cloner.convert((said, RATE), guessed["Edwin"])


def _heard(cloner, wav):
    return sounds(cloner.recogniser.transcribe(log_mel_numpy(wav)))


def test_the_same_is_said_by_somebody_else(cloner, guessed, said, converted):
    spoken, again = _heard(cloner, said), _heard(cloner, converted.wav)
    assert errors(spoken, again) < 0.3 * len(spoken)
    heard = cloner.encoder.embed(converted.wav, converted.rate)
    assert heard @ guessed["Edwin"].embedding > heard @ guessed["Clara"].embedding + 0.1
    assert converted.voice == "edwin" and len(converted.phonemes) > 20


def test_timing_and_silence_stay(said, converted):
    assert abs(len(converted.wav) - len(said)) <= 256 and converted.rate == RATE
    n = min(len(converted.wav), len(said)) // 2_400 * 2_400
    levels = [np.array([loudness(x) for x in wav[:n].reshape(-1, 2_400)]) for wav in (said, converted.wav)]
    silent = levels[0] < -80
    middle = np.flatnonzero(silent)[3:-3]
    middle = middle[(silent[middle - 3] & silent[middle + 3])]  # 0.3 s from any speech
    assert len(middle) > 15 and (levels[1][middle] < -96).all()  # dBFS: less than 16 bits hold
    loud = levels[0] > -35
    assert (levels[1][loud] > -45).mean() > 0.9


def test_intonation_stays_and_moves_to_the_voice(guessed, said, converted):
    tracks = [pitch(wav, RATE, 256) for wav in (said, converted.wav)]
    n = min(map(len, tracks))
    one, other = (t[:n] for t in tracks)
    both = (one > 0) & (other > 0)
    assert np.corrcoef(np.log(one[both]), np.log(other[both]))[0, 1] > 0.9
    mean = np.log(other[other > 0]).mean()
    assert abs(mean - np.log(guessed["Edwin"].mean_f0)) * 12 / np.log(2) < 1.5


def test_the_pitch_is_shifted(cloner, guessed, said, converted):
    higher = cloner.convert((said, RATE), guessed["Edwin"], pitch_shift=4.0)
    means = [np.median(f0[f0 > 0]) for f0 in (pitch(s.wav, RATE, 256) for s in (converted, higher))]
    assert 12 * np.log2(means[1] / means[0]) == pytest.approx(4, abs=0.7)


def test_with_a_text_its_words_are_said(cloner, guessed, said):
    guided = cloner.convert((said, RATE), guessed["Edwin"], TEXT)
    symbols = "".join(symbol for symbol, _, _ in guided.phonemes)
    (reading,) = cloner.read(TEXT)
    assert errors(sounds(reading.symbols), sounds(symbols)) == 0
    assert abs(len(guided.wav) - len(said)) <= 256 and guided.text == TEXT
    begins = [begin for _, begin, _ in guided.phonemes]
    assert begins == sorted(begins) and begins[0] > 0.9
    # It can be edited as any other: sentences with their words, and the recording's pauses between them.
    assert [w for w, _, _ in guided.words] == TEXT.rstrip(".").split()
    first, second = guided.sentences
    assert TEXT.startswith(first.reading.text) and TEXT.rstrip(".").endswith(second.reading.text)
    assert first.reading.language == "en-us" and first.reading.planned
    assert second.begin == pytest.approx(first.begin + first.seconds + first.pause, abs=0.02) and first.pause > 1
    assert guided.provenance.converted and "c2pa.edited" in guided.comment


def test_texts_that_do_not_fit(cloner, guessed, said):
    with pytest.raises(AudioError, match="too short for the text"):
        cloner.convert((said, RATE), guessed["Edwin"], TEXT * 40)
    with pytest.raises(TextError, match="can be pronounced"):
        cloner.convert((said, RATE), guessed["Edwin"], "日本語", language="en-us")
    with pytest.raises(TextError, match="no text"):
        cloner.convert((said, RATE), guessed["Edwin"], " ")
    with pytest.raises(ValueError, match="pitch shift"):
        cloner.convert((said, RATE), guessed["Edwin"], pitch_shift=30.0)


def test_the_stream_is_the_speech(cloner, guessed, said, converted):
    chunks = list(cloner.stream_conversion((said, RATE), guessed["Edwin"]))
    assert np.array_equal(np.concatenate([c.wav for c in chunks]), converted.wav)
    shares = [c.progress for c in chunks]
    assert shares == sorted(shares) and 0 < shares[0] < 0.5 and shares[-1] == pytest.approx(1, abs=1e-6)
    assert {"listening", "pitch", "synthesizer", "vocoder"} <= converted.timings.keys()


def test_cancelling_stops_early(cloner, guessed, said):
    for least in (0, 1, 4):
        asked = []
        with pytest.raises(Cancelled):
            cloner.convert((said, RATE), guessed["Edwin"],
                           cancelled=lambda: asked.append(1) or len(asked) > least)  # noqa: B023
        assert len(asked) == least + 1


@pytest.mark.parametrize("sound", ["silence", "noise", "nothing"])
def test_what_holds_no_speech(cloner, guessed, sound):
    wav = {"silence": np.zeros(2 * RATE), "noise": np.random.default_rng(0).normal(0, 0.05, 2 * RATE),
           "nothing": np.zeros(0)}[sound].astype(np.float32)
    with pytest.raises(AudioError, match="no speech|no voice"):
        cloner.convert((wav, RATE), guessed["Edwin"])


def test_noise_between_words_is_no_word(cloner, guessed, said):
    """The pause holds two seconds of noise, 20 dB below the speech."""
    noisy = said.copy()
    begin = int(np.flatnonzero(np.convolve(np.abs(said), np.ones(RATE), "valid") == 0)[-1])
    gap = slice(begin - RATE // 2, begin + RATE // 2)
    noisy[gap] = np.random.default_rng(0).normal(0, 0.1 * said.std(), RATE)
    made = cloner.convert((noisy, RATE), guessed["Edwin"])
    inside = made.wav[gap][RATE // 4: -RATE // 4]
    assert loudness(inside) < loudness(made.wav) - 25


def test_a_source_is_cut_where_nobody_speaks(said, tmp_path):
    source = Source(said, RATE)
    assert len(source.stretches) == 2 and source.seconds == pytest.approx(len(said) / RATE, abs=0.02)
    ends = [x for s in source.stretches for x in (s.begin, s.end)]
    assert ends == sorted(ends) and ends[0] * FRAME > 0.6 and ends[-1] <= source.n_frames
    for stretch in source.stretches:
        whole = log_mel_numpy(source.wav)[:, stretch.begin: stretch.end]
        np.testing.assert_allclose(source.mel(stretch), whole, atol=1e-4)
        assert source.mel(stretch, 10).shape[1] == len(stretch) + 20
        assert len(source.f0(stretch)) == len(stretch)
    # At any rate and level it is the same.
    save(tmp_path / "quiet.wav", 0.2 * resample(said, RATE, 44_100), 44_100)
    quiet = Source.load(tmp_path / "quiet.wav")
    assert quiet.stretches == pytest.approx(source.stretches) or [len(s) for s in quiet.stretches] == pytest.approx(
        [len(s) for s in source.stretches], abs=12)
    assert loudness(quiet.wav) == pytest.approx(loudness(source.wav), abs=1)


def test_speech_without_a_pause_is_cut_as_well(said):
    """Speech longer than the longest stretch is cut at quiet places, and nothing is lost."""
    speech = said[np.abs(said) > 0]
    source = Source(np.tile(speech, 5), RATE)
    lengths = [len(s) for s in source.stretches]
    assert max(lengths) <= 900 and len(lengths) >= 2
    for one, other in zip(source.stretches, source.stretches[1:]):
        assert other.begin - one.end < 60


def _path(*runs):
    return np.repeat([encode(s)[0] if s else PAD for s, _ in runs], [n for _, n in runs])


def test_what_is_heard_is_spelt_as_the_synthesizer_reads():
    quiet = np.zeros(60, bool)
    heard = spell(_path(("", 10), (" ", 4), ("h", 6), ("I", 12), (" ", 3), (",", 5), ("", 6), ("j", 4), ("u", 6),
                        (" ", 4)), quiet)
    assert heard.symbols == "hI,ju."
    assert heard.frames.tolist() == [14, 6, 12, 14, 4, 6, 4, 0]
    going_on = spell(_path(("h", 30), ("I", 30)), quiet, closed=False)
    assert going_on.symbols == "hI" and going_on.frames.tolist() == [0, 30, 30, 0]
    assert spell(_path(("", 50), (" ", 10)), quiet).symbols == ""


def test_a_pause_that_was_heard_as_a_long_consonant_is_a_pause():
    path = _path(("I", 20), ("t", 60), ("b", 6), ("I", 14))
    quiet = np.zeros(100, bool)
    quiet[24:76] = True
    heard = spell(path, quiet)
    assert heard.symbols.replace("t,", "t, ", 1).startswith("It, ") and heard.frames.sum() == 100
    assert heard.frames[heard.symbols.index("t") + 1] < 20


def test_every_symbol_is_long_enough_to_be_said():
    heard = spell(_path(("h", 5), ("ə", 1), ("l", 8), ("O", 1), ("", 20)), np.zeros(35, bool))
    assert heard.frames[:-1].min() >= 0 and heard.frames[1:5].min() >= 2 and heard.frames.sum() == 35


def test_a_guide_gives_every_stretch_its_words(cloner, said):
    source = Source(said, RATE)
    guide = Guide(cloner.recogniser, cloner.read(TEXT), source)
    parts = [guide.hear(source, s) for s in source.stretches]
    assert [p.frames.sum() for p in parts] == [len(s) for s in source.stretches]
    assert sounds(parts[0].symbols).startswith("ðəl") and sounds(parts[1].symbols).endswith("læmp")
    assert guide.score > -1
    words = [word for part in parts for word in part.words]
    assert [word.text for word in words] == TEXT.rstrip(".").split()
    (reading,) = cloner.read(TEXT)
    said_by = [part.symbols[word.begin: word.end] for part in parts for word in part.words]
    assert [sounds(symbols) for symbols in said_by] == [
        sounds(reading.symbols[word.begin: word.end]) for word in reading.words]
    with pytest.raises(KeyError):
        guide.hear(source, Stretch(0, 5))
