"""What becomes of recordings when something goes wrong with the database, the disk or a file."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from rows import TONE, files, make_recording, make_rows, make_take, make_voice, reopened

from audio.errors import AudioError
from audio.files import load
from toolbox.core.library.errors import LibraryError
from toolbox.core.library.library import Library
from toolbox.core.library.records import Recording, Take, new_id
from toolbox.core.map.projection import Projection
from toolbox.core.people.division import Division
from toolbox.core.workshop.project import Project
from toolbox.core.workshop.store import Store

ROOT = Path(__file__).resolve().parents[4]


def _full(folder):
    library = Library(folder)
    for number in range(3):
        make_recording(library, f"Anna {number}")
    take = library.write_take(make_take())
    library.add_take(take)
    return library


def _copy_while_open(folder):
    library = _full(folder / "open")
    (folder / "library").mkdir()
    for name in ("recordings", "takes"):
        shutil.copytree(folder / "open" / name, folder / "library" / name)
    shutil.copy(folder / "open" / "library.db", folder / "library")  # and not its -wal
    library.close()


def _yesterdays(folder):
    Library(folder / "library").close()
    shutil.copy(folder / "library" / "library.db", folder / "old.db")
    _full(folder / "library").close()
    shutil.copy(folder / "old.db", folder / "library" / "library.db")


def _lost(folder):
    _full(folder / "library").close()
    (folder / "library" / "library.db").unlink()


def _emptied(folder):
    _full(folder / "library").close()
    (folder / "library" / "library.db").write_bytes(b"")


@pytest.mark.parametrize("happens", [_lost, _emptied, _copy_while_open, _yesterdays])
def test_a_lost_or_older_database_costs_no_file_and_all_can_be_listed_again(tmp_path, happens):
    happens(tmp_path)
    before = files(tmp_path / "library")
    assert len(before) == 4
    for _ in range(3):  # the fault was seen at the second start
        library = Library(tmp_path / "library")
        assert files(library.folder) == before and len(library.strangers()) == 4
        library.close()
    adopted = [library.adopt(path) for path in library.strangers()]
    assert files(library.folder) == before and library.strangers() == []
    assert {a.speaker for a in adopted if isinstance(a, Recording)} == {"Anna 0", "Anna 1", "Anna 2"}
    take, = (a for a in adopted if isinstance(a, Take))
    whole = library.read_take(take)
    assert (take.text, take.timings, whole.phonemes) == ("Hello: there?", {"total": 0.1}, [("a", 0.0, 0.1)])
    again = reopened(library)
    assert again.recordings == library.recordings and again.takes == library.takes and files(again.folder) == before


def test_files_of_ones_own_stay_and_become_recordings(tmp_path, voices):
    library = Library(tmp_path)
    interview, latin = tmp_path / "takes" / "Interview with Anna (2019).flac", tmp_path / "recordings" / "my own.WAV"
    shutil.copy(voices["Clara"], interview)
    shutil.copy(voices["Clara"], latin)
    library = reopened(reopened(library))
    assert library.strangers() == [latin, interview]
    kept = library.adopt(interview), library.adopt(latin)
    assert [r.speaker for r in kept] == ["Interview with Anna (2019)", "my own"]
    assert all(len(library.read_recording(r)[0]) == len(load(voices["Clara"])[0]) for r in kept)
    library.change(kept[0].id, deleted=True)  # now it is the program's, and the person's wish
    again = reopened(library)
    assert not library.path(kept[0]).exists() and again.path(kept[1]).exists()


def test_what_is_no_sound_or_lies_elsewhere_is_not_adopted(tmp_path, voices):
    library = Library(tmp_path)
    broken = tmp_path / "recordings" / "broken.flac"
    broken.write_bytes(b"no sound")
    (tmp_path / "recordings" / "link.flac").symlink_to(voices["Clara"])
    assert library.strangers() == [broken]
    with pytest.raises(AudioError, match="broken"):
        library.adopt(broken)
    with pytest.raises(AudioError, match="is not in the library"):
        library.adopt(voices["Clara"])
    assert broken.exists() and len(library.rows()) == 4


def test_a_recording_that_was_written_and_not_listed_is_found(tmp_path):
    library = Library(tmp_path)
    lost = library.write_recording(TONE, 16_000, "Nobody")
    again = reopened(library)
    assert again.strangers() == [library.path(lost)] and again.adopt(library.path(lost)) == lost


def test_the_folder_of_a_program_that_was_killed_in_the_middle_of_a_file_goes(tmp_path):
    program = ("import os, sys; from toolbox.core.library.library import Library\n"
               "library = Library(sys.argv[1])\n"
               "with library._db.writing() as folder:\n"
               "    (folder / 'half.flac').write_bytes(b'half')\n"
               "    os._exit(9)")
    mine = tmp_path / "unfinished-business"
    mine.mkdir()
    assert subprocess.run([sys.executable, "-c", program, tmp_path], cwd=ROOT).returncode == 9
    assert len(list(tmp_path.glob("unfinished-*"))) == 2
    Library(tmp_path).close()
    assert list(tmp_path.glob("unfinished-*")) == [mine] and list((tmp_path / "open").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on pages that all connections share")
def test_a_full_disk_changes_neither_the_database_nor_memory(tmp_path):
    library = Library(tmp_path)
    anna = make_recording(library)
    take = library.write_take(make_take())
    library.use_encoder("ge2e")
    pages, = library._db.connection.execute("PRAGMA page_count").fetchone()
    library._db.connection.execute(f"PRAGMA max_page_count = {pages}")
    big = "x" * 40_000
    made = make_voice(name=big)
    attempts = [
        lambda: library.add(*(Recording(new_id(), big, f"/{i}.wav", 1.0) for i in range(3))),
        lambda: library.change(anna.id, speaker=big),
        lambda: library.add_found([(Recording(new_id(), big, "/a.wav", 1.0), made, 1, 1)]),
        lambda: library.add_voice(make_voice(), source=big),
        lambda: library.refuse(anna.id, big),
        lambda: library.use_encoder(big),
        lambda: library.add_take(_with_text(take, big)),
    ]
    for attempt in attempts:
        with pytest.raises(LibraryError, match="the disk is full, so nothing was changed; make room") as caught:
            attempt()
        assert isinstance(caught.value, OSError) and str(tmp_path) in str(caught.value)
    assert library.recordings[anna.id].speaker == "Anna" and library.encoder == "ge2e" and library.takes == {}
    library._db.connection.execute("PRAGMA max_page_count = 1000000")
    again = reopened(library)
    assert again.recordings == library.recordings and again.takes == library.takes and again.encoder == "ge2e"
    again.change(anna.id, speaker="Berta")  # it works again


def _with_text(take, text):
    take.text = text
    return take


@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_FSIZE")
def test_a_recording_for_which_there_is_no_room_leaves_nothing(tmp_path):
    program = """if True:
        import resource, signal, sys
        import numpy as np
        from toolbox.core.library.library import Library
        library = Library(sys.argv[1])
        library.close()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        library.write_recording(np.zeros(16, np.float32), 16_000, "short")
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            library.write_recording(np.random.default_rng(0).uniform(-1, 1, 960_000).astype(np.float32), 16_000, "Anna")
        except (OSError, ValueError) as error:
            print(type(error).__name__, error)
        print(sorted(p.name for p in library.folder.iterdir() if p.is_dir()), len(library.recordings))
    """
    done = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=ROOT, capture_output=True, text=True)
    sentence, left = done.stdout.splitlines()
    assert "cannot be written" in sentence or "disk is full" in sentence, done
    assert left == "['open', 'recordings', 'takes'] 4" and len(files(tmp_path)) == 1


def test_a_library_whose_folder_is_gone_says_so(tmp_path):
    library = Library(tmp_path / "library")
    anna = make_recording(library)
    shutil.rmtree(tmp_path / "library")
    for attempt in (lambda: library.add(Recording("new", "Anna", "/a.wav", 1.0)),
                    lambda: library.change(anna.id, speaker="Berta"),
                    lambda: library.write_recording(TONE, 16_000, "Berta")):
        with pytest.raises((LibraryError, AudioError)):
            attempt()
    assert library.recordings[anna.id].speaker == "Anna" and "new" not in library.recordings


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be replaced")
def test_a_database_that_was_replaced_while_it_was_open_gets_no_change_that_would_be_lost(tmp_path):
    library = Library(tmp_path / "library")
    Library(tmp_path / "yesterday").close()
    os.replace(tmp_path / "yesterday" / "library.db", tmp_path / "library" / "library.db")
    with pytest.raises(LibraryError, match="gone or was replaced; nothing was changed"):
        library.change("clara", speaker="Klara")
    assert library.recordings["clara"].speaker == "Clara"


def test_a_damaged_database_is_left_to_the_program_that_has_it_open(tmp_path):
    library = Library(tmp_path)
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as db:
        db.execute("DROP TABLE refused")
    with pytest.raises(LibraryError, match=f"and open in another program .process {os.getpid()} on"):
        Library(tmp_path)
    assert not list(tmp_path.glob("damaged-*"))
    library.close()
    assert "was damaged" in Library(tmp_path).problem


DAMAGE = {
    "tags-no-json": "UPDATE recordings SET tags = 'x'",
    "tags-a-number": "UPDATE recordings SET tags = '3'",
    "speaker-blob": "UPDATE recordings SET speaker = x'ff00'",
    "speaker-not-utf-8": "UPDATE recordings SET speaker = CAST(x'ff00' AS TEXT)",
    "seconds-text": "UPDATE recordings SET seconds = 'abc'",
    "seconds-endless": "UPDATE recordings SET seconds = 9e999",
    "region-text": "UPDATE recordings SET region_begin = 'x', region_end = 1.0",
    "region-half": "UPDATE recordings SET region_begin = 1.0",
    "sex": "UPDATE recordings SET sex = 'X'",
    "consent": "UPDATE recordings SET consent = 'whatever'",
    "starred": "UPDATE recordings SET starred = 'yes'",
}
OTHERWISE = {"speaker": "nameless", "seconds": 0.0, "region": None, "sex": "", "consent": None, "starred": False,
             "tags": ()}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_field_is_mended_and_named(tmp_path, what):
    library = Library(tmp_path)
    rows = make_rows(5)
    library.add_found(rows)
    damaged = rows[2][0].id
    _damage(library, f"{DAMAGE[what]} WHERE id = '{damaged}'")
    again = Library(tmp_path)
    assert len(again.rows()) == 9 and len(again.voices()) == 5
    field = what.partition("-")[0]
    if what != "speaker-not-utf-8":
        assert f"was replaced by defaults: {field}." in again.problem
        assert getattr(again.recordings[damaged], field) == OTHERWISE[field]
    assert not reopened(again).problem  # mended in the database as well


@pytest.mark.parametrize("value", ["x'ff'", "'../../etc/passwd'", "'recordings/../../x.flac'", "'/'", "''",
                                   "'takes/x.flac'", "'bundled:../x'", "CAST(x'ff00' AS TEXT)"])
def test_a_row_without_a_file_of_its_own_is_set_aside(tmp_path, value):
    library = Library(tmp_path)
    anna, berta = make_recording(library, "Anna"), make_recording(library, "Berta")
    _damage(library, f"UPDATE recordings SET file = {value}, deleted = 1 WHERE id = '{anna.id}'")
    again = Library(tmp_path)
    if value == "'/'":  # an absolute path belongs to a data set; that it cannot be read is found when it is
        return
    assert berta.id in again.recordings and anna.id not in again.recordings
    assert again.strangers() == [library.path(anna)] and again.adopt(library.path(anna)).speaker == "Anna"


def test_takes_are_mended_or_set_aside(tmp_path):
    library = Library(tmp_path)
    takes = [library.write_take(make_take()) for _ in range(3)]
    for take in takes:
        library.add_take(take)
    _damage(library, f"UPDATE takes SET timings = 'x', seed = 'y' WHERE id = '{takes[0].id}'",
            f"UPDATE takes SET file = '../../x' WHERE id = '{takes[1].id}'")
    again = Library(tmp_path)
    assert set(again.takes) == {takes[0].id, takes[2].id} and again.strangers() == [library.take_path(takes[1])]
    assert (again.takes[takes[0].id].timings, again.takes[takes[0].id].seed) == ({}, 0)
    assert "seed, timings" in again.problem and "Row 2 of the takes" in again.problem
    assert again.adopt(again.strangers()[0]).id == takes[1].id


@pytest.mark.parametrize("change", [
    "statistics = x'00'", "statistics = 'text'", "embedding = x'0000'", "speech = 'x'", "second = x'00'",
    f"statistics = x'{np.full(231, 1e30, '<f4').tobytes().hex()}'",
    f"statistics = x'{np.full(231, np.nan, '<f4').tobytes().hex()}'",
    f"embedding = x'{np.full(256, np.nan, '<f4').tobytes().hex()}'"], ids=lambda x: x[:20])
def test_a_damaged_voice_is_learnt_again(tmp_path, change):
    library = Library(tmp_path)
    library.add_found(make_rows(5))
    name = library.rows()[6].id
    _damage(library, f"UPDATE voices SET {change} WHERE recording = '{name}'")
    again = Library(tmp_path)
    assert len(again.rows()) == 9 and len(again.voices()) == 4 and name in [r.id for r in again.unlearnt()]
    ids, embeddings = again.embeddings()
    assert np.isfinite(embeddings).all() and len(ids) == len(embeddings)
    again.keep_voice(name, make_voice(9))
    assert len(reopened(again).voices()) == 5


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 0", "PRAGMA user_version = 1", "PRAGMA user_version = 3",
                                       "PRAGMA user_version = -1", "DROP TABLE refused", "DROP TABLE about",
                                       "DROP TABLE voices", "ALTER TABLE recordings DROP COLUMN tags"])
def test_tables_that_are_not_ours_are_saved_from(tmp_path, statement):
    library = Library(tmp_path)
    rows = make_rows(5)
    library.add_found(rows)
    anna = make_recording(library)
    _damage(library, statement)
    again = Library(tmp_path)
    assert "was damaged" in again.problem and list(tmp_path.glob("damaged-*/library.db"))
    if "tags" not in statement:
        assert set(again.recordings) == set(library.recordings)
    else:  # they cannot be put into a table that needs them
        assert again.adopt(library.path(anna)).speaker == "Anna"
    assert not reopened(again).problem


def test_what_can_be_read_of_a_damaged_database_is_saved(tmp_path):
    library = Library(tmp_path)
    for start in range(0, 120, 40):
        library.add_found(make_rows(120)[start: start + 40])
    recordings = [make_recording(library, f"Anna {i}") for i in range(5)]
    library.close()
    whole, rng = (tmp_path / "library.db").read_bytes(), np.random.default_rng(3)
    saved = []
    for number in range(10):
        content, page = bytearray(whole), int(rng.integers(1, len(whole) // 4096))
        content[page * 4096: (page + 1) * 4096] = rng.bytes(4096) if number % 2 else bytes(4096)
        for name in ("library.db-wal", "library.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / "library.db").write_bytes(content)
        again = Library(tmp_path)
        saved.append(len(again.rows()) / 129)
        for path in again.strangers():
            again.adopt(path)
        assert files(tmp_path) == {Path(r.file).name for r in recordings}
        assert {r.id for r in again.rows()} >= {r.id for r in recordings}
        again.close()
        again = Library(tmp_path)
        assert not again.problem
        again.close()
    assert np.mean(saved) > 0.9, saved


def test_an_index_that_reaches_out_of_the_library_reaches_nothing(tmp_path):
    victim, folder = tmp_path / "victim.npz", tmp_path / "library"
    voice = make_voice()
    np.savez(victim, embedding=voice.embedding, statistics=voice.statistics, about='{"name": "x", "seconds": 4}')
    (folder / "recordings").mkdir(parents=True)
    (folder / "index.json").write_text(
        '{"recordings": [{"id": "../../victim", "speaker": "a", "file": "recordings/a.flac", "seconds": 1.0}, '
        '{"id": "0123456789ab", "speaker": "b", "file": "../../victim.npz", "seconds": 1.0, "deleted": true}, '
        '{"id": "x"}, 3], "takes": [{"id": "x"}]}')
    for _ in range(2):
        library = Library(folder)
        assert victim.exists() and library.recordings == {} and library.strangers() == []
        library.close()
    assert (folder / "index.migrated.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a profile's files to its owner")
def test_only_the_owner_may_read_a_library(tmp_path):
    library = Library(tmp_path / "new")
    make_recording(library)
    library.add_take(library.write_take(make_take()))
    assert _open_to_others(library.folder) == []
    library.close()
    # As older versions left it.
    for path in [library.folder, *library.folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    Library(library.folder).close()
    assert _open_to_others(library.folder) == []
    # A folder of other things stays as it is, but for what is the library's.
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared" / "mine.txt").write_text("mine")
    shared = Library(tmp_path / "shared")
    make_recording(shared)
    Division((), ()).save(shared.folder / "people" / "a.json")
    Projection("umap", np.eye(3, 256, dtype=np.float32), np.eye(3, 2, dtype=np.float32)).save(shared.folder / "map.npz")
    Store(shared.folder).save(Project.new("A", "Good morning."))
    assert {p.name for p in _open_to_others(shared.folder)} <= {"shared", "mine.txt", "open"}


def _open_to_others(folder):
    return [p for p in [folder, *folder.rglob("*")] if p.stat().st_mode & 0o077]


def _damage(library, *statements):
    library.close()
    with closing(sqlite3.connect(library.folder / "library.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
