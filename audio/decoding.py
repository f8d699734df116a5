"""Decoding sound files block by block: libsndfile first, FFmpeg for what libsndfile does not read."""

import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile

from audio.errors import AudioError

# The suffixes offered in dialogs and searched for in folders. How a file is read depends on its content, not its name.
SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aiff", ".aif", ".aifc", ".au", ".caf", ".w64", ".rf64",
            ".oga", ".aac", ".m4b", ".amr", ".3gp", ".3g2", ".wma", ".webm", ".weba", ".mka", ".mp4", ".m4v", ".mov",
            ".mkv", ".avi", ".wv", ".ac3")
MIN_RATE, MAX_RATE = 4_000, 768_000
BLOCK = 1 << 20  # values decoded at once, over all channels: 4 MB
MOST_CHANNELS = 1024  # the limit of libsndfile
UNKNOWN = 1 << 62  # frame counts from this on are libsndfile's way of reporting an unknown length
SMALLEST = 64  # bytes beyond the samples counted in the header, from which on they count as samples

# FFmpeg also reads playlists, scripts and addresses. Only these containers and codecs are opened in a foreign file;
# the list of codecs also keeps it from decoding pictures.
CONTAINERS = ("aac,ac3,aiff,amr,amrnb,amrwb,asf,au,avi,caf,eac3,flac,flv,gsm,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,"
              "mpeg,mpegts,ogg,tta,w64,wav,wv")
CODECS = ("aac,aac_latm,ac3,eac3,alac,flac,mp1,mp1float,mp2,mp2float,mp3,mp3float,opus,libopus,vorbis,amrnb,amrwb,"
          "amr_nb,amr_wb,libopencore_amrnb,libopencore_amrwb,gsm,gsm_ms,wmav1,wmav2,wmapro,wmalossless,wmavoice,"
          "wavpack,tta,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_g722,adpcm_yamaha,g723_1,g729,pcm_u8,pcm_s8,"
          "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,"
          "pcm_mulaw,pcm_bluray,pcm_dvd")
EXACT = ("mov", "asf", "avi", "caf")  # containers that store an exact duration; others estimate it
SCALES = {"uint8": (128, 1 / 128), "int16": (0, 2.0 ** -15), "int32": (0, 2.0 ** -31)}  # offset and step of integers
SOUND = (b"RIFF", b"RIFX", b"RF64", b"FORM", b"fLaC", b"OggS", b"ID3", b"caff", b"riff", b".snd", b"#!AMR",
         b"\x1aE\xdf\xa3", b"0&\xb2u", b"wvpk")


@dataclass(frozen=True)
class Source:
    """An open sound file.

    Attributes
    ----------
    rate : int
        Sample rate in Hz.
    frames : int or None
        Samples per channel; None if only decoding reveals it.
    read : callable
        Yields the samples once, as float32 arrays (n, n_channels) of at most `BLOCK` values each.
    exact : bool
        Whether fewer samples than `frames` indicate a missing end.
    comment : str
        Comment in the metadata; empty if there is none.
    """

    rate: int
    frames: int | None
    read: Callable[[], Iterator[np.ndarray]]
    exact: bool = True
    comment: str = ""


@contextmanager
def opened(path: str | Path) -> Iterator["Source"]:
    """Open a sound file, or a video for its sound.

    Parameters
    ----------
    path : str or Path
        WAV, FLAC, Ogg, MP3, AIFF and other formats that libsndfile reads; M4A, MP4, 3GP, AMR, WebM, Matroska, WMA and
        others through FFmpeg.

    Yields
    ------
    Source

    Raises
    ------
    AudioError
        If the file is missing, holds no sound, is damaged or was cut off; the message is a sentence. `Source.read`
        raises it as well.
    """
    path = Path(path)
    try:
        beginning = _beginning(path)
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {reason(error)}.") from None
    # libsndfile prints diagnostics to standard output for damaged MIDI sample dumps and for Apple Lossless in CAF.
    prints = beginning.startswith(b"\xf0\x7e") or beginning.startswith(b"caff") and beginning[28:32] == b"alac"
    unfinished = beginning[:4] in (b"RIFF", b"RIFX") and _unfinished(path)
    file = None if prints or unfinished else _open_libsndfile(path)
    if file is not None:
        with file:
            yield _libsndfile_source(path, file)
        return
    import av  # slow to import, and most files do not need it
    # An open file rather than its name: FFmpeg takes some names for addresses, and some names are not UTF-8.
    with _Raw(open(path, "rb", buffering=0)) as raw:
        try:
            container = av.open(raw, metadata_errors="ignore", options={
                "format_whitelist": CONTAINERS, "codec_whitelist": CODECS, "protocol_whitelist": "",
                **({"ignore_length": "1"} if unfinished else {})})
        except (av.error.FFmpegError, ValueError, OverflowError):
            raise _no_sound(path, beginning) from None
        with container:
            yield _ffmpeg_source(path, container, beginning, unfinished)


class _Raw(io.BufferedReader):
    """A file that answers invalid seeks instead of raising: PyAV would print the exceptions of damaged content."""

    def seek(self, offset, whence=os.SEEK_SET):
        try:
            return super().seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -1


def reason(error: Exception) -> str:
    """Return the cause of an error in words for a person: the system's own where it gives one, never a library's."""
    strerror = getattr(error, "strerror", None)
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, OSError) and strerror:
        return strerror[0].lower() + strerror[1:].rstrip(".")
    return "the disk may be full" if isinstance(error, soundfile.SoundFileError) else type(error).__name__


def cut_off(path: str | Path) -> AudioError:
    """Return the error for a file whose end is missing."""
    return AudioError(f"{path} is damaged or was cut off: its end is missing. Copy or export it again.")


def _beginning(path):
    """Return the first bytes of a file; raise AudioError if it cannot be a sound file."""
    if not path.exists():
        raise AudioError(f"{path}: there is no such file.")
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise AudioError(f"{path} is a folder; name a sound file.")
    if not stat.S_ISREG(about.st_mode):
        raise AudioError(f"{path} is a device or a pipe; name a sound file.")
    if about.st_size == 0:
        raise AudioError(f"{path} is empty (0 bytes).")
    with open(path, "rb") as file:
        return file.read(32)


def _no_sound(path, beginning):
    if beginning.startswith(SOUND) or beginning[4:8] == b"ftyp" or beginning[:2] in (b"\xff\xfb", b"\xff\xf1"):
        return AudioError(f"{path} cannot be read as sound: it is damaged, its recorder did not finish it, or its "
                          "codec is unknown. Copy or export it again, as WAV or FLAC.")
    return AudioError(f"{path} cannot be read as sound: it is not a recording, or its format is unknown. "
                      "Convert it to WAV or FLAC.")


def _check_rate(path, rate):
    if not MIN_RATE <= rate <= MAX_RATE:
        raise AudioError(f"{path} has a sample rate of {rate} Hz, which is not speech.")


def encoded(path: str | Path) -> Any:
    """Return a path as soundfile takes it: it encodes names strictly, and some names are not UTF-8."""
    return os.fsencode(path) if os.name == "posix" else path


def _open_libsndfile(path):
    """Open a file with libsndfile; return None if libsndfile cannot read it."""
    try:
        return soundfile.SoundFile(encoded(path))
    # soundfile raises TypeError for headerless files and ValueError for those whose length it cannot determine.
    except (soundfile.SoundFileError, OSError, TypeError, ValueError):
        return None


def _unfinished(path):
    """Return whether a WAV header counts none or few of the samples, as after a crash of the recorder."""
    with open(path, "rb") as file:
        order: Literal["little", "big"] = "little" if file.read(12)[:4] == b"RIFF" else "big"
        while len(header := file.read(8)) == 8:
            size = int.from_bytes(header[4:], order)
            if header[:4] == b"data":
                break
            file.seek(size + size % 2, os.SEEK_CUR)
        else:
            return False
        rest = path.stat().st_size - file.tell() - size
        if rest < SMALLEST:
            return False
        file.seek(size, os.SEEK_CUR)
        behind = file.read(10)
    # Further chunks may follow, after a padding byte, as may tags that are not chunks.
    known = re.match(rb"\0?(?:ID3|TAG|[A-Za-z][\w ]{3}(?P<size>.{4}))", behind, re.DOTALL)
    return not known or int.from_bytes(known["size"] or b"", order) > rest


def _libsndfile_source(path, file):
    _check_rate(path, file.samplerate)
    bits = re.search(r"Bit Width\s*: (\d+)", file.extra_info)
    if bits and file.subtype.startswith("PCM") and int(bits[1]) < 8:
        raise AudioError(f"{path} has {bits[1]} bit per sample, which cannot be read; convert it to 16 bits.")
    # Only for chunks that hold samples: errors in other header fields are harmless.
    for claimed, there in re.findall(r"^\s*(?:RIFF|RIFX|FORM|data|SSND) : (\d+) \(should be (\d+)\)", file.extra_info,
                                     re.MULTILINE):
        # Programs that write to a pipe claim the greatest possible length.
        if int(there) + 1024 < int(claimed) < 0x7FFF0000:
            raise cut_off(path)

    def read():
        size = max(1, BLOCK // file.channels)
        try:
            while len(block := file.read(size, dtype="float32", always_2d=True)):
                yield block
        except (soundfile.SoundFileError, ValueError):
            raise cut_off(path) from None

    return Source(file.samplerate, file.frames if file.frames < UNKNOWN else None, read, comment=file.comment)


def _ffmpeg_source(path, container, beginning, unfinished):
    import av
    stream = container.streams.best("audio")
    if stream is None:
        if container.streams.best("video") is None:
            raise _no_sound(path, beginning)
        raise AudioError(f"{path} is a video without sound; name one with a voice in it.")
    codec = stream.codec_context
    # A codec that could not be initialised crashes on decoding.
    if codec is None or codec.name not in CODECS.split(",") or not codec.sample_rate:
        raise _no_sound(path, beginning)
    _check_rate(path, codec.sample_rate)
    codec.thread_count = 1  # threads only help with pictures
    rate = codec.sample_rate
    exact = container.format.name.split(",")[0] in EXACT and stream.duration is not None
    seconds = None
    if exact:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration and container.duration > 0 and not unfinished:
        seconds = container.duration / av.time_base

    def read():
        try:
            for packet in container.demux(stream):
                for frame in _decode(packet):
                    if frame.sample_rate != rate or not 1 <= frame.layout.nb_channels <= MOST_CHANNELS:
                        raise AudioError(f"{path} is damaged: its sample rate changes within it. Export it again.")
                    yield _samples(frame)
        except av.error.FFmpegError:
            raise cut_off(path) from None

    comment = {**stream.metadata, **container.metadata}.get("comment", "")
    return Source(rate, None if seconds is None else round(seconds * rate), read, exact, comment)


def _decode(packet):
    """Return the frames of a packet; none if it is damaged, which every player skips."""
    import av
    try:
        return packet.decode()
    except av.error.InvalidDataError:
        return []


def _samples(frame):
    """Return an audio frame's samples as float32 (n, n_channels)."""
    samples = frame.to_ndarray()
    samples = samples.T if frame.format.is_planar else samples.reshape(-1, frame.layout.nb_channels)
    if samples.dtype.name not in SCALES:
        return samples.astype(np.float32)
    middle, step = SCALES[samples.dtype.name]
    return (samples.astype(np.float32) - middle) * np.float32(step)
