"""Benchmark of live conversion between two null sinks of a sound server: latency, losses and cost."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from toolbox.cli import console
from toolbox.core.settings import ROOT
from toolbox.ui.measure.desktop import LOUDSPEAKER, MICROPHONE, Desktop, missing

SECONDS = 60.0
PATIENCE = 180.0  # seconds to wait for the converting program
RATE = 24_000
STEP = 120  # samples per value of an envelope: 5 ms
LONGEST_DELAY = 2.0  # largest latency in seconds that is searched
SETTLED = 5.0  # seconds at the beginning that are excluded from latency and work


def measure(seconds=SECONDS, show=lambda share: None):
    """Play speech through live conversion on a private PulseAudio.

    Parameters
    ----------
    seconds : float
        Duration.
    show : callable
        Receives the share completed.

    Returns
    -------
    dict
        latency_ms: from a sound in the microphone's sink to its conversion in the loudspeaker's, by the envelopes of
        recordings of both. reported_ms: the program's own estimate. lost_blocks. core_share: seconds of work per
        second of the whole program. block_ms: length of a block. silent_share: share of frames in which the output is
        silent although the input is not.
    """
    if sys.platform != "linux" or missing():
        raise console.Missing("bench --live needs Linux with Xvfb, pulseaudio and pactl"
                              f"{': ' + ', '.join(missing()) + ' missing' if missing() else ''}.")
    with Desktop() as desktop, tempfile.TemporaryDirectory() as scratch:
        return _measure(desktop.environment, Path(scratch), seconds, show)


def report(figures):
    """Format the figures as lines of text."""
    return console.table([
        ("microphone to loudspeaker", f"{figures['latency_ms']:.0f} ms (the program reports "
                                      f"{figures['reported_ms']:.0f})"),
        ("blocks lost", f"{figures['lost_blocks']} in {figures['seconds']:.0f} s"),
        ("work", f"{figures['core_share']:.2f} of a core, {figures['block_ms']:.0f} ms at once"),
        ("speech that stayed silent", f"{100 * figures['silent_share']:.1f} %"),
    ])


def _measure(environment, scratch, seconds, show):
    from audio.files import load, save
    from toolbox.core.models.profiles import bundled_voices
    names = list(bundled_voices())
    wav, _ = load(bundled_voices()[names[0]], rate=RATE)
    save(scratch / "spoken.wav", np.resize(np.append(wav, np.zeros(RATE, np.float32)), int(seconds * RATE)), RATE)
    command = [sys.executable, "-m", "toolbox.cli.measure.live", str(bundled_voices()[names[-1]])]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as program:
        try:
            deadline = time.monotonic() + PATIENCE
            while program.stdout.readline().strip() != "running":
                if program.poll() is not None or time.monotonic() > deadline:
                    raise console.Missing("Live conversion could not be started for the measurement.")
            with _Recorder(environment, f"{MICROPHONE}.monitor") as heard, \
                    _Recorder(environment, f"{LOUDSPEAKER}.monitor") as made:
                player = subprocess.Popen(["paplay", f"--device={MICROPHONE}", scratch / "spoken.wav"], env=environment)
                begun = time.monotonic()
                while player.poll() is None:
                    show(min(1.0, (time.monotonic() - begun) / seconds))
                    time.sleep(0.2)
                time.sleep(1.0)
            program.stdin.close()
            about = json.loads(program.stdout.readline())
        finally:
            program.kill()
    latency, silent = _compare(*heard.samples(), *made.samples())
    return {"latency_ms": round(1000 * latency, 1), "reported_ms": round(1000 * about["latency"], 1),
            "lost_blocks": about["lost_blocks"], "core_share": round(about["core_share"], 3),
            "block_ms": round(1000 * about["block"], 1), "silent_share": round(silent, 4), "seconds": about["seconds"]}


class _Recorder:
    """Context manager that records a source, with the arrival time of each piece."""

    def __init__(self, environment, source):
        self._pieces, self._command = [], ["parec", f"--device={source}", f"--rate={RATE}", "--channels=1",
                                           "--format=float32le", "--latency-msec=10"]
        self._environment = environment

    def __enter__(self):
        self._process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._thread.join(5)
        self._process.wait()
        self._process.stdout.close()

    def _read(self):
        while piece := self._process.stdout.read1(1 << 16):
            self._pieces.append((time.perf_counter(), piece))

    def samples(self):
        """Return the samples, and the time of the first of them (perf_counter): the median over all pieces."""
        ends = np.cumsum([len(piece) for _, piece in self._pieces]) // 4
        begun = np.median([when - end / RATE for (when, _), end in zip(self._pieces, ends)])
        data = b"".join(piece for _, piece in self._pieces)
        return np.frombuffer(data[: len(data) // 4 * 4], np.float32), float(begun)


def _compare(heard, heard_at, made, made_at):
    """Return the delay of the second recording relative to the first in seconds, and its silent share."""
    begin = max(heard_at, made_at)
    heard, made = (wav[round((begin - at) * RATE):] for wav, at in ((heard, heard_at), (made, made_at)))
    envelopes = [np.log(np.sqrt(np.square(wav[: len(wav) // STEP * STEP].reshape(-1, STEP)).mean(axis=1)) + 1e-3)
                 for wav in (heard, made)]
    n = min(map(len, envelopes))
    one, other = (e[:n] - e[:n].mean() for e in envelopes)
    lags = range(int(LONGEST_DELAY * RATE / STEP))
    likeness = [float(one[: n - lag] @ other[lag:]) / (n - lag) for lag in lags]
    lag = int(np.argmax(likeness))
    # Over half a second, so that slightly shorter or softer sounds are not counted.
    width = RATE // STEP // 2
    loud = [np.convolve(np.exp(e[:n]), np.ones(width) / width, "same") for e in envelopes]
    spoken = loud[0][: n - lag] > 0.01
    silent = (loud[1][lag:][spoken] < 0.004).mean() if spoken.any() else 0.0
    return lag * STEP / RATE, float(silent)


def _run(reference):
    """Convert the default source to the default sink until standard input ends, and print a report."""
    from toolbox.core.cloning.engine import Cloner
    from toolbox.core.live.preparing import prepare
    from toolbox.core.live.session import Live
    cloner = Cloner.load(device="cpu")
    import torch

    torch.set_num_threads(1)
    live = Live(prepare(cloner, cloner.enroll(reference)))
    live.start()
    while not live.state().running:
        time.sleep(0.05)
    print("running", flush=True)
    threading.Timer(SETTLED, lambda: begun.append((time.perf_counter(), time.process_time()))).start()
    begun: list[tuple[float, float]] = []
    latencies = []
    reader = threading.Thread(target=sys.stdin.read, daemon=True)
    reader.start()
    while reader.is_alive():
        time.sleep(0.1)
        state = live.state()
        if begun and state.latency:
            latencies.append(state.latency)
    state = live.state()
    wall, work = time.perf_counter() - begun[0][0], time.process_time() - begun[0][1]
    print(json.dumps({"latency": float(np.median(latencies)), "lost_blocks": state.lost_blocks,
                      "core_share": work / wall, "block": state.block, "seconds": state.seconds}), flush=True)
    live.stop()


if __name__ == "__main__":
    _run(*sys.argv[1:])
