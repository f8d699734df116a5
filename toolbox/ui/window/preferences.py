"""The preferences, which gather settings of the panels."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton

from toolbox.ui import theme
from toolbox.ui.words import tr


class Preferences(QDialog):
    """Colours, profile, sound devices, and the library's folder. Changes apply at once.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window):
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Preferences"))
        self.colours = QComboBox(accessibleName=tr("Colours"))
        for name in theme.SCHEMES:
            self.colours.addItem(tr(theme.SCHEME_NAMES[name]), name)
        self.colours.setCurrentIndex(self.colours.findData(window.settings.value("theme", "system")))
        self.colours.activated.connect(lambda _: window.choose_theme(self.colours.currentData()))
        form = QFormLayout(self)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(tr("Colours"), self.colours)
        # The panels' own boxes provide the choices and handle changes.
        for text, box in ((tr("Profile"), window.models.profile), (tr("Run on"), window.models.device),
                          (tr("Microphone"), window.live.inputs), (tr("Loudspeaker"), window.live.outputs)):
            form.addRow(text, _twin(box, text))
        folder = window.session.library.folder
        line = QHBoxLayout()
        # A read-only line rather than a label: a long path would make the dialog wider than the screen.
        path = QLineEdit(str(folder), readOnly=True, accessibleName=tr("The library's folder"), minimumWidth=260)
        path.setCursorPosition(0)
        line.addWidget(path, 1)
        show = QPushButton(tr("Show"), accessibleName=tr("Show the library's folder"))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        line.addWidget(show)
        form.addRow(tr("Library"), line)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        form.addRow(buttons)


def _twin(box, name):
    """Return a second box that is kept in step with another."""
    twin = QComboBox(accessibleName=name, enabled=box.isEnabled())
    for row in range(box.count()):
        twin.addItem(box.itemText(row), box.itemData(row))
    twin.setCurrentIndex(box.currentIndex())

    def choose(row):
        box.setCurrentIndex(row)
        box.activated.emit(row)

    twin.activated.connect(choose)
    return twin
