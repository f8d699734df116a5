"""Griffin-Lim (1984) with momentum (Perraudin et al., 2013): the fallback that needs no weights."""

from collections.abc import Callable, Iterator

import numpy as np
import torch

from audio.mel import MelConfig, mel_filters, spectrogram
from audio.signal import deemphasize


class GriffinLim:
    """Mel -> waveform by iteration towards a consistent spectrum.

    Parameters
    ----------
    config : MelConfig
    n_iterations : int
    device : str
    """

    name = "griffin-lim"

    def __init__(self, config: MelConfig = MelConfig(), n_iterations: int = 32, device: str | torch.device = "cpu",
                 momentum: float = 0.99):
        self.config, self.n_iterations, self.momentum = config, n_iterations, momentum
        self.device = torch.device(device)
        filters = mel_filters(config.rate, config.n_fft, config.n_mels, config.fmin, config.fmax)
        self._inverse = torch.linalg.pinv(filters.double()).float().to(self.device)
        self._filters = filters.to(self.device)

    def to(self, device: str | torch.device) -> None:
        """Move the filters to another device."""
        self.device = torch.device(device)
        self._inverse, self._filters = self._inverse.to(self.device), self._filters.to(self.device)

    def infer(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0) -> np.ndarray:
        """Return the waveform, float32 (n_frames * hop_length,), of a log-mel (n_mels, n_frames); `f0` is ignored."""
        return next(self.stream(mel, f0, seed))

    @torch.inference_mode()
    def stream(self, mel: np.ndarray, f0: np.ndarray | None = None, seed: int = 0,
               cancelled: Callable[[], bool] = lambda: False) -> Iterator[np.ndarray]:
        """Yield the waveform in one piece, for the iteration needs all of it; call `cancelled` before each round.

        A mel louder than full scale, which other vocoders learn to handle, is attenuated to full scale.
        """
        c = self.config
        amplitude = torch.as_tensor(np.asarray(mel), device=self.device).float().exp()
        magnitude = self._magnitudes(amplitude)
        length = mel.shape[1] * c.hop_length
        magnitude = torch.cat([magnitude, magnitude[:, -1:]], dim=1)
        noise = torch.rand(magnitude.shape, generator=torch.Generator().manual_seed(seed)).to(self.device)
        phase, previous = torch.polar(torch.ones_like(noise), 2 * torch.pi * noise), 0.0
        window = torch.hann_window(c.n_fft, device=self.device)
        for _ in range(self.n_iterations):
            if cancelled():
                return
            wav = torch.istft(magnitude * phase, c.n_fft, c.hop_length, window=window, length=length)
            rebuilt = spectrogram(wav, c.n_fft, c.hop_length)
            phase = rebuilt - self.momentum / (1 + self.momentum) * previous
            phase, previous = phase / phase.abs().clamp(min=1e-12), rebuilt
        wav = torch.istft(magnitude * phase, c.n_fft, c.hop_length, window=window, length=length).cpu().numpy()
        wav = deemphasize(wav, c.preemphasis) if c.preemphasis else wav
        yield wav / max(1.0, float(np.abs(wav).max()))

    def _magnitudes(self, amplitude, n_steps=30):
        """Find linear-frequency magnitudes whose mels are `amplitude`; multiplicative updates keep them positive."""
        magnitude = (self._inverse @ amplitude).clamp(min=1e-7)
        target = self._filters.T @ amplitude
        for _ in range(n_steps):
            magnitude = magnitude * target / (self._filters.T @ (self._filters @ magnitude)).clamp(min=1e-10)
        return magnitude
