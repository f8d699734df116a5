import sys
import threading

import numpy as np
import pytest

from toolbox.core.sound.buffers import Ring, Sound
from toolbox.ui.sound.audio_io import NO_PORTAUDIO, AudioIO


def test_ring_keeps_every_sample_between_threads():
    ring, n_samples, taken = Ring(1000), 20_000, []
    wav = np.arange(n_samples, dtype=np.float32)

    def write():
        at = 0
        while at < n_samples:
            block = wav[at: at + 77]
            if ring.write(block):
                at += len(block)

    writer = threading.Thread(target=write)
    writer.start()
    while sum(map(len, taken)) < n_samples:
        taken.append(ring.read())
    writer.join()
    assert np.array_equal(np.concatenate(taken), wav)


def test_full_ring_refuses_and_says_so():
    ring = Ring(100)
    assert ring.write(np.ones(60, np.float32)) and not ring.write(np.ones(60, np.float32))
    assert len(ring.read()) == 60 and len(ring.read()) == 0


def test_sound_grows():
    sound = Sound(100)
    for _ in range(30):
        sound.append(np.ones(100, np.float32))
    assert sound.seconds == 30 and np.all(sound.samples[: sound.length] == 1)


def test_output_follows_a_growing_sound_and_stops_at_its_end():
    audio, sound = AudioIO(), Sound(1000)
    audio._sound, audio._playing = sound, True
    block = np.zeros((100, 1), np.float32)
    sound.append(np.ones(150, np.float32))
    heard = []
    for _ in range(2):
        audio._on_output(block, 100, None, None)
        heard.append(int(block.sum()))
    assert heard == [100, 50] and audio.playing() and audio.underruns == 1
    sound.append(np.ones(20, np.float32))
    sound.finished = True
    audio._on_output(block, 100, None, None)
    assert block.sum() == 20 and not audio.playing()


def test_part_of_a_sound():
    audio = AudioIO()
    audio._sound, audio._position, audio._stop_at, audio._playing = Sound(10, np.ones(100)), 40, 60, True
    block = np.zeros((50, 1), np.float32)
    audio._on_output(block, 50, None, None)
    assert block.sum() == 20 and not audio.playing()


@pytest.mark.parametrize("asked", ["record", "play"])
def test_without_portaudio_it_says_what_is_off(qtbot, monkeypatch, asked):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    audio = AudioIO()
    with qtbot.waitSignal(audio.problem_changed) as said:
        audio.start()
    assert NO_PORTAUDIO in said.args[0]
    with qtbot.waitSignal(audio.failed):
        audio.record() if asked == "record" else audio.play(Sound(10, np.ones(10)))
    audio.close()
