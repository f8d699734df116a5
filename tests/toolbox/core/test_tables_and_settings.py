import csv
import io
import json
import os
from pathlib import Path

import pytest

from toolbox.core import settings
from toolbox.core.models import own, profiles
from toolbox.core.tables import TableWriter


def test_a_spreadsheet_computes_nothing_of_what_is_written():
    file = io.StringIO(newline="")
    rows = [("=1+1", "+49 30 1234", "@me", "-Anna", "\tx", "Anna, \"Bob\""),
            ("-0.5", "+3", "-1e-5", -0.5, 3, "=cmd|' /C calc'!A0"), ("", "a=1", "nan", "-inf", "--1", " =1")]
    TableWriter(file).writerows(rows)
    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert read == [["'=1+1", "'+49 30 1234", "'@me", "'-Anna", "'\tx", "Anna, \"Bob\""],
                    ["-0.5", "+3", "-1e-5", "-0.5", "3", "'=cmd|' /C calc'!A0"],
                    ["", "a=1", "nan", "-inf", "'--1", " =1"]]


@pytest.mark.skipif(os.name == "nt", reason="needs rights as Unix has them")
def test_folders_are_their_owners(tmp_path, monkeypatch):
    monkeypatch.setattr(settings.platformdirs, "user_data_dir", lambda *_: str(tmp_path / "share" / "toolbox"))
    (tmp_path / "share" / "toolbox").mkdir(parents=True, mode=0o755)
    assert settings.data_folder().stat().st_mode & 0o777 == 0o700
    assert settings.data_folder(tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_log_folder_that_cannot_be_made_is_another_one(tmp_path, monkeypatch):
    (tmp_path / "state").write_text("in the way")
    monkeypatch.setattr(settings.platformdirs, "user_log_dir", lambda *_: str(tmp_path / "state" / "toolbox" / "log"))
    assert settings.log_folder().is_dir()
    monkeypatch.setattr(settings.platformdirs, "user_log_dir", lambda *_: str(tmp_path / "log"))
    assert settings.log_folder() == tmp_path / "log"


@pytest.mark.parametrize("content", ["", "{", '{"description": "cut', "[]", "3", '{"description": 3, "parts": []}',
                                     '{"description": "x"}', '{"description": "x", "parts": 3}', None])
def test_a_damaged_profile_is_passed_over_and_named(tmp_path, monkeypatch, content):
    monkeypatch.setattr(profiles, "models_folder", lambda: tmp_path)
    for name, text in (("well", json.dumps({"description": "mine", "parts": []})), ("cut", content)):
        (tmp_path / name).mkdir()
        if text is None:
            (tmp_path / name / profiles.ABOUT).write_bytes(b"\xff\xfe{")
        else:
            (tmp_path / name / profiles.ABOUT).write_text(text)
    assert "well" in profiles.list_profiles() and "cut" not in profiles.list_profiles()
    sentence = profiles.damaged_profiles()["cut"]
    assert str(Path(tmp_path, "cut", "profile.json")) in sentence and "is passed over" in sentence
    with pytest.raises(ValueError, match="passed over; add it again"):
        profiles.find_profile("cut")
    assert "cut" not in [p["name"] for p in own.describe()]
    own.remove("cut")
    assert profiles.damaged_profiles() == {} and not (tmp_path / "cut").exists()
