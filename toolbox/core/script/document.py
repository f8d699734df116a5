"""The directions given by marks in a text, independent of their notation."""

from dataclasses import dataclass, field, replace
from typing import Any

RATES, PITCHES, VOLUMES = (0.25, 4.0), (-24.0, 24.0), (-40.0, 20.0)
LONGEST_PAUSE = 10.0  # seconds


@dataclass(frozen=True)
class Style:
    """Directions for a stretch of text.

    Attributes
    ----------
    rate : float
        Factor on the tempo.
    pitch, volume : float
        Semitones and dB, added to the undirected values.
    emphasis : float
        1 is clear, 2 strong, -1 reduced.
    phonemes : str
        Phonemes in the synthesizer's alphabet; empty to use the front end's.
    voice : str
        Name of a cast member; empty for the selected voice.
    language : str
        A code of synthesizer.text.LANGUAGES; empty for that of the text around it.
    """

    rate: float = 1.0
    pitch: float = 0.0
    volume: float = 0.0
    emphasis: float = 0.0
    phonemes: str = ""
    voice: str = ""
    language: str = ""

    def within(self, outer: "Style") -> "Style":
        """Return this style nested in another: factors and shifts combine, other fields override if set."""
        return Style(outer.rate * self.rate, outer.pitch + self.pitch, outer.volume + self.volume,
                     self.emphasis or outer.emphasis, self.phonemes or outer.phonemes, self.voice or outer.voice,
                     self.language or outer.language)


@dataclass(frozen=True)
class Piece:
    """A stretch of spoken text, with its range [begin, end) in the source.

    `marks` holds the ranges in the source of the marks that are open there, the outermost first, without voices.
    """

    text: str
    begin: int
    end: int
    style: Style = Style()
    marks: tuple[tuple[int, int], ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Pause:
    """A silence requested at a position in the source."""

    seconds: float
    at: int


@dataclass(frozen=True)
class Fault:
    """An error in the range [begin, end) of the source, described in a sentence for the person."""

    begin: int
    end: int
    sentence: str


@dataclass(frozen=True)
class Document:
    """A text without its marks: pieces and pauses in order, and the errors."""

    parts: tuple[Piece | Pause, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def text(self) -> str:
        """Return the spoken text."""
        return "".join(part.text for part in self.parts if isinstance(part, Piece))

    @property
    def voices(self) -> tuple[str, ...]:
        """Return the names of the cast that occur, in order."""
        return tuple(dict.fromkeys(p.style.voice for p in self.parts if isinstance(p, Piece) and p.style.voice))


class Builder:
    """Collects the parts of a Document while it is parsed; styles are opened and closed like brackets."""

    def __init__(self):
        self.parts: list[Piece | Pause] = []
        self.faults: list[Fault] = []
        self._open: list[tuple[str, Style, int, int]] = []

    @property
    def style(self) -> Style:
        """Return the present style."""
        return self._open[-1][1] if self._open else Style()

    def say(self, text: str, begin: int, end: int, **changes: Any) -> None:
        """Add text; `changes` apply to its style alone."""
        if text:
            marks = tuple((b, e) for name, _, b, e in self._open if name.split()[0] != "voice")
            self.parts.append(Piece(text, begin, end, replace(self.style, **changes) if changes else self.style, marks))

    def pause(self, seconds: float, at: int) -> None:
        """Add a silence."""
        self.parts.append(Pause(seconds, at))

    def fault(self, begin: int, end: int, sentence: str) -> None:
        """Record an error."""
        self.faults.append(Fault(begin, end, sentence))

    def open(self, name: str, style: Style, begin: int, end: int) -> None:
        """Open a stretch with a style, nested in the open ones."""
        self._open.append((name, style.within(self.style), begin, end))

    def close(self, name: str) -> bool:
        """Close the innermost stretch of a name, with those inside it; return False if there is none."""
        at = next((i for i in reversed(range(len(self._open))) if self._open[i][0] == name), None)
        if at is None:
            return False
        for inner, _, begin, end in self._open[at + 1:]:
            self.fault(begin, end, f"'{inner}' is not closed before '{name}' is.")
        del self._open[at:]
        return True

    def forget(self, name: str) -> None:
        """Close a stretch of a name if one is open, regardless of nesting."""
        self._open = [entry for entry in self._open if entry[0] != name]

    def document(self) -> Document:
        """Return the Document."""
        return Document(tuple(self.parts), tuple(sorted(self.faults, key=lambda fault: fault.begin)))

    def unclosed(self) -> list[tuple[str, int, int]]:
        """Return the open stretches: name, and begin and end of the mark."""
        return [(name, begin, end) for name, _, begin, end in self._open]
