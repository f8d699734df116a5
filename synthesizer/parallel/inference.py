"""Phonemes and a voice -> mel spectrogram: `Synthesizer`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from audio.mel import DECIBEL
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.memory import Memory
from synthesizer.parallel.network import ParallelSynthesizer, hush, loudness, silent_content, silent_steps, spread
from synthesizer.parallel.parts import parts_of
from synthesizer.reading import Reading, Synthesis, place_words
from synthesizer.spectrum import GAIN, match_spectrum, postfilter
from synthesizer.text import Sentence
from synthesizer.text.phonemes import PAD, encode
from training.threads import side_by_side, threads
from training.trained import MelModel

KIND = "synthesizer/parallel"
EDGE = (0.08, 0.15)  # seconds of silence kept before and after a sentence
MARKS = ".,;:!?…—\"”)"
LONGEST_PHONEME = 1.2  # seconds; limits runaway predictions
# Shares of the way to a language's readers at which words are clear and the likeness is kept: accent, and sound
READERS = {"en-us": (0.1, 0.3), "en-gb": (0.1, 0.3), "es": (0.3, 0.0), "fr": (0.4, 0.0), "it": (0.4, 0.0),
           "pt": (0.5, 0.0), "zh": (0.5, 0.0)}
OTHER_READERS = 0.45, 0.0  # of further languages
CONVERTED = 0.0, 0.3  # of recordings, which have an accent of their own
SEMITONES = 12 / np.log(2)  # per unit of the natural logarithm of frequency


class Synthesizer(MelModel):
    """The parallel synthesizer."""

    kind, network_type, config_type = KIND, ParallelSynthesizer, SynthesizerConfig
    name = "parallel"
    output_gain = GAIN
    shifts_pitch = adapts = True

    def __init__(self, network: ParallelSynthesizer, card: dict[str, Any] | None = None,
                 device: str | torch.device = "cpu"):
        super().__init__(network, card, device)
        self._memory = Memory(network.config)

    def to(self, device: str | torch.device) -> None:
        self._memory.forget()
        super().to(device)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages on which the network was trained."""
        return self.network.config.languages

    def read(self, sentence: Sentence) -> Reading:
        """Return the Reading of a sentence as phonemes; it has no symbols if nothing can be pronounced."""
        symbols = sentence.phonemes
        # Every training sentence ends in a punctuation mark.
        symbols = symbols if not symbols or symbols[-1] in MARKS else f"{symbols}."
        words = place_words(((word.spoken, word.phonemes) for word in sentence.words), symbols)
        return Reading(sentence.text, symbols, words, sentence.unpronounced, language=sentence.language)

    @property
    def adapted_shape(self) -> tuple[int, int]:
        """Return the shape of a voice's adapted vectors: (n_decoder_blocks, voice_dim)."""
        return self.network.config.n_decoder_blocks, self.network.config.voice_dim

    @property
    def hears(self) -> bool:
        """Return whether the network can render a recogniser's output (`content` of `render`)."""
        return self.network.config.content_layers > 0

    def _language(self, reading):
        if reading.language not in self.languages:
            raise ValueError(f"{self.name} does not speak {reading.language}; it speaks {', '.join(self.languages)}.")
        return self.languages.index(reading.language)

    @torch.inference_mode()
    def plan(self, reading: Reading, embedding: np.ndarray, statistics: np.ndarray, pitch_shift: float = 0.0,
             pitch_range: float = 1.0) -> Reading:
        """Predict durations, pitch and voicing of a reading in a voice.

        Parameters
        ----------
        reading : Reading
            Its `speed` divides the durations.
        embedding : float32 array (256,)
            Speaker embedding, unit length.
        statistics : float32 array (n_statistics,)
            Voice statistics (audio.voice).
        pitch_shift : float
            In semitones, relative to the voice's own mean.
        pitch_range : float
            Factor on the deviation of the pitch from its mean.

        Returns
        -------
        Reading

        Raises
        ------
        ValueError
            If the network was not trained on the reading's language.
        """
        network, c = self.network, self.network.config
        step = c.reduction * c.mel.hop_length / c.mel.rate
        reader = self._reader(reading, *self._known(embedding, statistics))
        text, log_durations = self._text(reading, reader)
        durations = log_durations.exp().clamp(min=0.5, max=LONGEST_PHONEME / step) / reading.speed
        boundaries = F.pad(durations.cumsum(dim=1), (1, 0))
        n_steps = max(1, round(float(boundaries[0, -1])))
        wide = spread(text, boundaries, n_steps)
        pitch, voicing = network.contour(wide, reader, torch.ones(1, n_steps, device=self.device))
        return replace(reading, step=step, durations=(durations[0] * step).cpu().numpy(),
                       pitch=(pitch[0] * SEMITONES).cpu().numpy() * pitch_range + pitch_shift,
                       voicing=voicing[0].sigmoid().cpu().numpy())

    @torch.inference_mode()
    def render(self, reading: Reading, embedding: np.ndarray, statistics: np.ndarray,
               second: np.ndarray | None = None, seed: int = 0, cancelled: Callable[[], bool] = lambda: False,
               adapted: np.ndarray | None = None, content: np.ndarray | None = None) -> Synthesis:
        """Render the mel spectrogram of a planned reading.

        Parameters
        ----------
        reading : Reading
            Planned, by `plan` or otherwise.
        embedding, statistics : float32 arrays
            As for `plan`.
        second : float32 array (second_size,), optional
            The voice's embedding by the second encoder.
        seed : int
            The same seed gives the same samples on the same device.
        cancelled : callable
            Not called, because a sentence takes less time than a cancellation may.
        adapted : float32 array (n_decoder_blocks, voice_dim), optional
            Vectors found by toolbox.core.cloning.adaptation, in place of those that the network derives from the voice.
        content : float32 array (n_steps, n_symbols), optional
            A recogniser's probabilities of the symbols at each step, rendered in place of the reading's symbols.

        Returns
        -------
        Synthesis

        Raises
        ------
        ValueError
            If the reading is not planned.
        """
        if reading.durations is None:
            raise ValueError("The reading has no durations; plan it first.")
        network, c = self.network, self.network.config
        known = self._known(embedding, statistics)
        shares = READERS.get(reading.language, OTHER_READERS) if content is None else CONVERTED
        voice = self.vectors(known, second, adapted, self._language(reading), shares)
        durations, pitch, voicing = (self._tensor(x)[None] for x in (reading.durations, reading.pitch, reading.voicing))
        level = None if reading.level is None else self._tensor(reading.level)[None] / DECIBEL
        n_steps = pitch.shape[1]
        mask = torch.ones(1, n_steps, device=self.device)
        boundaries = F.pad((durations / reading.step).cumsum(dim=1), (1, 0))
        if content is None:
            text, _ = self._text(reading, self._reader(reading, *known))
            wide = spread(text, boundaries, n_steps)
        else:
            wide = network.hear(self._tensor(content)[None], network.condition(*known), mask)
        pitch, mean_log_f0 = pitch / SEMITONES, torch.tensor([float(statistics[0])], device=self.device)
        noise = torch.randn(1, n_steps, c.noise_dim, generator=torch.Generator().manual_seed(seed)).to(self.device)
        given = [wide, pitch, (voicing > 0.5).float(), noise, *([] if level is None else [level])]

        @torch.inference_mode()
        def decode(at):
            wide, pitch, voicing, noise, *level = (x[:, at] for x in given)
            return network.decode(wide, pitch, voicing, mean_log_f0, voice, mask[:, at], noise, *level)

        def decode_in_parts(at):
            parts = parts_of(at, c, threads(self.device))
            return torch.cat(list(side_by_side(lambda part: decode(part.seen)[..., part.kept], parts, self.device)), 2)

        # An unknown level is NaN, which differs from everything: such a sentence is decoded completely.
        mel = self._memory.decode(decode_in_parts, torch.cat([x[0].reshape(n_steps, -1) for x in given], dim=1),
                                  torch.cat([mean_log_f0, voice.flatten()]))
        silent = (silent_steps(self._symbols(reading), boundaries, n_steps) if content is None
                  else silent_content(self._tensor(content)[None]))
        mel = hush(mel, silent, c.reduction)
        f0 = (mean_log_f0[:, None] + pitch).exp().repeat_interleave(c.reduction, dim=1)
        measured = torch.tensor(np.asarray(statistics, dtype=np.float32), device=self.device)[None]
        mel = postfilter(match_spectrum(mel, measured), c.sharpness, c.contrast)
        mel = mel.clamp(min=float(np.log(c.mel.floor)))
        made = Synthesis(mel[0].cpu().numpy(), f0[0].cpu().numpy(),
                         voicing[0].repeat_interleave(c.reduction).cpu().numpy(), reading.durations)
        return _cut_edges(made, c.mel.hop_length / c.mel.rate, 2 if reading.symbols[-1:] in MARKS else 1)

    def vectors(self, known: tuple[torch.Tensor, torch.Tensor], second: np.ndarray | None, adapted: np.ndarray | None,
                language: int, shares: tuple[float, float]) -> torch.Tensor:
        """Return the vectors (1, n_decoder_blocks, voice_dim) that condition the decoder's blocks on a voice.

        Parameters
        ----------
        known : pair of float tensors (1, embedding_size), (1, n_statistics)
        second, adapted : float32 arrays, optional
            As for `render`.
        language : int
            Number of the language whose readers the voice is moved towards.
        shares : pair of float
            Of the way to their accent and their sound (ParallelSynthesizer.towards_readers).
        """
        network, given = self.network, [None if x is None else self._tensor(x)[None] for x in (second, adapted)]

        def compute():
            voice = network.voices(*known, given[0]) if adapted is None else given[1]
            return network.towards_readers(voice, *known, given[0], language, *shares)

        key = (x if x is None else x.cpu().numpy().tobytes() for x in (*known, *given))
        return self._memory.recall((language, shares, *key), compute)

    def _known(self, embedding, statistics):
        return self._tensor(embedding)[None], self.network.quieten(self._tensor(statistics)[None])

    def _tensor(self, values: Any) -> torch.Tensor:
        return torch.tensor(np.asarray(values, dtype=np.float32), device=self.device)

    def _reader(self, reading, embedding, statistics):
        """Return the vector (1, voice_dim) of the reader of a voice, for the blocks over text and prosody."""
        return self.network.condition(*self.network.reader(embedding, statistics, self._language(reading)))

    def _symbols(self, reading):
        return torch.tensor([[PAD, *encode(reading.symbols), PAD]], device=self.device)

    def _text(self, reading, reader):
        def encode():
            symbols = self._symbols(reading)
            language = torch.tensor([self._language(reading)], device=self.device)
            return self.network.read(symbols, reader, torch.ones(symbols.shape, device=self.device), language)

        return self._memory.recall((reading.symbols, reading.language, reader.cpu().numpy().tobytes()), encode)


def performed_level(mel: np.ndarray, reduction: int) -> np.ndarray:
    """Return the level of each step of a recording's log-mel (n_mels, n_frames), for `Reading.level`.

    It is in dB above the mean over the recording's speech: float32 (n_steps,).
    """
    whole = np.pad(mel, ((0, 0), (0, -mel.shape[1] % reduction)), mode="edge")
    mels = torch.from_numpy(whole)[None].float()
    return (loudness(mels, torch.ones(1, mels.shape[2]), reduction)[0] * DECIBEL).numpy().astype(np.float32)


def _cut_edges(made, seconds_a_frame, closing=1):
    """Cut the silence at both ends to EDGE; the last `closing` durations are those of the final mark and the edge.

    The edges are not made shorter beforehand, because the first consonant often begins within its edge and would be
    lost. A sound that begins within the closing durations is not speech but an artefact at the end of the network's
    output: a click after half a second of silence.
    """
    level, n_frames = made.mel.mean(axis=0), made.mel.shape[1]
    low, high = np.percentile(level, (5, 95))
    changes = np.diff(level > low + 0.3 * (high - low), prepend=False, append=False)
    runs = np.flatnonzero(changes).reshape(-1, 2)  # begins and ends of loud runs
    ends = np.cumsum(made.durations) / seconds_a_frame
    runs = runs[runs[:, 0] < max(ends[-1 - closing], n_frames / 2)]
    if not len(runs):
        return made
    begin = max(0, int(min(runs[0, 0], ends[0]) - EDGE[0] / seconds_a_frame))
    end = min(n_frames, int(runs[-1, 1] + EDGE[1] / seconds_a_frame) + 1)
    # Each closing duration keeps one frame, so that every symbol has a place on the time axis.
    latest = end - np.minimum(np.arange(len(ends))[::-1], closing)
    durations = np.diff(np.clip(ends, begin, latest), prepend=begin).astype(np.float32) * np.float32(seconds_a_frame)
    return Synthesis(made.mel[:, begin:end], made.f0[begin:end], made.voicing[begin:end], durations)
