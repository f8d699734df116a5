"""File dialogs, which do not block the window."""

from pathlib import Path

from PySide6.QtCore import QT_TR_NOOP, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from audio.files import SUBTYPES, SUFFIXES
from toolbox.core.cloning.voice import SUFFIX
from toolbox.core.library.exporting import export_voices
from toolbox.ui.session.workers import in_pool
from toolbox.ui.words import tr

SOUNDS = " ".join(f"*{s}" for s in (*SUFFIXES, SUFFIX))
PICTURES = QT_TR_NOOP("Pictures (*.png *.svg *.pdf)")
IN, OUT = "folder", "export folder"  # settings: the last folders of imports and exports
FILES, FILE, FOLDER = (QFileDialog.FileMode.ExistingFiles, QFileDialog.FileMode.AnyFile, QFileDialog.FileMode.Directory)


class Dialogs(QObject):
    """One method per dialog.

    Parameters
    ----------
    window : QWidget
    session : Session
    settings : QSettings
    """

    def __init__(self, window, session, settings):
        super().__init__(window)
        self.session, self.settings = session, settings

    def add_files(self):
        """Ask for files to add."""
        self._ask(FILES, tr("Add sound files or voices"), tr("Sound files and voices ({patterns})", patterns=SOUNDS),
                  self.session.imports.add, folder=IN)

    def add_folder(self):
        """Ask for a folder to add."""
        self._ask(FOLDER, tr("Add a folder of sound files"), "", self.session.imports.add, folder=IN)

    def add_divided(self):
        """Ask which folder's recordings are to be divided by person and added."""
        self._ask(FOLDER, tr("Add a folder of recordings, divided by person"), "", self.session.imports.add_divided,
                  folder=IN)

    def export_sound(self):
        """Ask where to save the take's sound."""
        names = " ".join(f"*{suffix}" for suffix in SUBTYPES)
        self._export(tr("Export sound"), tr("Sound ({names})", names=names), self.session.cloning.export, "flac")

    def export_takes(self, ids):
        """Ask for the folder and format in which to save takes."""
        if len(ids) == 1 and self.session.cloning.take is not None and self.session.cloning.take.id == ids[0]:
            self.export_sound()
            return
        dialog = QInputDialog(self.parent(), labelText=tr("Format:"), comboBoxItems=[s[1:] for s in SUBTYPES])
        dialog.setWindowTitle(tr("Export {count} takes", len(ids)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda suffix: self._ask(
            FOLDER, tr("Folder for the takes"), "",
            lambda paths: self.session.keeping.export(ids, paths[0], f".{suffix}")))
        dialog.open()

    def export_picture(self):
        """Ask where to save the take's picture."""
        self._export(tr("Export picture"), tr(PICTURES), self.session.cloning.export_picture, "png")

    def save_voice(self):
        """Ask where to save the selected voice."""
        voice = self.session.voice()
        if voice is not None:
            self._ask(FILE, tr("Save voice"), tr("Voice (*{suffix})", suffix=SUFFIX),
                      lambda paths: self._save(tr("Saved {path}.", path=paths[0]), voice.save,
                                               paths[0]), SUFFIX[1:], voice.name)

    def save_group(self, voices):
        """Ask for the folder in which to save Voices."""
        self._ask(FOLDER, tr("Folder for the group's voices"), "", lambda paths: self._save_group(voices, paths[0]))

    def _save_group(self, voices, folder, overwrite=False):
        task = in_pool(export_voices, voices, folder, overwrite)
        saved = tr("Saved {count} voices and a table in {folder}.", len(voices), folder=folder)
        task.done.connect(lambda in_the_way: self._ask_to_replace(voices, folder, in_the_way) if in_the_way else
                          self.session.noticed.emit("good", saved, "", ""))
        task.failed.connect(self.session.complain)

    def _ask_to_replace(self, voices, folder, in_the_way):
        names = ", ".join(path.name for path in in_the_way[:3])
        more = tr(" and {count} more", len(in_the_way) - 3) if len(in_the_way) > 3 else ""
        box = QMessageBox(QMessageBox.Icon.Question, tr("Replace files?"),
                          tr("{folder} already holds {names}{more}. Nothing has been written yet.",
                             folder=folder, names=names, more=more),
                          QMessageBox.StandardButton.Cancel, self.parent())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.accepted.connect(lambda: self._save_group(voices, folder, overwrite=True))
        box.open()

    def _export(self, title, names, export, suffix):
        take = self.session.cloning.take
        if take is not None:
            self._ask(FILE, title, names, lambda paths: export(paths[0]), suffix, Path(take.file).stem or take.voice)

    def _save(self, sentence, *work):
        task = in_pool(*work)
        task.done.connect(lambda _: self.session.noticed.emit("good", sentence, "", ""))
        task.failed.connect(self.session.complain)

    def _ask(self, mode, title, names, then, suffix="", proposed="", folder=OUT):
        dialog = QFileDialog(self.parent(), title, self.settings.value(folder, ""), names)
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if suffix:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(suffix)
            dialog.selectFile(f"{proposed}.{suffix}")
        dialog.filesSelected.connect(lambda paths: self.settings.setValue(folder, dialog.directory().path()))
        dialog.filesSelected.connect(then)
        dialog.open()
