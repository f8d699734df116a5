"""The open project: its text, its sentences and their takes, changed in steps that can be undone."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from toolbox.core.script.dictionary import Dictionary
from toolbox.core.workshop.project import Project
from toolbox.ui.session.typed import Typing
from toolbox.ui.session.workshop.casting import Casting
from toolbox.ui.session.workshop.files import FIRST, ProjectFiles
from toolbox.ui.session.workshop.listening import Listening
from toolbox.ui.session.workshop.rendering import Rendering
from toolbox.ui.session.workshop.saying import Saying
from toolbox.ui.session.workshop.sounds import Sounds
from toolbox.ui.words import tr


class Workshop(QObject):
    """The project's state, and what saves, casts, speaks and plays it.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    project : Project
    shown : str
        Id of the sentence in the editor, or empty.
    dictionary : Dictionary
    casting : Casting
    files : ProjectFiles
    sounds : Sounds
    saying : Saying
    rendering : Rendering
    listening : Listening

    Signals
    -------
    project_opened()
        Another project was opened.
    sentences_changed()
        The project has changed.
    shown_changed()
        Another sentence is in the editor, or the sound of that sentence has changed.
    busy_changed(bool)
        Whether sentences are being spoken.
    """

    project_opened, sentences_changed, shown_changed, busy_changed = Signal(), Signal(), Signal(), Signal(bool)

    def __init__(self, session):
        super().__init__()
        self.session, self.project, self.shown = session, Project.new(tr(FIRST)), ""
        self.dictionary = Dictionary(session.library.folder)
        # Found out after the step that made a take; undoing to an earlier state keeps it.
        self._measured = {}
        self._jobs, self._typing = set(), Typing(session.undo, self.put, self)
        self.casting, self.files, self.sounds = Casting(self), ProjectFiles(self), Sounds(self)
        self.listening, self.rendering, self.saying = Listening(self), Rendering(self), Saying(self)
        session.cloning.made.connect(self.saying.adopt)

    @property
    def busy(self):
        """Return whether sentences are being spoken."""
        return bool(self._jobs)

    @property
    def sentence(self):
        """Return the sentence in the editor, or None."""
        return self.sentence_of(self.shown)

    def sentence_of(self, sentence_id):
        """Return a sentence, or None if it no longer exists."""
        place = self.project.place(sentence_id)
        return None if place is None else self.project.sentences[place]

    def lost(self):
        """Return ids of the sentences in which words may have been lost."""
        return [s.id for s in self.project.sentences if s.take is not None and s.take.lost]

    def show(self, sentence_id):
        """Show a sentence in the editor; none for an empty id."""
        if sentence_id != self.shown:
            self.shown = sentence_id
            self.shown_changed.emit()
            self.sounds.prepare()
            self.rendering.rehearse()

    # Steps

    def change(self, name, project):
        """Take a step that can be undone: to another state of the project."""
        before = self.project
        if project is before:
            return
        self.put(project)
        self.session.undo.push(name, lambda: self.put(before), lambda: self.put(project), self)

    def rename(self, name):
        """Rename the project."""
        self.change(tr("rename the project"), replace(self.project, name=name))

    def set_text(self, text):
        """Keep the text as it is typed; uninterrupted typing is one step."""
        if text != self.project.text:
            before, self.project = self.project, replace(self.project, text=text)
            self.files.save_soon()
            self._typing.add(before, self.project)

    def put_text(self, name, text):
        """Replace the text, as a step with a name."""
        if text != self.project.text:
            self.change(name, replace(self.project, text=text))

    def set_cast(self, cast, text):
        """Replace the cast, and the text with its names."""
        self.change(tr("change the cast"), replace(self.project, cast=cast, text=text))

    def put_word(self, language, word, symbols):
        """Put a word into the user's dictionary, as a step; raise ValueError or OSError if that fails."""
        before = self.dictionary.words(language)
        self.dictionary.put(language, word, symbols)
        after = self.dictionary.words(language)
        self.session.undo.push(tr("add a word to the dictionary"), lambda: self.dictionary.replace(language, before),
                               lambda: self.dictionary.replace(language, after))

    def own_words(self):
        """Return the user's dictionary by language; empty, with a message, if it cannot be read."""
        try:
            return self.dictionary.all_words()
        except (ValueError, OSError) as error:
            self.session.complain(str(error), "")
            return {}

    def choose(self, sentence_id, number):
        """Choose another take of a sentence."""
        sentence = self.sentence_of(sentence_id)
        if 0 <= number < len(sentence.takes) and number != sentence.chosen:
            self.change(tr("choose a take"), self.project.changed(replace(sentence, chosen=number)))

    def star(self, sentence_id):
        """Star the chosen take of a sentence, or unstar it."""
        sentence = self.sentence_of(sentence_id)
        take = replace(sentence.take, starred=not sentence.take.starred)
        self.change(tr("star a take"), self.project.changed(sentence.replacing(take)))

    def set_pause(self, sentence_id, seconds):
        """Set the silence after a sentence."""
        self.change(tr("change a pause"),
                    self.project.changed(replace(self.sentence_of(sentence_id), pause=seconds)))

    # For the parts

    def open(self, project):
        """Open another project, without a step; the present one's steps are forgotten."""
        self.project, self.shown = project, ""
        self.sounds.forget()
        self.session.undo.forget(self)
        self.project_opened.emit()
        self.sentences_changed.emit()
        self.shown_changed.emit()

    def put(self, project):
        """Put another state of the project in place of the present one, without a step."""
        self.project = replace(project, sentences=tuple(map(self._with_measures, project.sentences)))
        self.sounds.let_go()
        self.files.save_soon()
        self.sentences_changed.emit()
        if self.shown:
            self.shown_changed.emit()

    def measured(self, take_id, **values):
        """Set attributes of a take that became known after the step that made it."""
        self._measured[take_id] = self._measured.get(take_id, {}) | values
        self.put(self.project)

    def watch(self, job):
        """Count a job as speech in progress until it ends, and report its failure."""
        self._jobs.add(job)
        self.busy_changed.emit(True)
        job.failed.connect(self.session.complain)
        job.ended.connect(lambda: (self._jobs.discard(job), self.busy_changed.emit(self.busy)))

    def _with_measures(self, sentence):
        takes = tuple(replace(t, **self._measured[t.id]) if t.id in self._measured else t for t in sentence.takes)
        return sentence if takes == sentence.takes else replace(sentence, takes=takes)
