"""Connects the panels of the workshop to the session."""

from pathlib import Path

from PySide6.QtCore import QT_TR_NOOP, QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu

from synthesizer import editing
from toolbox.core.workshop.store import SUFFIX
from toolbox.ui.session.workers import in_pool
from toolbox.ui.words import tr
from toolbox.ui.workshop.marking import Marking

# Pages, and what parses and exports scripts, are imported with their first use: the window opens sooner.

CLOSING = Qt.WidgetAttribute.WA_DeleteOnClose
RECENT = 12  # projects in the menu
STILL = 30  # ms for which a drag rests before its result is rendered
SCRIPTS = QT_TR_NOOP("Scripts and subtitles (*.txt *.md *.srt *.vtt)")


class Working(QObject):
    """The workshop's part of the window.

    Parameters
    ----------
    session : Session
    speech : SpeechPanel
    window : QWidget
        The parent of dialogs.
    """

    def __init__(self, session, speech, window):
        super().__init__(window)
        self.session, self.workshop, self.speech, self.window = session, session.workshop, speech, window
        self.popup = self.reading = None
        self.marking = Marking(speech.text, self._read)
        workshop, panel, editor = self.workshop, speech.sentences, speech.editor
        workshop.sentences_changed.connect(self._show_sentences)
        workshop.shown_changed.connect(self._show_sentence)
        workshop.project_opened.connect(self._show_project)
        session.player.other_moved.connect(self._show_head)
        panel.shown.connect(self._edit)
        panel.again_asked.connect(workshop.saying.say_again)
        panel.text_given.connect(workshop.saying.say_text)
        panel.take_chosen.connect(workshop.choose)
        panel.starred.connect(workshop.star)
        panel.pause_given.connect(workshop.set_pause)
        panel.played_from.connect(workshop.sounds.play_from)
        panel.lost_asked.connect(lambda: workshop.saying.say_again(workshop.lost()))
        panel.cast_asked.connect(self.show_cast)
        panel.project_asked.connect(self._offer_projects)
        panel.exported.connect(self.export)
        editor.canvas.edited.connect(self._edited)
        editor.canvas.grasped.connect(workshop.sounds.prepare)
        self._dragged = None
        self._still = QTimer(self, interval=STILL, singleShot=True)
        self._still.timeout.connect(lambda: workshop.rendering.foresee(self._dragged, self._heard(self._dragged)))
        editor.canvas.dragged.connect(self._drag)
        editor.canvas.played.connect(self._play)
        editor.canvas.word_asked.connect(self.ask_pronunciation)
        editor.again_asked.connect(lambda: workshop.saying.say_again([workshop.shown]))
        editor.left.connect(self.leave)
        speech.text.textChanged.connect(lambda: workshop.set_text(speech.text.toPlainText()))

    def restore(self, text):
        """Open the project of the previous run; `text` is what the text box contained."""
        self.workshop.files.open_last(text)

    def leave(self):
        """Return from the editor to the take."""
        self.session.player.stop()
        self.speech.show_editor(False)
        self.workshop.show("")

    def ask_pronunciation(self, word):
        """Open the popup with a word's phonemes."""
        from toolbox.ui.workshop.pronunciation import PronunciationPopup

        take = self.workshop.sentence.take
        begin, end = take.reading.words[word].begin, take.reading.words[word].end
        self.popup = popup = PronunciationPopup(self.window, take.reading.words[word].text,
                                                take.reading.symbols[begin:end])
        popup.heard.connect(lambda symbols: self.workshop.rendering.try_symbols(symbols, take))
        popup.given.connect(lambda symbols, always: self._pronounce(word, symbols, always))
        popup.show()

    def show_dictionary(self):
        """Open the page of the user's dictionary."""
        from toolbox.ui.workshop.tables import DictionaryPage

        page = DictionaryPage(self.window, self.workshop.dictionary)
        page.finished.connect(lambda _: self.marking.look())
        page.open()

    def show_reading(self):
        """Open the page that shows how the text will be spoken, word by word."""
        text = self.speech.text.toPlainText()
        job = self._read(text)
        job.done.connect(lambda found: self._show_reading(text, *found))
        job.failed.connect(self.session.complain)

    def show_cast(self):
        """Open the casting table of the script; lines such as "Anna: …" become marks."""
        from toolbox.core.script import play
        from toolbox.core.script.sentences import parse
        from toolbox.ui.workshop.tables import CastPage

        text = self.speech.text.toPlainText()
        names = [*parse(text, self.workshop.casting.names()).voices, *play.speakers(text)]
        CastPage(self.window, names, self.workshop.project.cast, self.session.library.speakers(), self._cast).open()

    def open_script(self):
        """Ask for a script, which becomes the text, or for subtitles, which are spoken at their times."""
        dialog = QFileDialog(self.window, tr("Open a script"), "", tr(SCRIPTS))
        dialog.setAttribute(CLOSING)
        dialog.fileSelected.connect(self.read_script)
        dialog.open()

    def read_script(self, path):
        """Put a script into the text box, or speak subtitles at their times."""
        from toolbox.core.script import subtitles

        try:
            data = Path(path).read_bytes()
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
            if Path(path).suffix.lower() in subtitles.SUFFIXES:
                self.workshop.saying.say_cues(subtitles.parse(text, Path(path).name))
                return
        except (OSError, UnicodeDecodeError, ValueError) as error:
            sentence = str(error) if str(error).endswith(".") else tr("{path} cannot be read as a script ({error}).",
                                                                      path=path, error=error)
            self.session.complain(sentence, "")
            return
        self.workshop.put_text(tr("open a script"), text)

    def export(self):
        """Ask how and where to export all sentences."""
        from toolbox.ui.workshop.exporting import ExportPage

        page = ExportPage(self.window)
        page.wanted.connect(self.export_to)
        page.open()

    def export_to(self, folder, split="one", suffix=".wav", names=None, subtitle=""):
        """Export all sentences to a folder; see toolbox.core.script.production.export."""
        from toolbox.core.script.production import PATTERN

        names = PATTERN if names is None else names
        self.workshop.sounds.fetch(lambda: self._export(folder, split, suffix, names, subtitle))

    def _export(self, folder, split, suffix, names, subtitle):
        from toolbox.core.workshop.exporting import describe

        library = self.session.library
        comment, entries = describe(self.workshop.project, library.recordings, self.session.engine.profile, folder)
        made = self.workshop.sounds.produced(comment)
        if made.parts:
            task = in_pool(_write, library, entries, made, folder, split, suffix, names, self.workshop.project.name,
                           subtitle)
            task.done.connect(lambda written: self.session.noticed.emit(
                "good", tr("Saved {count} files in {folder}.", len(written), folder=folder), "", ""))
            task.failed.connect(self.session.complain)

    def new_project(self):
        """Ask for a name and begin a project."""
        self._ask_name(tr("New project"), "", self.workshop.files.new)

    def rename_project(self):
        """Ask for a new name for the project."""
        self._ask_name(tr("Rename the project"), self.workshop.project.name, self.workshop.rename)

    def open_project(self):
        """Ask for a project file and open it."""
        dialog = QFileDialog(self.window, tr("Open a project"), "", tr("Projects (*{suffix})", suffix=SUFFIX))
        dialog.setAttribute(CLOSING)
        dialog.fileSelected.connect(self.workshop.files.open_file)
        dialog.open()

    def save_project(self):
        """Ask where to save the project as one file."""
        self._ask(tr("Save the project as one file"), tr("Projects (*{suffix})", suffix=SUFFIX), SUFFIX[1:],
                  self.workshop.project.name, self.workshop.files.save_as)

    def take_in_hand(self):
        """Turn the displayed take into the project's sentences."""
        take = self.session.cloning.take
        if take is None:
            return
        if not take.sentences:
            self.session.noticed.emit("info", tr("This take was made by an older version, which kept no sentences; "
                                                 "say it again to edit it."), "", "")
            return
        self.workshop.saying.adopt(take)
        self.speech.show_sentences()

    # Showing

    def _read(self, text):
        return self.session.reader.submit("text", tr("Reading the text"), quiet=True, text=text,
                                          voices=self.workshop.casting.names(),
                                          dictionary=self.workshop.own_words())

    def _show_reading(self, text, faults, sentences):
        from toolbox.ui.workshop.reading import ReadingPage

        self.reading = ReadingPage(self.window, text, faults, sentences)
        self.reading.marked.connect(lambda marked: self.workshop.put_text(tr("change a pronunciation"), marked))
        self.reading.open()

    def _show_project(self):
        project = self.workshop.project
        self.speech.sentences.project.setText(project.name)
        self.speech.text.show_text(project.text)

    def _show_sentences(self):
        workshop = self.workshop
        self.speech.sentences.show_sentences(workshop.project.sentences, workshop.shown)
        self._show_project()

    def _show_sentence(self):
        sentence = self.workshop.sentence
        take = None if sentence is None else sentence.take
        self.speech.editor.show_sentence(sentence, None if take is None else self.workshop.sounds.mel(take))
        if sentence is None:
            self.speech.show_editor(False)

    def _show_head(self, sound, seconds):
        sentence = self.workshop.sentence
        own = sentence is not None and sentence.take is not None and sound is not None \
            and sound is self.workshop.sounds.of(sentence.take)
        self.speech.editor.canvas.show_head(seconds if own else None)

    def _edit(self, sentence_id):
        self.workshop.show(sentence_id)
        self.speech.show_editor(True)

    def _drag(self, reading):
        if reading != self._dragged:
            self._dragged = reading
            self._still.start()

    def _edited(self, name, reading):
        self._still.stop()
        self._dragged = None
        self.workshop.rendering.edit(name, reading, self._heard(reading))

    def _heard(self, reading):
        """Return the stretch of an edited reading that is looped; None without a loop."""
        canvas = self.speech.editor.canvas
        loops = self.speech.editor.loop.isChecked() and canvas.word >= 0
        return editing.span(reading, canvas.word) if loops else None

    def _play(self, begin, end):
        loops = self.speech.editor.loop.isChecked()
        self.workshop.sounds.play(self.workshop.shown, begin, None if end < 0 else end, loops)

    def _pronounce(self, word, symbols, always):
        reading = self.workshop.sentence.take.reading
        text = reading.words[word].text
        self.workshop.saying.respell(word, symbols, marked=not always)
        if always:
            try:
                self.workshop.put_word(reading.language, text, symbols)
                self.session.noticed.emit("good", tr("'{word}' is now in the dictionary.", word=text), "", "")
            except (ValueError, OSError) as error:
                self.session.complain(str(error), "")

    def _cast(self, cast):
        from toolbox.core.script import play

        marked, _ = play.with_marks(self.speech.text.toPlainText(), list(cast))
        self.workshop.set_cast(cast, marked)
        self.marking.look()

    # Asking

    def _offer_projects(self):
        menu = QMenu(self.window)
        menu.setAttribute(CLOSING)
        menu.addAction(tr("New…"), self.new_project)
        menu.addAction(tr("Rename…"), self.rename_project)
        menu.addAction(tr("Open a file…"), self.open_project)
        menu.addAction(tr("Save as one file…"), self.save_project)
        menu.addSeparator()
        menu.addAction(tr("Export…"), self.export)
        menu.addSeparator()
        for listed in self.workshop.files.store.list()[:RECENT]:
            action = menu.addAction(listed.name, lambda listed=listed: self.workshop.files.open(listed.id))
            action.setCheckable(True)
            action.setChecked(listed.id == self.workshop.project.id)
        button = self.speech.sentences.more
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _ask_name(self, title, name, then):
        dialog = QInputDialog(self.window, labelText=tr("Name:"), textValue=name)
        dialog.setWindowTitle(title)
        dialog.setAttribute(CLOSING)
        dialog.textValueSelected.connect(lambda text: text.strip() and then(text.strip()))
        dialog.open()

    def _ask(self, title, names, suffix, proposed, then):
        dialog = QFileDialog(self.window, title, "", names)
        dialog.setAttribute(CLOSING)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{proposed}.{suffix}")
        dialog.fileSelected.connect(then)
        dialog.open()


def _write(library, entries, *export):
    """Export a production, and record in the library's log whose voices were exported."""
    from toolbox.core.script import production

    written = production.export(*export)
    library.log(*entries)
    return written
