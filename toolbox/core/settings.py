"""Folders of the program and of the user's data."""

import contextlib
import tempfile
from pathlib import Path

import platformdirs

APPLICATION = "voice-toolbox"
ROOT = Path(__file__).resolve().parents[2]  # the folder of the packages, in which subprocesses are started
CHECKOUT = (ROOT / "pyproject.toml").is_file()
# A wheel holds the assets inside the package, so that site-packages gets no folder named "assets".
ASSETS = ROOT / "assets" if CHECKOUT else ROOT / "toolbox" / "assets"
# The command that the user types, and remedies for a broken installation.
PROGRAM = "main.py" if CHECKOUT else APPLICATION
INSTALL = "`make run`, or `pip install -r requirements.txt`" if CHECKOUT else "install the program again"
SYSTEM = "run `make system`" if CHECKOUT else (
    "install PortAudio and Qt's libraries, on Debian and Ubuntu with `sudo apt-get install libportaudio2 libegl1 "
    "libxcb-cursor0 libxkbcommon-x11-0`")


def user_data_folder() -> Path:
    """Return the place of the user's own recordings and takes, whether or not it is there."""
    return Path(platformdirs.user_data_dir(APPLICATION, False))


def data_folder(library: str | Path | None = None) -> Path:
    """Return the folder of recordings and takes: `library`, or by default the user's own.

    A missing folder is created for its owner alone, because a voice is biometric data; OSError is raised if that fails.
    """
    folder = Path(library).expanduser() if library else user_data_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not library:
        with contextlib.suppress(OSError):
            folder.chmod(0o700)  # an older version left it readable to others
    return folder


def user_log_folder() -> Path:
    """Return the folder of crash logs, whether or not it is writable."""
    return Path(platformdirs.user_log_dir(APPLICATION, False))


def log_folder() -> Path:
    """Return the folder of crash logs: the user's own, or a temporary one if that is not writable."""
    folder = user_log_folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{APPLICATION}-"))
