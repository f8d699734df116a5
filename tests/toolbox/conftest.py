"""What the tests of the product's rooms share."""

import sys

import pytest


@pytest.fixture
def server(monkeypatch):
    """Start a private desktop with its own sound server, to which this process's sound goes."""
    from toolbox.ui.measure.desktop import Desktop, missing
    if sys.platform != "linux" or missing():
        pytest.skip("wants Xvfb and PulseAudio")
    with Desktop() as desktop:
        for name in ("PULSE_SERVER", "XDG_RUNTIME_DIR", "HOME"):
            monkeypatch.setenv(name, desktop.environment[name])
        _look_for_devices()
        yield desktop
    monkeypatch.undo()
    _look_for_devices()


def _look_for_devices():
    """Let PortAudio look for devices where this process's environment now points; it does so by itself only once."""
    import sounddevice
    sounddevice._terminate()
    sounddevice._initialize()
