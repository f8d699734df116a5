"""The package: its declarations, the contents of its wheel, and its licences."""

import importlib.metadata
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from toolbox import VERSION
from toolbox.cli import doctor
from toolbox.core.settings import APPLICATION, ASSETS, CHECKOUT, PROGRAM, ROOT

# Clones with every package blocked that `doctor` says cloning can do without, on what passes for a terminal.
CLONE = """
import sys
sys.modules |= dict.fromkeys({blocked!r})
from toolbox.cli import console, main
console.on_terminal = lambda: True
code = main.main(["clone", "--reference", sys.argv[1], "--text", "Good morning.", "--quick", "--out",
                  sys.argv[2]])
print(code, *sorted(set({needed!r}) - sys.modules.keys()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel as installers do, but with this environment's build tool; nothing is downloaded."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True,
                   capture_output=True)
    [path] = folder.iterdir()
    with zipfile.ZipFile(path) as file:
        yield file


def _tracked(*folders):
    """Return the names, relative to the checkout, of the files in its folders that belong in the wheel."""
    return {path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}


def test_the_wheel_holds_all_packages_and_assets_and_nothing_else(wheel):
    packages = [path.parent.name for path in ROOT.glob("*/__init__.py")]
    wanted = _tracked(*packages) | {f"toolbox/{name}" for name in _tracked("assets")}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == wanted and {"audio", "toolbox", "vocoder"} < set(packages)
    for name in ("encoder", "synthesizer", "vocoder", "recogniser", "ecapa"):
        assert f"toolbox/assets/models/{name}.safetensors" in held
    assert wheel.read("toolbox/assets/voices/voices.json") == (ASSETS / "voices" / "voices.json").read_bytes()


def test_the_wheel_finds_its_data_where_it_is_unpacked(wheel, tmp_path):
    wheel.extractall(tmp_path, [name for name in wheel.namelist() if name.split("/")[0] in ("audio", "synthesizer")
                                or name.startswith("toolbox/assets/text/")])
    program = "from synthesizer.text import read; print(read('Two letters.')[0])"
    said = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 0 and "lˈɛ" in said.stdout, said.stderr


def test_the_wheel_starts_the_program_and_says_what_it_is(wheel):
    about = {Path(name).name: wheel.read(name).decode() for name in wheel.namelist() if ".dist-info/" in name}
    assert re.findall(r"(?m)^(\S+) = toolbox\.cli\.main:main$", about["entry_points.txt"]) == [
        "voice-toolbox", "voice-toolbox-window"]
    assert f"\nVersion: {VERSION}\n" in about["METADATA"]
    assert "\nLicense-Expression: GPL-3.0-or-later AND CC-BY-4.0 AND Apache-2.0\n" in about["METADATA"]
    assert {"LICENSE", "NOTICE", "Apache-2.0.txt", "CC-BY-4.0.txt"} < about.keys()
    declared = dict(re.findall(r"(?m)^Requires-Dist: ([\w-]+)==(\S+)$", about["METADATA"]))
    assert {name.lower().replace("_", "-") for name in declared} == {
        name.lower().replace("_", "-") for name in doctor.requirements()}


def test_the_program_runs_from_the_wheel_in_another_folder(wheel, tmp_path):
    """It is unpacked as by an installer and cannot see this checkout."""
    wheel.extractall(tmp_path / "site")
    (tmp_path / "audio").mkdir()  # a folder of the person's own that has the name of a package
    program = "import sys; sys.path[0] = sys.argv.pop(1); from toolbox.cli.main import main; sys.exit(main())"

    def run(*arguments):
        return subprocess.run([sys.executable, "-c", program, tmp_path / "site", *arguments], cwd=tmp_path, text=True,
                              capture_output=True, check=True).stdout
    assert "usage: voice-toolbox clone" in run("clone", "--help")
    assert "voice-toolbox models add rtvc" in run("models") and "main.py" not in run("--help")


def test_requirements_are_those_of_the_package():
    listed = re.findall(r"(?m)^([\w-]+)==(\S+)$", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert dict(listed) == doctor.requirements() and len(listed) > 20


def test_the_installed_package_declares_its_requirements_itself(monkeypatch):
    monkeypatch.setattr(doctor, "CHECKOUT", False)
    declared = ["numpy==2.2.6", "huggingface-hub==2.4.0", "pyside6-essentials==6.9.3",
                "faster-whisper==1.2.1; extra == 'whisper'"]
    monkeypatch.setattr(importlib.metadata, "requires", {APPLICATION: declared}.get)
    assert doctor.requirements() == {"numpy": "2.2.6", "huggingface_hub": "2.4.0", "PySide6-Essentials": "6.9.3"}
    assert doctor.requirements().keys() <= (doctor.NEEDED | doctor.FOR_A_PART).keys()


def test_a_checkout_calls_itself_main():
    assert CHECKOUT and PROGRAM == "main.py" and ASSETS == ROOT / "assets"


def test_the_doctor_tells_the_truth_about_what_packages_are_for(tmp_path, voices):
    """Every dependency is described; cloning uses all that are listed as needed and no others."""
    assert sorted(doctor.NEEDED | doctor.FOR_A_PART) == sorted(doctor.requirements())
    blocked = [module.split(".")[0] for module, _ in doctor.FOR_A_PART.values()]
    program = CLONE.format(blocked=blocked, needed=[module for module, _ in doctor.NEEDED.values()])
    done = subprocess.run([sys.executable, "-c", program, voices["Clara"], tmp_path / "out.wav"], cwd=ROOT, text=True,
                          capture_output=True)
    assert done.stdout.splitlines()[-1:] == ["0"], done.stdout + done.stderr
    assert (tmp_path / "out.wav").exists()


def test_the_notice_names_every_part_and_package():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert all(re.search(rf"(?m)^{re.escape(name)} +\S", notice) for name in doctor.requirements())
    for path in ASSETS.iterdir():
        if path.name not in ("models", "icons", "constellation.md"):
            assert f"assets/{path.name}" in notice, path
    for path in (ASSETS / "models").glob("*.safetensors"):
        assert f"assets/models/{path.name} " in notice, path
