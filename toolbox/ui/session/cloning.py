"""Cloning: speaking a text in the selected voice, and the resulting takes."""

import time
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QObject, Signal

from audio.files import save
from toolbox.core.cloning.speech import Speech
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.errors import LibraryError
from toolbox.core.library.records import DRAGGED, EXPORTED, Take, new_id
from toolbox.core.sound.buffers import Sound
from toolbox.ui.session.workers import in_pool, in_turn
from toolbox.ui.words import tr

AGAIN = QT_TR_NOOP("Say it again")


@dataclass(frozen=True, eq=False)
class Performance:
    """A recording to convert, keeping its words, timing and intonation."""

    name: str
    wav: np.ndarray
    rate: int


@dataclass(frozen=True)
class Request:
    """The request at the time when Clone was pressed; later selections do not affect it."""

    text: str
    speed: float
    pitch_shift: float
    seed: int
    language: str | None  # None to detect it
    name: str
    recordings: tuple
    voice: Voice | None
    pressed: float
    spoken: Performance | None = None
    guided: bool = False  # whether the text is the transcript
    liveliness: float = 1.0

    def voice_of(self, session):
        """Return the Voice, or None while it is not learnt."""
        return self.voice or session.voice_of(self.recordings, self.name)


class Cloning(QObject):
    """The speech in progress, and the take on display.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    take : Take or None
    speaking : Job or None

    Signals
    -------
    consent_asked(object)
        Ids of recordings without a known consent.
    started(str), staged(str), chunk_made(object), ended(str)
        The voice's name; the step before the first sound; a Chunk; "done", "cancelled" or "failed".
    take_ready(object), take_gone()
        A complete Take; no take is shown any more.
    takes_changed(str)
        The id of the one to select, or an empty string.
    made(object)
        A new Take.
    """

    consent_asked, started, staged, chunk_made = Signal(object), Signal(str), Signal(str), Signal(object)
    ended, take_ready, take_gone, takes_changed = Signal(str), Signal(object), Signal(), Signal(str)
    made = Signal(object)

    def __init__(self, session):
        super().__init__()
        self.session, self.player = session, session.player
        self.take = self.speaking = None
        self._asked = self._waiting = None  # Requests waiting for consent, and for the voice to be learnt
        self._request, self._chunks, self._before = None, [], None
        self._fresh = None  # key of the voice that was said at once, before it was adapted to
        self._writing = {}  # takes being written, by id
        session.learnt.connect(self._voice_learnt)
        session.adapted.connect(self._voice_adapted)

    @property
    def busy(self):
        """Return whether speech is in progress or about to start."""
        return self.speaking is not None or self._waiting is not None

    @property
    def unsaved(self):
        """Return the seconds of speech not yet on disk."""
        made = sum(len(chunk.wav) for chunk in self._chunks) if self.speaking is not None else 0
        return made / self.session.rate + sum(take.seconds for take in self._writing.values())

    def clone(self, text, speed, pitch_shift, seed, language=None, spoken=None, guided=False, liveliness=1.0):
        """Speak a text in the selected voice, or convert `spoken`, with the text as transcript if `guided`.

        Without a language, that of each paragraph is detected.
        """
        session = self.session
        if self.busy:
            return
        if not session.selected:
            session.noticed.emit("warn", tr("Select a voice on the left or on the map first."), "", "")
            return
        request = Request(text, speed, pitch_shift, seed, language, session.name(), tuple(session.chosen),
                          session.made, time.perf_counter(), spoken, guided, liveliness)
        self._asked = None  # a question that is still open was about another request
        self._ask_or_begin(request)

    def consent(self, whose):
        """Continue once the user has stated whose voice it is; an empty string cancels."""
        request, self._asked = self._asked, None
        if request is not None and whose:
            self.session.give_consent(self._unasked(request)[:1], whose)
            self._ask_or_begin(replace(request, pressed=time.perf_counter()))

    def cancel(self):
        """Cancel the speech in progress; the sound stops at once."""
        if self.speaking is not None:
            self.session.audio.stop()
            self.speaking.cancel()
        elif self._waiting is not None:
            self._give_up("cancelled")

    def choose_take(self, take_id):
        """Show a take."""
        take = self.session.library.takes.get(take_id)
        if take is None or take.deleted or self.take is not None and take.id == self.take.id:
            return
        job = self.session.read_take(take)
        job.done.connect(self.show_take)
        job.failed.connect(self.session.complain)

    def show_take(self, take):
        """Show a complete take, unless speech is in progress."""
        if self.speaking is None:
            self.player.stop()
            self.take, self.player.result = take, Sound(take.rate, take.wav)
            self.take_ready.emit(take)

    def delete_takes(self, ids):
        """Delete takes, as one step; the session's `undo` restores them."""
        self._remove_takes(ids)
        self.session.offer_undo(tr("delete {count} takes", len(ids)), tr("{count} takes were deleted.", len(ids)),
                                lambda: self._bring_back(ids), lambda: self._remove_takes(ids))

    def _remove_takes(self, ids):
        for take_id in ids:
            self.session.library.delete_take(take_id)
        if self.take is not None and self.take.id in ids:
            self.player.stop()
            self.take = self.player.result = None
            self.take_gone.emit()
        self.takes_changed.emit("")

    def export(self, path):
        """Export the take's sound with its provenance record, and note that in the library's history."""
        self._report(in_pool(_export, self.session.library, self.take, path), path)

    def note_drag(self, take_id):
        """Note in the library's history that a take was dragged to another program."""
        library = self.session.library
        in_pool(library.note, library.takes[take_id], DRAGGED).failed.connect(self.session.complain)

    def export_picture(self, path):
        """Export a picture of the take, drawn in the engine's process."""
        self._report(self.session.engine.submit("picture", tr("Drawing"), take=self.take, path=str(path)), path)

    def keep_unfinished(self):
        """Write the unfinished speech at once, before the window closes."""
        take = self._unfinished()
        if take is not None:
            self.session.library.add_take(self.session.library.write_take(take))
        self._chunks = []

    def _ask_or_begin(self, request):
        """Begin if it has been stated whose voices these are; otherwise ask, one person at a time."""
        unasked = self._unasked(request)
        if unasked:
            self._asked = request
            self.consent_asked.emit(unasked)
        else:
            self._begin(request)

    def _unasked(self, request):
        """Return the recordings without consent, including those of everybody named in the text."""
        cast = self.session.workshop.casting.recordings_in(request.text) if request.spoken is None else []
        return self.session.without_consent([*request.recordings, *cast])

    def _begin(self, request):
        session = self.session
        self.player.stop()
        self._waiting = request
        self.started.emit(request.name)
        if session.audio.outputs:
            session.audio.prepare(session.rate, self.player.output)
        missing = [i for i in request.recordings if i not in session.voices]
        for recording_id in missing:
            job = session.learn(recording_id)
            job.failed.connect(lambda *_: self._give_up("failed"))
            job.cancelled.connect(lambda: self._give_up("cancelled"))
        if missing:
            self.staged.emit(tr("Listening to {name} …", name=request.name))
        else:
            self._speak()

    def _bring_back(self, ids):
        for take_id in ids:
            self.session.library.delete_take(take_id, False)
        self.takes_changed.emit(ids[0])
        self.choose_take(ids[0])

    def _report(self, work, path):
        work.done.connect(lambda _: self.session.noticed.emit("good", tr("Saved {path}.", path=path), "", ""))
        work.failed.connect(self.session.complain)

    def _voice_learnt(self):
        if self._waiting is not None and self._waiting.voice_of(self.session) is not None:
            self._speak()

    def _voice_adapted(self, voice):
        if voice.key == self._fresh and self.speaking is None:
            self._fresh = None
            self.session.noticed.emit("info", tr("The program has now adapted to {name}: say it again for a closer "
                                                 "likeness.", name=voice.name), "", tr(AGAIN))

    def _speak(self):
        request, self._waiting = self._waiting, None
        session, sound = self.session, Sound(self.session.rate)
        voice = request.voice_of(session)
        # It continues after this speech, or after the first sentences of a long text.
        self._fresh = voice.key if session.make_way(voice) else None
        asked = {"voice": voice, "text": request.text, "pitch_shift": request.pitch_shift, "seed": request.seed,
                 "language": request.language, "recording": next(iter(request.recordings), "")}
        if request.spoken is None:
            job = session.engine.submit("clone", tr("Speaking as {name}", name=voice.name), speed=request.speed,
                                        liveliness=request.liveliness,
                                        cast=session.workshop.casting.manners(request.text),
                                        dictionary=session.workshop.own_words(), **asked)
        else:
            job = session.engine.submit("convert", tr("Converting to {name}", name=voice.name), guided=request.guided,
                                        source=(request.spoken.wav, request.spoken.rate), **asked)
        self._request, self._chunks, self._before = request, [], self.take
        self.speaking, self.player.result, self.take = job, sound, None
        self.staged.emit(tr("Reading the text …"))
        job.progressed.connect(self._stage)
        # No connection may refer to the job or the sound, because Qt would keep both for ever.
        job.chunk.connect(self._chunk)
        job.done.connect(self._said)
        job.failed.connect(lambda sentence, details: self._unsaid("failed", "bad", sentence, details))
        job.cancelled.connect(lambda: self._unsaid("cancelled", "info", tr("Cancelled."), ""))

    def _stage(self, share, what):
        if what and not self._chunks:
            self.staged.emit(tr("Adapting to {name} …", name=self._request.name) if what == "adapting"
                             else tr("Loading {what} …", what=tr(what)))

    def _chunk(self, chunk):
        if self.speaking.cancelling:
            return
        sound = self.player.result
        if not self._chunks:
            # From the press of the button, including the engine's loading and the user's answers.
            self._first_sound = time.perf_counter() - self._request.pressed
        self._chunks.append(chunk)
        sound.append(chunk.wav)
        if len(self._chunks) == 1 and self.session.audio.outputs:
            self.player.play(sound)
        self.chunk_made.emit(chunk)

    def _said(self, take):
        if self._chunks:
            take.timings["first_sound"] = self._first_sound
        self.player.result.finished, self.speaking, self.take, self._chunks = True, None, take, []
        self._keep(take)  # first, because a receiver of the end may close the window
        self.session.get_ready()
        self.ended.emit("done")
        self.made.emit(take)
        self.take_ready.emit(take)
        if take.unpronounced:
            self.session.noticed.emit("warn", tr("Left out because they cannot be pronounced: {names}.",
                                                 names=", ".join(dict.fromkeys(take.unpronounced))), "", "")

    def _unsaid(self, how, kind, sentence, details):
        take = self._unfinished()
        self.speaking, self.player.result, self._chunks = None, None, []
        self.session.get_ready()
        self.player.stop()
        if take is not None:
            sentence = tr("{sentence} What was made until then ({seconds:.1f} s) is kept as an unfinished take.",
                          sentence=sentence, seconds=take.seconds)
            self._keep(take)
        self.ended.emit(how)
        if take is not None or self._before is not None:
            self.show_take(take or self._before)
        self.session.noticed.emit(kind, sentence, details, "")

    def _unfinished(self):
        """Return the Take of the chunks so far, or None if there are none."""
        if not self._chunks:
            return None
        request, session = self._request, self.session
        speech = Speech.of(self._chunks, session.rate, request.text, request.name, session.engine.profile, request.seed)
        return Take(new_id(), request.name, request.text, speech.profile, request.seed, request.speed,
                    request.pitch_shift, speech.rate, speech.seconds, speech.comment,
                    next(iter(request.recordings), ""), None, speech.timings | {"first_sound": self._first_sound},
                    speech.unpronounced, unfinished=True, wav=speech.wav, mel=speech.mel, phonemes=speech.phonemes,
                    words=speech.words, attention=speech.attention)

    def _keep(self, take):
        self._writing[take.id] = take
        task = in_turn(self.session.library.write_take, take)
        task.done.connect(self._written)
        task.failed.connect(lambda *why: self._not_written(take, *why))

    def _written(self, take):
        try:
            self.session.library.add_take(take)
        except LibraryError as error:
            self._not_written(take, str(error))
            return
        del self._writing[take.id]
        self.takes_changed.emit(take.id)

    def _not_written(self, take, *why):
        del self._writing[take.id]
        self.session.unkept.add(lambda: self._keep(take), *why)

    def _give_up(self, how):
        if self._waiting is not None:
            self._waiting = None
            self.ended.emit(how)
            if self.take is not None:
                self.show_take(self.take)


def _export(library, take, path):
    save(path, take.wav, take.rate, take.comment)
    library.note(take, EXPORTED, str(path))
