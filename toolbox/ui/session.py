"""What the person is doing: the voice chosen, the text being said, what plays. Panels show it."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from audio.files import save
from toolbox.core.voice import blend
from toolbox.ui.audio_io import Sound
from toolbox.ui.reference import analyse
from toolbox.ui.workers import Job, in_pool

FRAME = 16  # ms between moves of the play head
BATCH = 25  # imported files listed at once
SPEAKER = "Recording"  # what a new recording is called
LOOK = 2000  # ms between looks at what an import has listed
FEW = 20  # recordings that the engine listens to one by one; more are left to the importer
CLOSELY = 4  # of the chosen recordings that an import has only heard briefly, listened to again


class Session(QObject):
    """Library, engine and sound, and what is done with them.

    Parameters
    ----------
    library : Library
    engine : EngineWorker
    audio : AudioIO
    settings : QSettings
    importer : Worker
        Of an ImportProcess.

    Signals
    -------
    noticed(str, str, str, str)
        Kind (info, good, warn, bad), a sentence, details, and the text of a button that undoes.
    library_changed(str)
        Recordings or their names; the id to select, or an empty string.
    voices_changed(), takes_changed(str)
        A voice was learnt; takes, with the id to select.
    reference_loading(str), reference_ready(object)
        A recording's title; then (title, seconds, rate, drawn, region).
    reference_gone()
    clone_started(str), chunk_made(object, object, float), clone_ended(str)
        The voice's name; mel, phonemes, share done; "done", "cancelled" or "failed".
    take_ready(object)
        A Take whose arrays are there.
    consent_asked()
    heads_moved(object, object)
        Where reference and take are playing in seconds, or None.
    job_added(object)
    """

    noticed = Signal(str, str, str, str)
    library_changed, voices_changed, takes_changed = Signal(str), Signal(), Signal(str)
    reference_loading, reference_ready, reference_gone = Signal(str), Signal(object), Signal()
    clone_started, chunk_made, clone_ended = Signal(str), Signal(object, object, float), Signal(str)
    take_ready, consent_asked = Signal(object), Signal()
    heads_moved, job_added = Signal(object, object), Signal(object)

    def __init__(self, library, engine, audio, settings, importer):
        super().__init__()
        self.library, self.engine, self.audio, self.settings = library, engine, audio, settings
        self.importer = importer
        self.chosen, self.take, self.speaking, self.output = [], None, None, None
        self.made = None  # a Voice without a recording that is chosen instead
        self.voices = library.voices()
        self.reference = self.result = None  # Sounds
        self._undo, self._waiting, self._before, self._after_reference = [], None, None, False
        self._paused = None, 0.0  # a Sound, and where to go on
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._move_heads)
        self._look = QTimer(self, interval=LOOK, singleShot=True)
        self._look.timeout.connect(self._take_in)
        engine.added.connect(self.job_added)
        importer.added.connect(self.job_added)
        # A bound method, not a lambda: only with a receiver does Qt change from the audio thread to this one.
        audio.failed.connect(self._sound_failed)

    # Voices

    def choose(self, ids):
        """Use these recordings, one speaker's, as the reference; the first is shown."""
        ids = [i for i in ids if i in self.library.recordings and not self.library.recordings[i].deleted]
        if ids == self.chosen and (self.made is None or not ids):
            return
        self.chosen, self.made = ids, None
        if not ids:
            self.reference = None
            self.reference_gone.emit()
            return
        recording = self.library.recordings[ids[0]]
        self.settings.setValue("recording", recording.id)
        self.reference_loading.emit(recording.speaker)
        for recording_id in ids[:CLOSELY]:
            if recording_id in self.voices and self.library.is_brief(recording_id):
                self.learn(recording_id, urgent=False)
        task = in_pool(self._read_reference, recording)
        task.done.connect(lambda found: self._reference_read(recording, *found))
        task.failed.connect(lambda sentence, details: self._reference_lost(sentence, details))
        self.voices_changed.emit()

    def choose_voice(self, voice):
        """Use a Voice that has no recording here: a known speaker's, or one that was made."""
        self.stop()
        self.chosen, self.made, self.reference = [], voice, None
        self.reference_gone.emit()
        self.voices_changed.emit()

    def set_region(self, region):
        """Use only a part (begin, end in seconds) of the reference, or all of it (None)."""
        if self.chosen:
            self.library.change(self.chosen[0], region=region)
            self.voices.pop(self.chosen[0], None)
            self.learn(self.chosen[0])

    def voice(self):
        """The Voice of what is chosen, or None as long as it is not learnt."""
        if self.made is not None:
            return self.made
        if not self.chosen or any(i not in self.voices for i in self.chosen):
            return None
        name = self.library.recordings[self.chosen[0]].speaker
        voices = [self.voices[i] for i in self.chosen]
        return blend(voices, [v.seconds for v in voices], name)

    def learn(self, recording_id, urgent=True):
        """Have the engine listen to a recording."""
        recording = self.library.recordings[recording_id]
        job = self.engine.submit("enroll", f"Listening to {recording.speaker}", quiet=not urgent, urgent=urgent,
                                 path=str(self.library.path(recording)), region=recording.region,
                                 name=recording.speaker)
        job.done.connect(lambda voice: self._learnt(recording_id, recording.region, voice))
        job.failed.connect(lambda sentence, details: self.noticed.emit(
            "bad", sentence.replace("The recording", f"'{recording.speaker}'", 1), details, ""))
        return job

    def models_loaded(self, about):
        """The models are there, as the engine's `load` tells; hear what has not been heard, and finish imports."""
        if self.library.use_encoder(about["encoder"]):
            self.voices = self.library.voices()
            self.voices_changed.emit()
        self.learn_all()
        for folder in self._unfinished():
            self.import_folder(folder)

    def learn_all(self):
        """Have whatever has not been heard yet, or only by another encoder, listened to."""
        missing = [r.id for r in self.library.rows() if r.id not in self.voices]
        if len(missing) > FEW:
            job = self.importer.submit("listen_again", "Listening", library=str(self.library.folder))
            job.done.connect(lambda _: self._heard_again())
            job.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))
            return
        for recording_id in missing:
            self.learn(recording_id, urgent=recording_id in self.chosen)

    def keep_recording(self, wav, rate):
        """Keep what was recorded."""
        numbers = {r.speaker for r in self.library.recordings.values()}
        name = next(n for n in (f"{SPEAKER} {k}" for k in range(1, len(numbers) + 2)) if n not in numbers)
        task = in_pool(self.library.write_recording, wav, rate, name, "recorded here")
        task.done.connect(lambda recording: self._add([recording], urgent=True))
        task.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def import_paths(self, paths):
        """Add copies of files, and what is in folders where it is, in the background."""
        paths = [Path(path) for path in paths]
        for folder in filter(Path.is_dir, paths):
            self.import_folder(folder)
        files = [path for path in paths if not path.is_dir()]
        if files:
            job = Job(-id(paths), "import", "Adding files", lambda job: job.tell("cancelled", None))
            self.job_added.emit(job)
            self._import_next(job, files, 0, [], [])

    def import_folder(self, folder):
        """Add a data set, or any folder of sound, which stays where it is; goes on after a restart. Returns the Job."""
        self._remember_import(folder, True)
        job = self.importer.submit("import_folder", f"Adding {Path(folder).name}", library=str(self.library.folder),
                                   folder=str(folder))
        job.progressed.connect(lambda *_: self._look.isActive() or self._look.start())
        job.done.connect(lambda report: self._imported(folder, report))
        job.failed.connect(lambda sentence, details: self._import_ended(folder, "bad", sentence, details))
        # One that ends with the window was not given up by anybody.
        job.cancelled.connect(lambda: job.cancelling and self._import_ended(
            folder, "info", "What was added so far stays; adding the folder again goes on from there."))
        return job

    def rename(self, ids, name):
        """Give recordings' speaker another name."""
        before = {i: self.library.recordings[i].speaker for i in ids}
        if name:
            self.library.change_all(ids, speaker=name)
            self._undo.append(lambda: [self.library.change(i, speaker=old) for i, old in before.items()])
        self.library_changed.emit(ids[0])
        self.voices_changed.emit()

    def star(self, ids):
        """Star recordings, or unstar them if all are starred."""
        self.library.change_all(ids, starred=not all(self.library.recordings[i].starred for i in ids))
        self.library_changed.emit(ids[0])

    def delete(self, ids):
        """Delete recordings; `undo` brings them back."""
        names = {self.library.recordings[i].speaker for i in ids}
        self.library.change_all(ids, deleted=True)
        self._undo.append(lambda: self.library.change_all(ids, deleted=False) or self.library_changed.emit(ids[0]))
        if set(ids) & set(self.chosen):
            self.stop()
            self.choose([])
        self.library_changed.emit("")
        self.voices_changed.emit()
        what = ", ".join(sorted(names)) if len(names) <= 3 else f"{len(names):,} voices"
        self.noticed.emit("info", f"Deleted {what}.", "", "Undo")

    def delete_take(self, take_id):
        """Delete a take; `undo` brings it back."""
        self.library.delete_take(take_id)
        self._undo.append(lambda: self.library.delete_take(take_id, False) or self.takes_changed.emit(take_id))
        self.takes_changed.emit("")
        self.noticed.emit("info", "The take was deleted.", "", "Undo")

    def undo(self):
        """Take back the last deletion or renaming."""
        if self._undo:
            self._undo.pop()()
            self.library_changed.emit("")
            self.voices_changed.emit()

    # Speech

    def clone(self, text, speed, pitch_shift, seed):
        """Say a text in the chosen voice."""
        if self.speaking is not None or self._waiting is not None:
            return
        if not self.chosen and self.made is None:
            self.noticed.emit("warn", "Choose a voice on the left or on the map first.", "", "")
            return
        if self.settings.value("consent") != "given":
            self._waiting = (text, speed, pitch_shift, seed)
            self.consent_asked.emit()
            return
        self.stop()
        self.clone_started.emit(self.made.name if self.made else self.library.recordings[self.chosen[0]].speaker)
        self._waiting = (text, speed, pitch_shift, seed)
        if self.audio.outputs:
            self.audio.prepare(self._expected_rate, self.output)
        missing = [i for i in self.chosen if i not in self.voices]
        for recording_id in missing:
            job = self.learn(recording_id)
            job.failed.connect(lambda *_: self._give_up("failed"))
            job.cancelled.connect(lambda: self._give_up("cancelled"))
        if not missing:
            self._speak()

    def consent(self, given):
        """The person has said that they have the right to the voice, or has not."""
        waiting, self._waiting = self._waiting, None
        if given:
            self.settings.setValue("consent", "given")
            if waiting:
                self.clone(*waiting)

    def cancel(self):
        """Give up what is being said; the sound stops at once."""
        if self.speaking is not None:
            self.audio.stop()
            self.speaking.cancel()
        elif self._waiting is not None:
            self._give_up("cancelled")

    def choose_take(self, take_id):
        """Show a take."""
        take = self.library.takes.get(take_id)
        if take is None or take is self.take:
            return
        if take.wav is not None:
            self._take_read(take)
            return
        task = in_pool(self.library.read_take, take)
        task.done.connect(self._take_read)
        task.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def export(self, path):
        """Save the take's sound, marked as synthetic."""
        task = in_pool(save, path, self.take.wav, self.take.rate, self.take.comment)
        task.done.connect(lambda _: self.noticed.emit("good", f"Saved {path}.", "", ""))
        task.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def export_picture(self, path):
        """Save a picture of the take; drawn in the engine's process."""
        job = self.engine.submit("picture", "Drawing", take=self.take, path=str(path))
        job.done.connect(lambda _: self.noticed.emit("good", f"Saved {path}.", "", ""))
        job.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    # Sound

    def play_reference(self, begin=None):
        """Play the reference's part that is used, or from a place; stop if it is playing."""
        if self.reference is None:
            return
        if begin is None and self.audio.playing(self.reference):
            self.stop()
            return
        region = self.library.recordings[self.chosen[0]].region
        inside = begin is None or (region and begin < region[1])
        self._play(self.reference, begin if begin is not None else region[0] if region else 0.0,
                   region[1] if region and inside else None)

    def play_take(self, begin=None):
        """Play the take, or from a place; stop if it is playing."""
        if self.result is None:
            return
        if begin is None and self.audio.playing(self.result):
            self.stop()
            return
        self._play(self.result, begin or 0.0, None)

    def play_or_pause(self, take):
        """Play the take or the reference; pause while it plays, and go on from there the next time."""
        sound, play = (self.result, self.play_take) if take else (self.reference, self.play_reference)
        if sound is None:
            return
        if self.audio.playing(sound):
            paused = sound, self.audio.position()
            self.stop()
            self._paused = paused
        else:
            play(self._paused[1] if self._paused[0] is sound else None)

    def compare(self):
        """Play the reference and then the take; while one plays, jump to the other."""
        if self.reference is None or self.result is None:
            self.play_take()
        elif self.audio.playing(self.reference):
            self.play_take(0.0)
        else:
            self.play_reference(self._region_begin())
            self._after_reference = True

    def stop(self):
        """Stop playing."""
        self._after_reference = False
        self.audio.stop()

    def close(self):
        """End what runs, and tell nobody any more."""
        self.blockSignals(True)
        self._timer.stop()
        self._look.stop()
        self.audio.close()
        self.importer.close()
        self.engine.close()
        self.library.close()

    # Inside

    @property
    def _expected_rate(self):
        return self.result.rate if self.result else 24_000

    def _region_begin(self):
        region = self.library.recordings[self.chosen[0]].region
        return region[0] if region else 0.0

    def _read_reference(self, recording):
        wav, rate = self.library.read_recording(recording)
        return wav, rate, analyse(wav, rate)

    def _reference_read(self, recording, wav, rate, drawn):
        if recording.id in self.chosen[:1]:
            self.stop()
            self.reference = Sound(rate, wav)
            self.reference_ready.emit((recording.speaker, len(wav) / rate, rate, drawn, recording.region))

    def _reference_lost(self, sentence, details):
        self.reference = None
        self.reference_gone.emit()
        self.noticed.emit("bad", sentence, details, "")

    def _learnt(self, recording_id, region, voice):
        if recording_id not in self.library.recordings or self.library.recordings[recording_id].region != region:
            return
        self.voices[recording_id] = voice
        self.library.keep_voice(recording_id, voice)
        self.voices_changed.emit()
        if self._waiting is not None and self.voice() is not None and self.speaking is None:
            self._speak()

    def _add(self, recordings, urgent):
        self.library.add(*recordings)
        for recording in recordings:
            self.learn(recording.id, urgent)
        self.library_changed.emit(recordings[-1].id)

    def _import_next(self, job, files, number, read, refused):
        over = job.finished or number == len(files)
        # In batches: a list that is drawn anew for each of a thousand files would hold everything up.
        if read and (over or len(read) == BATCH):
            self._add(read, urgent=len(files) == 1)
            read = []
        if job.finished:
            return
        if number == len(files):
            job.tell("done", None)
            added = len(files) - len(refused)
            if refused:
                self.noticed.emit("warn", f"{added} added, {len(refused)} could not be read.", "\n".join(refused), "")
            return
        job.tell("progress", (number / len(files), files[number].name))
        task = in_pool(self.library.import_file, files[number])
        task.done.connect(lambda recording: self._import_next(job, files, number + 1, [*read, recording], refused))
        task.failed.connect(lambda sentence, _: self._import_next(job, files, number + 1, read, [*refused, sentence]))

    def _imported(self, folder, report):
        known = f", {report.known:,} were there already" if report.known else ""
        refused = f", {len(report.refused):,} could not be used" if report.refused else ""
        speakers = f"{report.speakers:,} speaker{'' if report.speakers == 1 else 's'}"
        self._import_ended(folder, "warn" if report.refused else "good",
                           f"{report.added:,} added of {speakers}{known}{refused}.",
                           "\n".join(reason if path in reason else f"{path}: {reason}"
                                     for path, reason in report.refused))

    def _import_ended(self, folder, kind, sentence, details=""):
        self._remember_import(folder, False)
        self._take_in()
        self.noticed.emit(kind, sentence, details, "")

    def _take_in(self):
        """Show what the importer has listed since."""
        self._look.stop()
        new = self.library.refresh()
        if new:
            self.voices |= self.library.voices(new)
            self.library_changed.emit("")
            self.voices_changed.emit()

    def _heard_again(self):
        self.library.refresh()
        self.voices = self.library.voices()
        self.voices_changed.emit()

    def _unfinished(self):
        return list(filter(None, str(self.settings.value("imports", "")).split("\n")))

    def _remember_import(self, folder, running):
        others = [f for f in self._unfinished() if f != str(folder)]
        self.settings.setValue("imports", "\n".join([*others, str(folder)] if running else others))

    def _sound_failed(self, sentence, details):
        self.noticed.emit("bad", sentence, details, "")

    def _speak(self):
        (text, speed, pitch_shift, seed), self._waiting = self._waiting, None
        voice = self.voice()
        sound = Sound(self._expected_rate)
        job = self.engine.submit("clone", f"Speaking as {voice.name}", voice=voice, text=text, speed=speed,
                                 pitch_shift=pitch_shift, seed=seed, recording=next(iter(self.chosen), ""))
        self._before = self.take
        self.speaking, self.result, self.take = job, sound, None
        job.chunk.connect(lambda chunk: self._chunk(job, sound, chunk))
        job.done.connect(lambda take: self._said(sound, take))
        job.failed.connect(lambda sentence, details: self._unsaid("failed", sentence, details))
        job.cancelled.connect(lambda: self._unsaid("cancelled"))

    def _chunk(self, job, sound, chunk):
        if job.cancelling:
            return
        wav, mel, phonemes, share = chunk
        first = sound.length == 0
        sound.append(wav)
        if first and self.audio.outputs:
            self._play(sound, 0.0, None)
        self.chunk_made.emit(mel, phonemes, share)

    def _said(self, sound, take):
        sound.finished, self.speaking, self.take = True, None, take
        self.clone_ended.emit("done")
        self.take_ready.emit(take)
        if take.unpronounced:
            self.noticed.emit("warn", "Left out, because they cannot be pronounced: "
                              f"{', '.join(dict.fromkeys(take.unpronounced))}.", "", "")
        task = in_pool(self.library.write_take, take)
        task.done.connect(lambda take: (self.library.add_take(take), self.takes_changed.emit(take.id)))
        task.failed.connect(lambda sentence, details: self.noticed.emit("bad", sentence, details, ""))

    def _unsaid(self, how, sentence="", details=""):
        self.speaking = self.result = None
        self.stop()
        self.clone_ended.emit(how)
        if self._before is not None:
            self._take_read(self._before)
        if sentence:
            self.noticed.emit("bad", sentence, details, "")
        else:
            self.noticed.emit("info", "Cancelled.", "", "")

    def _give_up(self, how):
        if self._waiting is not None:
            self._waiting = None
            self.clone_ended.emit(how)

    def _take_read(self, take):
        if self.speaking is None:
            self.stop()
            self.take, self.result = take, Sound(take.rate, take.wav)
            self.take_ready.emit(take)

    def _play(self, sound, begin, end):
        self._after_reference, self._paused = False, (None, 0.0)
        self.audio.play(sound, begin, end, self.output)
        self._timer.start()

    def _move_heads(self):
        playing = {what: self.audio.playing(what) for what in (self.reference, self.result) if what is not None}
        at = self.audio.position()
        self.heads_moved.emit(*(at if what is not None and playing[what] else None
                                for what in (self.reference, self.result)))
        if self.audio.playing() or self.audio.starting:
            return
        if self._after_reference:
            self.play_take(0.0)
        elif self.speaking is None:
            self._timer.stop()
