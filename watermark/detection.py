"""What was found in a sound, without what finds it: whoever shows it need not import PyTorch."""

from dataclasses import asdict, dataclass

import numpy as np

OURS, PERTH = "this program", "a Perth-marking program"


@dataclass(frozen=True)
class Detection:
    """What was found in a sound.

    Attributes
    ----------
    by : str or None
        OURS, PERTH, or None where neither mark was found.
    confidence : float
        1 less the chance that an unmarked sound would look so much like a marked one; 0 where no mark was found.
    score, perth : float
        Of this program's mark: the standard score by which signs agree beyond chance, where they agree best. Of
        Perth's: its detector's answer, 0 to 1, where it is highest.
    stretches : tuple of (float, float)
        Where in the sound, in seconds.
    tempo, pitch : float
        By how much the sound was hastened and raised since it was marked (1 where it was not, or nobody knows).
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
        """Whether either mark was found."""
        return self.by is not None

    @property
    def sentence(self) -> str:
        """What was found, for a person."""
        if not self.marked:
            return ("No mark was found. That does not make it a recording of a person: most programs leave no mark, "
                    "and marks can be removed.")
        where = ", ".join(f"{start:.1f} to {end:.1f} s" for start, end in self.stretches)
        changed = [] if abs(self.tempo - 1) < 0.02 else [f"played at {self.tempo:.2f} of its tempo"]
        changed += [] if abs(self.pitch - 1) < 0.02 else [f"{12 * np.log2(self.pitch):+.1f} semitones"]
        return (f"Synthetic: marked by {self.by}, {where} (confidence {min(self.confidence, 0.9999):.4f})"
                f"{', since then ' + ' and '.join(changed) if changed else ''}.")

    def to_dict(self) -> dict:
        """Return a dict that JSON can hold."""
        return {"marked": self.marked} | asdict(self)
