"""Several programs on one library."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rows import files, make_recording, make_rows, make_take, make_voice, reopened

from toolbox.core.library import database
from toolbox.core.library.errors import LibraryError
from toolbox.core.library.library import Library
from toolbox.core.library.presence import Presence

ROOT = Path(__file__).resolve().parents[4]
STARTED = "print('ready', flush=True); sys.stdin.readline()\n"


def _program(code, *arguments):
    code = f"import sys\nfrom toolbox.core.library.library import Library\n{code}"
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("kind", ["new", "existing", "killed"])
def test_programs_that_start_at_the_same_moment_all_get_the_library(tmp_path, kind):
    code = STARTED + """
for number in range(4):
    library = Library(f"{sys.argv[1]}/{number}")
    assert not library.problem and len(library.recordings) == 4, library.problem
    library.change("clara", starred=True)
    library.close()
print("well")
"""
    for number in range(4):
        if kind != "new":
            Library(tmp_path / str(number)).close()
        if kind == "killed" and hasattr(signal, "SIGKILL"):
            killed = _program("library = Library(sys.argv[1]); library.change('clara', starred=True)\n" + STARTED,
                              tmp_path / str(number))
            killed.stdout.readline()
            killed.kill()
            killed.communicate()
    programs = [_program(code, tmp_path) for _ in range(4)]
    for program in programs:
        program.stdout.readline()
    for program in programs:
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        out, err = program.communicate(timeout=120)
        assert (out, err) == ("well\n", "")


def test_programs_that_write_at_the_same_time_lose_nothing(tmp_path):
    code = """
import numpy as np
library, ids = Library(sys.argv[1]), []
for number in range(12):
    recording = library.write_recording(np.zeros(1600, np.float32), 16000, f"{sys.argv[2]} {number}")
    library.add(recording)
    library.change(recording.id, tags=(sys.argv[2],))
    library.change("clara", speaker=f"{sys.argv[2]} {number}")
    if number % 4 == 3:
        library.change(recording.id, deleted=True)
    library.refresh()
print(len(library.recordings))
"""
    ours = Library(tmp_path)
    programs = [_program(code, tmp_path, name) for name in ("one", "two", "three")]
    assert [program.communicate(timeout=120)[1] for program in programs] == ["", "", ""]
    ours.refresh()
    assert len(ours.recordings) == 4 + 36 and len(ours.rows()) == 4 + 27
    again = reopened(ours)
    assert len(again.recordings) == 4 + 27 == 4 + len(files(tmp_path))
    assert all(r.tags for r in again.rows() if not r.file.startswith("bundled"))
    with sqlite3.connect(tmp_path / "library.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_what_another_program_changes_is_taken_in(tmp_path):
    ours = Library(tmp_path)
    ours.use_encoder("ge2e")
    anna, take = make_recording(ours), ours.write_take(make_take())
    ours.add_take(take)
    theirs = Library(tmp_path)
    in_hand = ours.recordings[anna.id]
    theirs.change(anna.id, speaker="Berta", tags=("calm",))
    theirs.delete_take(take.id)
    theirs.keep_voice("clara", make_voice(pitch=200.0))
    theirs.refuse("edwin", "edwin.flac holds 0.0 s of speech.")
    made = theirs.add_voice(make_voice(1, name="Nobody"))
    assert ours.refresh() == [made.id, anna.id, "clara", "edwin"] and ours.refresh() == []
    assert in_hand is ours.recordings[anna.id] and (in_hand.speaker, in_hand.tags) == ("Berta", ("calm",))
    assert ours.takes[take.id].deleted and ours.recordings["clara"].pitch == pytest.approx(200)
    assert ours.recordings == theirs.recordings and "0.0 s" in ours.recordings["edwin"].refused
    # One's own changes are no news, and a change of one field leaves what others did to another.
    ours.change(anna.id, starred=True)
    theirs.change(anna.id, sex="F")
    assert ours.refresh() == [anna.id] and theirs.refresh() == [anna.id]
    assert ours.recordings == theirs.recordings and ours.recordings[anna.id].starred
    assert ours.recordings[anna.id].sex == "F" and ours.refresh() == theirs.refresh() == []


def test_who_does_not_let_go_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.5)
    ours = Library(tmp_path)
    holder = _program("library = Library(sys.argv[1])\nlibrary._db.connection.execute('BEGIN IMMEDIATE')\n" + STARTED,
                      tmp_path)
    holder.stdout.readline()
    begun = time.monotonic()
    with pytest.raises(LibraryError, match=f"being written by process {holder.pid} on .+, since .+; wait for it"):
        ours.change("clara", speaker="Klara")
    assert 0.5 <= time.monotonic() - begun < 5 and ours.recordings["clara"].speaker == "Clara"
    assert ours.voices() == {} and len(ours.rows()) == 4  # reading does not wait
    holder.communicate("\n")
    ours.change("clara", speaker="Klara")
    assert ours.recordings["clara"].speaker == "Klara"


def test_a_note_lasts_as_long_as_its_program(tmp_path):
    one, other = Presence(tmp_path), Presence(tmp_path)
    one.enter()
    assert one.others() == [] and one.entered and not other.entered
    other.enter()
    program, = one.others()
    assert program.pid == os.getpid() and one.token != other.token and str(os.getpid()) in str(program)
    other.leave()
    other.leave()
    assert one.others() == [] and len(list(one.folder.iterdir())) == 1
    left = one.folder / f"{'0' * 16}.json"  # by a program that was killed
    left.write_text(json.dumps({"pid": 1, "host": "x", "since": "10:31"}))
    (one.folder / "notes.txt").write_text("mine")
    assert one.others() == [] and not left.exists() and (one.folder / "notes.txt").exists()


def test_what_was_deleted_stays_as_long_as_somebody_could_take_it_back(tmp_path):
    ours = Library(tmp_path)
    ours.add_found(make_rows(2))
    anna = make_recording(ours)
    ours.change(anna.id, deleted=True)
    holder = _program("library = Library(sys.argv[1])\n" + STARTED, tmp_path)
    holder.stdout.readline()
    ours.close()
    ours = Library(tmp_path)
    assert ours.path(anna).exists()
    ours.change(anna.id, deleted=False)
    holder.communicate("\n")
    assert anna.id in [r.id for r in reopened(ours).rows()] and ours.path(anna).exists()
