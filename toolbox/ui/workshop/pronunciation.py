"""The popup in which a word's pronunciation is changed, here or everywhere: phonemes, palette, respelling."""

from PySide6.QtCore import QT_TR_NOOP, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from toolbox.core.cloning.ipa import ipa
from toolbox.core.script.pronunciation import symbols_of
from toolbox.ui import theme
from toolbox.ui.words import tr

# The sounds of English, each with an example; stress marks first.
PALETTE = (("ˈ", QT_TR_NOOP("primary stress")), ("ˌ", QT_TR_NOOP("secondary stress")),
           ("i", "fleece"), ("ɪ", "kit"), ("eɪ", "face"), ("ɛ", "dress"),
           ("æ", "trap"), ("ɑ", "father"), ("ɔ", "thought"), ("oʊ", "goat"), ("ʊ", "foot"), ("u", "goose"),
           ("ʌ", "strut"), ("ə", "about"), ("ɜɹ", "nurse"), ("aɪ", "price"), ("aʊ", "mouth"), ("ɔɪ", "choice"),
           ("p", "pen"), ("b", "back"), ("t", "tea"), ("d", "day"), ("k", "key"), ("ɡ", "get"), ("tʃ", "church"),
           ("dʒ", "judge"), ("f", "fat"), ("v", "view"), ("θ", "thing"), ("ð", "this"), ("s", "soon"), ("z", "zero"),
           ("ʃ", "ship"), ("ʒ", "pleasure"), ("h", "hot"), ("m", "more"), ("n", "nice"), ("ŋ", "ring"), ("l", "light"),
           ("ɹ", "right"), ("j", "yet"), ("w", "wet"))
STRESSES, VOWELS, COLUMNS = "ˈˌ", "iɪeɛæɑɔoʊuʌəɜa", 14


class PronunciationPopup(QDialog):
    """Shows and changes the pronunciation of a word.

    Signals
    -------
    heard(str)
        Symbols to try out.
    given(str, bool)
        The chosen symbols, and whether they apply always.
    """

    heard, given = Signal(str), Signal(str, bool)

    def __init__(self, parent, word, symbols):
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(tr("How to say '{word}'", word=word))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.phonemes = QLineEdit(ipa(symbols), accessibleName=tr("Phonemes in IPA"))
        self.respelling = QLineEdit(placeholderText=tr("or respell it: noo-YEN"), accessibleName=tr("Respelling"))
        self.fault = QLabel(wordWrap=True, accessibleName=tr("Problem"))
        self.fault.setStyleSheet(f"color: {theme.current().bad}")
        self.listen = QPushButton(theme.icon("play"), tr("Listen"), accessibleName=tr("Listen to it"))
        self.here = QPushButton(tr("Here"), toolTip=tr("Use this pronunciation here"),
                                accessibleName=tr("Use this pronunciation here"))
        self.always = QPushButton(tr("Always"), toolTip=tr("Keep it in the dictionary"),
                                  accessibleName=tr("Always use this pronunciation"))
        self.here.setProperty("role", "primary")
        self.here.setDefault(True)
        palette = QGridLayout()
        palette.setSpacing(1)
        self.sounds = {}
        for number, (sound, example) in enumerate(PALETTE):
            # Stress marks have no example.
            about = tr("as in {example}", example=example) if sound not in STRESSES else tr(example)
            button = self.sounds[sound] = QToolButton(text=sound, toolTip=about, accessibleName=f"{sound}, {about}")
            button.clicked.connect(lambda _=False, sound=sound: self._insert(sound))
            palette.addWidget(button, number // COLUMNS, number % COLUMNS)
        buttons = QHBoxLayout()
        for widget in (self.listen, self.here, self.always):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.addWidget(self.phonemes)
        layout.addLayout(palette)
        layout.addWidget(self.respelling)
        layout.addWidget(self.fault)
        layout.addLayout(buttons)
        self.phonemes.textEdited.connect(lambda _: self.respelling.clear() or self._check())
        self.respelling.textEdited.connect(self._respell)
        self.listen.clicked.connect(lambda: self.heard.emit(self.symbols()))
        self.here.clicked.connect(lambda: self._give(False))
        self.always.clicked.connect(lambda: self._give(True))
        self._check()

    def symbols(self):
        """Return the entered symbols, or an empty string if they are invalid."""
        try:
            return symbols_of(f"/{self.phonemes.text().strip()}/")
        except ValueError:
            return ""

    def _insert(self, sound):
        """Insert a sound at the cursor and play it."""
        self.phonemes.insert(sound)
        self.phonemes.setFocus()
        self._check()
        try:
            # A consonant is only audible between vowels.
            self.heard.emit(symbols_of(f"/{sound}/" if sound[0] in VOWELS else f"/ə{sound}ə/"))
        except ValueError:  # a stress mark alone has no sound
            return

    def _respell(self, written):
        try:
            self.phonemes.setText(ipa(symbols_of(written)) if written.strip() else self.phonemes.text())
            self._check()
        except ValueError as error:
            self.fault.setText(str(error))

    def _check(self):
        sentence = ""
        try:
            symbols_of(f"/{self.phonemes.text().strip()}/")
        except ValueError as error:
            sentence = str(error)
        self.fault.setText(sentence)
        for button in (self.listen, self.here, self.always):
            button.setEnabled(not sentence)

    def _give(self, always):
        if symbols := self.symbols():
            self.given.emit(symbols, always)
            self.close()
