"""The aligner's network: a frame classifier of phonemes."""

from torch import nn

from audio.voice import N_BANDS
from training.checkpoint import load_weights, read_model, save_model

KIND = "corpus/aligner"
EDGE = "^"  # the silence at both ends


class FrameClassifier(nn.Module):
    """Normalised log-mels (batch, N_BANDS, n_frames) -> phoneme logits (batch, n_symbols, n_frames).

    It sees 0.9 s around each frame.
    """

    def __init__(self, symbols, dim=192, dilations=(1, 1, 2, 2, 4, 4)):
        super().__init__()
        self.symbols, self.card = symbols, {}
        self.embed = nn.Conv1d(N_BANDS, dim, 5, padding=2)
        self.blocks = nn.ModuleList(_Block(dim, dilation) for dilation in dilations)
        self.out = nn.Sequential(nn.LayerNorm(dim, elementwise_affine=False), nn.Dropout(0.1),
                                 nn.Linear(dim, len(symbols)))

    @classmethod
    def load(cls, path):
        """Read a file of `save`; ValueError with a sentence if it is none."""
        tensors, config, card = read_model(path, KIND)
        network = cls(config["symbols"])
        network.card = card
        load_weights(network, tensors, path)
        return network.eval()

    def save(self, path):
        """Write the weights beside their place and rename them into it."""
        save_model(path, KIND, self, {"symbols": self.symbols}, self.card)

    def forward(self, mels):
        return self.out(self._hidden(mels)).transpose(1, 2)

    def listen(self, mels):
        """What is heard in log-mels (batch, n_mels, n_frames) as they are.

        Returns
        -------
        logits : float tensor (batch, n_symbols, n_frames)
        hidden : float tensor (batch, n_frames, dim)
            What the logits are made of, at zero mean and unit spread.
        """
        hidden = self._hidden(normalize(mels[:, :N_BANDS]))
        return self.out(hidden).transpose(1, 2), self.out[0](hidden)

    def _hidden(self, mels):
        x = self.embed(mels)
        for block in self.blocks:
            x = block(x)
        return x.transpose(1, 2)


class _Block(nn.Module):
    """A block of ConvNeXt's kind (arXiv 2201.03545); (batch, dim, n_frames) -> the same."""

    def __init__(self, dim, dilation):
        super().__init__()
        self.depthwise = nn.Conv1d(dim, dim, 7, padding=3 * dilation, dilation=dilation, groups=dim)
        self.pointwise = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 3 * dim), nn.GELU(),
                                       nn.Linear(3 * dim, dim))

    def forward(self, x):
        return x + self.pointwise(self.depthwise(x).transpose(1, 2)).transpose(1, 2)


def normalize(mel):
    """Log-mels (…, n_bands, n_frames) with a mean of 0 in each band and a common deviation of 1."""
    return (mel - mel.mean(dim=-1, keepdim=True)) / mel.std(dim=(-2, -1), keepdim=True).clamp(min=0.1)
