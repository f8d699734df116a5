"""Loading of the networks: profile and device."""

from PySide6.QtCore import QObject, Signal

from toolbox.core.models.profiles import list_profiles
from toolbox.ui.words import tr

DEFAULT = "default"  # the profile that always exists


class Loading(QObject):
    """Connects the panel of models with the engine.

    Parameters
    ----------
    session : Session
    panel : ModelsPanel
    settings : QSettings

    Signals
    -------
    noticed(str, str, str)
        Kind, a sentence, details.
    """

    noticed = Signal(str, str, str)

    def __init__(self, session, panel, settings):
        super().__init__()
        self.session, self.panel, self.settings = session, panel, settings
        self._begun = False
        panel.profile_chosen.connect(self._choose_profile)
        panel.profiles_asked.connect(self.look)
        panel.device_chosen.connect(self._choose_device)
        panel.reload_asked.connect(self.load)

    def load(self):
        """Load the selected profile on the selected device."""
        self._begun = True
        engine, panel = self.session.engine, self.panel
        job = engine.submit("load", tr("Loading models"))
        job.progressed.connect(panel.show_loading)
        job.done.connect(lambda about: panel.show_loaded(about, engine.device))
        job.done.connect(self.session.models_loaded)
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: panel.show_failed(tr("Loading was cancelled.")))

    def look(self):
        """List the present profiles: some may have been added or removed on the command line."""
        profiles, engine = list_profiles(), self.session.engine
        if engine.profile not in profiles:
            gone, engine.profile = engine.profile, DEFAULT
            self.noticed.emit("warn", tr("The profile '{gone}' no longer exists; '{name}' is used instead.",
                                         gone=gone, name=DEFAULT), "")
            if self._begun:
                self._choose_profile(DEFAULT)
        self.panel.profile.show_profiles(profiles, engine.profile)

    def _choose_profile(self, profile):
        self.session.engine.profile = profile
        self.settings.setValue("profile", profile)
        self.load()

    def _choose_device(self, device):
        self.session.engine.device = device
        self.settings.setValue("device", device)
        self.load()

    def _failed(self, sentence, details):
        self.panel.show_failed(sentence)
        self.noticed.emit("bad", tr("The models are not loaded. {sentence}", sentence=sentence), details)
