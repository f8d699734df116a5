"""Saying a text in the chosen voice, and the takes that come of it."""

from PySide6.QtCore import QObject, Signal

from audio.files import save
from toolbox.ui.session.workers import in_pool
from toolbox.ui.sound.buffers import Sound

USUAL_RATE = 24_000  # Hz; of a speech of which nothing is known yet


class Cloning(QObject):
    """The speech that is being made, and the take that is shown.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    take : Take or None
    speaking : Job or None

    Signals
    -------
    consent_asked()
    started(str), chunk_made(object, object, float, object), ended(str)
        The voice's name; mel, phonemes, share done, attention; "done", "cancelled" or "failed".
    take_ready(object)
        A Take whose arrays are there.
    takes_changed(str)
        The id of the one to select, or an empty string.
    """

    consent_asked, started, chunk_made = Signal(), Signal(str), Signal(object, object, float, object)
    ended, take_ready, takes_changed = Signal(str), Signal(object), Signal(str)

    def __init__(self, session):
        super().__init__()
        self.session, self.player = session, session.player
        self.take = self.speaking = None
        self._asked = self._waiting = None  # what is to be said: until the person has agreed, until the voice is learnt
        self._before = None
        session.learnt.connect(self._voice_learnt)

    def clone(self, text, speed, pitch_shift, seed):
        """Say a text in the chosen voice."""
        session = self.session
        if self.speaking is not None or self._waiting is not None:
            return
        if not session.chosen and session.made is None:
            session.noticed.emit("warn", "Choose a voice on the left or on the map first.", "", "")
            return
        if session.settings.value("consent") != "given":
            self._asked = (text, speed, pitch_shift, seed)
            self.consent_asked.emit()
            return
        self.player.stop()
        self.started.emit(session.name())
        self._waiting = (text, speed, pitch_shift, seed)
        if session.audio.outputs:
            session.audio.prepare(self._expected_rate, self.player.output)
        missing = [i for i in session.chosen if i not in session.voices]
        for recording_id in missing:
            job = session.learn(recording_id)
            job.failed.connect(lambda *_: self._give_up("failed"))
            job.cancelled.connect(lambda: self._give_up("cancelled"))
        if not missing:
            self._speak()

    def consent(self, given):
        """The person has said that they have the right to the voice, or has not."""
        asked, self._asked = self._asked, None
        if given:
            self.session.settings.setValue("consent", "given")
            if asked:
                self.clone(*asked)

    def cancel(self):
        """Give up what is being said; the sound stops at once."""
        if self.speaking is not None:
            self.session.audio.stop()
            self.speaking.cancel()
        elif self._waiting is not None:
            self._give_up("cancelled")

    def choose_take(self, take_id):
        """Show a take."""
        take = self.session.library.takes.get(take_id)
        if take is None or take is self.take:
            return
        if take.wav is not None:
            self.show_take(take)
            return
        task = in_pool(self.session.library.read_take, take)
        task.done.connect(self.show_take)
        task.failed.connect(self.session.complain)

    def show_take(self, take):
        """Show a take whose arrays are there, unless something is being said."""
        if self.speaking is None:
            self.player.stop()
            self.take, self.player.result = take, Sound(take.rate, take.wav)
            self.take_ready.emit(take)

    def delete_take(self, take_id):
        """Delete a take; the session's `undo` brings it back."""
        library = self.session.library
        library.delete_take(take_id)
        self.takes_changed.emit("")
        self.session.offer_undo("The take was deleted.", lambda: (library.delete_take(take_id, False),
                                                                  self.takes_changed.emit(take_id)))

    def export(self, path):
        """Save the take's sound, marked as synthetic."""
        self._report(in_pool(save, path, self.take.wav, self.take.rate, self.take.comment), path)

    def export_picture(self, path):
        """Save a picture of the take; drawn in the engine's process."""
        self._report(self.session.engine.submit("picture", "Drawing", take=self.take, path=str(path)), path)

    @property
    def _expected_rate(self):
        return self.player.result.rate if self.player.result else USUAL_RATE

    def _report(self, work, path):
        work.done.connect(lambda _: self.session.noticed.emit("good", f"Saved {path}.", "", ""))
        work.failed.connect(self.session.complain)

    def _voice_learnt(self):
        if self._waiting is not None and self.speaking is None and self.session.voice() is not None:
            self._speak()

    def _speak(self):
        (text, speed, pitch_shift, seed), self._waiting = self._waiting, None
        session, sound = self.session, Sound(self._expected_rate)
        voice = session.voice()
        job = session.engine.submit("clone", f"Speaking as {voice.name}", voice=voice, text=text, speed=speed,
                                    pitch_shift=pitch_shift, seed=seed, recording=next(iter(session.chosen), ""))
        self._before = self.take
        self.speaking, self.player.result, self.take = job, sound, None
        job.chunk.connect(lambda chunk: self._chunk(job, sound, chunk))
        job.done.connect(lambda take: self._said(sound, take))
        job.failed.connect(lambda sentence, details: self._unsaid("failed", "bad", sentence, details))
        job.cancelled.connect(lambda: self._unsaid("cancelled", "info", "Cancelled.", ""))

    def _chunk(self, job, sound, chunk):
        if job.cancelling:
            return
        first = sound.length == 0
        sound.append(chunk.wav)
        if first and self.session.audio.outputs:
            self.player.play(sound)
        self.chunk_made.emit(chunk.mel, chunk.phonemes, chunk.progress, chunk.attention)

    def _said(self, sound, take):
        session = self.session
        sound.finished, self.speaking, self.take = True, None, take
        self.ended.emit("done")
        self.take_ready.emit(take)
        if take.unpronounced:
            session.noticed.emit("warn", "Left out, because they cannot be pronounced: "
                                 f"{', '.join(dict.fromkeys(take.unpronounced))}.", "", "")
        task = in_pool(session.library.write_take, take)
        task.done.connect(lambda take: (session.library.add_take(take), self.takes_changed.emit(take.id)))
        task.failed.connect(session.complain)

    def _unsaid(self, how, kind, sentence, details):
        self.speaking = self.player.result = None
        self.player.stop()
        self.ended.emit(how)
        if self._before is not None:
            self.show_take(self._before)
        self.session.noticed.emit(kind, sentence, details, "")

    def _give_up(self, how):
        if self._waiting is not None:
            self._waiting = None
            self.ended.emit(how)
