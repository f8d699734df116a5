"""The engine's requests for conversion, and for starting, controlling and ending live conversion."""

import numpy as np
import pytest

from audio.errors import AudioError
from toolbox.core.live import preparing
from toolbox.core.live.state import LiveState
from toolbox.core.processes.engine import Engine
from toolbox.core.processes.live import LiveEngine, LiveProcess


@pytest.fixture
def engine(cloner, monkeypatch):
    made = Engine(1)
    made.cloner = cloner
    monkeypatch.setattr(Engine, "_need", lambda self, emit, profile, device: cloner)
    return made


def test_a_conversion_is_a_take(engine, guessed, clips):
    wav, rate = clips["Clara"]
    events, asked = [], {"voice": guessed["Edwin"], "source": (wav[: 3 * rate], rate), "text": "(clara.flac)",
                         "guided": False, "pitch_shift": 1.0, "seed": 3, "recording": "r"}
    take = engine.convert(lambda *event: events.append(event), lambda: False, "default", "cpu", **asked)
    chunks = [payload for name, payload in events if name == "chunk"]
    np.testing.assert_array_equal(np.concatenate([c.wav for c in chunks]), take.wav)
    assert (take.voice, take.text, take.recording) == ("edwin", "(clara.flac)", "r")
    assert (take.seed, take.pitch_shift) == (3, 1.0)
    assert take.seconds == pytest.approx(3, abs=0.02) and take.similarity > 0.5 and take.phonemes
    with pytest.raises(AudioError, match="no speech|no voice"):
        engine.convert(lambda *event: None, lambda: False, "default", "cpu",
                       **asked | {"source": (np.zeros(rate, np.float32), rate)})


class Running:
    """Stands in for a live conversion without devices."""

    def __init__(self, converter, input_name, output_name, talking):
        self.converter, self.given, self.talking = converter, (input_name, output_name), talking
        self.started = self.stopped = False

    def start(self):
        self.started = True

    def stop(self):
        self.stopped = True

    def state(self):
        return LiveState(running=self.started)


def test_live_is_begun_steered_and_ended(cloner, guessed, monkeypatch):
    monkeypatch.setattr(Engine, "_need", lambda self, emit, profile, device: cloner)
    monkeypatch.setattr("toolbox.core.live.session.Live", Running)
    monkeypatch.setattr(preparing, "_seconds", lambda converter, wav: 0.0)
    engine, told = LiveEngine(1), (lambda *event: None, lambda: False)
    assert engine.steer(*told, pitch_shift=1.0, wet=0.5, talking=True) is None
    state = engine.start(*told, "default", "cpu", guessed["Edwin"], "Mic", "Cable", False)
    live = engine.running
    assert state.running and live.given == ("Mic", "Cable") and not live.talking
    assert engine.steer(*told, pitch_shift=-2.0, wet=0.25, talking=True).running
    assert (live.converter.pitch_shift, live.converter.wet, live.talking) == (-2.0, 0.25, True)
    engine.stop(*told)
    assert live.stopped and engine.running is None


def test_the_process_answers():
    process = LiveProcess()
    try:
        assert list(process.run(1, "steer", {"pitch_shift": 0.0, "wet": 1.0, "talking": True})) == [("done", None)]
        assert list(process.run(2, "stop", {})) == [("done", None)]
    finally:
        process.stop()
