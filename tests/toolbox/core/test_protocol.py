"""The protocol between the window and its processes: every request is answered once, whenever it is cancelled."""

import pickle
import threading
from pathlib import Path

import pytest

from toolbox.core.protocol import ENDS, ServerProcess, ServerStopped


class Answers:
    """Answers the requests of these tests."""

    def __init__(self, threads):
        pass

    def echo(self, emit, cancelled, value):
        """Return what was sent."""
        return value

    def wait(self, emit, cancelled):
        """Wait to be cancelled."""
        import time

        emit("progress", (0.0, ""))
        while not cancelled():
            time.sleep(0.001)
        raise RuntimeError("cancelled")

    def litter(self, emit, cancelled):
        """Leave a temporary folder to be removed when Python exits, as some libraries do."""
        import tempfile

        return tempfile.mkdtemp()

    def unsendable(self, emit, cancelled):
        """Return a value that cannot be pickled."""
        return lambda: None


class Process(ServerProcess):
    serves = (__name__, "Answers")


@pytest.fixture
def process(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    made = Process(1)
    yield made
    made.stop()


def ask(process, *request):
    return [name for name, _ in process.run(*request)]


def test_cancelled_before_it_is_sent_it_never_starts(process):
    process.cancel(7)
    assert ask(process, 7, "wait", {}) == ["cancelled"] and process._process is None
    assert ask(process, 8, "echo", {"value": 1}) == ["done"]


def test_cancelled_at_any_moment_it_ends_once(process):
    ask(process, 0, "echo", {"value": 1})
    for number in range(1, 150):
        asked = threading.Timer(number % 10 * 1e-4, process.cancel, [number])
        asked.start()
        names = ask(process, number, "wait", {})
        asked.join()
        assert names[-1] == "cancelled" and sum(name in ENDS for name in names) == 1
        assert ask(process, 1000 + number, "echo", {"value": 1}) == ["done"]
    assert not process._cancelled


def test_what_cannot_be_sent_spoils_nothing(process):
    with pytest.raises((AttributeError, pickle.PicklingError)):
        ask(process, 1, "echo", {"value": lambda: None})
    assert ask(process, 2, "unsendable", {}) == ["failed"]
    assert ask(process, 3, "echo", {"value": 1}) == ["done"]


def test_what_the_process_cannot_read_is_answered_by_its_end(process):
    ask(process, 1, "echo", {"value": 1})
    process._process.stdin.write(b"no pickle at all.....")
    with pytest.raises(ServerStopped):
        ask(process, 2, "echo", {"value": 1})
    assert ask(process, 3, "echo", {"value": 1}) == ["done"]


def test_a_caller_that_leaves_does_not_get_old_answers_later(process):
    events = process.run(1, "wait", {})
    assert next(events)[0] == "progress"
    events.close()
    assert list(process.run(2, "echo", {"value": 5})) == [("done", 5)]


def test_a_process_that_is_ended_leaves_no_temporary_folders(process, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (_, folder), = process.run(0, "litter", {})
    assert Path(folder).is_relative_to(tmp_path) and Path(folder).is_dir()
    process.stop()
    assert not list(tmp_path.iterdir())


def test_a_process_that_ended_by_itself_leaves_none_either(process, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ask(process, 0, "litter", {})
    process._process.kill()
    process._process.wait()
    assert ask(process, 1, "echo", {"value": 1}) == ["done"]
    process.stop()
    assert not list(tmp_path.iterdir())
