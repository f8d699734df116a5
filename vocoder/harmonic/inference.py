"""Mel spectrogram -> waveform: `Vocoder`, whole or in pieces."""

from collections.abc import Callable, Iterator

import numpy as np
import torch

from training.trained import Trained
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.network import HarmonicVocoder

KIND = "vocoder/harmonic"
FIRST_CHUNK, LONGEST_CHUNK = 40, 320  # mel frames


class Vocoder(Trained):
    """The harmonic vocoder."""

    kind, network_type, config_type = KIND, HarmonicVocoder, VocoderConfig
    name = "harmonic"

    def infer(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0) -> np.ndarray:
        """Waveform of a whole mel spectrogram.

        Parameters
        ----------
        mel : float32 array (n_mels, n_frames)
        f0 : float32 array (n_frames,), optional
            In Hz, positive in every frame; estimated from the mel if not given.
        seed : int
            Of the noise in breath and consonants.

        Returns
        -------
        float32 array (n_frames * hop_length,)
        """
        return np.concatenate(list(self.stream(mel, f0, seed, first=mel.shape[1])))

    @torch.inference_mode()
    def stream(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0,
               cancelled: Callable[[], bool] = lambda: False, first: int = FIRST_CHUNK) -> Iterator[np.ndarray]:
        """Yield the waveform in pieces that join without a seam, the first one short.

        The network sees a bounded number of frames, so that a piece with enough of its neighbours around it comes out
        as it would in the whole. `cancelled` is asked before each piece.
        """
        network, hop = self.network, self.config.hop_length
        mel = torch.as_tensor(np.asarray(mel, dtype=np.float32), device=self.device)[None]
        n_frames = mel.shape[-1]
        if f0 is None:
            pitch = network.pitch(network.normalize(mel))
        else:
            pitch = torch.as_tensor(np.asarray(f0, dtype=np.float32), device=self.device)[None]
        pulses, _ = network.sources(pitch)
        # Drawn on the CPU, so that a seed means the same on every device.
        noise = torch.randn(pulses.shape, generator=torch.Generator().manual_seed(seed)).to(self.device)
        margin = network.config.receptive_frames
        start, length = 0, first
        while start < n_frames and not cancelled():
            end = min(n_frames, start + length)
            if n_frames - end < FIRST_CHUNK:
                end = n_frames
            low, high = max(0, start - margin), min(n_frames, end + margin)
            sources = tuple(s[:, low * hop: high * hop] for s in (pulses, noise))
            wav = network(mel[..., low:high], sources=sources)
            yield wav[0, (start - low) * hop: (end - low) * hop].cpu().numpy()
            start, length = end, min(2 * length, LONGEST_CHUNK)
