"""Control of live conversion, which runs in a separate process."""

from PySide6.QtCore import QObject, QTimer, Signal

from toolbox.core.library.errors import LibraryError
from toolbox.core.library.records import LIVE, Entry
from toolbox.ui.words import tr

LOOK = 60  # ms between queries of its state


class LiveVoice(QObject):
    """The live conversion, if one is running.

    Parameters
    ----------
    session : Session
    worker : Worker
        Worker of a LiveProcess; its thread starts with the first conversion.

    Signals
    -------
    consent_asked(object)
        Ids of recordings without a known consent.
    staged(str), changed(object), ended(str)
        The step before the start; a LiveState; the reason for the end, or an empty string.
    """

    consent_asked, staged, changed, ended = Signal(object), Signal(str), Signal(object), Signal(str)

    def __init__(self, session, worker):
        super().__init__()
        self.session, self.worker = session, worker
        self.values = {"pitch_shift": 0.0, "wet": 1.0, "talking": True}
        self._devices = self._asked = None
        self._starting = self._steering = None  # jobs
        self._said = None  # whose voice it is, the recording of it, and the seconds that were said so far
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._steer)

    @property
    def on(self):
        """Return whether it is running or about to start."""
        return self._starting is not None or self._timer.isActive()

    def start(self, input_name, output_name):
        """Go live in the selected voice on named devices; None for the system's default."""
        session = self.session
        if self.on:
            return
        self._devices = input_name, output_name
        unasked = session.without_consent(session.chosen)
        voice = session.voice()
        if voice is None:
            session.noticed.emit("warn", tr("Select a voice on the left or on the map first.") if not session.selected
                                 else tr("The voice is still being learnt; try again in a moment."), "", "")
        elif unasked:
            self._asked = unasked
            self.consent_asked.emit(unasked)
        else:
            self._begin(voice)

    def consent(self, whose):
        """Continue once the user has stated whose voice it is; an empty string cancels."""
        asked, self._asked = self._asked, None
        if asked and whose:
            self.session.give_consent(asked, whose)
            self.start(*self._devices)

    def stop(self):
        """Stop the conversion, or cancel its start."""
        if self._starting is not None:
            self._starting.cancel()
        elif self._timer.isActive():
            self._timer.stop()
            self._log()
            self.worker.submit("stop", tr("Ending live conversion"), quiet=True)
            self.ended.emit("")

    def close(self):
        """Stop the conversion and its process."""
        self._timer.stop()
        self._log()
        self.blockSignals(True)
        if self.worker.isRunning():
            self.worker.close()

    def _begin(self, voice):
        if not self.worker.isRunning():
            self.worker.start()
        session, (input_name, output_name) = self.session, self._devices
        job = self._starting = self.worker.submit(
            "start", tr("Going live as {name}", name=voice.name), profile=session.engine.profile,
            device=session.engine.device, voice=voice, input_name=input_name, output_name=output_name,
            talking=self.values["talking"])
        session.job_added.emit(job)
        self.staged.emit(tr("Going live as {name} …", name=voice.name))
        self._said = voice, next(iter(session.chosen), ""), 0.0
        job.done.connect(self._begun)
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self._over(""))

    def _begun(self, state):
        self._starting = None
        self._timer.start()
        self.changed.emit(state)

    def _steer(self):
        if self._steering is None or self._steering.finished:
            self._steering = self.worker.submit("steer", tr("Live"), quiet=True, **self.values)
            self._steering.done.connect(self._steered)
            self._steering.failed.connect(self._failed)

    def _steered(self, state):
        if self._timer.isActive() and state is not None:
            self._said = *self._said[:2], max(self._said[2], state.seconds)
            self.changed.emit(state)

    def _failed(self, sentence, details):
        self._timer.stop()
        self._log()
        self.session.complain(sentence, details)
        self._over(sentence)

    def _log(self):
        """Note the live conversion in the library's history, once."""
        said, self._said = self._said, None
        if said is None or not said[2]:
            return
        voice, recording, seconds = said
        try:
            self.session.library.log(Entry.of_voice(voice, LIVE, seconds, self.session.engine.profile,
                                                    recording=recording))
        except LibraryError as error:
            self.session.complain(str(error), "")

    def _over(self, sentence):
        self._starting = None
        self.ended.emit(sentence)
