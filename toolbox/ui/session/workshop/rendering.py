"""Rendering of edited readings: heard while they are made, and started before the hand lets go."""

from dataclasses import replace

from synthesizer import editing
from synthesizer.reading import Reading, Word
from toolbox.core.library.records import new_id
from toolbox.core.sound.buffers import Sound
from toolbox.ui.words import tr


class Rendering:
    """Renders takes by their readings; of the renderings to be heard, only the newest goes on.

    Parameters
    ----------
    workshop : Workshop

    Attributes
    ----------
    awaited : str
        Id of the take that is rendered to be heard, or empty.
    """

    def __init__(self, workshop):
        self.workshop, self.session = workshop, workshop.session
        self.awaited, self._job, self._foreseen = "", None, None

    def edit(self, name, reading, heard=None):
        """Render the sentence in the editor by an edited reading, as a step, and play it at once.

        Parameters
        ----------
        name : str
            The step's name.
        reading : Reading
        heard : tuple of (float, float), optional
            The range in seconds of the reading that is looped; by default it plays once, from the word before the edit.
        """
        sentence = self.workshop.sentence
        if sentence is None or sentence.take is None or reading == sentence.take.reading:
            return
        before = sentence.take.reading
        take = replace(sentence.take, id=new_id(), reading=reading, lost=None)
        self.workshop.change(name, self.workshop.project.changed(sentence.replacing(take)))
        self.render(sentence.id, take, heard or (_before(reading, before), None))

    def foresee(self, reading, heard=None):
        """Render the sentence in the editor as it will be if the drag ends now, so that it is heard at once."""
        take = None if self.workshop.sentence is None else self.workshop.sentence.take
        if take is not None and reading != take.reading and self.session.audio.outputs:
            heard = heard or (_before(reading, take.reading), None)
            voice = self.session.voice_of(list(take.recordings), take.voice)
            if voice is not None:
                self._foreseen = _Foreseen(reading, take.seed, heard, self._submit(voice, take, reading, heard))

    def rehearse(self):
        """Have the engine prepare the sentence in the editor, so that its first edit is heard as soon as later ones."""
        take = None if self.workshop.sentence is None else self.workshop.sentence.take
        voice = None if take is None else self.session.voice_of(list(take.recordings), take.voice)
        if voice is not None and take.reading.planned:
            job = self.session.engine.submit("rehearse", tr("Preparing the sentence"), quiet=True, urgent=False,
                                             voice=voice, reading=take.reading, seed=take.seed)
            job.failed.connect(self.session.complain)

    def render(self, sentence_id, take, heard=(0.0, None)):
        """Render a take and play it as soon as there is sound.

        Parameters
        ----------
        sentence_id : str
        take : SentenceTake
        heard : tuple of (float, float or None)
            Where playing begins in seconds of the reading, and where a loop ends; None without a loop.
        """
        if (voice := self.workshop.casting.voice_of(take)) is None:
            return
        heard, self.awaited = heard if self.session.audio.outputs else None, take.id
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is None or not foreseen.fits(take, heard):
            foreseen = _Foreseen(take.reading, take.seed, heard, self._submit(voice, take, take.reading, heard))
        self.workshop.watch(foreseen.job)
        foreseen.take(lambda seconds, wav: self._hear(sentence_id, take, heard, seconds, wav),
                      lambda made: self._rendered(sentence_id, take, made, heard))

    def restore(self, sentence_id, take):
        """Render a take without playing it; other renderings go on."""
        if (voice := self.workshop.casting.voice_of(take)) is None:
            return
        job = self.session.engine.submit("render", tr("Saying the sentence"), quiet=True, voice=voice,
                                         reading=take.reading, seed=take.seed, begin=take.begin)
        self.workshop.watch(job)
        job.done.connect(lambda made: self._rendered(sentence_id, take, made, None))

    def try_symbols(self, symbols, take):
        """Play symbols spoken on their own in the voice of a take; nothing is kept."""
        if (voice := self.workshop.casting.voice_of(take)) is None:
            return
        reading = Reading(symbols, f"{symbols}.", (Word(symbols, 0, len(symbols)),), speed=take.speed)
        job = self.session.engine.submit("render", tr("Saying the sound"), quiet=True, voice=voice, reading=reading,
                                         seed=0)
        job.done.connect(lambda made: self.session.player.play(Sound(self.session.rate, made[0])))

    def _submit(self, voice, take, reading, heard):
        if self._job is not None and not self._job.finished:
            self._job.cancel()
        self._job = self.session.engine.submit(
            "render", tr("Saying the sentence"), quiet=True, voice=voice, reading=reading, seed=take.seed,
            begin=take.begin, hear_from=None if heard is None else heard[0])
        return self._job

    def _hear(self, sentence_id, take, heard, seconds, wav):
        if take.id != self.awaited:  # another edit followed, and this rendering is being cancelled
            return
        sounds = self.workshop.sounds
        sound, first = sounds.held.get(take.id), take.id not in sounds.held
        if first:
            sound = sounds.begin(take, seconds)
        sound.append(wav)
        if first and sentence_id == self.workshop.shown:
            begin, end = heard
            self.session.player.play(sound, seconds, None if end is None else seconds + end - begin,
                                     loop=end is not None)

    def _rendered(self, sentence_id, take, made, heard):
        workshop, (wav, mel, spoken) = self.workshop, made
        begun = workshop.sounds.keep(take, wav, self.session.rate, mel)
        workshop.measured(take.id, seconds=spoken.seconds, cut=spoken.cut)
        if take.id not in workshop.project.sounds:  # undone in the meantime
            return
        if heard is not None and not begun and sentence_id == workshop.shown:
            begin, end = (None if t is None else max(0.0, t - spoken.cut) for t in heard)
            workshop.sounds.play(sentence_id, begin, end, loop=end is not None)
        workshop.listening.listen_soon([sentence_id])


class _Foreseen:
    """A rendering, and what it has yielded before it is wanted.

    Parameters
    ----------
    reading : Reading
    seed : int
    heard : tuple or None
        As in `Rendering.render`.
    job : Job
    """

    def __init__(self, reading, seed, heard, job):
        self.reading, self.seed, self.heard, self.job = reading, seed, heard, job
        self._pieces, self._made, self._on_piece, self._on_made = [], [], self._keep_piece, self._keep_made
        job.heard.connect(lambda *piece: self._on_piece(*piece))
        job.done.connect(lambda made: self._on_made(made))

    def fits(self, take, heard):
        """Return whether this rendering is the one that is wanted."""
        return (self.seed, self.heard) == (take.seed, heard) and self.reading == take.reading and not (
            self.job.cancelling or self.job.finished and not self._made)

    def take(self, on_piece, on_made):
        """Pass on what it has yielded so far, and whatever it yields from now on."""
        self._on_piece, self._on_made = on_piece, on_made
        for piece in self._pieces:
            on_piece(*piece)
        for made in self._made:
            on_made(made)

    def _keep_piece(self, *piece):
        self._pieces.append(piece)

    def _keep_made(self, made):
        self._made.append(made)


def _before(reading, old):
    """Return where the word before an edit begins, in seconds of the edited reading."""
    at = editing.first_change(reading, old) + editing.RAMP
    edited = sum(editing.span(reading, word)[1] <= at for word in range(len(reading.words)))
    return editing.span(reading, edited - 1)[0] if edited else 0.0
