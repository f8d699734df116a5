"""What the configurations of all networks share: the way into a model file and out of it."""

from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from audio.mel import MelConfig

Config = TypeVar("Config", bound="NetworkConfig")


@dataclass(frozen=True)
class NetworkConfig:
    """Base of the frozen dataclasses from which networks are built."""

    mel: MelConfig

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold; it travels inside the model file."""
        return asdict(self) | {"mel": self.mel.to_dict()}

    @classmethod
    def from_dict(cls: type[Config], values: dict[str, Any]) -> Config:
        """Return the configuration of a dict of `to_dict`, even by way of JSON, which turns tuples into lists."""
        plain = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return cls(**plain | {"mel": MelConfig(**values["mel"])})  # type: ignore[arg-type]
