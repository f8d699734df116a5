"""Differentiable playback and embedding of mel spectrograms, for adaptation."""

import math

import torch

from encoder.ecapa.network import ECAPA
from encoder.features import features
from encoder.ge2e.network import GE2E
from synthesizer.spectrum import CONTRAST, GAIN, SHARPNESS, match_spectrum, postfilter
from vocoder.harmonic.network import HarmonicVocoder


class Hearing:
    """Plays mels as in the finished speech, and embeds the result with both speaker encoders.

    Parameters
    ----------
    vocoder : HarmonicVocoder
    encoder, second_encoder : GE2E, ECAPA
        The three networks are frozen.
    sharpness, contrast : float
        Strength of the postfilter applied to the synthesizer's mels.
    """

    def __init__(self, vocoder: HarmonicVocoder, encoder: GE2E, second_encoder: ECAPA,
                 sharpness: float = SHARPNESS, contrast: float = CONTRAST):
        self.vocoder, self.encoder, self.second_encoder = vocoder, encoder, second_encoder
        self.sharpness, self.contrast = sharpness, contrast
        for part in (vocoder, encoder, second_encoder):
            part.eval().requires_grad_(False)
        # cuDNN's LSTM has no gradient in evaluation mode; this one has no dropout that training mode would enable.
        self.encoder.lstm.train()

    def play(self, mel: torch.Tensor, f0: torch.Tensor, statistics: torch.Tensor,
             noise: torch.Tensor | None = None) -> torch.Tensor:
        """Return the final waveforms of mels.

        Parameters
        ----------
        mel : float tensor (batch, n_mels, n_frames)
            Output of a synthesizer.
        f0 : float tensor (batch, n_frames)
            In Hz, positive.
        statistics : float tensor (batch or 1, n_statistics)
            Statistics of the voices.
        noise : float tensor (batch, n_frames * hop_length), optional
            White noise; drawn if not given.

        Returns
        -------
        float tensor (batch, n_samples)
            At the encoders' sample rate.
        """
        pulses, drawn = self.vocoder.sources(f0)
        sources = pulses, drawn if noise is None else noise
        mel = postfilter(match_spectrum(mel, statistics), self.sharpness, self.contrast)
        wavs = self.vocoder(mel, sources=sources) * GAIN
        return resample(wavs, self.vocoder.config.mel.rate, self.encoder.config.mel.rate)

    def embed(self, wavs: torch.Tensor) -> torch.Tensor:
        """Embed waveforms (batch, n_samples) by the first encoder: (batch, 256), unit length."""
        return self._embed(self.encoder, wavs)

    def embed_second(self, wavs: torch.Tensor) -> torch.Tensor:
        """Embed waveforms (batch, n_samples) by the second encoder: (batch, 192), unit length."""
        return self._embed(self.second_encoder, wavs)

    @staticmethod
    def _embed(encoder, wavs):
        return encoder(features(wavs, encoder.config)[:, : encoder.config.partial_frames]).float()


def resample(wavs: torch.Tensor, rate: int, new_rate: int) -> torch.Tensor:
    """Resample waveforms (batch, n_samples) to a lower rate by truncating their spectrum.

    Unlike soxr's, this resampling is differentiable.
    """
    shared = math.gcd(rate, new_rate)
    units = wavs.shape[1] * shared // rate  # segments of a whole number of samples at either rate
    before, after = units * rate // shared, units * new_rate // shared
    return torch.fft.irfft(torch.fft.rfft(wavs[:, :before].float())[:, : after // 2 + 1], n=after) * (after / before)
