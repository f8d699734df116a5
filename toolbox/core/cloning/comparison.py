"""How a personal voice compares with the one that seconds give: what the window is told of it, without PyTorch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """How a personal voice compares with the one that seconds give.

    Attributes
    ----------
    seconds : float
        Of speech that it was learnt from.
    distance, distance_before : float
        L1 between recorded and made mels that were held out, in deviations of the bands.
    likeness, likeness_before : float
        Cosine of what is said with the person's own embedding, the mean over both encoders.
    size : int
        Bytes that the personal voice adds to a .voice file.
    steps : int
        Of training, until what is held out was best.
    """

    seconds: float
    distance: float
    distance_before: float
    likeness: float
    likeness_before: float
    size: int
    steps: int

    @property
    def better(self) -> bool:
        """Whether the personal voice is worth keeping."""
        return self.distance < self.distance_before and self.likeness > self.likeness_before - 0.01

    @property
    def sentence(self) -> str:
        """What the person is told of it."""
        if not self.better:
            return (f"{self.seconds:.0f} s of speech made this voice no closer than its first seconds do, so it stays "
                    "as they made it.")
        return (f"Learnt from {self.seconds:.0f} s of speech: likeness {self.likeness:.2f} instead of "
                f"{self.likeness_before:.2f}, and {100 * (1 - self.distance / self.distance_before):.0f} % nearer to "
                "recordings that were held out.")
