"""The session behind the panels: the library, the selected voice, and what has been learnt of it."""

import logging
from dataclasses import replace

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication, QEvent, QObject, QTimer, Signal

from synthesizer.text.languages import DEFAULT
from toolbox.core.cloning.voice import blend
from toolbox.core.library.errors import LibraryError
from toolbox.core.processes.live import LiveProcess
from toolbox.core.processes.people import PeopleProcess
from toolbox.core.settings import APPLICATION
from toolbox.core.sound.buffers import Sound
from toolbox.ui.session.cloning import Cloning
from toolbox.ui.session.imports import Imports
from toolbox.ui.session.keeping import Keeping
from toolbox.ui.session.live import LiveVoice
from toolbox.ui.session.people import People
from toolbox.ui.session.personal import Minutes
from toolbox.ui.session.undo import Undo
from toolbox.ui.session.unkept import Unkept
from toolbox.ui.session.workers import Worker, in_pool, in_turn, wait_for_tasks
from toolbox.ui.session.workshop.workshop import Workshop
from toolbox.ui.sound.playback import Player
from toolbox.ui.words import tr

SPEAKER = QT_TR_NOOP("Recording")  # name of a new recording
FEW = 20  # most recordings that the engine analyses one by one; more are left to the importer
CLOSELY = 4  # most selected recordings to analyse again if an import analysed them only briefly
RATE = 24_000  # Hz; rate of the speech until the engine has reported its own
ADOPT = QT_TR_NOOP("Add them")
LOOK = 3000  # ms between checks for other programs' changes to the library


class Session(QObject):
    """Library, engine and sound, and their voices.

    Parameters
    ----------
    library : Library
    engine : EngineWorker
    audio : AudioIO
    settings : QSettings
    importer : Worker
        Worker of an ImportProcess.
    reader : Worker
        Worker of a ReadProcess.

    Attributes
    ----------
    player : Player
    cloning : Cloning
    imports : Imports
    keeping : Keeping
    minutes : Minutes
    people : People
    workshop : Workshop
    undo : Undo
    unkept : Unkept
    selected : list of str
        Ids chosen by `select`: one speaker's recordings, or one voice on the map.
    made : Voice or None
        The selected voice if it is not in the library.
    find_voice : callable
        Returns the Voice of an id outside the library, or None; set by the map.
    voices : dict
        Learnt voices by their recordings' ids.
    rate : int
        Sample rate of the engine's speech in Hz.

    Signals
    -------
    noticed(str, str, str, str)
        Kind (info, good, warn, bad), a sentence, details, and the text of an undo button.
    library_changed()
        Recordings were added, deleted or changed.
    selection_changed(object)
        The selected ids (`selected`).
    voices_changed(), learnt()
        Another voice was selected, or one was learnt; only the latter.
    adapted(object)
        A Voice to which the engine has just adapted.
    reference_loading(str), reference_ready(object)
        A recording's title; then (title, seconds, rate, drawn, region).
    reference_gone()
    languages_known(object)
        Codes of the languages of the loaded networks.
    job_added(object)
    """

    noticed = Signal(str, str, str, str)
    library_changed, selection_changed, voices_changed, learnt = Signal(), Signal(object), Signal(), Signal()
    adapted = Signal(object)
    reference_loading, reference_ready, reference_gone = Signal(str), Signal(object), Signal()
    languages_known, job_added = Signal(object), Signal(object)

    def __init__(self, library, engine, audio, settings, importer, reader):
        super().__init__()
        self.library, self.engine, self.audio, self.settings, self.reader = library, engine, audio, settings, reader
        self.selected, self.made, self.find_voice, self.voices = [], None, lambda voice_id: None, library.voices()
        self.rate, self._strangers, self._learning = RATE, [], {}  # the last: regions and jobs by recording
        self._ready, self._adapting, self._reading = False, None, None  # models are there; jobs "adapt", "recording"
        self.player, self.undo, self.unkept = Player(audio), Undo(), Unkept(self)
        self.undo.undone.connect(self._changed)
        self.cloning = Cloning(self)
        self.keeping, self.workshop, self.minutes = Keeping(self), Workshop(self), Minutes(self)
        self.imports = Imports(self, importer)
        self.live = LiveVoice(self, Worker(LiveProcess()))
        self.people = People(self, Worker(PeopleProcess()))
        engine.added.connect(self.job_added)
        self.voices_changed.connect(self.get_ready)
        # A bound method, not a lambda: only with a receiver does Qt change from the audio thread to this one.
        audio.failed.connect(self.complain)
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self.take_in)

    def start(self):
        """Start following other programs' changes to the library."""
        self._look.start()

    @property
    def chosen(self):
        """Return the ids of the library's voices that are selected."""
        return [] if self.made is not None else self.selected

    def select(self, *ids):
        """Select a voice; all views follow `selection_changed`.

        Parameters
        ----------
        ids : str
            Recordings of one speaker, the first of which is shown; or the id of one voice outside the library; or that
            of one take, which is shown. Without ids, nothing is selected.
        """
        if ids and ids[0] in self.library.takes:
            self.cloning.choose_take(ids[0])
        elif ids and ids[0] not in self.library.recordings:
            self._select_voice(ids[0])
        else:
            self._select_recordings(ids)

    def select_remembered(self):
        """Select the last session's voice, or the first in the list."""
        self._select_or_first([self.settings.value("recording", "")])

    def set_region(self, region):
        """Use a region (begin, end in seconds) of the reference, or all of it (None)."""
        if self.chosen:
            self.library.change(self.chosen[0], region=region)
            self.player.region = region
            self.voices.pop(self.chosen[0], None)
            self.learn(self.chosen[0])

    def voice(self):
        """Return the Voice of the selection, or None until it is learnt."""
        return self.made if self.made is not None else self.voice_of(self.chosen, self.name())

    def voice_of(self, ids, name):
        """Return the Voice of one speaker's recordings, or None until all of them are learnt."""
        if not ids or any(i not in self.voices for i in ids):
            return None
        voices = [self.voices[i] for i in ids]
        return blend(voices, [v.seconds for v in voices], name, one_person=True)

    def name(self):
        """Return the name of the selected voice; empty if there is none."""
        if self.made is not None:
            return self.made.name
        return self.library.recordings[self.chosen[0]].speaker if self.chosen else ""

    def without_consent(self, ids):
        """Return the recordings for which no consent has been recorded."""
        return [i for i in ids if self.library.recordings[i].consent is None]

    def give_consent(self, ids, consent):
        """Record the consent ("own" or "agreed") for these recordings and the same speaker's others."""
        speakers = {self.library.recordings[i].speaker for i in ids}
        given = [r.id for r in self.library.rows() if r.speaker in speakers and r.consent is None]
        self.library.change_all(given, consent=consent)
        self.voices |= self.library.voices(given)

    def learn(self, recording_id, urgent=True):
        """Have the engine analyse a recording; return the Job, or the running one."""
        recording = self.library.recordings[recording_id]
        region, job = self._learning.get(recording_id, (None, None))
        if job is not None and not job.finished and not job.cancelling and region == recording.region and (
                not urgent or not job.quiet):
            return job
        job = self.engine.submit("enroll", tr("Listening to {speaker}", speaker=recording.speaker), quiet=not urgent,
                                 urgent=urgent,
                                 path=str(self.library.path(recording)), region=recording.region,
                                 name=recording.speaker)
        region = recording.region
        self._learning[recording_id] = region, job
        job.done.connect(lambda voice: self._take_voice(recording_id, region, voice))
        job.failed.connect(lambda sentence, details: self._not_learnt(recording_id, sentence, details))
        return job

    def models_loaded(self, about):
        """Handle the engine's `load` report: learn unknown voices, and resume imports."""
        self._ready, self._adapting = True, None
        self.rate = about.get("rate", RATE)
        self.languages_known.emit(about.get("languages", (DEFAULT,)))
        if self.library.use_encoder(about["encoder"]):
            self.voices = self.library.voices()
        self.voices_changed.emit()
        missing = [r.id for r in self.library.unlearnt()]
        if len(missing) > FEW:
            self.imports.listen_again()
        else:
            for recording_id in missing:
                self.learn(recording_id, urgent=recording_id in self.chosen)
        self.imports.resume()

    def keep_recording(self, wav, rate):
        """Store a new recording."""
        names = {r.speaker for r in self.library.recordings.values()}
        name = next(n for n in (f"{tr(SPEAKER)} {k}" for k in range(1, len(names) + 2)) if n not in names)
        task = in_turn(self.library.write_recording, wav, rate, name, tr("recorded here"))
        task.done.connect(lambda recording: self.add(recording))
        task.failed.connect(lambda *why: self.unkept.add(lambda: self.keep_recording(wav, rate), *why))

    def add(self, recording):
        """List a written Recording, have it analysed, and select it."""
        try:
            self.library.add(recording)
        except LibraryError as error:
            self.unkept.add(lambda: self.add(recording), str(error))
            return
        self.learn(recording.id)
        self.library_changed.emit()
        self.select(recording.id)

    def take_in(self):
        """Show changes by other processes; return the ids of their recordings."""
        takes = len(self.library.takes)
        new = self.library.refresh()
        if new:
            self.voices |= self.library.voices(new)
            self._changed()
        if len(self.library.takes) != takes:
            self.cloning.takes_changed.emit("")
        return new

    def reload(self):
        """Reload everything that another process has learnt."""
        self.library.refresh()
        self.voices = self.library.voices()
        self.voices_changed.emit()

    def read_recording(self, recording):
        """Have a recording read; the Job's result is (wav, rate, overview)."""
        return self.reader.submit("recording", tr("Reading {speaker}", speaker=recording.speaker), quiet=True,
                                  path=str(self.library.path(recording)))

    def read_take(self, take):
        """Have a take's arrays read; the Job's result is a complete Take."""
        job = self.reader.submit("take", tr("Reading {voice}", voice=take.voice), quiet=True,
                                 folder=str(self.library.folder),
                                 take=take)
        job.done.connect(lambda whole: setattr(take, "embedding", whole.embedding))  # so that the map can show it
        return job

    def adapting_to(self, voice):
        """Return whether the engine is adapting, or about to adapt, to a voice."""
        return self._adapting is not None and self._adapting[0] == voice.key and not self._adapting[1].finished

    def rename(self, ids, name):
        """Rename the speaker of recordings."""
        before = {i: self.library.recordings[i].speaker for i in ids}
        old = next(iter(before.values()))
        if name and name != old:
            self.library.change_all(ids, speaker=name)
            self._renamed(ids)
            self.offer_undo(tr("rename {old}", old=old), tr("{old} is now called {name}.", old=old, name=name),
                            lambda: (
                [self.library.change(i, speaker=speaker) for i, speaker in before.items()], self._renamed(ids)),
                            lambda: (self.library.change_all(ids, speaker=name), self._renamed(ids)))
        self._changed()

    def star(self, ids):
        """Star recordings, or unstar them if all are starred."""
        self.library.change_all(ids, starred=not all(self.library.recordings[i].starred for i in ids))
        self.library_changed.emit()

    def delete(self, ids):
        """Delete recordings; `undo` restores them."""
        names = {self.library.recordings[i].speaker for i in ids}
        self.library.change_all(ids, deleted=True)
        self._changed()
        what = ", ".join(sorted(names)) if len(names) <= 3 else tr("{count:,} voices", len(names))
        self.offer_undo(tr("delete {what}", what=what), tr("Deleted {what}.", what=what), lambda: (
            self.library.change_all(ids, deleted=False), self.library_changed.emit(), self.select(*ids[:1])),
                        lambda: (self.library.change_all(ids, deleted=True), self._changed()))

    def offer_undo(self, name, sentence, take_back, again=None):
        """Report an action with a button that undoes it by calling `take_back`; `again` redoes it.

        Parameters
        ----------
        name : str
            The action as named after "Undo" in the menu: "delete Clara".
        sentence : str
        take_back : callable
        again : callable, optional
        """
        self.undo.push(name, take_back, again)
        self.noticed.emit("info", sentence, "", tr("Undo"))

    def look_for_strangers(self):
        """Offer to add unlisted sound files in the library's folder."""
        task = in_pool(self.library.strangers)
        task.done.connect(self._offer_strangers)
        task.failed.connect(self.complain)

    def adopt_strangers(self):
        """List the sound files found by `look_for_strangers`."""
        self.imports.adopt(self._strangers)
        self._strangers = []

    def complain(self, sentence, details):
        """Report a problem."""
        self.noticed.emit("bad", sentence, details, "")

    def close(self):
        """Write unsaved data and stop all work; nothing is shown any more."""
        self._look.stop()
        for part in (self, self.cloning, self.workshop):
            part.blockSignals(True)
        for step in (self.cloning.keep_unfinished, self.workshop.files.close, self.player.close, self.audio.close,
                     self.people.close, self.finish_writing, self.imports.close, self.live.close, self.reader.close,
                     self.engine.close, self.library.close):
            try:
                step()
            except (OSError, ValueError):  # a full disk must not keep the processes alive
                logging.getLogger(APPLICATION).exception("While the window was closed")

    def finish_writing(self):
        """Complete and list pending writes; listing may cause further writes."""
        for _ in range(2):
            wait_for_tasks()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)

    def _offer_strangers(self, found):
        self._strangers = found
        if found:
            sentence = tr("{count:,} sound files in the library's folder are not listed.", len(found))
            self.noticed.emit("warn", sentence, "\n".join(map(str, found)), tr(ADOPT))

    # Selecting

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
        """Select the recordings that still exist, or else the first in the list."""
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
        if ids:
            self._read_reference(self.library.recordings[ids[0]])
        else:
            self._lose_reference()
        self.voices_changed.emit()

    def _read_reference(self, recording):
        self.settings.setValue("recording", recording.id)
        for recording_id in self.selected[:CLOSELY]:
            if recording_id in self.voices and self.library.is_brief(recording_id):
                self.learn(recording_id, urgent=False)
        if self._reading is not None:
            self._reading.cancel()
        if recording.made:
            self._lose_reference()
            return
        self.reference_loading.emit(recording.speaker)
        job = self._reading = self.read_recording(recording)
        job.done.connect(lambda found: self._reference_read(recording, *found))
        job.failed.connect(lambda sentence, details: (self._lose_reference(), self.complain(sentence, details)))

    def _reference_read(self, recording, wav, rate, drawn):
        if recording.id in self.chosen[:1]:
            self.player.stop()
            self.player.reference, self.player.region = Sound(rate, wav), recording.region
            self.reference_ready.emit((recording.speaker, len(wav) / rate, rate, drawn, recording.region))

    def _lose_reference(self):
        self.player.stop()
        self.player.reference = self.player.region = None
        self.reference_gone.emit()

    # Learning

    def make_way(self, voice):
        """Cancel adapting to a voice, so that immediate speech need not wait.

        Returns whether the adaptation was pending; `get_ready` resumes it.
        """
        if not self.adapting_to(voice):
            return False
        self._adapting[1].cancel()
        self._adapting = None
        return voice.adapted is None

    def get_ready(self):
        """Have the engine adapt to the selected voice while the user types."""
        voice = self.voice() if self._ready else None
        if voice is None or (self._adapting is not None and self._adapting[0] == voice.key):
            return
        if self._adapting is not None and not self._adapting[1].finished:
            self._adapting[1].cancel()
        job = self.engine.submit("adapt", tr("Adapting to {name}", name=voice.name), quiet=True, urgent=False,
                                 voice=voice)
        job.failed.connect(self.complain)
        ids = tuple(self.chosen)
        job.done.connect(lambda found: self._take_adapted(ids, voice, found))
        self._adapting = voice.key, job

    def _take_adapted(self, ids, voice, found):
        """Store the adapted vectors for later sessions; those of a blend are not stored."""
        known = self.voices.get(ids[0]) if len(ids) == 1 else None
        if found is not None:
            self.adapted.emit(voice)
        if found is None or known is None or known.key != voice.key or known.synthesizer == found[1]:
            return
        adapted, synthesizer = found
        self.library.keep_adapted(ids[0], adapted, synthesizer)
        self.voices[ids[0]] = replace(known, adapted=adapted, synthesizer=synthesizer)

    def _take_voice(self, recording_id, region, voice):
        if self._learning.get(recording_id, (None, None))[0] == region:
            self._learning.pop(recording_id, None)
        if recording_id not in self.library.recordings:
            return
        if self.library.recordings[recording_id].region != region:  # chosen meanwhile, perhaps by another program
            self.learn(recording_id)
            return
        try:
            self.library.keep_voice(recording_id, voice)
            voice = self.library.voice(recording_id) or voice
        except LibraryError as error:  # it speaks all the same, and is learnt again at the next start
            self.complain(str(error), "")
        self.voices[recording_id] = voice
        self.voices_changed.emit()
        self.learnt.emit()

    def _not_learnt(self, recording_id, sentence, details):
        self._learning.pop(recording_id, None)
        recording = self.library.recordings.get(recording_id)
        if recording is None:
            return
        sentence = sentence.replace("The recording", f"'{recording.speaker}'", 1)
        if not details:  # a fault of the recording, which would recur
            self.library.refuse(recording_id, sentence)
        self.complain(sentence, details)

    def _renamed(self, ids):
        self.voices |= self.library.voices(ids)

    def _changed(self):
        """Show the present library, preserving the selection unless it was deleted."""
        self.library_changed.emit()
        if self.made is None:
            self._select_or_first(self.selected)
        self.voices_changed.emit()

