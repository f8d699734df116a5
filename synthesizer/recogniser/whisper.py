"""Weights of Whisper's encoder (arXiv 2212.04356), read as data from a CTranslate2 file."""

import struct
from pathlib import Path

import numpy as np
import torch

from audio.mel import MelConfig, mel_frequencies
from synthesizer.recogniser.config import RecogniserConfig

VERSION = 6  # of CTranslate2's binary format
TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)  # by their numbers in the format
MEL = MelConfig(16_000, 400, 160, 80, 0.0, 8_000.0, 1e-5)  # configuration of Whisper's mels, which are power spectra
# Whisper's input is log10(power) / 4 + 1, and log10(power) = 2 ln(amplitude) / ln(10). With the default mel's window,
# amplitudes of average speech are smaller by this offset.
SCALE, OFFSET = 2 / np.log(10) / 4, 1.15

LAYER = {"attention_norm": "self_attention/layer_norm", "qkv": "self_attention/linear_0",
         "out": "self_attention/linear_1", "feed_forward.0": "ffn/layer_norm", "feed_forward.1": "ffn/linear_0",
         "feed_forward.3": "ffn/linear_1"}  # our names of a layer's parts, and theirs


def read_tensors(path: str | Path) -> dict[str, np.ndarray]:
    """Read the tensors of a CTranslate2 model file by name; raise ValueError with a sentence if it is not one."""
    try:
        return _Reader(Path(path).read_bytes()).tensors()
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise ValueError(f"{path} is not a model file of CTranslate2, version {VERSION}, or is damaged "
                         f"({error}).") from None


class _Reader:
    """Sequential reader of a model file with little-endian numbers and length-prefixed names."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def tensors(self):
        version = self.number("I")
        if version != VERSION:
            raise ValueError(f"version {version}")
        self.name(), self.number("I")  # kind and revision of the model
        tensors = {}
        for _ in range(self.number("I")):
            name = self.name()
            shape = [self.number("I") for _ in range(self.number("B"))]
            kind = np.dtype(TYPES[self.number("B")])
            size = self.number("I")
            tensors[name] = np.frombuffer(self.data, kind, size // kind.itemsize, self.at).reshape(shape)
            self.at += size
        for _ in range(self.number("I")):  # names that share a tensor
            name = self.name()
            tensors[name] = tensors[self.name()]
        return tensors

    def number(self, code):
        value, = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize(code)
        return value

    def name(self):
        length = self.number("H")
        self.at += length
        return self.data[self.at - length: self.at].rstrip(b"\0").decode()


def bands_as_whisper(config: RecogniserConfig) -> torch.Tensor:
    """Return the matrix (80, n_bands) that interpolates Whisper's mel bands from a recogniser's.

    Whisper's bands above the recogniser's highest one are set to its value.
    """
    theirs, ours = mel_frequencies(MEL), mel_frequencies(config.mel)[: config.n_bands]
    rows = [np.interp(theirs, ours, unit) for unit in np.eye(len(ours))]
    return torch.from_numpy(np.stack(rows, axis=1)).float()


def encoder_state(path: str | Path, config: RecogniserConfig) -> dict[str, torch.Tensor]:
    """Return Whisper's encoder as weights of a recogniser's encoder.

    The first convolution absorbs the conversion from the recogniser's mels to Whisper's: interpolation of bands, and
    scale and offset of the logarithms.

    Parameters
    ----------
    path : str or Path
        A CTranslate2 file of Whisper whose encoder has the sizes of `config`.
    config : synthesizer.recogniser.config.RecogniserConfig
    """
    published = {name.removeprefix("encoder/"): tensor for name, tensor in read_tensors(path).items()}
    names = {"conv1": "conv1", "conv2": "conv2", "norm": "layer_norm"}
    for i in range(config.n_layers):
        names |= {f"layers.{i}.{ours}": f"layer_{i}/{theirs}" for ours, theirs in LAYER.items()}
    state = {}
    for ours, theirs in names.items():
        weight, bias = ("gamma", "beta") if theirs.endswith("norm") else ("weight", "bias")
        for kind, name in (("weight", weight), ("bias", bias)):
            if f"{theirs}/{name}" not in published:
                raise ValueError(f"{path} is not a Whisper model: it has no {theirs}/{name}.")
            state[f"{ours}.{kind}"] = torch.from_numpy(published[f"{theirs}/{name}"].astype(np.float32))
    weight = state["conv1.weight"]
    state["conv1.bias"] += OFFSET * weight.sum(dim=(1, 2))
    state["conv1.weight"] = torch.einsum("obk,bn->onk", weight, bands_as_whisper(config)) * SCALE
    return state
