"""The models panel: profile, device, and state."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QPushButton, QScrollArea, QWidget

from toolbox.ui import theme
from toolbox.ui.widgets.fitting import ShrinkingBox
from toolbox.ui.words import tr


class ModelsPanel(QScrollArea):
    """Shows profile, device and state.

    Signals
    -------
    profile_chosen(str), profiles_asked()
        The list of profiles is about to be opened.
    device_chosen(str)
    reload_asked()
    """

    profile_chosen, profiles_asked, device_chosen, reload_asked = Signal(str), Signal(), Signal(str), Signal()

    def __init__(self, device):
        super().__init__()
        self.profile, self.state, self.memory = ProfileBox(), QLabel(wordWrap=True), QLabel("–")
        self.loaded = QLabel("–", wordWrap=True)
        self.device = QComboBox(accessibleName=tr("Device"), toolTip=tr("Where the networks run"))
        self.device.addItem("auto", "auto")
        self.reload = QPushButton(tr("Load again"), accessibleName=tr("Load the models again"))
        self.reload.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(QWidget())
        form = QFormLayout(self.widget())
        form.setContentsMargins(8, 4, 4, 6)
        form.setVerticalSpacing(4)
        for name, widget in ((tr("Profile"), self.profile), (tr("Device"), self.device), (tr("State"), self.state),
                             (tr("Loaded"), self.loaded), (tr("Memory"), self.memory)):
            label = QLabel(name)
            label.setProperty("role", "muted")
            form.addRow(label, widget)
        form.addRow(self.reload)
        self.show_devices([device] if device != "auto" else [], device)
        self.show_state("waiting", "muted")
        self.profile.activated.connect(lambda _: self.profile_chosen.emit(self.profile.currentData()))
        self.profile.opened.connect(self.profiles_asked)
        self.device.activated.connect(lambda _: self.device_chosen.emit(self.device.currentData()))
        self.reload.clicked.connect(self.reload_asked)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit()

    def show_devices(self, devices, chosen):
        """List the available devices."""
        self.device.clear()
        for device in dict.fromkeys(["auto", *devices]):
            self.device.addItem(device, device)
        self.device.setCurrentIndex(max(0, self.device.findData(chosen)))

    def show_loading(self, share, what):
        """Show what is being loaded."""
        self.reload.hide()
        self.show_state(tr("loading {what} …", what=tr(what)) if what else tr("loading …"), "muted")

    def show_loaded(self, about, chosen):
        """Show the engine's report after loading."""
        threads = tr(", {count} threads", about["threads"])
        self.show_state(tr("ready on {device}{threads}", device=about["device"],
                           threads=threads if about["device"] == "cpu" else ""), "good")
        self.memory.setText(tr("not known") if about["memory"] is None else f"{about['memory'] / 2**20:,.0f} MB")
        self.loaded.setText(", ".join(name for name, _ in about["loaded"]))
        self.loaded.setToolTip("\n".join(tr("{name}, {step:,} steps", name=name, step=step) if step else name for name,
                                         step in about["loaded"]))
        self.show_devices(about["devices"], chosen)
        self._fit()

    def show_failed(self, sentence):
        """Show that nothing is loaded."""
        self.show_state(tr("not loaded"), "bad")
        self.state.setToolTip(sentence)
        self.memory.setText("–")
        self.loaded.setText("–")
        self.reload.show()
        self._fit()

    def show_state(self, text, role):
        """Set the text and colour of the state."""
        self._role = role
        self.state.setText(text)
        self.state.setToolTip("")
        self.restyle()
        self._fit()

    def restyle(self):
        """Apply the current theme."""
        self.state.setStyleSheet(f"color: {getattr(theme.current(), self._role)};")

    def _fit(self):
        """Set wrapped lines to their height at this width; the rest is scrolled."""
        self.widget().setMinimumHeight(self.widget().layout().heightForWidth(self.viewport().width()))


class ProfileBox(ShrinkingBox):
    """List of the profiles.

    Signals
    -------
    opened()
        The list is about to be shown.
    """

    opened = Signal()

    def __init__(self):
        super().__init__(accessibleName=tr("Profile"), toolTip=tr("The networks used to speak"))
        self._shown = None

    def show_profiles(self, profiles, chosen):
        """List Profiles (dict by name) and select one by its name."""
        shown = [(name, tr("{description}; not installed yet: {remedy}", description=tr(profile.description),
                           remedy=profile.remedy) if profile.missing
                  else tr(profile.description)) for name, profile in profiles.items()]
        if shown != self._shown:
            self._shown = shown
            self.clear()
            for row, (name, about) in enumerate(shown):
                self.addItem(name, name)
                self.setItemData(row, about, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(0, self.findData(chosen)))

    def showPopup(self):
        self.opened.emit()
        super().showPopup()
