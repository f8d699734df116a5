"""Number fields that report out-of-range values instead of silently altering them."""

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QToolTip

from toolbox.ui.words import tr


class _Refusing:
    """Keeps the last value if the typed one is out of range, and reports the range."""

    def __init__(self, **properties):
        super().__init__(**properties)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)
        self.setKeyboardTracking(False)  # otherwise 100 on the way to 1000 would become the previous value

    def value(self):
        """Return the value, including pending input."""
        self.interpretText()
        return super().value()

    def validate(self, text, position):
        # A number that is too large can be typed completely, so that it is refused as a whole and with a reason.
        state, text, position = super().validate(text, position)
        if state == QValidator.State.Invalid and self._number(text) is not None:
            state = QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text):
        low, high = self.textFromValue(self.minimum()), self.textFromValue(self.maximum())
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()),
                          tr("{name}: a number from {low} to {high}", name=self.accessibleName(), low=low,
                             high=high), self)
        return super().fixup(text)

    def _number(self, text):
        text = text.removesuffix(self.suffix()).strip()
        number, understood = self.locale().toDouble(text)
        return number if understood else None


class RefusingSpinBox(_Refusing, QSpinBox):
    """A QSpinBox for whole numbers."""


class RefusingDoubleSpinBox(_Refusing, QDoubleSpinBox):
    """A QDoubleSpinBox for decimal numbers."""
