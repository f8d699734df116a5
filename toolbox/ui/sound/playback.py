"""Playback of the reference, the source of a conversion, and the result, one at a time."""

from PySide6.QtCore import QObject, QTimer, Signal

FRAME = 16  # ms between updates of the playhead


class Player(QObject):
    """Plays the reference, the result and other sounds.

    Parameters
    ----------
    audio : AudioIO

    Attributes
    ----------
    reference, source, result : Sound or None
        The source is the input of a conversion. The result may still be growing.
    region : tuple of (float, float) or None
        The part of the reference in use, in seconds.
    output : str or None
        The device's name; None for the system's default.

    Signals
    -------
    heads_moved(object, object)
        Playback positions of reference and result in seconds, or None.
    other_moved(object, float)
        Another Sound that is playing, or None, and its position in seconds.
    """

    heads_moved, other_moved = Signal(object, object), Signal(object, float)

    def __init__(self, audio):
        super().__init__()
        self.audio, self.reference, self.result, self.region, self.output = audio, None, None, None, None
        self.source = None
        self._following = []  # functions that play the following sounds
        self._paused = None, 0.0  # a paused Sound and its position
        self._loop = None  # (sound, begin, end) that is looped
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._move_heads)

    def play_reference(self, begin=None):
        """Play the reference's region, or from a position; stop if it is playing."""
        if self.reference is None:
            return
        if begin is None and self.audio.playing(self.reference):
            self.stop()
            return
        inside = begin is None or (self.region and begin < self.region[1])
        self.play(self.reference, self._region_begin if begin is None else begin,
                  self.region[1] if self.region and inside else None)

    def play_result(self, begin=None):
        """Play the result, or from a position; stop if it is playing."""
        if self.result is None:
            return
        if begin is None and self.audio.playing(self.result):
            self.stop()
            return
        self.play(self.result, begin or 0.0)

    def play_or_pause(self, result):
        """Play or pause the result or the reference."""
        sound, play = (self.result, self.play_result) if result else (self.reference, self.play_reference)
        if sound is None:
            return
        if self.audio.playing(sound):
            paused = sound, self.audio.position()
            self.stop()
            self._paused = paused
        else:
            play(self._paused[1] if self._paused[0] is sound else None)

    def compare(self):
        """Play reference, source (if there is one) and result in turn; during playback, skip to the next."""
        if self.reference is None or self.result is None:
            self.play_result()
            return
        order = [(self.reference, lambda: self.play_reference(self._region_begin)),
                 (self.source, lambda: self.play(self.source)), (self.result, lambda: self.play_result(0.0))]
        order = [(sound, play) for sound, play in order if sound is not None]
        at = next((i for i, (sound, _) in enumerate(order) if self.audio.playing(sound)), -1)
        rest = [play for _, play in order[(at + 1) % len(order):]]
        rest[0]()
        self._following = rest[1:]

    def play(self, sound, begin=0.0, end=None, loop=False):
        """Play a Sound from `begin` to `end` seconds, once or in a loop, stopping any other."""
        self._following, self._paused = [], (None, 0.0)
        self._loop = (sound, begin, end) if loop else None
        self.audio.play(sound, begin, end, self.output)
        self._timer.start()

    def stop(self):
        """Stop playing."""
        self._following, self._loop = [], None
        self.audio.stop()

    def close(self):
        """Stop emitting signals."""
        self.blockSignals(True)
        self._timer.stop()

    @property
    def _region_begin(self):
        return self.region[0] if self.region else 0.0

    def _move_heads(self):
        at = self.audio.position()
        self.heads_moved.emit(*(at if sound is not None and self.audio.playing(sound) else None
                                for sound in (self.reference, self.result)))
        other = self.audio.sound if self.audio.playing() else None
        self.other_moved.emit(None if other in (self.reference, self.result) else other, at)
        if self.audio.playing() or self.audio.starting:
            return
        if self._loop is not None:
            self.audio.play(*self._loop, self.output)
            return
        if self._following:
            play, *following = self._following
            play()
            self._following = following
        elif self.result is None or self.result.finished:
            self._timer.stop()
