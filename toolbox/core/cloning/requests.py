"""Requests to the cloning engine, validated without any network."""

from toolbox.core.cloning.delivery import check_liveliness

LONGEST_TEXT = 50_000  # characters; about an hour of speech
SPEED, SHIFT = (0.5, 2.0), (-12.0, 12.0)


class TextError(ValueError):
    """A text that cannot be spoken; the message is a sentence."""


def check_request(text: str, speed: float = 1.0, pitch_shift: float = 0.0, liveliness: float = 1.0) -> None:
    """Raise what `Cloner.say` would raise for these arguments.

    Raises
    ------
    TextError
        If the text is empty or too long.
    ValueError
        If the speed, the pitch shift or the liveliness is out of range.
    """
    check_liveliness(liveliness)
    if not SPEED[0] <= speed <= SPEED[1]:
        raise ValueError(f"The speed must lie between {SPEED[0]} and {SPEED[1]}; it is {speed}.")
    if not SHIFT[0] <= pitch_shift <= SHIFT[1]:
        raise ValueError(f"The pitch shift must lie between {SHIFT[0]:.0f} and {SHIFT[1]:.0f} semitones; "
                         f"it is {pitch_shift}.")
    if len(text) > LONGEST_TEXT:
        raise TextError(f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are spoken at once. "
                        "Split it into parts.")
    if not text.strip():
        raise TextError("There is no text to say.")
