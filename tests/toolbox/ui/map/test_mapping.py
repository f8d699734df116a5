import csv

import numpy as np
import pytest
from ui_fakes import FakeEngine, make_take, make_voice

from toolbox.core.cloning.voice import Voice
from toolbox.core.map import METHODS
from toolbox.core.map.projection import Projection, fit
from toolbox.core.processes.mapper import MapProcess
from toolbox.ui.map import panel
from toolbox.ui.map.mapping import BLEND, LEAST_NEW, Mapping, _read, save_voices
from toolbox.ui.map.numbers import NumbersDialog
from toolbox.ui.map.panel import MapPanel
from toolbox.ui.map.population import KNOWN, MADE, OWN
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
    """A mapping that shows the constellation, in the map that comes with it."""
    mapping.start()
    qtbot.waitUntil(lambda: len(mapping.population) > 0, timeout=60_000)
    return mapping


def test_the_list_offers_every_method_of_the_map():
    assert tuple(panel.METHODS) == METHODS


def test_the_first_start_shows_the_constellation(started):
    population = started.population
    assert len(population) > 100 and (population.kinds == KNOWN).all() and np.isfinite(started.places).all()
    assert started.places.shape == (len(population), 2) and not started.worker.jobs
    voice = started.voice(population.ids[5])
    assert isinstance(voice, Voice) and started.id_of(voice) == population.ids[5]
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


def test_many_new_voices_have_the_map_fitted_anew(qtbot, started):
    known = len(started.population)
    started.rows_of = lambda: rows(max(LEAST_NEW, known // 4) + 2)
    started.refresh()
    qtbot.waitUntil(lambda: [j.kind for j in started.worker.jobs] == ["fit"])
    assert len(started.worker.jobs[0].arguments["embeddings"]) == known + len(started.rows_of())


def test_voices_are_made_on_the_map(qtbot, started):
    with qtbot.waitSignal(started.made) as made:
        started.make_new(3, {})
    voice = started.voice(made.args[0])
    similarities = started.population.similarities(voice.embedding)
    known = started.population.kinds == KNOWN
    assert made.args[1] == pytest.approx(similarities[known].max(), abs=0.02) and made.args[1] < 0.85
    x, y = started.places[known].mean(axis=0)
    with qtbot.waitSignal(started.made) as made:
        started.make_spot(float(x), float(y), {})
    index = started.population.ids.index(made.args[0])
    assert started.population.kinds[index] == MADE and np.allclose(started.places[index], (x, y))
    one, other = started.voice("known:0"), started.voice("known:9")
    for weight in (1.0, 0.0):
        with qtbot.waitSignal(started.made) as made:
            started.make_blend([one, other], [weight, 1 - weight])
        assert made.args[0] == BLEND and started.population.ids.count(BLEND) == 1
        assert started.voice(BLEND).similarity(one if weight else other) == pytest.approx(1, abs=1e-3)


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


def test_voices_are_saved_with_a_table(tmp_path):
    assert save_voices(tmp_path, [make_voice("Anna"), make_voice("Anna", 1), make_voice("a/b: c", 2)]) == 3
    with open(tmp_path / "voices.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [r["file"] for r in table] == ["Anna.npz", "Anna 2.npz", "ab c.npz"]
    assert Voice.load(tmp_path / "Anna 2.npz").embedding @ make_voice(seed=1).embedding == pytest.approx(1)


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
    panel._picked(7, True)
    assert panel.group == [4, 7] and panel.bar.isVisible()
    with qtbot.waitSignal(panel.blended) as blended:
        panel.slider.setValue(25)
    assert blended.args[0] == [("known:4", 0.75), ("known:7", 0.25)]
    panel.show_population(started.population, started.places)
    assert panel.group == [4, 7]
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


def test_a_click_on_the_map_chooses_whose_voice_speaks(qtbot, window, session, library):
    window.mapping.start()
    qtbot.waitUntil(lambda: "known:3" in window.mapping.population.ids, timeout=60_000)
    window.exploring.choose("known:3")
    known = window.mapping.voice("known:3")
    assert session.voice() is known and not window.voices.selected()
    assert "no recording" in window.reference.view.empty.text()
    session.cloning.consent(True)
    session.settings.setValue("consent", "given")
    window.speech.clone.click()
    job = session.engine.last("clone")
    assert job.arguments["voice"] is known and job.arguments["recording"] == ""
    job.tell("done", make_take())
    window._show_library("")
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
    known, voices, places, projection = _read(mapping.path)
    known = known.part(slice(40))
    mapping._started(known, voices[:40], places[:40], projection)
    twins = [(f"twin{i}", "Twin", "recorded here", OWN, "F", 200.0, known.embeddings[i]) for i in (3, 4)]
    mapping.rows_of = lambda: twins
    mapping.refresh()
    qtbot.waitUntil(lambda: "twin4" in mapping.population.ids)
    dialog = NumbersDialog(mapping, lambda: "sex")
    qtbot.addWidget(dialog)
    dialog.open_anew()
    assert not dialog.figure.isEnabled()
    qtbot.waitUntil(dialog.figure.isEnabled, timeout=240_000)
    assert "Equal-error rate" in dialog.about["Telling persons apart"].text()
    # Each of the two is labelled Twin and is somebody else exactly.
    rows = range(dialog.outliers.rowCount())
    twin = next(r for r in rows if dialog.outliers.item(r, 2).text() == known.names[3])
    assert dialog.outliers.item(twin, 0).text() == "Twin" and dialog.outliers.item(twin, 3).text() == "1.00"
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


def test_a_group_is_tagged(qtbot, window, library):
    window.exploring.tag(["clara", "edwin", "known:1"], "demo")
    window.exploring.tag(["clara"], "demo")
    assert tuple(library.recordings["clara"].tags) == tuple(library.recordings["edwin"].tags) == ("demo",)
    assert "1" in window.notice.sentence
    window.exploring.tag(["known:1"], "demo")
    assert "Only recordings" in window.notice.sentence


def test_what_lies_under_the_pointer_is_heard_and_leaves_what_plays_alone(qtbot, window, session):
    session.player.stop()
    window.exploring.audition.hear("edwin")
    qtbot.waitUntil(session.audio.playing)
    heard = session.audio._sound
    assert heard is not session.player.reference and heard.seconds > 5
    window.exploring.audition.hear("")
    assert not session.audio.playing()
    session.player.play_reference()
    window.exploring.audition.hear("edwin")
    qtbot.wait(300)
    assert session.audio.playing(session.player.reference)
    session.player.stop()
    window.exploring.audition.say(make_voice("Known"))
    job = session.engine.last("clone")
    job.tell("done", make_take())
    assert session.audio.playing() and not session.library.takes
