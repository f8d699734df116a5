"""Edits of a planned Reading. Each returns another Reading, so that undoing an edit means keeping the old one.

Words are given by their index in `Reading.words`, symbols by their index in `Reading.durations`: 0 is the silence
before the sentence, n + 1 the symbol of index n. Times are seconds from the Reading's beginning.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from synthesizer.reading import Reading, Word

MARKS = ";:,.!?—…"
SHORTEST = 0.02  # smallest duration of a symbol in seconds
UNPLANNED = "This sentence has no durations and pitch that can be edited."
LONGEST_PAUSE = 10.0  # seconds
RAMP = 0.04  # seconds over which a change of pitch or loudness is faded in
SEMITONES, DECIBELS = (-24.0, 24.0), (-40.0, 20.0)  # limits of pitch and loudness changes
# Effect of emphasis at level 1. Speakers of English lengthen an accented word by a fifth to a third, and raise its peak
# by 2 to 4 semitones and its level by 2 to 4 dB.
LONGER, HIGHER, WIDER, LOUDER = 1.25, 2.5, 1.4, 3.5


def boundaries(reading: Reading) -> np.ndarray:
    """Return the boundaries of the symbols in seconds, float64 (n_symbols + 3,), rising from 0."""
    return np.concatenate([[0.0], np.cumsum(_durations(reading))])


def span(reading: Reading, word: int) -> tuple[float, float]:
    """Return the beginning and the end of a word in seconds."""
    at, place = boundaries(reading), reading.words[word]
    return float(at[place.begin + 1]), float(at[place.end + 1])


def gap(reading: Reading, word: int) -> tuple[int, int]:
    """Return the indices [first, last) of the symbols between a word and the next, or after the last word."""
    following = reading.words[word + 1].begin if word + 1 < len(reading.words) else len(reading.symbols)
    return reading.words[word].end + 1, following + 1


def retime(reading: Reading, durations: np.ndarray) -> Reading:
    """Return the reading with other durations and its curves stretched to match.

    Parameters
    ----------
    reading : Reading
        Planned.
    durations : float array (n_symbols + 2,)
        In seconds, raised to SHORTEST where they are shorter.
    """
    old = _durations(reading)
    # A predicted duration may be shorter than SHORTEST and is kept.
    durations = np.maximum(np.asarray(durations, np.float64), np.minimum(old, SHORTEST))
    before, after = boundaries(reading), np.concatenate([[0.0], np.cumsum(durations)])
    n_steps = max(1, round(after[-1] / reading.step))
    times = np.interp((np.arange(n_steps) + 0.5) * reading.step, after, before) / reading.step - 0.5
    # What does not move stays the same to the bit.
    whole = np.round(times)
    times = np.where(np.abs(times - whole) < 1e-6, whole, times)
    curves = {name: np.interp(times, np.arange(len(curve)), curve)
              for name in ("pitch", "voicing", "loudness", "level") if (curve := getattr(reading, name)) is not None}
    return replace(reading, durations=durations, **curves)


def move_boundary(reading: Reading, first: int, middle: int, last: int, seconds: float, carried: int = 0) -> Reading:
    """Move the boundary between two adjacent ranges of symbols; nothing outside them moves.

    Parameters
    ----------
    reading : Reading
    first, middle, last : int
        Indices: the ranges are [first, middle) and [middle, last).
    seconds : float
        New end of the first range, limited so that both keep their shortest duration.
    carried : int
        Number of symbols after `middle` that move with the boundary and keep their durations.
    """
    at, second = boundaries(reading), middle + carried
    between = at[second] - at[middle]
    seconds = float(np.clip(seconds, at[first] + SHORTEST * (middle - first),
                            at[last] - between - SHORTEST * (last - second)))
    durations = _durations(reading)
    for begin, end, length in ((first, middle, seconds - at[first]), (second, last, at[last] - between - seconds)):
        durations[begin:end] = _share(durations[begin:end], length)
    return retime(reading, durations)


def word_boundaries(reading: Reading) -> list[tuple[float, tuple[int, int, int, int]]]:
    """Return the words' boundaries in seconds, each with `move_boundary`'s first, middle, last and carried.

    Before a pause, a boundary moves the word's end against the pause; without a pause, it moves both words.
    """
    at, found = boundaries(reading), []
    for number, word in enumerate(reading.words):
        first, last = gap(reading, number)
        before = gap(reading, number - 1)[0] if number else 0
        paused = not number or any(s in MARKS for s in reading.symbols[before - 1: word.begin])
        if paused:
            found.append((float(at[word.begin + 1]), (before, word.begin + 1, word.end + 1, 0)))
        is_last = number + 1 == len(reading.words)
        if is_last or any(s in MARKS for s in reading.symbols[first - 1: last - 1]):
            end = len(reading.symbols) + 2 if is_last else last
            found.append((float(at[first]), (word.begin + 1, first, end, 0)))
        else:
            following = reading.words[number + 1]
            found.append((float(at[first]), (word.begin + 1, first, following.end + 1, last - first)))
    return found


def stretch(reading: Reading, first: int, last: int, seconds: float) -> Reading:
    """Set the total duration of the symbols [first, last) in seconds; everything after them moves along."""
    durations = _durations(reading)
    durations[first:last] = _share(durations[first:last], max(seconds, SHORTEST * (last - first)))
    return retime(reading, durations)


def stretch_words(reading: Reading, factors: Sequence[float]) -> Reading:
    """Multiply the durations of each word by its factor, and those of gaps by the mean of their neighbours' factors."""
    durations = _durations(reading)
    for number, (word, factor) in enumerate(zip(reading.words, factors, strict=True)):
        durations[word.begin + 1: word.end + 1] *= factor
        if number + 1 < len(factors):
            first, last = gap(reading, number)
            durations[first:last] *= (factor + factors[number + 1]) / 2
    return retime(reading, durations)


def set_pause(reading: Reading, word: int, seconds: float) -> Reading:
    """Set the length of the gap between a word and the next in seconds; a punctuation mark in it takes the change.

    Raises
    ------
    ValueError
        If there is no gap because one word runs into the other.
    """
    first, last = gap(reading, word)
    if first == last:
        raise ValueError(f"'{reading.words[word].text}' runs into the next word; there is no room for a pause.")
    seconds = min(seconds, LONGEST_PAUSE)
    # A space of any length is heard as the breath before the next word: only a punctuation mark is silent.
    marks = [place for place in range(first, last) if reading.symbols[place - 1] in MARKS]
    if not marks:
        return stretch(reading, first, last, seconds)
    durations = _durations(reading)
    others = durations[first:last].sum() - durations[marks].sum()
    if seconds - others < SHORTEST * len(marks):
        return stretch(reading, first, last, seconds)
    durations[marks] = _share(durations[marks], seconds - others)
    return retime(reading, durations)


def shift_pitch(reading: Reading, word: int, semitones: float) -> Reading:
    """Move a word up or down."""
    return shift_pitches(reading, {word: semitones})


def shift_pitches(reading: Reading, semitones: dict[int, float]) -> Reading:
    """Move words up or down, each by its own number of semitones."""
    pitch = _pitch(reading) + _steps(reading, semitones)
    return replace(reading, pitch=np.clip(pitch, *SEMITONES))


def draw_pitch(reading: Reading, points: Sequence[tuple[float, float]]) -> Reading:
    """Let the pitch follow a polyline between its ends.

    Parameters
    ----------
    reading : Reading
    points : sequence of (float, float)
        Seconds and semitones above the voice's mean; a later point in the same step replaces an earlier one.
    """
    pitch = _pitch(reading)
    drawn = dict(sorted({int(seconds / reading.step): semitones for seconds, semitones in points}.items()))
    steps = np.arange(max(0, min(drawn)), min(max(drawn) + 1, len(pitch)))
    pitch[steps] = np.clip(np.interp(steps, list(drawn), list(drawn.values())), *SEMITONES)
    return replace(reading, pitch=pitch)


def make_louder(reading: Reading, decibels: dict[int, float]) -> Reading:
    """Raise or lower the level of words, each by its own number of dB."""
    before = np.zeros(len(_pitch(reading))) if reading.loudness is None else reading.loudness
    return replace(reading, loudness=np.clip(before + _steps(reading, decibels), *DECIBELS))


def emphasise(reading: Reading, levels: dict[int, float]) -> Reading:
    """Emphasise words by length, by higher and livelier pitch, and by loudness.

    Parameters
    ----------
    reading : Reading
    levels : dict of int to float
        Level by word: 1 is clear, 2 strong; a negative level reduces.
    """
    reading = stretch_words(reading, [LONGER ** levels.get(i, 0.0) for i in range(len(reading.words))])
    pitch = _pitch(reading)
    for word, level in levels.items():
        inside = _inside(reading, word)
        if inside.any():
            mean = pitch[inside].mean()
            pitch[inside] = mean + (pitch[inside] - mean) * WIDER ** level
    reading = shift_pitches(replace(reading, pitch=pitch), {w: HIGHER * level for w, level in levels.items()})
    return make_louder(reading, {w: LOUDER * level for w, level in levels.items()})


def with_phonemes(reading: Reading, word: int, symbols: str) -> Reading:
    """Replace a word's symbols. The result is not planned; `carry` transfers edits to its new plan."""
    old = reading.words[word]
    longer = len(symbols) - (old.end - old.begin)
    words = (*reading.words[:word], Word(old.text, old.begin, old.begin + len(symbols)),
             *(Word(w.text, w.begin + longer, w.end + longer) for w in reading.words[word + 1:]))
    return replace(reading, symbols=reading.symbols[:old.begin] + symbols + reading.symbols[old.end:], words=words,
                   step=0.0, durations=None, pitch=None, voicing=None, loudness=None, level=None)


def carry(plan: Reading, original: Reading, edited: Reading) -> Reading:
    """Apply the differences between an original plan and an edited one to another plan of the same words.

    Words whose symbols differ, and the gaps beside them, keep the new plan. A plan of other words is returned as is.
    """
    if [w.text for w in plan.words] != [w.text for w in edited.words] or original.symbols != edited.symbols:
        return plan
    retimed = retime(original, _durations(edited))
    raised = _pitch(edited) - _pitch(retimed)
    louder = np.zeros_like(raised) if edited.loudness is None else edited.loudness - (
        0.0 if retimed.loudness is None else retimed.loudness)
    durations = _durations(plan)
    pairs: list[tuple[int, int, int, int]] = []
    for number, (new, old) in enumerate(zip(plan.words, edited.words, strict=True)):
        places = [(new.begin + 1, new.end + 1, old.begin + 1, old.end + 1)]
        places.append((*gap(plan, number), *gap(edited, number)))
        for first, last, old_first, old_last in places:
            if plan.symbols[first - 1: last - 1] == edited.symbols[old_first - 1: old_last - 1]:
                old_places = slice(old_first, old_last)
                durations[first:last] *= _durations(edited)[old_places] / _durations(original)[old_places]
                pairs.append((first, last, old_first, old_last))
    made = retime(plan, durations)
    at, old_at = boundaries(made), boundaries(edited)
    pitch = _pitch(made)
    loudness = np.zeros(len(pitch), np.float32) if made.loudness is None else made.loudness.copy()
    times = (np.arange(len(pitch)) + 0.5) * made.step
    for first, last, old_first, old_last in pairs:
        inside = (at[first] <= times) & (times < at[last])
        there = np.interp(times[inside], at[first: last + 1], old_at[old_first: old_last + 1]) / edited.step - 0.5
        pitch[inside] += np.interp(there, np.arange(len(raised)), raised)
        loudness[inside] += np.interp(there, np.arange(len(louder)), louder)
    return replace(made, pitch=pitch, loudness=loudness if loudness.any() or made.loudness is not None else None)


def restore(edited: Reading, original: Reading, words: Collection[int] | None = None) -> Reading:
    """Restore words, and the gaps beside them, to an original plan of the same symbols; by default, all words."""
    if words is None:
        return original
    durations, places = _durations(edited), []
    for number in words:
        begin = gap(edited, number - 1)[0] if number else edited.words[0].begin + 1
        places.append((begin, gap(edited, number)[1]))
        durations[slice(*places[-1])] = _durations(original)[slice(*places[-1])]
    made, was = retime(edited, durations), retime(original, durations)
    pitch, loudness = _pitch(made), None if made.loudness is None else made.loudness.copy()
    at, times = boundaries(made), (np.arange(len(pitch)) + 0.5) * made.step
    for first, last in places:
        inside = (at[first] <= times) & (times < at[last])
        pitch[inside] = _pitch(was)[inside]
        if loudness is not None:
            loudness[inside] = 0.0 if was.loudness is None else was.loudness[inside]
    return replace(made, pitch=pitch, loudness=loudness)


def first_change(reading: Reading, before: Reading) -> float:
    """Return where a reading begins to differ from another of the same symbols, in seconds; its end if it does not."""
    at, places = boundaries(reading), np.flatnonzero(_durations(reading) != _durations(before))
    found = [at[-1], *at[places[:1]]]
    n_steps = min(len(_pitch(reading)), len(_pitch(before)))
    none = np.zeros(n_steps)
    for name in ("pitch", "voicing", "loudness", "level"):
        new, old = (none if (curve := getattr(r, name)) is None else curve[:n_steps] for r in (reading, before))
        found += [int(step) * reading.step for step in np.flatnonzero(new != old)[:1]]
    return float(min(found))


def _durations(reading: Reading) -> np.ndarray:
    if reading.durations is None:
        raise ValueError(UNPLANNED)
    return reading.durations.astype(np.float64)


def _pitch(reading: Reading) -> np.ndarray:
    if reading.pitch is None:
        raise ValueError(UNPLANNED)
    return reading.pitch.copy()


def _share(durations, seconds):
    """Scale durations to a sum; as far as there is room, none becomes shorter than SHORTEST."""
    if not len(durations):
        return durations
    scaled = durations * (seconds / max(durations.sum(), 1e-9)) if durations.any() else np.full(
        len(durations), seconds / len(durations))
    short = scaled < SHORTEST
    if short.any() and not short.all():
        rest = seconds - SHORTEST * short.sum()
        scaled = np.where(short, SHORTEST, scaled * max(rest, 0.0) / scaled[~short].sum())
    return scaled


def _inside(reading, word):
    """Return a mask (n_steps,) of the steps whose centre lies in a word."""
    begin, end = span(reading, word)
    times = (np.arange(len(_pitch(reading))) + 0.5) * reading.step
    return (begin <= times) & (times < end)


def _steps(reading, values):
    """Spread each word's value over its steps (n_steps,), with ramps at the edges; 0 elsewhere."""
    steps = np.zeros(len(_pitch(reading)))
    for word, value in values.items():
        steps[_inside(reading, word)] = value
    width = 2 * round(RAMP / reading.step / 2) + 1
    return np.convolve(np.pad(steps, width // 2, mode="edge"), np.full(width, 1 / width), mode="valid")
