"""Closing during other work: nothing is lost, and nothing closes without confirmation."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from ui_fakes import make_take, make_voice

from toolbox.core.cloning.speech import Chunk
from toolbox.core.library.library import Library
from toolbox.core.sound.buffers import Ring

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def speaking(window, session):
    """Return the job of a speech in progress."""
    session.voices["clara"] = make_voice("Clara")
    window.speech.text.setPlainText("Good morning.")
    window.clone()
    job = session.engine.last("clone")
    job.tell("chunk", Chunk(np.full(40 * 256, 0.1, np.float32), np.zeros((100, 40), np.float32), 0.5))
    return job


def press(window, text):
    question = window.closing.question
    next(b for b in question.buttons() if b.text().replace("&", "") == text).click()


def test_closing_in_the_middle_of_a_speech_asks(qtbot, window, session, speaking):
    window.close()
    assert window.isVisible() and window.closing.question is not None
    window.close()  # an impatient second time asks no second question
    press(window, "Cancel")
    assert window.isVisible() and window.closing.question is None and not speaking.cancelling
    speaking.tell("cancelled", None)


def test_what_is_made_is_kept(window, session, speaking):
    window.close()
    press(window, "Keep what there is")
    assert not window.isVisible()
    take, = Library(session.library.folder).takes.values()
    assert take.unfinished and take.text == "Good morning." and session.library.take_path(take).exists()


def test_it_waits_and_closes_then(qtbot, window, session, speaking):
    window.close()
    press(window, "Wait, then close")
    assert window.isVisible()
    take = make_take()
    speaking.tell("done", take)
    qtbot.waitUntil(lambda: not window.isVisible())
    kept = Library(session.library.folder).takes[take.id]
    assert not kept.unfinished and kept.seconds == take.seconds


def test_a_speech_that_ends_while_it_is_asked_takes_the_question_back(qtbot, window, session, speaking):
    window.close()
    speaking.tell("done", make_take())
    assert window.isVisible() and window.closing.question is None
    window.close()
    assert not window.isVisible() and len(Library(session.library.folder).takes) == 1


def test_a_recording_that_runs_is_kept_with_its_row(window, session, clips):
    wav, rate = clips["Clara"]
    audio = session.audio
    audio.ring = Ring(20 * rate)
    audio.recording_started.emit(rate)
    audio.ring.write(wav[: 3 * rate])
    audio._ask.connect(lambda what, _: audio.recording_stopped.emit() if what == "stop_recording" else None)
    window.close()
    assert not window.isVisible()
    library = Library(session.library.folder)
    kept = next(r for r in library.recordings.values() if r.source == "recorded here")
    assert np.allclose(library.read_recording(kept)[0], wav[: 3 * rate], atol=1e-4)


def test_a_sound_system_that_hangs_costs_nothing_that_was_recorded(window, session, clips, monkeypatch):
    monkeypatch.setattr("toolbox.ui.window.closing.PATIENCE", 0.1)
    wav, rate = clips["Clara"]
    session.audio.ring = Ring(20 * rate)
    session.audio.recording_started.emit(rate)
    session.audio.ring.write(wav[: 3 * rate])
    window.close()
    kept = next(r for r in Library(session.library.folder).recordings.values() if r.source == "recorded here")
    assert kept.seconds == pytest.approx(3.0)


def test_what_could_not_be_written_is_not_lost_by_closing(qtbot, window, session, blocked):
    with blocked("recordings"):
        session.keep_recording(np.zeros(48_000, np.float32), 48_000)
        window.close()
        for answer in ("Cancel", "Write it again"):  # there is no room yet
            assert window.isVisible() and "could not be written" in window.closing.question.text()
            press(window, answer)
            if answer == "Cancel":
                assert window.closing.question is None
                window.close()
        assert window.isVisible()
    press(window, "Write it again")
    assert not window.isVisible()
    assert "Recording 1" in Library(session.library.folder).speakers()


def test_it_closes_with_loss_where_that_is_wanted(window, session, blocked):
    with blocked("recordings"):
        session.keep_recording(np.zeros(48_000, np.float32), 48_000)
        window.close()
        press(window, "Close and lose it")
        assert not window.isVisible()


def test_speech_that_cannot_be_kept_keeps_the_window_open(window, session, speaking, blocked):
    with blocked("takes"):
        window.close()
        press(window, "Keep what there is")
        assert window.isVisible() and "cannot be written" in window.notice.sentence
    window.close()
    press(window, "Keep what there is")
    assert not window.isVisible() and len(Library(session.library.folder).takes) == 1


def test_closing_goes_on_where_the_library_is_gone(window, session, monkeypatch):
    ended = []
    monkeypatch.setattr(session.engine, "close", lambda: ended.append(True))
    session.library.folder.rename(session.library.folder.with_name("elsewhere"))
    window.close()
    assert window.isVisible() and "cannot be written" in window.notice.sentence  # the project with its text
    press(window, "Close and lose it")
    assert ended and not window.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_closes_as_a_person_does(tmp_path, name):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path),
                                "XDG_CONFIG_HOME": str(tmp_path / "c"), "XDG_STATE_HOME": str(tmp_path / "s")}
    library, settings = tmp_path / "library", tmp_path / "c" / "voice-toolbox"
    process = subprocess.Popen([sys.executable, "main.py", "--library", str(library)], cwd=ROOT, env=environment,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    until = time.perf_counter() + 60
    while not (library / "library.db").exists() and time.perf_counter() < until:
        time.sleep(0.05)
    time.sleep(1.5)  # models are being loaded
    process.send_signal(getattr(signal, name))
    assert process.wait(30) == 0
    assert list(settings.glob("*.ini"))  # what is remembered is written
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(("tmp", "voice-toolbox-"))]
