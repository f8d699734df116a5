"""Learning of a personal voice from minutes of recordings, with or without transcripts."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from audio.errors import AudioError, AudioWarning, Cancelled
from toolbox.core.cloning.comparison import Comparison
from toolbox.core.cloning.engine import Cloner
from toolbox.core.cloning.listening import RATE, Reference
from toolbox.core.cloning.personal import Personal, listen
from toolbox.core.cloning.requests import TextError
from toolbox.core.cloning.voice import SAME_VOICE, Voice, unit

LEAST, MOST = 30.0, 1800.0  # seconds of speech that a personal voice is learnt from
LONGEST_TRANSCRIPT = 1 << 20  # bytes
Recording = Path | tuple[np.ndarray, int]


def personalise(cloner: Cloner, recordings: Sequence[tuple[Recording, str | None]], name: str | None = None,
                progress: Callable[[float, str], None] = lambda share, what: None,
                cancelled: Callable[[], bool] = lambda: False) -> tuple[Voice, Comparison]:
    """Learn a personal voice from minutes of a person's speech.

    Parameters
    ----------
    cloner : Cloner
    recordings : sequence of pairs
        A path, or a pair of waveform and rate, and its transcript, or None to have the phonemes recognised. Unusable
        recordings are skipped with an AudioWarning.
    name : str, optional
        The first file's stem by default.
    progress : callable
        Receives the share completed and the current step.
    cancelled : callable
        Called often; if it returns True, `Cancelled` is raised.

    Returns
    -------
    (voice, comparison) : Voice, Comparison
        The voice contains a personal model only if that improves on seconds of speech (`Comparison.better`).

    Raises
    ------
    AudioError
        If there is too little speech.
    TextError
        If the profile's synthesizer cannot be adapted.
    """
    if cloner.adapter is None:
        raise TextError(f"The profile '{cloner.profile}' cannot learn personal voices; use the profile 'default'.")
    heard, said, total = [], [], 0.0
    for number, (recording, text) in enumerate(recordings):
        if cancelled():
            raise Cancelled
        progress(0.1 * number / len(recordings), "listening")
        try:
            reference = (Reference(*recording, MOST - total) if isinstance(recording, tuple)
                         else Reference.load(recording, MOST - total))
        except AudioError as error:
            warnings.warn(f"{error} It is passed over.", AudioWarning, stacklevel=2)
            continue
        heard.append(reference)
        said.append(text)
        total += reference.speech_seconds
        if total >= MOST - 1:
            break
    if total < LEAST:
        raise AudioError(f"There are {total:.0f} s of speech in these recordings; a personal voice needs {LEAST:.0f} "
                         "s, and several minutes are better.")
    if name is None:
        first = recordings[0][0]
        name = "voice" if isinstance(first, tuple) else Path(first).stem
    voice, recorded = cloner.learn(heard, name), []
    for number, (reference, text) in enumerate(zip(heard, said, strict=True)):
        progress(0.1 + 0.1 * number / len(heard), "finding the words")
        if len(heard) > 1 and _embedding(cloner, reference) @ voice.embedding < SAME_VOICE:
            continue  # somebody else, whom the voice was not learnt from either
        readings = [r for r in cloner.read(text, cloner.synthesizer.languages[0]) if r.symbols] if text else None
        recorded += listen(cloner.synthesizer, cloner.recogniser, reference, voice, readings, cancelled)
    adapted = cloner.adapt(voice, lambda share: progress(0.2 + 0.1 * share, "adapting"), cancelled)
    assert adapted is not None  # a profile that cannot be adapted was refused above
    vectors, personal, comparison = Personal(cloner.adapter).learn(
        recorded, voice, adapted, total, lambda share: progress(0.3 + 0.7 * share, "learning"), cancelled)
    if not comparison.better:
        vectors, personal = adapted, None
    return replace(voice, adapted=vectors, personal=personal, synthesizer=cloner.synthesizer.identity), comparison


def _embedding(cloner, reference):
    return unit(cloner.encoder.embed_partials(reference.quiet_16k, RATE).mean(axis=0)[None])[0]


def beside(path: str | Path) -> str | None:
    """Return the transcript in the .txt file of the same name beside a recording; None if there is no such file.

    Raises
    ------
    AudioError
        If the file is too long or not in UTF-8.
    """
    path = Path(path).with_suffix(".txt")
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > LONGEST_TRANSCRIPT:
            raise ValueError("too long")
        return path.read_text(encoding="utf-8-sig").strip() or None
    except (OSError, ValueError) as error:
        raise AudioError(f"{path} cannot be read as a transcript ({error}); save it as plain text in UTF-8.") from None


def transcriber(model: str) -> Callable[[Path], str | None]:
    """Return a function that transcribes recordings by faster-whisper.

    Parameters
    ----------
    model : str
        The folder of a model in CTranslate2's format, or the name of a published one, which is downloaded once.

    Raises
    ------
    AudioError
        If the package is not installed or there is no such model.
    """
    try:
        from faster_whisper import WhisperModel
    except ImportError:
        raise AudioError("faster-whisper is not installed; install it (`pip install faster-whisper`), or write the "
                         "transcripts into .txt files beside the recordings.") from None
    try:
        whisper = WhisperModel(model, device="cpu", compute_type="int8")
    except Exception as error:  # what the model's own library raises is its own business
        raise AudioError(f"{model} cannot be loaded as a model of faster-whisper ({error}); name its folder.") from None

    def write_down(path: Path) -> str | None:
        segments, _ = whisper.transcribe(str(path), language="en", beam_size=1)
        return " ".join(segment.text.strip() for segment in segments) or None

    return write_down
