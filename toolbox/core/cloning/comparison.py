"""Comparison of a personal voice with the one learnt from seconds, for the window, which does not load PyTorch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Comparison of a personal voice with the one learnt from seconds.

    Attributes
    ----------
    seconds : float
        Length of the speech that it was learnt from.
    distance, distance_before : float
        L1 distance between recorded and rendered mels of held-out stretches, in standard deviations of the bands.
    likeness, likeness_before : float
        Cosine similarity of rendered speech with the person's embedding, averaged over both encoders.
    size : int
        Bytes that the personal model adds to a .voice file.
    steps : int
        Training steps until the best result on held-out stretches.
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
        """Return whether the personal model is worth keeping."""
        return self.distance < self.distance_before and self.likeness > self.likeness_before - 0.01

    @property
    def sentence(self) -> str:
        """Return the comparison as a sentence for the user."""
        if not self.better:
            return (f"{self.seconds:.0f} s of speech made this voice no closer than its first seconds do, so it stays "
                    "as they made it.")
        return (f"Learnt from {self.seconds:.0f} s of speech: likeness {self.likeness:.2f} instead of "
                f"{self.likeness_before:.2f}, and {100 * (1 - self.distance / self.distance_before):.0f} % nearer to "
                "recordings that were held out.")
