"""The menus with their shortcuts.

Some shortcuts edit text on one system or another (Ctrl+D, Ctrl+E, Ctrl+U, Ctrl+Backspace); while a text box has the
focus, they do that instead (toolbox.ui.widgets.editing).
"""

from PySide6.QtCore import QT_TR_NOOP
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from toolbox.ui import theme
from toolbox.ui.widgets import editing
from toolbox.ui.words import tr

NAMES = (QT_TR_NOOP("File"), QT_TR_NOOP("Edit"), QT_TR_NOOP("Voice"), QT_TR_NOOP("Speech"), QT_TR_NOOP("Map"),
         QT_TR_NOOP("View"), QT_TR_NOOP("Help"))
ALSO = {"Ctrl+Return": ("Ctrl+Enter",), "Ctrl+Shift+Z": ("Ctrl+Y",),
        "F7": ("Media Play", "Toggle Media Play/Pause")}  # keys for the same


def add_menus(window):
    """Fill a MainWindow's menu bar."""
    menus = {name: window.menuBar().addMenu(f"&{tr(name)}") for name in NAMES}
    for menu, name, keys, function in _rows(window):
        if name is None:
            menus[menu].addSeparator()
        else:
            menus[menu].addAction(_action(window, name, keys, function))
    view = menus["View"]
    for number, dock in enumerate(window.docks, 1):
        action = dock.toggleViewAction()
        action.setShortcut(QKeySequence(f"Ctrl+{number}"))
        view.addAction(action)
    view.addSeparator()
    schemes = QActionGroup(window)
    for number, name in enumerate(theme.SCHEMES, 1):
        action = _action(window, tr("{scheme} colours", scheme=tr(theme.SCHEME_NAMES[name])), f"Ctrl+Alt+{number}",
                         lambda name=name: window.choose_theme(name))
        action.setCheckable(True)
        action.setChecked(window.settings.value("theme", "system") == name)
        schemes.addAction(action)
        view.addAction(action)
    view.addSeparator()
    view.addAction(_action(window, tr("Original layout"), "Ctrl+Alt+0", window.docks.reset))
    steps = window.session.undo
    for word, now, changed in ((tr("Undo"), steps.name, steps.changed),
                               (tr("Redo"), steps.redo_name, steps.redo_changed)):
        action = next(a for a in menus["Edit"].actions() if a.text() == word)
        window.speech.text.addAction(action)

        def name(what, action=action, word=word):
            action.setText(f"{word} {what}".strip())
            action.setEnabled(bool(what))

        name(now)
        changed.connect(name)


def _action(owner, name, keys, function):
    action = QAction(name, owner)
    action.setShortcuts([QKeySequence(k) for k in (keys, *ALSO.get(keys, ()))])
    action.triggered.connect(lambda _: function())
    return action


def _rows(window):
    """Return (menu, name, keys, function) of each entry; a name of None is a separator."""
    session, speech, voices, live = window.session, window.speech, window.voices, window.live
    player, reference, panel, dialogs = session.player, window.reference, window.map, window.dialogs
    working = window.working
    return (
        ("File", tr("Add files…"), "Ctrl+O", dialogs.add_files),
        ("File", tr("Add folder…"), "Ctrl+Shift+O", dialogs.add_folder),
        ("File", tr("Add folder, divided by person…"), "Ctrl+Alt+F", dialogs.add_divided),
        ("File", None, None, None),
        ("File", tr("Export sound…"), "Ctrl+E", dialogs.export_sound),
        ("File", tr("Export picture…"), "Ctrl+Shift+E", dialogs.export_picture),
        ("File", None, None, None),
        ("File", tr("Check a file…"), "Ctrl+Shift+K", window.checking.show),
        ("File", tr("What was made…"), "Ctrl+Shift+J", window.show_history),
        ("File", tr("New project…"), "Ctrl+Shift+N", working.new_project),
        ("File", tr("Open project…"), "Ctrl+Alt+O", working.open_project),
        ("File", tr("Save project as one file…"), "Ctrl+Shift+S", working.save_project),
        ("File", tr("Open script…"), "Ctrl+Alt+S", working.open_script),
        ("File", tr("Export all sentences…"), "Ctrl+Alt+E", working.export),
        ("File", None, None, None),
        ("File", tr("Quit"), "Ctrl+Q", window.close),
        ("Edit", tr("Undo"), "Ctrl+Z", session.undo.undo),
        ("Edit", tr("Redo"), "Ctrl+Shift+Z", session.undo.redo),
        ("Edit", None, None, None),
        ("Edit", tr("Cut"), "Ctrl+X", lambda: editing.edit("cut")),
        ("Edit", tr("Copy"), "Ctrl+C", lambda: editing.edit("copy")),
        ("Edit", tr("Paste"), "Ctrl+V", lambda: editing.edit("paste")),
        ("Edit", tr("Delete"), "Del", window.delete_focused),
        ("Edit", None, None, None),
        ("Edit", tr("Rename"), "F2", window.rename_focused),
        ("Edit", tr("Star voice"), "Ctrl+D", voices.star_selected),
        ("Edit", tr("Search voices"), "Ctrl+F", voices.search.setFocus),
        ("Edit", None, None, None),
        ("Edit", tr("Preferences…"), "Ctrl+,", window.show_preferences),
        ("Voice", tr("Record or stop"), "Ctrl+R", live.toggle),
        ("Voice", tr("Play reference"), "F5", player.play_reference),
        ("Voice", tr("Look for sound devices"), "F9", session.audio.refresh),
        ("Voice", tr("Use all of the recording"), "Ctrl+U", reference.whole.click),
        ("Voice", tr("Show all of the recording"), "Ctrl+0", reference.view.show_all),
        ("Voice", None, None, None),
        ("Voice", tr("New voice"), "Ctrl+N", window.exploring.new_voice),
        ("Voice", tr("Save voice…"), "Ctrl+S", dialogs.save_voice),
        ("Voice", tr("Learn from minutes"), "Ctrl+Shift+V", session.minutes.learn),
        ("Map", tr("Fit the map again"), "Ctrl+M", window.mapping.fit),
        ("Map", tr("Numbers behind the picture"), "Ctrl+I", window.exploring.show_numbers),
        ("Map", None, None, None),
        ("Map", tr("Show the whole map"), "Ctrl+Shift+0", panel.view.show_all),
        ("Map", tr("Lasso"), "Ctrl+Shift+L", panel.lasso.toggle),
        ("Map", tr("Voice of an empty spot"), "Ctrl+Shift+P", panel.spot.toggle),
        ("Map", tr("Play voices under the pointer"), "Ctrl+Shift+H", panel.listen.toggle),
        ("Map", tr("Go to the map"), "Ctrl+Shift+M", panel.view.setFocus),
        ("Speech", tr("Clone"), "Ctrl+Return", window.clone),
        ("Speech", tr("Convert the source"), "Ctrl+Shift+Return", window.speaking.convert),
        ("Speech", tr("Record the source or stop"), "Ctrl+Shift+R", window.speaking.record),
        ("Speech", tr("Start or stop live conversion"), "Ctrl+Shift+G", window.speaking.toggle),
        ("Speech", tr("Cancel"), "Escape", window.cancel),
        ("Speech", tr("Another seed"), "Ctrl+G", speech.another_seed),
        ("Speech", None, None, None),
        ("Speech", tr("Play or pause"), "F7", window.play_or_pause),
        ("Speech", tr("Play take"), "F6", player.play_result),
        ("Speech", tr("A/B reference and take"), "Ctrl+B", player.compare),
        ("Speech", tr("Stop playing"), "Ctrl+.", player.stop),
        ("Speech", tr("Edit the text"), "Ctrl+T", speech.text.setFocus),
        ("Speech", None, None, None),
        ("Speech", tr("Edit the take"), "Ctrl+H", working.take_in_hand),
        ("Speech", tr("How it is read…"), "Ctrl+Alt+R", working.show_reading),
        ("Speech", tr("Cast…"), "Ctrl+Shift+C", working.show_cast),
        ("Speech", tr("Dictionary…"), "Ctrl+Alt+D", working.show_dictionary),
        ("Help", tr("First steps"), "F1", window.help.show_first_steps),
        ("Help", tr("Keyboard shortcuts"), "Ctrl+F1", window.help.show_shortcuts),
        ("Help", tr("About and licences"), "Shift+F1", window.help.show_about),
        ("Help", None, None, None),
        ("Help", tr("Folder of crash logs"), "F12", window.open_logs),
        ("Help", tr("Load models again"), "Ctrl+L", window.loading.load),
    )
