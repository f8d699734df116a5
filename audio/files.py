"""Reading and writing sound files."""

import os
import shutil
import stat
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import soundfile
import soxr

from audio.decoding import SUFFIXES, cut_off, encoded, opened, reason
from audio.errors import AudioError, AudioWarning
from audio.signal import remove_offset, resample

__all__ = ["SUBTYPES", "SUFFIXES", "UNPACKING", "check_folder", "check_methods", "check_output", "duration", "load",
           "read_comment", "reading", "replacing", "save"]

MAX_MINUTES = 60.0
HIGHEST_RATE = 48_000  # Hz; recordings at higher rates are resampled to this while they are read
BLOCK = 65_536  # samples per write: libsndfile's Vorbis encoder overflows its stack on half a minute
FULL = 1 << 20  # bytes; a disk with less free space counts as full
ANTIPHASE = 0.1  # relative to the power that uncorrelated channels leave in their mean: -10 dB
SUBTYPES = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".opus": ("OGG", "OPUS"),
            ".mp3": ("MP3", "MPEG_LAYER_III"), ".m4a": ("M4A", "AAC")}
OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
MPEG_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
RATES = {".opus": OPUS_RATES, ".mp3": MPEG_RATES, ".m4a": MPEG_RATES}  # Hz; other formats take any
AAC_BITS = 96_000  # a second
# Raised by damaged and foreign archives, the second last by headers of arrays.
UNPACKING = (zipfile.BadZipFile, zlib.error, RuntimeError, TokenError, MemoryError)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


UMASK = _umask()  # read once: between the two calls the umask is 0 for all threads


def load(path: str | Path, rate: int | None = None, seconds: float | None = None, begin: float = 0.0,
         max_minutes: float = MAX_MINUTES) -> tuple[np.ndarray, int]:
    """Read a sound file, or the sound of a video, as a mono waveform.

    The file is decoded in blocks, and no further than requested. Channels are averaged; if they cancel one another, the
    strongest is used and an `AudioWarning` is issued. A constant offset is removed (audio.signal.remove_offset).

    Parameters
    ----------
    path : str or Path
        Any format that `audio.decoding.opened` reads, with any bit depth and number of channels.
    rate : int, optional
        Resample to this rate in Hz; by default the file's own rate, at most 48 kHz.
    seconds : float, optional
        Read at most this much; everything by default.
    begin : float
        Seconds to skip at the beginning.
    max_minutes : float
        Longer files are refused before any sound is decoded.

    Returns
    -------
    (wav, rate) : float32 array (n_samples,), int

    Raises
    ------
    AudioError
        If the file is missing, unreadable, empty, cut off, too long or contains non-finite values.
    """
    path = Path(path)
    try:
        wav, found, strongest = _mix(path, begin, seconds, max_minutes)
        if strongest is not None:
            warnings.warn(f"{path}: its channels cancel one another; channel {strongest + 1} alone is used.",
                          AudioWarning, stacklevel=2)
            wav, found, _ = _mix(path, begin, seconds, max_minutes, strongest)
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {reason(error)}.") from None
    no_samples = AudioError(f"{path} holds no samples{f' after {begin:g} s' if begin else ''}; the file may have been "
                            "cut off.")
    if not len(wav):
        raise no_samples
    wav = remove_offset(wav)
    # Floating-point files may exceed full scale; integers cannot.
    peak = max(-float(wav.min()), float(wav.max()))
    if peak > 1:
        wav /= peak
    if rate is not None and rate != found:
        # Resampling a clipped recording overshoots between its samples.
        wav, found = np.clip(resample(wav, found, rate), -1, 1), rate
        if not len(wav):  # there were only one or two
            raise no_samples
    return wav, found


def duration(path: str | Path) -> float:
    """Return the length of a sound file in seconds, from its header or, failing that, by decoding it.

    Raises
    ------
    AudioError
        If it cannot be read.
    """
    with opened(path) as source:
        frames = sum(map(len, source.read())) if source.frames is None else source.frames
    return frames / source.rate


def read_comment(path: str | Path) -> str:
    """Return the comment in a sound file's metadata, or an empty string.

    Raises
    ------
    AudioError
        If it cannot be read.
    """
    with opened(path) as source:
        return source.comment


def _mix(path, begin, seconds, max_minutes, channel=None):
    """Decode a file and return one channel or the mean of all, float32 (n_samples,), the rate, and the result of
    `_cancelled`."""
    with opened(path) as source:
        if source.frames is not None and source.frames > 60 * max_minutes * source.rate:
            raise _too_long(path, source.frames / source.rate / 60, max_minutes)
        rate = min(source.rate, HIGHEST_RATE)
        resampler = soxr.ResampleStream(source.rate, rate, 1, dtype="float32") if rate < source.rate else None
        skip = round(begin * source.rate)
        wanted = None if seconds is None else skip + round(seconds * source.rate)
        pcm, n, sums = bytearray(), 0, None
        for block in source.read():
            at, n = n, n + len(block)
            if n > 60 * max_minutes * source.rate + source.rate:
                raise _too_long(path, n / source.rate / 60, max_minutes, "more than ")
            block = block[max(0, skip - at): None if wanted is None else max(0, wanted - at)]
            if not np.isfinite(block).all():
                raise AudioError(f"{path} holds values that are not numbers (NaN or infinity); export it again.")
            mono = _mean(block) if channel is None else block[:, min(channel, block.shape[1] - 1)]
            if block.shape[1] > 1 and channel is None:
                sums = _add(sums, block, mono)
            mono = np.ascontiguousarray(mono)
            pcm += (mono if resampler is None else resampler.resample_chunk(mono)).data.cast("B")
            if wanted is not None and n >= wanted:
                break
        else:
            # The length given in an MP3 may be an estimate.
            if source.exact and source.frames is not None and n < 0.95 * source.frames:
                raise cut_off(path)
    if resampler is not None:
        pcm += resampler.resample_chunk(np.zeros(0, np.float32), last=True).data.cast("B")
    return np.frombuffer(pcm, np.float32), rate, _cancelled(sums)


def _mean(block):
    """Return the mean (n,) of the channels of samples (n, n_channels)."""
    n_channels = block.shape[1]
    return block[:, 0] if n_channels == 1 else block @ np.full(n_channels, 1 / n_channels, np.float32)


def _add(sums, block, mono):
    """Add a block's count, sums and sums of squares, of each channel and of their mean, to the totals."""
    new = np.array([[len(x), x.sum(dtype=np.float64), np.vdot(x, x)] for x in (*block.T, mono)]).T
    return new if sums is None or sums.shape != new.shape else sums + new


def _cancelled(sums):
    """Return the index of the strongest channel if the channels are in antiphase, else None."""
    if sums is None:
        return None
    n, total, squares = sums
    power = squares / n - np.square(total / n)
    channels, mean = power[:-1], power[-1]
    if mean >= ANTIPHASE * channels.mean() / len(channels):
        return None
    return int(channels.argmax())


def _too_long(path, minutes, most, more=""):
    return AudioError(f"{path} is {more}{minutes:,.0f} minutes long; at most {most:.0f} are read. "
                      "Cut out the part you want.")


def save(path: str | Path, wav: np.ndarray, rate: int, comment: str | None = None) -> None:
    """Write a mono waveform to a temporary file and rename it into place, so that a failure leaves no partial file.

    Parameters
    ----------
    path : str or Path
        The suffix chooses the format: .wav, .flac, .ogg, .opus, .mp3 or .m4a.
    wav : float32 array (n_samples,)
    rate : int
        Sample rate in Hz.
    comment : str, optional
        Stored in the file's metadata.

    Raises
    ------
    AudioError
        If the format is unknown or does not support the rate, or the file cannot be written.
    """
    path = Path(path)
    check_name(path, tuple(SUBTYPES))
    suffix = path.suffix.lower()
    if rate not in RATES.get(suffix, (rate,)):
        raise AudioError(f"{path} cannot be written: {suffix[1:].upper()} takes no sample rate of {rate:,} Hz; "
                         "write WAV or FLAC.")
    if wav.ndim != 1:
        raise ValueError(f"a waveform has one axis; this one has the shape {wav.shape}")
    write = _write_aac if suffix == ".m4a" else _write_libsndfile
    with replacing(path) as part:
        write(part, suffix, wav, rate, comment)


def _write_libsndfile(part, suffix, wav, rate, comment):
    container, subtype = SUBTYPES[suffix]
    with soundfile.SoundFile(encoded(part), "w", rate, 1, subtype, format=container) as file:
        if comment:
            file.comment = comment
        for start in range(0, len(wav), BLOCK):
            file.write(np.clip(wav[start: start + BLOCK], -1.0, 1.0))


def _write_aac(part, suffix, wav, rate, comment):
    import av  # slow to import, and other formats do not need it
    with open(part, "wb") as raw, av.open(raw, "w", format="ipod") as container:
        if comment:
            container.metadata["comment"] = comment
        stream = container.add_stream("aac", rate=rate, layout="mono", bit_rate=min(AAC_BITS, 4 * rate))
        for start in range(0, len(wav), BLOCK):
            block = np.clip(wav[start: start + BLOCK], -1.0, 1.0).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(block[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@contextmanager
def replacing(path: str | Path, private: bool = False) -> Iterator[str]:
    """Yield the name of a temporary file beside `path`, which replaces `path` when the block succeeds.

    Missing folders are created. If the block fails, the temporary file is removed and `path` is left as it was.

    Parameters
    ----------
    path : str or Path
    private : bool, optional
        Whether only its owner may read the file, and the last of the missing folders.

    Raises
    ------
    AudioError
        If the file cannot be written.
    """
    path, part = Path(path), None
    try:
        path.parent.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".part-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        yield part
        os.chmod(part, 0o600 if private else 0o666 & ~UMASK)
        os.replace(part, path)
    except (soundfile.SoundFileError, OSError) as error:
        why = "the disk is full" if _is_full(path.parent) else reason(error)
        raise AudioError(f"{path} cannot be written: {why}.") from None
    finally:
        if part and os.path.exists(part):
            os.unlink(part)


@contextmanager
def reading(path: str | Path, otherwise: str) -> Iterator[Any]:
    """Yield the arrays of a .npz file by name; code inside the file is never run.

    Parameters
    ----------
    path : str or Path
    otherwise : str
        How the message ends if the file cannot be read or its content does not suit the block: "is not a map".

    Raises
    ------
    AudioError
        If the file does not exist, or the block raises one of the errors that foreign content causes.
    """
    try:
        with _archive(path) as file:
            yield file
    except FileNotFoundError:
        raise AudioError(f"{path}: there is no such file.") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, *UNPACKING) as error:
        raise AudioError(f"{path} {otherwise} ({type(error).__name__}).") from None


def check_methods(members: Iterable[zipfile.ZipInfo]) -> None:
    """Raise ValueError if members of an archive are compressed in a way that this program never uses."""
    if any(member.compress_type not in METHODS for member in members):
        raise ValueError("its compression is not known")


def _archive(path):
    file = np.load(path, allow_pickle=False)
    if not isinstance(file, np.lib.npyio.NpzFile):
        raise ValueError("a single array")
    try:
        check_methods(file.zip.infolist())
    except ValueError:
        file.close()
        raise
    return file


def check_output(path: str | Path, suffixes: Sequence[str] = tuple(SUBTYPES)) -> None:
    """Raise AudioError if a file could not be written here, before any work is spent on it.

    Parameters
    ----------
    path : str or Path
    suffixes : tuple of str
        Suffixes that the name may have.
    """
    path = Path(path)
    check_name(path, suffixes)
    check_folder(path.parent)


def check_folder(folder: str | Path) -> None:
    """Raise AudioError if files could not be written in a folder; the folder need not exist yet."""
    folder = there = Path(folder).absolute()
    try:
        while not there.exists():
            there = there.parent
        if not there.is_dir():
            raise AudioError(f"{folder} cannot be a folder: {there} is a file.")
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(bytes(4096))
    except OSError as error:
        raise AudioError(f"Nothing can be written in {folder}: {reason(error)}.") from None


def check_name(path: Path, suffixes: Sequence[str]) -> None:
    """Raise AudioError if a file cannot be written at a path because of its suffix or of what is already there."""
    if path.suffix.lower() not in suffixes:
        raise AudioError(f"{path}: the name must end in {'one of ' if len(suffixes) > 1 else ''}{', '.join(suffixes)}.")
    try:
        mode = path.stat().st_mode if path.exists() else stat.S_IFREG
    except OSError as error:
        raise AudioError(f"{path} cannot be written: {reason(error)}.") from None
    if stat.S_ISDIR(mode):
        raise AudioError(f"{path} is a folder; name a file in it.")
    if not stat.S_ISREG(mode):
        raise AudioError(f"{path} is a device or a pipe; name a file.")


def _is_full(folder):
    try:
        return shutil.disk_usage(folder).free < FULL
    except OSError:
        return False
