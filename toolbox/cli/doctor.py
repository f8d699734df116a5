"""The command `doctor`: report installed and missing components, with remedies."""

import importlib
import importlib.metadata
import os
import platform
import re
import sys

from toolbox.cli import console, options
from toolbox.core.models.profiles import PROFILES, REMEDY
from toolbox.core.settings import APPLICATION, CHECKOUT, INSTALL, ROOT, SYSTEM

# The purpose of each package by its distribution name: first those without which no voice can be cloned.
NEEDED = {
    "numpy": ("numpy", "arrays"), "soundfile": ("soundfile", "sound files"),
    "soxr": ("soxr", "resampling"), "scipy": ("scipy.fft", "filters"),
    "torch": ("torch", "the networks"), "safetensors": ("safetensors", "model files"),
    "webrtcvad-wheels": ("webrtcvad", "voice activity"), "swift-f0": ("swift_f0", "pitch"),
    "onnxruntime": ("onnxruntime", "pitch"), "espeakng-loader": ("espeakng_loader", "phonemes"),
    "platformdirs": ("platformdirs", "folders of settings and library"),
    "tqdm": ("tqdm", "progress bars"),
}
FOR_A_PART = {
    "PySide6-Essentials": ("PySide6.QtGui", "the window"), "pyqtgraph": ("pyqtgraph", "the window"),
    "sounddevice": ("sounddevice", "recording and playing"),
    "av": ("av", "videos and the formats of phones and browsers"),
    "scikit-learn": ("sklearn", "clusters and t-SNE of the map"),
    "umap-learn": ("umap", "its own fit of the map, maps in an encoder's training"),
    "numba": ("numba", "compiles umap-learn"), "matplotlib": ("matplotlib", "pictures"),
    "tensorboard": ("tensorboard", "logs of trainings"), "huggingface_hub": ("huggingface_hub", "downloads"),
    "unicode-rbnf": ("unicode_rbnf", "numbers in languages other than English"),
    "pypinyin": ("pypinyin", "reading Mandarin"), "rjieba": ("rjieba", "reading Mandarin"),
    "librosa": ("librosa", "the tests, which compare mel spectrograms with librosa's"),
}
# Packages with a compiled part may be installed and still fail to load. Importing the others would take seconds.
TRIED = (*NEEDED, "PySide6-Essentials")


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "doctor", run, "report installed and missing components")
    sub.add_argument("--json", action="store_true")


def run(args):
    """Report installed and missing components, with remedies."""
    found = examine()
    if args.json:
        options.print_json(found)
    else:
        print(report(found))
    return console.DONE if found["ok"] else console.LACKING


def examine():
    """Examine every component that the program uses.

    Returns
    -------
    dict
        `ok` (nothing needed is missing), `python`, `system`, `packages`, `devices`, `audio`, `text`, `models`, and
        `problems`: a list of {"what", "do", "needed"}.
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
    found["models"] = [_model(path, problem) for path in dict.fromkeys(
        path for profile in PROFILES.values() for path in profile.files)]
    found["ok"] = not any(p["needed"] for p in found["problems"])
    return found


def report(found):
    """Format the result of `examine` as text."""
    rows = [("Python", f"{found['python']} on {found['system']}")]
    rows += [("device" if i == 0 else "", device) for i, device in enumerate(found["devices"])]
    audio = found["audio"]
    rows += [("microphone", audio["input"] or "none"), ("loudspeaker", audio["output"] or "none"),
             ("sound files", audio["files"] or "cannot be read"), ("phonemes", found["text"] or "none")]
    rows += [(model["name"], model["about"] or "missing") for model in found["models"]]
    packages = [(name, p["version"] or "missing", p["purpose"],
                 "" if p["version"] in (p["tested"], None) else f"tested with {p['tested']}")
                for name, p in found["packages"].items()]
    parts = [console.table(rows), console.table([("package", "version", "for", ""), *packages])]
    for title, needed in (("Missing:", True), ("Needed for a part of the program only:", False)):
        problems = [f"  {p['what']}: {p['do']}." for p in found["problems"] if p["needed"] == needed]
        if problems:
            parts.append("\n".join([title, *problems]))
    parts.append("Everything needed is there." if found["ok"] else "The program cannot clone a voice yet.")
    return "\n\n".join(parts)


def requirements():
    """Return the tested version of each package, as declared in the program's dependencies."""
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8") if CHECKOUT else "\n".join(
        line for line in importlib.metadata.requires(APPLICATION) if "extra ==" not in line)
    # An installed program's metadata holds normalised names, such as "huggingface-hub".
    names = {_normalised(name): name for name in NEEDED | FOR_A_PART}
    return {names.get(_normalised(name), name): version
            for name, version in re.findall(r'(?m)^[ "]*([\w-]+)==([\w.]+)', declared)}


def _normalised(name):
    return name.lower().replace("_", "-")


def _packages(problem):
    """Return the installed version, the tested version and the purpose of each package."""
    packages = {}
    for name, tested in requirements().items():
        module, purpose = (NEEDED | FOR_A_PART)[name]
        needed, loss = name in NEEDED, f" ({purpose})"
        packages[name] = {"version": None, "tested": tested, "purpose": purpose, "needed": needed}
        try:
            # A build label, as in 2.13.0+cpu, is ignored.
            packages[name]["version"] = importlib.metadata.version(name).split("+")[0]
        except importlib.metadata.PackageNotFoundError:
            problem(f"The package {name} is missing{loss}", INSTALL, needed)
            continue
        try:
            if name in TRIED:
                importlib.import_module(module)
        except Exception as error:
            problem(f"The package {name} does not load{loss}: {_line(error)}",
                    f"{SYSTEM}; then {INSTALL}" if isinstance(error, ImportError) else INSTALL, needed)
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
        pass  # reported with the packages
    try:
        import sounddevice
    except ImportError:
        return audio
    except OSError:
        problem("PortAudio is missing (recording and playing)", SYSTEM, needed=False)
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


def _model(path, problem):
    model = {"name": path.stem, "path": str(path), "about": None}
    try:
        from training.checkpoint import read_about
        kind, _, card = read_about(path)
        model |= {"kind": kind, "step": card.get("step"), "bytes": path.stat().st_size, "card": card}
        model["about"] = ", ".join([kind, *([f"step {card['step']}"] if "step" in card else []), _megabytes(path)])
    except Exception as error:
        problem(f"The model {path.name} cannot be used: {_line(error)}", REMEDY)
    return model


def _attempt(function, problem, what, do):
    try:
        return function()
    except Exception as error:  # on any error, the remaining components must still be examined
        problem(f"{what}: {_line(error)}", do)


def _line(error):
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _megabytes(path):
    return f"{path.stat().st_size / 2 ** 20:.1f} MB"
