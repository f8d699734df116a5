"""Files and folders on their way into the library."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from toolbox.ui.session.workers import Job, in_pool

BATCH = 25  # imported files listed at once
LOOK = 2000  # ms between looks at what an import has listed


class Imports(QObject):
    """Copies files, and has the importer's process list folders where they are; goes on after a restart.

    Parameters
    ----------
    session : Session
    importer : Worker
        Of an ImportProcess.
    """

    def __init__(self, session, importer):
        super().__init__()
        self.session, self.importer = session, importer
        self._look = QTimer(self, interval=LOOK, singleShot=True)
        self._look.timeout.connect(self._take_in)
        importer.added.connect(session.job_added)

    def add(self, paths):
        """Add copies of files, and what is in folders where it is, in the background."""
        paths = [Path(path) for path in paths]
        for folder in filter(Path.is_dir, paths):
            self.add_folder(folder)
        files = [path for path in paths if not path.is_dir()]
        if files:
            job = Job(-id(paths), "import", "Adding files", lambda job: job.tell("cancelled", None))
            self.session.job_added.emit(job)
            self._next(job, files, 0, [], [])

    def add_folder(self, folder):
        """Add a data set, or any folder of sound, which stays where it is; goes on after a restart. Returns the Job."""
        self._remember(folder, True)
        job = self.importer.submit("import_folder", f"Adding {Path(folder).name}",
                                   library=str(self.session.library.folder), folder=str(folder))
        job.progressed.connect(lambda *_: self._look.isActive() or self._look.start())
        job.done.connect(lambda report: self._imported(folder, report))
        job.failed.connect(lambda sentence, details: self._ended(folder, "bad", sentence, details))
        # One that ends with the window was not given up by anybody.
        job.cancelled.connect(lambda: job.cancelling and self._ended(
            folder, "info", "What was added so far stays; adding the folder again goes on from there."))
        return job

    def resume(self):
        """Go on with folders that were not finished when the window was closed."""
        for folder in self._unfinished():
            self.add_folder(folder)

    def listen_again(self):
        """Have all recordings that the present encoder does not know listened to."""
        session = self.session
        job = self.importer.submit("listen_again", "Listening", library=str(session.library.folder))
        job.done.connect(lambda _: session.reload())
        job.failed.connect(session.complain)

    def close(self):
        """End the importer."""
        self._look.stop()
        self.importer.close()

    def _next(self, job, files, number, read, refused):
        session = self.session
        over = job.finished or number == len(files)
        # In batches: a list that is drawn anew for each of a thousand files would hold everything up.
        if read and (over or len(read) == BATCH):
            session.add(read, urgent=len(files) == 1)
            read = []
        if job.finished:
            return
        if number == len(files):
            job.tell("done", None)
            added = len(files) - len(refused)
            if refused:
                session.noticed.emit("warn", f"{added} added, {len(refused)} could not be read.", "\n".join(refused),
                                     "")
            return
        job.tell("progress", (number / len(files), files[number].name))
        task = in_pool(session.library.import_file, files[number])
        task.done.connect(lambda recording: self._next(job, files, number + 1, [*read, recording], refused))
        task.failed.connect(lambda sentence, _: self._next(job, files, number + 1, read, [*refused, sentence]))

    def _imported(self, folder, report):
        known = f", {report.known:,} were there already" if report.known else ""
        refused = f", {len(report.refused):,} could not be used" if report.refused else ""
        speakers = f"{report.speakers:,} speaker{'' if report.speakers == 1 else 's'}"
        self._ended(folder, "warn" if report.refused else "good",
                    f"{report.added:,} added of {speakers}{known}{refused}.",
                    "\n".join(reason if path in reason else f"{path}: {reason}" for path, reason in report.refused))

    def _ended(self, folder, kind, sentence, details=""):
        self._remember(folder, False)
        self._take_in()
        self.session.noticed.emit(kind, sentence, details, "")

    def _take_in(self):
        self._look.stop()
        self.session.take_in()

    def _unfinished(self):
        return list(filter(None, str(self.session.settings.value("imports", "")).split("\n")))

    def _remember(self, folder, running):
        others = [f for f in self._unfinished() if f != str(folder)]
        self.session.settings.setValue("imports", "\n".join([*others, str(folder)] if running else others))
