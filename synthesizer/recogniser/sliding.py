"""The recogniser of whole utterances on speech that is still arriving."""

import numpy as np
import torch
import torch.nn.functional as F

from synthesizer.recogniser.inference import Recogniser
from synthesizer.recogniser.network import sinusoids
from training.quick import quick

LONGEST, KEPT = 1200, 176  # mel frames seen at most, and those seen again after that
SETTLING = 40  # earlier mel frames that are recognised again, with more of what follows them
EDGE = 2  # encoder frames that the convolutions need on the left


class SlidingRecogniser:
    """Recognises the newest frames of a stream of log-mel, with the keys and values of earlier ones remembered.

    Whatever was said until SETTLING frames ago has been recognised with what followed it, and hardly changes. Only the
    frames after that go through the encoder again, and attend to all earlier ones. After LONGEST frames, the encoder
    begins again with the latest KEPT ones.

    Parameters
    ----------
    recogniser : Recogniser
    """

    def __init__(self, recogniser: Recogniser):
        self._network, self._device = quick(recogniser.network, recogniser.device), recogniser.device
        c = self._network.config
        self._mel: np.ndarray = np.zeros((c.n_bands, 0), np.float32)
        self._known: list[tuple[torch.Tensor, ...]] = [()] * c.n_layers  # keys and values of each layer
        self._positions = sinusoids(0, LONGEST // 2 + 1, c.dim).to(self._device)

    @torch.inference_mode()
    def push(self, mel: np.ndarray) -> np.ndarray:
        """Recognise the next frames.

        Parameters
        ----------
        mel : float array (n_mels, n)
            Log-mel, n < LONGEST.

        Returns
        -------
        float32 array (n_symbols, m)
            The log-probabilities of the latest m frames; m is n + SETTLING, or less where fewer are known.
        """
        network, n = self._network, mel.shape[1]
        self._mel = np.concatenate([self._mel, mel[: len(self._mel)]], axis=1)
        begin = max(0, (self._mel.shape[1] - n - SETTLING) // 2 - EDGE)  # the encoder's frames are pairs
        if self._mel.shape[1] > LONGEST:
            self._mel, begin = self._mel[:, (self._mel.shape[1] - max(n, KEPT)) // 2 * 2:], 0
        lead = min(begin, EDGE)
        mels = torch.from_numpy(self._mel[:, 2 * (begin - lead):]).to(self._device)[None]
        fine, x = network.convolve(F.pad(mels, (0, mels.shape[2] % 2), mode="replicate"))
        x = x[:, lead:]
        x = x + self._positions[begin: begin + x.shape[1]]
        for i, layer in enumerate(network.layers):
            query, *pair = layer.project(x)
            if begin:
                pair = [torch.cat([old[:, :, :begin], new], 2) for old, new in zip(self._known[i], pair, strict=True)]
            self._known[i] = tuple(pair)
            x = layer.combine(x, F.scaled_dot_product_attention(query, *pair))
        _, logits = network.probe(network.norm(x), fine[..., 2 * lead:])
        logits = logits[0, : self._mel.shape[1] - 2 * begin]
        kept = min(len(logits) - 2 * lead, n + SETTLING)
        return logits[-kept:].log_softmax(dim=1).T.cpu().numpy()
