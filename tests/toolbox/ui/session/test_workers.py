import os
import signal
import time

import pytest

from toolbox.core.processes.engine import EngineProcess, EngineStopped
from toolbox.ui.session.workers import EngineWorker, in_pool


def test_engine_answers_and_a_dead_one_is_started_again(monkeypatch):
    engine = EngineProcess()
    events = list(engine.run(1, "load", {"profile": "no such profile", "device": "cpu"}))
    assert events[-1][0] == "failed" and "no such profile" in events[-1][1][0] and "Traceback" in events[-1][1][1]
    os.kill(engine._process.pid, signal.SIGKILL)
    engine._process.wait()
    events = engine.run(2, "load", {"profile": "default", "device": "cpu"})
    assert next(events)[0] == "progress"
    os.kill(engine._process.pid, signal.SIGKILL)
    with pytest.raises(EngineStopped, match="unexpectedly"):
        list(events)
    engine.stop()


class SlowProcess:
    """Stands in for the engine's process: every request takes a moment, and can be given up."""

    def __init__(self):
        self.given_up, self.order = set(), []

    def run(self, number, kind, arguments):
        self.order.append(kind)
        for step in range(20):
            time.sleep(0.005)
            if number in self.given_up:
                yield "cancelled", None
                return
            yield "progress", (step / 20, "")
        yield "done", kind

    def cancel(self, number):
        self.given_up.add(number)

    def stop(self):
        pass


def test_queue_serves_the_urgent_first_and_gives_up_when_asked(qtbot):
    worker = EngineWorker()
    worker._process = SlowProcess()
    ended = []
    jobs = [worker.submit(kind, kind, urgent=kind != "late") for kind in ("first", "late", "urgent", "waiting")]
    for job in jobs:
        job.done.connect(lambda _, j=job: ended.append((j.kind, "done")))
        job.cancelled.connect(lambda j=job: ended.append((j.kind, "cancelled")))
    jobs[3].cancel()
    assert ended == [("waiting", "cancelled")]
    worker.start()
    qtbot.waitUntil(lambda: ("first", "done") in ended)
    with qtbot.waitSignal(jobs[2].progressed):
        pass
    begun = time.perf_counter()
    jobs[2].cancel()
    qtbot.waitUntil(lambda: ("urgent", "cancelled") in ended)
    assert time.perf_counter() - begun < 0.2
    qtbot.waitUntil(lambda: ("late", "done") in ended)
    assert worker._process.order == ["first", "urgent", "late"]
    worker.close()


def test_pool_tells_sentences_and_tracebacks(qtbot):
    def refuse():
        raise ValueError("The file is empty.")

    def fail():
        raise KeyError("x")

    with qtbot.waitSignal(in_pool(refuse).failed) as refused:
        pass
    with qtbot.waitSignal(in_pool(fail).failed) as failed:
        pass
    with qtbot.waitSignal(in_pool(max, 1, 2).done) as done:
        pass
    assert refused.args == ["The file is empty.", ""] and "Traceback" in failed.args[1] and done.args == [2]
