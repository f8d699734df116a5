"""Opening, saving and sending projects."""

import threading
from pathlib import Path

from PySide6.QtCore import QT_TR_NOOP, QTimer

from toolbox.core.workshop import edits
from toolbox.core.workshop.project import Project
from toolbox.core.workshop.store import Store
from toolbox.ui.session.workers import in_pool, in_turn
from toolbox.ui.words import tr

FIRST = QT_TR_NOOP("First project")
AUTOSAVE = 1000  # ms from a change until the project is written


class ProjectFiles:
    """The library's projects, one of which is open in this window.

    Parameters
    ----------
    workshop : Workshop

    Attributes
    ----------
    store : Store
    """

    def __init__(self, workshop):
        self.workshop, self.session = workshop, workshop.session
        self.store = Store(self.session.library.folder)
        self._noted = {}  # edits that the library has stored, by take
        self._saving = QTimer(workshop, interval=AUTOSAVE, singleShot=True)
        self._saving.timeout.connect(self._autosave)
        self._one_writer = threading.Lock()

    def open_last(self, text):
        """Open the project of the previous run, or a first one with this text."""
        begun = Project.new(tr(FIRST), text)
        listed = {p.id for p in self.store.list()}
        last = self.session.settings.value("project", "")
        try:
            if last not in listed and listed:
                last = self.store.list()[0].id
            who = self.store.hold(last) if last in listed else ""
            opened = self.store.open(last) if last in listed and not who else begun
            if who:
                self.session.noticed.emit("info", tr("Your project is open in another window ({who}); a new one was "
                                                     "started in this window.", who=who), "", "")
        except (OSError, ValueError) as error:
            self.session.complain(str(error), "")
            opened = begun
        self._open(opened)

    def new(self, name):
        """Begin another project."""
        self.save()
        self._open(Project.new(name))
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
        except ValueError as error:
            self.session.complain(str(error), "")
            return
        self._open(opened)

    def open_file(self, path):
        """Open a project file; the voices in it are added to the library."""
        job = self.session.reader.submit("project", tr("Reading {name} …", name=Path(path).name),
                                         folder=str(self.session.library.folder), path=str(path))
        job.done.connect(lambda found: self._received(*found))
        job.failed.connect(self.session.complain)

    def save_as(self, path):
        """Write the project and the voices that it needs to one file."""
        self.save()
        project = self.workshop.project
        ids = {i for s in project.sentences for t in s.takes for i in t.recordings}
        ids |= {i for entry in project.cast.values() for i in entry.recordings}
        voices = {i: self.session.voices[i] for i in ids if i in self.session.voices}
        task = in_turn(self.store.export, project, path, voices)  # after the sounds that it contains
        task.done.connect(lambda _: self.session.noticed.emit("good", tr("Saved {path}.", path=path), "", ""))
        task.failed.connect(self.session.complain)

    def save_soon(self):
        """Write the project after a moment without further changes."""
        self._saving.start()

    def save(self):
        """Write the project now, unless it is empty; return whether that was possible."""
        self._saving.stop()
        self._remember()
        try:
            self._write()
        except ValueError as error:
            self.session.complain(str(error), "")
            return False
        return True

    def close(self):
        """Write unsaved changes, and remove the sounds that only undoing could have brought back."""
        self.save()
        self.store.remove_unused(self.workshop.project)
        self.store.release()

    def _autosave(self):
        self._remember()
        in_pool(self._write).failed.connect(self.session.complain)

    def _remember(self):
        self.session.settings.setValue("project", self.workshop.project.id)

    def _write(self):
        library = self.session.library
        with self._one_writer:
            project = self.workshop.project  # in its present state, however long this had to wait
            if project.text or project.sentences:
                self.store.save(project)
                self.store.hold(project.id)
            for take_id, made in edits.edits_of(project).items():
                if made != self._noted.get(take_id, {}) and take_id in library.takes:
                    library.write_edits(take_id, edits.to_dict(made))
                    self._noted[take_id] = made

    def _open(self, project):
        self._noted = edits.edits_of(project)
        self.workshop.open(project)
        self._remember()

    def _received(self, project, voices):
        self.save()
        library, source = self.session.library, tr("project {name}", name=project.name)
        try:
            ids = {i: i if i in library.recordings else library.receive_voice(voice, source).id
                   for i, voice in voices.items()}
        except ValueError as error:
            self.session.complain(str(error), "")
            return
        self.session.voices |= library.voices(list(ids.values()))
        self.session.library_changed.emit()
        self._open(project.with_recordings(ids))
        self.save()
