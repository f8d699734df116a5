import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from ui_fakes import RATE, FakeAudio, FakeEngine, make_take

from audio.files import load
from audio.quality import Quality
from toolbox.core.cloning.overview import analyse
from toolbox.core.cloning.speech import Chunk
from toolbox.core.library.library import Recording
from toolbox.core.people.meter import advise
from toolbox.core.settings import ASSETS
from toolbox.core.sound.buffers import Ring
from toolbox.core.sound.devices import Device
from toolbox.ui.recordings.live import GOOD, NEEDED, LivePanel
from toolbox.ui.recordings.quality import WORDS
from toolbox.ui.recordings.reference import ReferencePanel
from toolbox.ui.recordings.voices import VoicesPanel
from toolbox.ui.session.workers import Job
from toolbox.ui.speech.speech import SpeechPanel
from toolbox.ui.widgets.fitting import ElidedLabel
from toolbox.ui.widgets.level import LevelMeter
from toolbox.ui.window.jobs import JobsBar
from toolbox.ui.window.models import ModelsPanel
from toolbox.ui.window.notice import Notice

CLARA = ASSETS / "voices" / "clara.flac"


def test_level_meter_shows_peaks_and_clipping(qtbot):
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.feed(np.full(100, 0.1, np.float32), 0.02)
    assert meter.level == pytest.approx(-20, abs=0.1) and not meter.clipped
    meter.feed(np.ones(100, np.float32), 0.02)
    assert meter.clipped
    meter.feed(np.zeros(100, np.float32), 2.0)
    assert not meter.clipped and meter.level < -40
    meter.grab()


def test_live_panel_records_and_says_when_there_is_enough(qtbot):
    audio = FakeAudio()
    live = LivePanel(audio, measure=None)
    qtbot.addWidget(live)
    live.show()
    wav, rate = load(CLARA)
    audio.ring = Ring(8 * rate)
    audio.recording_started.emit(rate)
    assert live.recording and live.button.text() == "Stop"
    for begin in range(0, len(wav), rate // 2):
        audio.ring.write(wav[begin: begin + rate // 2])
        audio.arrivals = (audio.ring.written, time.perf_counter())
        live._counted = 0.0
        qtbot.waitUntil(lambda: audio.ring.taken == audio.ring.written)
    assert "enough" in live.advice.text() and float(live.speech.text().split()[0]) > 5
    with qtbot.waitSignal(live.recorded) as recorded:
        audio.recording_stopped.emit()
    assert np.array_equal(recorded.args[0], wav) and recorded.args[1] == rate and not live.recording
    live.meter.reset()
    for missing, words in ((1.6, "2 s more"), (0.02, "1 s more"), (0, "enough for a good likeness")):
        live._count(GOOD - missing)
        assert words in live.advice.text()


def test_live_panel_warns_of_what_was_measured(qtbot):
    audio, engine = FakeAudio(), FakeEngine()
    live = LivePanel(audio, lambda wav, rate: engine.submit("quality", "", wav=wav, rate=rate))
    qtbot.addWidget(live)
    audio.ring = Ring(8 * RATE)
    audio.recording_started.emit(RATE)
    audio.ring.write(np.full(3 * RATE, 0.1, np.float32))
    audio.arrivals = (audio.ring.written, time.perf_counter())
    live._counted = 0.0
    qtbot.waitUntil(lambda: len(engine.jobs) == 1)
    assert len(engine.jobs[0].arguments["wav"]) == 3 * RATE and engine.jobs[0].arguments["rate"] == RATE
    engine.jobs[0].tell("failed", ("The engine's process ended unexpectedly.", ""))
    live._looked = live._counted = 0.0
    audio.ring.write(np.full(10, 0.1, np.float32))
    qtbot.waitUntil(lambda: len(engine.jobs) == 2)  # a failure does not end the checks
    noisy = Quality(3.0, 3.0, 2.0, 0.2, 8_000.0, 0.0, 0.0)
    engine.jobs[1].tell("done", (noisy, advise(noisy)))
    live._count(NEEDED)
    assert live.advice.text() == WORDS["noise"]
    audio.recording_stopped.emit()


def test_live_panel_follows_devices(qtbot):
    audio = FakeAudio()
    live = LivePanel(audio, measure=None)
    qtbot.addWidget(live)
    live.choose_devices("Headset", "")
    assert not live.button.isEnabled() or not live.inputs.isEnabled()
    audio.devices_changed.emit([Device(0, "Built-in"), Device(3, "Headset")], [Device(1, "Speakers")])
    assert live.inputs.currentText() == "Headset" and live.button.isEnabled()
    audio.devices_changed.emit([Device(0, "Built-in")], [])
    assert live.inputs.currentText() == "System default" and not live.outputs.isEnabled()
    audio.problem_changed.emit("Off on this machine: recording.")
    assert "Off" in live.view.empty.text()


def test_reference_shows_a_recording_and_a_region(qtbot):
    panel = ReferencePanel()
    qtbot.addWidget(panel)
    assert not panel.play.isEnabled()
    wav, rate = load(CLARA)
    panel.show_recording("Clara", len(wav) / rate, rate, analyse(wav, rate), None)
    assert panel.play.isEnabled() and panel.whole.isHidden()
    with qtbot.waitSignal(panel.region_changed) as changed:
        panel.region.setRegion((2.0, 5.0))
    assert changed.args[0] == (2.0, 5.0) and "3.0 of" in panel.about.text()
    with qtbot.waitSignal(panel.region_changed) as changed:
        panel.region.setRegion((2.0, 2.1))
    assert changed.args[0][1] - changed.args[0][0] == pytest.approx(1.0)
    with qtbot.waitSignal(panel.region_changed) as changed:
        panel.whole.click()
    assert changed.args[0] is None
    panel.show_head(1.5)
    assert panel.play.text() == "Stop"
    drawn = panel.play.icon().cacheKey()
    panel.show_head(1.52)
    assert panel.play.icon().cacheKey() == drawn  # not drawn again in every frame
    panel.show_head(None)
    assert panel.play.text() == "Play" and panel.play.icon().cacheKey() != drawn


def test_voices_groups_searches_and_renames(qtbot, library):
    panel = VoicesPanel()
    qtbot.addWidget(panel)
    clara, edwin = library.recordings["clara"], library.recordings["edwin"]
    panel.show_library({"Anna": [clara, edwin], "Bob": [library.recordings["silas"]]})
    panel.select(["edwin"])
    assert panel.selected() == ["edwin"] and panel.model.rowCount(panel.model.index(0, 0)) == 2
    panel.search.setText("bo")
    assert panel.model.rowCount() == 1 and panel.model.index(0, 0).data() == "Bob"
    panel.search.clear()
    with qtbot.waitSignal(panel.chosen) as chosen:
        panel.tree.setCurrentIndex(panel.model.index(0, 0))
    assert chosen.args[0] == ["clara", "edwin"]
    with qtbot.waitSignal(panel.renamed) as renamed:
        panel.model.setData(panel.model.index(1, 0), "Robert")
    assert renamed.args == [["silas"], "Robert"]
    panel.show_library({})
    assert panel.empty.isVisibleTo(panel) and not panel.delete.isEnabled()


def test_thousands_of_voices_are_listed_as_they_are_looked_at(qtbot):
    panel = VoicesPanel()
    qtbot.addWidget(panel)
    panel.show()
    speakers = {f"Speaker {i:04d}": [Recording(f"{i}a", f"Speaker {i:04d}", "/a.wav", 1.0, tags=(f"tag {i}",)),
                                     Recording(f"{i}b", f"Speaker {i:04d}", "/b.wav", 2.0)] for i in range(5000)}
    panel.show_library(speakers)
    assert panel.model.rowCount() < 1000
    panel.select(["2345b"])
    assert panel.selected() == ["2345b"] and panel.tree.currentIndex().parent().data() == "Speaker 2345"
    panel.show_library(speakers)
    assert panel.selected() == ["2345b"]
    panel.search.setText("TAG 4999")
    assert panel.model.rowCount() == 1 and panel.model.index(0, 1).data() == "3.0 s"
    panel.search.clear()
    before = panel.model.rowCount()
    qtbot.waitUntil(lambda: panel.tree.verticalScrollBar().maximum() > 0)
    panel.tree.scrollToBottom()
    qtbot.waitUntil(lambda: panel.model.rowCount() > before)


def test_speech_grows_and_shows_takes(qtbot):
    panel = SpeechPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.begin("Clara")
    for share in (0.25, 0.5):
        panel.add_chunk(Chunk(np.zeros(94 * 256, np.float32), np.zeros((100, 94), np.float32), share,
                              (("a", 0.0, 0.5),)))
    assert panel.view.item.n_columns == 188 and panel.view.box.viewRange()[0][1] == pytest.approx(4.0, abs=0.1)
    take = make_take()
    panel.show_take(take)
    panel.takes.show_takes([take], take.id)
    assert panel.export.isEnabled() and panel.takes.item(0, 3).text() == "0.81" and panel.takes.selected() == take.id
    with qtbot.waitSignal(panel.take_deleted) as deleted:
        qtbot.keyClick(panel.takes, Qt.Key.Key_Delete)
    assert deleted.args[0] == take.id
    panel.set_busy(True)
    assert panel.cancel.isVisible() and not panel.clone.isEnabled()
    before = panel.seed.value()
    panel.another_seed()
    assert panel.seed.value() != before or before == 0


@pytest.mark.parametrize("rtf, words", [(0.05, "20 × faster than real time"), (0.8, "1.2 × faster than real time"),
                                        (1.0, "   in real time"), (7.1, "7.1 × slower than real time")])
def test_how_fast_a_take_was_made_cannot_be_misread(qtbot, rtf, words):
    panel = SpeechPanel()
    qtbot.addWidget(panel)
    panel.show_take(make_take(timings={"rtf": rtf}))
    assert panel.about.text().endswith(words)


def test_models_tell_their_state(qtbot):
    panel = ModelsPanel("auto")
    qtbot.addWidget(panel)
    panel.show_loading(0.3, "synthesizer")
    assert "synthesizer" in panel.state.text()
    panel.show_loaded({"device": "cpu", "devices": ["cpu", "cuda:0"], "memory": 4 << 20, "threads": 1,
                       "loaded": [("GE2E", None), ("parallel", 40_000)]}, "auto")
    assert panel.loaded.text() == "GE2E, parallel" and "40,000" in panel.loaded.toolTip()
    assert panel.memory.text() == "4 MB" and panel.device.count() == 3 and not panel.reload.isVisibleTo(panel)
    panel.show_failed("No weights.")
    assert panel.reload.isVisibleTo(panel) and panel.state.toolTip() == "No weights."


def test_notice_is_a_line_with_details(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.show()
    notice.show_message("bad", "That went wrong.", "Traceback …")
    assert notice.sentence == "That went wrong." and notice.more.isVisible() and not notice.action.isVisible()
    notice.more.click()
    assert "Traceback" in notice._panel.text.toPlainText()
    notice.show_message("info", "Deleted Anna.", action="Undo")
    with qtbot.waitSignal(notice.acted):
        notice.action.click()
    assert notice.sentence == "That went wrong."  # nobody has closed it yet
    notice.close_button.click()
    assert notice.sentence == ""


def test_a_bar_for_every_job(qtbot):
    bar, given_up = JobsBar(), []
    qtbot.addWidget(bar)
    bar.show()
    job = Job(1, "import", "Adding files", given_up.append)
    bar.add(job)
    job.tell("progress", (0.5, "a.wav"))
    qtbot.waitUntil(lambda: bar.rows[1].isVisible())
    assert bar.rows[1].bar.value() == 50 and "a.wav" in bar.rows[1].label.text()
    job.cancel()
    assert given_up == [job]
    job.tell("cancelled", None)
    assert not bar.rows


def test_what_does_not_fit_is_elided_and_told(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("Enough to try; two seconds more give a better likeness.")
    label.resize(60, 20)
    label.grab()
    assert label.toolTip() == label.text() and label.minimumSizeHint().width() < 60
    label.resize(label.sizeHint())
    label.grab()
    assert label.toolTip() == ""


def test_what_does_not_fit_among_the_models_is_scrolled(qtbot):
    panel = ModelsPanel("auto")
    qtbot.addWidget(panel)
    panel.resize(190, 70)
    panel.show_state("ready on cpu, and on several other devices of this machine", "good")
    panel.show()
    qtbot.waitUntil(panel.verticalScrollBar().isVisible)
    assert not panel.horizontalScrollBar().isVisible()
    assert panel.state.height() >= panel.state.heightForWidth(panel.state.width())
