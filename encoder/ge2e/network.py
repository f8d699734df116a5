"""The speaker-verification network of GE2E (arXiv 1710.10467, section 3.1)."""

import torch
import torch.nn.functional as F
from torch import nn

from encoder.config import EncoderConfig


class GE2E(nn.Module):
    """LSTMs over mel frames; the embedding is a projection of the last hidden state."""

    mean: torch.Tensor
    scale: torch.Tensor

    def __init__(self, config: EncoderConfig = EncoderConfig()):
        super().__init__()
        self.config = config
        # Statistics of the training data; the published weights take unnormalised mels.
        self.register_buffer("mean", torch.zeros(config.mel.n_mels))
        self.register_buffer("scale", torch.ones(config.mel.n_mels))
        self.lstm = nn.LSTM(config.mel.n_mels, config.hidden_size, config.n_layers, batch_first=True)
        self.linear = nn.Linear(config.hidden_size, config.embedding_size)

    def forward(self, mels: torch.Tensor) -> torch.Tensor:
        """Embed a batch of partial utterances.

        Parameters
        ----------
        mels : float tensor (batch, n_frames, n_mels)
            Output of `encoder.features`: power mels for the published weights.

        Returns
        -------
        float tensor (batch, embedding_size)
            Unit length, non-negative.
        """
        _, (hidden, _) = self.lstm((mels - self.mean) / self.scale)
        return F.normalize(self.linear(hidden[-1]).float().relu(), dim=1)
