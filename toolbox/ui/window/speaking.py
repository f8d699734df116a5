"""Connection of the conversion's source and the live voice with the panels."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QLabel

from audio.files import SUFFIXES
from toolbox.core.sound.buffers import Sound
from toolbox.ui import theme
from toolbox.ui.session.cloning import Performance
from toolbox.ui.words import tr


class Speaking(QObject):
    """Connects source bar, live panel and session of a MainWindow.

    Parameters
    ----------
    window : MainWindow
    live : LiveVoice

    Attributes
    ----------
    source : Performance or None
    badge : QLabel
        Indicator in the status line, visible with any layout, that a live conversion is running.
    """

    def __init__(self, window, live):
        super().__init__(window)
        self._window, self._session, self.live = window, window.session, live
        self.source, self._recording = None, False
        self.badge = QLabel(visible=False, accessibleName=tr("Live state"))
        window.statusBar().addPermanentWidget(self.badge)
        bar, page, speech = window.speech.source, window.live_voice, window.speech
        bar.record_asked.connect(self.record)
        bar.file_asked.connect(self.choose)
        bar.play_asked.connect(lambda: self._session.player.play(self._session.player.source))
        bar.cleared.connect(lambda: self.take(None))
        bar.convert_asked.connect(self.convert)
        window.live.toggled.connect(self._toggled)
        page.toggled.connect(self.toggle)
        page.turned.connect(self._turn)
        self._session.audio.devices_changed.connect(page.list_outputs)
        self._session.voices_changed.connect(lambda: page.show_voice(self._session.name()))
        live.consent_asked.connect(lambda ids: speech.ask_consent(self._session.library.recordings[ids[0]].speaker))
        speech.consented.connect(live.consent)
        live.staged.connect(page.show_starting)
        live.changed.connect(page.show_state)
        live.changed.connect(self._show_badge)
        live.ended.connect(page.show_idle)
        live.ended.connect(self.badge.hide)

    def record(self):
        """Start or stop recording the source."""
        self._recording = not self._window.live.recording
        self._window.live.toggle()

    def recorded(self, wav, rate):
        """Use a finished recording as the source if it was made for that, otherwise as a voice."""
        if self._recording:
            self._recording = False
            self.take(Performance(tr("Spoken just now"), wav, rate))
        else:
            self._session.keep_recording(wav, rate)

    def choose(self):
        """Ask for a file as the source."""
        names = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Text to speak"), "",
                                              tr("Sound ({names});;All files (*)", names=names))
        if path:
            self.read(path)

    def read(self, path):
        """Use a file as the source."""
        job = self._session.reader.submit("recording", tr("Reading {name} …", name=Path(path).name), quiet=True,
                                          path=str(path))
        job.done.connect(lambda found: self.take(Performance(Path(path).name, *found[:2])))
        job.failed.connect(self._session.complain)

    def take(self, spoken):
        """Show a Performance as the source; None for none."""
        player = self._session.player
        player.stop()
        self.source = spoken
        player.source = None if spoken is None else Sound(spoken.rate, spoken.wav)
        bar = self._window.speech.source
        if spoken is None:
            bar.show_source(None)
        else:
            bar.show_source(spoken.name, len(spoken.wav) / spoken.rate)

    def convert(self, guided=None):
        """Convert the source to the selected voice, with the text as transcript if `guided`."""
        speech = self._window.speech
        if self.source is None or not speech.clone.isEnabled():
            return
        guided = speech.source.guided.isChecked() if guided is None else guided
        text = speech.text.toPlainText() if guided else f"({self.source.name})"
        self._session.cloning.clone(text, 1.0, round(speech.pitch.value(), 1), speech.seed.value(),
                                    language=speech.language.code, spoken=self.source, guided=guided)

    def toggle(self):
        """Start or stop live conversion."""
        if self.live.on:
            self.live.stop()
        else:
            self._turn()
            self.live.start(self._window.live.input_name, self._window.live_voice.output_name)

    def _turn(self):
        page = self._window.live_voice
        self.live.values = {"pitch_shift": round(page.pitch.value(), 1), "wet": page.wet.value() / 100,
                            "talking": page.talking}

    def _show_badge(self, state):
        heard = state.running and self._window.live_voice.talking
        self.badge.setText(tr("● LIVE") if heard else tr("● LIVE, muted") if state.running else tr("waiting"))
        bad, on_bad = theme.current().bad, theme.current().on_accent
        background, colour = (bad, on_bad) if heard else ("transparent", bad)
        self.badge.setStyleSheet(f"font-weight: 700; padding: 2px 8px; border-radius: 4px; background: {background}; "
                                 f"color: {colour};")
        self.badge.show()

    def _toggled(self, on):
        self._window.speech.source.show_recording(on and self._recording)
