import csv

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeEngine, make_take, make_voice

from toolbox.core.cloning.voice import SAME_VOICE, Voice
from toolbox.core.map import METHODS
from toolbox.core.map.placing import read
from toolbox.core.map.population import KNOWN, MADE, OWN
from toolbox.core.map.projection import Projection, fit
from toolbox.core.processes.mapper import MapProcess
from toolbox.ui.map import panel as map_panel
from toolbox.ui.map.mapping import GATHER, LEAST_NEW, Mapping
from toolbox.ui.map.numbers import MatrixView, NumbersDialog, _shown
from toolbox.ui.map.panel import MapPanel
from toolbox.ui.session.workers import Worker


def rows(count, seed=0):
    return [(f"own{i}", f"Own {i}", "recorded here", OWN, "F", 200.0, make_voice(seed=seed + i).embedding)
            for i in range(count)]


@pytest.fixture
def worker(qapp):
    made = Worker(MapProcess())
    made.start()
    yield made
    made.close()


@pytest.fixture
def started(qtbot, mapping):
    """Return a mapping that shows the constellation on its own map."""
    mapping.start()
    qtbot.waitUntil(lambda: len(mapping.population) > 0, timeout=60_000)
    return mapping


def test_the_list_offers_every_method_of_the_map():
    assert tuple(map_panel.METHODS) == METHODS


def test_nothing_is_fitted_before_the_map_is_read(qtbot, mapping):
    """Ctrl+M is pressed right after the start, and the window closed at once."""
    with qtbot.waitSignal(mapping.noticed) as noticed:
        assert mapping.fit() is None
    assert "being read" in noticed.args[1] and not mapping.worker.jobs


def test_the_first_start_shows_the_constellation(started):
    population = started.population
    assert len(population) > 100 and (population.kinds == KNOWN).all() and np.isfinite(started.places).all()
    assert started.places.shape == (len(population), 2) and not started.worker.jobs
    voice = started.voice(population.ids[5])
    assert isinstance(voice, Voice)
    assert voice.embedding @ population.embeddings[5] == pytest.approx(1, abs=1e-3)


def test_a_new_voice_is_placed_and_nobody_else_moves(qtbot, started):
    before = dict(zip(started.population.ids, started.places.tolist()))
    started.rows_of = lambda: rows(3)
    started.refresh()
    qtbot.waitUntil(lambda: len(started.population) == len(before) + 3)
    after = dict(zip(started.population.ids, started.places.tolist()))
    assert all(after[i] == place for i, place in before.items())
    expected = started.projection.place(np.stack([r[6] for r in rows(3)]))
    assert np.allclose([after[f"own{i}"] for i in range(3)], expected)
    started.rows_of = list
    started.refresh()
    qtbot.waitUntil(lambda: len(started.population) == len(before))


def test_nothing_is_drawn_again_while_nothing_has_changed(qtbot, started):
    held = rows(2)
    started.rows_of = lambda: list(held)
    with qtbot.waitSignal(started.changed):
        started.refresh()
    qtbot.waitUntil(lambda: "own1" in started.population.ids)
    with qtbot.assertNotEmitted(started.changed, wait=3 * GATHER):
        started.refresh()
    held[0] = (*held[0][:-1], held[0][-1].copy())  # learnt again
    with qtbot.waitSignal(started.changed):
        started.refresh()


def test_a_refit_glides_from_the_old_places_and_is_there_at_the_next_start(qtbot, started):
    started.rows_of = lambda: rows(2)
    started.refresh()
    qtbot.waitUntil(lambda: "own1" in started.population.ids)
    old = dict(zip(started.population.ids, started.places.tolist()))
    job = started.fit("pca")
    assert started.fit() is job
    arguments = job.arguments
    with qtbot.waitSignal(started.changed) as changed:
        job.tell("done", fit(arguments["embeddings"], arguments["method"], previous=arguments["previous"]))
    came = changed.args[0]
    assert np.allclose(came, [old[i] for i in started.population.ids])
    assert np.allclose(started.places, started.projection.places, atol=1e-6)
    assert Projection.load(started.path).method == "pca"
    again = Mapping(FakeEngine(), started.path, "pca")
    again.start()
    qtbot.waitUntil(lambda: len(again.population) > 0, timeout=60_000)
    assert np.allclose(again.places, started.places[: len(again.places)], atol=0.02) and not again.worker.jobs


def test_many_new_voices_have_the_map_fitted_again(qtbot, started):
    known = len(started.population)
    started.rows_of = lambda: rows(max(LEAST_NEW, known // 4) + 2)
    started.refresh()
    qtbot.waitUntil(lambda: [j.kind for j in started.worker.jobs] == ["fit"])
    assert len(started.worker.jobs[0].arguments["embeddings"]) == known + len(started.rows_of())


def made(qtbot, task):
    """Return the result of one of the mapping's tasks."""
    with qtbot.waitSignal(task.done) as done:
        pass
    return done.args[0]


def test_voices_are_made_on_the_map(qtbot, started):
    drawn, place = made(qtbot, started.make_new(3, {}, "Nobody 1"))
    known = started.population.similarities(drawn.voice.embedding)
    assert drawn.voice.name == "Nobody 1" and drawn.is_new and drawn.similarity < SAME_VOICE
    assert drawn.similarity == pytest.approx(known.max(), abs=1e-3) and drawn.voice.consent == "sample"
    np.testing.assert_allclose(place, started.projection.place(drawn.voice.embedding[None])[0])
    x, y = started.places.mean(axis=0)
    spot, place = made(qtbot, started.make_spot(float(x), float(y), {}, "Spot 1"))
    assert spot.name == "Spot 1" and np.allclose(place, (x, y))
    one, other = started.voice("known:0"), started.voice("known:9")
    for weight in (1.0, 0.0):
        blended, _ = made(qtbot, started.make_blend([one, other], [weight, 1 - weight], "Both"))
        assert blended.similarity(one if weight else other) == pytest.approx(1, abs=1e-3)


def test_a_voice_in_the_library_is_new_to_a_fictitious_one(qtbot, started):
    first, _ = made(qtbot, started.make_new(3, {}, "Nobody 1"))
    second, _ = made(qtbot, started.make_new(3, {"own": first.voice}, "Nobody 2"))
    assert second.voice.similarity(first.voice) < SAME_VOICE


def test_a_place_of_its_own_is_there_at_the_next_start_until_the_map_is_fitted_again(qtbot, started):
    voice = make_voice(seed=4)
    row = ("made", "Spot 1", "spot on the map", MADE, "", 100.0, voice.embedding)
    started.rows_of = lambda: [row]
    started.pin("made", voice, np.array((1.5, -2.0), np.float32))
    started.refresh()
    qtbot.waitUntil(lambda: "made" in started.population.ids)
    assert started.places[-1].tolist() == [1.5, -2.0] and started.population.kinds[-1] == MADE
    qtbot.waitUntil(started.path.with_name("places.json").exists)
    again = Mapping(FakeEngine(), started.path)
    again.rows_of = started.rows_of
    again.start()
    again.refresh()
    qtbot.waitUntil(lambda: "made" in again.population.ids, timeout=60_000)
    assert again.places[-1].tolist() == [1.5, -2.0]
    job = again.fit("pca")
    assert len(job.arguments["embeddings"]) == len(again.population) - 1  # made voices are placed, never fitted
    arguments = job.arguments
    job.tell("done", fit(arguments["embeddings"], arguments["method"], previous=arguments["previous"]))
    qtbot.waitUntil(lambda: again.projection.method == "pca")
    assert not again.path.with_name("places.json").exists() and again.places[-1].tolist() != [1.5, -2.0]


def test_the_map_is_fitted_in_a_process_and_given_up_when_asked(qtbot, worker):
    embeddings = np.stack([make_voice(seed=i).embedding for i in range(300)])
    job = worker.submit("fit", "Fitting", embeddings=embeddings, method="umap", previous=None)
    with qtbot.waitSignal(job.done, timeout=240_000) as done:
        pass
    assert done.args[0].places.shape == (300, 2)
    job = worker.submit("fit", "Fitting", embeddings=np.repeat(embeddings, 20, axis=0), method="umap", previous=None)
    job.progressed.connect(lambda *_: job.cancel())
    with qtbot.waitSignal(job.cancelled, timeout=240_000):
        pass


def test_the_panel_groups_blends_and_lists_neighbours(qtbot, started):
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 640)
    panel.show()
    panel.show_population(started.population, started.places)
    panel.show_chosen("known:4", started.population.embeddings[4])
    nearest = started.population.nearest(started.population.embeddings[4], 2, [4])
    assert panel.nearest.topLevelItem(0).text(0) == started.population.names[nearest[0][0]]
    assert panel.nearest.topLevelItem(0).text(1) == f"{nearest[0][1]:.2f}"
    kept = panel.nearest.topLevelItem(0)
    panel.show_chosen(panel._chosen, panel._embedding.copy())
    assert panel.nearest.topLevelItem(0) is kept  # not listed again
    panel._picked(7, True)
    assert panel.group == [4, 7] and panel.bar.isVisible()
    with qtbot.waitSignal(panel.blended) as blended:
        panel.slider.setValue(25)
    assert blended.args[0] == [("known:4", 0.75), ("known:7", 0.25)]
    panel.show_population(started.population, started.places)
    # What is drawn again keeps the slider, and which voice is on the left.
    assert panel.group == [4, 7] and panel.slider.value() == 25
    with qtbot.waitSignal(panel.chosen) as chosen:
        panel._picked(9, False)
    assert chosen.args == ["known:9"] and not panel.bar.isVisible()
    panel.listen.setChecked(True)
    with qtbot.waitSignal(panel.heard) as heard:
        panel.view.hovered.emit(3) if panel.view.hover == 3 else panel.view._hover(3)
    assert heard.args == ["known:3"]
    for row in range(panel.colouring.count()):
        panel.colouring.setCurrentIndex(row)
        panel._coloured()
        panel.grab()


def test_the_blend_follows_the_slider_and_keeps_its_ends(qtbot, window, session, library):
    mapping, panel = window.mapping, window.map
    mapping.start()
    qtbot.waitUntil(lambda: "known:9" in panel.population.ids, timeout=60_000)
    rows = [panel.population.ids.index(f"known:{n}") for n in (9, 2)]
    panel.show_group(rows)  # the later one first
    names = [panel.population.names[row] for row in rows]
    one, other = (mapping.voice(f"known:{n}") for n in (9, 2))
    blends = []
    for value in (20, 35, 90):
        with qtbot.waitSignal(session.voices_changed):
            panel.slider.setValue(value)
        qtbot.wait(200)
        assert panel.slider.value() == value and panel.group and [label.text() for label in panel.ends] == names
        blend = session.voice()
        assert (blend.similarity(one) > blend.similarity(other)) == (value < 50)
        blends.append(session.chosen[0])
    assert len(set(blends)) == 1  # one row that follows the slider
    row = library.recordings[blends[0]]
    assert row.made and row.speaker == " and ".join(names)


def test_voices_made_on_the_map_are_rows_of_the_library(qtbot, window, session, library):
    mapping = window.mapping
    mapping.start()
    qtbot.waitUntil(lambda: "known:9" in mapping.population.ids, timeout=60_000)
    x, y = (float(v) for v in mapping.places.mean(axis=0))
    for ask, name in ((window.exploring.new_voice, "Nobody 1"), (lambda: window.map.spot_picked.emit(x, y), "Spot 1"),
                      (window.exploring.new_voice, "Nobody 2")):
        ask()
        qtbot.waitUntil(lambda name=name: session.name() == name)
        recording, = session.chosen
        assert library.recordings[recording].made and window.voices.selected() == [recording]
        assert session.voice().embedding @ library.voice(recording).embedding == pytest.approx(1, abs=1e-5)
        qtbot.waitUntil(lambda recording=recording: recording in mapping.population.ids)
        assert mapping.population.kinds[mapping.population.ids.index(recording)] == MADE
    spot = next(r for r in library.recordings.values() if r.speaker == "Spot 1")
    assert np.allclose(mapping.places[mapping.population.ids.index(spot.id)], (x, y))
    # It can be renamed in the list, and its making undone.
    session.select(spot.id)
    window.voices.model.setData(window.voices.model.find(spot.id), "Between")
    assert library.recordings[spot.id].speaker == "Between" and session.name() == "Between"
    assert "type a text" in window.reference.view.empty.text()
    window.exploring.new_voice()
    qtbot.waitUntil(lambda: session.name() == "Nobody 3")
    recording, = session.chosen
    assert session.undo.name == "make Nobody 3"
    session.undo.undo()
    assert library.recordings[recording].deleted and session.name() != "Nobody 3"
    qtbot.waitUntil(lambda: recording not in mapping.population.ids)


def test_the_lasso_leaves_the_map_where_it_is(qtbot, started):
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 640)
    panel.show()
    panel.show_population(started.population, started.places)
    qtbot.wait(20)
    before = panel.view.geometry(), panel.view.position_of(panel.view.places[3])
    panel.view.gathered.emit(np.array([3, 5, 8]))
    qtbot.wait(20)
    assert panel.bar.isVisible() and (panel.view.geometry(), panel.view.position_of(panel.view.places[3])) == before


def test_the_context_menu_makes_the_voice_of_a_spot(qtbot, started):
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 640)
    panel.show()
    panel.show_population(started.population, started.places)
    at = next(QPointF(x, y) for x in range(5, 200) for y in (5, 15) if panel.view.point_at(QPointF(x, y)) < 0)

    def trigger(text, pos):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pos.toPoint(), panel.view.mapToGlobal(pos.toPoint()))
        QApplication.sendEvent(panel.view, event)
        menu = QApplication.activePopupWidget()
        action = next(action for action in menu.actions() if text in action.text())
        menu.close()
        action.trigger()

    with qtbot.waitSignal(panel.spot_picked) as picked:
        trigger("voice of this spot", at)
    assert picked.args == pytest.approx(panel.view.place_at(at))
    point = panel.view.position_of(panel.view.places[12])
    voice = panel.population.ids[panel.view.point_at(QPointF(point.toPoint()))]
    for text, signal in (("Select", panel.chosen), ("Hear", panel.hearing_asked)):
        with qtbot.waitSignal(signal) as asked:
            trigger(text, point)
        assert asked.args == [voice]


def test_a_voice_without_a_recording_is_heard_under_the_pointer(qtbot, window, session):
    window.mapping.start()
    qtbot.waitUntil(lambda: "known:3" in window.map.population.ids, timeout=60_000)
    window.map.listen.setChecked(True)
    window.map.view._hover(window.map.population.ids.index("known:3"))
    qtbot.waitUntil(lambda: any(job.kind == "clone" for job in session.engine.jobs))
    job = session.engine.last("clone")
    assert job.arguments["voice"] is window.mapping.voice("known:3")
    job.tell("done", make_take())
    assert session.audio.playing()
    # Speech made once is cached.
    window.map.view._hover(-1)
    assert not session.audio.playing()
    window.exploring.audition.follow("known:3")
    assert session.audio.playing() and sum(job.kind == "clone" for job in session.engine.jobs) == 1


def test_a_voice_without_consent_is_not_heard_unasked(window, session):
    sent = session.library.add_voice(make_voice("Anna"))
    session.voices[sent.id] = make_voice("Anna")
    said = []
    window.exploring.noticed.connect(lambda kind, sentence, *_: said.append(sentence))
    window.exploring.audition.follow(sent.id)
    assert not said
    window.exploring.audition.hear(sent.id)
    assert "whose voice 'Anna' is" in said[0] and not any(job.kind == "clone" for job in session.engine.jobs)


def test_five_clicks_with_a_moving_pointer_are_five_voices(qtbot, window, session):
    window.mapping.start()
    qtbot.waitUntil(lambda: "known:9" in window.map.population.ids, timeout=60_000)
    window.map.listen.setChecked(True)
    for n in (1, 3, 5, 7, 9):
        index = window.map.population.ids.index(f"known:{n}")
        window.map._picked(index, False)
        for under in (index, -1, index + 1, -1):
            window.map.view._hover(under)
        job = session.engine.last("clone")
        assert job.arguments["voice"] is window.mapping.voice(f"known:{n}") and job not in session.engine.cancelled
        job.tell("done", make_take())
        assert session.audio.playing()
        session.audio.stop()
    # A recording is played although its file is read and shown at the same time.
    window.exploring.choose("edwin")
    qtbot.waitUntil(lambda: session.player.reference is not None and session.audio.playing())
    qtbot.wait(50)
    assert session.audio.playing() and session.chosen == ["edwin"]
    # Another one selected in the list does not bring it back.
    session.player.stop()
    session.select("clara")
    seconds = session.library.recordings["clara"].seconds
    qtbot.waitUntil(lambda: session.player.reference.seconds == pytest.approx(seconds))
    assert not session.audio.playing()


def test_a_click_on_the_map_chooses_whose_voice_speaks(qtbot, window, session, library):
    window.mapping.start()
    qtbot.waitUntil(lambda: "known:3" in window.mapping.population.ids, timeout=60_000)
    window.exploring.choose("known:3")
    known = window.mapping.voice("known:3")
    assert session.voice() is known and not window.voices.selected()
    assert "no recording" in window.reference.view.empty.text()
    window.speech.clone.click()
    job = session.engine.last("clone")
    assert job.arguments["voice"] is known and job.arguments["recording"] == ""
    job.tell("done", make_take())
    session.library_changed.emit()
    assert session.voice() is known
    window.exploring.choose("edwin")
    assert session.made is None and session.chosen == ["edwin"]


def test_one_key_plays_and_pauses_what_is_shown(qtbot, window, session):
    audio = session.audio
    window.play_or_pause()
    assert audio.playing(session.player.reference)
    audio._position = 3 * session.player.reference.rate
    at = audio.position()
    window.play_or_pause()
    assert not audio.playing()
    window.play_or_pause()
    assert audio.playing(session.player.reference)
    assert audio._position == pytest.approx(at * session.player.reference.rate, abs=2)
    session.cloning.show_take(make_take())
    window.play_or_pause()
    assert audio.playing(session.player.result)


def test_numbers_are_reckoned_and_written(qtbot, worker, library, tmp_path):
    mapping = Mapping(worker, library.folder / "map.npz")
    known, voices, places, projection = read(mapping.path)
    known = known.part(slice(40))
    mapping._started(known, voices[:40], places[:40], projection)
    twins = [(f"twin{i}", "Twin", "recorded here", OWN, "F", 200.0, known.embeddings[i]) for i in (3, 4)]
    mapping.rows_of = lambda: twins
    mapping.refresh()
    qtbot.waitUntil(lambda: "twin4" in mapping.population.ids)
    dialog = NumbersDialog(mapping, lambda: "sex", lambda voice_id: f"{voice_id}.wav")
    qtbot.addWidget(dialog)
    dialog.compute()
    assert not dialog.figure.isEnabled()
    qtbot.waitUntil(dialog.figure.isEnabled, timeout=240_000)
    assert "Equal-error rate" in dialog.about["Telling speakers apart"].text()
    # Each of the two is labelled Twin and is somebody else exactly.
    rows = range(dialog.outliers.rowCount())
    twin = next(r for r in rows if dialog.outliers.item(r, 3).text() == known.names[3])
    assert dialog.outliers.item(twin, 0).text() == "Twin" and dialog.outliers.item(twin, 4).text() == "1.00"
    # Two rows of one speaker are distinguishable, and lead to the recording.
    titles = {dialog.outliers.item(r, 1).text() for r in rows if dialog.outliers.item(r, 0).text() == "Twin"}
    assert titles == {"twin3.wav", "twin4.wav"}
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.outliers.itemActivated.emit(dialog.outliers.item(twin, 0))
    assert chosen.args == ["twin3"]
    assert "threshold of the voices on this map" in dialog.about["Telling speakers apart"].text()
    assert np.allclose(np.diag(dialog.matrix.matrix), 1, atol=1e-3)
    for tab in range(3):
        dialog.tabs.setCurrentIndex(tab)
        dialog.grab()
    for suffix in ("csv", "png"):
        job = mapping.write(str(tmp_path / f"map.{suffix}"), *dialog._found, dialog.colouring())
        with qtbot.waitSignal(job.done, timeout=240_000):
            pass
    with open(tmp_path / "map.csv", newline="", encoding="utf-8") as file:
        table = {row["id"]: row for row in csv.DictReader(file)}
    assert len(table) == len(known) + 2 and table["twin3"]["rather"] == known.names[3]
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_matrix_has_a_scale_and_says_of_how_many_voices_it_is(qtbot):
    view = MatrixView()
    qtbot.addWidget(view)
    view.resize(300, 240)
    view.show_matrix(np.eye(3, dtype=np.float32), ["Anna", "Bob", "Clara"])
    picture, square = view.grab().toImage(), view._square()
    strong, faint = (picture.pixelColor(square.right() + 15, y) for y in (square.top() + 2, square.bottom() - 2))
    assert strong.lightness() < 60 < 200 < faint.lightness()
    assert "sample of 400 of the 850 voices" in _shown(400, 850) and _shown(400, 400) == "400 voices"


def test_a_group_is_tagged(qtbot, window, library):
    window.exploring.tag(["clara", "edwin", "known:1"], "demo")
    window.exploring.tag(["clara"], "demo")
    assert tuple(library.recordings["clara"].tags) == tuple(library.recordings["edwin"].tags) == ("demo",)
    assert "1" in window.notice.sentence
    window.exploring.tag(["known:1"], "demo")
    assert "Only recordings" in window.notice.sentence


def test_what_lies_under_the_pointer_is_heard_and_leaves_what_plays_alone(qtbot, window, session):
    session.player.stop()
    window.exploring.audition.follow("edwin")
    qtbot.waitUntil(session.audio.playing)
    heard = session.audio._sound
    assert heard is not session.player.reference and heard.seconds > 5
    window.exploring.audition.follow("")
    assert not session.audio.playing()
    session.player.play_reference()
    window.exploring.audition.follow("edwin")
    qtbot.wait(300)
    assert session.audio.playing(session.player.reference)
    session.player.stop()
    session.voices["known"] = make_voice("Known")
    window.exploring.audition.hear("known")
    job = session.engine.last("clone")
    job.tell("done", make_take())
    assert session.audio.playing() and not session.library.takes
