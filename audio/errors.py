"""What this room raises for recordings that cannot be used, and what every long call raises when it is given up."""


class AudioError(ValueError):
    """A recording that cannot be used; the message is a sentence for the person who supplied it."""


class Cancelled(Exception):
    """The caller's `cancelled` said so."""
