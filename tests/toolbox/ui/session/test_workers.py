import os
import random
import signal
import time

import pytest

from toolbox.core.processes.engine import EngineProcess
from toolbox.core.protocol import ServerStopped
from toolbox.ui.session.workers import EngineWorker, Worker, in_pool, in_turn, wait_for_tasks


def test_engine_answers_and_a_dead_one_is_started_again(monkeypatch):
    engine = EngineProcess()
    events = list(engine.run(1, "load", {"profile": "no such profile", "device": "cpu"}))
    assert events[-1][0] == "failed" and "no such profile" in events[-1][1][0] and events[-1][1][1] == ""
    os.kill(engine._process.pid, signal.SIGKILL)
    engine._process.wait()
    events = engine.run(2, "load", {"profile": "default", "device": "cpu"})
    assert next(events)[0] == "progress"
    os.kill(engine._process.pid, signal.SIGKILL)
    with pytest.raises(ServerStopped, match="unexpectedly"):
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


class QuickProcess:
    """Stands in for the engine's process: answers at once; cancelling takes as long as writing into a pipe does."""

    def run(self, number, kind, arguments):
        yield "done", None

    def cancel(self, number):
        time.sleep(1e-4)

    def stop(self):
        pass


def test_cancelling_while_a_job_starts_ends_it_once(qtbot):
    worker, rng, endings = Worker(QuickProcess()), random.Random(0), []
    worker.start()
    for number in range(300):
        job = worker.submit("clone", "Speaking")
        job.ended.connect(lambda number=number: endings.append(number))
        until = time.perf_counter() + rng.uniform(0, 2e-4) * (number % 2)
        while time.perf_counter() < until:
            pass
        job.cancel()
        qtbot.waitUntil(lambda job=job: job.finished, timeout=2000)
    assert endings == list(range(300))
    worker.close()


def test_closing_ends_every_job_once(qtbot):
    worker, endings = Worker(SlowProcess()), []
    jobs = [worker.submit("clone", str(number)) for number in range(5)]
    for number, job in enumerate(jobs):
        job.ended.connect(lambda number=number: endings.append(number))
    worker.start()
    with qtbot.waitSignal(jobs[0].progressed):
        pass
    worker.close()
    late = worker.submit("clone", "late")
    late.ended.connect(lambda: endings.append(5))
    qtbot.waitUntil(lambda: late.finished)
    assert sorted(endings) == [0, 1, 2, 3, 4, 5]


def test_files_are_written_one_after_the_other(qtbot):
    running, most, written = [], [], []

    def write(number):
        running.append(number)
        time.sleep(0.005)
        most.append(len(running))
        running.remove(number)
        return number

    for number in range(5):
        in_turn(write, number).done.connect(written.append)
    wait_for_tasks()
    qtbot.waitUntil(lambda: len(written) == 5)
    assert written == [0, 1, 2, 3, 4] and most == [1] * 5


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
