"""Exceptions for recordings that cannot be used, and for long calls that are cancelled."""


class AudioError(ValueError):
    """A recording that cannot be used; the message is a sentence for the person who supplied it."""


class AudioWarning(UserWarning):
    """A recording that was altered before use; the message is a sentence for the person who supplied it."""


class Cancelled(Exception):
    """A long call stopped because the caller's `cancelled` returned True."""
