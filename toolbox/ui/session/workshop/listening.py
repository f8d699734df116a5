"""Listening to new takes for lost words, while nothing else is asked of the engine."""

from PySide6.QtCore import QTimer

from toolbox.core.cloning.speech import Spoken
from toolbox.ui.words import tr

QUIET = 1500  # ms without a change after which the program listens


class Listening:
    """Has the recogniser check the sentences that were made.

    Parameters
    ----------
    workshop : Workshop

    Attributes
    ----------
    enabled : bool
    """

    def __init__(self, workshop):
        self.workshop, self.session, self.enabled = workshop, workshop.session, True
        self._unheard = set()
        self._quiet = QTimer(workshop, interval=QUIET, singleShot=True)
        self._quiet.timeout.connect(self.listen)

    def listen_soon(self, ids):
        """Listen to sentences once nothing has been changed for a while, so that no edit has to wait for it."""
        if self.enabled:
            self._unheard |= set(ids)
            self._quiet.start()

    def listen(self):
        """Listen to the sentences made since the last time."""
        unheard, self._unheard = self._unheard, set()
        for sentence_id in unheard:
            sentence = self.workshop.sentence_of(sentence_id)
            take = None if sentence is None else sentence.take
            if take is None or take.lost is not None:
                continue
            sound = self.workshop.sounds.of(take)
            if sound is None or not sound.finished:
                continue
            spoken = Spoken(take.reading, take.voice, take.seed, 0.0, take.seconds, take.cut)
            job = self.session.engine.submit("listen", tr("Listening to what was said"), quiet=True, urgent=False,
                                             wav=sound.samples[:sound.length], rate=sound.rate, spoken=spoken)
            job.done.connect(lambda lost, take=take: self._heard(take.id, lost))

    def _heard(self, take_id, lost):
        if lost is not None:
            self.workshop.measured(take_id, lost=lost)
