"""The engine's requests for conversion, and for starting, controlling and ending live conversion."""

import numpy as np
import pytest

from audio.errors import AudioError
from toolbox.core.cloning.speech import Manner
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


def test_a_take_in_several_voices_is_compared_by_what_its_own_voice_says(engine, guessed):
    asked = {"voice": guessed["Clara"], "speed": 1.0, "pitch_shift": 0.0, "seed": 3, "recording": "r",
             "cast": {"Edwin": Manner(guessed["Edwin"])}, "language": "en-us", "adapt": False}

    def clone(text):
        return engine.clone(lambda *event: None, lambda: False, "default", "cpu", text=text, **asked)

    line, answer = "The letters are on the table by the window.", "Nobody has read them, and nobody will read them."
    alone, both = clone(line), clone(f"{line}\n[Edwin] {answer}")
    assert {spoken.voice for spoken in both.sentences} == {"clara", "edwin"}
    assert both.similarity == pytest.approx(alone.similarity, abs=0.03)
    assert float(both.embedding @ guessed["Clara"].embedding) == pytest.approx(both.similarity, abs=1e-5)
    other = clone(f"[Edwin] {answer}")
    assert other.similarity is None and other.embedding is None


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
