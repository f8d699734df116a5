"""The voices in which the project's sentences are spoken."""

from toolbox.core.cloning.speech import Manner
from toolbox.core.workshop.project import CastEntry
from toolbox.ui.words import tr


class Casting:
    """Finds the recordings and voices of names and takes.

    Parameters
    ----------
    workshop : Workshop
    """

    def __init__(self, workshop):
        self.workshop, self.session = workshop, workshop.session

    def names(self):
        """Return the names that a mark may use: the cast's, and those of the library's speakers."""
        cast = self.workshop.project.cast
        return [*cast, *(n for n in self.session.library.speakers() if n not in cast)]

    def recordings(self, name):
        """Return the ids of the recordings of a name: those of the cast, or the speaker's."""
        return self._entry(name).recordings or tuple(r.id for r in self.session.library.speakers().get(name, ()))

    def recordings_in(self, text):
        """Return the ids of the recordings of all names in a text."""
        return [i for name in self._named(text) for i in self.recordings(name)]

    def manners(self, text):
        """Return Manners by name for the names in a text, except for voices that are not learnt yet."""
        found = {}
        for name in self._named(text):
            entry, voice = self._entry(name), self.session.voice_of(list(self.recordings(name)), name)
            if voice is not None:
                found[name] = Manner(voice, entry.speed, entry.pitch, entry.language, entry.liveliness)
        return found

    def may_speak(self, recordings):
        """Return whether it has been stated whose voices these recordings are; otherwise tell the user what to do."""
        recordings = [i for i in recordings if i in self.session.library.recordings]
        unasked = self.session.without_consent(recordings)
        if unasked:
            name = self.session.library.recordings[unasked[0]].speaker
            self.session.noticed.emit("warn", tr("It has not been stated yet whose voice '{name}' is; select it and "
                                                 "press Clone once.", name=name), "", "")
        return not unasked

    def voice_of(self, take):
        """Return the Voice of a take, or None, with a message, if it is gone or must not speak yet."""
        session = self.session
        voice = session.voice_of(list(take.recordings), take.voice)
        if voice is None and session.made is not None and session.made.name == take.voice:
            voice = session.made
        if voice is None:
            session.noticed.emit("warn", tr("The voice '{voice}' is no longer in the library; select another and say "
                                            "the sentence again.", voice=take.voice), "", "")
        return voice if voice is not None and self.may_speak(take.recordings) else None

    def _named(self, text):
        from toolbox.core.script.sentences import parse

        return parse(text, self.names()).voices

    def _entry(self, name):
        return self.workshop.project.cast.get(name, CastEntry())
