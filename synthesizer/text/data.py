"""The folder of the front ends' data."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
# A checkout holds it in its own folder, an installed program inside the package `toolbox`.
DATA = next((folder for folder in (_ROOT / "assets" / "text", _ROOT / "toolbox" / "assets" / "text")
             if folder.is_dir()), _ROOT / "assets" / "text")
