"""The project that is open: its sentences and their takes, edited, said again, undone and kept."""

import random
import threading
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QObject, QTimer, Signal

from audio.mel_stream import log_mel
from synthesizer import editing
from synthesizer.reading import Reading, Word
from toolbox.core.cloning.speech import Manner, Spoken
from toolbox.core.library.records import new_id
from toolbox.core.script.dictionary import Dictionary
from toolbox.core.script.enclosing import enclosed, enclosing, kept_language
from toolbox.core.script.sentences import parse
from toolbox.core.sound.buffers import Sound
from toolbox.core.workshop import edits
from toolbox.core.workshop.joining import produce
from toolbox.core.workshop.project import CastEntry, Project, Sentence, SentenceTake
from toolbox.core.workshop.store import Store
from toolbox.ui.session.typed import Typing
from toolbox.ui.session.workers import in_pool
from toolbox.ui.words import tr

FIRST = QT_TR_NOOP("First project")
AUTOSAVE, QUIET = 1000, 1500  # ms after a change until the project is written, and until the program listens to it
SEEDS = 1_000_000


class Workshop(QObject):
    """Joins the project with engine, sound and undo.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    project : Project
    store : Store
    dictionary : Dictionary
    shown : str
        Id of the sentence that is shown in the editor, or empty.
    listens : bool
        Whether what was made is listened to by the program.

    Signals
    -------
    project_opened()
        Another project, or its name has changed.
    sentences_changed()
        Something in the sentences has changed.
    shown_changed()
        Another sentence is shown, or the sound of the one that is.
    busy_changed(bool)
        Sentences are being said.
    """

    project_opened, sentences_changed, shown_changed, busy_changed = Signal(), Signal(), Signal(), Signal(bool)

    def __init__(self, session):
        super().__init__()
        self.session, self.player = session, session.player
        self.store, self.dictionary = Store(session.library.folder), Dictionary(session.library.folder)
        self.project, self.shown, self.listens = Project.new(tr(FIRST)), "", True
        # Only the takes that are played now are held in memory; the others can be read again once they are written.
        self._sounds, self._mels, self._unwritten = {}, {}, set()
        self._rendering, self._awaited, self._jobs = None, "", set()
        self._foreseen = None
        # What became known of takes after the step that made them: an older state that is undone to learns it as well.
        self._measured, self._unheard = {}, set()
        self._typing, self._noted = Typing(session.undo, self._set, self), {}  # edits that the library knows, by take
        self._quiet = QTimer(self, interval=QUIET, singleShot=True)
        self._quiet.timeout.connect(self.listen)
        self._saving = QTimer(self, interval=AUTOSAVE, singleShot=True)
        self._saving.timeout.connect(self._autosave)
        self._one_writer = threading.Lock()
        session.cloning.made.connect(self.adopt)

    # Projects

    def open_last(self, text):
        """Open the project of the last time; without any, what is there now becomes the first."""
        listed = {p.id for p in self.store.list()}
        last = self.session.settings.value("project", "")
        try:
            if last not in listed and listed:
                last = self.store.list()[0].id
            who = self.store.hold(last) if last in listed else ""
            self.project = self.store.open(last) if last in listed and not who else Project.new(tr(FIRST), text)
            if who:
                self.session.noticed.emit("info", tr("Your project is open in another window ({who}); this one begins "
                                                     "another.", who=who), "", "")
        except (OSError, ValueError) as error:
            self.session.complain(str(error), "")
            self.project = Project.new(tr(FIRST), text)
        self._opened()

    def new(self, name):
        """Begin another project."""
        self.save()
        self.project = Project.new(name)
        self._opened()
        self.save()

    def open(self, project_id):
        """Open a project of the library."""
        self.save()
        try:
            opened = self.store.open(project_id)
            if who := self.store.hold(project_id):
                self.session.noticed.emit("warn", tr("This project is open in another window ({who}); close it there "
                                                     "first.", who=who), "", "")
                return
            self.project = opened
        except ValueError as error:
            self.session.complain(str(error), "")
            return
        self._opened()

    def open_file(self, path):
        """Open a project that somebody has sent; the voices in it are added to the library."""
        job = self.session.reader.submit("project", tr("Reading {name} …", name=Path(path).name),
                                         folder=str(self.session.library.folder), path=str(path))
        job.done.connect(lambda found: self._taken_in(*found))
        job.failed.connect(self.session.complain)

    def save_as(self, path):
        """Write the project into one file, with the voices that it needs."""
        self.save()
        ids = {i for s in self.project.sentences for t in s.takes for i in t.recordings}
        ids |= {i for entry in self.project.cast.values() for i in entry.recordings}
        voices = {i: self.session.voices[i] for i in ids if i in self.session.voices}
        task = in_pool(self.store.export, self.project, path, voices)
        task.done.connect(lambda _: self.session.noticed.emit("good", tr("Saved {path}.", path=path), "", ""))
        task.failed.connect(self.session.complain)

    def rename(self, name):
        """Give the project another name."""
        self.change(tr("rename the project"), replace(self.project, name=name))

    def save(self):
        """Write the project now, and return whether that was possible; one that holds nothing is not written."""
        self._saving.stop()
        self.session.settings.setValue("project", self.project.id)
        try:
            self._write()
        except ValueError as error:
            self.session.complain(str(error), "")
            return False
        return True

    def close(self):
        """Write what is not written yet, and remove the sounds that only undoing could have brought back."""
        self.save()
        self.store.remove_unused(self.project)
        self.store.release()

    def _autosave(self):
        """Write the project beside the window."""
        self.session.settings.setValue("project", self.project.id)
        in_pool(self._write).failed.connect(self.session.complain)

    def _write(self):
        with self._one_writer:
            project = self.project  # as it is now, however long this had to wait
            if project.text or project.sentences:
                self.store.save(project)
                self.store.hold(project.id)
            for take_id, made in edits.edits_of(project).items():
                if made != self._noted.get(take_id, {}) and take_id in self.session.library.takes:
                    self.session.library.write_edits(take_id, edits.to_dict(made))
                    self._noted[take_id] = made

    # What is in it

    @property
    def busy(self):
        """Whether sentences are being said."""
        return bool(self._jobs)

    @property
    def sentence(self):
        """The sentence that is shown, or None."""
        place = self.project.place(self.shown)
        return None if place is None else self.project.sentences[place]

    def sound(self, take):
        """Return the Sound of a take, or None while it is being made or if it is lost."""
        if take.id not in self._sounds:
            try:
                wav, rate = self.store.read_sound(self.project.id, take.id)
            except ValueError:
                return None
            self._sounds[take.id] = Sound(rate, wav)
        return self._sounds[take.id]

    def mel(self, take):
        """Return the log-mel (n_mels, n_frames) of a take, or None while there is no sound."""
        if take.id not in self._mels:
            sound = self.sound(take)
            if sound is None or not sound.finished:
                return None
            self._mels[take.id] = log_mel(sound.samples[:sound.length], sound.rate)
        return self._mels[take.id]

    def joined(self, first=0):
        """Return all that is said from a sentence on, with its pauses, as a Sound, and where each sentence begins."""
        rate = self.session.rate
        pieces, begins = [np.zeros(0 if first else round(self.project.lead * rate), np.float32)], {}
        at = len(pieces[0])
        for sentence in self.project.sentences[first:]:
            sound = self.sound(sentence.take) if sentence.take else None
            if sound is None or not sound.finished:
                continue
            begins[sentence.id] = at / rate
            pieces += [sound.samples[:sound.length], np.zeros(round(sentence.pause * rate), np.float32)]
            at += sum(map(len, pieces[-2:]))
        return (Sound(rate, np.concatenate(pieces)) if begins else None), begins

    def produced(self, comment):
        """Return the Production of all sentences whose sound is there, with the comment of its files."""
        sounds = {s.take.id: sound.samples[:sound.length] for s in self.project.sentences if s.take is not None
                  and (sound := self.sound(s.take)) is not None and sound.finished}
        return produce(self.project, sounds, self.session.rate, comment)

    def fetch(self, then):
        """Call a function once the sounds of all chosen takes are in memory; they are read beside the window."""
        missing = [s.take.id for s in self.project.sentences if s.take is not None and s.take.id not in self._sounds]
        if not missing:
            then()
            return
        task = in_pool(_read_sounds, self.store, self.project.id, missing)
        task.done.connect(lambda found: (self._sounds.update(found), then()))
        task.failed.connect(self.session.complain)

    def show(self, sentence_id):
        """Show a sentence in the editor; none for an empty id."""
        if sentence_id != self.shown:
            self.shown = sentence_id
            self.shown_changed.emit()
            self.prepare()
            self._rehearse()

    def prepare(self):
        """Open the output beforehand: what is edited now is to be heard at once."""
        if self.session.audio.outputs:
            self.session.audio.prepare(self.session.rate, self.player.output)

    def set_text(self, text):
        """Keep the text as it is typed; what is typed in one go is one step that can be undone."""
        if text != self.project.text:
            before, self.project = self.project, replace(self.project, text=text)
            self._saving.start()
            self._typing.add(before, self.project)

    def put_text(self, name, text):
        """Put another text in place of what is written, as a step with a name."""
        if text != self.project.text:
            self.change(name, replace(self.project, text=text))

    def set_cast(self, cast, text):
        """Keep another casting table, and the text with its names."""
        self.change(tr("change the cast"), replace(self.project, cast=cast, text=text))

    def put_word(self, language, word, symbols):
        """Put a word into the person's dictionary, as a step; raise ValueError or OSError if that fails."""
        before = self.dictionary.words(language)
        self.dictionary.put(language, word, symbols)
        after = self.dictionary.words(language)
        self.session.undo.push(tr("add a word to the dictionary"), lambda: self.dictionary.replace(language, before),
                               lambda: self.dictionary.replace(language, after))

    def names(self):
        """Return the names that a mark may call: the cast, and the library's speakers."""
        return [*self.project.cast, *(n for n in self.session.library.speakers() if n not in self.project.cast)]

    def own_words(self):
        """Return the person's words by language; none, and it is reported, if they cannot be read."""
        try:
            return self.dictionary.all_words()
        except (ValueError, OSError) as error:
            self.session.complain(str(error), "")
            return {}

    def recordings_in(self, text):
        """Return the ids of the recordings of all whom a text names."""
        return [i for name in parse(text, self.names()).voices for i in self._recordings(name)]

    def manners(self, text):
        """Return Manners by name for those whom a text names; the voices that are not learnt are left out."""
        found = {}
        for name in parse(text, self.names()).voices:
            entry = self.project.cast.get(name, CastEntry())
            voice = self.session.voice_of(list(self._recordings(name)), name)
            if voice is not None:
                found[name] = Manner(voice, entry.speed, entry.pitch, entry.language, entry.liveliness)
        return found

    # Changes

    def change(self, name, project):
        """Take a step that can be undone: another state of the project."""
        before = self.project
        if project is before:
            return
        self._set(project)
        self.session.undo.push(name, lambda: self._set(before), lambda: self._set(project), self)

    def adopt(self, take, name=""):
        """Let a take of a whole text become the project's sentences; those that were there before keep their takes.

        So does a recording that was converted along its text; what was heard in one without a text has no words. What
        was edited by hand since the take was made is rendered again.

        Parameters
        ----------
        take : Take
            With its arrays.
        name : str
            Of the step; "clone" by default.
        """
        known = [(n, s) for n, s in enumerate(take.sentences or ()) if s.written[1] or s.reading.words]
        if not known:
            return
        edited, made, sounds, text = edits.from_dict(take.edits), [], {}, take.text
        around = enclosing(text, [s.written for _, s in known], self.names())
        for (number, spoken), marks in zip(known, around):
            one = self._new_take(spoken, (take.recording,) if take.recording and spoken.voice == take.voice else
                                 self._recordings(spoken.voice), take.speed, take.pitch_shift)
            one = replace(one, source=(take.id, number) if take.id else None)
            written = take.text[slice(*spoken.written)] or spoken.reading.text
            if (edit := edited.get(number)) is not None:
                one = replace(one, reading=edit.reading, original=edit.original,
                              respelt=edit.original != spoken.reading)
                written = edit.text if spoken.written[1] else written
            begin = round(spoken.begin * take.rate)
            sounds[one.id] = None if edit else take.wav[begin: begin + round(spoken.seconds * take.rate)]
            made.append(Sentence(new_id(), written, "" if spoken.voice == take.voice else spoken.voice, spoken.pause,
                                 (one,), 0, marks))
        for (_, spoken), sentence in reversed([*zip(known, made)]):
            if spoken.written[1]:
                text = text[:spoken.written[0]] + sentence.text + text[spoken.written[1]:]
        sentences = _merged(self.project.sentences, made)
        new = [s for s in sentences if s.take.id in sounds]
        for sentence in new:
            if (wav := sounds[sentence.take.id]) is not None:
                self._keep(sentence.take, wav, take.rate, None)
        self.change(name or tr("clone"), replace(self.project, text=text, sentences=sentences))
        self._listen([s.id for s in sentences])
        for sentence in new:
            if sounds[sentence.take.id] is None:
                self._restore(sentence.id, sentence.take)

    def say_cues(self, cues):
        """Say subtitles at their times, as the project's sentences; what does not fit is reported."""
        session, text = self.session, "\n".join(f"[{cue.voice}] {cue.text}" if cue.voice else cue.text for cue in cues)
        if not self._may_speak([*self.recordings_in(text), *session.chosen]):
            return
        cast, voice = self.manners(text), session.voice()
        if voice is None and any(cue.voice not in cast for cue in cues):
            session.noticed.emit("warn", tr("Select a voice on the left or on the map first."), "", "")
            return
        cast[""] = Manner(voice or cast[cues[0].voice].voice)
        chosen = tuple(session.chosen)
        job = session.engine.submit("say_cues", tr("Saying the subtitles"), cast=cast, cues=cues, seed=0,
                                    dictionary=self.own_words())
        job.done.connect(lambda made: self._cues_said(text, cues, chosen, *made))
        self._watch(job)

    def edit(self, name, reading, heard=None):
        """Say the shown sentence by an edited reading: it is heard at once, and the step can be undone.

        Parameters
        ----------
        name : str
        reading : Reading
        heard : tuple of (float, float), optional
            The stretch in seconds of the reading that is played again and again; without it, what follows from the word
            before the edit on is played once.
        """
        sentence = self.sentence
        if sentence is None or sentence.take is None or reading == sentence.take.reading:
            return
        before = sentence.take.reading
        take = replace(sentence.take, id=new_id(), reading=reading, lost=None)
        self.change(name, self.project.changed(sentence.replacing(take)))
        self._render(sentence.id, take, heard or (_before(reading, before), None))

    def foresee(self, reading, heard=None):
        """Render what the shown sentence will be if the drag ends now, so that it is heard at once."""
        take = None if self.sentence is None else self.sentence.take
        if take is not None and reading != take.reading and self.session.audio.outputs:
            heard = heard or (_before(reading, take.reading), None)
            voice = self.session.voice_of(list(take.recordings), take.voice)
            if voice is not None:
                self._foreseen = _Foreseen(reading, take.seed, heard, self._submit(voice, take, reading, heard))

    def respell(self, word, symbols, marked=False):
        """Say a word of the shown sentence by other symbols; `marked` writes them into the text, for the next time."""
        sentence = self.sentence
        take = sentence.take
        if (voice := self._voice(take)) is None:
            return
        job = self.session.engine.submit("respell", tr("Saying the word"), quiet=True, voice=voice, word=word,
                                         symbols=symbols, original=take.original, edited=take.reading,
                                         pitch_shift=take.pitch, seed=take.seed, begin=take.begin,
                                         liveliness=take.liveliness, text=sentence.whole if marked else "",
                                         voices=self.names())
        job.done.connect(lambda made: self._respelled(sentence.id, take, *made))
        self._watch(job)

    def try_symbols(self, symbols, take):
        """Speak symbols by themselves in the voice of a take; nothing is kept of it."""
        if (voice := self._voice(take)) is None:
            return
        word = Word(symbols, 0, len(symbols))
        reading = Reading(symbols, f"{symbols}.", (word,), speed=take.speed)
        job = self.session.engine.submit("render", tr("Saying the sound"), quiet=True, voice=voice, reading=reading,
                                         seed=0)
        job.done.connect(lambda made: self.player.play(Sound(self.session.rate, made[0])))

    def say_again(self, ids, seed=None):
        """Say sentences again, each with another seed; what was edited by hand stays so."""
        for sentence_id in ids:
            sentence = self.project.sentences[self.project.place(sentence_id)]
            seed_now = random.randrange(SEEDS) if seed is None else seed
            if sentence.take is not None and sentence.take.edited:
                take = replace(sentence.take, id=new_id(), seed=seed_now, lost=None, starred=False, source=None)
                self.change(tr("say again"), self.project.changed(sentence.with_take(take)))
                if len(ids) == 1:
                    self._render(sentence_id, take, (0.0, None))
                else:
                    self._restore(sentence_id, take)
            else:
                self._say(sentence, sentence.text, seed_now, play=len(ids) == 1)

    def say_text(self, sentence_id, text):
        """Say another text in the place of a sentence; the others stay as they are."""
        sentence = self.project.sentences[self.project.place(sentence_id)]
        if not text.strip():
            sentences = tuple(s for s in self.project.sentences if s.id != sentence_id)
            self.change(tr("delete a sentence"), replace(self.project, sentences=sentences))
        elif text != sentence.text:
            self._say(sentence, text, sentence.take.seed if sentence.take else 0)

    def choose(self, sentence_id, number):
        """Hear another take of a sentence."""
        sentence = self.project.sentences[self.project.place(sentence_id)]
        if 0 <= number < len(sentence.takes) and number != sentence.chosen:
            self.change(tr("choose a take"), self.project.changed(replace(sentence, chosen=number)))

    def star(self, sentence_id):
        """Star the chosen take of a sentence, or unstar it."""
        sentence = self.project.sentences[self.project.place(sentence_id)]
        take = replace(sentence.take, starred=not sentence.take.starred)
        self.change(tr("star a take"), self.project.changed(sentence.replacing(take)))

    def set_pause(self, sentence_id, seconds):
        """Set the silence behind a sentence."""
        sentence = self.project.sentences[self.project.place(sentence_id)]
        self.change(tr("change a pause"), self.project.changed(replace(sentence, pause=seconds)))

    def lost(self):
        """Return ids of the sentences in which words may have been lost."""
        return [s.id for s in self.project.sentences if s.take is not None and s.take.lost]

    def play(self, sentence_id, begin=0.0, end=None, loop=False):
        """Play the shown sentence's sound, or a part of it."""
        place = self.project.place(sentence_id)
        take = None if place is None else self.project.sentences[place].take
        sound = None if take is None else self.sound(take)
        if sound is not None:
            self.player.play(sound, begin, end, loop)

    def play_from(self, sentence_id):
        """Play everything from a sentence on."""
        def play():
            sound, _ = self.joined(self.project.place(sentence_id) or 0)
            if sound is not None:
                self.player.play(sound)

        self.fetch(play)

    # Inside

    def _taken_in(self, project, voices):
        self.save()
        library, source = self.session.library, tr("project {name}", name=project.name)
        try:
            names = {i: i if i in library.recordings else library.receive_voice(voice, source).id
                     for i, voice in voices.items()}
        except ValueError as error:
            self.session.complain(str(error), "")
            return
        self.project = _renamed(project, names)
        self.session.voices |= self.session.library.voices(list(names.values()))
        self.session.library_changed.emit()
        self._opened()
        self.save()

    def _opened(self):
        self._sounds, self._mels, self.shown = {}, {}, ""
        self.session.undo.forget(self)
        self._noted = edits.edits_of(self.project)
        self.session.settings.setValue("project", self.project.id)
        self.project_opened.emit()
        self.sentences_changed.emit()
        self.shown_changed.emit()

    def _set(self, project):
        self.project = replace(project, sentences=tuple(map(self._with_measures, project.sentences)))
        self._let_go()
        self._saving.start()
        self.sentences_changed.emit()
        if self.shown:
            self.shown_changed.emit()

    def _with_measures(self, sentence):
        takes = tuple(replace(t, **self._measured[t.id]) if t.id in self._measured else t for t in sentence.takes)
        return sentence if takes == sentence.takes else replace(sentence, takes=takes)

    def _new_take(self, spoken, recordings, speed, pitch):
        return SentenceTake(new_id(), spoken.reading, spoken.reading, spoken.voice, tuple(recordings), spoken.seed,
                            spoken.seconds, spoken.cut, speed, pitch, begin=spoken.begin,
                            liveliness=spoken.liveliness)

    def _recordings(self, name):
        entry = self.project.cast.get(name, CastEntry())
        return entry.recordings or tuple(r.id for r in self.session.library.speakers().get(name, ()))

    def _may_speak(self, recordings):
        """Return whether it is known whose voices these recordings are; otherwise the user is told what to do."""
        recordings = [i for i in recordings if i in self.session.library.recordings]
        unasked = self.session.without_consent(recordings)
        if unasked:
            name = self.session.library.recordings[unasked[0]].speaker
            self.session.noticed.emit("warn", tr("Whose voice '{name}' is has not been stated yet; select it, and "
                                                 "press Clone once.", name=name), "", "")
        return not unasked

    def _voice(self, take):
        """Return the Voice that a take was said in; the person is told if it is gone."""
        voice = self.session.voice_of(list(take.recordings), take.voice)
        if voice is None and self.session.made is not None and self.session.made.name == take.voice:
            voice = self.session.made
        if voice is None:
            self.session.noticed.emit("warn", tr("The voice '{voice}' is not in the library any more; select "
                                                 "another and say the sentence again.", voice=take.voice), "", "")
        return voice if voice is not None and self._may_speak(take.recordings) else None

    def _place(self, sentence):
        """Return where a sentence begins in seconds of the whole."""
        before = self.project.sentences[: self.project.place(sentence.id)]
        return self.project.lead + sum(s.take.seconds + s.pause for s in before if s.take is not None)

    def _let_hear(self, sentence_id):
        """Play a sentence that was just made, where there is something to play it on."""
        if self.session.audio.outputs:
            self.play(sentence_id)

    def _keep(self, take, wav, rate, mel):
        """Keep the sound of a take; whether some of it was there already."""
        begun = take.id in self._sounds
        self._sounds.setdefault(take.id, Sound(rate)).complete(wav)
        if mel is not None:
            self._mels[take.id] = mel
        self._unwritten.add(take.id)
        self._write_sound(self.project.id, take.id, wav, rate)
        return begun

    def _write_sound(self, project_id, take_id, wav, rate):
        task = in_pool(self.store.keep_sound, project_id, take_id, wav, rate)
        task.done.connect(lambda _: self._written(take_id))
        task.failed.connect(lambda *why: self.session.unkept.add(
            lambda: self._write_sound(project_id, take_id, wav, rate), *why))

    def _written(self, take_id):
        self._unwritten.discard(take_id)
        self._let_go()

    def _let_go(self):
        """Drop sounds that can be read again: 1,000 takes of a sentence would hold half a gigabyte."""
        wanted = {s.take.id for s in self.project.sentences if s.take is not None} | self._unwritten | {self._awaited}
        for held in (self._sounds, self._mels):
            for take_id in held.keys() - wanted:
                del held[take_id]

    def _rehearse(self):
        """Let the engine work out the sentence that is shown, so that its first edit is heard as soon as the others."""
        take = None if self.sentence is None else self.sentence.take
        voice = None if take is None else self.session.voice_of(list(take.recordings), take.voice)
        if voice is not None and take.reading.planned:
            job = self.session.engine.submit("rehearse", tr("Preparing the sentence"), quiet=True, urgent=False,
                                             voice=voice, reading=take.reading, seed=take.seed)
            job.failed.connect(self.session.complain)

    def _render(self, sentence_id, take, heard=None):
        """Say a sentence by its take's reading.

        `heard` is what is played as soon as there is something to be heard: where it begins in seconds of the reading,
        and where it ends to begin again, or None.
        """
        if (voice := self._voice(take)) is None:
            return
        heard, self._awaited = heard if self.session.audio.outputs else None, take.id
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is None or not foreseen.fits(take, heard):
            foreseen = _Foreseen(take.reading, take.seed, heard, self._submit(voice, take, take.reading, heard))
        self._watch(foreseen.job)
        foreseen.take(lambda seconds, wav: self._hear(sentence_id, take, heard, seconds, wav),
                      lambda made: self._rendered(sentence_id, take, made, heard))

    def _restore(self, sentence_id, take):
        """Render a take without playing it; others that are being rendered go on."""
        if (voice := self._voice(take)) is None:
            return
        job = self.session.engine.submit("render", tr("Saying the sentence"), quiet=True, voice=voice,
                                         reading=take.reading, seed=take.seed, begin=take.begin)
        self._watch(job)
        job.done.connect(lambda made: self._rendered(sentence_id, take, made, None))

    def _submit(self, voice, take, reading, heard):
        """Ask for a rendering; only the newest one is wanted."""
        if self._rendering is not None and not self._rendering.finished:
            self._rendering.cancel()
        self._rendering = self.session.engine.submit(
            "render", tr("Saying the sentence"), quiet=True, voice=voice, reading=reading, seed=take.seed,
            begin=take.begin, hear_from=None if heard is None else heard[0])
        return self._rendering

    def _hear(self, sentence_id, take, heard, seconds, wav):
        """Play what is there of a sentence that is still being made."""
        if take.id != self._awaited:  # another edit came, and this one is being cancelled
            return
        sound, first = self._sounds.get(take.id), take.id not in self._sounds
        if first:
            sound = self._sounds[take.id] = Sound(self.session.rate)
            sound.append(np.zeros(round(seconds * sound.rate), np.float32))
        sound.append(wav)
        if first and sentence_id == self.shown:
            begin, end = heard
            self.player.play(sound, seconds, None if end is None else seconds + end - begin, loop=end is not None)

    def _rendered(self, sentence_id, take, made, heard):
        wav, mel, spoken = made
        begun = self._keep(take, wav, self.session.rate, mel)
        self._measured[take.id] = {"seconds": spoken.seconds, "cut": spoken.cut}
        self._set(self.project)  # no step: the sound belongs to the edit
        if take.id not in self.project.sounds:  # it was undone meanwhile
            return
        if heard is not None and not begun and sentence_id == self.shown:
            begin, end = (None if t is None else max(0.0, t - spoken.cut) for t in heard)
            self.play(sentence_id, begin, end, loop=end is not None)
        self._listen([sentence_id])

    def _respelled(self, sentence_id, take, wav, mel, spoken, plan, text):
        place = self.project.place(sentence_id)
        if place is None:
            return
        new = replace(take, id=new_id(), reading=spoken.reading, original=plan, seconds=spoken.seconds, cut=spoken.cut,
                      lost=None, respelt=True)
        self._keep(new, wav, self.session.rate, mel)
        sentence = self.project.sentences[place].replacing(new)
        if text:  # within the marks around it
            begin = len(sentence.around[0])
            text = text[begin: len(text) - (len(sentence.whole) - begin - len(sentence.text))]
        self.change(tr("change a pronunciation"), self.project.changed(
            replace(sentence, text=text or sentence.text)))
        self._let_hear(sentence_id)
        self._listen([sentence_id])

    def _say(self, sentence, text, seed, play=True):
        """Say a text in a sentence's place, in the marks around it and, unless it tells another, in its language."""
        session, take, said = self.session, sentence.take, enclosed(text, sentence.around)
        cast = self.manners(said)
        if not self._may_speak([*self.recordings_in(said), *self._recordings(sentence.role), *session.chosen]):
            return
        role = cast.get(sentence.role) or self.manners(f"[{sentence.role}] x").get(sentence.role)
        voice = session.voice() or (self._voice(take) if take else None)
        if role is None and voice is None:
            session.noticed.emit("warn", tr("Select a voice on the left or on the map first."), "", "")
            return
        speed, pitch = (take.speed, take.pitch) if take else (1.0, 0.0)
        manner = role or Manner(voice, speed, pitch, liveliness=take.liveliness if take else 1.0)
        cast[""] = replace(manner, language=manner.language or (
            kept_language(sentence.whole, take.reading.language) if take else None))
        recordings = self._recordings(sentence.role) if role else tuple(session.chosen)
        job = session.engine.submit("say_sentence", tr("Saying a sentence"), quiet=True, cast=cast, text=said,
                                    seed=seed, dictionary=self.own_words(), begin=self._place(sentence))
        job.done.connect(lambda made: self._said(sentence.id, text, made, recordings, speed, pitch, play))
        self._watch(job)

    def _said(self, sentence_id, text, made, recordings, speed, pitch, play):
        place = self.project.place(sentence_id)
        if place is None or not made:
            return
        old, sentences = self.project.sentences[place], []
        said, before = enclosed(text, old.around), len(old.around[0])
        places = [(max(begin, before), end) for *_, spoken in made for begin, end in [spoken.written]]
        around = [old.around] if len(made) == 1 else enclosing(said, places, self.names())
        for number, (wav, mel, spoken) in enumerate(made):
            take = self._new_take(spoken, recordings if len({s.voice for *_, s in made}) == 1
                                  else self._recordings(spoken.voice), speed, pitch)
            self._keep(take, wav, self.session.rate, mel)
            written = text if len(made) == 1 else text[places[number][0] - before: places[number][1] - before]
            if number == 0 and written == old.text:
                sentences.append(old.with_take(take))
            else:
                sentences.append(Sentence(old.id if number == 0 else new_id(), written, old.role,
                                          old.pause if number + 1 == len(made) else spoken.pause, (take,), 0,
                                          around[number]))
        whole = self.project.changed(replace(old, text=text))
        self.change(tr("say again") if text == old.text else tr("change a sentence"), replace(
            whole, sentences=(*whole.sentences[:place], *sentences, *whole.sentences[place + 1:])))
        if play:
            self._let_hear(sentences[0].id)
        self._listen([s.id for s in sentences])

    def _cues_said(self, text, cues, chosen, parts, warnings):
        made = []
        for number, part in enumerate(parts):
            cue, spoken = cues[part.line], part.spoken
            end = spoken.begin + spoken.seconds
            pause = parts[number + 1].spoken.begin - end if number + 1 < len(parts) else 0.0
            take = self._new_take(spoken, self._recordings(cue.voice) or chosen, spoken.reading.speed, 0.0)
            self._keep(take, part.wav, self.session.rate, None)
            made.append(Sentence(new_id(), part.text, cue.voice, max(0.0, pause), (take,), 0))
        self.change(tr("say subtitles"), replace(self.project, text=text, sentences=tuple(made),
                                                 lead=parts[0].spoken.begin))
        if warnings:
            self.session.noticed.emit("warn", warnings[0] if len(warnings) == 1 else tr(
                "{count} subtitles take longer than their time, even said faster; shorten them.", len(warnings)),
                "\n".join(warnings), "")
        self._listen([s.id for s in made])

    def _listen(self, ids):
        """Listen to sentences once nothing has been changed for a while: an edit should not wait for it."""
        if self.listens:
            self._unheard |= set(ids)
            self._quiet.start()

    def listen(self):
        """Have the program listen to what was made since it did so last."""
        unheard, self._unheard = self._unheard, set()
        for sentence_id in unheard:
            place = self.project.place(sentence_id)
            take = None if place is None else self.project.sentences[place].take
            if take is None or take.lost is not None or (mel := self.mel(take)) is None:
                continue
            spoken = Spoken(take.reading, take.voice, take.seed, 0.0, take.seconds, take.cut)
            job = self.session.engine.submit("listen", tr("Listening to what was said"), quiet=True, urgent=False,
                                             mel=mel, spoken=spoken)
            job.done.connect(lambda lost, take=take: self._heard(take.id, lost))

    def _heard(self, take_id, lost):
        if lost is not None:
            self._measured[take_id] = self._measured.get(take_id, {}) | {"lost": lost}
            self._set(self.project)

    def _watch(self, job):
        self._jobs.add(job)
        self.busy_changed.emit(True)
        job.failed.connect(self.session.complain)
        job.ended.connect(lambda: (self._jobs.discard(job), self.busy_changed.emit(self.busy)))


class _Foreseen:
    """A rendering, and what has come of it so far.

    Parameters
    ----------
    reading : Reading
    seed : int
    heard : tuple or None
        As `Workshop.edit` takes it.
    job : Job
    """

    def __init__(self, reading, seed, heard, job):
        self.reading, self.seed, self.heard, self.job = reading, seed, heard, job
        self._pieces, self._made, self._on_piece, self._on_made = [], [], self._keep_piece, self._keep_made
        job.heard.connect(lambda *piece: self._on_piece(*piece))
        job.done.connect(lambda made: self._on_made(made))

    def fits(self, take, heard):
        """Whether it is what is wanted now."""
        return (self.seed, self.heard) == (take.seed, heard) and self.reading == take.reading and not (
            self.job.cancelling or self.job.finished and not self._made)

    def take(self, on_piece, on_made):
        """Hand on what has come, and what is still to come."""
        self._on_piece, self._on_made = on_piece, on_made
        for piece in self._pieces:
            on_piece(*piece)
        for made in self._made:
            on_made(made)

    def _keep_piece(self, *piece):
        self._pieces.append(piece)

    def _keep_made(self, made):
        self._made.append(made)


def _read_sounds(store, project_id, ids):
    """Read the sounds of takes; those that are lost are left out."""
    found = {}
    for take_id in ids:
        try:
            wav, rate = store.read_sound(project_id, take_id)
        except ValueError:
            continue
        found[take_id] = Sound(rate, wav)
    return found


def _before(reading, old):
    """Return where the word before an edit begins, in seconds of the edited reading."""
    at = editing.first_change(reading, old) + editing.RAMP
    edited = sum(editing.span(reading, word)[1] <= at for word in range(len(reading.words)))
    return editing.span(reading, edited - 1)[0] if edited else 0.0


def _merged(old, new):
    """Sentences of a text that was said again: those whose text was there before keep their takes and their ids."""
    matcher = SequenceMatcher(None, [(s.text, s.role) for s in old], [(s.text, s.role) for s in new], autojunk=False)
    merged = list(new)
    for block in matcher.get_matching_blocks():
        for i in range(block.size):
            before, made = old[block.a + i], new[block.b + i]
            known = next((n for n, take in enumerate(before.takes) if take.source is not None
                          and (take.source, take.reading) == (made.take.source, made.take.reading)), None)
            kept = before.with_take(made.take) if known is None else replace(before, chosen=known)
            merged[block.b + i] = replace(kept, around=made.around)
    return tuple(merged)


def _renamed(project, names):
    """A project whose recordings have other ids."""
    def ids(recordings):
        return tuple(names.get(i, i) for i in recordings)

    return replace(project, cast={name: replace(entry, recordings=ids(entry.recordings))
                                  for name, entry in project.cast.items()},
                   sentences=tuple(replace(s, takes=tuple(replace(t, recordings=ids(t.recordings)) for t in s.takes))
                                   for s in project.sentences))
