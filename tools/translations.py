"""Update the catalogues of the window's texts: collect the texts, keep their translations, compile.

    python tools/translations.py [--check]

pyside6-lupdate collects the texts in `tr` and QT_TR_NOOP into assets/translations/*.ts. Translators fill in new ones in
Qt Linguist or an editor; this tool then compiles the catalogues to *.qm. `--check` only lists missing translations.
"""

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER, UI = ROOT / "assets" / "translations", ROOT / "toolbox" / "ui"
LANGUAGES = ("en", "es")
FORMS = 2  # of a plural, in all of them


def main() -> int:
    """Update and compile all catalogues; return the number of texts without a translation."""
    missing = 0
    for language in LANGUAGES:
        path = FOLDER / f"{language}.ts"
        if "--check" not in sys.argv[1:]:
            update(path, language)
            subprocess.run([tool("lrelease"), path, "-qm", path.with_suffix(".qm"), "-silent"], check=True)
        for source in unfinished(path):
            print(f"{path.name}: {source!r}")
            missing += 1
    return missing


def update(path: Path, language: str) -> None:
    """Update one catalogue: add new texts, drop unused ones, and give plurals their forms."""
    known, counted = translations(path), plurals()
    sources = sorted(str(file) for file in UI.rglob("*.py"))
    # It complains about lost plural forms, which are restored below.
    subprocess.run([tool("lupdate"), *sources, "-ts", path, "-no-obsolete", "-locations", "none", "-silent"],
                   check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
    tree = ET.parse(path)
    tree.getroot().set("language", language)
    tree.getroot().set("sourcelanguage", "en")
    for context in tree.iter("context"):
        for message in list(context.iter("message")):
            source = message.findtext("source")
            if language == "en" and source not in counted:  # English is its own translation
                context.remove(message)
                continue
            # lupdate does not see that a number is passed to Qt.
            forms = known.get(source, [])
            message.remove(message.find("translation"))
            translation = ET.SubElement(message, "translation")
            if source in counted:
                message.set("numerus", "yes")
                for number in range(FORMS):
                    ET.SubElement(translation, "numerusform").text = forms[number] if number < len(forms) else ""
            else:
                translation.text = forms[0] if forms else ""
            if not all(forms) or not forms:
                translation.set("type", "unfinished")
    ET.indent(tree, "    ")
    path.write_bytes(b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
                     + ET.tostring(tree.getroot(), encoding="utf-8") + b"\n")


def translations(path: Path) -> dict[str, list[str]]:
    """Return the translations of a catalogue's texts in all their forms; nothing if it does not exist yet."""
    found = {}
    for message in ET.parse(path).iter("message") if path.exists() else ():
        translation = message.find("translation")
        found[message.findtext("source")] = [form.text or "" for form in translation.findall("numerusform")] or [
            translation.text or ""]
    return found


def plurals() -> set[str]:
    """Return the texts whose form depends on a number."""
    found = set()
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and len(node.args) == 2:
                found.add(node.args[0].value)
    return found


def unfinished(path: Path) -> list[str]:
    """Return the texts of a catalogue whose translation is missing or lacks forms."""
    counted = plurals()
    return [source for source, forms in translations(path).items()
            if not all(form.strip() for form in forms) or len(forms) != (FORMS if source in counted else 1)]


def tool(name: str) -> str:
    """Return the path of one of PySide6's translation tools."""
    return str(Path(sys.executable).with_name(f"pyside6-{name}"))


if __name__ == "__main__":
    sys.exit(min(main(), 1))
