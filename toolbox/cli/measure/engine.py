"""Benchmark of cloning: loading, first sound, work per second of speech, memory, size.

Every figure comes from fresh processes, so that cold starts are cold and memory is that of cloning alone.
"""

import ctypes
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

from audio.files import load
from toolbox.cli import console
from toolbox.core.models.profiles import PROFILES, bundled_voices
from toolbox.core.settings import ASSETS, ROOT

TEXTS = {
    "short": "Good morning, and thank you for coming.",
    "long": ("The old lighthouse stood at the end of the pier, where the wind never rested. Every evening its keeper "
             "climbed the narrow stairs, lit the lamp, and wrote a few lines about the weather in a heavy book. "
             "On clear nights he could count the lights of seven villages. When the fog came in, he counted nothing "
             "at all, and listened instead to the bell that rang somewhere out on the water."),
}
FRESH = 5.0  # seconds of a voice that is said at once
PARTS = ("text", "synthesizer", "vocoder")


def measure(device="auto", quick=False, progress=lambda share, what=None: None):
    """Measure loading, cloning and memory.

    Parameters
    ----------
    device : str
    quick : bool
        Use one process and one warm run for each figure instead of the median of three.
    progress : callable
        Receives the share completed and the present measurement.

    Returns
    -------
    dict
        rtf: seconds of work per second of speech (default profile, long text, warm); first_sound_ms: from the text to
        the first samples (default profile, warm, the slower of the two texts); load_s: from the start of the process
        until the networks are ready; fresh_voice_s: from a recording of 5 s in memory, of a voice that was never heard
        before, to the first samples in it; peak_mb; assets_mb; also `runs` with every profile and text,
        `loading` and `machine`.

    Raises
    ------
    console.Refused, console.Missing
        If the networks cannot be loaded.
    """
    repeats, machine, runs, loads = (1 if quick else 3), _machine(), [], []
    jobs = [(profile, text) for profile in PROFILES for text in TEXTS]
    for number, (profile, text) in enumerate(jobs):
        found = []
        for again in range(repeats):
            progress((number * repeats + again) / len(jobs) / repeats, f"{profile}, {text} text")
            found.append(_in_new_process(profile, text, device, repeats))
        machine |= found[0]["machine"]
        loads += [f["loading"] for f in found if profile == "default"]
        peak = max(f["peak_mb"] for f in found)
        for state in ("cold", "warm"):
            runs.append({"profile": profile, "text": text, "state": state, "peak_mb": peak}
                        | _medians([run for f in found for run in f[state]]))
    progress(1.0)
    default = [run for run in runs if run["profile"] == "default"]
    warm = {run["text"]: run for run in default if run["state"] == "warm"}
    loading = _medians(loads)
    return {"rtf": warm["long"]["rtf"], "first_sound_ms": 1000 * max(run["first_sound_s"] for run in warm.values()),
            "load_s": loading["ready_s"], "fresh_voice_s": loading["fresh_voice_s"],
            "peak_mb": max(run["peak_mb"] for run in default),
            "assets_mb": _size_mb(ASSETS), "loading": loading, "runs": runs, "machine": machine}


def report(figures):
    """Format the figures of `measure` as text."""
    machine, loading = figures["machine"], figures["loading"]
    rows = [("profile", "text", "", "speech", "first sound", "work per second", *PARTS, "peak")]
    for run in figures["runs"]:
        rows.append((run["profile"], run["text"], run["state"], f"{run['seconds']:.1f} s",
                     f"{1000 * run['first_sound_s']:.0f} ms", f"{run['rtf']:.3f} s",
                     *(f"{run[f'{part}_rtf']:.3f} s" for part in PARTS), f"{run['peak_mb']:.0f} MB"))
    about = [
        ("machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['torch_threads']} torch threads, "
                    f"device {machine['device']}"),
        ("", f"{machine['system']}, Python {machine['python']}, torch {machine['torch']}"),
        ("busy", "not known" if machine["load_average"] is None else f"{machine['load_average']:.1f} processes before"),
        ("ready", f"{loading['ready_s']:.2f} s after the start of the process: {loading['imports_s']:.2f} s imports "
                  f"with torch, {loading['networks_s']:.2f} s networks"),
        ("voice", f"{loading['enroll_s']:.2f} s to learn one from {loading['reference_s']:.1f} s, the first in a "
                  f"process; {loading['enroll_again_s']:.2f} s each later one"),
        ("", f"{loading['adapt_s']:.2f} s to adapt the synthesizer to it, once a voice"),
        ("", f"{loading['fresh_voice_s']:.2f} s from {FRESH:.0f} s of one that was never heard to its first sound"),
        ("assets", f"{figures['assets_mb']:.1f} MB"),
    ]
    summary = (f"{figures['rtf']:.3f} s of work per second of speech, first sound after "
               f"{figures['first_sound_ms']:.0f} ms, ready in {figures['load_s']:.2f} s, "
               f"{figures['peak_mb']:.0f} MB at most")
    return "\n\n".join((console.table(about), console.table(rows, right=range(3, len(rows[0]))), summary))


def peak_memory_mb():
    """Return the peak memory of this process in MB (2**20 bytes)."""
    if sys.platform == "win32":
        return _peak_on_windows() / 2 ** 20
    if sys.platform == "linux":
        # getrusage would include the parent's memory at the time of the fork.
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 2 ** 10
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 20


def _in_new_process(profile, text, device, runs):
    # Wall-clock time is the only clock that two processes share on every system.
    command = [sys.executable, "-m", "toolbox.cli.measure.engine", profile, text, device, str(runs), repr(time.time())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        kind = console.Refused if done.returncode == console.REFUSED else console.Missing
        raise kind((done.stderr.strip().splitlines() or [f"The measuring process ended with {done.returncode}."])[-1])
    return json.loads(done.stdout)


def _child(profile, text, device, runs, started):
    began = time.time()
    import torch

    from toolbox.core.cloning.engine import Cloner
    imported = time.time()
    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        cloner = Cloner.load(profile, device)
    ready = time.time()
    reference = next(iter(bundled_voices().values()))
    voice, enroll_s = _timed(cloner.enroll, reference)
    _, adapt_s = _timed(cloner.adapt, voice)
    fresh_s = _fresh(cloner, list(bundled_voices().values())[1])
    states = [[_run(cloner, voice, text) for _ in range(count)] for count in (1, runs)]
    voice, enroll_again_s = _timed(cloner.enroll, reference)
    print(json.dumps({
        "loading": {"ready_s": ready - started, "imports_s": imported - began, "networks_s": ready - imported,
                    "enroll_s": enroll_s, "enroll_again_s": enroll_again_s, "reference_s": voice.seconds,
                    "adapt_s": adapt_s, "fresh_voice_s": fresh_s},
        "cold": states[0], "warm": states[1], "peak_mb": peak_memory_mb(),
        "machine": {"torch": torch.__version__, "torch_threads": torch.get_num_threads(),
                    "device": str(cloner.device)}}))


def _run(cloner, voice, text):
    speech = cloner.say(voice, TEXTS[text])
    return {"seconds": speech.seconds, "first_sound_s": speech.timings["first_sound"], "rtf": speech.timings["rtf"],
            **{f"{part}_rtf": speech.timings[part] / speech.seconds for part in PARTS}}


def _fresh(cloner, reference):
    """Return the seconds from a recording in memory to the first sound of a text in its voice."""
    wav, rate = load(reference, seconds=FRESH)
    begin = time.perf_counter()
    next(cloner.stream(cloner.enroll((wav, rate)), TEXTS["short"]))
    return time.perf_counter() - begin


def _timed(function, *args):
    begin = time.perf_counter()
    return function(*args), time.perf_counter() - begin


def _medians(dicts):
    return {key: statistics.median(d[key] for d in dicts) for key in dicts[0]}


def _size_mb(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2 ** 20


def _machine():
    return {"cpu": _cpu(), "cores": os.cpu_count(), "system": platform.platform(terse=True),
            "python": platform.python_version(),
            "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None}


def _cpu():
    try:
        if sys.platform == "linux":
            for line in Path("/proc/cpuinfo").read_text().splitlines():
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
        elif sys.platform == "darwin":
            return subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True,
                                  check=True).stdout.strip()
        elif sys.platform == "win32":
            import winreg
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"HARDWARE\DESCRIPTION\System\CentralProcessor\0") as key:
                return winreg.QueryValueEx(key, "ProcessorNameString")[0].strip()
    except (OSError, subprocess.CalledProcessError):
        pass
    return platform.processor() or platform.machine()


def _peak_on_windows():
    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi.h."""

        _fields_ = [("cb", ctypes.c_uint32), ("PageFaultCount", ctypes.c_uint32),
                    *((name, ctypes.c_size_t) for name in (
                        "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
                        "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage"))]

    counters = Counters(cb=ctypes.sizeof(Counters))
    current = ctypes.windll.kernel32.GetCurrentProcess
    current.restype = ctypes.c_void_p
    query = ctypes.windll.kernel32.K32GetProcessMemoryInfo
    query.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
    if not query(current(), ctypes.byref(counters), counters.cb):
        raise ctypes.WinError()
    return counters.PeakWorkingSetSize


if __name__ == "__main__":
    sys.exit(console.run(lambda: _child(*sys.argv[1:4], int(sys.argv[4]), float(sys.argv[5]))))
