"""Actions on stored takes: renaming, starring, comparing, exporting, reusing."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from audio.files import save
from audio.signal import loudness
from toolbox.core.library.records import EXPORTED
from toolbox.core.sound.buffers import Sound
from toolbox.ui.session.workers import in_pool
from toolbox.ui.words import tr

BETWEEN = 0.4  # seconds of silence between compared takes


class Keeping(QObject):
    """The library's takes.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session):
        super().__init__()
        self.session = session

    def rename(self, take_id, name):
        """Name a take."""
        take = self.session.library.takes[take_id]
        self._describe(tr("rename a take"), {take_id: (name.strip(), take.starred)})

    def star(self, ids):
        """Star takes, or unstar them if all are starred."""
        takes = [self.session.library.takes[i] for i in ids]
        starred = not all(take.starred for take in takes)
        self._describe(tr("star {count} takes", len(ids)), {take.id: (take.name, starred) for take in takes})

    def play(self, take_id):
        """Play a take from its beginning."""
        cloning = self.session.cloning
        if cloning.take is not None and cloning.take.id == take_id:
            self.session.player.play_result(0.0)
        else:
            self._read([take_id], lambda takes: (cloning.show_take(takes[0]), self.session.player.play_result(0.0)))

    def compare(self, first, second):
        """Play two takes one after the other at equal loudness."""
        self._read([first, second], self._play_pair)

    def export(self, ids, folder, suffix=".wav"):
        """Write takes to a folder as files with their names."""
        self._read(ids, lambda takes: self._write(takes, Path(folder), suffix))

    def settings_of(self, take_id, then):
        """Call a function with a complete take, to reuse its settings."""
        self._read([take_id], lambda takes: then(takes[0]))

    def _play_pair(self, takes):
        levels = [loudness(take.wav) for take in takes]
        rate = takes[0].rate
        wavs = [(take.wav * 10 ** ((min(levels) - level) / 20)).astype(np.float32)
                for take, level in zip(takes, levels)]
        if any(take.rate != rate for take in takes):
            self.session.noticed.emit("warn", tr("These takes have different sample rates and cannot be compared."), "",
                                      "")
            return
        silence = np.zeros(round(BETWEEN * rate), np.float32)
        self.session.player.play(Sound(rate, np.concatenate([wavs[0], silence, wavs[1]])))

    def _write(self, takes, folder, suffix):
        task = in_pool(_save_all, self.session.library, takes, folder, suffix)
        task.done.connect(lambda n: self.session.noticed.emit("good", tr("Saved {count} takes in {folder}.", n,
                                                                         folder=folder), "", ""))
        task.failed.connect(self.session.complain)

    def _describe(self, name, after):
        """Name and star takes, as one step; `after` holds the name and the star of each by its id."""
        takes = self.session.library.takes
        before = {take_id: (takes[take_id].name, takes[take_id].starred) for take_id in after}

        def put(values):
            for take_id, value in values.items():
                self.session.library.describe_take(take_id, *value)
            self.session.cloning.takes_changed.emit(next(iter(values)))

        put(after)
        self.session.undo.push(name, lambda: put(before), lambda: put(after))

    def _read(self, ids, then):
        """Read takes one after the other, then pass on all of them."""
        found, waiting = {}, list(ids)

        def one(take):
            found[take.id] = take
            if len(found) == len(set(waiting)):
                then([found[i] for i in waiting])

        for take_id in dict.fromkeys(ids):
            job = self.session.read_take(self.session.library.takes[take_id])
            job.done.connect(one)
            job.failed.connect(self.session.complain)


def stem_of(take):
    """Return the stem of a take's file name."""
    name = take.name or f"{take.voice} {take.text}"
    return " ".join("".join(c if c.isalnum() or c in " -_.'" else " " for c in name).split())[:60].strip(" .") or "take"


def _save_all(library, takes, folder, suffix):
    taken = set()
    for take in takes:
        stem, number = stem_of(take), 1
        while (name := stem if number == 1 else f"{stem} {number}") in taken or (folder / f"{name}{suffix}").exists():
            number += 1
        taken.add(name)
        save(folder / f"{name}{suffix}", take.wav, take.rate, take.comment)
        library.note(take, EXPORTED, str(folder / f"{name}{suffix}"))
    return len(takes)
