"""What is done on the map: selecting, hearing, making and grouping voices."""

import random

from PySide6.QtCore import QObject, Signal

from toolbox.core.cloning.voice import SAME_VOICE
from toolbox.core.library.library import BUNDLED
from toolbox.core.library.titles import title
from toolbox.core.map.population import OWN, SAMPLE, TAKE
from toolbox.ui.map.audition import Audition
from toolbox.ui.map.numbers import NumbersDialog


class Exploring(QObject):
    """Joins the map's panel with the known places and with the session.

    Parameters
    ----------
    session : Session
    mapping : Mapping
    panel : MapPanel
    settings : QSettings

    Signals
    -------
    noticed(str, str, str, str)
        As Session's.
    """

    noticed = Signal(str, str, str, str)

    def __init__(self, session, mapping, panel, settings):
        super().__init__()
        self.session, self.mapping, self.panel, self.settings = session, mapping, panel, settings
        self.audition = Audition(session, self.voice)
        self._numbers = None
        mapping.rows_of, session.find_voice = self._rows, mapping.voice
        mapping.changed.connect(self._show_population)
        mapping.clustered.connect(panel.show_clusters)
        mapping.made.connect(self._made)
        mapping.noticed.connect(self.noticed)
        self.audition.noticed.connect(self.noticed)
        session.voices_changed.connect(self.show)
        session.cloning.takes_changed.connect(self.show)
        session.cloning.take_ready.connect(self.show)
        session.cloning.take_gone.connect(self.show)
        session.cloning.started.connect(self.show)
        panel.chosen.connect(self.choose)
        panel.heard.connect(self.audition.follow)
        panel.hearing_asked.connect(self.audition.hear)
        panel.spot_picked.connect(lambda x, y: mapping.make_spot(x, y, session.voices))
        panel.new_voice_asked.connect(self.new_voice)
        panel.refit_asked.connect(mapping.fit)
        panel.numbers_asked.connect(self.show_numbers)
        panel.clusters_asked.connect(mapping.find_clusters)
        panel.method_chosen.connect(self._choose_projection)
        panel.colouring_chosen.connect(lambda key: settings.setValue("colouring", key))
        panel.listening_chosen.connect(lambda on: settings.setValue("listening", "on" if on else "off"))
        panel.blended.connect(self._blend)
        panel.tagged.connect(self.tag)

    def restore(self):
        """Set what was remembered."""
        self.panel.choose(self.settings.value("colouring", "pitch"), self.mapping.method,
                          self.settings.value("listening", "off") == "on")

    def show(self):
        """Show the selected voice, and how similar to it the take is."""
        session, panel = self.session, self.panel
        voice, take = session.voice(), session.cloning.take
        self.mapping.refresh()
        panel.show_chosen(next(iter(session.selected), None), None if voice is None else voice.embedding)
        panel.likeness.show_pair(voice, take)

    def choose(self, point):
        """Select the take, the recording or the voice of a point, by its id, and play it if it is to be heard."""
        listening = self.panel.listen.isChecked()
        if listening:  # first: otherwise the engine adapts to the voice before it says a word
            self.audition.hear(point)
        self.session.select(point)
        if listening:
            self.audition.go_on()

    def new_voice(self):
        """Draw a fictitious voice."""
        self.mapping.make_new(random.randrange(1 << 31), self.session.voices)

    def show_numbers(self):
        """Open the dialog of the numbers behind the map."""
        if self._numbers is None:
            self._numbers = NumbersDialog(self.mapping, self._figure_colouring, self.title, self.panel.window())
            self._numbers.chosen.connect(self.choose)
        self._numbers.compute()

    def tag(self, ids, tag):
        """Tag those of a group that are recordings."""
        library = self.session.library
        ids = [i for i in ids if i in library.recordings]
        for recording_id in ids:
            library.change(recording_id, tags=tuple(dict.fromkeys([*library.recordings[recording_id].tags, tag])))
        self.noticed.emit("good" if ids else "warn", f"Tagged {len(ids)} recordings with '{tag}'." if ids else
                          "Only recordings can be tagged, and the group holds none.", "", "")
        self.session.library_changed.emit()

    def title(self, voice_id):
        """Return what tells a recording from the others of its speaker, or an empty string."""
        recording = self.session.library.recordings.get(voice_id)
        return "" if recording is None else title(recording)

    def voice(self, voice_id):
        """Return the Voice of a point, or None for a take."""
        return self.session.voices.get(voice_id) or self.mapping.voice(voice_id)

    def _figure_colouring(self):
        # A figure on paper has no selected voice that others could be similar to.
        colouring = self.panel.colouring.currentData()
        return "pitch" if colouring == "similarity" else colouring

    def _rows(self):
        """Return what the library has for the map, as `Mapping` takes it."""
        session, rows = self.session, []
        for recording_id, voice in session.voices.items():
            recording = session.library.recordings.get(recording_id)
            if recording is not None and not recording.deleted:
                kind = SAMPLE if recording.file.startswith(BUNDLED) else OWN
                rows.append((recording_id, recording.speaker, recording.source, kind, recording.sex, voice.mean_f0,
                             voice.embedding))
        return rows + [(t.id, f"{t.voice}: {t.text[:40]}", "take", TAKE, "", None, t.embedding)
                       for t in session.library.takes.values() if t.embedding is not None and not t.deleted]

    def _show_population(self, came_from):
        self.panel.show_population(self.mapping.population, self.mapping.places, came_from)

    def _made(self, voice_id, drawn):
        self.session.select(voice_id)
        if drawn is None:
            return
        voice, nearest, similarity = drawn.voice.name, drawn.nearest.name, f"{drawn.similarity:.2f}"
        if drawn.is_new:
            self.noticed.emit("info", f"{voice} is fictitious. Of all voices known here, {nearest} is the most similar "
                                      f"({similarity}, where {SAME_VOICE} separates people).", "", "")
        else:
            self.noticed.emit("warn", f"{voice} would pass for {nearest} (similarity {similarity}, where {SAME_VOICE} "
                                      "separates people). Press Ctrl+N to draw another one.", "", "")

    def _blend(self, weights):
        found = [(voice, weight) for voice_id, weight in weights if (voice := self.voice(voice_id)) is not None]
        if len(found) > 1:
            self.mapping.make_blend(*map(list, zip(*found)))

    def _choose_projection(self, method):
        job = self.mapping.fit(method)
        job.done.connect(lambda _: self.settings.setValue("projection", self.mapping.method))
        job.ended.connect(lambda: self.panel.choose(self.panel.colouring.currentData(), self.mapping.method,
                                                    self.panel.listen.isChecked()))
