"""Playback of voices on the map."""

import time
from collections import OrderedDict

from PySide6.QtCore import QObject, Signal

from toolbox.core.sound.buffers import Sound
from toolbox.ui.words import tr

LONGEST = 4.0  # seconds of a recording
SENTENCE = "Hello, this is how I sound."
KEPT = 40  # sentences kept, about 100 KB each


class Audition(QObject):
    """Plays part of a recording or a take; a voice without a recording speaks a sentence.

    A clicked voice plays to the end, wherever the pointer moves; a hovered voice plays while the pointer rests on it.

    Parameters
    ----------
    session : Session
    voice_of : callable
        Returns the Voice of a point without a recording, by its id, or None.

    Signals
    -------
    noticed(str, str, str, str)
        As Session's.
    """

    noticed = Signal(str, str, str, str)

    def __init__(self, session, voice_of):
        super().__init__()
        self.session, self.voice_of = session, voice_of
        self._wanted, self._clicked, self._until = "", False, 0.0  # the last: when it will have been heard
        self._sound = self._job = self._task = None
        self._said = OrderedDict()  # Sounds by Voice.key
        session.reference_ready.connect(lambda _: self.go_on())

    def follow(self, voice_id):
        """Play the hovered voice; an empty id stops it, but not a clicked one."""
        if not (self._clicked and self._busy()):
            self._begin(voice_id, clicked=False)

    def hear(self, voice_id):
        """Play the clicked voice, stopping any other sound."""
        self.session.player.stop()
        self._begin(voice_id, clicked=True)

    def go_on(self):
        """Resume the clicked voice if it was cut off: selecting a voice and reading its file stop all sound."""
        made = self.session.made
        selected = self._wanted in self.session.chosen if made is None else made is self.voice_of(self._wanted)
        if (self._clicked and selected and time.perf_counter() < self._until
                and not self.session.audio.playing(self._sound)):
            self._start()

    def stop(self):
        """Stop sound started here, and no other."""
        if self._job is not None and not self._job.finished:
            self._job.cancel()
        if self._sound is not None and self.session.audio.playing(self._sound):
            self.session.audio.stop()
        self._wanted, self._clicked, self._until = "", False, 0.0
        self._sound = self._job = self._task = None

    def _begin(self, voice_id, clicked):
        self.stop()
        self._wanted, self._clicked = voice_id, clicked
        library, region = self.session.library, None
        if voice_id in library.recordings and not library.recordings[voice_id].made:
            recording = library.recordings[voice_id]
            task, region = self.session.read_recording(recording), recording.region
            task.done.connect(lambda found: self._play(voice_id, Sound(found[1], found[0]), region))
        elif voice_id in library.takes:
            task = self.session.read_take(library.takes[voice_id])
            task.done.connect(lambda take: self._play(voice_id, Sound(take.rate, take.wav)))
        else:
            voice = self.voice_of(voice_id)
            if voice is not None and not self._is_unasked(voice_id):
                self._say(voice_id, voice)
            return
        self._task = task
        task.failed.connect(lambda sentence, details: self._fail(voice_id, sentence, details))

    def _is_unasked(self, voice_id):
        """Return whether it is not known whose voice this is; a click is answered by a sentence."""
        recording = self.session.library.recordings.get(voice_id)
        unasked = recording is not None and recording.consent is None
        if unasked and self._clicked:
            self.noticed.emit("info", tr("It has not been stated yet whose voice '{name}' is; select it and "
                                         "press Clone once.", name=recording.speaker), "", "")
        return unasked

    def _say(self, voice_id, voice):
        if voice.key in self._said:
            self._said.move_to_end(voice.key)
            self._play(voice_id, self._said[voice.key])
            return
        if self.session.cloning.speaking is not None:
            if self._clicked:
                self.noticed.emit("info", tr("{name} can be played once the current speech has ended.",
                                             name=voice.name), "", "")
            return
        job = self._job = self.session.engine.submit("clone", tr("Hearing {name}", name=voice.name), voice=voice,
                                                     text=SENTENCE,
                                                     speed=1.0, pitch_shift=0.0, seed=0, recording="", adapt=False)
        job.done.connect(lambda take: self._keep(voice_id, voice, Sound(take.rate, take.wav)))
        job.failed.connect(lambda sentence, details: self._fail(voice_id, sentence, details))

    def _keep(self, voice_id, voice, sound):
        self._said[voice.key] = sound
        if len(self._said) > KEPT:
            self._said.popitem(last=False)
        self._play(voice_id, sound)

    def _busy(self):
        playing = self._sound is not None and self.session.audio.playing(self._sound)
        return playing or self._task is not None or (self._job is not None and not self._job.finished)

    def _play(self, voice_id, sound, region=None):
        # The pointer may have moved on while the file was read, and only a click interrupts other sound.
        if voice_id != self._wanted:
            return
        self._task = None
        if self._clicked or not self.session.audio.playing():
            begin, end = region or (0.0, sound.seconds)
            self._sound, self._range = sound, (begin, min(end, begin + LONGEST))
            self._until = time.perf_counter() + self._range[1] - begin
            self._start()

    def _start(self):
        self.session.audio.play(self._sound, *self._range, self.session.player.output)

    def _fail(self, voice_id, sentence, details):
        if voice_id == self._wanted:
            self._task = None
            self.noticed.emit("bad", sentence, details, "")
