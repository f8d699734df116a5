import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics

from toolbox.ui.widgets.phonemes import PhonemeStrip
from toolbox.ui.widgets.spectrogram import TILE, MelItem, SpectrogramView


def test_grows_over_tiles_without_losing_anything(qapp):
    item, mel = MelItem(), np.random.default_rng(0).normal(-4, 2, (100, 2 * TILE + 300)).astype(np.float32)
    for begin in range(0, mel.shape[1], 237):
        item.append(mel[:, begin: begin + 237])
    whole = MelItem()
    whole.append(mel)
    assert np.array_equal(item.mel, mel) and len(item._tiles) == 3
    for (_, grown), (_, at_once) in zip(item._tiles, whole._tiles):
        assert np.array_equal(grown, at_once)


def test_what_was_drawn_while_it_was_made_is_not_drawn_again(qtbot):
    view, mel = SpectrogramView("mel"), np.random.default_rng(0).normal(-4, 2, (100, 700)).astype(np.float32)
    qtbot.addWidget(view)
    view.append(mel[:, :400], expected=20.0)
    view.append(mel[:, 400:], expected=20.0)
    tiles = view.item._tiles
    view.show_mel(mel)
    assert view.item._tiles is tiles and view.box.viewRange()[0] == [0.0, view.item.seconds]
    view.show_mel(mel + 1)
    assert view.item._tiles is not tiles and np.array_equal(view.item.mel, mel + 1)


def test_pointer_reads_time_hertz_and_decibels(qtbot):
    view = SpectrogramView("mel")
    qtbot.addWidget(view)
    view.resize(600, 240)
    view.show_mel(np.full((100, 400), -2.3, np.float32))
    view.show()
    qtbot.waitExposed(view)
    qtbot.mouseMove(view.plot.viewport(), QPoint(300, 100))
    qtbot.waitUntil(view.readout.isVisible)
    assert "Hz" in view.readout.text() and "-20 dB" in view.readout.text()


def test_click_seeks_and_wheel_zooms_only_in_time(qtbot):
    view = SpectrogramView("mel")
    qtbot.addWidget(view)
    view.resize(600, 240)
    view.show_mel(np.zeros((100, 400), np.float32))
    view.show()
    qtbot.waitExposed(view)
    with qtbot.waitSignal(view.sought) as sought:
        qtbot.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert 1.5 < sought.args[0] < 2.8
    view.box.scaleBy((0.5, 0.5))
    (low, high), (bottom, top) = view.box.viewRange()
    assert high - low < 0.6 * view.item.seconds and (bottom, top) == (0, 100)
    view.show_all()
    assert abs(view.box.viewRange()[0][1] - view.item.seconds) < 1e-6


def test_scrolling_view_keeps_its_axis(qtbot):
    view = SpectrogramView("live", scrolling=8.0)
    qtbot.addWidget(view)
    for _ in range(20):
        view.append(np.zeros((100, 50), np.float32))
    assert view.box.viewRange()[0] == [-8.0, 0.0] and view.item.pos().x() == -view.item.seconds


def test_marks_of_stress_join_their_vowel(qtbot):
    view = SpectrogramView("mel")
    strip = PhonemeStrip(view)
    qtbot.addWidget(view)
    qtbot.addWidget(strip)
    strip.append([("h", 0.0, 0.1), ("ˈ", 0.1, 0.12), ("ɑ", 0.12, 0.2), ("ː", 0.2, 0.25)], [])
    assert strip.phonemes == [("h", 0.0, 0.1), ("ˈɑː", 0.1, 0.25)]
    strip.grab()


@pytest.mark.parametrize("height", [56, 84, 120, 200, 500])
def test_labels_of_the_hertz_axis_do_not_overlap(qtbot, height):
    view = SpectrogramView("mel")
    qtbot.addWidget(view)
    view.resize(400, height)
    view.show_mel(np.zeros((100, 400), np.float32))
    view.show()
    qtbot.waitExposed(view)
    axis, size = view.plot.left, view.box.sceneBoundingRect().height()
    places = np.array(axis.tickValues(0, 100, size)[0][1]) * size / 100
    assert len(places) >= 2 and (np.diff(places) >= QFontMetrics(axis.style["tickFont"]).ascent()).all()
    assert len(places) == 6 or height < 300


def test_a_hint_is_wrapped_where_it_is_too_long(qtbot):
    view = SpectrogramView("mel")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.clear("This voice has no recording here: type a text and press Clone to hear it in the voice of the map.")
    view.show()
    qtbot.waitExposed(view)
    assert view.empty.fontMetrics().horizontalAdvance(view.empty.text()) > view.empty.width()
    assert view.empty.heightForWidth(view.empty.width()) <= view.empty.height()


def test_words_and_phonemes_in_ipa(qtbot):
    view = SpectrogramView("mel")
    strip = PhonemeStrip(view)
    qtbot.addWidget(view)
    qtbot.addWidget(strip)
    symbols = "kˈOld ʧˈɜɹʧ"
    phonemes = [(symbol, n / 10, (n + 1) / 10) for n, symbol in enumerate(symbols)]
    strip.append(phonemes[:5], [("Cold", 0.0, 0.5)])
    strip.append(phonemes[5:], (("church", 0.6, 1.1),))
    assert [word for word, _, _ in strip.words] == ["Cold", "church"]
    assert [symbol for symbol, _, _ in strip.phonemes] == ["k", "ˈoʊ", "l", "d", " ", "tʃ", "ˈɜ", "ɹ", "tʃ"]
    assert strip.words[1][1:] == (pytest.approx(0.6), pytest.approx(1.1))
    for rows in (1, 2):
        strip.show_rows(rows)
        strip.grab()
    drawn = strip.phonemes
    strip.show(phonemes, [("Cold", 0.0, 0.5), ("church", 0.6, 1.1)])
    assert strip.phonemes is drawn  # drawn while they were spoken
    strip.show(phonemes[:5], [("Cold", 0.0, 0.5)])
    assert [symbol for symbol, _, _ in strip.phonemes] == ["k", "ˈoʊ", "l", "d"] and len(strip.words) == 1
    strip.clear()
    assert not strip.words
