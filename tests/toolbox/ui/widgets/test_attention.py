import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from ui_fakes import make_take, make_voice

from audio.mel import RTVC
from toolbox.core.cloning.pictures import make_figure
from toolbox.core.cloning.speech import Speech
from toolbox.core.models import own as models
from toolbox.core.models import profiles
from toolbox.core.processes.engine import Engine
from toolbox.ui import theme
from toolbox.ui.speech.speech import SpeechPanel

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "rtvc"
TEXT = "It is five. Good morning to you."


@pytest.fixture
def rtvc(tmp_path, monkeypatch, encoder_checkpoint):
    """Return the profile of that name, with small networks."""
    monkeypatch.setattr(profiles, "models_folder", lambda: tmp_path / "models")
    for source, name in ((encoder_checkpoint, "encoder"), (FIXTURES / "tacotron_small.pt", "synthesizer"),
                         (FIXTURES / "wavernn_small.pt", "vocoder")):
        shutil.copy(source, tmp_path / f"{name}.pt")
    models.add("rtvc", [tmp_path])


@pytest.fixture
def panel(qtbot):
    made = SpeechPanel()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def straight(n_symbols, n_frames):
    """Return the attention of a text that is read evenly."""
    weights = np.zeros((n_symbols, n_frames), np.float32)
    weights[np.arange(n_frames) * n_symbols // n_frames, np.arange(n_frames)] = 1
    return weights


@pytest.mark.parametrize("speed", [1.0, 1.5])
def test_what_tacotron_reads_is_seen_kept_and_drawn(rtvc, panel, library, speed):
    chunks = []
    take = Engine(1).clone(lambda name, payload: name == "chunk" and chunks.append(payload), lambda: False, "rtvc",
                           "cpu", make_voice(), TEXT, speed, 0.0, 3, "")
    assert [weights.shape[0] for _, weights in take.attention] == [len("it is five."), len("good morning to you.")]
    hop = RTVC.hop_length / RTVC.rate
    for (begin, weights), end in zip(take.attention, (take.attention[1][0], take.seconds)):
        assert 0 <= end - (begin + weights.shape[1] * hop) < 0.32  # a pause, at most, or the silence at the end
        # The end of the text also has a share, which is not shown.
        assert np.all(weights >= 0) and np.all(weights.sum(axis=0) <= 1 + 1e-5)
    panel.begin("Anna")
    for chunk in chunks:
        panel.add_chunk(chunk)
    assert panel.attention.isVisible() and panel.view.item.seconds == pytest.approx(take.mel.shape[1] * hop)
    library.add_take(library.write_take(take))
    again = library.read_take(library.takes[take.id])
    assert [begin for begin, _ in again.attention] == [begin for begin, _ in take.attention]
    assert all(np.abs(a - b).max() < 1e-3 for (_, a), (_, b) in zip(again.attention, take.attention))
    panel.show_take(again)
    assert panel.attention.isVisible()
    assert [text for _, _, text, _ in panel.attention._sentences] == ["it is five.", "good morning to you."]
    figures = [make_figure(Speech(take.wav, take.rate, take.mel, take.phonemes, [], TEXT, "Anna", "rtvc", 3,
                                  attention=attention), RTVC) for attention in (take.attention, [])]
    assert len(figures[0].axes) == len(figures[1].axes) + 1


def test_without_attention_there_is_no_room_for_it(panel):
    panel.show_take(make_take())
    assert not panel.attention.isVisible()


def test_pointer_reads_the_letter(qtbot, panel):
    text, seconds = "good morning.", 2.0
    n_frames = round(seconds * RTVC.rate / RTVC.hop_length)
    symbols = [(letter, 0.0, 0.0) for letter in text]
    panel.show_take(make_take(mel=np.zeros((80, n_frames), np.float32), phonemes=symbols,
                              attention=[(0.0, straight(len(text), n_frames))]))
    strip = panel.attention
    left, width, _, _ = strip._axis()
    middle = left + width * 0.5, strip.height() * 0.5
    assert strip.read(*middle) == (pytest.approx(1.0), "good m[o]rning.", 1.0)
    assert strip.read(left - 5, 5) is None and strip.read(left + width + 5, 5) is None
    qtbot.mouseMove(strip, QPoint(*map(int, middle)))
    qtbot.waitUntil(strip.readout.isVisible)
    assert "[o]" in strip.readout.text()


def test_rises_from_left_to_right(panel):
    panel.show_take(make_take(mel=np.full((80, 160), -4.0, np.float32), phonemes=[("a", 0.0, 0.1)] * 20,
                              attention=[(0.0, straight(20, 160))]))
    image = panel.attention.grab().toImage()
    left, width, _, _ = panel.attention._axis()
    height, ground = image.height(), theme.current().ramp[0]
    for share in (0.1, 0.5, 0.9):
        row, column = int((1 - share) * height), int(left + share * width)
        assert image.pixelColor(column, row).name() != ground
        assert image.pixelColor(int(left + (1 - share + 0.3) % 1 * width), row).name() == ground
