"""Actions on the map: selecting, playing, making and grouping voices."""

import itertools
import random

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from toolbox.core.cloning.voice import SAME_VOICE
from toolbox.core.library.library import BUNDLED
from toolbox.core.library.titles import title
from toolbox.core.map.population import MADE, OWN, SAMPLE, TAKE
from toolbox.ui.map.audition import Audition
from toolbox.ui.words import tr


class Exploring(QObject):
    """Connects the map's panel with the places of the voices and with the session.

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
        self._travelled = None  # colours of the path that is shown
        self._numbers, self._blended = None, ([], None)  # ids of the group that was blended last, and the blend's row
        mapping.rows_of, session.find_voice = self._rows, mapping.voice
        mapping.changed.connect(self._show_population)
        mapping.clustered.connect(panel.show_clusters)
        mapping.noticed.connect(self.noticed)
        self.audition.noticed.connect(self.noticed)
        session.voices_changed.connect(self.show)
        session.cloning.takes_changed.connect(self.show)
        session.cloning.take_ready.connect(self.show)
        session.cloning.take_gone.connect(self.show)
        session.cloning.started.connect(self.show)
        session.cloning.ended.connect(self._speech_ended)
        panel.chosen.connect(self.choose)
        panel.heard.connect(self.audition.follow)
        panel.hearing_asked.connect(self.audition.hear)
        panel.spot_picked.connect(self.new_spot)
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
        """Restore the remembered settings."""
        self.panel.choose(self.settings.value("colouring", "pitch"), self.mapping.method,
                          self.settings.value("listening", "off") == "on")

    def show(self):
        """Show the selected voice and its similarity to the take on display; there is none while one is being made."""
        session, panel = self.session, self.panel
        voice, take = session.voice(), None if session.cloning.busy else session.cloning.take
        self.mapping.refresh()
        panel.show_chosen(next(iter(session.selected), None), None if voice is None else voice.embedding)
        panel.likeness.show_pair(voice, take)

    def show_path(self, embeddings, colours):
        """Draw a recording's path: embeddings (n, 256) of its stretches, and a QColor each; none draws nothing."""
        self._travelled = colours
        task = self.mapping.place_path(embeddings) if len(embeddings) else None
        if task is None:
            self.panel.view.show_path([], [])
            return
        task.done.connect(lambda places: self.panel.view.show_path(places, colours)
                          if colours is self._travelled else None)
        task.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def choose(self, point):
        """Select the take, recording or voice of a point by its id, and play it if playing is on."""
        listening = self.panel.listen.isChecked()
        if listening:  # first: otherwise the engine would adapt to the voice before speaking
            self.audition.hear(point)
        self.session.select(point)
        if listening:
            self.audition.go_on()

    def new_voice(self):
        """Generate a fictitious voice and add it to the library."""
        task = self.mapping.make_new(random.randrange(1 << 31), self.session.voices, self._unused(tr("Nobody")))
        if task is not None:
            task.done.connect(lambda found: self._keep_new(*found))

    def new_spot(self, x, y):
        """Make the voice of a place on the map and add it to the library."""
        task = self.mapping.make_spot(x, y, self.session.voices, self._unused(tr("Spot")))
        if task is not None:
            task.done.connect(lambda found: self._offer_undo(self._keep(*found, tr("spot on the map"))))

    def show_numbers(self):
        """Open the dialog with the numbers behind the map."""
        if self._numbers is None:
            from toolbox.ui.map.numbers import NumbersDialog

            self._numbers = NumbersDialog(self.mapping, self._figure_colouring, self.title, self.panel.window())
            self._numbers.chosen.connect(self.choose)
        self._numbers.compute()

    def tag(self, ids, tag):
        """Tag those of a group that are recordings."""
        library = self.session.library
        ids = [i for i in ids if i in library.recordings]
        for recording_id in ids:
            library.change(recording_id, tags=tuple(dict.fromkeys([*library.recordings[recording_id].tags, tag])))
        self.noticed.emit("good" if ids else "warn", tr("Tagged {count} recordings with '{tag}'.", len(ids), tag=tag)
                          if ids else
                          tr("Only recordings can be tagged, and the group holds none."), "", "")
        self.session.library_changed.emit()

    def title(self, voice_id):
        """Return the title that distinguishes a recording from its speaker's others, or an empty string."""
        recording = self.session.library.recordings.get(voice_id)
        return "" if recording is None else title(recording)

    def voice(self, voice_id):
        """Return the Voice of a point, or None for a take."""
        return self.session.voices.get(voice_id) or self.mapping.voice(voice_id)

    def _speech_ended(self, how):
        if how != "done":  # otherwise its take follows
            self.show()

    def _figure_colouring(self):
        # A printed figure has no selected voice for the others to resemble.
        colouring = self.panel.colouring.currentData()
        return "pitch" if colouring == "similarity" else colouring

    def _rows(self):
        """Return the library's rows for `Mapping`."""
        session, rows = self.session, []
        for recording_id, voice in session.voices.items():
            recording = session.library.recordings.get(recording_id)
            if recording is not None and not recording.deleted:
                kind = MADE if recording.made else SAMPLE if recording.file.startswith(BUNDLED) else OWN
                rows.append((recording_id, recording.speaker, recording.source, kind, recording.sex, voice.mean_f0,
                             voice.embedding))
        return rows + [(t.id, f"{t.voice}: {t.text[:40]}", "take", TAKE, "", None, t.embedding)
                       for t in session.library.takes.values() if t.embedding is not None and not t.deleted]

    def _show_population(self, came_from):
        if isValid(self.panel):  # the window may close before the map is drawn
            self.panel.show_population(self.mapping.population, self.mapping.places, came_from)

    def _unused(self, *names):
        """Return the first name that is not in the library: recordings with one name form one voice."""
        taken = {r.speaker for r in self.session.library.recordings.values()}
        numbered = (f"{names[-1]} {k}" for k in itertools.count(len(names)))
        return next(name for name in itertools.chain(names[:-1], numbered) if name not in taken)

    def _keep(self, voice, here, source):
        """List a made voice, select it, and keep it at its place; return its row."""
        session = self.session
        made = session.library.add_voice(voice, source)
        session.voices |= session.library.voices([made.id])
        self.mapping.pin(made.id, voice, here)
        session.library_changed.emit()
        session.select(made.id)
        return made

    def _keep_new(self, drawn, here):
        made = self._keep(drawn.voice, here, "fictitious")
        nearest, similarity = drawn.nearest.name, tr("{similarity:.2f}, where {threshold} separates people",
                                                     similarity=drawn.similarity, threshold=SAME_VOICE)
        if drawn.is_new:
            self._offer_undo(made, tr("{speaker} is fictitious. Of all voices known here, {nearest} is the most "
                                      "similar ({similarity}).", speaker=made.speaker, nearest=nearest,
                                      similarity=similarity))
        else:
            self._offer_undo(made, tr("{speaker} would pass for {nearest} (similarity {similarity}). Press Ctrl+N "
                                      "to generate another voice.", speaker=made.speaker, nearest=nearest,
                                      similarity=similarity))

    def _offer_undo(self, made, sentence=""):
        self.session.offer_undo(tr("make {speaker}", speaker=made.speaker),
                                sentence or tr("{speaker} is now in the list of voices.",
                                                                       speaker=made.speaker),
                                lambda: self.session.library.change(made.id, deleted=True))

    def _blend(self, weights):
        found = [(voice, weight) for voice_id, weight in weights if (voice := self.voice(voice_id)) is not None]
        if len(found) < 2:
            return
        voices, shares = map(list, zip(*found))
        group, (blended, made) = [voice_id for voice_id, _ in weights], self._blended
        if blended != group or made is None or made.deleted:
            self._blended, made = (group, None), None
        name = (tr("{first} and {second}", first=voices[0].name, second=voices[1].name) if len(voices) == 2
                else tr("Blend of {count} voices", count=len(voices)))
        task = self.mapping.make_blend(voices, shares, self._unused(name, name) if made is None else made.speaker)
        if task is not None:
            task.done.connect(lambda found: self._keep_blend(group, *found))

    def _keep_blend(self, group, voice, here):
        """Store the blend of a group: the first blend becomes a row, which the slider then changes."""
        session, (blended, made) = self.session, self._blended
        if blended != group:
            return
        if made is None:
            self._blended = group, self._keep(voice, here, "blend")
            self._offer_undo(self._blended[1])
            return
        session.library.keep_voice(made.id, voice)
        session.voices |= session.library.voices([made.id])
        self.mapping.pin(made.id, voice, here)
        session.select(made.id)
        session.voices_changed.emit()

    def _choose_projection(self, method):
        def show():
            self.panel.choose(self.panel.colouring.currentData(), self.mapping.method, self.panel.listen.isChecked())

        job = self.mapping.fit(method)
        if job is None:
            show()
            return
        job.done.connect(lambda _: self.settings.setValue("projection", self.mapping.method))
        job.ended.connect(show)
