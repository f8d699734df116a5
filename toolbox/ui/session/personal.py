"""A personal voice, learnt from all recordings of the speaker that is selected."""

from dataclasses import replace

from PySide6.QtCore import QObject

from toolbox.ui.words import tr


class Minutes(QObject):
    """Has the engine learn from minutes of a speaker; what is learnt becomes a voice of its own in the list.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session):
        super().__init__()
        self.session, self._job = session, None

    def learn(self):
        """Learn from the selected recordings; the job is shown and can be cancelled."""
        session, library = self.session, self.session.library
        recordings = [library.recordings[i] for i in session.chosen]
        voice = session.voice()
        if not recordings or voice is None or any(r.made for r in recordings):
            session.noticed.emit("warn", tr("Select the recordings of one person on the left first."), "", "")
            return
        if self._job is not None and not self._job.finished:
            return
        name = tr("{name}, learnt in minutes", name=voice.name)
        files = [(str(library.path(r)), r.region) for r in recordings]
        self._job = session.engine.submit("personalise", tr("Learning {name}", name=voice.name), urgent=False,
                                          name=name, recordings=files)
        self._job.done.connect(lambda found: self._take(voice, *found))
        self._job.failed.connect(session.complain)

    def _take(self, known, voice, comparison):
        session = self.session
        if not comparison.better:
            sentence = tr("These {seconds:.0f} s of speech make {name} no closer than the first seconds did, so "
                          "nothing was added.", seconds=comparison.seconds, name=known.name)
            session.noticed.emit("info", sentence, "", "")
            return
        voice = replace(voice, consent=known.consent, consent_note=known.consent_note)
        made = session.library.add_voice(voice, tr("learnt from {seconds:.0f} s of {name}", seconds=comparison.seconds,
                                                   name=known.name))
        session.voices |= session.library.voices([made.id])
        session.library_changed.emit()
        session.select(made.id)
        nearer = 100 * (1 - comparison.distance / comparison.distance_before)
        session.offer_undo(
            tr("add {name}", name=voice.name),
            tr("{name} was added: {nearer:.0f} % closer to held-out recordings. Compare both, and keep the one "
               "you prefer.", name=voice.name, nearer=nearer),
            lambda: session.library.change(made.id, deleted=True))
