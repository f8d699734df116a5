import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip

from toolbox.ui.widgets.spin import RefusingDoubleSpinBox, RefusingSpinBox


@pytest.mark.parametrize("kind, options, typed", [
    (RefusingDoubleSpinBox, {"minimum": 0.5, "maximum": 2.0, "value": 1.2, "suffix": " ×"}, ("0.1", "5", "3.75", "")),
    (RefusingSpinBox, {"maximum": 999, "value": 7}, ("1000", "123456", "")),
])
def test_out_of_range_is_refused_and_reported(qtbot, kind, options, typed):
    box = kind(accessibleName="Speed", **options)
    qtbot.addWidget(box)
    box.show()
    before = box.value()
    for text in typed:
        box.selectAll()
        qtbot.keyClick(box, Qt.Key.Key_Delete)
        qtbot.keyClicks(box, text)
        assert text in box.text()
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.value() == before
        assert QToolTip.text().startswith("Speed: a number from")
        QToolTip.hideText()
    box.selectAll()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 2
    box.stepUp()
    assert box.value() == min(box.maximum(), 2 + box.singleStep())


def test_what_is_being_typed_counts(qtbot):
    box = RefusingDoubleSpinBox(minimum=0.5, maximum=2.0, value=1.0, accessibleName="Speed")
    qtbot.addWidget(box)
    box.show()
    box.selectAll()
    qtbot.keyClicks(box, "1.5")
    assert box.value() == 1.5


def test_letters_are_no_number(qtbot):
    box = RefusingSpinBox(maximum=9, accessibleName="Seed")
    qtbot.addWidget(box)
    box.selectAll()
    qtbot.keyClicks(box, "x")
    assert "x" not in box.text()
