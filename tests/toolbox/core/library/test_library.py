import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from rows import make_take, make_voice, reopened

from audio.errors import AudioError
from audio.files import load, save
from toolbox.core.library.library import Library
from toolbox.core.library.records import BUNDLED, Recording, new_id

ROOT = Path(__file__).resolve().parents[4]
FIXTURES = ROOT / "tests" / "fixtures" / "library"
KILLS, FILES = 20, 400
INDEXED = ("id", "speaker", "file", "seconds", "source", "licence", "starred", "deleted", "region", "added")
LONGEST = 0.12  # seconds between a start, or the first thing confirmed, and the kill


def test_everything_comes_back(tmp_path):
    library = Library(tmp_path)
    library.use_encoder("ge2e")
    anna = library.write_recording(np.zeros(16_000, np.float32), 16_000, "Anna", "recorded here")
    library.add(anna)
    library.change(anna.id, starred=True, region=(0.25, 0.75), tags=("calm", "très"), sex="F")
    library.keep_voice(anna.id, make_voice(pitch=200.0))
    take = library.write_take(make_take())
    library.add_take(take)
    again = reopened(library)
    again.recordings[anna.id].pitch = round(again.recordings[anna.id].pitch, 3)
    library.recordings[anna.id].pitch = round(library.recordings[anna.id].pitch, 3)
    assert again.recordings == library.recordings and again.takes == library.takes and not again.problem
    assert again.recordings[anna.id].pitch == pytest.approx(200) and again.recordings[anna.id].tempo == 10
    voice = again.voice(anna.id)
    assert voice.name == "Anna" and np.array_equal(voice.embedding, make_voice().embedding) and voice.seconds == 4
    assert not again.is_brief(anna.id) and next(iter(again.speakers())) == "Anna"
    read = again.read_take(again.takes[take.id])
    assert read.phonemes == take.phonemes and np.array_equal(read.embedding, take.embedding)
    again.change(anna.id, region=None)
    assert again.voice(anna.id) is None and again.voice("clara") is None


def test_what_the_second_encoder_says_is_kept(tmp_path):
    library = Library(tmp_path)
    library.use_encoder("ge2e")
    asked = replace(make_voice(), second=np.full(192, 192 ** -0.5, np.float32))
    library.keep_voice("clara", asked)
    library.keep_voice("edwin", make_voice(1))
    again = reopened(library)
    assert np.array_equal(again.voice("clara").second, asked.second) and again.voice("edwin").second is None


@pytest.mark.parametrize("version", [1, 2])
def test_libraries_of_older_versions_are_taken_over(tmp_path, version):
    """They were made by the programs of those versions."""
    with tarfile.open(FIXTURES / f"version-{version}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    library = Library(tmp_path)
    assert not library.problem and library.encoder == "ge2e" and library.strangers() == []
    anna = next(r for r in library.rows() if r.speaker == "Anna")
    assert anna.region == (0.25, 0.75) and anna.tags == ("calm", "très") and anna.starred and anna.sex == "F"
    assert anna.consent is None and len(library.read_recording(anna)[0]) == 16_000
    voice = library.voice(anna.id)
    assert np.array_equal(voice.embedding, make_voice(1).embedding) and voice.mean_f0 == pytest.approx(200)
    # Before the second encoder: worth listening to again before it speaks.
    assert (voice.second is None) == (version == 1) == library.is_brief(anna.id)
    assert voice.adapted is None and voice.adapted_to("any", (6, 192)) is None
    assert library.recordings["clara"].consent == "sample" and "silas" not in library.recordings
    assert library.known_files() == {"/data/1.wav": (10, 1)} and list(library.refused_files()) == ["/data/x.wav"]
    take, = library.takes.values()
    assert library.read_take(take).phonemes == [("a", 0.0, 0.1)] and not take.unfinished
    # What those versions have made is in the log.
    assert [(e.take, e.time, e.what, e.place) for e in library.history()] == [(take.id, take.added, "made", "")]
    library.change(anna.id, consent="own")
    library.add_voice(make_voice(7))
    again = reopened(library)
    assert again.recordings == library.recordings and not again.problem
    assert again.recordings[anna.id].consent == "own"


def test_a_damaged_take_gets_a_sentence(tmp_path):
    library = Library(tmp_path)
    take = library.write_take(make_take())
    arrays = tmp_path / "takes" / f"{take.id}.npz"
    whole = arrays.read_bytes()
    for content in (b"", b"no arrays", whole[: len(whole) // 2]):
        arrays.write_bytes(content)
        with pytest.raises(AudioError, match="cannot be read as part of the take 'Hello"):
            library.read_take(take)
    arrays.unlink()
    with pytest.raises(AudioError, match="no such file"):
        library.read_take(take)


def test_samples_are_there_at_first_and_stay_deleted(tmp_path):
    library = Library(tmp_path)
    assert {r.sex for r in library.rows()} == {"F", "M"} and len(library.rows()) == 4
    assert all(load(library.path(r)) for r in library.rows())
    library.change("clara", deleted=True)
    assert [r.id for r in library.rows()] == [r for r in library.recordings if r != "clara"]
    again = reopened(library)
    assert "clara" not in again.recordings and len(again.rows()) == 3
    assert again.rows(["silas", "edwin"]) == [again.recordings["silas"], again.recordings["edwin"]]


def test_embeddings_are_those_of_what_is_there_and_of_one_encoder(tmp_path):
    library = Library(tmp_path)
    library.use_encoder("first")
    for number, recording in enumerate(library.rows()):
        library.keep_voice(recording.id, make_voice(number))
    library.change("edwin", deleted=True)
    ids, matrix = library.embeddings()
    assert ids == ["clara", "hester", "silas"] and matrix.shape == (3, 256) and matrix.dtype == np.float32
    assert np.array_equal(matrix[1], library.voice("hester").embedding)
    assert library.use_encoder("second") and not library.use_encoder("second")
    library.keep_voice("silas", make_voice(9))
    again = reopened(library)
    assert again.embeddings()[0] == ["silas"] and list(again.voices()) == ["silas"] and again.encoder == "second"
    empty = Library(tmp_path / "another").embeddings()
    assert empty[0] == [] and empty[1].shape == (0, 256)


def test_another_process_adds_and_this_one_sees_it(tmp_path):
    ours, theirs = Library(tmp_path), Library(tmp_path)
    theirs.use_encoder("ge2e")
    rows = [(Recording(new_id(), f"Speaker {i}", f"/data/{i}.wav", 3.0, sex="M"), make_voice(i, 90.0 + i), 10, i)
            for i in range(5)]
    theirs.add_found(rows, [("/data/x.wav", 1, 2, "It is empty.")])
    assert ours.refresh() == [r.id for r, *_ in rows] and ours.refresh() == []
    assert ours.encoder == "ge2e" and ours.recordings[rows[3][0].id].pitch == pytest.approx(93.0)
    assert ours.known_files()["/data/4.wav"] == (10, 4) and ours.is_brief(rows[0][0].id)
    assert ours.refused_files() == {"/data/x.wav": (1, 2, "It is empty.")}
    # The same file, changed: brought up to date, not listed twice.
    theirs.add_found([(Recording(new_id(), "Speaker 4", "/data/4.wav", 6.0), make_voice(7), 11, 5)])
    assert ours.refresh() == [rows[4][0].id] and ours.known_files()["/data/4.wav"] == (11, 5)
    assert ours.recordings[rows[4][0].id].seconds == 6.0 and len(ours.rows()) == 9 and ours.refresh() == []
    assert np.array_equal(ours.voice(rows[4][0].id).embedding, make_voice(7).embedding)
    # A deleted one comes back.
    ours.change(rows[4][0].id, deleted=True)
    assert "/data/4.wav" not in ours.known_files()
    theirs.add_found([(Recording("again", "Speaker 4", "/data/4.wav", 6.0), make_voice(7), 11, 5)])
    assert ours.refresh() == ["again"]


def test_threads_write_beside_one_another(tmp_path):
    library = Library(tmp_path)

    def write(number):
        for k in range(20):
            library.add(Recording(f"{number}-{k}", f"Speaker {number}", f"/{number}/{k}.wav", 1.0))
            library.change(f"{number}-{k}", starred=True)
        library.close()

    threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = reopened(library)
    assert len(again.recordings) == 84 and all(again.recordings[f"{i}-19"].starred for i in range(4))


def test_only_what_is_marked_is_removed_and_only_by_one_who_is_alone(tmp_path):
    library = Library(tmp_path)
    kept = library.write_recording(np.zeros(16_000, np.float32), 16_000, "Anna")
    library.add(kept)
    theirs = tmp_path / "recordings" / "my own.flac", tmp_path / "takes" / "Interview with Anna (2019).flac"
    for path in (*theirs, tmp_path / "recordings" / ".part-abc.flac", tmp_path / "takes" / "0123456789ab.npz"):
        path.write_bytes(b"theirs")
    take = library.write_take(make_take())
    library.add_take(take)
    library.change(kept.id, deleted=True)
    library.delete_take(take.id)
    beside = Library(tmp_path)  # the first one may still take it back
    assert library.path(kept).exists() and library.take_path(take).exists()
    beside.close()
    again = reopened(library)
    assert kept.id not in again.recordings and take.id not in again.takes
    assert not library.path(kept).exists() and not library.take_path(take).exists()
    assert sorted(p.name for f in ("recordings", "takes") for p in (tmp_path / f).iterdir()) == [
        ".part-abc.flac", "0123456789ab.npz", "Interview with Anna (2019).flac", "my own.flac"]


def test_a_change_that_fails_changes_nothing(tmp_path):
    library = Library(tmp_path)
    with pytest.raises(sqlite3.IntegrityError):
        library.add(Recording("new", "Anna", "/a.wav", 1.0), Recording("clara", "Twice", "/b.wav", 1.0))
    assert "new" not in library.recordings and "new" not in reopened(library).recordings


def test_a_damaged_database_is_set_aside_and_its_files_stay(tmp_path):
    library = Library(tmp_path)
    kept = library.write_recording(np.zeros(16_000, np.float32), 16_000, "Anna", "recorded here")
    library.add(kept)
    library.close()
    (tmp_path / "library.db").write_bytes(b"no database, but as long as one" * 200)
    again = Library(tmp_path)
    aside = next(tmp_path.glob("damaged-*"))
    assert str(aside) in again.problem and len(again.recordings) == 4 and (aside / "library.db").exists()
    assert again.strangers() == [tmp_path / kept.file]
    adopted = again.adopt(tmp_path / kept.file)
    assert adopted == kept
    once_more = reopened(again)
    assert not once_more.problem and once_more.strangers() == [] and once_more.recordings[kept.id] == adopted


def test_a_newer_library_and_one_that_cannot_be_written_are_left_alone(tmp_path):
    library = Library(tmp_path)
    library.close()
    db = sqlite3.connect(tmp_path / "library.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(OSError, match="newer version"):
        Library(tmp_path)
    (tmp_path / "a file").write_text("in the way")
    with pytest.raises(OSError):
        Library(tmp_path / "a file")


def old_library(folder):
    """Return a library as written by the versions before SQLite."""
    (folder / "recordings").mkdir(parents=True)
    (folder / "takes").mkdir()
    save(folder / "recordings" / "0123456789ab.flac", np.zeros(16_000, np.float32), 16_000)
    np.savez(folder / "recordings" / "0123456789ab.npz", embedding=make_voice(3).embedding,
             statistics=make_voice(3).statistics, about=json.dumps({"name": "Anna", "seconds": 4.0}))
    recordings = [Recording("clara", "Clara", f"{BUNDLED}clara.flac", 9.5, starred=True, region=(1.0, 2.0)),
                  Recording("0123456789ab", "Anna", "recordings/0123456789ab.flac", 1.0)]
    rows = [{k: v for k, v in asdict(r).items() if k in INDEXED} for r in recordings]
    take = Library(folder.with_name("scratch")).write_take(make_take())
    for file in (folder.with_name("scratch") / "takes").iterdir():
        shutil.copy(file, folder / "takes")
    arrays = ("wav", "mel", "phonemes", "embedding", "attention", "unfinished")
    kept = {k: v for k, v in asdict(take).items() if k not in arrays}
    (folder / "index.json").write_text(json.dumps({"recordings": rows, "takes": [kept]}), encoding="utf-8")
    return take


def test_an_old_library_is_taken_over_once(tmp_path):
    take = old_library(tmp_path / "old")
    library = Library(tmp_path / "old")
    assert set(library.recordings) == {"clara", "0123456789ab"} and not library.problem
    assert library.recordings["clara"].region == (1.0, 2.0) and library.recordings["clara"].sex == "F"
    assert np.array_equal(library.voice("0123456789ab").embedding, make_voice(3).embedding)
    assert library.read_take(library.takes[take.id]).text == take.text
    assert [e.take for e in library.history()] == [take.id]
    library.change("0123456789ab", speaker="Berta")
    again = reopened(library)
    assert again.recordings["0123456789ab"].speaker == "Berta" and again.path(again.recordings["0123456789ab"]).exists()
    assert not (tmp_path / "old" / "index.json").exists() and (tmp_path / "old" / "index.migrated.json").exists()


def test_a_damaged_old_index_loses_nothing(tmp_path):
    old_library(tmp_path / "old")
    (tmp_path / "old" / "index.json").write_text("{broken")
    library = Library(tmp_path / "old")
    aside = next((tmp_path / "old").glob("damaged-*"))
    assert "damaged" in library.problem and (aside / "index.json").read_text() == "{broken"
    assert [p.parent.name for p in library.strangers()] == ["recordings", "takes"]


# Forks a process that imports, kills it, and tells what it had confirmed: once for every line that comes in.
NURSERY = """
import os, select, signal, sys, time
sys.path[:0] = [{root!r}, {tests!r}]
import torch
torch.set_num_threads(1)
from rows import make_take
from audio.files import load
from audio.pitch import pitch
from encoder.ge2e.inference import SpeakerEncoder
from toolbox.core.library.importing import import_folder
from toolbox.core.library.library import Library
from toolbox.core.models.profiles import ENCODER, MODELS
encoder = SpeakerEncoder.load(MODELS / ENCODER)
folder, place, clip = sys.argv[1:]
pitch(*load(clip), 256)  # whatever is loaded with the first pitch

def work(kind, tell):
    library = Library(place)
    if kind == "folder":
        before = set()
        def told(share, what):
            now = set(library.known_files())
            for path in now - before:
                tell("file", path)
            before.update(now)
        import_folder(library, folder, told, encoder=encoder, workers=2)
    while kind == "files":
        recording = library.import_file(clip)
        library.add(recording)
        tell("recording", recording.id)
        take = library.write_take(make_take())
        library.add_take(take)
        tell("take", take.id)
        library.change(recording.id, starred=True)
        tell("starred", recording.id)

for line in sys.stdin:
    kind, after, delay = line.split()
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            work(kind, lambda *words: os.write(theirs, (" ".join(words) + chr(10)).encode()))
        finally:
            os._exit(0)
    os.close(theirs)
    if after == "confirmed":
        select.select([ours], [], [])
    time.sleep(float(delay))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(ours) as said:
        print(said.read() + "gone", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_in_mid_import_again_and_again(tmp_path, clips):
    folder, wav, rate = tmp_path / "speech", *clips["Clara"]
    (folder / "clara").mkdir(parents=True)
    for number in range(FILES):
        begin = number * 997 % (len(wav) - 2 * rate)
        save(folder / "clara" / f"{number:03d}.wav", wav[begin: begin + int(1.8 * rate)], rate)
    program = NURSERY.format(root=str(ROOT), tests=str(Path(__file__).parent))
    confirmed, rng, moments = {"file": set(), "recording": set(), "take": set(), "starred": set()}, random.Random(5), []
    with subprocess.Popen(
            [sys.executable, "-c", program, str(folder), str(tmp_path / "library"), str(folder / "clara" / "000.wav")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=os.environ | {"OMP_NUM_THREADS": "1"}) as nursery:
        number = 0
        # On a slow machine more kills, and later ones, until everything was seen to be killed.
        while number < KILLS or (number < 6 * KILLS and not (
                all(confirmed.values()) and len(set(moments)) > KILLS // 5)):
            longest = LONGEST * (1 + number // KILLS)
            nursery.stdin.write(f"{('files', 'folder')[number % 2]} {('started', 'confirmed')[number // 2 % 2]} "
                                f"{rng.random() * longest}\n")
            number += 1
            for line in iter(nursery.stdout.readline, "gone\n"):
                assert line, "the nursery has ended"
                what, name = line.split()
                confirmed[what].add(name)
            moments.append(sum(map(len, confirmed.values())))
            library = Library(tmp_path / "library")
            check(library, confirmed)
            library.close()
        nursery.stdin.close()
    assert all(confirmed.values()) and len(set(moments)) > KILLS // 5
    assert len(confirmed["file"]) < FILES  # killed in the middle, every time


def check(library, confirmed):
    """Check that nothing confirmed is missing, nothing is incomplete, and unlisted files can be listed."""
    assert not library.problem
    assert confirmed["file"] <= set(library.known_files())
    assert confirmed["recording"] <= set(library.recordings) and confirmed["take"] <= set(library.takes)
    assert all(library.recordings[name].starred for name in confirmed["starred"])
    ids, embeddings = library.embeddings()
    assert set(ids) == {r.id for r in library.rows() if Path(r.file).is_absolute()}
    assert np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)
    own = [r for r in library.rows() if r.file.startswith("recordings/")]
    for recording in own[-3:]:  # the earlier ones were read the last times
        assert len(load(library.path(recording))[0]) == pytest.approx(recording.seconds * 16_000, abs=1)
    for take in list(library.takes.values())[-3:]:
        assert library.read_take(take).phonemes
    strangers = library.strangers()
    for path in strangers:
        library.adopt(path)
    assert library.strangers() == [] and len(strangers) <= 1  # killed between the file and its row
    assert {p.name for p in (library.folder / "recordings").iterdir()} == {
        Path(r.file).name for r in library.rows() if r.file.startswith("recordings/")}
    assert {p.name for p in (library.folder / "takes").glob("*.flac")} == {
        Path(t.file).name for t in library.takes.values()}
    assert {p.name for p in library.folder.iterdir()} <= {
        "recordings", "takes", "open", "library.db", "library.db-wal", "library.db-shm"}
