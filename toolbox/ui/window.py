"""The main window: panels in docks, actions with their shortcuts, the status line."""

import random
from pathlib import Path

from PySide6.QtCore import QByteArray, QModelIndex, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QGraphicsView, QMainWindow, QWidget

from audio.files import SUBTYPES, SUFFIXES
from toolbox.core.library import BUNDLED
from toolbox.core.settings import log_folder
from toolbox.ui import theme
from toolbox.ui.audition import Audition
from toolbox.ui.jobs import JobsBar
from toolbox.ui.live import LivePanel
from toolbox.ui.map import MapPanel
from toolbox.ui.mapping import save_voices
from toolbox.ui.models import ModelsPanel
from toolbox.ui.notice import Notice
from toolbox.ui.numbers import NumbersDialog
from toolbox.ui.population import OWN, SAMPLE, TAKE
from toolbox.ui.reference import ReferencePanel
from toolbox.ui.speech import SpeechPanel
from toolbox.ui.voices import VoicesPanel
from toolbox.ui.workers import in_pool

TITLE = "Voice toolbox"
LAYOUT = 1  # raised when docks change, so that a remembered layout of other docks is not taken
SOUNDS = "Sound files (" + " ".join(f"*{s}" for s in SUFFIXES) + ")"
PICTURES = "Pictures (*.png *.svg *.pdf)"
ALSO = {"Ctrl+Return": ("Ctrl+Enter",), "F7": ("Media Play", "Toggle Media Play/Pause")}  # keys for the same
LEFT, RIGHT, TOP = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea,
                    Qt.DockWidgetArea.TopDockWidgetArea)


class MainWindow(QMainWindow):
    """Everything that is seen.

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
        self.audition = Audition(session)
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowNestedDocks
                            | QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.GroupedDragging)
        self.voices, self.reference, self.live = VoicesPanel(), ReferencePanel(), LivePanel(session.audio)
        self.speech, self.map = SpeechPanel(), MapPanel()
        self.models = ModelsPanel(session.engine.profile, session.engine.device)
        self.notice, self.jobs = Notice(), JobsBar()
        self.setCentralWidget(self.speech)
        self.statusBar().addWidget(self.notice, 1)
        self.statusBar().addPermanentWidget(self.jobs)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setFixedHeight(34)  # messages and bars come and go without moving anything
        self._add_docks()
        for view in (*self.findChildren(QGraphicsView), self.speech.text, self.voices.search):
            view.setAcceptDrops(False)  # files dropped anywhere are the window's
        self._add_actions()
        self._join()
        self._restore()
        self._show_library(settings.value("recording", ""))
        self._show_takes("")
        self._painted, self._take_shown, self._numbers = False, False, None

    def sizeHint(self):
        return QSize(1280, 720)

    def open_path(self, paths):
        """Add files or folders."""
        self.session.import_paths(list(paths))

    def restyle(self):
        """Take on the current theme."""
        theme.apply(QApplication.instance())
        for panel in (self.reference, self.live, self.speech, self.map, self.models, self.notice):
            panel.restyle()

    def load_models(self):
        """Load the chosen profile on the chosen device."""
        job = self.session.engine.submit("load", "Loading models")
        job.progressed.connect(self.models.show_loading)
        job.done.connect(lambda about: self.models.show_loaded(about, self.session.engine.device))
        job.done.connect(self.session.models_loaded)
        job.failed.connect(lambda sentence, details: self.models.show_failed(sentence))
        job.failed.connect(lambda sentence, details: self.notice.show_message(
            "bad", f"The models are not loaded. {sentence}", details))
        job.cancelled.connect(lambda: self.models.show_failed("Loading was cancelled."))

    def _add_docks(self):
        self.setCorner(Qt.Corner.TopLeftCorner, LEFT)
        self.setCorner(Qt.Corner.TopRightCorner, RIGHT)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, self.tabPosition(TOP).North)
        self.docks = {}
        for name, panel, area in (("Voices", self.voices, LEFT), ("Models", self.models, LEFT),
                                  ("Reference", self.reference, TOP), ("Live", self.live, TOP),
                                  ("Map", self.map, RIGHT)):
            dock = QDockWidget(name, self, objectName=name)
            dock.setWidget(panel)
            dock.setAccessibleName(name)
            self.addDockWidget(area, dock)
            self.docks[name] = dock
            dock.topLevelChanged.connect(lambda _: QTimer.singleShot(0, self, self._title_docks))
            dock.dockLocationChanged.connect(lambda _: QTimer.singleShot(0, self, self._title_docks))
        self.tabifyDockWidget(self.docks["Reference"], self.docks["Live"])
        self.docks["Reference"].raise_()
        self.resizeDocks([self.docks["Voices"], self.docks["Map"]], [220, 300], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["Voices"], self.docks["Models"]], [440, 170], Qt.Orientation.Vertical)
        self.resizeDocks([self.docks["Reference"]], [270], Qt.Orientation.Vertical)
        self._title_docks()

    def _title_docks(self):
        """A dock among tabs has its title there; a second one would only take room."""
        for dock in self.docks.values():
            tabbed = bool(self.tabifiedDockWidgets(dock)) and not dock.isFloating()
            if tabbed != (dock.titleBarWidget() is not None):
                dock.setTitleBarWidget(QWidget() if tabbed else None)

    def _add_actions(self):
        session, speech = self.session, self.speech
        menus = {name: self.menuBar().addMenu(f"&{name}") for name in ("File", "Edit", "Voice", "Speech", "Map",
                                                                       "View", "Help")}
        rows = (
            ("File", "Add files…", "Ctrl+O", self._ask_files),
            ("File", "Add folder…", "Ctrl+Shift+O", self._ask_folder),
            ("File", None, None, None),
            ("File", "Export sound…", "Ctrl+E", self._ask_export),
            ("File", "Export picture…", "Ctrl+Shift+E", self._ask_picture),
            ("File", None, None, None), ("File", "Quit", "Ctrl+Q", self.close),
            ("Edit", "Undo", "Ctrl+Z", session.undo), ("Edit", "Rename voice", "F2", self.voices.rename_selected),
            ("Edit", "Star voice", "Ctrl+D", self.voices.star_selected),
            ("Edit", "Delete voice", "Ctrl+Backspace", self.voices.delete_selected),
            ("Edit", "Search voices", "Ctrl+F", self.voices.search.setFocus),
            ("Voice", "Record or stop", "Ctrl+R", self.live.toggle),
            ("Voice", "Play reference", "F5", session.play_reference),
            ("Voice", "Look for sound devices", "F9", session.audio.refresh),
            ("Voice", "Use all of the recording", "Ctrl+U", self.reference.whole.click),
            ("Voice", "Show all of the recording", "Ctrl+0", self.reference.view.show_all),
            ("Voice", None, None, None),
            ("Voice", "New voice", "Ctrl+N", self._new_voice),
            ("Voice", "Save voice…", "Ctrl+S", self._ask_voice),
            ("Map", "Fit the map anew", "Ctrl+M", self.mapping.fit),
            ("Map", "Numbers behind the picture", "Ctrl+I", self._show_numbers),
            ("Map", None, None, None),
            ("Map", "Show the whole map", "Ctrl+Shift+0", self.map.view.show_all),
            ("Map", "Lasso", "Ctrl+Shift+L", self.map.lasso.toggle),
            ("Map", "Voice of an empty spot", "Ctrl+Shift+P", self.map.spot.toggle),
            ("Map", "Play voices under the pointer", "Ctrl+Shift+H", self.map.listen.toggle),
            ("Map", "Go to the map", "Ctrl+Shift+M", self.map.view.setFocus),
            ("Speech", "Clone", "Ctrl+Return", self._clone), ("Speech", "Cancel", "Escape", self._cancel),
            ("Speech", "Another seed", "Ctrl+G", speech.another_seed),
            ("Speech", None, None, None),
            ("Speech", "Play or pause", "F7", self._play_or_pause),
            ("Speech", "Play take", "F6", session.play_take), ("Speech", "A/B reference and take", "Ctrl+B",
                                                               session.compare),
            ("Speech", "Stop playing", "Ctrl+.", session.stop),
            ("Speech", "Delete take", "Ctrl+Shift+Backspace", self._delete_take),
            ("Speech", "Edit the text", "Ctrl+T", speech.text.setFocus),
            ("Help", "Folder of crash logs", "F12", self._open_logs),
            ("Help", "Load models again", "Ctrl+L", self.load_models),
        )
        self.actions_by_name = {}
        for menu, name, keys, function in rows:
            if name is None:
                menus[menu].addSeparator()
                continue
            action = QAction(name, self)
            action.setShortcuts([QKeySequence(k) for k in (keys, *ALSO.get(keys, ()))])
            action.triggered.connect(lambda _=False, f=function: f())
            menus[menu].addAction(action)
            self.actions_by_name[name] = action
        for number, dock in enumerate(self.docks.values(), 1):
            action = dock.toggleViewAction()
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            menus["View"].addAction(action)
        menus["View"].addSeparator()
        self._themes = QActionGroup(self)
        for number, name in enumerate(theme.SCHEMES):
            action = QAction(f"{name.capitalize()} colours", self, checkable=True)
            action.setShortcut(QKeySequence(f"Ctrl+Alt+{number + 1}"))
            action.setChecked(self.settings.value("theme", "system") == name)
            action.triggered.connect(lambda _=False, n=name: self._choose_theme(n))
            self._themes.addAction(action)
            menus["View"].addAction(action)
        menus["View"].addSeparator()
        action = QAction("Original layout", self, shortcut=QKeySequence("Ctrl+Alt+0"))
        action.triggered.connect(self._reset_layout)
        menus["View"].addAction(action)
        delete = QAction(self.voices.tree, shortcut=QKeySequence("Delete"),
                         shortcutContext=Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(self.voices.delete_selected)
        self.voices.tree.addAction(delete)

    def _join(self):
        session, speech, live, voices = self.session, self.speech, self.live, self.voices
        QApplication.styleHints().colorSchemeChanged.connect(lambda _: self.restyle())
        session.noticed.connect(self.notice.show_message)
        self.notice.acted.connect(session.undo)
        session.job_added.connect(self.jobs.add)
        session.audio.problem_changed.connect(self._show_problem)
        session.library_changed.connect(self._show_library)
        session.voices_changed.connect(self._show_map)
        self._join_map()
        session.takes_changed.connect(self._show_takes)
        voices.chosen.connect(session.choose)
        voices.played.connect(lambda: session.play_reference())
        voices.record_asked.connect(live.toggle)
        voices.add_asked.connect(self._ask_files)
        voices.renamed.connect(session.rename)
        voices.starred.connect(session.star)
        voices.deleted.connect(session.delete)
        live.recorded.connect(session.keep_recording)
        live.toggled.connect(self._recording)
        live.input_chosen.connect(lambda name: self.settings.setValue("input", name))
        live.output_chosen.connect(self._choose_output)
        session.reference_loading.connect(lambda name: self.reference.clear(f"Reading {name} …"))
        session.reference_ready.connect(lambda what: self.reference.show_recording(*what))
        session.reference_ready.connect(lambda _: setattr(self, "_take_shown", False))
        session.clone_started.connect(lambda _: setattr(self, "_take_shown", True))
        session.reference_gone.connect(self._clear_reference)
        self.reference.play_asked.connect(lambda: session.play_reference())
        self.reference.sought.connect(session.play_reference)
        self.reference.region_changed.connect(session.set_region)
        speech.clone_asked.connect(self._clone)
        speech.cancel_asked.connect(session.cancel)
        speech.play_asked.connect(lambda: session.play_take())
        speech.sought.connect(session.play_take)
        speech.compare_asked.connect(session.compare)
        speech.export_asked.connect(self._ask_export)
        speech.picture_asked.connect(self._ask_picture)
        speech.consented.connect(session.consent)
        speech.take_chosen.connect(session.choose_take)
        speech.take_deleted.connect(session.delete_take)
        speech.profile_chosen.connect(self._choose_profile)
        speech.takes.file_of = self._take_file
        session.consent_asked.connect(speech.ask_consent)
        session.clone_started.connect(speech.begin)
        session.clone_started.connect(lambda _: speech.set_busy(True))
        session.chunk_made.connect(speech.add_chunk)
        session.clone_ended.connect(self._clone_ended)
        session.take_ready.connect(self._show_take)
        session.heads_moved.connect(self._show_heads)
        self.models.device_chosen.connect(self._choose_device)
        self.models.reload_asked.connect(self.load_models)

    def _join_map(self):
        session, mapping, panel = self.session, self.mapping, self.map
        mapping.rows_of = self._map_rows
        mapping.changed.connect(self._show_population)
        mapping.clustered.connect(panel.show_clusters)
        mapping.made.connect(self._made)
        mapping.noticed.connect(self.notice.show_message)
        mapping.worker.added.connect(self.jobs.add)
        self.audition.noticed.connect(self.notice.show_message)
        panel.chosen.connect(self._point_chosen)
        panel.heard.connect(self.audition.hear)
        panel.spot_picked.connect(lambda x, y: mapping.make_spot(x, y, session.voices))
        panel.new_voice_asked.connect(self._new_voice)
        panel.refit_asked.connect(mapping.fit)
        panel.numbers_asked.connect(self._show_numbers)
        panel.clusters_asked.connect(mapping.find_clusters)
        panel.method_chosen.connect(self._choose_projection)
        panel.colouring_chosen.connect(lambda key: self.settings.setValue("colouring", key))
        panel.listening_chosen.connect(lambda on: self.settings.setValue("listening", "on" if on else "off"))
        panel.blended.connect(self._blend)
        panel.tagged.connect(self._tag)
        panel.exported.connect(self._ask_group)

    # Showing

    def _show_library(self, select):
        self.voices.show_library(self.session.library.speakers(), select or None)
        if self.session.made is not None and not select:
            return
        if not self.voices.selected() and self.voices.model.rowCount():
            self.voices.tree.setCurrentIndex(self.voices.model.index(0, 0))
        self.session.choose(self.voices.selected())

    def _clear_reference(self):
        self.reference.clear(*(["This voice has no recording here: type a text and press Clone to hear it."]
                               if self.session.made is not None else []))

    def _show_takes(self, select):
        takes = [t for t in self.session.library.takes.values() if not t.deleted]
        self.speech.takes.show_takes(sorted(takes, key=lambda t: t.added, reverse=True), select)
        self._show_map()

    def _show_take(self, take):
        self._take_shown = True
        self.speech.show_take(take)
        self._show_map()

    def _show_map(self):
        session = self.session
        voice, take = session.voice(), session.take
        self.mapping.refresh()
        self.map.show_chosen(self._chosen_id(), None if voice is None else voice.embedding)
        self.map.likeness.show_embeddings(None if voice is None else voice.embedding,
                                          None if take is None else take.embedding)
        self.map.likeness.show_similarity(None if take is None else take.similarity)

    def _chosen_id(self):
        """The chosen voice's id on the map."""
        if self.session.made is not None:
            return self.mapping.id_of(self.session.made)
        return next(iter(self.session.chosen), None)

    def _map_rows(self):
        """What the library has for the map, as `Mapping` wants it."""
        session, rows = self.session, []
        for recording_id, voice in session.voices.items():
            recording = session.library.recordings.get(recording_id)
            if recording is not None and not recording.deleted:
                kind = SAMPLE if recording.file.startswith(BUNDLED) else OWN
                rows.append((recording_id, recording.speaker, recording.source, kind, recording.sex, voice.mean_f0,
                             voice.embedding))
        return rows + [(t.id, f"{t.voice}: {t.text[:40]}", "take", TAKE, "", None, t.embedding)
                       for t in session.library.takes.values() if t.embedding is not None and not t.deleted]

    def _show_population(self, came_from):
        self.map.show_population(self.mapping.population, self.mapping.places, came_from)

    def _show_problem(self, problem):
        if problem:
            self.notice.show_message("warn", problem)

    def _show_heads(self, reference, take):
        self.reference.show_head(reference)
        self.speech.show_head(take)

    def _recording(self, on):
        self.voices.record.setText("Stop" if on else "Record")
        self.voices.record.setIcon(theme.icon("stop" if on else "record", "record"))
        self.docks["Live" if on else "Reference"].raise_()
        if on:
            self.session.stop()

    def _clone_ended(self, how):
        self.speech.set_busy(False)
        if how != "done":
            self.speech.clear("Cancelled." if how == "cancelled" else "This could not be said.")

    # Doing

    def _clone(self):
        speech = self.speech
        if speech.clone.isEnabled():
            self.session.clone(speech.text.toPlainText(), round(speech.speed.value(), 2),
                               round(speech.pitch.value(), 1), speech.seed.value())

    def _cancel(self):
        if self.speech.consent.isVisible():
            self.speech.consent.hide()
            self.session.consent(False)
        elif self.speech.cancel.isVisible():
            self.session.cancel()
        else:
            self.session.stop()

    def _delete_take(self):
        if self.speech.takes.selected():
            self.session.delete_take(self.speech.takes.selected())

    def _take_file(self, take_id):
        take = self.session.library.takes.get(take_id)
        return self.session.library.take_path(take) if take else None

    def _play_or_pause(self):
        self.session.play_or_pause(self._take_shown)

    def _point_chosen(self, point):
        if point in self.session.library.takes:
            self.session.choose_take(point)
        elif point in self.session.library.recordings:
            self._show_library(point)
        else:
            self._use(self.mapping.voice(point))
            if self.map.listen.isChecked():
                self.audition.say(self.session.made)

    def _use(self, voice):
        self.voices.tree.setCurrentIndex(QModelIndex())
        self.session.choose_voice(voice)

    def _made(self, voice_id, similarity):
        voice = self.mapping.voice(voice_id)
        self._use(voice)
        if similarity is not None:
            self.notice.show_message("info", f"{voice.name} is nobody's voice: its similarity to the nearest real one "
                                             f"is {similarity:.2f} (0.72 and more would be the same person).")

    def _new_voice(self):
        self.mapping.make_new(random.randrange(1 << 31), self.session.voices)

    def _blend(self, weights):
        found = [(voice, weight) for voice_id, weight in weights if (voice := self._voice(voice_id)) is not None]
        if len(found) > 1:
            self.mapping.make_blend(*map(list, zip(*found)))

    def _voice(self, voice_id):
        """The Voice of a point on the map, or None for a take."""
        return self.session.voices.get(voice_id) or self.mapping.voice(voice_id)

    def _tag(self, ids, tag):
        library = self.session.library
        ids = [i for i in ids if i in library.recordings]
        for recording_id in ids:
            library.change(recording_id, tags=tuple(dict.fromkeys([*library.recordings[recording_id].tags, tag])))
        self.notice.show_message("good" if ids else "warn", f"Tagged {len(ids)} recordings as '{tag}'." if ids else
                                 "Only recordings in the library can be tagged; there are none in the group.")
        self._show_library("")

    def _choose_projection(self, method):
        job = self.mapping.fit(method)
        job.done.connect(lambda _: self.settings.setValue("projection", self.mapping.method))
        job.ended.connect(lambda: self.map.choose(self.map.colouring.currentData(), self.mapping.method,
                                                  self.map.listen.isChecked()))

    def _show_numbers(self):
        if self._numbers is None:
            # A figure on paper has no chosen voice that others could be like.
            self._numbers = NumbersDialog(self.mapping, lambda: {"similarity": "pitch"}.get(
                self.map.colouring.currentData(), self.map.colouring.currentData()), self)
        self._numbers.open_anew()

    def _choose_profile(self, profile):
        self.session.engine.profile = profile
        self.settings.setValue("profile", profile)
        self.models.choose_profile(profile)
        self.load_models()

    def _choose_device(self, device):
        self.session.engine.device = device
        self.settings.setValue("device", device)
        self.load_models()

    def _choose_output(self, name):
        self.session.output = name or None
        self.settings.setValue("output", name)

    def _choose_theme(self, name):
        self.settings.setValue("theme", name)
        theme.follow(name)
        self.restyle()

    def _ask_files(self):
        self._dialog(QFileDialog.FileMode.ExistingFiles, "Add sound files", SOUNDS, self.open_path)

    def _ask_folder(self):
        self._dialog(QFileDialog.FileMode.Directory, "Add a folder of sound files", "", self.open_path)

    def _ask_export(self):
        if self.session.take is not None:
            names = " ".join(f"*{suffix}" for suffix in SUBTYPES)
            self._dialog(QFileDialog.FileMode.AnyFile, "Export sound", f"Sound ({names})",
                         lambda paths: self.session.export(paths[0]), "flac", Path(self.session.take.file).stem)

    def _ask_picture(self):
        if self.session.take is not None:
            self._dialog(QFileDialog.FileMode.AnyFile, "Export picture", PICTURES,
                         lambda paths: self.session.export_picture(paths[0]), "png", Path(self.session.take.file).stem)

    def _ask_voice(self):
        voice = self.session.voice()
        if voice is not None:
            self._dialog(QFileDialog.FileMode.AnyFile, "Save voice", "Voice (*.npz)",
                         lambda paths: self._save(f"Saved {paths[0]}.", voice.save, paths[0]), "npz", voice.name)

    def _ask_group(self, ids):
        voices = [voice for i in ids if (voice := self._voice(i)) is not None]
        self._dialog(QFileDialog.FileMode.Directory, "Folder for the group's voices", "", lambda paths: self._save(
            f"Saved {len(voices)} voices and voices.csv in {paths[0]}.", save_voices, paths[0], voices))

    def _save(self, sentence, *work):
        task = in_pool(*work)
        task.done.connect(lambda _: self.notice.show_message("good", sentence))
        task.failed.connect(lambda sentence, details: self.notice.show_message("bad", sentence, details))

    def _dialog(self, mode, title, names, then, suffix="", proposed=""):
        dialog = QFileDialog(self, title, self.settings.value("folder", ""), names)
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if suffix:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(suffix)
            dialog.selectFile(f"{proposed}.{suffix}")
        dialog.filesSelected.connect(lambda paths: self.settings.setValue("folder", dialog.directory().path()))
        dialog.filesSelected.connect(then)
        dialog.open()

    def _open_logs(self):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))
        self.notice.show_message("info", f"Crash logs are kept in {log_folder()}.")

    # Remembering

    def _restore(self):
        settings = self.settings
        self.resize(self.sizeHint())
        self._original = self.saveState(LAYOUT)
        if settings.contains("geometry"):
            self.restoreGeometry(settings.value("geometry", QByteArray()))
            self.restoreState(settings.value("layout", QByteArray()), LAYOUT)
        self.speech.text.setPlainText(settings.value("text", self.speech.text.toPlainText()))
        self.speech.speed.setValue(float(settings.value("speed", 1.0)))
        self.speech.pitch.setValue(float(settings.value("pitch", 0.0)))
        self.speech.seed.setValue(int(settings.value("seed", 0)))
        profile = self.speech.profile.findData(self.session.engine.profile)
        self.speech.profile.setCurrentIndex(max(0, profile))
        self.live.choose_devices(settings.value("input", ""), settings.value("output", ""))
        self.session.output = settings.value("output", "") or None
        self.map.choose(settings.value("colouring", "pitch"), self.mapping.method,
                        settings.value("listening", "off") == "on")

    def _remember(self):
        settings, speech = self.settings, self.speech
        for name, value in (("geometry", self.saveGeometry()), ("layout", self.saveState(LAYOUT)),
                            ("text", speech.text.toPlainText()), ("speed", speech.speed.value()),
                            ("pitch", speech.pitch.value()), ("seed", speech.seed.value())):
            settings.setValue(name, value)

    def _reset_layout(self):
        self.restoreState(self._original, LAYOUT)
        self.docks["Reference"].raise_()

    # Events

    def paintEvent(self, event):
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event):
        if event.mimeData().hasUrls() and event.source() is None:
            event.acceptProposedAction()

    def dropEvent(self, event):
        self.open_path([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def closeEvent(self, event):
        self._remember()
        self.mapping.close()
        self.session.close()
        super().closeEvent(event)
