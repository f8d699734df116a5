"""Rendering of planned sentences: mel, waveform, loudness, mark and record, piece by piece."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from audio.errors import Cancelled
from synthesizer.reading import Reading
from toolbox import VERSION
from toolbox.core.cloning.networks import Networks
from toolbox.core.cloning.speech import Chunk, Spoken
from toolbox.core.cloning.voice import Voice
from vocoder.harmonic.inference import Vocoder
from watermark.marker import Marker
from watermark.provenance import Provenance

HEARD_FIRST = 12  # mel frames of the first piece of a sentence that somebody waits for


class Work:
    """Counts the seconds of work of each part since the last call of `take`, without the caller's own."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        """Count from now on."""
        self.since = time.perf_counter()

    def lap(self, part: str) -> None:
        """Add the time since the last lap or start to a part."""
        now = time.perf_counter()
        self.parts[part] = self.parts.get(part, 0.0) + now - self.since
        self.since = now

    def take(self) -> dict[str, float]:
        """Return the seconds by part, and begin again at zero."""
        parts, self.parts = self.parts, {}
        return parts


@dataclass(frozen=True)
class Speaker:
    """Who renders a sentence: a synthesizer, the voice, and the synthesizer's adapted vectors of it, if any."""

    synthesizer: Any
    voice: Voice
    adapted: np.ndarray | None


class Renderer:
    """Turns planned sentences into the chunks of a speech by the networks of a profile."""

    def __init__(self, networks: Networks):
        self._networks = networks

    def sentence(self, speaker: Speaker, spoken: Spoken, cancelled: Callable[[], bool], work: Work,
                 place: Callable[[Any], Any] = lambda made: made, content: np.ndarray | None = None,
                 hear: Callable[[float, np.ndarray], None] | None = None, hear_from: float = 0.0) -> Iterator[Chunk]:
        """Yield the chunks of a planned sentence, with progress relative to the sentence.

        `place` may modify the synthesis before it is played. `content` replaces the sentence's symbols
        (Synthesizer.render). `hear` and `hear_from` are those of `Cloner.render`.
        """
        synthesizer, rate = speaker.synthesizer, self._networks.rate
        reading, seed, at, hop = spoken.reading, spoken.seed, spoken.begin, synthesizer.config.hop_length
        made = self.synthesize(speaker, reading, seed, cancelled, content)
        check(cancelled)
        made = place(made)
        work.lap("synthesizer")
        ends, frame, n_frames = at + np.cumsum(made.durations), 0, made.mel.shape[1]
        phonemes = tuple((s, float(ends[i]), float(ends[i + 1])) for i, s in enumerate(reading.symbols))
        words = tuple((w.text, float(ends[w.begin]), float(ends[w.end])) for w in reading.words)
        attention = () if made.attention is None else ((at, made.attention),)
        # Durations are cut at the edges; in between, both differ by the part cut at the beginning.
        middle = len(made.durations) // 2
        cut = 0.0 if reading.durations is None else float(
            reading.durations[:middle].sum() - made.durations[:middle].sum())
        spoken = replace(spoken, seconds=n_frames * hop / rate, cut=cut)
        gain = None if reading.loudness is None else _gain(reading, cut, n_frames * hop, rate)
        provenance = self._provenance(synthesizer, speaker.voice, seed)
        if hear is not None:
            self._let_hear(hear, hear_from - cut, made, gain, seed, at, cancelled, synthesizer.output_gain)
        for frame, wav in self._pieces(made, gain, seed, at, cancelled, synthesizer.output_gain):
            work.lap("vocoder")
            end = frame + len(wav) // hop
            yield Chunk(wav, made.mel[:, frame:end], end / n_frames, phonemes, words, attention, spoken,
                        work=work.take(), provenance=provenance)
            phonemes, words, attention, spoken, provenance = (), (), (), None, None
        check(cancelled)

    def synthesize(self, speaker: Speaker, reading: Reading, seed: int, cancelled: Callable[[], bool],
                   content: np.ndarray | None = None) -> Any:
        """Return the synthesis of a planned reading, on the CPU if the accelerator runs out of memory."""
        known = {} if speaker.adapted is None else {"adapted": speaker.adapted}
        known |= {} if content is None else {"content": content}
        voice = speaker.voice
        return self._networks.on_device(lambda: speaker.synthesizer.render(
            reading, voice.embedding, voice.statistics, voice.second, seed=seed, cancelled=cancelled, **known),
            own_threads=True)

    def pause(self, seconds: float, progress: float) -> Chunk:
        """Return silence of about this length."""
        config = self._networks.synthesizer.config
        n_frames = round(seconds * config.rate / config.hop_length)
        silence = np.full((config.n_mels, n_frames), np.log(config.floor), np.float32)
        return Chunk(np.zeros(n_frames * config.hop_length, np.float32), silence, progress)

    def _let_hear(self, hear, seconds, made, gain, seed, at, cancelled, output_gain):
        """Compute the sound of a sentence from a position on for immediate playback.

        It is discarded afterwards, because the final sound must not depend on where playback started.
        """
        vocoder, rate = self._networks.vocoder, self._networks.rate
        if not isinstance(vocoder, Vocoder):
            return
        hop = vocoder.config.hop_length
        start = min(max(0, int(seconds * rate / hop)), made.mel.shape[1] - 1)
        for frame, wav in self._pieces(made, gain, seed, at, cancelled, output_gain, start=start, first=HEARD_FIRST):
            hear(frame * hop / rate, wav)
        check(cancelled)

    def _pieces(self, made: Any, gain: np.ndarray | None, seed: int, at: float, cancelled: Callable[[], bool],
                output_gain: float, start: int = 0, **known: Any) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the finished sound of a sentence from a frame on, piece by piece, with the frame that each begins at.

        Further arguments are the vocoder's.
        """
        rate, hop, frame = self._networks.rate, self._networks.synthesizer.config.hop_length, start
        known |= {"start": start} if start else {}
        # The clock of the mark is the speech's, so that the marks of its sentences add up.
        mark = Marker(rate, round(at * rate) + start * hop)
        for wav in self._vocode(made, seed, cancelled, **known):
            end = frame + len(wav) // hop
            wav = wav * output_gain
            if gain is not None:
                wav = wav * gain[frame * hop: end * hop]
            yield frame, _level(mark(wav))
            frame = end

    def _vocode(self, made, seed, cancelled, **known):
        """Yield the waveform in pieces; if the accelerator runs out of memory, the rest is computed on the CPU."""
        sent = 0
        while True:
            try:
                at = 0
                for wav in self._networks.vocoder.stream(made.mel, made.f0, seed, cancelled, **known):
                    fresh = wav[max(0, sent - at):]
                    at += len(wav)
                    if len(fresh):
                        sent = at
                        yield fresh
                return
            except torch.OutOfMemoryError:
                self._networks.leave_accelerator()

    def _provenance(self, synthesizer, voice, seed):
        networks = self._networks
        models = [getattr(part, "identity", part.name) for part in (networks.encoder, synthesizer, networks.vocoder)]
        return Provenance(VERSION, networks.profile, tuple(models), seed=seed, consent=voice.consent)


def check(cancelled: Callable[[], bool]) -> None:
    """Raise `Cancelled` if the caller has cancelled."""
    if cancelled():
        raise Cancelled


def _gain(reading, cut, n_samples, rate):
    """Return the gain (n_samples,) of a reading's loudness curve after its first `cut` seconds."""
    times = (np.arange(n_samples) / rate + cut) / reading.step - 0.5
    return (10 ** (np.interp(times, np.arange(len(reading.loudness)), reading.loudness) / 20)).astype(np.float32)


def _level(wav):
    """Limit the rare peak above 0.9 softly instead of clipping it."""
    over = np.abs(wav) > 0.9
    if over.any():
        wav[over] = np.sign(wav[over]) * (0.9 + 0.1 * np.tanh((np.abs(wav[over]) - 0.9) / 0.1))
    return wav
