"""Counting of the people who speak at once: `Counter`."""

from collections.abc import Callable

import numpy as np
import torch

from audio.errors import Cancelled
from encoder.counting.config import CountingConfig
from encoder.counting.network import CountingNetwork, log_mels
from training.trained import Trained

KIND = "encoder/counting"
PIECE, EDGE = 160, 16  # frames in a piece, and frames at its ends that its neighbours know better
BATCH = 16


class Counter(Trained):
    """A trained network that counts how many people speak at once."""

    kind, network_type, config_type = KIND, CountingNetwork, CountingConfig

    @property
    def config(self) -> CountingConfig:
        """Return the network's configuration."""
        return self.network.config

    @property
    def seconds(self) -> float:
        """Return the seconds between the frames of the output."""
        return self.config.frame / self.config.mel.rate

    @torch.inference_mode()
    def count(self, wav: np.ndarray, cancelled: Callable[[], bool] = lambda: False) -> np.ndarray:
        """Return how likely nobody, one person and several people speak in each frame.

        Parameters
        ----------
        wav : float32 array (n_samples,)
            At the network's rate, 16 kHz.
        cancelled : callable
            Called every minute or so of sound.

        Returns
        -------
        float32 array (n_frames, 3)
            A frame lies at each multiple of `seconds`.

        Raises
        ------
        audio.errors.Cancelled
        """
        hop = self.config.frame
        n_frames = -(-len(wav) // hop)
        n_pieces = max(1, -(-(n_frames - 2 * EDGE) // (PIECE - 2 * EDGE)))
        length = (n_pieces * (PIECE - 2 * EDGE) + 2 * EDGE) * hop
        padded = torch.from_numpy(np.pad(np.asarray(wav, np.float32), (0, length - len(wav))))
        pieces, made = padded.unfold(0, PIECE * hop, (PIECE - 2 * EDGE) * hop), []
        for begin in range(0, n_pieces, BATCH):
            if cancelled():
                raise Cancelled
            mels = log_mels(pieces[begin: begin + BATCH].to(self.device), self.config.mel)
            made.append(self.network(mels).softmax(dim=2).cpu())
        found = torch.cat(made)
        middles = found[:, EDGE: PIECE - EDGE].flatten(0, 1)
        return torch.cat([found[0, :EDGE], middles, found[-1, PIECE - EDGE:]]).numpy()[:n_frames]
