"""Where the program lies, and where it keeps what belongs to the person who uses it."""

import contextlib
import tempfile
from pathlib import Path

import platformdirs

APPLICATION = "voice-toolbox"
ROOT = Path(__file__).resolve().parents[2]  # what holds the packages: processes of our own are started there
CHECKOUT = (ROOT / "pyproject.toml").is_file()
# A wheel carries the assets inside the package, lest a folder of that name lie among everybody's packages.
ASSETS = ROOT / "assets" if CHECKOUT else ROOT / "toolbox" / "assets"
# What a person types, and what brings the program itself back into order.
PROGRAM = "main.py" if CHECKOUT else APPLICATION
INSTALL = "`make run`, or `pip install -r requirements.txt`" if CHECKOUT else "install the program again"
SYSTEM = "run `make system`" if CHECKOUT else (
    "install PortAudio and Qt's libraries, on Debian and Ubuntu with `sudo apt-get install libportaudio2 libegl1 "
    "libxcb-cursor0 libxkbcommon-x11-0`")


def user_data_folder() -> Path:
    """Return the place of the user's own recordings and takes, whether or not it is there."""
    return Path(platformdirs.user_data_dir(APPLICATION, False))


def data_folder(library: str | Path | None = None) -> Path:
    """Return the folder of recordings and takes; `library` instead of the user's own.

    It is made if it is missing, for its owner alone: a voice is biometric data. OSError if it cannot be.
    """
    folder = Path(library).expanduser() if library else user_data_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not library:
        with contextlib.suppress(OSError):
            folder.chmod(0o700)  # an older version has left it open
    return folder


def user_log_folder() -> Path:
    """Return the place of crash logs, whether or not it can be written."""
    return Path(platformdirs.user_log_dir(APPLICATION, False))


def log_folder() -> Path:
    """Return the folder of crash logs: the user's own, or a temporary one if that cannot be written."""
    folder = user_log_folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{APPLICATION}-"))
