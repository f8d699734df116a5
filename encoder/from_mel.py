"""Speaker embeddings of another network's mel spectrograms, with a gradient."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from audio.mel import MelConfig, mel_frequencies
from audio.signal import resample
from encoder.features import compress, energies

if TYPE_CHECKING:
    from encoder.ecapa.network import ECAPA
    from encoder.ge2e.network import GE2E


class MelEmbedder(nn.Module):
    """Log-mels of one configuration -> embeddings by a frozen speaker encoder.

    The energies in the encoder's bands are taken for non-negative sums of the other mels' powers, interpolated in
    time; the weights are fitted on speech. With the published weights, on LibriSpeech and virtual speakers, GE2E's
    embedding of 1.6 s agrees with the true one to a cosine of 0.95, ECAPA-TDNN's of 2.4 s to 0.88.

    Parameters
    ----------
    network : encoder.ge2e.network.GE2E or encoder.ecapa.network.ECAPA
    config : audio.mel.MelConfig
        Of the mels that come in.
    """

    def __init__(self, network: "GE2E | ECAPA", config: MelConfig):
        super().__init__()
        self.network, self.config = network.requires_grad_(False), config
        n_bands = int((mel_frequencies(config) < network.config.mel.rate / 2).sum())
        self.mix = nn.Linear(n_bands, network.config.mel.n_mels, bias=False).requires_grad_(False)

    @classmethod
    def fit(cls, network: "GE2E | ECAPA", config: MelConfig,
            speech: Sequence[tuple[np.ndarray, torch.Tensor]]) -> "MelEmbedder":
        """Fit the weights to waveforms (n_samples,) at `config.rate` and their log-mels (n_mels, n_frames), a minute of
        such pairs or more."""
        embedder = cls(network, config)
        embedder.mix.weight.copy_(embedder._fit(speech))
        return embedder

    @property
    def frames(self) -> int:
        """Return how many frames of incoming mel make one partial utterance."""
        return int(self.network.config.partial_frames * self._frames_a_frame) + 2

    @property
    def _frames_a_frame(self):
        mel = self.network.config.mel
        return mel.hop_length / mel.rate * self.config.rate / self.config.hop_length

    def forward(self, mels: torch.Tensor) -> torch.Tensor:
        """Return embeddings (batch, embedding_size) of log-mels (batch, n_mels, `frames` or fewer)."""
        power = (2 * mels[:, : self.mix.in_features].float()).exp()
        shorter = int((mels.shape[-1] - 1) / self._frames_a_frame) + 1
        power = self._at_its_times(power, min(self.network.config.partial_frames, shorter))
        # cuDNN's LSTM gives no gradient in evaluation mode.
        with torch.backends.cudnn.flags(enabled=False):
            return self.network(compress(self.mix(power.transpose(1, 2)), self.network.config))

    def _at_its_times(self, mels, n_frames):
        times = torch.arange(n_frames, device=mels.device) * self._frames_a_frame
        before = times.floor().long().clamp(max=mels.shape[-1] - 2)
        share = times - before
        return mels[..., before] * (1 - share) + mels[..., before + 1] * share

    def _fit(self, speech, per_utterance=150):
        from scipy.optimize import nnls  # takes a while, which cloning need not wait for

        theirs, ours, rng = [], [], np.random.default_rng(0)
        mel_config = self.network.config.mel
        for wav, mel in speech:
            wav = torch.from_numpy(resample(wav, self.config.rate, mel_config.rate))
            wanted = energies(wav, self.network.config).T
            given = self._at_its_times(mel.float(), wanted.shape[1])[: self.mix.in_features].exp().square()
            picked = rng.choice(wanted.shape[1], min(per_utterance, wanted.shape[1]), replace=False)
            theirs.append(given[:, picked].numpy())
            ours.append(wanted[:, picked].numpy())
        theirs, ours = np.concatenate(theirs, axis=1), np.concatenate(ours, axis=1)
        rows = []
        for band in ours:
            weight = 1 / (band + 0.05 * band.mean())  # relative errors: quiet frames are most of speech
            rows.append(nnls((theirs * weight).T, band * weight)[0])
        return torch.from_numpy(np.stack(rows)).float()
