"""A performed script, exported as one file, one file per line or one stem per voice, with subtitles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import SUBTYPES, save
from toolbox.core.cloning.speech import Spoken
from toolbox.core.script import subtitles
from toolbox.core.script.sentences import parse
from toolbox.core.script.subtitles import Cue

SPLITS = ("one", "lines", "stems")
PATTERN = "{number:03d} {voice} {text}"
FIELDS = ("number", "voice", "text", "script")
LONGEST_NAME = 60  # characters of the text in a file's name


@dataclass(frozen=True)
class Part:
    """A sentence of a production: its samples and their beginning."""

    spoken: Spoken
    wav: np.ndarray
    words: tuple[tuple[str, float, float], ...]
    line: int
    text: str


@dataclass(frozen=True)
class Production:
    """A performed script.

    Attributes
    ----------
    parts : tuple of Part
    rate : int
    seconds : float
        Total length.
    comment : str
        The comment of every file.
    warnings : tuple of str
        Subtitles that did not fit, in sentences.
    """

    parts: tuple[Part, ...]
    rate: int
    seconds: float
    comment: str
    warnings: tuple[str, ...] = ()

    def mix(self, voice: str | None = None) -> np.ndarray:
        """Return the waveform of the whole, or of one voice at the same length: float32 (n_samples,)."""
        wav = np.zeros(round(self.seconds * self.rate), np.float32)
        for part in self.parts:
            if voice is None or part.spoken.voice == voice:
                begin = round(part.spoken.begin * self.rate)
                there = wav[begin: begin + len(part.wav)]
                there += part.wav[: len(there)]
        return np.clip(wav, -1.0, 1.0)

    @property
    def voices(self) -> list[str]:
        """Return the names in the order of their first words."""
        return list(dict.fromkeys(part.spoken.voice for part in self.parts))

    def cues(self, name_voices: bool = True) -> list[Cue]:
        """Return subtitles, with names if there is more than one voice."""
        named = name_voices and len(self.voices) > 1
        return [cue for part in self.parts
                for cue in subtitles.cues_of(part.words, part.text, part.spoken.voice if named else "")]


def export(production: Production, folder: str | Path, split: str = "one", suffix: str = ".wav",
           pattern: str = PATTERN, script: str = "script", subtitle: str = "") -> list[Path]:
    """Write a production to a folder.

    Parameters
    ----------
    production : Production
    folder : str or Path
        Created if missing.
    split : str
        One of SPLITS: one file, one file per line, or one stem per voice; all stems have the whole length.
    suffix : str
        Suffix of the sound files.
    pattern : str
        Pattern of the file names for one file per line; its fields are FIELDS, as in "{number:03d} {voice}".
    script : str
        Name of the whole.
    subtitle : str
        ".srt" or ".vtt" also writes subtitles.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    AudioError
        If a file cannot be written, or the pattern has other fields.
    """
    folder = Path(folder)
    written: list[Path] = []
    if suffix not in SUBTYPES:
        raise AudioError(f"'{suffix}' is not a format that can be written; use one of {', '.join(SUBTYPES)}.")
    for stem, wav in _sounds(production, split, pattern, script):
        path = _free(folder / f"{stem}{suffix}", written)
        save(path, wav, production.rate, production.comment)
        written.append(path)
    if subtitle:
        path = folder / f"{_safe(script)}{subtitle}"
        subtitles.write(path, production.cues())
        written.append(path)
    return written


def check_pattern(pattern: str) -> None:
    """Raise AudioError if a pattern is invalid."""
    try:
        pattern.format(number=1, voice="Anna", text="text", script="play")
    except (KeyError, IndexError, ValueError, AttributeError):
        raise AudioError(f"The pattern '{pattern}' cannot make names; its fields are "
                         f"{', '.join(f'{{{field}}}' for field in FIELDS)}.") from None


def plain_text(written: str) -> str:
    """Return part of a text without its marks, on one line."""
    return " ".join(parse(written).text.split())


def _sounds(production: "Production", split: str, pattern: str, script: str) -> Iterator[tuple[str, np.ndarray]]:
    if split == "one":
        yield _safe(script), production.mix()
    elif split == "stems":
        for voice in production.voices:
            yield _safe(f"{script} {voice}"), production.mix(voice)
    elif split == "lines":
        check_pattern(pattern)
        lines: dict[tuple[int, str], list[Part]] = {}
        for part in production.parts:
            lines.setdefault((part.line, part.spoken.voice), []).append(part)
        for number, ((_, voice), parts) in enumerate(lines.items(), 1):
            begin = parts[0].spoken.begin
            end = parts[-1].spoken.begin + parts[-1].spoken.seconds
            alone = replace(production, parts=tuple(
                replace(p, spoken=replace(p.spoken, begin=p.spoken.begin - begin)) for p in parts), seconds=end - begin)
            text = " ".join(part.text for part in parts)
            yield _safe(pattern.format(number=number, voice=voice, text=_safe(text), script=script)), alone.mix()
    else:
        raise ValueError(f"A production is split into {', '.join(SPLITS)}, not into {split!r}.")


def _safe(text):
    """Return a file name that is valid on every system."""
    name = re.sub(r"[^\w .,'’&+()-]", " ", text)
    return " ".join(name.split())[:LONGEST_NAME].strip(" .") or "speech"


def _free(path, taken):
    """Return a path that is not taken, numbered if necessary."""
    number, candidate = 1, path
    while candidate in taken:
        number += 1
        candidate = path.with_stem(f"{path.stem} {number}")
    return candidate
