"""Base classes of the networks' public classes: a trained network, ready for use."""

from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import torch
from torch import nn

from audio.mel import MelConfig
from training.checkpoint import build, fingerprint, read_model, save_tensors
from training.config import NetworkConfig
from training.packing import pack, unpack

Model = TypeVar("Model", bound="Trained")


class Trained:
    """A network in evaluation mode on a device, with the card of its model file.

    Attributes
    ----------
    kind : str
        Kind of model file that a subclass reads.
    network_type, config_type : type
        Types of a subclass's network and configuration.
    """

    kind: ClassVar[str]
    network_type: ClassVar[type[nn.Module]]
    config_type: ClassVar[type[NetworkConfig]]
    network: Any  # a `network_type`

    def __init__(self, network: nn.Module, card: dict[str, Any] | None = None, device: str | torch.device = "cpu"):
        self.card = card or {}
        self.device = torch.device(device)
        self.network = network.eval().to(self.device)

    @classmethod
    def load(cls: type[Model], path: str | Path, device: str | torch.device = "cpu") -> Model:
        """Read a model file, whose weights may have 8 bits; raise ValueError with a sentence if it is not one."""
        tensors, config, card = read_model(path, cls.kind)
        return cls(build(cls.network_type, cls.config_type, config, unpack(tensors), path), card, device)

    def save(self, path: str | Path, card: dict[str, Any]) -> None:
        """Write the network with 8-bit weights and a card; see training.checkpoint.save_model."""
        save_tensors(path, self.kind, pack(self.network.state_dict()), self.network.config.to_dict(), card,
                     torch.float32)

    @cached_property
    def identity(self) -> str:
        """Return a name unique to these weights: vectors adapted to other weights do not suit them."""
        return f"{self.kind}-{fingerprint(self.network)}"

    def to(self, device: str | torch.device) -> None:
        """Move the network to another device."""
        self.device = torch.device(device)
        self.network.to(self.device)


class MelModel(Trained):
    """A trained network that reads or makes mels: a synthesizer, vocoder or recogniser."""

    @property
    def config(self) -> MelConfig:
        """Return the configuration of the mels."""
        return self.network.config.mel


def fast_bfloat16() -> bool:
    """Return whether this CPU multiplies bfloat16 faster than float32."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
