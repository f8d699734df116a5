"""Conversion of speech to another voice, block by block.

A block of samples goes in and one of the same length comes out, `delay` frames late. The delay gives the decoder and
the vocoder a first estimate of the frames that follow the ones being output; where the next block changes that
estimate, the two versions are crossfaded.
"""

from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from audio.mel import DECIBEL, MelConfig
from audio.mel_stream import MelStream
from audio.pitch import bridge, pitch
from audio.vad import SPEECH_LEVEL
from synthesizer.parallel.inference import CONVERTED, performed_level
from synthesizer.parallel.network import hush, silent_content, spread
from synthesizer.recogniser.alignment import steady
from synthesizer.recogniser.inference import CHANGE
from synthesizer.recogniser.network import SYMBOLS
from synthesizer.spectrum import match_spectrum, postfilter
from synthesizer.text.phonemes import PAD, encode
from toolbox.core.cloning.conversion import PAUSES, SPREADS, by_steps, said, silent, spell
from toolbox.core.live.content import ContentStream
from training.quick import quick
from watermark.marker import Marker

if TYPE_CHECKING:
    from toolbox.core.cloning.engine import Cloner
    from toolbox.core.cloning.voice import Voice

MELS = MelConfig()
HOP = MELS.hop_length
FLOOR = float(np.log(MELS.floor))
NEPER = 20 / np.log(10)  # decibels per neper
AHEAD, LEAST_AHEAD = 12, 3  # frames estimated beyond the block that is output, less the recogniser's look-ahead
RECENT = 88  # frames in which something must have been heard
MEMORY = 480  # frames kept, against which the loudness of each frame is judged
PITCHED, PITCH_SETTLING = 40, 16  # frames in which the pitch is tracked, and those of them that are tracked again
FADE = 4  # frames over which one block's output is crossfaded with the next one's
IMPOSSIBLE = -30.0  # log-probability
PAUSE = 30  # frames; in longer pauses silence is output
LEVEL_MEMORY = 900  # frames over which the speaker's level is measured
FAINTEST = -60.0  # dBFS; fainter frames are not taken for speech
GAINS = -20.0, 30.0  # dB
PRIOR, PITCH_MEMORY = 40, 1_500  # weight, in voiced frames, of the initial guess of the pitch; greatest total weight
GUESS = np.log(150.0), 0.18  # mean and deviation of log-f0 assumed before anything was spoken
CALIBRATION = "A huge yellow bird sat on the garage roof and watched the children play with their toys."
SILENT = np.array([PAD, *encode("".join(sorted(PAUSES)))])


class LiveConverter:
    """Converts one speaker's sound to a voice.

    Parameters
    ----------
    cloner : toolbox.core.cloning.engine.Cloner
        With the parallel synthesizer and the harmonic vocoder.
    voice : Voice
    content : ContentStream
    block : int
        Frames converted at once.

    Attributes
    ----------
    pitch_shift : float
        In semitones; may be changed at any time.
    wet : float
        Share of the new voice in the output, 0 to 1; the rest is the speaker's own sound, delayed equally. May be
        changed at any time. Output that contains any of the new voice is watermarked as a whole; the speaker's own
        voice alone is not.
    """

    def __init__(self, cloner: "Cloner", voice: "Voice", content: ContentStream, block: int = 6):
        self.pitch_shift, self.wet, self.block = 0.0, 1.0, block
        self._content, self._decoder = content, _Decoder(cloner, voice)
        self._vocoder, self._output_gain = cloner.vocoder.open(), cloner.synthesizer.output_gain
        self._mark = Marker(MELS.rate)
        self._spread, self._mels = float(voice.statistics[1]), MelStream(MELS.rate)
        # These all start with the same frame and end with the newest one for which each has been computed. Silence, in
        # which the first frames find their context, precedes the sound.
        n = (self.delay + self._decoder.context + 1) // 2 * 2
        self._mel = np.full((MELS.n_mels, n), FLOOR, np.float32)
        self._log_p = np.full((len(SYMBOLS), n), IMPOSSIBLE, np.float32)
        self._log_p[PAD] = 0
        self._f0, self._wav = np.zeros(n, np.float32), np.zeros(n * HOP, np.float32)
        self._recent, self._levels = np.zeros(0), np.zeros(0)  # dBFS of the latest frames, and of those with speech
        self._first = -n  # number of the first frame that is kept
        self._said = -self.delay  # number of the next frame to be output
        self._before = np.zeros((MELS.n_mels, 0), np.float32)  # last block's estimate of the frames from there on
        self._gain = 0.0  # dB
        self._voiced = PRIOR, GUESS[0], GUESS[1] ** 2  # voiced frames; mean and variance of their log-f0

    @property
    def delay(self) -> int:
        """Return the frames between a sound's arrival and its output, not counting the block itself."""
        return max(LEAST_AHEAD, AHEAD - self._content.look_ahead) + 2 + self._content.look_ahead

    def push(self, wav: np.ndarray) -> np.ndarray:
        """Convert the next block.

        Parameters
        ----------
        wav : float32 array (block * hop_length,)
            At MELS.rate.

        Returns
        -------
        float32 array (block * hop_length,)
            Silent until more than `delay` frames have gone in.
        """
        wav = np.asarray(wav, dtype=np.float32)
        fresh = self._mels.feed(wav)
        self._wav = np.concatenate([self._wav, wav])
        self._measure_level(wav)
        self._mel = np.concatenate([self._mel, fresh], axis=1)
        start, heard = self._content.push(np.maximum(fresh + np.float32(self._gain / NEPER), FLOOR))
        self._log_p = np.concatenate([self._log_p[:, : start - self._first], heard], axis=1)
        self._measure_pitch(len(fresh[0]))
        made = self._say()
        self._forget()
        marked = self._mark(made)  # also where it is not output, so that the filter's state stays continuous
        return made if self.wet == 0 else np.clip(marked, -1, 1)

    def _measure_level(self, wav):
        """Adjust the gain to the level of recent loud speech, halving the remaining difference every second."""
        power = np.square(wav.reshape(self.block, -1)).mean(axis=1)
        levels = 10 * np.log10(power + 1e-12)
        self._recent = np.append(self._recent, levels)[-RECENT:]
        self._levels = np.append(self._levels, levels[levels > FAINTEST])[-LEVEL_MEMORY:]
        if not len(self._levels):
            return
        loud = self._levels[self._levels > np.percentile(self._levels, 95) - 20]
        wanted = float(np.clip(SPEECH_LEVEL - 10 * np.log10(np.mean(10 ** (loud / 10))), *GAINS))
        share = 1 - 0.5 ** (self.block / MELS.frames_a_second) if len(self._levels) > 100 else 1.0
        self._gain += share * (wanted - self._gain)

    def _measure_pitch(self, n_fresh):
        window = min(PITCHED, len(self._wav) // HOP)
        found = pitch(self._wav[-window * HOP:], MELS.rate, HOP)[:window]
        # The samples reach half a window beyond the centre of the mel's last frame.
        end = self._mel.shape[1]
        begin = self._wav_frames() - window
        n = min(end - begin, n_fresh + PITCH_SETTLING, len(found))
        kept = self._f0[: end - n]
        self._f0 = np.concatenate([kept, found[end - n - begin: end - begin]])
        settled = self._f0[end - n: end - PITCH_SETTLING // 2]
        log_f0 = np.log(settled[settled > 0][-n_fresh:])
        count, mean, variance = self._voiced
        for value in log_f0:
            if count <= 2 * PRIOR or abs(value - mean) < 0.6:  # octave errors would distort both
                count = min(count + 1, PITCH_MEMORY)
                mean, change = mean + (value - mean) / count, value - mean
                variance += (change ** 2 - variance) / count
        self._voiced = count, mean, variance

    def _wav_frames(self):
        return len(self._wav) // HOP

    def _say(self):
        """Return the next block of output, from everything received so far."""
        begin, end = self._said, self._said + self.block
        self._said = end
        dry = self._dry(begin, end)
        known = min(self._log_p.shape[1], self._mel.shape[1])
        start = (begin - self._first - self._decoder.context) // 2 * 2  # even, because frames are decoded in pairs
        mel, f0 = (x[..., begin - self._first - known:] for x in self._decode(start, known))
        fade = min(FADE, self._before.shape[1])
        share = np.linspace(0, 1, fade + 2)[1:-1].astype(np.float32)
        mel[:, :fade] = share * mel[:, :fade] + (1 - share) * self._before[:, :fade]
        self._before = mel[:, self.block:].copy()
        wet = self._vocoder.push(mel, f0, self.block) * self._output_gain
        return (self.wet * wet + (1 - self.wet) * dry).astype(np.float32)

    def _decode(self, start, end):
        """Return the mel and f0 of the last of the kept frames [start, end), for which there is enough context."""
        log_p, own = self._log_p[:, start:end], self._mel[:, start:end]
        path = steady(log_p, CHANGE)
        if self._recent.max() < FAINTEST:
            path[:] = PAD
        heard = spell(path, silent(own), closed=False)
        f0, voiced = self._contour(self._f0[start:end])
        if not heard.symbols:
            return np.full((MELS.n_mels, end - start - self._decoder.context), FLOOR, np.float32), f0
        reduction = self._decoder.reduction
        level = performed_level(self._mel[:, :end], reduction)[start // reduction:]
        mel = self._decoder.decode(heard, log_p, level, np.log(f0), voiced, self._first + start)
        mel[:, _long_pauses(path)[self._decoder.context:]] = FLOOR
        return mel, f0

    def _contour(self, f0):
        """Return the pitch in the target voice (Hz, in every frame) and which frames are voiced."""
        _, mean, variance = self._voiced
        voiced = f0 > 0
        moved = (np.log(np.maximum(f0, 1.0)) - mean).clip(-0.9, 0.9)
        moved *= np.clip(self._spread / max(np.sqrt(variance), 1e-3), *SPREADS)
        return np.exp(self._decoder.mean_log_f0 + bridge(moved, voiced) + self.pitch_shift * np.log(2) / 12), voiced

    def _dry(self, begin, end):
        """Return the speaker's own sound in frames [begin, end)."""
        if self.wet == 1.0:
            return np.zeros(self.block * HOP, np.float32)
        return self._wav[(begin - self._first) * HOP: (end - self._first) * HOP]

    def _forget(self):
        """Drop frames that are no longer needed; an even number of them, because the decoder joins them in pairs."""
        drop = (self._mel.shape[1] - MEMORY) // 2 * 2
        if drop > 0:
            self._mel, self._log_p, self._f0 = self._mel[:, drop:], self._log_p[:, drop:], self._f0[drop:]
            self._wav = self._wav[drop * HOP:]
            self._first += drop


class _Decoder:
    """The synthesizer's decoder in one voice, applied to windows instead of sentences.

    Live conversion accesses the synthesizer's network only here.

    Attributes
    ----------
    context : int
        Frames before the first one that is decoded.
    """

    def __init__(self, cloner, voice):
        speaker = cloner.converter(voice)
        synthesizer, adapted = speaker.synthesizer, speaker.adapted
        self._network, self._device = synthesizer.network, synthesizer.device
        self._hears, config = synthesizer.hears, self._network.config
        with torch.inference_mode():
            embedding, statistics = synthesizer._known(voice.embedding, voice.statistics)
            self._reader = self._network.condition(*self._network.reader(embedding, statistics))
            self._listener = self._network.condition(embedding, statistics)
            self._voice = synthesizer.vectors((embedding, statistics), voice.second, adapted, 0, CONVERTED)
            self._quick = quick(self._network, self._device)
            for name, vectors in (("content", self._listener[:, None].expand(-1, config.content_layers, -1)),
                                  ("decoder", self._voice[:, : config.n_layers]),
                                  ("detail", self._voice[:, config.n_layers:])):
                blocks = getattr(self._quick, name).blocks, getattr(self._network, name).blocks
                for block, exact, vector in zip(*blocks, vectors.unbind(1), strict=True):
                    block.modulate = _Known(exact.modulate(vector))
        self.mean_log_f0 = float(voice.statistics[0])
        self._statistics = torch.tensor(np.asarray(voice.statistics, np.float32), device=self._device)[None]
        self.reduction, self._sharpened = config.reduction, (config.sharpness, config.contrast)
        self._heard_before = self._network.content.context
        self.context = (self.reduction * (self._heard_before + self._network.decoder.context)
                        + self._network.detail.context)
        self._noise = torch.randn(1, 4096, config.noise_dim, generator=torch.Generator().manual_seed(0))
        planned = cloner.plan(cloner.read(CALIBRATION)[0], voice)
        # Spectra are matched and sharpened by their mean over some seconds of speech; that of a window would fluctuate.
        with torch.inference_mode():
            self._spoken = self._decode(self._spread(planned.symbols, planned.durations / planned.step,
                                                     len(planned.pitch)),
                                        planned.pitch * np.log(2) / 12, planned.voicing > 0.5, 0)

    @torch.inference_mode()
    def decode(self, heard, log_posteriors, level, log_f0, voiced, number):
        """Return the log-mel (n_mels, n_frames - context) of the speech recognised in a window.

        A synthesizer that accepts posteriors (`hears`) renders these, at the speaker's loudness; any other one
        renders the symbols.

        Parameters
        ----------
        heard : toolbox.core.cloning.conversion.Heard
        log_posteriors : float array (n_symbols, n_frames)
        level : float array (n_steps,)
            As in a Reading.
        log_f0, voiced : float and bool arrays (n_frames,)
        number : int
            Of the first frame, an even number.
        """
        n, r = len(log_f0), self.reduction
        n_steps = -(-n // r)
        fill = (0, n_steps * r - n)
        relative = np.pad(log_f0 - self.mean_log_f0, fill, "edge").reshape(n_steps, r).mean(axis=1)
        voicing = np.pad(voiced, fill, "edge").reshape(n_steps, r).any(axis=1)
        if self._hears:
            content = self._tensor(by_steps(said(heard, np.exp(log_posteriors.T)), r))
            mask = torch.ones(1, n_steps, device=self._device)
            wide = self._quick.hear(content, self._listener, mask, trimmed=True)
            begin = self._heard_before
            relative, voicing, level = relative[begin:], voicing[begin:], self._tensor(level[begin:]) / DECIBEL
            mel = self._decode(wide, relative, voicing, number // r + begin, level, trimmed=True)
            mel = hush(mel, silent_content(content), r)
        else:
            mel = self._decode(self._spread(heard.symbols, heard.frames / r, n_steps), relative, voicing, number // r,
                               trimmed=True)
        together = torch.cat([self._spoken, mel], dim=2)
        together = postfilter(match_spectrum(together, self._statistics), *self._sharpened).clamp(min=FLOOR)
        return together[0, :, self._spoken.shape[2]:][:, : n - self.context].cpu().numpy()

    def _tensor(self, values):
        return torch.tensor(np.asarray(values, np.float32), device=self._device)[None]

    def _spread(self, symbols, durations, n_steps):
        """Return the encoded text spread over the steps of a window, from symbols and their durations in steps."""
        numbers = [PAD, *encode(symbols), PAD]
        kept = [i for i, duration in enumerate(durations) if duration > 0]  # no edge in the middle of speech
        symbols, durations = (torch.tensor([[x[i] for i in kept]], device=self._device, dtype=dtype)
                              for x, dtype in ((numbers, torch.long), (durations.tolist(), torch.float32)))
        text, _ = self._network.read(symbols, self._reader, torch.ones(symbols.shape, device=self._device))
        return spread(text, F.pad(durations.cumsum(dim=1), (1, 0)), n_steps)

    def _decode(self, wide, pitch, voicing, step, level=None, trimmed=False):
        n_steps = wide.shape[1]
        places = (torch.arange(step, step + n_steps)) % self._noise.shape[1]
        mean = torch.tensor([self.mean_log_f0], device=self._device)
        return self._quick.decode(wide, self._tensor(pitch), self._tensor(voicing), mean, self._voice,
                                  torch.ones(1, n_steps, device=self._device),
                                  self._noise[:, places].to(self._device), level, trimmed)


class _Known(nn.Module):
    """What a layer returns for the one input that it ever receives."""

    def __init__(self, output: torch.Tensor):
        super().__init__()
        self._output = output

    def forward(self, _: torch.Tensor) -> torch.Tensor:
        return self._output


def _long_pauses(path):
    """Return which frames lie in a pause longer than PAUSE, except for its first and last few, bool (n_frames,)."""
    quiet = np.isin(path, SILENT)
    mask = np.zeros(len(path), bool)
    for begin, end in np.flatnonzero(np.diff(quiet, prepend=False, append=False)).reshape(-1, 2):
        if end - begin > PAUSE or begin == 0:
            mask[begin + (8 if begin else 0): max(0, end - (6 if end < len(path) else 0))] = True
    return mask
