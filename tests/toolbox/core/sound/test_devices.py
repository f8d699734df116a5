import os
import signal
import time

import pytest

from toolbox.core.sound.devices import Devices
from toolbox.core.sound.pulse import Pulse, routed
from toolbox.ui.measure.desktop import null_sink


class SilentPortAudio:
    """What sounddevice reports on a machine without any sound system."""

    def query_devices(self):
        raise OSError("no host interface")


def told(pulse):
    """Return whether the server reports a change; it may take a moment."""
    return any(pulse.changed() or time.sleep(0.01) for _ in range(500))


def test_server_tells_what_comes_and_goes(server):
    pulse = Pulse.connect()
    assert [name for name, _ in pulse.look().sinks] == ["mic", "out"] and pulse.look().source == "mic.monitor"
    assert not pulse.changed()
    server.pactl("load-module", *null_sink("headset", "Kopfhörer"))
    assert told(pulse) and not pulse.changed()
    assert ("headset", "Kopfhörer") in pulse.look().sinks
    server.pactl("set-sink-volume", "headset", "50%")
    assert not pulse.changed()
    server.pactl("set-default-sink", "headset")
    assert told(pulse) and pulse.look().sink == "headset"
    server.pactl("exit")
    assert told(pulse) and not pulse.alive and pulse.look() is None
    pulse.close()
    assert Pulse.connect() is None


def test_a_server_that_hangs_is_not_taken_for_one_without_devices(server):
    pulse = Pulse.connect()
    assert pulse.look().sinks
    process = server._processes[-1]
    process.send_signal(signal.SIGSTOP)
    try:
        assert pulse.look() is None and not pulse.alive and Pulse.connect() is None
    finally:
        process.send_signal(signal.SIGCONT)
    pulse = Pulse.connect()
    assert pulse.look().sinks
    pulse.close()


def test_without_a_sound_system_it_says_so(monkeypatch):
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    devices = Devices(SilentPortAudio())
    devices.look(idle=True)
    assert devices.inputs == devices.outputs == [] and "does not answer" in devices.problem


def test_devices_described_alike_are_told_apart(server):
    import sounddevice

    for name in ("left", "right"):
        server.pactl("load-module", *null_sink(name, "Headset"))
    devices = Devices(sounddevice)
    try:
        devices.look(idle=True)
        assert [d.name for d in devices.outputs] == ["mic", "out", "Headset (left)", "Headset (right)"]
        assert devices.find("output", "Headset (left)").server_name == "left" and devices.find("output", "x") is None
        assert devices.server_name("input", None) == "mic.monitor" and devices.gone("output", "headset")
    finally:
        devices.close()


@pytest.mark.parametrize("before", [None, "speakers"])
def test_routing_leaves_nothing_behind(monkeypatch, before):
    monkeypatch.delenv("PULSE_SINK", raising=False)
    if before:
        monkeypatch.setenv("PULSE_SINK", before)
    with routed("sink", "headset"):
        assert os.environ["PULSE_SINK"] == "headset"
    assert os.environ.get("PULSE_SINK") == before
    with routed("sink", ""):
        assert os.environ.get("PULSE_SINK") == before
