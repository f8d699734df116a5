"""What is spoken instead of written: the source of a conversion and the live voice, through the window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from ui_fakes import FakeEngine, make_take, make_voice

from audio.files import load
from synthesizer.reading import Reading, Word
from toolbox.core.cloning.speech import Spoken
from toolbox.core.library.records import LIVE
from toolbox.core.live.state import LiveState
from toolbox.core.settings import ASSETS
from toolbox.core.sound.devices import Device

CLARA = ASSETS / "voices" / "clara.flac"


class FakeWorker(FakeEngine):
    """A FakeEngine that is started like a Worker."""

    started = False

    def start(self):
        self.started = True

    def isRunning(self):
        return self.started


def spoken_take():
    """Return a take of a recording that was converted along its text."""
    reading = Reading("Good morning", "ɡˈUd mˈoɹnɪŋ.", (Word("Good", 0, 4), Word("morning", 5, 12)), step=0.02,
                      durations=np.full(15, 0.05), pitch=np.zeros(40), voicing=np.ones(40))
    return make_take("Good morning.", sentences=[Spoken(reading, "Clara", 7, 0.1, 0.8, pause=1.5)])


@pytest.fixture
def ready(window, qtbot):
    """Return the window with a voice that is learnt and may be used."""
    session = window.session
    session.give_consent(session.chosen, "own")
    for recording_id in session.chosen:
        session.voices[recording_id] = replace(make_voice(), consent="own")
    session.voices_changed.emit()
    session.live.worker = FakeWorker()
    return window


def test_a_source_is_chosen_converted_and_compared(ready, qtbot):
    window, session, bar = ready, ready.session, ready.speech.source
    assert not bar.convert.isVisible() and "speak it yourself" in bar.title.text()
    window.speaking.read(str(CLARA))
    qtbot.waitUntil(lambda: bar.convert.isVisible(), timeout=20_000)
    wav, rate = load(CLARA)
    assert bar.title.text() == f"clara.flac, {len(wav) / rate:.1f} s"
    bar.play.click()
    assert session.audio.playing(session.player.source)
    window.speech.pitch.setValue(2.0)
    qtbot.mouseClick(bar.convert, Qt.MouseButton.LeftButton)
    job = session.engine.last("convert")
    assert np.array_equal(job.arguments["source"][0], wav) and job.arguments["source"][1] == rate
    assert not job.arguments["guided"] and job.arguments["pitch_shift"] == 2.0
    assert not bar.convert.isEnabled() and window.speech.cancel.isVisible()
    job.tell("done", make_take("(clara.flac)"))
    qtbot.waitUntil(lambda: session.cloning.take is not None and bar.convert.isEnabled())
    assert session.cloning.take.text == "(clara.flac)"
    heard = []
    for _ in range(4):
        window.speech.compare.click()
        heard.append(session.audio._sound)
    player = session.player
    assert heard == [player.reference, player.source, player.result, player.reference]
    bar.clear.click()
    assert window.speaking.source is None and player.source is None and not bar.convert.isVisible()


def test_what_follows_is_played_in_turn(ready, qtbot):
    window, session = ready, ready.session
    window.speaking.read(str(CLARA))
    qtbot.waitUntil(lambda: session.player.source is not None, timeout=20_000)
    session.cloning.show_take(make_take())
    window.speech.compare.click()
    heard = [session.audio._sound]
    for _ in range(2):
        session.audio._playing = False  # it has come to its end
        session.player._move_heads()
        heard.append(session.audio._sound)
    player = session.player
    assert heard == [player.reference, player.source, player.result]
    session.audio._playing = False
    session.player._move_heads()
    assert session.audio._sound is player.result and not session.audio.playing()


def test_the_text_guides_if_it_is_what_is_said(ready, qtbot):
    window, bar = ready, ready.speech.source
    window.speaking.read(str(CLARA))
    qtbot.waitUntil(lambda: bar.convert.isVisible(), timeout=20_000)
    window.speech.text.setPlainText("What Clara says.")
    bar.guided.setChecked(True)
    window.speaking.convert()
    job = window.session.engine.last("convert")
    assert job.arguments["guided"] and job.arguments["text"] == "What Clara says."
    window.cancel()
    assert job in window.session.engine.cancelled


def test_a_recording_made_for_it_is_the_source_and_no_voice(ready, qtbot, monkeypatch):
    window, session, asked = ready, ready.session, []
    monkeypatch.setattr(session.audio, "record", asked.append)
    before = len(session.library.recordings)
    window.speech.source.record.click()
    assert asked == [window.live.input_name]
    window.live.recorded.emit(np.ones(24_000, np.float32), 24_000)
    assert window.speaking.source.rate == 24_000 and len(session.library.recordings) == before
    assert window.speech.source.title.text() == "Spoken just now, 1.0 s"
    # The next one is a voice's again.
    wav, rate = load(CLARA)
    window.live.recorded.emit(wav, rate)
    qtbot.waitUntil(lambda: len(session.library.recordings) == before + 1, timeout=20_000)


def test_a_file_that_is_no_sound_is_refused(ready, qtbot, tmp_path):
    (tmp_path / "no.wav").write_bytes(b"RIFF")
    with qtbot.waitSignal(ready.session.noticed) as noticed:
        ready.speaking.read(str(tmp_path / "no.wav"))
    assert noticed.args[0] == "bad" and "no.wav" in noticed.args[1] and ready.speaking.source is None


def test_one_goes_live_and_sees_it(ready, qtbot):
    session, page = ready.session, ready.live_voice
    worker = session.live.worker
    page.list_outputs([], [Device(1, "Speakers"), Device(2, "Cable")])
    page.output.setCurrentIndex(page.output.findData("Cable"))
    page.pitch.setValue(-3.0)
    page.wet.setValue(60)
    page.button.click()
    start = worker.last("start")
    assert start.arguments["output_name"] == "Cable" and start.arguments["voice"].name
    assert "starting" in page.state.text()
    start.tell("done", LiveState())
    qtbot.waitUntil(lambda: any(j.kind == "steer" for j in worker.jobs))
    steer = worker.last("steer")
    assert steer.arguments == {"pitch_shift": -3.0, "wet": 0.6, "talking": True}
    steer.tell("done", LiveState(True, seconds=3.5, latency=0.21, input_peak=0.5, output_peak=0.2,
                                 core_share=0.4, block=0.1))
    assert "LIVE" in page.state.text() and "210 ms" in page.about.text() and "nothing lost" in page.about.text()
    assert page.input_meter.level > page.output_meter.level > -60
    assert ready.speaking.badge.isVisible() and "LIVE" in ready.speaking.badge.text()  # whatever panels are seen
    # One look at a time.
    qtbot.waitUntil(lambda: not worker.jobs[-1].finished and worker.jobs[-1].kind == "steer")
    looks = sum(j.kind == "steer" for j in worker.jobs)
    qtbot.wait(200)
    assert sum(j.kind == "steer" for j in worker.jobs) == looks
    worker.last("steer").tell("done", LiveState(problem="The microphone was disconnected."))
    assert page.state.text() == "waiting" and "disconnected" in page.about.text()
    page.button.click()
    assert worker.jobs[-1].kind == "stop" and page.state.text() == "off" and not session.live.on
    assert not ready.speaking.badge.isVisible()
    entry, = session.library.history()
    assert (entry.what, entry.seconds, entry.consent) == (LIVE, 3.5, "own") and entry.recording == session.chosen[0]


def test_a_voice_of_the_map_is_a_target(ready, qtbot):
    """A selected blend, point of the map or fictitious voice is the target of conversion and live speech."""
    window, session = ready, ready.session
    made = replace(make_voice(), name="Nobody")
    session.find_voice = {"a point": made}.get
    session.select("a point")
    window.speaking.read(str(CLARA))
    qtbot.waitUntil(lambda: session.player.source is not None, timeout=20_000)
    window.speaking.convert()
    assert session.engine.last("convert").arguments["voice"].key == made.key
    window.live_voice.button.click()
    assert session.live.worker.last("start").arguments["voice"].key == made.key


def test_what_is_converted_along_its_text_opens_as_sentences(ready, qtbot):
    """A conversion without a text has no words, and leaves the project as it is."""
    workshop, reading = ready.session.workshop, spoken_take().sentences[0].reading
    heard = replace(spoken_take(), sentences=[replace(spoken_take().sentences[0],
                                                      reading=replace(reading, text="", words=()))])
    workshop.saying.adopt(heard)
    assert not workshop.project.sentences
    workshop.saying.adopt(spoken_take())
    sentence, = workshop.project.sentences
    assert sentence.text == reading.text == "Good morning" and sentence.pause == 1.5
    assert sentence.take.reading == reading


def test_push_to_talk(ready, qtbot):
    page, live = ready.live_voice, ready.session.live
    assert page.talking and not page.talk.isEnabled()
    page.push.setChecked(True)
    assert not page.talking and live.values["talking"] is False
    qtbot.mousePress(page.talk, Qt.MouseButton.LeftButton)
    assert live.values["talking"] is True
    qtbot.mouseRelease(page.talk, Qt.MouseButton.LeftButton)
    assert live.values["talking"] is False
    page.show_state(LiveState(running=True))
    assert "muted" in page.state.text()


def test_nobody_goes_live_in_a_voice_without_consent(ready, qtbot):
    window, session = ready, ready.session
    session.library.change_all(session.chosen, consent=None)
    window.live_voice.button.click()
    assert window.speech.consent.isVisible() and not session.live.worker.jobs
    window.speech.consent.buttons["agreed"].click()
    assert session.live.worker.last("start") and session.library.recordings[session.chosen[0]].consent == "agreed"


def test_live_that_cannot_begin_says_why(ready, qtbot):
    window, session = ready, ready.session
    window.speaking.toggle()
    with qtbot.waitSignal(session.noticed) as noticed:
        session.live.worker.last("start").tell("failed", ("The profile 'rtvc' does not support live conversion.", ""))
    assert noticed.args[0] == "bad" and window.live_voice.state.text() == "off"
    window.speaking.toggle()
    job = session.live.worker.last("start")
    window.speaking.toggle()
    assert job in session.live.worker.cancelled
    job.tell("cancelled", None)
    assert not session.live.on and window.live_voice.button.text() == "Go live"
