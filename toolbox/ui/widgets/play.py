"""A button that plays and stops."""

from PySide6.QtWidgets import QPushButton

from toolbox.ui import theme
from toolbox.ui.words import tr


class PlayButton(QPushButton):
    """A button that offers to play or, while something plays, to stop.

    Parameters
    ----------
    tip, name : str
        Tooltip and accessible name.
    """

    def __init__(self, tip, name):
        super().__init__(theme.icon("play"), tr("Play"), toolTip=tip, accessibleName=name)
        self._plays = False

    def show_playing(self, plays):
        """Offer to stop or to play; this may be called for every frame of the playhead."""
        if plays != self._plays:
            self._plays = plays
            self.setText(tr("Stop") if plays else tr("Play"))
            self.setIcon(theme.icon("stop" if plays else "play"))
