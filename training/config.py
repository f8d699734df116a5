"""What the configurations of all networks share: the way into a model file and out of it."""

from dataclasses import asdict

from audio.mel import MelConfig


class NetworkConfig:
    """Base of the frozen dataclasses that networks are built of; one field is `mel`, a MelConfig."""

    def to_dict(self):
        """A dict that JSON can hold; travels inside the model file."""
        return asdict(self) | {"mel": self.mel.to_dict()}

    @classmethod
    def from_dict(cls, values):
        """The configuration of a dict of `to_dict`, even by way of JSON, which makes lists of tuples."""
        plain = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return cls(**plain | {"mel": MelConfig(**values["mel"])})
