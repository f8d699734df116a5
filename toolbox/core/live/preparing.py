"""Preparation of a live converter that the machine can run in real time."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from audio.errors import Cancelled
from synthesizer.recogniser.inference import StreamingRecogniser
from synthesizer.text import DEFAULT
from toolbox.core.cloning.requests import TextError
from toolbox.core.live.content import ContentStream, SlidingContent, StreamingContent
from toolbox.core.live.converter import CALIBRATION, HOP, MELS, LiveConverter
from toolbox.core.live.priority import undisturbed
from toolbox.core.models.profiles import MODELS, STREAMING_RECOGNISER
from vocoder.harmonic.inference import Vocoder

if TYPE_CHECKING:
    from toolbox.core.cloning.engine import Cloner
    from toolbox.core.cloning.voice import Voice

BLOCKS = (4, 6, 8, 12, 16, 24, 32)  # mel frames
BUSY = 0.6  # share of a block's duration that its conversion may take
LONGEST_SLIDING = 12  # frames; machines that need longer blocks use the streaming recogniser
TRIED = 12  # blocks timed per size


def sliding(cloner: "Cloner") -> ContentStream:
    """Return the recogniser of whole utterances on a sliding window."""
    return SlidingContent(cloner.recogniser)


def streaming(cloner: "Cloner") -> ContentStream:
    """Return the streaming recogniser, or `sliding` where it is not installed."""
    path = MODELS / STREAMING_RECOGNISER
    return StreamingContent(StreamingRecogniser.load(path, cloner.device)) if path.exists() else sliding(cloner)


# In the order of preference: the sliding recogniser is the more accurate one, the streaming one a little less work.
WAYS = [(sliding, block) for block in BLOCKS if block <= LONGEST_SLIDING] + [(streaming, block) for block in BLOCKS]


def prepare(cloner: "Cloner", voice: "Voice", progress: Callable[[float], None] = lambda share: None,
            cancelled: Callable[[], bool] = lambda: False) -> LiveConverter:
    """Adapt to a voice, if necessary, and find the smallest block that the machine converts in real time.

    Parameters
    ----------
    cloner : Cloner
    voice : Voice
    progress : callable
        Receives the share completed.
    cancelled : callable
        `Cancelled` is raised soon after it returns True.

    Returns
    -------
    LiveConverter

    Raises
    ------
    TextError
        If the profile's networks cannot convert live.
    """
    if not (cloner.synthesizer.shifts_pitch and isinstance(cloner.vocoder, Vocoder) and cloner.rate == MELS.rate):
        raise TextError(f"The profile '{cloner.profile}' does not support live conversion; choose the profile "
                        "'default'.")
    adapted = cloner.converter(voice, lambda share: progress(0.7 * share), cancelled).adapted
    wav = cloner.say(voice, CALIBRATION, cancelled=cancelled, adapt=adapted is not None, language=DEFAULT).wav
    with undisturbed():
        for number, (content, block) in enumerate(WAYS):
            if cancelled():
                raise Cancelled
            progress(0.7 + 0.3 * number / len(WAYS))
            tried = LiveConverter(cloner, voice, content(cloner), block)
            if _seconds(tried, wav) <= BUSY * block * HOP / MELS.rate:
                break
    progress(1.0)
    return LiveConverter(cloner, voice, content(cloner), block)


def _seconds(converter, wav):
    """Return the time in which 80 % of the blocks are converted; the first ones, with little context, do not count."""
    n, taken = converter.block * HOP, []
    wav = np.resize(wav, max(len(wav), 2 * MELS.rate + TRIED * n))
    for start in range(0, 2 * MELS.rate + TRIED * n - n, n):
        begun = time.perf_counter()
        converter.push(wav[start: start + n])
        taken.append(time.perf_counter() - begun)
    return float(np.percentile(taken[-TRIED:], 80))
