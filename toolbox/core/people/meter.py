"""The quality of a recording as a reference, and the change that would improve it most."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from audio.quality import Meter, Quality
from toolbox.core.models.profiles import MODELS, QUALITY, REMEDY

# Thresholds of the defects, of which the most harmful to a clone is reported.
ENOUGH_SPEECH = 5.0  # seconds
LOW_SNR, LONG_T60, NARROW, CLIPPED, MUSIC = 20.0, 0.45, 5_500.0, 0.002, 0.15
SENTENCES = {
    "speech": "{amount:.0f} more seconds of speech would help most.",
    "clipping": "It is too loud and clips; turn the microphone down.",
    "music": "Music can be heard; record without it, or clean the recording.",
    "noise": "It is noisy; move closer to the microphone, or clean the recording.",
    "echo": "The room echoes; move closer to the microphone, or clean the recording.",
    "narrow": "High frequencies are missing, as on a telephone; another microphone would help.",
    "good": "It is a good reference.",
}


@dataclass(frozen=True)
class Advice:
    """The most helpful change: a key of SENTENCES and, for "speech", the seconds that are missing."""

    kind: str
    amount: float = 0.0

    def __str__(self) -> str:
        return SENTENCES[self.kind].format(amount=self.amount)


@lru_cache(maxsize=1)
def load_meter() -> Meter:
    """Load the bundled meter.

    The window measures during recording, so nothing here imports torch.

    Raises
    ------
    FileNotFoundError, ValueError
        If its weights are missing or damaged; the message is a sentence.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    try:
        return Meter(load_file(MODELS / QUALITY))
    except FileNotFoundError:
        raise FileNotFoundError(f"{MODELS / QUALITY}: there is no such model file; {REMEDY}.") from None
    except (SafetensorError, OSError) as error:
        raise ValueError(f"{MODELS / QUALITY} is damaged ({type(error).__name__}); {REMEDY}.") from None


def measure(wav: np.ndarray, rate: int) -> Quality:
    """Measure a recording (n_samples,)."""
    return load_meter().measure(wav, rate)


def advise(quality: Quality) -> Advice:
    """Return the one thing that would help a recording most as a reference."""
    lacking = ENOUGH_SPEECH - quality.speech
    found = {
        "speech": lacking / ENOUGH_SPEECH * 2 if lacking > 0.5 else 0.0,
        "clipping": 1.0 + quality.clipped * 20 if quality.clipped > CLIPPED else 0.0,
        "music": 1.0 + quality.music if quality.music > MUSIC else 0.0,
        "noise": (LOW_SNR - quality.snr) / 10 if quality.snr < LOW_SNR else 0.0,
        "echo": (quality.t60 - LONG_T60) * 3 if quality.t60 > LONG_T60 else 0.0,
        "narrow": (NARROW - quality.bandwidth) / 2_000 if quality.bandwidth < NARROW else 0.0,
    }
    worst = max(found, key=lambda kind: found[kind])
    if found[worst] <= 0:
        return Advice("good")
    return Advice(worst, max(1.0, np.ceil(lacking)) if worst == "speech" else 0.0)


def weight(quality: Quality) -> float:
    """Return the weight of a recording among several of one person, 0 to about 4.

    It rises with the amount of speech and falls with noise and echo.
    """
    speech = min(quality.speech, 20.0) / ENOUGH_SPEECH
    noise = np.clip((quality.snr + 5) / 25, 0.1, 1.0)
    echo = np.clip(1.3 - quality.t60, 0.2, 1.0)
    return float(np.sqrt(speech) * noise * echo * (0.5 if quality.clipped > CLIPPED else 1.0))
