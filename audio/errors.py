"""The one error that this room raises for recordings that cannot be used."""


class AudioError(ValueError):
    """A recording that cannot be used; the message is a sentence for the person who supplied it."""
