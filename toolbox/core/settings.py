"""Where the toolbox keeps what belongs to the person who uses it."""

from pathlib import Path

import platformdirs

APPLICATION = "voice-toolbox"
ROOT = Path(__file__).resolve().parents[2]  # what holds the packages: processes of our own are started there
ASSETS = ROOT / "assets"


def data_folder(library=None):
    """The folder of recordings and takes; `library` (a path) instead of the user's own. Made if missing."""
    folder = Path(library).expanduser() if library else Path(platformdirs.user_data_dir(APPLICATION, False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_folder():
    """The folder of crash logs. Made if missing."""
    folder = Path(platformdirs.user_log_dir(APPLICATION, False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
