"""From microphone to loudspeaker through a real sound server, with a converter that changes nothing."""

import subprocess
import time
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from toolbox.core.live.session import RATE, SPARE, TOLERANCE, Live
from toolbox.ui.measure.desktop import null_sink

HOP = 256


class Same:
    """Returns its input some frames later."""

    block, delay = 4, 10

    def __init__(self):
        self.heard, self._late = [], np.zeros(self.delay * HOP, np.float32)

    def push(self, wav):
        self.heard.append(wav)
        out, self._late = np.split(np.concatenate([self._late, wav]), [len(wav)])
        return out


def _until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _speak(server, tmp_path, seconds):
    tone = 0.3 * np.sin(np.arange(int(seconds * RATE)) / 20)
    soundfile.write(tmp_path / "tone.wav", tone, RATE)
    return subprocess.Popen(["paplay", "--device=mic", tmp_path / "tone.wav"], env=server.environment)


def test_what_is_spoken_is_played_and_measured(server, tmp_path):
    live, peaks = Live(Same()), []
    live.start()
    try:
        _until(lambda: live.state().running)
        with _speak(server, tmp_path, 3) as player:
            while player.poll() is None:
                peaks.append(live.state())
                time.sleep(0.05)
        assert max(s.input_peak for s in peaks) == pytest.approx(0.3, abs=0.02)
        assert max(s.output_peak for s in peaks) == pytest.approx(0.3, abs=0.02)
        # The converter alone takes 107 ms and a block 43.
        assert 0.1 < np.median([s.latency for s in peaks]) < 1.0
        assert 0 <= peaks[-1].core_share < 1 and peaks[-1].seconds > 1
        assert peaks[-1].block == pytest.approx(4 * HOP / RATE)
        live.talking = False
        with _speak(server, tmp_path, 1) as player:
            time.sleep(0.5)
            assert not live.converter.heard[-1].any()
            player.terminate()
    finally:
        live.stop()
    assert not live.state().running


class Output:
    """Plays what a Live writes, without a device: a block's time passes with each block."""

    def __init__(self):
        self.live, self.least, self.late = Live(Same()), [], 0
        self.rng = np.random.default_rng(0)
        self.block = self.live._block

    def run(self, n, loud=False, late=lambda: 0.0):
        """Convert n blocks; `late` returns by how many seconds more than usual each takes."""
        for _ in range(n):
            now = round(late() * RATE)
            passed, self.late = self.block + now - self.late, now
            if self.live._primed:
                played = len(self.live._out.read(passed))
                self.live._lost += played < passed
            self.least.append(self.live._out.waiting / RATE)
            self.live._play(np.full(self.block, 0.1 * loud, np.float32), True)


def test_the_output_keeps_what_the_slowest_block_needs():
    output = Output()
    output.run(60, late=lambda: 0.01)
    output.run(100, late=lambda: output.rng.uniform(0, 0.08))
    output.least.clear()
    before = output.live._lost
    output.run(100, loud=True, late=lambda: output.rng.uniform(0, 0.08))
    assert output.live._lost == before and min(output.least) > 0
    output.run(200)  # a quiet machine again
    assert output.live._out.waiting - output.block == pytest.approx(SPARE * RATE, abs=TOLERANCE * RATE + 1)


def test_an_output_that_ran_dry_in_speech_does_so_once():
    """The gap is made as long as the reserve: otherwise every block that is a little later would be a gap as well."""
    output = Output()
    output.run(20)
    output.run(20, loud=True)
    before = output.live._lost
    lateness = iter([0.1] + 40 * [0.1, 0.12])
    output.run(81, loud=True, late=lambda: next(lateness))
    assert output.live._lost == before + 1


@pytest.mark.parametrize("callback", [64, 128, 200])
def test_a_gap_counts_by_its_length_in_blocks(callback):
    """It does not depend on the pieces in which the device asks for sound."""
    live, when = Live(Same()), SimpleNamespace(outputBufferDacTime=0.0, currentTime=0.0)

    def play(n):
        for begin in range(0, n, callback):
            size = min(callback, n - begin)
            live._on_output(np.empty((size, 1), np.float32), size, when, None)

    play(2 * live._block)  # nothing has been converted yet
    live._play(np.zeros(live._block, np.float32), True)
    play(live._out.waiting)
    assert live._lost == 0
    for gap, lost in ((0.2, 1), (1.0, 2), (2.5, 5)):
        play(round(gap * live._block))
        assert live._lost == lost
        live._play(np.zeros(live._block, np.float32), True)
        play(live._out.waiting)


def test_speech_is_not_cut_to_make_up_for_a_delay():
    output = Output()
    output.run(20)
    output.live._out.write(np.full(RATE // 4, 0.1, np.float32))  # as after a stall
    written = output.live._out.written
    output.run(150, loud=True)
    assert output.live._out.written - written == 150 * output.block
    output.run(30)
    assert output.live._out.waiting - output.block == pytest.approx(SPARE * RATE, abs=TOLERANCE * RATE + 1)


def test_a_stall_delays_only_until_the_next_silence(server):
    class Stalling(Same):
        stall = 0.0

        def push(self, wav):
            pause, self.stall = self.stall, 0.0
            time.sleep(pause)
            return super().push(wav)

    def latency():
        measured = []
        for _ in range(10):
            time.sleep(0.04)
            measured.append(live.state().latency)
        return np.median(measured)

    live = Live(Stalling())
    live.start()
    try:
        _until(lambda: live.state().running and live.state().latency)
        before = latency()
        live.converter.stall = 0.12  # almost three blocks, none of which is dropped; the output runs dry meanwhile
        time.sleep(0.2)
        _until(lambda: latency() < before + 0.06, seconds=5)
    finally:
        live.stop()


def test_it_goes_on_when_the_microphone_is_back(server):
    live = Live(Same())
    live.start()
    try:
        _until(lambda: live.state().running)
        modules = [line.split("\t") for line in server.pactl("list", "modules", "short").splitlines()]
        number = next(line[0] for line in modules if "sink_name=mic" in line[2])
        server.pactl("unload-module", number)
        _until(lambda: not live.state().running)
        assert "microphone" in live.state().problem
        # What is left to record is what the output plays: that would go round and round.
        _until(lambda: "hear the output itself" in live.state().problem)
        server.pactl("load-module", *null_sink("mic"))
        server.pactl("set-default-source", "mic.monitor")
        _until(lambda: live.state().running)
        assert live.state().problem == ""
    finally:
        live.stop()
