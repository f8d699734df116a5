"""The help menu: first steps, shortcuts, and licences."""

import json
from importlib import metadata

from PySide6.QtCore import QT_TR_NOOP, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout

from toolbox.core.settings import ASSETS
from toolbox.ui.words import tr

NATIVE = QKeySequence.SequenceFormat.NativeText
FIRST_STEPS = QT_TR_NOOP("""
<h3>Clone a voice</h3>
<ol>
<li><b>Record</b> (Ctrl+R) and read a few sentences aloud, or <b>add a sound file</b> (Ctrl+O, or drop it on the
window). Five seconds of speech are enough for a good likeness. Press Stop when the panel says so.</li>
<li>The recording appears under Voices and is selected. Drag on its waveform to use only a part of it.</li>
<li>Type a sentence and press <b>Clone</b> (Ctrl+Enter). The first time a voice is used you are asked whose it is.</li>
<li>Compare reference and clone (<b>A/B</b>, Ctrl+B), change speed, pitch or seed, and clone again: every take is kept
below.</li>
<li><b>Export</b> (Ctrl+E) saves the take. Exported files say that they are synthetic speech.</li>
</ol>
<h3>Look around</h3>
<p>On the map, voices that sound alike lie close together. Click one to select it, draw a lasso around several to blend
or export them, or click an empty spot for the voice that would lie there.</p>
<p>Nothing leaves this computer: recordings, voices and takes are kept in {folder}.</p>
""")
# Package metadata often lacks a proper licence ("OSI Approved"), so licences are listed here, as in NOTICE.
LIBRARIES = {
    "PySide6-Essentials": "LGPL-3.0-only, GPL-2.0-only or GPL-3.0-only", "pyqtgraph": "MIT", "numpy": "BSD-3-Clause",
    "scipy": "BSD-3-Clause", "torch": "BSD-3-Clause", "librosa": "ISC", "soundfile": "BSD-3-Clause",
    "av": "BSD-3-Clause", "soxr": "LGPL-2.1-or-later", "sounddevice": "MIT",
    "espeakng-loader": "contains espeak-ng, GPL-3.0-or-later", "onnxruntime": "MIT", "swift-f0": "MIT",
    "webrtcvad-wheels": "MIT", "scikit-learn": "BSD-3-Clause", "umap-learn": "BSD-3-Clause",
    "matplotlib": "PSF-2.0", "safetensors": "Apache-2.0"}
ABOUT = QT_TR_NOOP("""
<h3>Voice toolbox {version}</h3>
<p>Clones a voice from a few seconds of speech (SV2TTS: a speaker encoder, a synthesizer and a vocoder).</p>
<h4>Licences</h4>
<ul>
<li>The program: GPL-3.0-or-later.</li>
<li>The models that come with it: CC BY 4.0. The GE2E speaker encoder is Resemblyzer's (Resemble AI), Apache-2.0.</li>
{voices}
</ul>
<h4>Libraries</h4>
<ul>{libraries}</ul>
""")


class Help(QObject):
    """One method per page; pages do not block the window.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window):
        super().__init__(window)
        self._window = window

    def show_first_steps(self):
        """Show how to clone a voice."""
        return self._show(tr("First steps"), tr(FIRST_STEPS, folder=self._window.session.library.folder))

    def show_shortcuts(self):
        """Show the shortcuts of all menu entries."""
        rows = []
        for menu in self._window.menuBar().actions():
            rows.append(f"<tr><td colspan='2'><b>{menu.text().replace('&', '')}</b></td></tr>")
            rows += [f"<tr><td>{action.text()}</td><td>{action.shortcut().toString(NATIVE)}</td></tr>"
                     for action in menu.menu().actions() if not action.isSeparator()]
        return self._show(tr("Keyboard shortcuts"), f"<table cellpadding='3'>{''.join(rows)}</table>")

    def show_about(self):
        """Show the version, and the licences of the program and its parts."""
        listed = json.loads((ASSETS / "voices" / "voices.json").read_text(encoding="utf-8"))["voices"]
        voices = "".join(tr("<li>The voice {name}: {source}, {licence}.</li>", name=v["name"],
                            source=v["source"], licence=v["licence"]) for v in listed)
        libraries = "".join(f"<li>{name} {_version(name)}: {licence}</li>" for name, licence in LIBRARIES.items())
        return self._show(tr("About"), tr(ABOUT, version=_version("voice-toolbox"), voices=voices, libraries=libraries))

    def _show(self, title, text):
        dialog = QDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        page = QTextBrowser(accessibleName=title, openExternalLinks=True)
        page.setHtml(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.close)
        layout = QVBoxLayout(dialog)
        layout.addWidget(page)
        layout.addWidget(buttons)
        dialog.resize(560, 480)
        dialog.open()
        return dialog


def _version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # the program itself, run from its source
        return ""
