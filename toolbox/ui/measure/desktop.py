"""A private X server and PulseAudio for tests, measurements and screenshots.

Linux only; needs Xvfb, pulseaudio and pactl.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

NEEDED = ("Xvfb", "pulseaudio", "pactl")
MICROPHONE, LOUDSPEAKER = "mic", "out"  # null sinks: sound played to the first one is the microphone's input


def null_sink(name, description=""):
    """Return the module and arguments of a null sink with its monitor."""
    return ("module-null-sink", f"sink_name={name}", "rate=48000", "norewinds=1",
            f"sink_properties=device.description={description or name}")


def missing():
    """Return the names of missing programs."""
    return [name for name in NEEDED if shutil.which(name) is None]


class Desktop:
    """Starts both servers on entry and stops them on exit; `environment` runs a program there.

    Parameters
    ----------
    size : tuple of int
        Size of the screen.
    sound : bool
        Whether to provide a microphone and a loudspeaker.
    """

    def __init__(self, size=(1280, 720), sound=True):
        self.size, self.sound, self.environment, self._processes = size, sound, dict(os.environ), []

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="desktop-"))
        self.folder.chmod(0o700)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def pactl(self, *arguments):
        """Run pactl and return its output."""
        return subprocess.run(["pactl", *arguments], env=self.environment, check=True, capture_output=True, text=True,
                              timeout=10).stdout

    def _start(self):
        for name in ("home", "run"):
            (self.folder / name).mkdir(mode=0o700)
        # ALSA is redirected to PulseAudio, whichever of the two PortAudio uses.
        asoundrc = self.folder / "home" / ".asoundrc"
        asoundrc.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.environment |= {
            "HOME": str(self.folder / "home"), "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"), "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.environment.pop("PULSE_SERVER", None)
        self.environment["DISPLAY"] = self._start_screen()
        if self.sound:
            self._start_sound()

    def _start_screen(self):
        read, write = os.pipe()
        width, height = self.size
        self._run(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
                  pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start.")
        return f":{number}"

    def _start_sound(self):
        socket = self.folder / "run" / "pulse" / "native"
        socket.parent.mkdir(mode=0o700)
        sinks = [part for name in (MICROPHONE, LOUDSPEAKER) for part in ("-L", " ".join(null_sink(name)))]
        self._run(["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                   "-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}", *sinks])
        self.environment["PULSE_SERVER"] = f"unix:{socket}"
        for _ in range(100):
            with contextlib.suppress(subprocess.CalledProcessError):
                self.pactl("set-default-source", f"{MICROPHONE}.monitor")
                self.pactl("set-default-sink", LOUDSPEAKER)
                return
            time.sleep(0.1)
        raise RuntimeError("PulseAudio did not start.")

    def _run(self, command, **options):
        self._processes.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options))


def wait(condition, seconds=40.0):
    """Process the window's events until a condition holds; raise TimeoutError if it does not."""
    from PySide6.QtWidgets import QApplication

    end = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError("waited in vain")
        QApplication.processEvents()
        time.sleep(0.002)
