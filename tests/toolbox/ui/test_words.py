"""The window's texts: each has a translation that asks for the same values, and the window opens in Spanish."""

import ast
import re
import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from ui_fakes import make_take

from toolbox.ui import words
from toolbox.ui.words import tr

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))
import translations  # noqa: E402


def fields(text):
    return sorted(name for _, name, *_ in string.Formatter().parse(text) if name is not None)


# What shows a text: keywords, and calls with the places of their arguments that are shown.
KEYWORDS = {"text", "toolTip", "accessibleName", "accessibleDescription", "placeholderText", "labelText", "windowTitle",
            "title", "statusTip"}
SHOWN = {"QLabel": (0,), "QPushButton": (0, 1), "QCheckBox": (0,), "QGroupBox": (0,), "setText": (0,),
         "setToolTip": (0,), "setWindowTitle": (0,), "setAccessibleName": (0,), "setPlaceholderText": (0,),
         "setTitle": (0,), "addAction": (0,), "addMenu": (0,), "addTab": (1,), "addItem": (0,), "addRow": (0,),
         "add_captioned": (0,), "setHorizontalHeaderLabels": (0,), "setHeaderLabels": (0,), "show_message": (1,),
         "complain": (0,), "submit": (1,), "offer_undo": (0, 1), "change": (0,), "_edit": (0,), "QFileDialog": (1, 3),
         "SpectrogramView": (0,)}
WORDS = re.compile(r"\b(?!(?:auto|kHz)\b)[A-Za-z]{3,}")  # a unit or a sign is the same in all languages


def untranslated(source):
    """Return (line, text) of every text of a module that is shown without `tr`."""
    found = []

    def look(node):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr":
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORDS.search(node.value):
            found.append((node.lineno, node.value))
        elif isinstance(node, ast.JoinedStr):
            written = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
            if WORDS.search(re.sub("<[^>]*>|<[^>]*$|^[^<]*>", "", written)):
                found.append((node.lineno, written))
        elif isinstance(node, (ast.IfExp, ast.BoolOp, ast.BinOp, ast.Tuple, ast.List)):
            for child in (node.body, node.orelse) if isinstance(node, ast.IfExp) else ast.iter_child_nodes(node):
                look(child)

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for place in SHOWN.get(name, ()):
                if place < len(node.args):
                    look(node.args[place])
            if name == "emit" and getattr(node.func.value, "attr", "") == "noticed":
                for argument in node.args[1:]:
                    look(argument)
            for keyword in node.keywords:
                if keyword.arg in KEYWORDS and name[:1].isupper():
                    look(keyword.value)
    return found


@pytest.fixture
def spanish(qapp):
    installed = words.install(qapp, QLocale("es_MX"))
    yield
    for translator in installed:
        qapp.removeTranslator(translator)


def test_the_catalogues_hold_every_text_of_the_sources(tmp_path):
    """When the texts are collected again, none is new, none is gone, and none lacks a translation."""
    for language in translations.LANGUAGES:
        path = tmp_path / f"{language}.ts"
        path.write_bytes((translations.FOLDER / path.name).read_bytes())
        before = translations.translations(path)
        translations.update(path, language)
        assert translations.translations(path).keys() == before.keys()
        assert translations.unfinished(path) == []


def test_the_compiled_catalogues_are_those_of_the_sources(tmp_path):
    for language in translations.LANGUAGES:
        made = tmp_path / f"{language}.qm"
        subprocess.run([translations.tool("lrelease"), translations.FOLDER / f"{language}.ts", "-qm", made, "-silent"],
                       check=True)
        assert made.read_bytes() == (translations.FOLDER / made.name).read_bytes()


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_ask_for_the_same_values(language):
    for source, forms in translations.translations(translations.FOLDER / f"{language}.ts").items():
        for form in forms:
            # "1 voice" may leave out the number, and nothing else.
            assert set(fields(source)) - {"count"} <= set(fields(form)) <= set(fields(source)), form
            assert re.findall("<[^>]+>", form) == re.findall("<[^>]+>", source)
            assert (form[0].isspace(), form[-1].isspace()) == (source[0].isspace(), source[-1].isspace())


def test_the_sources_are_marked_in_one_context():
    for language in translations.LANGUAGES:
        contexts = ET.parse(translations.FOLDER / f"{language}.ts").iter("context")
        assert [context.findtext("name") or "" for context in contexts] == [words.CONTEXT]


def test_no_text_is_shown_as_it_is_written():
    for path in sorted(set(translations.UI.rglob("*.py")) - set((translations.UI / "measure").iterdir())):
        assert untranslated(path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize("line", [
    'QPushButton(icon, "Clone")', 'QLabel(toolTip="What it is")', 'label.setText(f"{name} is loaded")',
    'menu.addAction("Play" if on else tr("Stop"))', 'self.noticed.emit("good", "Saved.", "", "")',
    'table.setHorizontalHeaderLabels(("Name", tr("Voice")))'])
def test_a_text_that_is_shown_as_it_is_written_is_found(line):
    assert len(untranslated(line)) == 1


@pytest.mark.parametrize("line", ['QLabel(tr("Clone"))', 'label.setText(f"<b>{name}</b> {rate:.0f} Hz")',
                                  'settings.setValue("theme", "dark")', 'label.setText(name)'])
def test_what_is_the_same_in_all_languages_is_not(line):
    assert untranslated(line) == []


def test_numbers_choose_their_form(spanish):
    assert tr("{count:,} voices", 1) == "1 voz" and tr("{count:,} voices", 2_000) == "2,000 voces"


def test_english_has_plural_forms(english):
    assert tr("{count:,} voices", 1) == "1 voice" and tr("{count:,} voices", 0) == "0 voices"


def test_a_text_that_is_not_translated_stays_english(spanish):
    assert tr("No catalogue has this {what}.", what="text") == "No catalogue has this text."


def test_the_window_opens_in_spanish(qtbot, spanish, request):
    window = request.getfixturevalue("window")
    assert window.speech.clone.text() == "Clonar"
    assert [menu.text() for menu in window.menuBar().actions()][:2] == ["&Archivo", "&Editar"]
    assert window.docks["Map"].windowTitle() == "Mapa"
    assert window.speech.language.itemText(0).startswith("Automático")
    window.live_voice.show_voice("Anna")
    assert "Anna" in window.live_voice.about.text()
    window.speech.show_take(make_take(unfinished=True))
    assert "inacabada" in window.speech.about.text()
    for page in (window.help.show_first_steps, window.help.show_about, window.help.show_shortcuts):
        page().close()
    window.show_preferences()
    window.session.cloning.clone("Hola.", 1.0, 0.0, 0)
