"""What the person is doing: the library, the voice that is chosen, and what has been learnt of it. Panels show it."""

from PySide6.QtCore import QObject, Signal

from toolbox.core.cloning.overview import analyse
from toolbox.core.cloning.voice import blend
from toolbox.ui.session.cloning import Cloning
from toolbox.ui.session.imports import Imports
from toolbox.ui.session.workers import in_pool
from toolbox.ui.sound.buffers import Sound
from toolbox.ui.sound.playback import Player

SPEAKER = "Recording"  # what a new recording is called
FEW = 20  # recordings that the engine listens to one by one; more are left to the importer
CLOSELY = 4  # of the chosen recordings that an import has only heard briefly, listened to again


class Session(QObject):
    """Library, engine and sound, and the voices that are in them.

    Parameters
    ----------
    library : Library
    engine : EngineWorker
    audio : AudioIO
    settings : QSettings
    importer : Worker
        Of an ImportProcess.

    Attributes
    ----------
    player : Player
    cloning : Cloning
    imports : Imports
    selected : list of str
        Ids of what `select` chose: one speaker's recordings, or one voice that has none.
    made : Voice or None
        The selected voice if it has no recording here.
    find_voice : callable
        Return the Voice of an id that is no recording's, or None; the map sets it.
    voices : dict
        Voices that are learnt, by their recording's id.

    Signals
    -------
    noticed(str, str, str, str)
        Kind (info, good, warn, bad), a sentence, details, and the text of a button that undoes.
    library_changed()
        Recordings were added, deleted or changed.
    selection_changed(object)
        The ids that are selected now (`selected`).
    voices_changed(), learnt()
        Another voice is selected, or one was learnt; only the latter.
    reference_loading(str), reference_ready(object)
        A recording's title; then (title, seconds, rate, drawn, region).
    reference_gone()
    job_added(object)
    """

    noticed = Signal(str, str, str, str)
    library_changed, selection_changed, voices_changed, learnt = Signal(), Signal(object), Signal(), Signal()
    reference_loading, reference_ready, reference_gone = Signal(str), Signal(object), Signal()
    job_added = Signal(object)

    def __init__(self, library, engine, audio, settings, importer):
        super().__init__()
        self.library, self.engine, self.audio, self.settings = library, engine, audio, settings
        self.selected, self.made, self.find_voice, self.voices = [], None, lambda voice_id: None, library.voices()
        self._undo, self._ready, self._adapting = [], False, None  # whether models are there; the last job "adapt"
        self.player = Player(audio)
        self.cloning = Cloning(self)
        self.imports = Imports(self, importer)
        engine.added.connect(self.job_added)
        self.voices_changed.connect(self._get_ready)
        # A bound method, not a lambda: only with a receiver does Qt change from the audio thread to this one.
        audio.failed.connect(self.complain)

    @property
    def chosen(self):
        """Ids of the recordings that are selected; empty for a voice that has none."""
        return [] if self.made is not None else self.selected

    def select(self, *ids):
        """Select a voice; everything that shows it follows `selection_changed`.

        Parameters
        ----------
        ids : str
            Recordings of one speaker, the first of which is shown; or one id of a voice without a recording; or one
            take's, which is shown. Without any, nothing is selected.
        """
        if ids and ids[0] in self.library.takes:
            self.cloning.choose_take(ids[0])
        elif ids and ids[0] not in self.library.recordings:
            self._select_voice(ids[0])
        else:
            self._select_recordings(ids)

    def select_remembered(self):
        """Select the voice of the last time, or the first in the list."""
        self._select_or_first([self.settings.value("recording", "")])

    def _select_voice(self, voice_id):
        voice = self.find_voice(voice_id)
        if voice is None or voice is self.made:
            return
        self.player.stop()
        self.selected, self.made = [voice_id], voice
        self.selection_changed.emit(self.selected)
        self._lose_reference()
        self.voices_changed.emit()

    def _select_or_first(self, ids):
        """Select those of these recordings that are still there, or else the first in the list."""
        recordings = self.library.recordings
        there = [i for i in ids if i in recordings and not recordings[i].deleted]
        first = next(iter(self.library.speakers().values()), [])
        self.select(*(there or [r.id for r in first]))

    def _select_recordings(self, ids):
        ids = [i for i in ids if i in self.library.recordings and not self.library.recordings[i].deleted]
        if ids == self.selected and self.made is None:
            return
        self.selected, self.made = ids, None
        self.selection_changed.emit(ids)
        if not ids:
            self._lose_reference()
            self.voices_changed.emit()
            return
        recording = self.library.recordings[ids[0]]
        self.settings.setValue("recording", recording.id)
        if recording.made:
            self._lose_reference()
            self.voices_changed.emit()
            return
        self.reference_loading.emit(recording.speaker)
        for recording_id in ids[:CLOSELY]:
            if recording_id in self.voices and self.library.is_brief(recording_id):
                self.learn(recording_id, urgent=False)
        task = in_pool(self._read_reference, recording)
        task.done.connect(lambda found: self._reference_read(recording, *found))
        task.failed.connect(lambda sentence, details: (self._lose_reference(), self.complain(sentence, details)))
        self.voices_changed.emit()

    def set_region(self, region):
        """Use only a part (begin, end in seconds) of the reference, or all of it (None)."""
        if self.chosen:
            self.player.region = region
            self.library.change(self.chosen[0], region=region)
            self.voices.pop(self.chosen[0], None)
            self.learn(self.chosen[0])

    def voice(self):
        """The Voice of what is chosen, or None as long as it is not learnt."""
        if self.made is not None:
            return self.made
        if not self.chosen or any(i not in self.voices for i in self.chosen):
            return None
        voices = [self.voices[i] for i in self.chosen]
        return blend(voices, [v.seconds for v in voices], self.name(), one_person=True)

    def name(self):
        """Whose voice is chosen."""
        return self.made.name if self.made is not None else self.library.recordings[self.chosen[0]].speaker

    def learn(self, recording_id, urgent=True):
        """Have the engine listen to a recording."""
        recording = self.library.recordings[recording_id]
        job = self.engine.submit("enroll", f"Listening to {recording.speaker}", quiet=not urgent, urgent=urgent,
                                 path=str(self.library.path(recording)), region=recording.region,
                                 name=recording.speaker)
        job.done.connect(lambda voice: self._take_voice(recording_id, recording.region, voice))
        job.failed.connect(lambda sentence, details: self.complain(
            sentence.replace("The recording", f"'{recording.speaker}'", 1), details))
        return job

    def models_loaded(self, about):
        """The models are there, as the engine's `load` tells; hear what has not been heard, and finish imports."""
        self._ready, self._adapting = True, None
        if self.library.use_encoder(about["encoder"]):
            self.voices = self.library.voices()
        self.voices_changed.emit()
        missing = [r.id for r in self.library.rows() if r.id not in self.voices]
        if len(missing) > FEW:
            self.imports.listen_again()
        else:
            for recording_id in missing:
                self.learn(recording_id, urgent=recording_id in self.chosen)
        self.imports.resume()

    def keep_recording(self, wav, rate):
        """Keep what was recorded."""
        numbers = {r.speaker for r in self.library.recordings.values()}
        name = next(n for n in (f"{SPEAKER} {k}" for k in range(1, len(numbers) + 2)) if n not in numbers)
        task = in_pool(self.library.write_recording, wav, rate, name, "recorded here")
        task.done.connect(lambda recording: self.add([recording], urgent=True))
        task.failed.connect(self.complain)

    def add(self, recordings, urgent):
        """List Recordings that have been written, and have them listened to; the last is selected."""
        self.library.add(*recordings)
        for recording in recordings:
            self.learn(recording.id, urgent)
        self.library_changed.emit()
        self.select(recordings[-1].id)

    def take_in(self):
        """Show what another process has listed since."""
        new = self.library.refresh()
        if new:
            self.voices |= self.library.voices(new)
            self._changed()

    def reload(self):
        """Take in all that another process has learnt."""
        self.library.refresh()
        self.voices = self.library.voices()
        self.voices_changed.emit()

    def rename(self, ids, name):
        """Give recordings' speaker another name."""
        before = {i: self.library.recordings[i].speaker for i in ids}
        if name:
            self.library.change_all(ids, speaker=name)
            self._undo.append(lambda: [self.library.change(i, speaker=old) for i, old in before.items()])
        self._changed()

    def star(self, ids):
        """Star recordings, or unstar them if all are starred."""
        self.library.change_all(ids, starred=not all(self.library.recordings[i].starred for i in ids))
        self.library_changed.emit()

    def delete(self, ids):
        """Delete recordings; `undo` brings them back."""
        names = {self.library.recordings[i].speaker for i in ids}
        self.library.change_all(ids, deleted=True)
        self._changed()
        what = ", ".join(sorted(names)) if len(names) <= 3 else f"{len(names):,} voices"
        self.offer_undo(f"Deleted {what}.", lambda: (self.library.change_all(ids, deleted=False),
                                                     self.library_changed.emit(), self.select(ids[0])))

    def offer_undo(self, sentence, take_back):
        """Say what was done, beside a button that takes it back by calling `take_back`."""
        self._undo.append(take_back)
        self.noticed.emit("info", sentence, "", "Undo")

    def undo(self):
        """Take back the last deletion or renaming."""
        if self._undo:
            self._undo.pop()()
            self._changed()

    def complain(self, sentence, details):
        """Say what went wrong."""
        self.noticed.emit("bad", sentence, details, "")

    def close(self):
        """End what runs, and tell nobody any more."""
        self.blockSignals(True)
        self.cloning.blockSignals(True)
        self.player.close()
        self.audio.close()
        self.imports.close()
        self.engine.close()
        self.library.close()

    def _get_ready(self):
        """Have the engine adapt itself to the voice that is chosen, while the person looks for words."""
        voice = self.voice() if self._ready else None
        if voice is None or (self._adapting is not None and self._adapting[0] == voice.key):
            return
        if self._adapting is not None and not self._adapting[1].finished:
            self._adapting[1].cancel()
        job = self.engine.submit("adapt", f"Adapting to {voice.name}", quiet=True, urgent=False, voice=voice)
        job.failed.connect(self.complain)
        self._adapting = voice.key, job

    def _changed(self):
        """Show the library as it is now; what is selected stays so unless it was deleted."""
        self.library_changed.emit()
        if self.made is None:
            self._select_or_first(self.selected)
        self.voices_changed.emit()

    def _read_reference(self, recording):
        wav, rate = self.library.read_recording(recording)
        return wav, rate, analyse(wav, rate)

    def _reference_read(self, recording, wav, rate, drawn):
        if recording.id in self.chosen[:1]:
            self.player.stop()
            self.player.reference, self.player.region = Sound(rate, wav), recording.region
            self.reference_ready.emit((recording.speaker, len(wav) / rate, rate, drawn, recording.region))

    def _lose_reference(self):
        self.player.reference = self.player.region = None
        self.reference_gone.emit()

    def _take_voice(self, recording_id, region, voice):
        if recording_id not in self.library.recordings or self.library.recordings[recording_id].region != region:
            return
        self.voices[recording_id] = voice
        self.library.keep_voice(recording_id, voice)
        self.voices_changed.emit()
        self.learnt.emit()
