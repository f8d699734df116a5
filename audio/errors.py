"""What is raised for recordings that cannot be used, and by every long call that is given up."""


class AudioError(ValueError):
    """A recording that cannot be used; the message is a sentence for the person who supplied it."""


class AudioWarning(UserWarning):
    """A recording that is used otherwise than as it is; the message is a sentence for the person who supplied it."""


class Cancelled(Exception):
    """The caller's `cancelled` said so."""
