"""The voices on the map and their places: the constellation, the library's voices, and takes."""

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from toolbox.core.cloning.voice import blend
from toolbox.core.map.placing import KNOWN_ID, key, lay_out, pin, pinned, place, read, stacked
from toolbox.core.map.population import MADE, TAKE, Population
from toolbox.core.map.space import new_voice, voice_at
from toolbox.ui.session.workers import in_pool
from toolbox.ui.words import tr

GATHER = 60  # ms within which changes of the library are combined
MANY_NEW, LEAST_NEW = 0.25, 40  # share of new voices at which the map is fitted again
UNFITTED = (TAKE, MADE)  # kinds that are placed on a map but never fitted


class Mapping(QObject):
    """Keeps the places: a new voice is placed on the fitted map, and the others stay in place.

    Parameters
    ----------
    worker : Worker
        Fits and clusters in its process.
    path : Path
        File of the fitted map, for the next start.
    method : str
        Method of the projection, such as "umap", "tsne" or "pca".

    Signals
    -------
    changed(object)
        Voices or places have changed: the previous places (n, 2), NaN for new voices, if the points are to glide, else
        None.
    clustered(object)
        Clusters of the population, int array (n,).
    noticed(str, str, str, str)
        As Session's.
    """

    changed, clustered = Signal(object), Signal(object)
    noticed = Signal(str, str, str, str)

    def __init__(self, worker, path, method="umap"):
        super().__init__()
        self.worker, self.path, self.method = worker, path, method
        self.population, self.places = Population.of([]), np.zeros((0, 2), np.float32)
        self.projection, self.fitting, self._clustering = None, None, None
        self._known, self._known_places, self._known_voices = self.population, self.places, []
        self.rows_of = list  # returns the library's rows of (id, name, source, kind, sex, pitch, embedding)
        self._rows, self._places, self._pinned = [], {}, {}
        self._fitted = set()  # ids of the user's voices that were fitted
        self._gather = QTimer(self, singleShot=True, interval=GATHER)
        self._gather.timeout.connect(self._take_note)

    def start(self):
        """Read the constellation and the last map in the thread pool."""
        self._then(lambda found: self._started(*found), read, self.path)

    def refresh(self):
        """Follow changes of the library after a short delay, because they often come together."""
        self._gather.start()

    def voice(self, voice_id):
        """Return the Voice of a speaker of the constellation, or None for another id."""
        number = voice_id.removeprefix(KNOWN_ID)
        return self._known_voices[int(number)] if number != voice_id else None

    def close(self):
        """Stop running jobs, and emit no more signals."""
        self.blockSignals(True)
        self.worker.close()

    def fit(self, method=None):
        """Fit the map to all voices except takes in the background; return the Job, or the running one.

        Before the last map is read there is nothing to fit, and None is returned.
        """
        if self._too_early():
            return None
        if self.fitting is not None and not self.fitting.finished:
            return self.fitting
        self.method = method or self.method
        rows = [row for row in self._rows if row[3] not in UNFITTED]
        job = self.fitting = self.worker.submit("fit", tr("Fitting the map"), method=self.method,
                                                previous=self.projection,
                                                embeddings=stacked(self._known, rows))
        job.done.connect(lambda projection: self._then(
            lambda found: self._refitted(projection, *found, {row[0] for row in rows}), lay_out, projection,
            self._known, rows, self._rows, self.path))
        job.failed.connect(self._failed)
        for given_up in (job.failed, job.cancelled):
            given_up.connect(lambda *_: setattr(self, "method", self.projection.method))
        return job

    def find_clusters(self):
        """Find clusters in the background for `clustered`; return the Job, or the running one."""
        if self._clustering is not None and not self._clustering.finished:
            return self._clustering
        ids = list(self.population.ids)
        job = self._clustering = self.worker.submit("clusters", tr("Looking for clusters"),
                                                    embeddings=self.population.embeddings)
        job.done.connect(lambda labels: self._clustered(dict(zip(ids, np.asarray(labels).tolist()))))
        job.failed.connect(self._failed)
        return job

    def measure(self):
        """Compute the numbers of all real voices; return their Population, their places and the Job."""
        real = ~np.isin(self.population.kinds, UNFITTED)
        people = self.population.part(real)
        return people, self.places[real], self.worker.submit("measure", tr("Computing the numbers"),
                                                             speakers=people.names,
                                                             embeddings=people.embeddings)

    def write(self, path, people, places, numbers, by):
        """Write the result of `measure`: a table if the path ends in .csv, else a figure coloured `by` a property."""
        if path.endswith(".csv"):
            columns = {"id": people.ids, "sex": people.sexes, "source": people.sources,
                       "pitch_hz": ["" if np.isnan(p) else f"{p:.1f}" for p in people.pitches]}
            job = self.worker.submit("table", tr("Writing the table"), path=path, places=places, names=people.names,
                                     embeddings=people.embeddings, numbers=numbers, columns=columns)
        else:
            job = self.worker.submit("figure", tr("Drawing the figure"), path=path, places=places, names=people.names,
                                     colours=people.values(by), numbers=numbers)
        job.done.connect(lambda path: self.noticed.emit("good", tr("Saved {path}.", path=path), "", ""))
        job.failed.connect(self._failed)
        return job

    def make_spot(self, x, y, voices, name):
        """Make the voice of a place on the map; `voices` are the library's Voices, by id.

        Returns a Task with the result (Voice, place), as do the methods below; None while there is no map.
        """
        return self._make(_spot, np.array((x, y), np.float32), *self._speakers(voices), name)

    def make_new(self, seed, voices, name):
        """Generate a voice unlike any in `voices`, the library's by id, or in the constellation.

        The Task's result is (toolbox.core.map.space.Fictitious, place).
        """
        return self._make(_fictitious, seed, [*self._known_voices, *voices.values()], name, self.projection)

    def make_blend(self, voices, weights, name):
        """Blend Voices by their weights."""
        return self._make(_between, voices, weights, name, self.projection)

    def place_path(self, embeddings):
        """Place embeddings (n, 256) that are no voices of the library; a Task of their places, None without a map."""
        return None if self.projection is None else in_pool(self.projection.place, embeddings)

    def pin(self, voice_id, voice, here):
        """Assign a place (2,) to a voice of the library until the map is fitted again."""
        self._pinned[voice_id] = key(voice.embedding), here
        self._places[voice_id] = self._pinned[voice_id]
        self._then(lambda _: None, pin, self.path, self.projection, dict(self._pinned))

    def _take_note(self):
        before, self._rows = self._rows, self.rows_of()
        if len(before) != len(self._rows) or any(old[:-1] != new[:-1] or old[-1] is not new[-1]
                                                 for old, new in zip(before, self._rows)):
            self._arrange()

    def _then(self, function, *work):
        task = in_pool(*work)
        task.done.connect(function)
        task.failed.connect(self._failed)

    def _failed(self, sentence, details):
        self.noticed.emit("bad", sentence, details, "")

    def _too_early(self):
        if self.projection is None:
            self.noticed.emit("info", tr("The map is being read; try again in a moment."), "", "")
        return self.projection is None

    def _make(self, *work):
        if self._too_early():
            return None
        task = in_pool(*work)
        task.failed.connect(self._failed)
        return task

    def _speakers(self, voices):
        """Return the places and Voices of everybody on the map who can speak."""
        voices = voices | {f"{KNOWN_ID}{n}": voice for n, voice in enumerate(self._known_voices)}
        rows = [i for i, voice in enumerate(self.population.ids) if voice in voices]
        return self.places[rows], [voices[self.population.ids[i]] for i in rows]

    def _started(self, known, voices, known_places, projection):
        self._known, self._known_voices, self._known_places, self.projection = known, voices, known_places, projection
        self._pinned = pinned(self.path, projection)
        self._places = dict(self._pinned)
        self._arrange()
        if projection.method != self.method:
            self.fit()

    def _refitted(self, projection, known_places, places, fitted):
        self.projection, self._known_places, self._places, self._fitted = projection, known_places, places, fitted
        self._pinned = {}
        self._arrange(glide=True)

    def _arrange(self, glide=False):
        """Show all voices with a place, and have the others placed."""
        placed, missing = [], []
        for row in self._rows:
            here = self._places.get(row[0])
            (placed if here is not None and here[0] == key(row[6]) else missing).append(row)
        before = dict(zip(self.population.ids, self.places)) if glide else {}
        clusters = dict(zip(self.population.ids, self.population.clusters.tolist()))
        known = self._known if len(self._known_places) else Population.of([])
        self.population = known + Population.of(placed)
        self.population.clusters = np.array([clusters.get(i, -1) for i in self.population.ids], int)
        own = np.concatenate([np.zeros(0, np.float32), *(self._places[row[0]][1] for row in placed)])
        self.places = np.concatenate([self._known_places, own.reshape(-1, 2)])
        nowhere = np.full(2, np.nan, np.float32)
        self.changed.emit(np.array([before.get(i, nowhere) for i in self.population.ids]).reshape(-1, 2)
                          if glide else None)
        if missing and self.projection is not None:
            projection = self.projection
            self._then(lambda places: self._placed(projection, places), place, projection, missing)

    def _placed(self, projection, places):
        if projection is self.projection:  # otherwise the map was fitted again in the meantime, and all places are new
            self._places |= places
            self._arrange()
            own = {row[0] for row in self._rows if row[3] not in UNFITTED}
            if len(own - self._fitted) > max(LEAST_NEW, MANY_NEW * (len(self._known) + len(self._fitted))):
                self.fit()

    def _clustered(self, labels):
        self.population.clusters = np.array([labels.get(i, -1) for i in self.population.ids], int)
        self.clustered.emit(self.population.clusters)


def _spot(here, places, voices, name):
    return voice_at(here, places, voices, name), here


def _fictitious(seed, voices, name, projection):
    drawn = new_voice(seed, voices, name)
    return drawn, projection.place(drawn.voice.embedding[None])[0]


def _between(voices, weights, name, projection):
    voice = blend(voices, weights, name)
    return voice, projection.place(voice.embedding[None])[0]
