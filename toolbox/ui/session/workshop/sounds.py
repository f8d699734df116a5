"""The sounds of the project's takes: in memory, on disk, joined and played."""

import numpy as np

from audio.mel_stream import log_mel
from toolbox.core.sound.buffers import Sound
from toolbox.ui.session.workers import in_pool, in_turn


class Sounds:
    """Keeps the sounds and mels of the chosen takes in memory, and reads the others when they are needed.

    Parameters
    ----------
    workshop : Workshop

    Attributes
    ----------
    held : dict of str to Sound
        The sounds in memory, by take.
    """

    def __init__(self, workshop):
        self.workshop, self.session, self.player = workshop, workshop.session, workshop.session.player
        self.held, self._mels, self._unwritten = {}, {}, set()

    def of(self, take):
        """Return the Sound of a take, or None while it is being made or if it is lost."""
        if take.id not in self.held:
            try:
                wav, rate = self._store.read_sound(self.workshop.project.id, take.id)
            except ValueError:
                return None
            self.held[take.id] = Sound(rate, wav)
        return self.held[take.id]

    def mel(self, take):
        """Return the log-mel (n_mels, n_frames) of a take, or None while there is no complete sound."""
        if take.id not in self._mels:
            sound = self.of(take)
            if sound is None or not sound.finished:
                return None
            self._mels[take.id] = log_mel(sound.samples[:sound.length], sound.rate)
        return self._mels[take.id]

    def joined(self, first=0):
        """Return the sentences from number `first` on, with their pauses, as a Sound, and where each begins in s."""
        rate, project = self.session.rate, self.workshop.project
        pieces, begins = [np.zeros(0 if first else round(project.lead * rate), np.float32)], {}
        at = len(pieces[0])
        for sentence in project.sentences[first:]:
            sound = self.of(sentence.take) if sentence.take else None
            if sound is None or not sound.finished:
                continue
            begins[sentence.id] = at / rate
            pieces += [sound.samples[:sound.length], np.zeros(round(sentence.pause * rate), np.float32)]
            at += sum(map(len, pieces[-2:]))
        return (Sound(rate, np.concatenate(pieces)) if begins else None), begins

    def produced(self, comment):
        """Return the Production of all sentences that have a sound; `comment` goes into its files."""
        from toolbox.core.workshop.joining import produce

        project = self.workshop.project
        sounds = {s.take.id: sound.samples[:sound.length] for s in project.sentences if s.take is not None
                  and (sound := self.of(s.take)) is not None and sound.finished}
        return produce(project, sounds, self.session.rate, comment)

    def fetch(self, then):
        """Read the sounds of all chosen takes in the background, then call a function."""
        project = self.workshop.project
        missing = [s.take.id for s in project.sentences if s.take is not None and s.take.id not in self.held]
        if not missing:
            then()
            return
        task = in_pool(_read, self._store, project.id, missing)
        task.done.connect(lambda found: (self.held.update(found), then()))
        task.failed.connect(self.session.complain)

    # Playing

    def prepare(self):
        """Open the output in advance, so that an edit is heard at once."""
        if self.session.audio.outputs:
            self.session.audio.prepare(self.session.rate, self.player.output)

    def play(self, sentence_id, begin=0.0, end=None, loop=False):
        """Play the sound of a sentence, or a part of it."""
        sentence = self.workshop.sentence_of(sentence_id)
        take = None if sentence is None else sentence.take
        sound = None if take is None else self.of(take)
        if sound is not None:
            self.player.play(sound, begin, end, loop)

    def play_new(self, sentence_id):
        """Play a sentence that has just been made, if there is an output."""
        if self.session.audio.outputs:
            self.play(sentence_id)

    def play_from(self, sentence_id):
        """Play everything from a sentence on."""
        def play():
            sound, _ = self.joined(self.workshop.project.place(sentence_id) or 0)
            if sound is not None:
                self.player.play(sound)

        self.fetch(play)

    # For the other parts

    def begin(self, take, seconds):
        """Hold an empty sound for a take that is being rendered, with so much silence before its first samples."""
        sound = self.held[take.id] = Sound(self.session.rate)
        sound.append(np.zeros(round(seconds * sound.rate), np.float32))
        return sound

    def keep(self, take, wav, rate, mel=None):
        """Keep the complete sound of a take and write it; return whether some of it was held already."""
        begun = take.id in self.held
        if begun:
            self.held[take.id].complete(wav)
        else:
            self.held[take.id] = Sound(rate, wav)
        if mel is not None:
            self._mels[take.id] = mel
        self._unwritten.add(take.id)
        self._write(self.workshop.project.id, take.id, wav, rate)
        return begun

    def let_go(self):
        """Drop sounds that can be read again: 1,000 takes of a sentence would occupy half a gigabyte."""
        workshop = self.workshop
        chosen = {s.take.id for s in workshop.project.sentences if s.take is not None}
        wanted = chosen | self._unwritten | {workshop.rendering.awaited}
        for held in (self.held, self._mels):
            for take_id in held.keys() - wanted:
                del held[take_id]

    def forget(self):
        """Drop all sounds, for another project; those not yet written stay in case this one is opened again."""
        self.held, self._mels = {i: self.held[i] for i in self._unwritten if i in self.held}, {}

    @property
    def _store(self):
        return self.workshop.files.store

    def _write(self, project_id, take_id, wav, rate):
        task = in_turn(self._store.keep_sound, project_id, take_id, wav, rate)
        task.done.connect(lambda _: self._written(take_id))
        task.failed.connect(lambda *why: self.session.unkept.add(
            lambda: self._write(project_id, take_id, wav, rate), *why))

    def _written(self, take_id):
        self._unwritten.discard(take_id)
        self.let_go()


def _read(store, project_id, ids):
    """Read the sounds of takes, except for lost ones."""
    found = {}
    for take_id in ids:
        try:
            wav, rate = store.read_sound(project_id, take_id)
        except ValueError:
            continue
        found[take_id] = Sound(rate, wav)
    return found
