"""Embed recordings: `SpeakerEncoder`."""

import importlib.util
import os
import zlib
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from audio.errors import AudioError
from encoder.config import EncoderConfig
from encoder.features import features, preprocess
from encoder.ge2e.network import GE2E
from training.checkpoint import build, read_foreign, read_model

KIND = "encoder/ge2e"
MIN_SPEECH = 1.0  # seconds
LARGEST_FILE = 4 * 17_090_379  # bytes: the published file, with a state of the optimizer that others leave in it
WEIGHTS_VARIABLE = "GE2E_WEIGHTS"


class SpeakerEncoder:
    """GE2E with the weights published with Resemblyzer (Apache-2.0), or with those of one's own training."""

    def __init__(self, network, device="cpu"):
        self.config = network.config
        self.device = torch.device(device)
        self.network = network.eval().to(self.device)

    def to(self, device):
        """Move the network to another device."""
        self.device = torch.device(device)
        self.network.to(self.device)

    @classmethod
    def load(cls, path=None, device="cpu"):
        """Read the weights and return an encoder.

        Parameters
        ----------
        path : str or Path, optional
            A checkpoint with the key `model_state`, as published, or a model.safetensors of `main.py train encoder`;
            found by `find_weights` if not given.
        device : str

        Raises
        ------
        FileNotFoundError
            If no weights are on this machine.
        ValueError
            If the file is neither.
        """
        path = Path(path) if path else find_weights()
        if path.suffix == ".safetensors":
            tensors, config, _ = read_model(path, KIND)
            return cls(build(GE2E, EncoderConfig, config, tensors, path), device)
        try:
            state = read_foreign(path, LARGEST_FILE)
            network = GE2E()
            # The published file also holds the loss's scale and bias, which are of no use here.
            state = {k: v for k, v in state.items() if k.startswith(("lstm.", "linear."))}
            network.load_state_dict({"mean": network.mean, "scale": network.scale} | state)
        except FileNotFoundError:
            raise FileNotFoundError(f"{path}: there is no such speaker-encoder file.") from None
        except (ValueError, RuntimeError) as error:
            raise ValueError(f"{path} is not a GE2E speaker encoder ({type(error).__name__}); "
                             "put the published encoder.pt or pretrained.pt there.") from None
        return cls(network, device)

    def preprocess(self, wav, rate):
        """Resample to 16 kHz, raise the level and cut long silences, as the encoder was trained; (n_samples,)."""
        return preprocess(wav, rate, self.config)

    def embed(self, wav, rate):
        """Embedding of one recording: the normalised mean of its partials' embeddings.

        Parameters
        ----------
        wav : float32 array (n_samples,)
        rate : int
            In Hz.

        Returns
        -------
        float32 array (256,)
            Unit length.

        Raises
        ------
        AudioError
            If there is less than a second of speech.
        """
        return self.embed_many([wav], rate)[0]

    def embed_many(self, wavs, rate):
        """Embeddings of several recordings in one batch; float32 (n_recordings, 256)."""
        return np.stack([_unit(partials.mean(axis=0)) for partials in self._partials(wavs, rate)])

    def embed_partials(self, wav, rate):
        """Embedding of every 1.6 s window (half overlap) of a recording; float32 (n_partials, 256)."""
        return self._partials([wav], rate)[0]

    def embed_prepared(self, wav):
        """`embed` of a waveform (n_samples,) that `preprocess` has already been applied to."""
        return self.embed_many_prepared([wav])[0]

    def embed_many_prepared(self, wavs):
        """Embeddings of waveforms (n_samples,) that `preprocess` has been applied to; float32 (n_recordings, 256)."""
        return np.stack([_unit(partials.mean(axis=0)) for partials in self._forward(wavs)])

    @cached_property
    def name(self):
        """A name that only these weights have: embeddings of others are not to be compared with theirs."""
        checksum = 0
        for tensor in self.network.state_dict().values():
            checksum = zlib.crc32(tensor.detach().cpu().contiguous().numpy().tobytes(), checksum)
        return f"ge2e-{checksum:08x}"

    def _partials(self, wavs, rate):
        prepared = [self.preprocess(wav, rate) for wav in wavs]
        for wav in prepared:
            seconds = len(wav) / self.config.mel.rate
            if seconds < MIN_SPEECH:
                raise AudioError(f"Only {seconds:.1f} s of speech was found; at least {MIN_SPEECH:.0f} s is needed, "
                                 "and 5 s or more gives a better likeness.")
        return self._forward(prepared)

    @torch.inference_mode()
    def _forward(self, wavs, batch=64):
        partials, counts = [], []
        for wav in wavs:
            starts, n_samples = self._partial_starts(len(wav))
            wav = torch.from_numpy(np.pad(wav, (0, max(0, n_samples - len(wav)))).astype(np.float32)).to(self.device)
            mel = features(wav, self.config)
            partials += [mel[s: s + self.config.partial_frames] for s in starts]
            counts.append(len(starts))
        out = torch.cat([self.network(torch.stack(partials[i: i + batch])) for i in range(0, len(partials), batch)])
        return [part.numpy() for part in out.cpu().split(counts)]

    def _partial_starts(self, n_samples):
        """First frames of the partials, and the number of samples that they need."""
        c = self.config
        n_frames = -(-(n_samples + 1) // c.mel.hop_length)
        starts = list(range(0, max(1, n_frames - c.partial_frames + c.partial_step + 1), c.partial_step))
        hop, length = c.mel.hop_length, c.partial_frames * c.mel.hop_length
        if len(starts) > 1 and (n_samples - starts[-1] * hop) / length < c.min_coverage:
            starts.pop()
        return starts, starts[-1] * hop + length


def find_weights():
    """Where the published GE2E weights lie on this machine.

    Looks at the file named by $GE2E_WEIGHTS, then in the installed Resemblyzer package, which is not imported.
    """
    named = os.environ.get(WEIGHTS_VARIABLE)
    if named:
        return Path(named)
    package = importlib.util.find_spec("resemblyzer")
    if package and package.submodule_search_locations:
        path = Path(package.submodule_search_locations[0]) / "pretrained.pt"
        if path.exists():
            return path
    raise FileNotFoundError("The speaker encoder's weights are missing: "
                            "run `pip install --no-deps Resemblyzer==0.1.4`, or set "
                            f"${WEIGHTS_VARIABLE} to a published encoder.pt.")


def _unit(vector):
    return (vector / np.linalg.norm(vector)).astype(np.float32)
