import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from ui_fakes import make_take

from toolbox.ui import theme
from toolbox.ui.window.preferences import Preferences
from toolbox.ui.window.window import MainWindow


@pytest.fixture
def spoken(window, session):
    """Return a window with a take."""
    take = make_take("It was eight o'clock, and nobody in the room looked up from the paper.")
    session.library.write_take(take)
    session.library.add_take(take)
    session.cloning.take_ready.emit(take)
    window._show_takes(take.id)
    return window


@pytest.mark.parametrize("size", [(960, 540), (1024, 700), (1440, 900), (1920, 1080)])
def test_nothing_is_squeezed(qtbot, spoken, size):
    spoken.resize(*size)
    qtbot.waitUntil(lambda: (spoken.width(), spoken.height()) == size)
    qtbot.wait(30)
    speech, takes = spoken.speech, spoken.speech.takes
    assert speech.view.box.sceneBoundingRect().height() >= 60
    assert takes.columnWidth(1) >= 150 and takes.viewport().height() >= takes.rowHeight(0)
    speech.show_sentences()
    qtbot.wait(30)
    assert speech.sentences.bar.isVisible() and not speech.search.isVisible()
    assert speech.sentences.table.viewport().height() >= 24
    speech.lists.setCurrentWidget(takes)
    assert not takes.isColumnHidden(0) and not takes.isColumnHidden(2)
    for label in (spoken.map.about, *spoken.map.ends):
        assert label.width() >= min(label.sizeHint().width(), 200)
    hint = spoken.live.advice
    spoken.live.speech.setText("3.0 s of speech")
    hint.setText("Enough to try; 2 s more give a better likeness.")
    spoken.docks["Live"].raise_()
    qtbot.wait(30)
    assert hint.width() >= hint.sizeHint().width()


def test_the_same_width_shows_the_same_columns(qtbot, spoken):
    takes, shown = spoken.speech.takes, set()
    for width in (960, 961, 960, 962, 960):
        spoken.resize(width, 540)
        qtbot.waitUntil(lambda: spoken.width() == width)  # noqa: B023
        qtbot.wait(30)
        if width == 960:
            shown.add(tuple(takes.isColumnHidden(column) for column in range(takes.columnCount())))
    assert len(shown) == 1 and takes.columnWidth(1) >= 150


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_whose_voice_clone_will_use_can_be_read(qtbot, window, width):
    """It is legible with the widest map; Cancel takes its place during speech."""
    window.resize(width, 760)
    qtbot.waitUntil(lambda: window.width() == width)
    window.speech.show_voice("Recording 2")
    qtbot.wait(30)
    whose = window.speech.whose
    assert whose.isVisible() and whose.width() >= whose.sizeHint().width()
    window.speech.set_busy(True)
    assert window.speech.cancel.isVisible() and not whose.isVisible()


@pytest.mark.parametrize("name", ["Recording 1", "A person with a name of several words that go on and on"])
@pytest.mark.parametrize("size", [(960, 540), (1024, 700)])
def test_the_question_of_consent_fits(qtbot, spoken, size, name):
    """It fits at 200 % in place of the row below the text, with complete controls and an unchanged window."""
    speech = spoken.speech
    spoken.resize(*size)
    speech.show_voice(name)
    speech.ask_consent(name)
    qtbot.wait(30)
    assert (spoken.width(), spoken.height()) == size
    question, box = speech.consent.question, spoken.models.profile
    assert question.height() >= question.heightForWidth(question.width())
    assert not speech.ways.isVisible() and box.width() >= box.sizeHint().width()
    spoken.cancel()
    assert speech.ways.isVisible() and not speech.consent.isVisible()


def test_the_focus_stays_with_cloning_when_consent_was_asked(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for answer in ("", "own"):
        window.speech.ask_consent("Anna")
        assert window.speech.consent.buttons["own"].hasFocus()
        window.speech.consent.buttons[answer].click()
        assert window.speech.clone.hasFocus()


def test_a_long_path_leaves_preferences_narrow(window, session):
    session.library.folder = session.library.folder / ("a" * 120) / ("b" * 120)
    window.show_preferences()
    dialog = window.findChild(Preferences)
    assert dialog.sizeHint().width() < 600
    dialog.close()


def test_the_text_grows_with_the_window(qtbot, window):
    heights = []
    for size in ((1024, 700), (1920, 1080)):
        window.resize(*size)
        qtbot.waitUntil(lambda size=size: window.height() == size[1])
        qtbot.wait(30)
        heights.append(window.speech.text.height())
    assert heights[1] > 1.4 * heights[0] and heights[1] > 5 * window.speech.text.fontMetrics().height()


@pytest.mark.parametrize("points", [9, 13])
def test_two_lines_of_the_text_can_be_read_in_the_smallest_window(qtbot, window, points):
    text = window.speech.text
    font = text.font()
    font.setPointSize(points)
    text.setFont(font)
    window.resize(960, window.minimumSizeHint().height())
    window.speech.splitter.setSizes([1, 1000, 1000])
    qtbot.wait(30)
    assert text.viewport().height() >= text.document().documentMargin() + 2 * text.fontMetrics().lineSpacing()


def test_a_sentence_can_be_edited_in_a_low_window(qtbot, window):
    """On a screen of 1920 x 1080 at 200 %, the picture is high enough to hit a semitone when drawing the pitch."""
    window.resize(960, 540)
    qtbot.waitUntil(lambda: window.height() == 540)
    window.docks.reset()
    window.speech.show_editor(True)
    qtbot.wait(30)
    assert window.height() == 540 and window.speech.editor.canvas.picture.height() >= 70
    assert not window.speech.ways.isVisible()
    window.speech.ask_consent("Anna")
    window.speech.end_asking()
    assert not window.speech.ways.isVisible()
    window.speech.show_editor(False)
    qtbot.wait(30)
    assert window.height() == 540 and window.speech.ways.height() >= window.speech.ways.sizeHint().height()
    window.resize(1280, 720)
    window.docks.reset()
    window.speech.show_editor(True)
    qtbot.wait(30)
    assert window.speech.ways.isVisible()
    assert window.docks["Reference"].height() >= 200


def test_the_least_window_does_not_depend_on_the_theme_chosen_before(window):
    least = window.minimumSizeHint()
    window.restyle()
    assert window.minimumSizeHint() == least


def test_controls_are_as_wide_as_they_need_to_be_in_a_wide_window(qtbot, window):
    window.resize(1920, 1080)
    window.docks["Speak live"].raise_()
    qtbot.waitUntil(lambda: window.live_voice.width() > 1000)
    page = window.live_voice
    assert page.talk.width() < 400 and page.hint.width() >= page.hint.sizeHint().width()


def test_splitters_are_remembered_and_reset(qtbot, window, session, settings, mapping):
    splitters = window.docks._splitters()
    assert set(splitters) == {"speech", "reference", "map"}
    before = {name: splitter.sizes() for name, splitter in splitters.items()}
    for splitter in splitters.values():
        whole = sum(splitter.sizes())
        splitter.setSizes([whole // 2, *[whole // 4] * (splitter.count() - 1)])
    moved = {name: splitter.sizes() for name, splitter in splitters.items()}
    assert all(moved[name] != before[name] for name in before)
    window._remember()
    again = MainWindow(session, settings, mapping)
    qtbot.addWidget(again)
    again.resize(window.size())
    again.show()
    qtbot.waitExposed(again)
    qtbot.waitUntil(lambda: all(abs(a - b) <= 4 for name, splitter in again.docks._splitters().items()
                                for a, b in zip(splitter.sizes(), moved[name])))
    again.docks.reset()
    assert all(abs(a - b) <= 4 for name, splitter in again.docks._splitters().items()
               for a, b in zip(splitter.sizes(), before[name]))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_dock_buttons_can_be_seen(qtbot, window, name):
    theme.follow(name)
    window.restyle()
    for kind in ("close", "float"):
        button = window.docks["Map"].findChild(QAbstractButton, f"qt_dockwidget_{kind}button")
        image, page = button.grab().toImage(), theme.current()
        back = int(page.window[1:3], 16)
        strongest = max(abs(image.pixelColor(x, y).red() - back) for x in range(image.width())
                        for y in range(image.height()))
        assert strongest > 80
    theme.follow("system")


def test_focus_goes_where_the_next_action_is(qtbot, spoken):
    window, speech = spoken, spoken.speech
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    speech.clone.setFocus()
    speech.set_busy(True)
    assert speech.cancel.hasFocus()
    speech.set_busy(False)
    assert speech.play.hasFocus()
    speech.text.setFocus()
    speech.set_busy(True)
    speech.set_busy(False)
    assert speech.text.hasFocus()
    window.voices.record.setFocus(Qt.FocusReason.TabFocusReason)
    window._recording(True)
    window._recording(False)
    assert speech.text.hasFocus()
