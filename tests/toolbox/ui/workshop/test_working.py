"""The workshop in the window: from a take to its sentences, an edit, another word, and back."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from ui_fakes import RATE, make_take, make_voice
from workshop_fakes import READING

from audio.errors import AudioError
from audio.files import read_comment
from synthesizer import editing
from toolbox.core.cloning.speech import Spoken
from toolbox.core.library.records import EXPORTED
from toolbox.core.script.production import Part
from toolbox.core.workshop.project import CastEntry
from toolbox.ui.session.workshop.files import FIRST
from toolbox.ui.session.workshop.workshop import Workshop
from toolbox.ui.workshop.exporting import ExportPage
from toolbox.ui.workshop.sentences import SENTENCE, rich
from toolbox.ui.workshop.tables import CastPage, DictionaryPage
from watermark.provenance import read_record

TEXT = "One *two*, three. One *two*, three."


def whole_take(text=TEXT, n=2):
    """Return a take of the given sentences, a second each."""
    half = len(text) // n
    sentences = [Spoken(READING, "Clara", 7 + i, float(i), 1.0, 0.05,
                        written=(i * (half + 1), i * (half + 1) + half)) for i in range(n)]
    return make_take(text, float(n), voice="Clara", recording="clara", sentences=sentences)


def made(reading=READING, seconds=1.0, voice="Clara", value=0.5):
    """Return the engine's answer to `render`."""
    n = int(seconds * RATE)
    return (np.full(n, value, np.float32), np.full((100, n // 256), -3.0, np.float32),
            Spoken(reading, voice, 7, 0.0, seconds, 0.05))


@pytest.fixture
def workshop(window):
    window.session.voices |= {i: make_voice(i.capitalize()) for i in ("clara", "silas")}
    window.session.audio.outputs = ["an output"]
    window.session.workshop.saying.adopt(whole_take())
    return window.session.workshop


def finish(window, kind, answer):
    job = window.session.engine.last(kind)
    job.tell("done", answer)
    return job


def test_a_clone_becomes_sentences(window, workshop):
    table = window.speech.sentences.table
    assert [table.item(row, SENTENCE).text() for row in range(2)] == ["One *two*, three."] * 2
    assert window.speech.text.toPlainText() == TEXT and workshop.project.name == FIRST
    # Spoken once more, each sentence has two takes; a new one has one.
    workshop.saying.adopt(whole_take(f"{TEXT} New words!!!!!.", 3))
    assert [len(s.takes) for s in workshop.project.sentences] == [2, 2, 1]
    window.session.undo.undo()
    assert [len(s.takes) for s in workshop.project.sentences] == [1, 1]
    window.session.undo.redo()
    assert [len(s.takes) for s in workshop.project.sentences] == [2, 2, 1]


def test_only_the_sounds_of_chosen_takes_stay_in_memory(qtbot, window, workshop):
    for _ in range(5):
        workshop.saying.adopt(whole_take())
    chosen = {s.take.id for s in workshop.project.sentences}
    qtbot.waitUntil(lambda: set(workshop.sounds.held) == chosen)
    assert [len(s.takes) for s in workshop.project.sentences] == [6, 6]
    window.session.undo.undo()
    again = workshop.project.sentences[0].take
    assert again.id not in chosen and workshop.sounds.of(again).seconds == pytest.approx(1.0, abs=0.01)


def test_a_sound_that_cannot_be_written_stays_in_memory(qtbot, window, workshop, monkeypatch):
    complaints = []
    window.session.noticed.connect(lambda kind, sentence, *_: complaints.append(sentence))

    def full(*_):
        raise AudioError("The disk is full.")

    monkeypatch.setattr(workshop.files.store, "keep_sound", full)
    workshop.saying.adopt(whole_take())
    made = [s.take for s in workshop.project.sentences]
    qtbot.waitUntil(lambda: "The disk is full." in complaints)
    window.session.undo.undo()
    assert all(workshop.sounds.of(take) is not None for take in made)
    monkeypatch.undo()
    window.session.unkept.write_again()
    folder = workshop.files.store.folder
    qtbot.waitUntil(lambda: {take.id for take in made} <= {path.stem for path in folder.rglob("*.flac")})


def test_an_edit_is_heard_undone_and_kept(qtbot, window, workshop):
    window.speech.sentences.table.selectRow(0)
    canvas, first = window.speech.editor.canvas, workshop.project.sentences[0]
    assert window.speech.stage.currentWidget() is window.speech.editor and workshop.shown == first.id
    canvas.select(1)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    job = window.session.engine.last("render")
    assert job.arguments["seed"] == 7 and job.arguments["reading"].pitch.sum() > READING.pitch.sum() + 3
    # A second edit before the first is rendered: only the newest is spoken.
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert job.cancelling
    edited = canvas.reading
    finish(window, "render", made(edited))
    take = workshop.sentence.take
    assert take.edited and take.reading == edited and window.session.audio.sound is workshop.sounds.of(take)
    assert len(workshop.sentence.takes) == 1
    for _ in range(2):
        window.session.undo.undo()
    assert workshop.sentence.take == first.take and canvas.reading == READING
    window.session.undo.redo()
    window.session.undo.redo()
    assert workshop.sentence.take.reading == edited
    canvas.restore()
    assert workshop.sentence.take.reading == READING
    finish(window, "render", made())
    # Kept for the next time.
    workshop.files.save()
    kept = workshop.files.store.open(workshop.project.id)
    assert kept == workshop.project
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.speech.stage.currentWidget() is not window.speech.editor


def test_an_edit_is_heard_while_it_is_made(qtbot, window, workshop):
    window.speech.sentences.table.selectRow(0)
    editor, audio = window.speech.editor, window.session.audio
    assert window.session.engine.last("rehearse").arguments["reading"] == READING
    editor.canvas.select(1)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Up)
    job = window.session.engine.last("render")
    # The word before the edited one is played as well.
    assert job.arguments["hear_from"] == editing.span(READING, 0)[0] and job.arguments["begin"] == 0.0
    job.tell("heard", (0.05, np.full(2400, 0.5, np.float32)))
    sound = audio.sound
    assert sound.seconds == pytest.approx(0.15) and not sound.finished and window.session.player._loop is None
    assert workshop.sounds.mel(workshop.sentence.take) is None
    assert workshop.sounds.joined()[0].seconds < 1.3  # the other one's
    job.tell("done", made(editor.canvas.reading))
    assert audio.sound is sound is workshop.sounds.of(workshop.sentence.take)
    assert sound.finished and sound.seconds == 1.0
    # With the loop, the word plays again and again; a cancelled rendering is no longer played.
    editor.loop.setChecked(True)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Up)
    old = window.session.engine.last("render")
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Up)
    old.tell("heard", (0.1, np.full(2400, 0.5, np.float32)))
    assert audio.sound is sound
    job, (begin, end) = window.session.engine.last("render"), editing.span(READING, 1)
    assert job.arguments["hear_from"] == begin
    job.tell("heard", (begin - 0.05, np.full(2400, 0.5, np.float32)))
    assert window.session.player._loop == (audio.sound, begin - 0.05, pytest.approx(end - 0.05))


def test_what_is_dragged_is_rendered_before_it_is_let_go(qtbot, window, workshop):
    window.speech.sentences.table.selectRow(0)
    canvas, engine, audio = window.speech.editor.canvas, window.session.engine, window.session.audio
    higher, highest = (editing.shift_pitch(READING, 1, semitones) for semitones in (1.0, 2.0))
    canvas.dragged.emit(higher)
    canvas.dragged.emit(highest)
    qtbot.waitUntil(lambda: any(job.kind == "render" for job in engine.jobs))
    job = engine.last("render")
    assert job.arguments["reading"] == highest and audio.sound is None
    job.tell("heard", (0.05, np.full(2400, 0.5, np.float32)))
    assert audio.sound is None
    canvas.edited.emit("move the pitch of a word", highest)
    assert engine.last("render") is job and audio.sound is workshop.sounds.of(workshop.sentence.take)
    job.tell("heard", (0.15, np.full(2400, 0.5, np.float32)))
    assert audio.sound.seconds == pytest.approx(0.25)
    job.tell("done", made(highest))
    assert audio.sound.finished and workshop.sentence.take.reading == highest and not workshop.busy
    # Released at another place than expected, it is rendered again.
    canvas.dragged.emit(higher)
    qtbot.waitUntil(lambda: sum(job.kind == "render" for job in engine.jobs) == 2)
    foreseen = engine.last("render")
    canvas.edited.emit("move the pitch of a word", READING)
    assert foreseen.cancelling and engine.last("render").arguments["reading"] == READING


def test_what_is_said_again_goes_on_with_the_mark(window, workshop):
    second = workshop.project.sentences[1]
    assert second.take.begin == 1.0
    workshop.saying.say_again([second.id])
    assert window.session.engine.last("say_sentence").arguments["begin"] == pytest.approx(1.15)
    workshop.show(second.id)
    workshop.rendering.edit("an edit", editing.shift_pitch(READING, 1, 1.0))
    assert window.session.engine.last("render").arguments["begin"] == 1.0


def test_a_sentence_is_said_again_and_takes_are_chosen(window, workshop):
    one, two = workshop.project.sentences
    workshop.saying.say_again([two.id])
    job = window.session.engine.last("say_sentence")
    assert job.arguments["text"] == two.text and "" in job.arguments["cast"]
    finish(window, "say_sentence", [made(seconds=1.5)])
    assert [len(s.takes) for s in workshop.project.sentences] == [1, 2] and workshop.project.sentences[0] is one
    workshop.choose(two.id, 0)
    assert workshop.project.sentences[1].take == two.take
    workshop.star(two.id)
    assert workshop.project.sentences[1].take.starred
    menu = window.speech.sentences.menu(workshop.project.sentences[1])
    assert [a.text() for a in menu.actions()][-2:] == ["Take 1: Clara, seed 8 ★", "Take 2: Clara, seed 7"]
    sound, begins = workshop.sounds.joined()
    assert sound.seconds == pytest.approx(2.3) and begins[two.id] == pytest.approx(1.15)


def test_one_word_makes_one_sentence_again(window, workshop):
    one, two = workshop.project.sentences
    table = window.speech.sentences.table
    table.item(1, SENTENCE).setText("One four, three.")
    job = finish(window, "say_sentence", [made()])
    assert job.arguments["text"] == "One four, three."
    assert workshop.project.text == "One *two*, three. One four, three." == window.speech.text.toPlainText()
    assert workshop.project.sentences[0] is one and len(workshop.project.sentences[1].takes) == 1
    # Two sentences in the place of one.
    workshop.saying.say_text(one.id, "One. Two.")
    first, second = made(), made()
    finish(window, "say_sentence", [(*first[:2], replace(first[2], written=(0, 4))),
                                    (*second[:2], replace(second[2], written=(5, 9)))])
    assert [s.text for s in workshop.project.sentences] == ["One.", "Two.", "One four, three."]


def test_words_that_were_lost_are_underlined_and_said_again(window, workshop):
    assert window.speech.sentences.lost.isHidden()
    workshop.listening.listen()
    job = window.session.engine.last("listen")
    assert job.arguments["spoken"].reading == READING and len(job.arguments["wav"]) > job.arguments["rate"] / 2
    assert not workshop.sounds._mels  # computed in the engine: all sentences of a speech at once would stop the window
    job.tell("done", (1,))
    sentence = next(s for s in workshop.project.sentences if s.take.lost)
    assert sentence.take.lost == (1,) and "<u style" in rich(sentence) and ">two</u>" in rich(sentence)
    assert not window.speech.sentences.lost.isHidden() and window.session.undo.name == "clone"
    window.speech.sentences.lost.click()
    assert window.session.engine.last("say_sentence").arguments["text"] == sentence.text


@pytest.mark.parametrize("size", [(960, 540), (1024, 700), (1440, 900)])
def test_the_bar_of_the_sentences_fits_beside_the_tabs(qtbot, window, workshop, size):
    """It fits with a long name and lost words; otherwise it would be cut off at the right."""
    speech, panel = window.speech, window.speech.sentences
    window.resize(*size)
    panel.project.setText("The story of the lighthouse")
    lost = tuple(replace(s, takes=(replace(s.take, lost=(1,)),), chosen=0) for s in workshop.project.sentences)
    panel.show_sentences(lost, "")
    speech.show_sentences()
    qtbot.wait(50)
    assert (window.width(), window.height()) == size
    tabs = speech.lists.tabBar()
    assert tabs.width() >= tabs.sizeHint().width() and panel.bar.width() >= panel.bar.sizeHint().width()
    assert panel.lost.isVisible() and "2" in panel.lost.text() and panel.project.isVisible() == (size[0] > 1400)
    speech.show_editor(True)
    qtbot.wait(50)
    assert (window.width(), window.height()) == size


def test_a_pronunciation_here_and_always(qtbot, window, workshop):
    window.speech.sentences.table.selectRow(0)
    window.speech.editor.canvas.word_asked.emit(1)
    popup = window.working.popup
    assert popup.phonemes.text() == "bˈb"
    popup.respelling.setText("noo-YEN")
    popup.respelling.textEdited.emit("noo-YEN")
    assert popup.phonemes.text() == "nujˈɛn" and popup.symbols() == "nujˈɛn"
    popup.sounds["tʃ"].click()
    assert popup.phonemes.text() == "nujˈɛntʃ"
    assert window.session.engine.last("render").arguments["reading"].symbols == "ˈəʧə."
    popup.phonemes.setText("☃")
    popup.phonemes.textEdited.emit("☃")
    assert "stand for no sound" in popup.fault.text() and not popup.here.isEnabled()
    popup.phonemes.setText("wɪn")
    popup.phonemes.textEdited.emit("wɪn")
    popup.always.click()
    job = window.session.engine.last("respell")
    assert (job.arguments["word"], job.arguments["symbols"]) == (1, "wˈɪn")
    plan = replace(editing.with_phonemes(READING, 1, "wˈɪn"), step=0.02, durations=np.full(15, 0.08),
                   pitch=np.zeros(60), voicing=np.ones(60))
    assert job.arguments["text"] == ""  # the dictionary applies the next time
    job.tell("done", (*made(plan), plan, ""))
    assert workshop.sentence.take.reading.symbols[4:8] == "wˈɪn" and not workshop.sentence.take.edited
    assert workshop.dictionary.words("en-us") == {"two": "wˈɪn"}
    page = DictionaryPage(window, workshop.dictionary)
    qtbot.addWidget(page)
    page.word.setText("Nguyen")
    page.said.setText("w1n")
    page.add()
    assert "not with 1" in page.fault.text()
    page.said.setText("noo-YEN")
    page.add()
    assert workshop.dictionary.words("en-us") == {"nguyen": "nujˈɛn", "two": "wˈɪn"} and page.table.rowCount() == 2
    page.table.selectRow(0)
    page.remove()
    assert list(workshop.dictionary.words("en-us")) == ["two"]


def test_a_cast_is_given_and_its_names_become_marks(qtbot, window, session):
    window.speech.text.setPlainText("Anna: Hello.\nBob: Hi.\nAnna: Bye.")
    recordings = session.library.speakers()
    given = []
    page = CastPage(window, ["Anna", "Bob"], {"Bob": CastEntry((recordings["Silas"][0].id,), 1.2)}, recordings,
                    given.append)
    qtbot.addWidget(page)
    page.table.cellWidget(1, 1).setCurrentText("Clara")
    languages = page.table.cellWidget(0, 5)
    languages.setCurrentIndex(languages.findData("es"))
    cast = page.cast()
    assert [cast[name].language for name in ("Anna", "Bob")] == [None, "es"]
    assert {n: e.recordings for n, e in cast.items()} == {"Bob": ("silas",), "Anna": ("clara",)}
    assert cast["Bob"].speed == 1.2
    window.working._cast(cast)
    assert window.speech.text.toPlainText() == "[Anna] Hello.\n[Bob] Hi.\n[Anna] Bye."
    session.voices |= {i: make_voice(i) for i in ("clara", "silas")}
    manners = session.workshop.casting.manners("[Anna] Hello. [Bob] Hi.")
    assert manners["Bob"].speed == 1.2 and manners["Anna"].voice.name == "Anna"


def test_faults_and_guesses_are_underlined_in_the_text(qtbot, window):
    window.speech.text.setPlainText("Mr Xqzvry left [puase] early.")
    marking = window.working.marking
    qtbot.waitUntil(lambda: bool(marking.faults), timeout=30_000)
    text = window.speech.text.toPlainText()
    assert "[pause] is one" in marking.at(text.index("puase")) and "is a guess" in marking.at(text.index("Xq"))
    assert marking.at(0) == "" and len(window.speech.text.extraSelections()) == 2
    window.speech.text.setPlainText("Mr Jones left.")
    assert window.speech.text.extraSelections() == []


def test_the_text_is_shown_word_by_word_and_set_right(qtbot, window):
    window.speech.text.setPlainText("Mr Xqzvry paid $5.")
    window.working.show_reading()
    qtbot.waitUntil(lambda: window.working.reading is not None, timeout=30_000)
    table = window.working.reading.table
    assert [table.item(row, 1).text() for row in range(5)] == ["Mister", "Xqzvry", "paid", "five", "dollars"]
    assert [table.item(row, 3).text() for row in (2, 3)] == ["word", "money"]
    table.item(1, 2).setText("ZIV-ree")
    assert window.speech.text.toPlainText() == "Mr {Xqzvry|/zˈɪvɹi/} paid $5."


def test_projects_are_opened_and_sent(qtbot, window, workshop, tmp_path):
    first = workshop.project
    workshop.rename("A play")
    workshop.files.new("Another")
    assert workshop.project.sentences == () and window.speech.text.toPlainText() == ""
    workshop.files.open(first.id)
    assert workshop.project.name == "A play" and window.speech.text.toPlainText() == TEXT
    assert workshop.sounds.of(workshop.project.sentences[0].take).seconds == pytest.approx(1.0)
    workshop.files.save_as(tmp_path / "a.project")
    qtbot.waitUntil((tmp_path / "a.project").exists)
    workshop.files.open_file(tmp_path / "a.project")
    qtbot.waitUntil(lambda: workshop.project.id != first.id, timeout=20_000)
    assert workshop.project.text == TEXT
    (tmp_path / "b.project").write_bytes(b"none")
    workshop.files.open_file(tmp_path / "b.project")
    qtbot.waitUntil(lambda: "is not a project" in window.notice.text.text(), timeout=20_000)


def test_a_project_opened_again_has_the_sounds_that_are_still_being_written(qtbot, window, workshop, monkeypatch):
    """A slow disk: the person looks at another project and returns before the take's file is complete."""
    store, disk = workshop.files.store, threading.Event()
    write = store.keep_sound
    monkeypatch.setattr(store, "keep_sound", lambda *sound: disk.wait(20) and write(*sound))
    first = workshop.project
    workshop.saying.adopt(whole_take("Something new.", 1))
    made = workshop.project.sentences[0].take
    workshop.files.new("Another")
    workshop.files.open(first.id)
    assert workshop.sounds.of(made).seconds == pytest.approx(1.0)
    disk.set()
    qtbot.waitUntil(lambda: store.folder.joinpath(first.id, "sounds", f"{made.id}.flac").exists())
    workshop.files.new("A third")
    qtbot.waitUntil(lambda: not workshop.sounds.held)


def test_two_windows_never_write_one_project(window, workshop):
    """Whoever closed first would remove the other's sounds, and whoever closed last would overwrite its sentences."""
    workshop.files.save()
    other = Workshop(window.session)
    other.files.open_last("")
    assert other.project.id != workshop.project.id and "open in another window" in window.notice.sentence
    other.files.open(workshop.project.id)
    assert other.project.id != workshop.project.id and "close it there" in window.notice.sentence
    first = workshop.project.id
    workshop.files.new("Another")
    workshop.set_text("Something else.")
    workshop.files.save()
    other.files.open(first)
    assert other.project.id == first
    other.files.close()
    workshop.files.open(first)
    assert workshop.project.id == first


def test_exports(qtbot, window, workshop, tmp_path):
    page = ExportPage(window)
    page.wanted.connect(window.working.export_to)
    assert not page.names.isEnabled() and page.choose.isEnabled()
    page.split.setCurrentIndex(1)
    page.names.setText("{nobody}")
    page.names.textEdited.emit("{nobody}")
    assert "its fields are" in page.fault.text() and not page.choose.isEnabled()
    page.names.setText("{number} {voice}")
    page.names.textEdited.emit("")
    page.format.setCurrentIndex(page.format.findData(".mp3"))
    page.subtitles.setCurrentIndex(page.subtitles.findData(".srt"))
    page._give(str(tmp_path / "lines"))
    qtbot.waitUntil(lambda: "2 files" in window.notice.text.text())
    assert sorted(p.name for p in (tmp_path / "lines").iterdir()) == ["1 Clara.mp3", "First project.srt"]
    assert "00:00:01,200 -->" in (tmp_path / "lines" / "First project.srt").read_text()
    window.working.export_to(str(tmp_path / "stems"), "stems")
    qtbot.waitUntil((tmp_path / "stems" / f"{FIRST} Clara.wav").exists)
    # Each file records what made it, and the log lists whose voice was exported.
    history = window.session.library.history
    qtbot.waitUntil(lambda: sum(e.what == EXPORTED for e in history()) == 2)
    stems, lines = (e for e in history() if e.what == EXPORTED)
    assert (lines.voice, lines.place, stems.place) == ("Clara", str(tmp_path / "lines"), str(tmp_path / "stems"))
    assert lines.text and lines.seconds > 0
    for path in (tmp_path / "lines" / "1 Clara.mp3", tmp_path / "stems" / f"{FIRST} Clara.wav"):
        assert read_record(read_comment(path))["synthetic"]
    window.working.read_script(tmp_path / "none.txt")
    assert "cannot be read as a script" in window.notice.text.text()


def test_subtitles_are_said_at_their_times(window, workshop, tmp_path):
    window.session.select("clara")
    (tmp_path / "play.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Silas>One two, three.\n\n"
                                       "00:04.000 --> 00:04.100\nOne two, three.\n")
    window.working.read_script(tmp_path / "play.vtt")
    job = window.session.engine.last("say_cues")
    assert [cue.begin for cue in job.arguments["cues"]] == [1.0, 4.0] and set(job.arguments["cast"]) == {"Silas", ""}
    spoken = [Spoken(READING, voice, n, begin, 1.0, 0.05) for n, (voice, begin) in enumerate((("Silas", 1.0),
                                                                                            ("Clara", 4.0)))]
    job.tell("done", ([Part(s, np.full(RATE, 0.5, np.float32), (), n, "One two, three.")
                       for n, s in enumerate(spoken)], ["Subtitle 2 takes 0.9 s more than its time."]))
    assert workshop.project.lead == 1.0 and [s.pause for s in workshop.project.sentences] == [2.0, 0.0]
    assert [s.role for s in workshop.project.sentences] == ["Silas", ""]
    sound, begins = workshop.sounds.joined()
    assert list(begins.values()) == [1.0, 4.0] and sound.seconds == 5.0
    assert window.speech.text.toPlainText() == "[Silas] One two, three.\nOne two, three."
    assert "more than its time" in window.notice.text.text()
    window.session.undo.undo()
    assert workshop.project.lead == 0.0 and len(workshop.project.sentences) == 2


def test_edits_return_with_the_take_of_the_library(qtbot, window, workshop):
    session, take = window.session, whole_take()
    session.library.add_take(session.library.write_take(take))
    workshop.files.new("Where it is edited")
    workshop.saying.adopt(take)
    workshop.show(workshop.project.sentences[1].id)
    edited = editing.shift_pitch(READING, 1, 2.0)
    workshop.rendering.edit("move the pitch", edited)
    finish(window, "render", made(edited))
    workshop.show(workshop.project.sentences[0].id)
    workshop.saying.respell(1, "wˈɪn", marked=True)
    plan = replace(editing.with_phonemes(READING, 1, "wˈɪn"), step=0.02, durations=np.full(15, 0.08),
                   pitch=np.zeros(60), voicing=np.ones(60))
    finish(window, "respell", (*made(plan), plan, "One *{two|/wɪn/}*, three."))
    workshop.files.new("Another")  # the project is written, and with it what the take has become
    window.speech.text.setPlainText("Something else.")
    session.keeping.settings_of(take.id, window._use_again)
    qtbot.waitUntil(lambda: len(workshop.project.sentences) == 2, timeout=20_000)
    first, second = workshop.project.sentences
    assert second.take.reading == edited and second.take.edited and second.take.original == READING
    assert first.take.reading == plan and first.take.respelt
    assert window.speech.text.toPlainText() == "One *{two|/wɪn/}*, three. One *two*, three." == workshop.project.text
    # Both are rendered, the one as well as the other.
    jobs = [job for job in session.engine.jobs if job.kind == "render" and not job.finished]
    assert [job.arguments["reading"] for job in jobs] == [plan, edited] and not any(job.cancelling for job in jobs)
    for job in jobs:
        job.tell("done", made(job.arguments["reading"], 1.5))
    assert [workshop.sounds.of(s.take).seconds for s in (first, second)] == [1.5, 1.5]
    # Used once more, they are there; taken back, they leave the take as it was made.
    workshop.saying.adopt(replace(take, edits=session.library.read_take(take).edits), "again")
    assert [len(s.takes) for s in workshop.project.sentences] == [1, 1]
    assert len([job for job in session.engine.jobs if job.kind == "render"]) == 3
    workshop.show(second.id)
    workshop.rendering.edit("reset", READING)
    workshop.files.save()
    assert list(session.library.read_take(take).edits) == ["0"]
    assert workshop.files.store.open(workshop.project.id) == workshop.project


def test_edited_sentences_are_said_again_together(window, workshop):
    for sentence in workshop.project.sentences:
        workshop.show(sentence.id)
        edited = editing.shift_pitch(READING, 1, 2.0)
        workshop.rendering.edit("move the pitch", edited)
        finish(window, "render", made(edited))
    workshop.saying.say_again([s.id for s in workshop.project.sentences])
    jobs = [job for job in window.session.engine.jobs if job.kind == "render"][-2:]
    assert not any(job.cancelling for job in jobs) and len({job.arguments["seed"] for job in jobs} | {7, 8}) == 4


def test_everything_is_undone_in_the_order_it_happened(qtbot, window, workshop):
    text, undo, history = window.speech.text, window.session.undo, []
    window.activateWindow()
    text.setFocus()

    def step(name):
        assert undo.name == name
        history.append((workshop.project.name, text.toPlainText(), workshop.project.cast,
                        [s.take.reading for s in workshop.project.sentences]))

    step("clone")
    cursor = text.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    text.setTextCursor(cursor)
    qtbot.keyClicks(text, " Four.")
    step("typing")
    workshop.show(workshop.project.sentences[0].id)
    workshop.rendering.edit("move the pitch of a word", editing.shift_pitch(READING, 1, 2.0))
    step("move the pitch of a word")
    workshop.rename("A play")
    step("rename the project")
    window.working._cast({"Anna": CastEntry(("clara",))})
    step("change the cast")
    for _ in range(2):
        qtbot.keyClick(text, Qt.Key.Key_Backspace)
    step("delete text")
    cursor.movePosition(cursor.MoveOperation.Start)
    text.setTextCursor(cursor)
    qtbot.keyClicks(text, "Hi ")
    step("typing")
    text.insertPlainText("pasted ")  # several characters at once are a step of their own
    step("typing")
    assert text.toPlainText().startswith("Hi pasted One") and text.toPlainText().endswith("three. Fou")
    shown = window.speech.sentences.project
    # The keys of the menu also work in the text box, which has no history of its own.
    for name, before, cast, readings in history[-2::-1]:
        qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert (workshop.project.name, text.toPlainText(), workshop.project.cast) == (name, before, cast)
        assert [s.take.reading for s in workshop.project.sentences] == readings and shown.text() == name
    for name, after, cast, readings in history[1:]:
        qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert (workshop.project.name, text.toPlainText(), workshop.project.cast) == (name, after, cast)
        assert [s.take.reading for s in workshop.project.sentences] == readings
    assert [a.text() for a in text.menu().actions()[:2]] == ["Undo typing", "Redo"]
    workshop.files.new("Another")  # what was done to the other project cannot be undone in this one
    assert undo.name == ""


def test_a_sentence_keeps_the_marks_around_it(window, workshop):
    text = "He said: hello. [es][slow] Hola, amigo. ¿Qué tal? Adiós.[/slow][/es] He left."
    cuts = [(0, 15), (16, 39), (40, 49), (50, 68), (69, 77)]
    spoken = [Spoken(replace(READING, language="es" if 0 < i < 4 else "en-us"), "Clara", i, float(i), 1.0, 0.05,
                     written=cut) for i, cut in enumerate(cuts)]
    workshop.saying.adopt(make_take(text, 5.0, voice="Clara", recording="clara", sentences=spoken))
    first, second, third, last, end = workshop.project.sentences
    assert (third.text, third.whole) == ("¿Qué tal?", "[es][slow]¿Qué tal?[/slow][/es]")
    assert rich(second) == "Hola, amigo." and end.whole == "He left."
    workshop.saying.say_again([third.id])
    assert window.session.engine.last("say_sentence").arguments["text"] == third.whole
    workshop.saying.say_text(third.id, "¿Y tú? ¿Qué tal?")
    job = window.session.engine.last("say_sentence")
    assert job.arguments["text"] == "[es][slow]¿Y tú? ¿Qué tal?[/slow][/es]"
    one, two = (made(replace(READING, language="es")) for _ in range(2))
    job.tell("done", [(*one[:2], replace(one[2], written=(0, 16))), (*two[:2], replace(two[2], written=(17, 38)))])
    texts = [s.text for s in workshop.project.sentences]
    assert texts[2:4] == ["¿Y tú?", "¿Qué tal?"] and workshop.project.text == text.replace("¿Qué", "¿Y tú? ¿Qué")
    assert [s.whole for s in workshop.project.sentences[2:4]] == [f"[es][slow]{t}[/slow][/es]" for t in texts[2:4]]
    # The mark of a pronunciation goes into the sentence, not around it.
    workshop.show(workshop.project.sentences[3].id)
    workshop.saying.respell(0, "kˈe", marked=True)
    job = window.session.engine.last("respell")
    assert job.arguments["text"] == "[es][slow]¿Qué tal?[/slow][/es]"
    job.tell("done", (*made(), READING, "[es][slow]¿{Qué|/ke/} tal?[/slow][/es]"))
    assert workshop.sentence.text == "¿{Qué|/ke/} tal?" and "[slow] Hola" in workshop.project.text
    workshop.files.save()
    assert workshop.files.store.open(workshop.project.id) == workshop.project


def test_a_sentence_keeps_the_language_that_was_chosen_for_it(window, workshop):
    spanish = replace(READING, language="es")
    workshop.saying.adopt(make_take("No. Si.", 2.0, voice="Clara", recording="clara", sentences=[
        Spoken(spanish, "Clara", i, float(i), 1.0, 0.05, written=(4 * i, 4 * i + 3)) for i in range(2)]))
    workshop.saying.say_again([workshop.project.sentences[0].id])
    assert window.session.engine.last("say_sentence").arguments["cast"][""].language == "es"
