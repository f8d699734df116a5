"""Base class of all networks' configurations: conversion to and from model files."""

import math
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, TypeVar

from audio.mel import MelConfig

LARGEST = 65_536  # of any size or number of layers in a configuration
RATES, LARGEST_FFT = (4_000, 768_000), 65_536  # of a mel's values in Hz and samples
Config = TypeVar("Config", bound="NetworkConfig")


@dataclass(frozen=True)
class NetworkConfig:
    """Base of the frozen dataclasses from which networks are built."""

    mel: MelConfig

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-serialisable dict, which is stored in the model file."""
        return asdict(self) | {"mel": self.mel.to_dict()}

    @classmethod
    def from_dict(cls: type[Config], values: dict[str, Any]) -> Config:
        """Return the configuration of a dict from `to_dict`, also after JSON has turned tuples into lists.

        Raises
        ------
        ValueError, TypeError, KeyError
            If the values do not form a valid configuration.
        """
        plain = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        mel = MelConfig(**values["mel"])
        _check_mel(mel)
        made = cls(**plain | {"mel": mel})  # type: ignore[arg-type]
        for field in fields(made):
            default = field.default if field.default is not MISSING else None
            if not _is_like(getattr(made, field.name), default):
                raise ValueError(f"{field.name} is {getattr(made, field.name)!r:.40}")
        return made


def _is_like(value, default):
    """Return whether a value has the type of its default and lies within the bounds of any network."""
    if isinstance(default, bool) or isinstance(default, str):
        return isinstance(value, type(default))
    if isinstance(default, int):
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
    if isinstance(default, float):
        return isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= LARGEST
    if isinstance(default, tuple):
        return isinstance(value, tuple) and len(value) <= LARGEST and all(_is_like(v, default[0]) for v in value)
    return True


def _check_mel(mel):
    """Raise ValueError for an unusable mel configuration."""
    whole = (mel.rate, mel.n_fft, mel.hop_length, mel.n_mels)
    real = (mel.fmin, mel.fmax, mel.floor, mel.preemphasis)
    if not all(isinstance(v, int) for v in whole) or not all(isinstance(v, (int, float)) for v in real):
        raise TypeError("mels of another kind")
    if not (RATES[0] <= mel.rate <= RATES[1] and 1 <= mel.n_mels <= mel.n_fft <= LARGEST_FFT
            and 1 <= mel.hop_length <= mel.n_fft and 0 <= mel.fmin < mel.fmax <= mel.rate / 2
            and 0 <= mel.floor <= 1 and 0 <= mel.preemphasis < 1):
        raise ValueError(f"mels of {mel}")
