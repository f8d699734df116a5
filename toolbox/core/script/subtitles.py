"""SRT and WebVTT: reading of subtitles to be spoken, and writing of subtitles of speech."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audio.errors import AudioError
from audio.files import replacing

SUFFIXES = (".srt", ".vtt")
LONGEST, LONGEST_LINE = 84, 42  # largest number of characters of a cue and of a line, according to subtitling guides

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_TAG = re.compile(r"</?(?:[bicuv]|lang|ruby|rt|font)\b[^>]*>|<[\d:.]+>|\{\\[^}]*\}", re.I)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>", re.I)


@dataclass(frozen=True)
class Cue:
    """A text with its begin and end in seconds."""

    begin: float
    end: float
    text: str
    voice: str = ""


def parse(text: str, name: str = "The subtitles") -> list[Cue]:
    """Parse SRT or WebVTT.

    Parameters
    ----------
    text : str
    name : str
        How messages refer to the subtitles.

    Raises
    ------
    ValueError
        If a cue has no readable time, or there are no cues; the message is a sentence with the line.
    """
    cues, lines = [], text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        if re.match(r"(?:NOTE|STYLE|REGION)\b", line):
            while number < len(lines) and lines[number].strip():
                number += 1
        elif "-->" in line:
            timing = _TIMING.match(line)
            if timing is None:
                raise ValueError(f"{name}: line {number + 1} is not the time of a subtitle ({line.strip()[:60]}).")
            begin, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
            if end <= begin:
                raise ValueError(f"{name}: the subtitle of line {number + 1} ends before it begins.")
            content = []
            number += 1
            while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
                content.append(lines[number].strip())
                number += 1
            said = " ".join(content)
            voice = _VOICE.search(said)
            said = " ".join(_TAG.sub("", said).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())
            if said:
                cues.append(Cue(begin, end, said, voice[1].strip() if voice else ""))
            continue
        number += 1
    if not cues:
        raise ValueError(f"{name}: there is no subtitle in it.")
    return sorted(cues, key=lambda cue: cue.begin)


def write(path: str | Path, cues: Iterable[Cue]) -> None:
    """Write cues as SRT or WebVTT, depending on the suffix; raise AudioError if that fails."""
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise AudioError(f"{path}: the name must end in one of {', '.join(SUFFIXES)}.")
    content = (to_srt if path.suffix.lower() == ".srt" else to_vtt)(list(cues))
    with replacing(path) as part:
        Path(part).write_text(content, encoding="utf-8", newline="\n")


def to_srt(cues: Iterable[Cue]) -> str:
    """Return cues as SRT; a voice is written before its text with a colon."""
    return "\n".join(f"{number}\n{_stamp(cue.begin, ',')} --> {_stamp(cue.end, ',')}\n"
                     f"{_lines(f'{cue.voice}: {cue.text}' if cue.voice else cue.text)}\n"
                     for number, cue in enumerate(cues, 1))


def to_vtt(cues: Iterable[Cue]) -> str:
    """Return cues as WebVTT; a voice is written as a voice span."""
    def content(cue):
        text = _lines(cue.text).replace("&", "&amp;").replace("<", "&lt;")
        return f"<v {cue.voice.replace('>', ' ')}>{text}" if cue.voice else text

    return "WEBVTT\n\n" + "\n".join(f"{_stamp(cue.begin, '.')} --> {_stamp(cue.end, '.')}\n{content(cue)}\n"
                                    for cue in cues)


def cues_of(words: Iterable[tuple[str, float, float]], text: str, voice: str = "") -> list[Cue]:
    """Divide a sentence into cues of readable length.

    Parameters
    ----------
    words : iterable of (str, float, float)
        Spoken words with begin and end in seconds.
    text : str
        The written sentence.
    voice : str
    """
    words = list(words)
    if not words or len(text) <= LONGEST:
        return [Cue(words[0][1], words[-1][2], text, voice)] if words else []
    written = text.split()
    n_parts = -(-len(text) // LONGEST)
    wanted = len(text) / n_parts
    parts: list[list[str]] = []
    part: list[str] = []
    for word in written:
        part.append(word)
        length = len(" ".join(part))
        if len(parts) + 1 < n_parts and length >= wanted or length > LONGEST - 12:
            parts.append(part)
            part = []
    parts += [part] if part else []
    cues, done = [], 0
    for part in parts:
        # Written and spoken words differ in number if numerals are spelled out.
        first = min(len(words) - 1, round(done / len(written) * len(words)))
        done += len(part)
        last = max(first, min(len(words), round(done / len(written) * len(words))) - 1)
        cues.append(Cue(words[first][1], words[last][2], " ".join(part), voice))
    return cues


def _seconds(parts):
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _stamp(seconds, mark):
    ms = round(max(0.0, seconds) * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{mark}{ms % 1000:03d}"


def _lines(text):
    """Return a cue's text, divided into two lines of similar length if one would be too long."""
    if len(text) <= LONGEST_LINE:
        return text
    gaps = [i for i, c in enumerate(text) if c == " "]
    middle = min(gaps, key=lambda i: abs(i - len(text) / 2), default=None)
    return text if middle is None else f"{text[:middle]}\n{text[middle + 1:]}"
