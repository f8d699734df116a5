"""The visible part of the map: panning, zooming, and conversion between places and pixels."""

from dataclasses import dataclass, field

import numpy as np

PADDING = 0.08  # share of the view around all points
CLOSEST, FARTHEST = 500.0, 0.2  # largest zoom relative to the view of everything


@dataclass
class Viewport:
    """A window of `width` by `height` pixels on the map's plane, whose y axis points up.

    Attributes
    ----------
    width, height : int
        In pixels.
    centre : float32 array (2,)
        The place at the centre of the view.
    scale, whole : float
        Pixels per unit of the map, now and in the view of everything.
    followed : bool
        Whether to keep everything in view, which ends with the first pan or zoom.
    """

    width: int = 0
    height: int = 0
    centre: np.ndarray = field(default_factory=lambda: np.zeros(2, np.float32))
    scale: float = 1.0
    whole: float = 1.0
    followed: bool = True

    def show_all(self, places: np.ndarray) -> None:
        """Fit all places (n, 2) into the view, with a margin."""
        self.followed = True
        if not len(places) or not self.width or not self.height:
            return
        low, high = places.min(axis=0), places.max(axis=0)
        extent = np.maximum(high - low, 1e-3)
        self.centre = ((low + high) / 2).astype(np.float32)
        self.whole = self.scale = float(((1 - 2 * PADDING) * np.array([self.width, self.height]) / extent).min())

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom by a factor about a pixel."""
        before = np.array(self.place_at(x, y))
        self.scale = float(np.clip(self.scale * factor, FARTHEST * self.whole, CLOSEST * self.whole))
        self.centre = (self.centre + before - self.place_at(x, y)).astype(np.float32)
        self.followed = False

    def pan(self, right: float, down: float) -> None:
        """Move the view by pixels."""
        self.centre = self.centre + np.array([-right, down], np.float32) / np.float32(self.scale)
        self.followed = False

    def place_at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place under a pixel."""
        return (float(self.centre[0] + (x - self.width / 2) / self.scale),
                float(self.centre[1] - (y - self.height / 2) / self.scale))

    def pixels(self, places: np.ndarray, ratio: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Return columns and rows of places (n, 2), float32 (n,) each; `ratio` is the screen's device pixel ratio."""
        scale = np.float32(self.scale * ratio)
        return ((places[:, 0] - self.centre[0]) * scale + np.float32(self.width * ratio / 2),
                (places[:, 1] - self.centre[1]) * -scale + np.float32(self.height * ratio / 2))

    def in_sight(self, places: np.ndarray) -> np.ndarray:
        """Return the indices of the places (n, 2) in the view."""
        columns, rows = self.pixels(places)
        return np.flatnonzero((columns >= 0) & (columns < self.width) & (rows >= 0) & (rows < self.height))

    def nearest(self, places: np.ndarray, x: float, y: float, reach: float, first: np.ndarray) -> int:
        """Return the index of the place within `reach` pixels of a pixel, or -1.

        The indices in `first` take precedence over nearer places because they are drawn above them.
        """
        if not len(places):
            return -1
        columns, rows = self.pixels(places)
        distances = (columns - np.float32(x)) ** 2 + (rows - np.float32(y)) ** 2
        for candidates in (first, np.arange(len(places))):
            if len(candidates):
                best = int(candidates[distances[candidates].argmin()])
                if distances[best] <= reach ** 2:
                    return best
        return -1


def step(places: np.ndarray, here: int, direction: tuple[float, float]) -> int:
    """Return the index of the nearest place within 45 degrees of a direction; -1 if there is none."""
    towards = np.asarray(direction, np.float32)
    away = places - places[here]
    ahead, aside = away @ towards, np.abs(away @ towards[::-1])
    cost = np.where((ahead > 0) & (aside <= ahead), ahead + aside, np.inf)
    best = int(cost.argmin())
    return best if np.isfinite(cost[best]) else -1
