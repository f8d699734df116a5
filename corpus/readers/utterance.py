"""What every reader gives."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Utterance:
    """One recording of one speaker.

    Attributes
    ----------
    id, speaker : str
        The speaker's name is unique across data sets.
    path : Path
    text : str
    phonemes : str
        Empty where only the text is known.
    boundaries : tuple of float
        Where the phonemes begin and end, in seconds: one entry more than phonemes plus two, for the silence at
        each end. Empty where no alignment is known.
    held_out : bool
        Never to be trained on.
    sex : str
        "F", "M" or an empty string.
    language : str
        Of the text: a code of synthesizer.text.LANGUAGES, or the data set's own where there is none.
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
