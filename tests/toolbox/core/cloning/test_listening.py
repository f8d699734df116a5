import numpy as np
import pytest

from audio.errors import AudioError
from audio.mel import MelConfig, log_mel_numpy
from audio.pitch import pitch
from audio.vad import set_speech_level
from audio.voice import MEAN, voice_statistics
from toolbox.core.cloning.listening import Reference, joined, statistics


def test_each_listener_gets_its_own_form_of_the_recording(clips):
    wav, rate = clips["Clara"]
    reference = Reference(wav, rate, longest=4.0)
    assert reference.whole == pytest.approx(len(wav) / rate) and reference.seconds == pytest.approx(4.0, abs=0.01)
    assert len(reference.quiet) == 96_000 and len(reference.quiet_16k) == len(reference.sound_16k) == 64_000
    assert 1 < reference.speech_seconds <= 4.1
    levelled = set_speech_level(reference.quiet, 24_000)
    assert reference.gain == pytest.approx(levelled.std() / reference.quiet.std(), rel=0.02)


def test_statistics_of_several_recordings_are_those_of_their_sound(clips):
    references = [Reference(*clips[name], longest=5.0) for name in ("Clara", "Clara")]
    sound = np.concatenate([set_speech_level(r.quiet, 24_000) for r in references])
    wanted = voice_statistics(log_mel_numpy(sound), pitch(sound, 24_000, MelConfig().hop_length))
    for brief in (False, True):
        found = statistics(references, brief)
        assert abs(found[0] - wanted[0]) < 0.06  # a semitone
        np.testing.assert_allclose(found[MEAN], wanted[MEAN], atol=0.02)
    assert len(joined(references)) == 2 * len(references[0].sound_16k)


def test_a_recording_without_speech_is_named():
    with pytest.raises(AudioError, match=r"hum.wav holds 0.0 s of speech; at least 1 s"):
        Reference(np.zeros(48_000, np.float32), 16_000, 30.0, "hum.wav")
