"""Phonemes and a voice -> mel spectrogram: `Synthesizer`."""

from dataclasses import dataclass

import numpy as np
import torch

from synthesizer.config import SynthesizerConfig
from synthesizer.parallel import ParallelSynthesizer, spread
from synthesizer.spectrum import GAIN, match_spectrum, postfilter
from synthesizer.text import Phonemizer, encode
from training.trained import Trained

KIND = "synthesizer/parallel"
EDGE = (0.08, 0.15)  # seconds of silence that are left before and after a sentence
MARKS = ".,;:!?…—\"”)"
LONGEST_PHONEME = 1.2  # seconds; a predictor that runs away is held here


@dataclass(frozen=True)
class Synthesis:
    """What the synthesizer made of a sentence.

    Attributes
    ----------
    mel : float32 array (n_mels, n_frames)
        Natural logarithm of amplitude.
    f0 : float32 array (n_frames,), optional
        In Hz, positive in every frame.
    voicing : float32 array (n_frames,), optional
        Probability that the frame is voiced.
    durations : float32 array (n_symbols + 2,)
        In seconds, the silence at both edges counted in.
    attention : float32 array (n_symbols, n_frames), optional
        Share of each symbol in what was read for each frame, where the network has an attention.
    """

    mel: np.ndarray
    f0: np.ndarray | None
    voicing: np.ndarray | None
    durations: np.ndarray
    attention: np.ndarray | None = None


class Synthesizer(Trained):
    """The parallel synthesizer."""

    kind, network_type, config_type = KIND, ParallelSynthesizer, SynthesizerConfig
    name = "parallel"
    output_gain = GAIN
    shifts_pitch = adapts = True

    def __init__(self, network, card=None, device="cpu"):
        super().__init__(network, card, device)
        self._phonemizer = Phonemizer()

    def read(self, sentence):
        """What is said of a sentence, as phonemes, empty if nothing is; and the words that are left out."""
        read = self._phonemizer.phonemize([sentence])[0]
        # Every sentence that the network has learnt ends in a mark.
        return (read.text if not read.text or read.text[-1] in MARKS else f"{read.text}."), read.unpronounced

    @torch.inference_mode()
    def synthesize(self, phonemes, embedding, statistics, speed=1.0, pitch_shift=0.0, pitch_range=1.0, seed=0,
                   cancelled=lambda: False, adapted=None):
        """Make the mel spectrogram of a sentence.

        Parameters
        ----------
        phonemes : str
            In the alphabet of synthesizer.text.phonemes.
        embedding : float32 array (256,)
            Of the speaker, unit length.
        statistics : float32 array (n_statistics,)
            Of the voice (audio.voice).
        speed : float
            1 is the voice's own tempo, 2 twice as fast.
        pitch_shift : float
            In semitones, away from the voice's own mean.
        pitch_range : float
            Factor on the movement of the pitch around its mean.
        seed : int
        cancelled : callable
            Not asked: a sentence takes less time than the caller would wait.
        adapted : float32 array (n_decoder_blocks, voice_dim), optional
            The voice vectors that synthesizer.adaptation found for this voice, instead of the network's guess.

        Returns
        -------
        Synthesis
        """
        network, c = self.network, self.network.config
        seconds_a_step = c.reduction * c.mel.hop_length / c.mel.rate
        symbols = torch.tensor([[0, *encode(phonemes), 0]], device=self.device)
        embedding, measured = (torch.as_tensor(np.asarray(x, dtype=np.float32), device=self.device)[None]
                               for x in (embedding, statistics))
        known = embedding, network.quieten(measured)
        reader = network.condition(*network.reader(*known))
        voice = network.condition(*known) if adapted is None else torch.as_tensor(adapted, device=self.device)[None]
        text, log_durations = network.read(symbols, reader, torch.ones(symbols.shape, device=self.device))
        durations = log_durations.exp().clamp(min=0.5, max=LONGEST_PHONEME / seconds_a_step) / speed
        boundaries = torch.cat([torch.zeros(1, 1, device=self.device), durations.cumsum(dim=1)], dim=1)
        n_steps = max(1, round(float(boundaries[0, -1])))
        mask = torch.ones(1, n_steps, device=self.device)
        wide = spread(text, boundaries, n_steps)
        pitch, voicing = network.contour(wide, reader, mask)
        voicing = voicing.sigmoid()
        pitch = pitch * pitch_range + pitch_shift * np.log(2) / 12
        mean_log_f0 = torch.tensor([float(statistics[0])], device=self.device)
        noise = torch.randn(1, n_steps, c.noise_dim, generator=torch.Generator().manual_seed(seed)).to(self.device)
        mel = network.decode(wide, pitch, (voicing > 0.5).float(), mean_log_f0, voice, mask, noise)
        f0 = (mean_log_f0[:, None] + pitch).exp().repeat_interleave(c.reduction, dim=1)
        mel = postfilter(match_spectrum(mel, measured)).clamp(min=float(np.log(c.mel.floor)))
        made = Synthesis(mel[0].cpu().numpy(), f0[0].cpu().numpy(),
                         voicing[0].repeat_interleave(c.reduction).cpu().numpy(),
                         (durations[0] * seconds_a_step).cpu().numpy())
        return _cut_edges(made, c.mel.hop_length / c.mel.rate, 2 if phonemes[-1:] in MARKS else 1)


def _cut_edges(made, seconds_a_frame, closing=1):
    """Leave EDGE of the silence at both ends; the last `closing` durations are the mark's and the edge's.

    The network is not asked for shorter edges: the first consonant often begins within its edge, and would be lost.
    What begins in the closing ones is no speech but the network's own end: a click after half a second of silence.
    """
    level, n_frames = made.mel.mean(axis=0), made.mel.shape[1]
    low, high = np.percentile(level, (5, 95))
    changes = np.diff(level > low + 0.3 * (high - low), prepend=False, append=False)
    runs = np.flatnonzero(changes).reshape(-1, 2)  # where it is loud, beginnings and ends
    ends = np.cumsum(made.durations) / seconds_a_frame
    runs = runs[runs[:, 0] < max(ends[-1 - closing], n_frames / 2)]
    if not len(runs):
        return made
    begin = max(0, int(min(runs[0, 0], ends[0]) - EDGE[0] / seconds_a_frame))
    end = min(n_frames, int(runs[-1, 1] + EDGE[1] / seconds_a_frame) + 1)
    # Each of the closing ones keeps a frame, so that nothing on the time axis is without a place.
    latest = end - np.minimum(np.arange(len(ends))[::-1], closing)
    durations = np.diff(np.clip(ends, begin, latest), prepend=begin).astype(np.float32) * np.float32(seconds_a_frame)
    return Synthesis(made.mel[:, begin:end], made.f0[begin:end], made.voicing[begin:end], durations)
