"""Imports of files and folders into the library."""

import os
from pathlib import Path
from zlib import crc32

from PySide6.QtCore import QObject, QTimer

from toolbox.ui.words import tr

LOOK = 2000  # ms between refreshes during an import


class Imports(QObject):
    """Has the importer's process copy files and list folders in place; imports resume after a restart.

    Parameters
    ----------
    session : Session
    importer : Worker
        Worker of an ImportProcess.
    """

    def __init__(self, session, importer):
        super().__init__()
        self.session, self.importer = session, importer
        self._look = QTimer(self, interval=LOOK, singleShot=True)
        self._look.timeout.connect(self._take_in)
        importer.added.connect(session.job_added)

    def add(self, paths):
        """Copy files, and list folders in place, in the background."""
        paths = [Path(path) for path in paths]
        for folder in filter(Path.is_dir, paths):
            self.add_folder(folder)
        files = [path for path in paths if not path.is_dir()]
        if files:
            self.add_files(files)

    def add_files(self, files):
        """Copy sound and .voice files into the library, resuming after a restart; return the Job."""
        left = {str(file) for file in files}
        self._remember(left, True)
        job = self.importer.submit("import_files", tr("Adding files"), library=str(self.session.library.folder),
                                   paths=[str(file) for file in files])

        def progressed(share, what):
            done = {str(file) for file in files[:round(share * len(files))]}
            self._remember(done & left, False)
            left.difference_update(done)
            if not self._look.isActive():
                self._look.start()

        job.progressed.connect(progressed)
        job.done.connect(lambda found: self._copied(files, *found))
        job.failed.connect(lambda sentence, details: self._ended(left, "bad", sentence, details))
        job.cancelled.connect(
            lambda: job.cancelling and self._ended(left, "info", tr("What has been added so far is kept.")))
        return job

    def add_folder(self, folder):
        """List a data set or any folder of sound in place, resuming after a restart; return the Job."""
        self._remember([folder], True)
        job = self.importer.submit("import_folder", tr("Adding {name}", name=Path(folder).name),
                                   library=str(self.session.library.folder), folder=str(folder))
        job.progressed.connect(lambda *_: self._look.isActive() or self._look.start())
        job.done.connect(lambda report: self._imported(folder, report))
        job.failed.connect(lambda sentence, details: self._ended([folder], "bad", sentence, details))
        # An import that ends with the window was not cancelled by the user.
        job.cancelled.connect(lambda: job.cancelling and self._ended(
            [folder], "info", tr("What has been added so far is kept; add the folder again to resume.")))
        return job

    def add_divided(self, paths):
        """Divide a folder's recordings by person, and add what each says; the sound lies in the library's folder."""
        folder = Path(paths[0])
        # Folders of the same name in different places are different ones.
        out = self.session.library.folder / "divided" / f"{folder.name} {crc32(os.fsencode(folder)):08x}"
        job = self.importer.submit("import_divided", tr("Dividing {name} by person", name=folder.name),
                                   library=str(self.session.library.folder), folder=str(folder), out=str(out))
        job.done.connect(lambda report: self._imported(out, report))
        job.failed.connect(self.session.complain)
        return job

    def resume(self):
        """Resume imports that were interrupted when the window was closed."""
        self.add(path for path in self._unfinished() if Path(path).exists())

    def adopt(self, paths):
        """List sound files that are already in the library's folder; return the Job."""
        job = self.importer.submit("adopt", tr("Adding files again"), library=str(self.session.library.folder),
                                   paths=list(map(str, paths)))
        job.done.connect(lambda found: self._adopted(*found))
        job.failed.connect(self.session.complain)
        return job

    def listen_again(self):
        """Have the importer analyse all recordings unknown to the present encoder."""
        session = self.session
        job = self.importer.submit("listen_again", tr("Listening"), library=str(session.library.folder))
        job.done.connect(lambda _: session.reload())
        job.failed.connect(session.complain)

    def close(self):
        """End the importer."""
        self._look.stop()
        self.importer.close()

    def _copied(self, files, recordings, refused):
        session, details = self.session, _listed(refused)
        self._remember(files, False)
        self._take_in()
        there = [r.id for r in recordings if r.id in session.library.recordings]
        for recording_id in there:
            if recording_id not in session.voices:
                session.learn(recording_id, urgent=len(files) == 1)
        session.select(*there[-1:])
        if refused:
            sentence = tr("{added} added, {refused} could not be read.", len(recordings), added=len(recordings),
                          refused=len(refused))
            session.noticed.emit("warn", sentence, details, "")

    def _adopted(self, added, refused):
        session = self.session
        self._take_in()
        for recording in session.library.unlearnt():
            session.learn(recording.id, urgent=False)
        session.noticed.emit("warn" if refused else "good", tr("{count} added again", added) + (
            tr(", {count} could not be read.", len(refused)) if refused else "."), _listed(refused), "")

    def _imported(self, folder, report):
        known = tr(", {count:,} were there already", report.known) if report.known else ""
        refused = tr(", {count:,} could not be used", len(report.refused)) if report.refused else ""
        speakers = tr("{count:,} speakers", report.speakers)
        self._ended([folder], "warn" if report.refused else "good",
                    tr("{added:,} added of {speakers}{known}{refused}.", report.added, added=report.added,
                       speakers=speakers,
                       known=known, refused=refused),
                    _listed(report.refused))

    def _ended(self, paths, kind, sentence, details=""):
        self._remember(paths, False)
        self._take_in()
        self.session.noticed.emit(kind, sentence, details, "")

    def _take_in(self):
        self._look.stop()
        self.session.take_in()

    def _unfinished(self):
        return list(filter(None, str(self.session.settings.value("imports", "")).split("\n")))

    def _remember(self, paths, running):
        paths = list(map(str, paths))
        others = [f for f in self._unfinished() if f not in paths]
        self.session.settings.setValue("imports", "\n".join([*others, *paths] if running else others))


def _listed(refused):
    """Return a line for each unusable file."""
    return "\n".join(reason if path in reason else f"{path}: {reason}" for path, reason in refused)
