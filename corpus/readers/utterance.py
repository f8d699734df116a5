"""The record that every reader yields."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Utterance:
    """One recording of one speaker.

    Attributes
    ----------
    id, speaker : str
        The speaker's name is unique across all data sets.
    path : Path
    text : str
    phonemes : str
        Empty if only the text is known.
    boundaries : tuple of float
        Beginnings and ends of the phonemes and of the silence at either end, in seconds: three entries more than
        phonemes. Empty if there is no alignment.
    held_out : bool
        Whether the utterance is excluded from training.
    sex : str
        "F", "M" or an empty string.
    language : str
        Language of the text: a code of synthesizer.text.LANGUAGES, or the data set's own if it is not among them.
    """

    id: str
    speaker: str
    path: Path
    text: str = ""
    phonemes: str = ""
    boundaries: tuple = ()
    held_out: bool = False
    sex: str = ""
    language: str = "en-us"
