"""The user's own profiles: adding model files and foreign checkpoints, removing and listing them."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from toolbox.core.models import kinds, profiles, rtvc
from training.checkpoint import read_about

PARTS = ("encoder", "synthesizer", "vocoder")


def describe() -> list[dict[str, Any]]:
    """Return the listing of the command `models`: name, description, available, remedy and the path of each part."""
    return [{"name": p.name, "description": p.description, "available": not p.missing,
             "remedy": p.remedy if p.missing else None,
             "parts": {part: str(getattr(p, part)) if getattr(p, part) else None for part in PARTS}}
            for p in profiles.list_profiles().values()]


def add(name: str, sources: Iterable[str | Path]) -> profiles.Profile:
    """Make a profile of model files and Real-Time-Voice-Cloning checkpoints.

    Parameters
    ----------
    name : str
        Letters, digits, "-" and "_"; a profile of that name is replaced.
    sources : list of Path
        Files, or folders with *.pt or *.safetensors files: an encoder, a synthesizer, a vocoder, or some of them. The
        included models replace missing parts.

    Returns
    -------
    Profile

    Raises
    ------
    ValueError
        If a file is unsuitable; the message is a sentence, and nothing has been changed.
    FileNotFoundError
        If there is no such file.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", name, re.ASCII):
        raise ValueError(f"'{name}' cannot name a profile; use letters, digits, - and _.")
    if name in profiles.PROFILES:
        raise ValueError(f"The profile '{name}' comes with the program; choose another name.")
    folder = profiles.models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as part:
        made = Path(part) / name
        made.mkdir()
        networks = _collect(sources, made)
        synthesizer = networks.get("synthesizer") or kinds.load(
            profiles.PROFILES["default"].synthesizer, "synthesizer")
        vocoder = networks.get("vocoder")
        if vocoder and vocoder.config != synthesizer.config:
            raise ValueError(f"The mels of the vocoder ({vocoder.name}, {vocoder.config.rate} Hz, "
                             f"{vocoder.config.n_mels} bands) are not those of the synthesizer ({synthesizer.name}, "
                             f"{synthesizer.config.rate} Hz, {synthesizer.config.n_mels} bands); they were not trained "
                             "for one another.")
        speaks = vocoder.name if vocoder else "harmonic" if "synthesizer" not in networks else "Griffin-Lim"
        about = {"description": f"{synthesizer.name}, {speaks}", "parts": sorted(networks)}
        (made / profiles.ABOUT).write_text(json.dumps(about), encoding="utf-8")
        place = folder / name
        if place.exists():
            os.replace(place, Path(part) / "old")
        os.replace(made, place)
    return profiles.find_profile(name)


def add_published(progress: Callable[..., None] = lambda share, what: None) -> profiles.Profile:
    """Make the profile "rtvc" of the published weights, fetched from the Hugging Face hub.

    `progress` receives the share completed and the present file. Raises the exceptions of `add` and `rtvc.download`.
    """
    with tempfile.TemporaryDirectory(prefix="voice-toolbox-") as folder:
        rtvc.download(folder, progress)
        return add("rtvc", [folder])


def remove(name: str) -> None:
    """Delete one of the user's own profiles; raise ValueError with a sentence if there is none of that name."""
    folder = profiles.models_folder() / name
    if name in profiles.PROFILES:
        raise ValueError(f"The profile '{name}' comes with the program and stays.")
    if Path(name).name != name or not (folder / profiles.ABOUT).exists():
        raise ValueError(f"There is no profile '{name}' of your own to remove.")
    shutil.rmtree(folder)


def _collect(sources, out):
    """Copy or convert each part to `out` and read it; return the networks by part."""
    networks, files = {}, {}
    for path in _files(sources):
        part = path.stem if path.suffix == ".pt" else read_about(path)[0].split("/")[0]
        if part not in PARTS:
            raise ValueError(f"{path} is not an encoder, synthesizer or vocoder.")
        if part in files:
            raise ValueError(f"{files[part]} and {path} are both {part}s; name one of them.")
        files[part], made = path, out / f"{part}.safetensors"
        if path.suffix == ".pt":
            rtvc.convert(path, made)
        else:
            shutil.copyfile(path, made)
        # Messages name the user's file, not the copy.
        networks[part] = kinds.load(made if path.suffix == ".pt" else path, part)
    if not networks:
        raise ValueError(f"{', '.join(map(str, sources))}: there is no encoder, synthesizer or vocoder (*.pt, "
                         "*.safetensors).")
    return networks


def _files(sources):
    for source in map(Path, sources):
        if not source.exists():
            raise FileNotFoundError(f"{source}: there is no such file or folder.")
        if not source.is_dir():
            if source.suffix not in (".pt", ".safetensors"):
                raise ValueError(f"{source} is not a model file; *.pt and *.safetensors are.")
            yield source
            continue
        # A training's folder also holds its state, and files that cloning uses beside the model.
        yield from (p for p in sorted(source.iterdir()) if p.name in rtvc.SIZES
                    or p.suffix == ".safetensors" and read_about(p)[0] in kinds.CLASSES)
