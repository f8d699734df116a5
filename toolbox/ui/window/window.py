"""The main window: panels in docks, their connection to the session, and the status line."""

from PySide6.QtCore import QT_TR_NOOP, QEvent, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QMainWindow

from toolbox.core.settings import log_folder
from toolbox.ui import theme
from toolbox.ui.map.exploring import Exploring
from toolbox.ui.map.panel import MapPanel
from toolbox.ui.recordings.live import LivePanel
from toolbox.ui.recordings.reference import ReferencePanel
from toolbox.ui.recordings.voices import VoicesPanel
from toolbox.ui.session import unkept
from toolbox.ui.session.cloning import AGAIN
from toolbox.ui.session.loading import Loading
from toolbox.ui.session.session import ADOPT
from toolbox.ui.speech.live_voice import LiveVoicePanel
from toolbox.ui.speech.speech import SpeechPanel
from toolbox.ui.widgets import editing
from toolbox.ui.widgets.dialogs import Dialogs
from toolbox.ui.window.checking import Checking
from toolbox.ui.window.closing import Closing
from toolbox.ui.window.docks import Docks
from toolbox.ui.window.help import Help
from toolbox.ui.window.history import HistoryDialog
from toolbox.ui.window.jobs import JobsBar
from toolbox.ui.window.menus import add_menus
from toolbox.ui.window.models import ModelsPanel
from toolbox.ui.window.notice import Notice
from toolbox.ui.window.preferences import Preferences
from toolbox.ui.window.speaking import Speaking
from toolbox.ui.words import tr
from toolbox.ui.workshop.working import Working

TITLE = QT_TR_NOOP("Voice toolbox")


class MainWindow(QMainWindow):
    """The main window.

    Parameters
    ----------
    session : Session
    settings : QSettings
    mapping : Mapping

    Signals
    -------
    painted()
        The window has been drawn for the first time.
    """

    painted = Signal()

    def __init__(self, session, settings, mapping):
        super().__init__()
        self.session, self.settings, self.mapping = session, settings, mapping
        self._painted, self._take_shown, self._problem = False, False, ""
        self.setWindowTitle(tr(TITLE))
        self.setAcceptDrops(True)
        self.voices, self.reference = VoicesPanel(), ReferencePanel()
        self.live = LivePanel(session.audio, session.people.measure)
        self.speech, self.map, self.live_voice = SpeechPanel(), MapPanel(), LiveVoicePanel()
        self.models = ModelsPanel(session.engine.device)
        self.notice, self.jobs = Notice(), JobsBar()
        self.dialogs, self.help, self.closing = Dialogs(self, session, settings), Help(self), Closing(self)
        self.checking = Checking(self)
        self.exploring = Exploring(session, mapping, self.map, settings)
        self.loading = Loading(session, self.models, settings)
        self.working = Working(session, self.speech, self)
        self.setCentralWidget(self.speech)
        self.statusBar().addWidget(self.notice, 1)
        self.statusBar().addPermanentWidget(self.jobs)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setFixedHeight(30)  # messages and bars appear and disappear without moving anything
        self.docks = Docks(self, {"Voices": self.voices, "Models": self.models, "Reference": self.reference,
                                  "Live": self.live, "Speak live": self.live_voice, "Map": self.map})
        for view in (*self.findChildren(QGraphicsView), self.speech.text, self.voices.search):
            view.setAcceptDrops(False)  # the window handles files dropped anywhere
        self.speaking = Speaking(self, session.live)
        add_menus(self)
        editing.KeepsKeys(self)
        self._join_session()
        self._join_panels()
        self._restore()
        self._show_library()
        self._show_takes("")
        session.select_remembered()
        self.exploring.show()

    def sizeHint(self):
        return QSize(1280, 720)

    def restyle(self):
        """Apply the current theme."""
        theme.apply(QApplication.instance())
        for panel in (self.reference, self.live, self.speech, self.map, self.models, self.notice, self.live_voice):
            panel.restyle()

    def clone(self):
        """Speak the text in the selected voice."""
        speech = self.speech
        if speech.clone.isEnabled():
            self.session.cloning.clone(speech.text.toPlainText(), round(speech.speed.value(), 2),
                                       round(speech.pitch.value(), 1), speech.seed.value(), speech.language.code,
                                       liveliness=speech.liveliness.liveliness)

    def cancel(self):
        """Cancel the question of consent, the speech in progress, or the sound."""
        if self.speech.consent.isVisible():
            self.speech.end_asking()
            self.session.cloning.consent("")
        elif self.speech.cancel.isVisible():
            self.session.cloning.cancel()
        else:
            self.session.player.stop()

    def play_or_pause(self):
        """Play or pause the reference or the take, whichever was shown last."""
        self.session.player.play_or_pause(self._take_shown)

    def delete_focused(self):
        """Delete the selection in the focused list or text; do nothing elsewhere."""
        focus = self.focusWidget()
        if focus is self.voices.tree:
            self.voices.delete_selected()
        elif focus is self.speech.takes:
            self.session.cloning.delete_takes(self.speech.takes.all_selected())
        elif editing.is_text(focus):
            QApplication.sendEvent(focus, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete,
                                                    Qt.KeyboardModifier.NoModifier))

    def rename_focused(self):
        """Rename the focused take, the text of a sentence, or the selected voice."""
        focus = self.focusWidget()
        if focus is self.speech.takes:
            self.speech.takes.rename_selected()
        elif focus is self.speech.sentences.table:
            self.speech.sentences.edit_selected()
        else:
            self.voices.rename_selected()

    def show_preferences(self):
        """Open the preferences."""
        Preferences(self).open()

    def show_history(self):
        """Show the history."""
        dialog = HistoryDialog(self, self.session.library.history())
        dialog.open()
        return dialog

    def choose_theme(self, name):
        """Use the "light" or "dark" theme, or that of the "system"."""
        self.settings.setValue("theme", name)
        theme.follow(name)
        self.restyle()

    def open_logs(self):
        """Show the folder of crash logs."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))
        self.notice.show_message("info", tr("Crash logs are kept in {folder}.", folder=log_folder()))

    def report_damage(self, *problems):
        """Show problems with library, settings or folders found when the window was opened."""
        for problem in filter(None, problems):
            self.notice.show_message("bad", problem)
        damaged = getattr(self.settings, "damaged", [])
        if damaged:
            self.notice.show_message("warn", tr("Settings that could not be read were reset: {names}.",
                                                names=", ".join(dict.fromkeys(damaged))))

    def _join_session(self):
        """Connect the session's signals to the panels."""
        session, cloning, speech, reference = self.session, self.session.cloning, self.speech, self.reference
        QApplication.styleHints().colorSchemeChanged.connect(lambda _: self.restyle())
        for teller in (session, self.mapping, self.exploring, self.loading):
            teller.noticed.connect(self.notice.show_message)
        session.job_added.connect(self.jobs.add)
        self.mapping.worker.added.connect(self.jobs.add)
        session.audio.problem_changed.connect(self._show_problem)
        session.library_changed.connect(self._show_library)
        session.selection_changed.connect(self.voices.select)
        for renamed in (session.selection_changed, session.library_changed):
            renamed.connect(self._show_name)
        session.reference_loading.connect(lambda name: reference.clear(tr("Reading {name} …", name=name)))
        session.reference_ready.connect(self._show_reference)
        session.reference_gone.connect(self._clear_reference)
        session.player.heads_moved.connect(self._show_heads)
        session.people.divided.connect(reference.show_division)
        session.people.measured.connect(reference.show_quality)
        session.people.travelled.connect(self._show_path)
        cloning.consent_asked.connect(lambda ids: speech.ask_consent(session.library.recordings[ids[0]].speaker))
        cloning.started.connect(self._begin_speech)
        cloning.staged.connect(speech.show_stage)
        cloning.chunk_made.connect(speech.add_chunk)
        cloning.ended.connect(self._end_speech)
        cloning.take_ready.connect(self._show_take)
        cloning.take_gone.connect(speech.clear)
        cloning.takes_changed.connect(self._show_takes)
        session.languages_known.connect(speech.language.show_known)

    def _join_panels(self):
        """Connect the panels' requests to the session."""
        session, player, cloning, dialogs = self.session, self.session.player, self.session.cloning, self.dialogs
        voices, live, reference, speech = self.voices, self.live, self.reference, self.speech
        answers = {tr(ADOPT): session.adopt_strangers, tr(AGAIN): self.clone,
                   tr(unkept.AGAIN): session.unkept.write_again}
        self.notice.acted.connect(lambda what: answers.get(what, session.undo.undo)())
        voices.chosen.connect(lambda ids: session.select(*ids))
        voices.played.connect(lambda: player.play_reference())
        voices.record_asked.connect(live.toggle)
        voices.add_asked.connect(dialogs.add_files)
        voices.renamed.connect(session.rename)
        voices.starred.connect(session.star)
        voices.deleted.connect(session.delete)
        live.recorded.connect(self.speaking.recorded)
        live.toggled.connect(self._recording)
        live.input_chosen.connect(lambda name: self.settings.setValue("input", name))
        live.output_chosen.connect(self._choose_output)
        reference.play_asked.connect(lambda: player.play_reference())
        reference.sought.connect(player.play_reference)
        reference.region_changed.connect(session.set_region)
        reference.clean_asked.connect(lambda: session.people.clean())
        reference.compare_asked.connect(session.people.compare)
        reference.people.chosen.connect(session.people.choose)
        reference.people.renamed.connect(session.people.rename)
        reference.people.corrected.connect(session.people.correct)
        speech.clone_asked.connect(self.clone)
        speech.cancel_asked.connect(cloning.cancel)
        speech.play_asked.connect(lambda: player.play_result())
        speech.sought.connect(player.play_result)
        speech.compare_asked.connect(player.compare)
        speech.export_asked.connect(dialogs.export_sound)
        speech.picture_asked.connect(dialogs.export_picture)
        speech.consented.connect(cloning.consent)
        speech.take_chosen.connect(cloning.choose_take)
        speech.take_deleted.connect(lambda take_id: cloning.delete_takes([take_id]))
        speech.takes.file_of = self._take_file
        speech.takes.dragged_out.connect(cloning.note_drag)
        keeping = session.keeping
        speech.takes.played.connect(keeping.play)
        speech.takes.renamed.connect(keeping.rename)
        speech.takes.starred.connect(keeping.star)
        speech.takes.several_deleted.connect(cloning.delete_takes)
        speech.takes.compared.connect(keeping.compare)
        speech.takes.exported.connect(dialogs.export_takes)
        speech.takes.used_again.connect(lambda take_id: keeping.settings_of(take_id, self._use_again))
        self.map.exported.connect(lambda ids: dialogs.save_group(
            [voice for i in ids if (voice := self.exploring.voice(i)) is not None]))

    # Showing

    def _show_library(self):
        self.voices.show_library(self.session.library.speakers())

    def _show_name(self):
        name = self.session.name()
        self.speech.show_voice(name)
        if self.reference.title.text():
            self.reference.title.setText(name)

    def _show_reference(self, about):
        self._take_shown = False
        self.reference.show_recording(*about)
        self.reference.show_counterpart(self.session.people.counterpart is not None)

    def _show_path(self, embeddings, speakers):
        self.exploring.show_path(embeddings, [self.reference.people.colour(speaker) for speaker in speakers])

    def _clear_reference(self):
        self.reference.clear(*([tr("This voice has no recording here: type a text and press Clone to hear it.")]
                               if self.session.selected else []))

    def _show_takes(self, select):
        takes = [t for t in self.session.library.takes.values() if not t.deleted]
        self.speech.takes.show_takes(sorted(takes, key=lambda t: t.added, reverse=True), select)

    def _show_take(self, take):
        self._take_shown = True
        self.speech.show_take(take)
        self.speech.takes.select(take.id)

    def _show_problem(self, problem):
        self.notice.withdraw(self._problem)
        if problem:
            self.notice.show_message("warn", problem)
        self._problem = problem

    def _show_heads(self, reference, take):
        self.reference.show_head(reference)
        self.speech.show_head(take)

    def _recording(self, on):
        self.voices.record.setText(tr("Stop") if on else tr("Record"))
        self.voices.record.setIcon(theme.icon("stop" if on else "record", "record"))
        self.docks["Live" if on else "Reference"].raise_()
        if on:
            self.session.player.stop()
        else:
            self.speech.text.setFocus()

    def _begin_speech(self, voice):
        self._take_shown = True
        if self.speech.consent.isVisible():  # about another request
            self.speech.end_asking()
        self.speech.begin(voice)
        self.speech.set_busy(True)

    def _end_speech(self, how):
        self.speech.set_busy(False)
        if how != "done":
            self.speech.clear(tr("Cancelled.") if how == "cancelled" else tr("This could not be spoken."))

    # Choosing

    def _use_again(self, take):
        """Restore a take's text, voice, speed, pitch, seed and edits in the panels."""
        speech = self.speech
        speech.speed.setValue(take.speed)
        speech.pitch.setValue(take.pitch_shift)
        speech.seed.setValue(take.seed)
        speech.liveliness.set(take.sentences[0].liveliness if take.sentences else 1.0)
        if take.recording in self.session.library.recordings:
            self.session.select(take.recording)
        again = tr("use a take's settings")
        if take.sentences:
            self.session.workshop.saying.adopt(take, again)
        else:
            self.session.workshop.put_text(again, take.text)

    def _take_file(self, take_id):
        take = self.session.library.takes.get(take_id)
        return self.session.library.take_path(take) if take else None

    def _choose_output(self, name):
        self.session.player.output = name or None
        self.settings.setValue("output", name)

    # Remembering

    def _restore(self):
        settings = self.settings
        self.docks.restore(settings)
        self.working.restore(settings.value("text", self.speech.text.toPlainText()))
        self.speech.speed.setValue(settings.value("speed", 1.0))
        self.speech.pitch.setValue(settings.value("pitch", 0.0))
        self.speech.seed.setValue(settings.value("seed", 0))
        self.speech.liveliness.set(settings.value("liveliness", 1.0))
        self.speech.language.choose(settings.value("language", ""))
        self.loading.look()
        self.live.choose_devices(settings.value("input", ""), settings.value("output", ""))
        self.session.player.output = settings.value("output", "") or None
        self.exploring.restore()

    def _remember(self):
        speech = self.speech
        self.docks.remember(self.settings)
        for name, value in (("text", speech.text.toPlainText()), ("speed", speech.speed.value()),
                            ("pitch", speech.pitch.value()), ("seed", speech.seed.value()),
                            ("liveliness", speech.liveliness.liveliness),
                            ("language", speech.language.code or "")):
            self.settings.setValue(name, value)

    # Events

    def paintEvent(self, event):
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._painted:
            self.loading.look()

    def dragEnterEvent(self, event):
        if event.mimeData().hasUrls() and event.source() is None:
            event.acceptProposedAction()

    def dropEvent(self, event):
        self.session.imports.add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def closeEvent(self, event):
        if not self.closing.may_close():
            event.ignore()
            return
        self._remember()
        self.mapping.close()
        self.checking.close()
        self.session.close()
        super().closeEvent(event)
