"""The result of a detection, apart from the detector so that displaying it does not import PyTorch."""

from dataclasses import asdict, dataclass

import numpy as np

OURS, PERTH = "this program", "a Perth-marking program"


@dataclass(frozen=True)
class Detection:
    """The result of looking for marks in a sound.

    Attributes
    ----------
    by : str or None
        OURS, PERTH, or None if neither mark was found.
    confidence : float
        1 minus the probability that an unmarked sound would match as well; 0 if no mark was found.
    score, perth : float
        For this program's mark, the highest standard score of the signs' agreement beyond chance; for Perth's, the
        highest answer of its detector, 0 to 1.
    stretches : tuple of (float, float)
        Marked parts of the sound, in seconds.
    tempo, pitch : float
        Factors by which tempo and pitch changed since the sound was marked (1 if unchanged or unknown).
    """

    by: str | None
    confidence: float
    score: float
    perth: float
    stretches: tuple = ()
    tempo: float = 1.0
    pitch: float = 1.0

    @property
    def marked(self) -> bool:
        """Return whether either mark was found."""
        return self.by is not None

    @property
    def sentence(self) -> str:
        """Return the result as a sentence for a person."""
        if not self.marked:
            return ("No mark was found. That does not make it a recording of a person: most programs leave no mark, "
                    "and marks can be removed.")
        where = ", ".join(f"{start:.1f} to {end:.1f} s" for start, end in self.stretches)
        changed = [] if abs(self.tempo - 1) < 0.02 else [f"played at {self.tempo:.2f} of its tempo"]
        changed += [] if abs(self.pitch - 1) < 0.02 else [f"{12 * np.log2(self.pitch):+.1f} semitones"]
        return (f"Synthetic: marked by {self.by}, {where} (confidence {min(self.confidence, 0.9999):.4f})"
                f"{', since then ' + ' and '.join(changed) if changed else ''}.")

    def to_dict(self) -> dict:
        """Return a JSON-serialisable dict."""
        return {"marked": self.marked} | asdict(self)
