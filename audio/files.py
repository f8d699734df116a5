"""Reading and writing sound files."""

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio.errors import AudioError
from audio.signal import resample

MAX_MINUTES = 60.0
BLOCK = 65_536  # samples written at once: libsndfile's Vorbis encoder overflows its stack on half a minute
MIN_RATE, MAX_RATE = 4_000, 768_000
SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aiff", ".aif", ".au", ".caf")
SUBTYPES = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".opus": ("OGG", "OPUS")}


def load(path: str | Path, rate: int | None = None, max_minutes: float = MAX_MINUTES) -> tuple[np.ndarray, int]:
    """Read a sound file as a mono waveform.

    Parameters
    ----------
    path : str or Path
        WAV, FLAC, OGG, Opus, MP3 or whatever else libsndfile reads; any rate, depth and number of channels.
    rate : int, optional
        Resample to this rate in Hz; the file's own by default.
    max_minutes : float
        Longer files are refused before they are read.

    Returns
    -------
    (wav, rate) : float32 array (n_samples,), int

    Raises
    ------
    AudioError
        If the file is missing, unreadable, empty, cut off, too long or holds values that are not finite.
    """
    path = Path(path)
    try:
        if not path.exists():
            raise AudioError(f"{path}: there is no such file.")
        if path.is_dir():
            raise AudioError(f"{path} is a folder; name a sound file.")
        if path.stat().st_size == 0:
            raise AudioError(f"{path} is empty (0 bytes).")
        with soundfile.SoundFile(path) as file:
            minutes = file.frames / file.samplerate / 60
            if minutes > max_minutes:
                raise AudioError(f"{path} is {minutes:.0f} minutes long; at most {max_minutes:.0f} are read. "
                                 "Cut out the part you want.")
            if not MIN_RATE <= file.samplerate <= MAX_RATE:
                raise AudioError(f"{path} has a sample rate of {file.samplerate} Hz, which is not speech.")
            _check_header(path, file)
            wav, frames, file_rate = _read_frames(path, file), file.frames, file.samplerate
    except AudioError:
        raise
    except PermissionError:
        raise AudioError(f"{path} may not be read: permission denied.") from None
    # soundfile says TypeError of headerless files and ValueError of those whose length it cannot tell.
    except (soundfile.SoundFileError, RuntimeError, OSError, TypeError, ValueError) as error:
        hint = " Convert it to WAV or FLAC first." if path.suffix.lower() in (".m4a", ".aac", ".mp4", ".wma") else ""
        raise AudioError(f"{path} cannot be read as sound ({_reason(error)}).{hint}") from None
    if not len(wav):
        raise AudioError(f"{path} holds no samples; the file may have been cut off.")
    # The length of an MP3 can be an estimate.
    if len(wav) < 0.95 * frames:
        raise _cut_off(path)
    wav = wav.mean(axis=1)
    if not np.isfinite(wav).all():
        raise AudioError(f"{path} holds values that are not numbers (NaN or infinity); export it again.")
    # Floating-point files may exceed full scale; integers cannot.
    wav = wav / max(1.0, float(np.abs(wav).max()))
    if rate is not None and rate != file_rate:
        # A clipped recording overshoots between its samples.
        wav, file_rate = np.clip(resample(wav, file_rate, rate), -1, 1), rate
    return np.ascontiguousarray(wav, dtype=np.float32), file_rate


def save(path: str | Path, wav: np.ndarray, rate: int, comment: str | None = None) -> None:
    """Write a mono waveform beside its place and rename it into it, so that a failure leaves nothing half written.

    Parameters
    ----------
    path : str or Path
        The suffix chooses the format: .wav, .flac, .ogg or .opus.
    wav : float32 array (n_samples,)
    rate : int
        Sample rate in Hz.
    comment : str, optional
        Kept in the file's metadata.

    Raises
    ------
    AudioError
        If the format is unknown or the file cannot be written.
    """
    path = Path(path)
    _check_name(path, tuple(SUBTYPES))
    container, subtype = SUBTYPES[path.suffix.lower()]
    with replacing(path) as part, soundfile.SoundFile(part, "w", rate, 1, subtype, format=container) as file:
        if comment:
            file.comment = comment
        for start in range(0, len(wav), BLOCK):
            file.write(np.clip(wav[start: start + BLOCK], -1.0, 1.0))


@contextmanager
def replacing(path: str | Path) -> Iterator[str]:
    """Lend the name of a new file beside `path`, and rename it into its place when the block ends well.

    Folders on the way are made. If the block fails nothing is left, and what was at `path` before is still there.

    Raises
    ------
    AudioError
        If the file cannot be written.
    """
    path, part = Path(path), None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".part-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        yield part
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, path)
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"{path} cannot be written ({_reason(error)}).") from None
    finally:
        if part and os.path.exists(part):
            os.unlink(part)


@contextmanager
def reading(path: str | Path, otherwise: str) -> Iterator[Any]:
    """Lend the arrays of a .npz file by their names; code in it is never run.

    Parameters
    ----------
    path : str or Path
    otherwise : str
        What the file is if it cannot be read, or what is in it does not suit the block: "is no map".

    Raises
    ------
    AudioError
        If there is no such file, or the block ends in one of the errors that foreign content leads to.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            yield file
    except FileNotFoundError:
        raise AudioError(f"{path}: there is no such file.") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise AudioError(f"{path} {otherwise} ({type(error).__name__}).") from None


def check_output(path: str | Path, suffixes: Sequence[str] = tuple(SUBTYPES)) -> None:
    """Raise AudioError if a file could not be written here, so that it is said before the work and not after it.

    Parameters
    ----------
    path : str or Path
    suffixes : tuple of str
        What the name may end in.
    """
    path = Path(path)
    _check_name(path, suffixes)
    check_folder(path.parent)


def check_folder(folder: str | Path) -> None:
    """Raise AudioError if files could not be written in a folder, which need not be there yet."""
    folder = there = Path(folder).absolute()
    try:
        while not there.exists():
            there = there.parent
        if not there.is_dir():
            raise AudioError(f"{folder} cannot be a folder: {there} is a file.")
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(bytes(4096))
    except OSError as error:
        raise AudioError(f"Nothing can be written in {folder} ({_reason(error)}).") from None


def _check_name(path, suffixes):
    if path.suffix.lower() not in suffixes:
        raise AudioError(f"{path}: the name must end in {'one of ' if len(suffixes) > 1 else ''}{', '.join(suffixes)}.")
    try:
        is_folder = path.exists() and path.is_dir()
    except OSError as error:
        raise AudioError(f"{path} cannot be written ({_reason(error)}).") from None
    if is_folder:
        raise AudioError(f"{path} is a folder; name a file in it.")


def _check_header(path, file):
    """Refuse what libsndfile reads past but notes in its log: fewer than 8 bits, and chunks that end too early."""
    bits = re.search(r"Bit Width\s*: (\d+)", file.extra_info)
    if bits and file.subtype.startswith("PCM") and int(bits[1]) < 8:
        raise AudioError(f"{path} has {bits[1]} bit a sample, which cannot be read; convert it to 16 bits.")
    for claimed, there in re.findall(r": (\d+) \(should be (\d+)\)", file.extra_info):
        # Programs that write into a pipe claim the greatest length there is.
        if int(there) + 1024 < int(claimed) < 0x7FFF0000:
            raise _cut_off(path)


def _read_frames(path, file):
    try:
        return file.read(dtype="float32", always_2d=True)
    except soundfile.SoundFileError:
        raise _cut_off(path) from None


def _cut_off(path):
    return AudioError(f"{path} is damaged or was cut off: its end is missing. Copy or export it again.")


def _reason(error):
    text = getattr(error, "strerror", None) or str(error)
    return text.split(": ")[-1].strip().rstrip(".").lower() or type(error).__name__


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
