import gc
import shutil
import time
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog
from ui_fakes import FakeAudio, FakeEngine, make_take, make_voice

from audio.files import save
from toolbox.core.cloning.comparison import Comparison
from toolbox.core.cloning.speech import Chunk
from toolbox.core.library.importing import import_folder
from toolbox.core.library.library import Library, Recording
from toolbox.core.processes.importer import Importer, ImportProcess
from toolbox.core.script.subtitles import Cue
from toolbox.ui.session.session import Session
from toolbox.ui.session.workers import Worker


def clone(window, session):
    """Bring a clone to the point where pieces are expected, and return its job."""
    window.speech.text.setPlainText("Good morning.")
    window.clone()
    if window.speech.consent.isVisible():
        window.speech.consent.buttons["own"].click()
    session.engine.last("enroll").tell("done", make_voice("Clara"))
    return session.engine.last("clone")


def piece(share, n_frames=40):
    return Chunk(np.zeros(n_frames * 256, np.float32), np.zeros((100, n_frames), np.float32), share, (("a", 0.0, 0.2),))


@pytest.fixture
def anna(qtbot, window, session, clips):
    """Select and return a recording of somebody for whom no consent is stated yet."""
    session.keep_recording(*clips["Clara"])
    qtbot.waitUntil(lambda: bool(session.chosen) and session.chosen[0] != "clara")
    session.engine.last("enroll").tell("done", make_voice("Anna"))
    return session.chosen[0]


def test_the_samples_need_no_consent(window, session):
    job = clone(window, session)
    assert not window.speech.consent.isVisible() and job.arguments["voice"].name == "Clara"


def load_models(session):
    """Load the models, and have every recording analysed."""
    session.models_loaded({"encoder": "ge2e", "device": "cpu", "rate": 24_000})
    for job in [j for j in session.engine.jobs if j.kind == "enroll" and not j.finished]:
        job.tell("done", make_voice(job.arguments["name"], len(job.arguments["name"])))


def test_an_adaptation_outlives_the_program(window, session, library, settings, reader, anna):
    load_models(session)
    job, vectors = session.engine.last("adapt"), np.full((6, 192), 0.5, np.float32)
    assert job.arguments["voice"].name == session.name() and job.arguments["voice"].adapted is None
    job.tell("done", (vectors, "parallel-1"))
    window.clone()
    window.speech.consent.buttons["own"].click()
    assert np.array_equal(session.engine.last("clone").arguments["voice"].adapted, vectors)
    again = Session(Library(library.folder), FakeEngine(), FakeAudio(), settings, FakeEngine(), reader)
    again.select(anna)
    load_models(again)
    brought = again.engine.last("adapt").arguments["voice"]
    assert np.array_equal(brought.adapted, vectors) and brought.synthesizer == "parallel-1"
    again.player.close()


def test_an_adaptation_to_what_the_voice_was_before_is_not_kept(window, session, library, anna):
    load_models(session)
    job = session.engine.last("adapt")
    session.set_region((0.0, 3.0))
    session.engine.last("enroll").tell("done", make_voice("Anna", 7))
    job.tell("done", (np.full((6, 192), 0.5, np.float32), "parallel-1"))
    assert library.voice(anna).adapted is None


def test_strangers_in_the_library_are_added_at_the_press_of_a_button(qtbot, window, session, library, clips):
    wav, rate = clips["Edwin"]
    lost = library.write_recording(wav, rate, "Edwin", "recorded here")  # written, and never listed
    session.look_for_strangers()
    qtbot.waitUntil(lambda: window.notice.action.isVisible())
    assert "1 sound file" in window.notice.sentence and lost.file.split("/")[-1] in window.notice.details
    window.notice.action.click()
    job = session.imports.importer.last("adopt")
    assert job.arguments["paths"] == [str(library.folder / lost.file)]
    job.tell("done", Importer(1).adopt(lambda *_: None, lambda: False, job.arguments["library"],
                                       job.arguments["paths"]))
    assert "1 added again" in window.notice.sentence and session.engine.last("enroll")
    adopted = next(r for r in library.recordings.values() if r.file == lost.file)
    assert adopted.speaker == "Edwin"
    session.look_for_strangers()
    qtbot.wait(100)
    assert not window.notice.action.isVisible()


def test_voice_files_come_by_dialog_and_by_drop(qtbot, window, session, library, tmp_path):
    whole = replace(make_voice("Nobody", 3), adapted=np.full((6, 192), 0.5, np.float32), synthesizer="parallel-1",
                    source="fictitious", consent="sample", second=np.eye(1, 192, dtype=np.float32)[0])
    (tmp_path / "in").mkdir()
    for way in ("dialog", "drop"):
        path = tmp_path / "in" / f"{way}.voice"
        replace(whole, name=way).save(path)
        if way == "dialog":
            window.dialogs.add_files()
            dialog = window.findChild(QFileDialog)
            assert "*.voice" in dialog.nameFilters()[0]
            dialog.filesSelected.emit([str(path)])
            dialog.close()
        else:
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path))])
            window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                                        Qt.KeyboardModifier.NoModifier))
        job = session.imports.importer.last("import_files")
        job.tell("done", Importer(1).import_files(lambda *_: None, lambda: False, job.arguments["library"],
                                                  job.arguments["paths"]))
        assert session.name() == way
        voice = session.voice()  # selected, and all that the next session needs came with it
        assert voice.key == whole.key and np.array_equal(voice.adapted, whole.adapted)
        assert (voice.synthesizer, voice.consent) == ("parallel-1", "sample")


def test_each_voice_is_asked_about_once(window, session, library, anna):
    name = session.name()
    window.clone()
    assert window.speech.consent.isVisible() and name in window.speech.consent.question.text()
    window.speech.consent.buttons[""].click()
    assert not window.speech.consent.isVisible() and library.recordings[anna].consent is None
    assert not [j for j in session.engine.jobs if j.kind == "clone"]
    window.clone()
    window.speech.consent.buttons["agreed"].click()
    assert session.engine.last("clone").arguments["voice"].name == name
    assert Library(library.folder).recordings[anna].consent == "agreed"
    session.engine.last("clone").tell("done", make_take(recording=anna))
    window.clone()
    assert not window.speech.consent.isVisible() and session.engine.last("clone")


def test_another_request_takes_the_question_back(window, session):
    for name in ("clara", "edwin"):
        session.voices[name] = make_voice(name.title())
    session.library.change("clara", consent=None)
    session.select("clara")
    window.clone()
    assert window.speech.consent.isVisible()
    session.select("edwin")
    window.clone()
    job = session.engine.last("clone")
    assert job.arguments["voice"].name == "Edwin" and not window.speech.consent.isVisible()
    session.cloning.consent("own")  # an answer that comes too late begins nothing
    assert session.engine.last("clone") is job
    window.cancel()
    assert job.cancelling


def test_everybody_who_is_named_in_the_text_is_asked_about(window, session, library, anna, clips):
    """Marks in the text, the workshop and the map let others speak beside the selected voice."""
    wav, rate = clips["Edwin"]
    ben = library.write_recording(wav, rate, "Ben")
    library.add(ben)
    for recording_id in (anna, ben.id):
        session.voices[recording_id] = make_voice(library.recordings[recording_id].speaker)
    session.library_changed.emit()
    name = library.recordings[anna].speaker
    window.speech.text.setPlainText(f"[{name}] Good morning. [Ben] Good morning.")
    session.select("clara")
    session.voices["clara"] = make_voice("Clara")
    complaints = []
    session.noticed.connect(lambda kind, sentence, *_: complaints.append(sentence))
    session.workshop.saying.say_cues([Cue(0.0, 1.0, "Good morning.", "Ben")])
    assert "It has not been stated yet whose voice 'Ben' is" in complaints[-1]
    window.clone()
    for answer, asked in (("agreed", name), ("own", "Ben")):
        assert window.speech.consent.isVisible() and asked in window.speech.consent.question.text()
        assert not [j for j in session.engine.jobs if j.kind == "clone"]
        window.speech.consent.buttons[answer].click()
    assert not window.speech.consent.isVisible() and session.engine.last("clone")
    assert [library.recordings[i].consent for i in (anna, ben.id)] == ["agreed", "own"]


def test_the_answer_holds_for_all_recordings_of_the_voice(window, session, library, anna, clips):
    wav, rate = clips["Clara"]
    other = library.write_recording(wav, rate, session.name())
    library.add(other)
    for recording_id in (anna, other.id):
        library.keep_voice(recording_id, make_voice("Anna"))
    session.give_consent([anna], "agreed")
    assert [session.voices[i].consent for i in (anna, other.id)] == ["agreed", "agreed"]


def test_whatever_is_selected_meanwhile_the_voice_of_the_press_speaks(window, session):
    window.clone()
    session.select("edwin")
    session.learn("edwin").tell("done", make_voice("Edwin", 1))
    assert not [j for j in session.engine.jobs if j.kind == "clone"]
    next(j for j in session.engine.jobs if j.arguments.get("name") == "Clara").tell("done", make_voice("Clara"))
    assert session.engine.last("clone").arguments["voice"].name == "Clara"


def test_sound_starts_with_the_first_piece_and_the_take_is_kept(qtbot, window, session, tmp_path):
    session.audio.outputs = [object()]
    job = clone(window, session)
    job.tell("chunk", piece(0.3))
    assert session.audio.playing(session.player.result) and window.speech.view.item.n_columns == 40
    job.tell("chunk", piece(0.6))
    take = make_take(seconds=2.0)
    job.tell("done", take)
    qtbot.waitUntil(lambda: take.id in session.library.takes)
    assert window.speech.takes.rowCount() == 1
    assert window.map.likeness.number.text() == f"{make_voice().embedding @ take.embedding:.2f}"
    assert soundfile.SoundFile(session.library.take_path(take)).comment.startswith("Synthetic speech")
    again = Library(session.library.folder)
    assert again.read_take(again.takes[take.id]).phonemes == [tuple(p) for p in take.phonemes]
    session.player.compare()
    assert session.audio.playing(session.player.reference)
    session.player.compare()
    assert session.audio.playing(session.player.result)
    for suffix in (".wav", ".flac", ".ogg"):
        path = tmp_path / f"out{suffix}"
        session.cloning.export(str(path))
        qtbot.waitUntil(path.exists)
        with soundfile.SoundFile(path) as file:
            assert "Synthetic" in file.comment
    session.cloning.export_picture(tmp_path / "out.svg")
    assert session.engine.last("picture").arguments["take"] is take


def test_cancel_is_silent_at_once_and_the_last_take_comes_back(qtbot, window, session):
    session.audio.outputs = [object()]
    take = make_take()
    session.cloning.show_take(take)
    job = clone(window, session)
    job.tell("chunk", piece(0.3))
    session.cloning.cancel()
    assert not session.audio.playing() and session.engine.cancelled == [job]
    job.tell("chunk", piece(0.6))
    assert window.speech.view.item.n_columns == 40
    job.tell("cancelled", None)
    assert window.speech.clone.isEnabled() and window.speech.export.isEnabled()
    # What was made is not lost: it is a take of its own, marked as unfinished.
    kept = session.cloning.take
    assert kept.unfinished and kept.text == "Good morning." and len(kept.wav) == 40 * 256
    assert "unfinished" in window.notice.sentence and "unfinished" in window.speech.about.text()
    qtbot.waitUntil(lambda: kept.id in session.library.takes)
    again = Library(session.library.folder)
    assert again.takes[kept.id].unfinished and len(again.read_take(again.takes[kept.id]).wav) == 40 * 256
    window.clone()
    session.cloning.cancel()
    session.engine.last("clone").tell("cancelled", None)  # before the first sound: the take of before comes back
    assert session.cloning.take is kept


def test_failure_is_a_line_with_details(window, session):
    job = clone(window, session)
    job.tell("failed", ("Nothing in the text can be pronounced; write English words.", "Traceback"))
    assert "pronounced" in window.notice.sentence and window.notice.details == "Traceback"
    assert window.speech.clone.isEnabled() and not window.speech.cancel.isVisible()


def test_missing_models_are_reported(window, session):
    window.loading.load()
    session.engine.last("load").tell("failed", ("The vocoder's weights are missing.", ""))
    assert "missing" in window.notice.sentence and window.models.state.text() == "not loaded"


def test_files_are_copied_and_every_bad_one_is_named(qtbot, window, session, clips, tmp_path):
    save(tmp_path / "anna.wav", *clips["Clara"])
    for number in range(3):
        (tmp_path / f"broken {number}.wav").write_bytes(b"no sound at all")
    session.imports.importer = importer = Worker(ImportProcess())
    importer.start()
    try:
        session.imports.add([tmp_path / "anna.wav", *(tmp_path / f"broken {n}.wav" for n in range(3))])
        assert str(tmp_path / "anna.wav") in session.settings.value("imports")
        qtbot.waitUntil(lambda: window.notice.kind == "warn", timeout=60_000)
    finally:
        importer.close()
    assert "1 added, 3 could not be read" in window.notice.sentence and session.settings.value("imports") == ""
    assert all(f"broken {n}.wav" in window.notice.details for n in range(3))
    kept = session.library.speakers()["anna"][0]
    assert session.library.path(kept).suffix == ".flac" and session.engine.last("enroll").arguments["name"] == "anna"
    assert session.chosen == [kept.id]


def test_several_problems_are_all_shown_and_come_back_at_no_later_start(window, session, library):
    for name in ("clara", "edwin", "hester"):
        session.learn(name).tell("failed", ("The recording holds 0.0 s of speech; at least 1 s is needed.", ""))
    assert "(2 more)" in window.notice.sentence
    assert all(f"'{name}' holds 0.0 s" in window.notice.details for name in ("Clara", "Edwin", "Hester"))
    session.noticed.emit("good", "Saved a.wav.", "", "")
    window.notice._time_out()
    assert "(2 more)" in window.notice.sentence
    window.notice.close_button.click()
    assert window.notice.sentence == ""
    session.engine.jobs.clear()
    session.models_loaded({"encoder": library.encoder})
    assert [j.arguments["name"] for j in session.engine.jobs if j.kind == "enroll"] == ["Silas"]


def test_folders_are_imported_in_place_beside_the_window(qtbot, window, session, settings, encoder, tmp_path):
    folder = tmp_path / "some" / "anna"
    folder.mkdir(parents=True)
    shutil.copy(session.library.path(session.library.recordings["edwin"]), folder / "edwin.flac")
    (folder / "broken.wav").write_bytes(b"no sound at all")
    session.imports.add([tmp_path / "some"])
    job = session.imports.importer.last("import_folder")
    assert settings.value("imports") == str(tmp_path / "some") and job.arguments["folder"] == str(tmp_path / "some")
    # What the process does, in another connection.
    report = import_folder(job.arguments["library"], job.arguments["folder"], encoder=encoder)
    job.tell("done", report)
    assert "1 added of 1 speaker, 1 could not be used." in window.notice.sentence
    assert "broken.wav" in window.notice.details and settings.value("imports") == ""
    kept = session.library.speakers()["anna"][0]
    assert session.library.path(kept) == folder / "edwin.flac" and session.voices[kept.id].name == "anna"
    assert not [j for j in session.engine.jobs if j.kind == "enroll" and j.arguments["name"] == "anna"]
    # Chosen, it is listened to again, all of it.
    session.select(kept.id)
    job = session.engine.last("enroll")
    assert job.arguments["path"] == str(folder / "edwin.flac")
    job.tell("done", make_voice("anna"))
    assert not session.library.is_brief(kept.id)


def test_an_import_goes_on_after_a_restart(window, session, settings, tmp_path):
    session.imports.add([tmp_path])
    session.imports.importer.last("import_folder").tell("cancelled", None)  # the window was closed
    session.models_loaded({"encoder": "ge2e"})
    job = session.imports.importer.last("import_folder")
    job.cancelling = True
    job.tell("cancelled", None)  # and now by hand
    assert settings.value("imports") == "" and "to resume" in window.notice.sentence


def test_another_encoder_means_listening_again(window, session):
    session.library.keep_voice("clara", make_voice("Clara"))
    session.models_loaded({"encoder": "another"})
    assert "clara" not in session.voices
    assert sum(j.kind == "enroll" for j in session.engine.jobs) == 4
    for job in session.engine.jobs:
        if job.kind == "enroll":
            job.tell("done", make_voice(job.arguments["name"]))
    assert len(session.library.embeddings()[0]) == 4
    session.library.add(*(Recording(f"r{i}", f"Speaker {i}", f"/none/{i}.wav", 5.0) for i in range(30)))
    session.models_loaded({"encoder": "another"})
    assert session.imports.importer.last("listen_again").arguments == {"library": str(session.library.folder)}


def test_the_engine_adapts_to_the_voice_that_is_chosen(window, session):
    session.learn("clara").tell("done", make_voice("Clara"))
    assert not [j for j in session.engine.jobs if j.kind == "adapt"]  # no models yet
    session.models_loaded({"encoder": "ge2e"})
    session.engine.last("enroll").tell("done", make_voice("Clara"))
    session.learn("clara").tell("done", make_voice("Clara"))
    first = session.engine.last("adapt")
    assert first.quiet and first.arguments["voice"].key == session.voice().key
    session.voices_changed.emit()
    assert sum(j.kind == "adapt" for j in session.engine.jobs) == 1
    anna = make_voice("Anna", seed=5)
    session.find_voice = {"made": anna}.get
    session.select("made")
    assert first.cancelling and session.engine.last("adapt").arguments["voice"].name == "Anna"
    session.models_loaded({"encoder": "ge2e"})  # another profile, which has adapted to nobody
    assert sum(j.kind == "adapt" for j in session.engine.jobs) == 3


def test_a_fresh_voice_speaks_before_the_engine_has_adapted(window, session):
    load_models(session)
    heard, first = [], session.engine.last("adapt")
    session.noticed.connect(lambda *what: heard.append(what))
    window.speech.liveliness.set(1.5)
    window.clone()
    job = session.engine.last("clone")
    assert first.cancelling and job.arguments["liveliness"] == 1.5
    job.tell("chunk", piece(1.0))
    job.tell("done", make_take())
    again = session.engine.last("adapt")  # it goes on
    assert again is not first and not heard
    again.tell("done", (np.full((6, 192), 0.5, np.float32), "parallel-1"))
    kind, sentence, _, button = heard[-1]
    assert kind == "info" and "Clara" in sentence and "adapted" in sentence
    window.notice.acted.emit(button)
    assert session.engine.last("clone") is not job
    # Now it is known: nothing is cancelled or reported.
    assert session.engine.last("clone").arguments["voice"].adapted is not None
    session.engine.last("clone").tell("done", make_take())
    assert len(heard) == 1


def test_minutes_of_a_speaker_become_a_voice_of_its_own(window, session):
    load_models(session)
    session.minutes.learn()
    job = session.engine.last("personalise")
    assert [Path(path).name for path, _ in job.arguments["recordings"]] == ["clara.flac"] and not job.quiet
    learnt = replace(make_voice(job.arguments["name"], 3), adapted=np.full((6, 192), 0.5, np.float32),
                     synthesizer="parallel-1", personal=np.ones(8, np.float16), rate=11.0, accent="en-gb")
    before, found = len(session.library.recordings), Comparison(60.0, 0.4, 0.5, 0.8, 0.7, 16, 40)
    job.tell("done", (learnt, found))
    assert len(session.library.recordings) == before + 1
    kept = session.library.voice(session.chosen[0])
    assert np.array_equal(kept.personal, learnt.personal) and (kept.rate, kept.accent) == (11.0, "en-gb")
    assert kept.consent == "sample" and session.voice().personal is not None
    session.undo.undo()
    session.select("clara")
    session.minutes.learn()
    session.engine.last("personalise").tell("done", (learnt, replace(found, distance=0.6)))
    assert len([r for r in session.library.recordings.values() if not r.deleted]) == before


def test_recordings_are_kept_and_chosen(qtbot, window, session):
    session.keep_recording(np.zeros(48_000, np.float32), 48_000)
    qtbot.waitUntil(lambda: "Recording 1" in session.library.speakers(), timeout=5000)
    assert session.library.recordings[session.chosen[0]].speaker == "Recording 1"


def test_a_recording_that_cannot_be_written_is_written_later(qtbot, window, session, blocked):
    with blocked("recordings"):
        session.keep_recording(np.full(48_000, 0.1, np.float32), 48_000)
        qtbot.waitUntil(lambda: window.notice.action.text() == "Write it again")
        assert "cannot be written" in window.notice.sentence and session.unkept
        session.unkept.add(lambda: None, "Another file cannot be written.")  # the same problem is shown once
        assert "Another" not in window.notice.sentence and "more" not in window.notice.sentence
    window.notice.action.click()
    qtbot.waitUntil(lambda: "Recording 1" in session.library.speakers())
    wav, rate = session.library.read_recording(session.library.speakers()["Recording 1"][0])
    assert len(wav) == rate == 48_000 and not session.unkept


def test_a_take_that_cannot_be_written_is_written_later(qtbot, window, session, blocked):
    take = make_take()
    with blocked("takes"):
        session.cloning._keep(take)
        qtbot.waitUntil(lambda: bool(session.unkept))
        session.unkept.write_again()  # still without room
        qtbot.waitUntil(lambda: bool(session.unkept))
    session.unkept.write_again()
    qtbot.waitUntil(lambda: take.id in session.library.takes)
    assert not session.unkept and not session.cloning.unsaved


def test_a_voice_speaks_although_it_cannot_be_kept(window, session):
    session.voices.pop("clara", None)
    window.clone()
    job = session.engine.last("enroll")
    session.library.folder.rename(session.library.folder.with_name("elsewhere"))
    job.tell("done", make_voice("Clara"))
    assert session.engine.last("clone").arguments["voice"].name == "Clara" and "is gone" in window.notice.sentence


def test_a_region_that_another_program_chose_meanwhile_is_learnt(window, session):
    session.voices.pop("clara", None)
    window.clone()
    job, other = session.engine.last("enroll"), Library(session.library.folder)
    other.change("clara", region=(1.0, 4.0))
    other.close()
    session.take_in()
    job.tell("done", make_voice("Clara"))
    again = session.engine.last("enroll")
    assert again is not job and again.arguments["region"] == pytest.approx((1.0, 4.0))
    again.tell("done", make_voice("Clara"))
    assert session.engine.last("clone").arguments["voice"].name == "Clara"


def test_delete_can_be_undone(qtbot, window, session):
    undo = next(a for a in window.findChildren(QAction) if a.text() == "Undo")
    assert not undo.isEnabled()
    window.voices.delete_selected()
    assert "Clara" not in session.library.speakers() and window.notice.action.text() == "Undo"
    assert undo.isEnabled() and undo.text() == "Undo delete Clara" and window.notice._timer.interval() >= 20_000
    window.notice.action.click()
    assert "Clara" in session.library.speakers() and session.chosen == ["clara"] and not undo.isEnabled()
    session.cloning.show_take(make_take())
    take = session.library.write_take(make_take())
    session.library.add_take(take)
    session.cloning.delete_takes([take.id])
    assert window.speech.takes.rowCount() == 0 and undo.text() == "Undo delete take"
    session.undo.undo()
    assert window.speech.takes.rowCount() == 1


def test_rename_joins_speakers_and_star_puts_them_first(window, session):
    session.rename(["edwin"], "Clara")
    assert len(session.library.speakers()["Clara"]) == 2
    session.undo.undo()
    assert len(session.library.speakers()["Clara"]) == 1
    session.star(["silas"])
    assert next(iter(session.library.speakers())) == "Silas"


def test_region_is_remembered_and_learnt_again(window, session):
    session.voices["clara"] = make_voice()
    session.select("clara")
    window.reference.region.setRegion((1.0, 4.0))
    assert session.engine.last("enroll").arguments["region"] == (1.0, 4.0) and session.voice() is None
    assert Library(session.library.folder).recordings["clara"].region == pytest.approx([1.0, 4.0])


def test_whatever_selects_everything_follows(qtbot, window, session, library):
    take = library.write_take(make_take())
    library.add_take(take)
    session.cloning.takes_changed.emit("")
    session.find_voice = {"made": make_voice("Anna", seed=5)}.get
    followed, resets = [], []
    session.selection_changed.connect(followed.append)
    window.voices.model.modelReset.connect(lambda: resets.append(True))
    window.map.chosen.emit("edwin")
    assert session.chosen == window.voices.selected() == ["edwin"] and session.settings.value("recording") == "edwin"
    window.map.chosen.emit("made")
    assert session.voice().name == "Anna" and window.voices.selected() == session.chosen == []
    window.voices.tree.setCurrentIndex(window.voices.model.find("silas"))
    assert session.chosen == window.voices.selected() == ["silas"] and session.made is None
    assert followed == [["edwin"], ["made"], ["silas"]]
    window.map.chosen.emit(take.id)
    qtbot.waitUntil(lambda: session.cloning.take is not None and session.cloning.take.id == take.id)
    assert window.speech.takes.selected() == take.id and session.chosen == ["silas"]
    assert not resets  # choosing sorts nothing and fills nothing


def test_a_search_that_hides_the_selected_voice_keeps_it_selected(window, session):
    session.select("silas")
    window.voices.search.setText("clara")
    assert session.chosen == ["silas"] and window.voices.selected() == []
    window.voices.search.clear()
    assert session.chosen == window.voices.selected() == ["silas"]


def test_the_names_on_the_screen_are_those_of_now(window, session):
    assert window.reference.title.text() == "Clara" and "Clara" in window.speech.whose.text()
    session.rename(["clara"], "Anna")
    assert window.reference.title.text() == "Anna" and "Anna" in window.speech.whose.text()
    session.undo.undo()
    assert window.reference.title.text() == "Clara" and "Clara" in window.speech.whose.text()


def test_a_number_is_of_the_pair_on_the_screen_or_not_there(window, session):
    number, voices = window.map.likeness.number, {n: make_voice(n.title(), k) for k, n in enumerate(("clara", "edwin"))}
    session.voices |= voices
    session.voices_changed.emit()
    assert number.text() == "–"
    take = make_take()
    session.cloning.show_take(take)
    assert number.text() == f"{voices['clara'].embedding @ take.embedding:.2f}"
    session.select("edwin")
    assert number.text() == f"{voices['edwin'].embedding @ take.embedding:.2f}"
    assert "Edwin and the clone of Clara" in window.map.likeness.words.text()
    session.voices.pop("hester", None)
    session.select("hester")  # not learnt yet
    assert number.text() == "–"
    session.select("edwin")
    session.cloning.show_take(make_take(embedding=None))
    assert number.text() == "–"
    session.cloning.show_take(take)
    assert number.text() != "–"
    window.clone()  # the take is no longer on the screen
    assert number.text() == "–"
    session.engine.last("clone").tell("cancelled", None)
    assert number.text() == f"{voices['edwin'].embedding @ take.embedding:.2f}"


def test_a_clone_given_up_before_its_voice_is_known_brings_the_last_take_back(window, session):
    session.cloning.show_take(make_take())
    session.voices.pop("hester", None)
    session.select("hester")
    window.clone()
    assert not window.speech.play.isEnabled()
    window.cancel()
    assert window.speech.play.isEnabled() and window.speech.title.text() == "Clara"


def test_the_first_sound_counts_from_the_press(window, session):
    window.clone()
    time.sleep(0.3)  # the engine listens to the voice
    session.engine.last("enroll").tell("done", make_voice("Clara"))
    job = session.engine.last("clone")
    job.tell("progress", (0.4, "adapting"))
    assert "Adapting to Clara" in window.speech.view.empty.text()
    job.tell("chunk", piece(0.5))
    job.tell("done", make_take())
    assert session.cloning.take.timings["first_sound"] >= 0.3


def test_the_language_is_detected_or_chosen(qtbot, window, session):
    session.voices["clara"] = make_voice("Clara")
    box = window.speech.language
    window.speech.text.setPlainText("Guten Morgen, wie geht es Ihnen heute?")
    qtbot.waitUntil(lambda: box.itemText(0) == "Automatic (German)")
    window.clone()
    job = session.engine.last("clone")
    assert job.arguments["language"] is None
    job.tell("failed", ("The text is in German, on which this profile was not trained.", ""))
    assert "German" in window.notice.sentence
    box.choose("de")
    window.clone()
    assert session.engine.last("clone").arguments["language"] == "de"


def test_languages_that_are_not_known_are_greyed_out(window, session):
    box = window.speech.language
    session.languages_known.emit(("en-us", "es"))
    enabled = {box.itemData(row): box.model().item(row).isEnabled() for row in range(box.count())}
    assert enabled[""] and enabled["en-us"] and enabled["es"] and not enabled["fr"]
    row = box.findData("fr")
    assert "were not trained on French" in box.itemData(row, Qt.ItemDataRole.ToolTipRole)


def test_a_text_in_a_language_that_cannot_be_read_is_named(qtbot, window):
    window.speech.text.setPlainText("Доброе утро, как у вас дела?")
    qtbot.waitUntil(lambda: window.speech.language.itemText(0) == "Automatic (Russian: cannot be read)")


def test_takes_hold_no_arrays_once_they_are_written(qtbot, window, session):
    take = make_take()
    session.cloning._keep(take)
    qtbot.waitUntil(lambda: take.id in session.library.takes)
    listed = session.library.takes[take.id]
    assert listed.wav is listed.mel is listed.phonemes is listed.attention is None and listed.embedding is not None
    session.cloning.choose_take(take.id)
    qtbot.waitUntil(lambda: session.cloning.take is not None)
    assert len(session.cloning.take.wav) == len(take.wav) and listed.wav is None


def test_what_has_ended_is_let_go(qtbot, window, session):
    session.voices["clara"] = make_voice("Clara")
    known = []
    for _ in range(3):
        window.clone()
        job = session.engine.last("clone")
        job.tell("chunk", piece(0.3))
        known += [weakref.ref(job), weakref.ref(session.player.result)]
        take = make_take()
        job.tell("done", take)
        qtbot.waitUntil(lambda take=take: take.id in session.library.takes)
    session.engine.jobs.clear()
    session.player.result, session.player._paused = None, (None, 0.0)
    session.audio._sound = None
    del job
    qtbot.wait(10)
    gc.collect()
    assert [ref() for ref in known] == [None] * 6
