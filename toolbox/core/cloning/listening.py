"""Analysis of recordings of a voice: each step is computed once for all its users."""

from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import duration, load
from audio.mel import MelConfig, log_mel_numpy
from audio.pitch import pitch
from audio.signal import loudness, remove_offset, resample, set_loudness
from audio.vad import HEARD_LEVEL, SPEECH_LEVEL, require_voice, speech_mask
from audio.voice import voice_statistics
from encoder.ge2e.inference import MIN_SPEECH
from synthesizer.prosody import speaking_rate
from synthesizer.recogniser.alignment import steady
from synthesizer.recogniser.inference import CHANGE, Recogniser
from toolbox.core.people.cleaning import quieten

MELS = MelConfig()  # mels of the statistics, which are the same for all profiles
RATE = 16_000  # Hz: rate of the speaker encoders, of voice activity and of pitch
PITCH_HOP = round(RATE * MELS.hop_length / MELS.rate)
# Pitch costs more than everything else together; a few seconds across the speech give its mean to 0.7 semitones.
STRETCHES, STRETCH = 12, 0.25  # seconds
COUNTED = 30.0  # seconds of each recording in which sounds are counted
MISSED = 1.083  # sounds that are said for each that is heard (20 real speakers)


class Reference:
    """A recording of a voice at the rates of its users, with and without noise.

    The first speaker encoder takes the room for part of the voice, and the statistics measure it, so both use the
    recording without noise (toolbox.core.people.cleaning). The second encoder does not, and identifies a voice better
    from the unfiltered sound.

    Parameters
    ----------
    wav : float32 array (n_samples,)
    rate : int
        In Hz.
    longest : float
        Seconds of it that are used.
    label : str
        Name of the recording in messages.

    Attributes
    ----------
    label : str
    whole, seconds : float
        Length of the recording, and of the part that is used.
    quiet : float32 array (n_samples,)
        The recording without noise, at MELS.rate.
    quiet_16k, sound_16k : float32 arrays (n_samples,)
        The recording without and with noise, at RATE.
    speech_16k : float32 array (n_samples,)
        `quiet_16k` without long pauses.
    gain : float
        Gain that brings the speech to the models' level.

    Raises
    ------
    AudioError
        If the recording holds no voice, or less than a second of speech.
    """

    def __init__(self, wav: np.ndarray, rate: int, longest: float, label: str = "The recording"):
        sound = remove_offset(resample(wav[: int(longest * rate)], rate, MELS.rate))
        require_voice(sound, MELS.rate, label)
        self.label = label
        self.whole, self.seconds = len(wav) / rate, min(longest, len(wav) / rate)
        self.quiet = quieten(sound, MELS.rate)
        self.sound_16k, self.quiet_16k = (resample(x, MELS.rate, RATE) for x in (sound, self.quiet))
        speech = speech_mask(set_loudness(self.quiet_16k, HEARD_LEVEL, raise_only=True), RATE)
        self.speech_16k = self.quiet_16k[speech]
        if self.speech_seconds < MIN_SPEECH:
            raise AudioError(f"{label} holds {self.speech_seconds:.1f} s of speech; at least {MIN_SPEECH:.0f} s is "
                             "needed, and 5 s or more gives a better likeness.")
        self.gain = 10 ** ((SPEECH_LEVEL - loudness(self.speech_16k)) / 20)

    @classmethod
    def load(cls, path: str | Path, longest: float, region: tuple[float, float] | None = None) -> "Reference":
        """Read a sound file, or a region (begin, end in seconds); raise AudioError if it is unusable."""
        begin, end = region or (0.0, duration(path))
        reference = cls(*load(path, seconds=min(longest, end - begin), begin=begin), longest, str(path))
        reference.whole = end - begin
        return reference

    @property
    def speech_seconds(self) -> float:
        """Return the seconds of speech, without long pauses."""
        return len(self.speech_16k) / RATE


def joined(references: list[Reference]) -> np.ndarray:
    """Join the recordings, with their noise, to one waveform at RATE, each at the models' level."""
    return np.concatenate([np.clip(r.sound_16k * r.gain, -1, 1) for r in references])


def statistics(references: list[Reference], brief: bool = False) -> np.ndarray:
    """Measure a voice (audio.voice) on all its references together.

    Parameters
    ----------
    references : list of Reference
    brief : bool
        Measure the pitch of STRETCHES stretches of speech instead of all sound.

    Returns
    -------
    float32 array (audio.voice.STATISTICS,)
    """
    mel = log_mel_numpy(np.concatenate([np.clip(r.quiet * r.gain, -1, 1) for r in references]), MELS)
    speech, stretch = np.concatenate([r.speech_16k if brief else r.quiet_16k for r in references]), int(STRETCH * RATE)
    if brief and len(speech) > STRETCHES * stretch:
        starts = np.linspace(0, len(speech) - stretch, STRETCHES).astype(int)
        speech = np.concatenate([speech[s: s + stretch] for s in starts])
    return voice_statistics(mel, pitch(speech, RATE, PITCH_HOP))


def heard_rate(references: list[Reference], recogniser: Recogniser) -> float:
    """Count the sounds that are recognised in recordings: their number per second of speech, 0 if there are none."""
    symbols, durations = "", []
    for reference in references:
        sound = reference.quiet[: int(COUNTED * MELS.rate)] * reference.gain
        path = steady(recogniser.log_posteriors(log_mel_numpy(np.clip(sound, -1, 1), MELS)), CHANGE)
        begins = np.flatnonzero(np.diff(path, prepend=-1))
        # Edges are pauses, as marks are.
        symbols += "".join("." if path[at] == 0 else recogniser.symbols[path[at]] for at in begins)
        durations.append(np.diff(begins, append=len(path)) * MELS.hop_length / MELS.rate)
    return MISSED * speaking_rate(symbols, np.concatenate(durations))
