"""How lively the voice speaks: a slider from calm to lively."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSlider

from toolbox.core.cloning.delivery import LIVELINESS
from toolbox.ui.words import tr

STEPS, STEP = 100, 10  # of the slider to a liveliness of 1, and of the arrow keys
LEAST, MOST = 36, 90  # pixels of width


class LivelinessSlider(QSlider):
    """From calm to lively; the middle is the person's own way of speaking."""

    def __init__(self):
        super().__init__(Qt.Orientation.Horizontal, minimum=round(STEPS * LIVELINESS[0]),
                         maximum=round(STEPS * LIVELINESS[1]), singleStep=STEP, pageStep=5 * STEP,
                         accessibleName=tr("Liveliness, from calm to lively"),
                         toolTip=tr("From calm to lively; the middle is the person's own way of speaking"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self.set(1.0)

    @property
    def liveliness(self):
        """Return the liveliness, as Cloner.say takes it."""
        return self.value() / STEPS

    def set(self, liveliness):
        """Show a liveliness."""
        self.setValue(round(STEPS * liveliness))
