"""The menus: what can be done, and the key for each.

No key means anything else here than in a text box: there are keys that edit text on one system or another (Ctrl+D,
Ctrl+E, Ctrl+U, Ctrl+Backspace), and while a text box has the keyboard they do that (toolbox.ui.widgets.editing).
"""

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from toolbox.ui.widgets import editing
from toolbox.ui.window import theme

NAMES = ("File", "Edit", "Voice", "Speech", "Map", "View", "Help")
ALSO = {"Ctrl+Return": ("Ctrl+Enter",), "F7": ("Media Play", "Toggle Media Play/Pause")}  # keys for the same


def add_menus(window):
    """Fill a MainWindow's menu bar."""
    menus = {name: window.menuBar().addMenu(f"&{name}") for name in NAMES}
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
        action = _action(window, f"{name.capitalize()} colours", f"Ctrl+Alt+{number}",
                         lambda name=name: window.choose_theme(name))
        action.setCheckable(True)
        action.setChecked(window.settings.value("theme", "system") == name)
        schemes.addAction(action)
        view.addAction(action)
    view.addSeparator()
    view.addAction(_action(window, "Original layout", "Ctrl+Alt+0", window.docks.reset))
    steps = window.session.undo
    for word, now, changed in (("Undo", steps.name, steps.changed), ("Redo", steps.redo_name, steps.redo_changed)):
        action = next(a for a in menus["Edit"].actions() if a.text() == word)

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
    """Return (menu, name, keys, function) of each entry; a name of None is a line between."""
    session, speech, voices, live = window.session, window.speech, window.voices, window.live
    player, reference, panel, dialogs = session.player, window.reference, window.map, window.dialogs
    working = window.working
    return (
        ("File", "Add files…", "Ctrl+O", dialogs.add_files),
        ("File", "Add folder…", "Ctrl+Shift+O", dialogs.add_folder),
        ("File", None, None, None),
        ("File", "Export sound…", "Ctrl+E", dialogs.export_sound),
        ("File", "Export picture…", "Ctrl+Shift+E", dialogs.export_picture),
        ("File", None, None, None),
        ("File", "Check a file…", "Ctrl+Shift+K", window.checking.show),
        ("File", "What was made…", "Ctrl+Shift+J", window.show_history),
        ("File", "New project…", "Ctrl+Shift+N", working.new_project),
        ("File", "Open project…", "Ctrl+Alt+O", working.open_project),
        ("File", "Save project as one file…", "Ctrl+Shift+S", working.save_project),
        ("File", "Open script…", "Ctrl+Alt+S", working.open_script),
        ("File", "Export all sentences…", "Ctrl+Alt+E", working.export),
        ("File", "Export stems…", "Ctrl+Alt+Shift+E", working.export_stems),
        ("File", None, None, None),
        ("File", "Quit", "Ctrl+Q", window.close),
        ("Edit", "Undo", "Ctrl+Z", session.undo.undo),
        ("Edit", "Redo", "Ctrl+Shift+Z", session.undo.redo),
        ("Edit", None, None, None),
        ("Edit", "Cut", "Ctrl+X", lambda: editing.edit("cut")),
        ("Edit", "Copy", "Ctrl+C", lambda: editing.edit("copy")),
        ("Edit", "Paste", "Ctrl+V", lambda: editing.edit("paste")),
        ("Edit", "Delete", "Del", window.delete_focused),
        ("Edit", None, None, None),
        ("Edit", "Rename", "F2", window.rename_focused),
        ("Edit", "Star voice", "Ctrl+D", voices.star_selected),
        ("Edit", "Search voices", "Ctrl+F", voices.search.setFocus),
        ("Edit", None, None, None),
        ("Edit", "Preferences…", "Ctrl+,", window.show_preferences),
        ("Voice", "Record or stop", "Ctrl+R", live.toggle),
        ("Voice", "Play reference", "F5", player.play_reference),
        ("Voice", "Look for sound devices", "F9", session.audio.refresh),
        ("Voice", "Use all of the recording", "Ctrl+U", reference.whole.click),
        ("Voice", "Show all of the recording", "Ctrl+0", reference.view.show_all),
        ("Voice", None, None, None),
        ("Voice", "New voice", "Ctrl+N", window.exploring.new_voice),
        ("Voice", "Save voice…", "Ctrl+S", dialogs.save_voice),
        ("Map", "Fit the map again", "Ctrl+M", window.mapping.fit),
        ("Map", "Numbers behind the picture", "Ctrl+I", window.exploring.show_numbers),
        ("Map", None, None, None),
        ("Map", "Show the whole map", "Ctrl+Shift+0", panel.view.show_all),
        ("Map", "Lasso", "Ctrl+Shift+L", panel.lasso.toggle),
        ("Map", "Voice of an empty spot", "Ctrl+Shift+P", panel.spot.toggle),
        ("Map", "Play voices under the pointer", "Ctrl+Shift+H", panel.listen.toggle),
        ("Map", "Go to the map", "Ctrl+Shift+M", panel.view.setFocus),
        ("Speech", "Clone", "Ctrl+Return", window.clone),
        ("Speech", "Convert the source", "Ctrl+Shift+Return", window.speaking.convert),
        ("Speech", "Record the source or stop", "Ctrl+Shift+R", window.speaking.record),
        ("Speech", "Go live or end it", "Ctrl+Shift+G", window.speaking.toggle),
        ("Speech", "Cancel", "Escape", window.cancel),
        ("Speech", "Another seed", "Ctrl+G", speech.another_seed),
        ("Speech", None, None, None),
        ("Speech", "Play or pause", "F7", window.play_or_pause),
        ("Speech", "Play take", "F6", player.play_result),
        ("Speech", "A/B reference and take", "Ctrl+B", player.compare),
        ("Speech", "Stop playing", "Ctrl+.", player.stop),
        ("Speech", "Edit the text", "Ctrl+T", speech.text.setFocus),
        ("Speech", None, None, None),
        ("Speech", "Take in hand", "Ctrl+H", working.take_in_hand),
        ("Speech", "How it is read…", "Ctrl+Alt+R", working.show_reading),
        ("Speech", "Cast…", "Ctrl+Shift+C", working.show_cast),
        ("Speech", "Dictionary…", "Ctrl+Alt+D", working.show_dictionary),
        ("Help", "First steps", "F1", window.help.show_first_steps),
        ("Help", "Keyboard shortcuts", "Ctrl+F1", window.help.show_shortcuts),
        ("Help", "About and licences", "Shift+F1", window.help.show_about),
        ("Help", None, None, None),
        ("Help", "Folder of crash logs", "F12", window.open_logs),
        ("Help", "Load models again", "Ctrl+L", window.loading.load),
    )
