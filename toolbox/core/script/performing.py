"""Scripts and subtitles, performed by a cast."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolbox.core.cloning.speech import Manner, Speech
from toolbox.core.script.production import Part, Production, plain_text
from toolbox.core.script.saying import stream
from toolbox.core.script.subtitles import Cue

if TYPE_CHECKING:
    from toolbox.core.cloning.engine import Cloner

FASTEST = 1.35  # largest acceleration of a subtitle to fit its time
SLACK = 0.5  # seconds by which speech may outlast its subtitle where nothing follows


def perform(cloner: "Cloner", text: str, cast: Mapping[str, Manner], seed: int = 0,
            dictionary: Mapping[str, str] | None = None, progress: Callable[[float], None] = lambda share: None,
            cancelled: Callable[[], bool] = lambda: False) -> Production:
    """Speak a text with marks in the voices of a cast; see `saying.stream`."""
    parts, chunks = [], []
    for chunk in stream(cloner, text, cast, seed, dictionary, cancelled):
        chunks.append(chunk)
        progress(chunk.progress)
    wav = np.concatenate([chunk.wav for chunk in chunks])
    for chunk in chunks:
        if (spoken := chunk.spoken) is not None:
            begin = round(spoken.begin * cloner.rate)
            own = wav[begin: begin + round(spoken.seconds * cloner.rate)]
            written = text[slice(*spoken.written)]
            parts.append(Part(spoken, own, chunk.words, text.count("\n", 0, spoken.written[0]), plain_text(written)))
    speech = Speech.of(chunks, cloner.rate, text, "", cloner.profile, seed)
    return Production(tuple(parts), cloner.rate, len(wav) / cloner.rate, speech.comment)


def perform_cues(cloner: "Cloner", cues: Sequence[Cue], cast: Mapping[str, Manner], seed: int = 0,
                 dictionary: Mapping[str, str] | None = None, progress: Callable[[float], None] = lambda share: None,
                 cancelled: Callable[[], bool] = lambda: False) -> Production:
    """Speak subtitles at their times; long ones are accelerated up to FASTEST and reported if that is not enough."""
    parts: list[Part] = []
    warnings, end, comment = [], 0.0, ""
    for number, cue in enumerate(cues):
        manner = cast.get(cue.voice, cast[""])
        end_at = max(cue.end, cue.begin) + SLACK
        if number + 1 < len(cues):
            end_at = min(end_at, cues[number + 1].begin)
        room = end_at - cue.begin
        made = perform(cloner, cue.text, {"": manner}, seed + number, dictionary, cancelled=cancelled)
        if (needed := _spoken_seconds(made) / max(room, 0.1)) > 1:
            faster = replace(manner, speed=manner.speed * min(needed * 1.02, FASTEST))
            made = perform(cloner, cue.text, {"": faster}, seed + number, dictionary, cancelled=cancelled)
        begin = max(cue.begin, end)
        length = _spoken_seconds(made)
        if begin + length > cue.begin + room + 0.05:
            late = begin + length - cue.begin - room
            warnings.append(f"Subtitle {number + 1} ('{cue.text[:40]}') takes {late:.1f} s more than its time, even "
                            f"{FASTEST:g} times as fast; shorten it.")
        for part in made.parts:
            parts.append(replace(part, spoken=replace(part.spoken, begin=part.spoken.begin + begin), line=number,
                                 words=tuple((w, a + begin, b + begin) for w, a, b in part.words)))
        end, comment = begin + length, made.comment
        progress((number + 1) / len(cues))
    return Production(tuple(parts), cloner.rate, max(end, cues[-1].end) + 0.3, comment, tuple(warnings))


def _spoken_seconds(production):
    last = production.parts[-1].spoken
    return last.begin + last.seconds
