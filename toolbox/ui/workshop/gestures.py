"""Effects of a drag in the editor on a reading, without any widget."""

from dataclasses import dataclass

from PySide6.QtCore import QT_TR_NOOP

from synthesizer import editing
from synthesizer.reading import Reading

SNAP, SNAP_LOUDNESS = 0.5, 0.5  # semitones; dB
STRESS = "ˈˌ"


@dataclass(frozen=True)
class BoundaryDrag:
    """Drags a boundary of words or phonemes along the time axis."""

    reading: Reading
    handle: tuple[int, int, int, int]

    name = QT_TR_NOOP("move a boundary")

    def at(self, seconds: float, ripple: bool = False) -> Reading:
        """Return the reading with the boundary at a time; with `ripple`, everything after it moves along."""
        first, middle, last, carried = self.handle
        if ripple:
            begin = editing.boundaries(self.reading)[first]
            return editing.stretch(self.reading, first, middle, seconds - float(begin))
        return editing.move_boundary(self.reading, first, middle, last, seconds, carried)


@dataclass(frozen=True)
class PitchDrag:
    """Drags a word's pitch up or down."""

    reading: Reading
    word: int

    name = QT_TR_NOOP("move the pitch of a word")

    def by(self, semitones: float, free: bool = False) -> Reading:
        """Return the reading with the word moved; it snaps to half semitones unless it is `free`."""
        semitones = semitones if free else round(semitones / SNAP) * SNAP
        return editing.shift_pitch(self.reading, self.word, semitones)


@dataclass(frozen=True)
class LoudnessDrag:
    """Makes a word louder or softer."""

    reading: Reading
    word: int

    name = QT_TR_NOOP("change the loudness of a word")

    def by(self, decibels: float, free: bool = False) -> Reading:
        """Return the reading with the word's level changed; it snaps to half decibels unless it is `free`."""
        decibels = decibels if free else round(decibels / SNAP_LOUDNESS) * SNAP_LOUDNESS
        return editing.make_louder(self.reading, {self.word: decibels})


def phoneme_boundaries(reading: Reading) -> list[tuple[float, tuple[int, int, int, int]]]:
    """Return where the sounds of words meet, with handles as `editing.word_boundaries` gives them.

    A stress mark belongs to the sound after it.
    """
    at, found = editing.boundaries(reading), []
    for word in reading.words:
        starts = [i for i in range(word.begin, word.end)
                  if i == word.begin or reading.symbols[i - 1] not in STRESS and reading.symbols[i] != "ː"]
        ends = [*starts[1:], word.end]
        for (first, middle), last in zip(zip(starts, starts[1:]), ends[1:]):
            found.append((float(at[middle + 1]), (first + 1, middle + 1, last + 1, 0)))
    return found


def phonemes(reading: Reading) -> list[tuple[str, float, float]]:
    """Return the sounds of a reading with begin and end in seconds; stress marks are joined to their sounds."""
    at, found = editing.boundaries(reading), []
    for i, symbol in enumerate(reading.symbols):
        begin, end = float(at[i + 1]), float(at[i + 2])
        if found and (found[-1][0][-1] in STRESS or symbol == "ː"):
            before = found.pop()
            symbol, begin = before[0] + symbol, before[1]
        found.append((symbol, begin, end))
    return found


def loudness(reading: Reading, word: int) -> float:
    """Return by how many dB a word is louder than planned."""
    if reading.loudness is None:
        return 0.0
    begin, end = editing.span(reading, word)
    return float(reading.loudness[min(int((begin + end) / 2 / reading.step), len(reading.loudness) - 1)])
