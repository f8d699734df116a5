"""Hearing voices on the map without choosing them."""

from PySide6.QtCore import QObject, Signal

from toolbox.ui.session.workers import in_pool
from toolbox.ui.sound.buffers import Sound

LONGEST = 4.0  # seconds of a recording
SENTENCE = "Hello, this is how I sound."


class Audition(QObject):
    """Plays a bit of a recording or a take, or has a voice that was never recorded say a sentence.

    Signals
    -------
    noticed(str, str, str, str)
        As Session's.
    """

    noticed = Signal(str, str, str, str)

    def __init__(self, session):
        super().__init__()
        self.session = session
        self._wanted = self._sound = self._job = None

    def hear(self, voice_id):
        """Play a recording or a take by its id; an empty id stops."""
        self.stop()
        self._wanted = voice_id
        library, region = self.session.library, None
        if voice_id in library.recordings:
            recording = library.recordings[voice_id]
            task, region = in_pool(library.read_recording, recording), recording.region
            task.done.connect(lambda found: self._play(voice_id, Sound(found[1], found[0]), region))
        elif voice_id in library.takes:
            task = in_pool(library.read_take, library.takes[voice_id])
            task.done.connect(lambda take: self._play(voice_id, Sound(take.rate, take.wav), None))
        else:
            return
        task.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def say(self, voice):
        """Have a Voice say a sentence, unless something is being said."""
        self.stop()
        if self.session.cloning.speaking is not None:
            return
        self._wanted = voice
        job = self._job = self.session.engine.submit("clone", f"Hearing {voice.name}", voice=voice, text=SENTENCE,
                                                     speed=1.0, pitch_shift=0.0, seed=0, recording="", adapt=False)
        job.done.connect(lambda take: self._play(voice, Sound(take.rate, take.wav), None))
        job.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def stop(self):
        """Stop what this has begun, and nothing else."""
        if self._job is not None and not self._job.finished:
            self._job.cancel()
        if self._sound is not None and self.session.audio.playing(self._sound):
            self.session.audio.stop()
        self._wanted = self._sound = self._job = None

    def _play(self, wanted, sound, region):
        # The pointer may have gone on while the file was read, and nobody talks over what the person has started.
        if wanted is self._wanted and not self.session.audio.playing():
            begin, end = region or (0.0, sound.seconds)
            self._sound = sound
            self.session.audio.play(sound, begin, min(end, begin + LONGEST), self.session.player.output)
