"""Who speaks in the reference, its quality, and its cleaning."""

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QObject, Signal

from audio.errors import AudioError
from audio.files import reading, replacing
from toolbox.core.people.division import LONG, Division
from toolbox.ui.session.workers import in_turn
from toolbox.ui.words import tr

MEASURING = QT_TR_NOOP("Measuring the quality")
FOLDER = "people"  # in the library's folder: divisions by recording


class People(QObject):
    """The division of the reference that is shown, and its quality.

    Parameters
    ----------
    session : Session
    worker : Worker
        Worker of a PeopleProcess; started with the first recording that is long enough.

    Attributes
    ----------
    division : Division or None
        Of the current reference; None while unknown, and for a single person.

    Signals
    -------
    divided(object)
        A Division with two people or more, or None.
    measured(object)
        (Quality, Advice) of the reference.
    travelled(object, object)
        The reference's path through the space of voices: embeddings (n, 256), and the speaker of each.
    """

    divided, measured, travelled = Signal(object), Signal(object), Signal(object, object)

    def __init__(self, session, worker):
        super().__init__()
        self.session, self.worker, self.division = session, worker, None
        self._shown, self._jobs = "", []  # id of the recording; the jobs that measure and divide it
        self._before = {}  # originals by the cleaned recordings
        self._person = {}  # the person chosen last, by recording
        worker.added.connect(session.job_added)
        session.reference_ready.connect(lambda about: self._look())
        session.reference_gone.connect(lambda: self._forget())

    def choose(self, speaker):
        """Add a person's cleanest speech to the library as a recording of its own, and select it."""
        sound, title = self.session.player.reference, self.session.name()
        if self.division is None or sound is None:
            return
        session, division = self.session, self.division
        self._person[self._shown] = speaker
        task = in_turn(lambda: session.library.write_recording(
            division.sound_of(speaker, sound.samples, sound.rate), sound.rate, speaker, title))
        task.done.connect(lambda recording: session.add(recording))
        task.failed.connect(session.complain)

    def rename(self, speaker, name):
        """Rename a person; the name is stored with the recording."""
        if self.division is not None and name and name != speaker:
            self._keep(self.division.renamed(speaker, name))

    def correct(self, begin, end, speaker):
        """Correct the division: `speaker` alone speaks from `begin` to `end` seconds."""
        if self.division is not None:
            self._keep(self.division.corrected(begin, end, speaker))

    def clean(self):
        """Clean the current recording, and add the result as another recording of the same speaker.

        Of several people only the one chosen last is kept; of one person, the voice known from other recordings.
        """
        session = self.session
        if not self._shown or self._shown not in session.library.recordings:
            return None
        recording = session.library.recordings[self._shown]
        division, person = self.division, self._person.get(self._shown)
        path = str(session.library.path(recording))
        if division is not None and person in division.people:
            job = self._submit("clean", tr("Keeping {speaker} alone", speaker=person), path=path, division=division,
                               speaker=person)
        else:
            person = recording.speaker
            known = self._known(recording) if division is None else None
            job = self._submit("clean", tr("Cleaning {speaker}", speaker=person), path=path, embedding=known,
                               encoder=session.library.encoder)
        job.done.connect(lambda found: self._cleaned(recording, person, *found))
        job.failed.connect(session.complain)
        return job

    def measure(self, wav, rate):
        """Measure the quality of a sound being recorded (n_samples,); the Job's result is (Quality, Advice)."""
        return self.session.reader.submit("quality", tr(MEASURING), quiet=True, urgent=False, wav=wav, rate=rate)

    def compare(self):
        """Select the cleaned version or the original of the selected recording."""
        if self.counterpart is not None:
            self.session.select(self.counterpart)

    @property
    def counterpart(self):
        """Return the id of the cleaned version or the original of the selected recording; None if there is none."""
        there = {before: after for after, before in self._before.items()} | self._before
        found = there.get(next(iter(self.session.chosen), None))
        return found if found in self.session.library.recordings else None

    def close(self):
        """End the process."""
        if self.worker.isRunning():
            self.worker.close()

    def _look(self):
        session, sound = self.session, self.session.player.reference
        self._forget()
        if not session.chosen or sound is None:
            return
        shown = self._shown = session.chosen[0]
        path = str(session.library.path(session.library.recordings[shown]))
        job = session.reader.submit("quality_of", tr(MEASURING), quiet=True, urgent=False, path=path)
        job.done.connect(lambda found: self.measured.emit(found) if shown == self._shown else None)
        job.failed.connect(session.complain)
        self._jobs.append(job)
        if len(sound.samples) / sound.rate < LONG:
            return
        try:
            kept = Division.load(self._file(shown))
        except AudioError:
            job = self._submit("divide", tr("Finding out who speaks in {speaker}", speaker=session.name()),
                               quiet=True, path=path)
            job.done.connect(lambda found: self._divided(shown, *found))
            job.failed.connect(session.complain)
            self._jobs.append(job)
        else:
            self._show(kept)
            self._travel(shown)

    def _divided(self, shown, division, embeddings, speakers):
        if shown != self._shown:
            return
        self._keep(division)  # even one person, so that the recording is not analysed again
        if self.division is not None:
            with replacing(self._file(shown, "npz"), private=True) as part, open(part, "wb") as file:
                np.savez(file, embeddings=embeddings.astype(np.float16), speakers=np.array(speakers))
            self._travel(shown)

    def _travel(self, shown):
        """Show the stored path through the map, if there are two people or more."""
        path = self._file(shown, "npz")
        if self.division is None or not path.exists():
            return
        try:
            with reading(path, "is not the path of a recording") as held:
                self.travelled.emit(held["embeddings"].astype(np.float32), held["speakers"].tolist())
        except AudioError as error:
            self.session.complain(str(error), "")

    def _keep(self, division):
        try:
            division.save(self._file(self._shown))
        except AudioError as error:
            self.session.complain(str(error), "")
        self._show(division)

    def _show(self, division):
        self.division = division if len(division.people) > 1 else None
        self.divided.emit(self.division)

    def _forget(self):
        for job in self._jobs:
            job.cancel()
        self.division, self._shown, self._jobs = None, "", []
        self.divided.emit(None)
        self.travelled.emit(np.zeros((0, 256), np.float32), [])
        self.measured.emit(None)

    def _known(self, recording):
        """Return the embedding of a speaker by their other recordings; None if there are none."""
        library = self.session.library
        voices = library.voices(r.id for r in library.speakers().get(recording.speaker, ()) if r.id != recording.id)
        if not voices:
            return None
        mean = np.mean([voice.embedding for voice in voices.values()], axis=0)
        return (mean / np.linalg.norm(mean)).astype(np.float32)

    def _cleaned(self, recording, person, wav, rate):
        session = self.session
        task = in_turn(session.library.write_recording, wav, rate, person, tr("cleaned"))

        def add(made):
            self._before[made.id] = recording.id
            session.add(made)
        task.done.connect(add)
        task.failed.connect(session.complain)

    def _file(self, recording_id, suffix="json"):
        return self.session.library.folder / FOLDER / f"{recording_id}.{suffix}"

    def _submit(self, kind, title, **arguments):
        if not self.worker.isRunning():
            self.worker.start()
        return self.worker.submit(kind, title, **arguments)
