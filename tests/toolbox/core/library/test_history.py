"""The log of what was made in whose voice."""

import sqlite3
from contextlib import closing

import pytest
from rows import make_take, reopened

from toolbox.core.library.errors import LibraryError
from toolbox.core.library.library import Library
from toolbox.core.library.records import DRAGGED, EXPORTED, TAKEN, Entry
from watermark.provenance import Provenance


def make_known_take(voice="Clara", consent="agreed"):
    take = make_take()
    take.voice, take.comment = voice, Provenance("1", "default", consent=consent).comment()
    return take


def listed(library):
    take = library.write_take(make_known_take())
    library.add_take(take)
    return take


def test_what_was_made_and_where_it_went(tmp_path):
    library = Library(tmp_path)
    take = listed(library)
    library.note(take, EXPORTED, "/home/anna/clone.mp3")
    library.note(take, DRAGGED)
    other = library.write_take(make_known_take("Bob", None))
    library.add_take(other)
    assert [(e.what, e.voice, e.consent, e.place) for e in reopened(library).history()] == [
        (TAKEN, "Bob", "", ""), (DRAGGED, "Clara", "agreed", ""),
        (EXPORTED, "Clara", "agreed", "/home/anna/clone.mp3"), (TAKEN, "Clara", "agreed", "")]
    assert [e.what for e in library.history("CLARA")] == [DRAGGED, EXPORTED, TAKEN]
    first = library.history()[-1]
    assert (first.text, first.seconds, first.profile, first.take, first.time) == (
        take.text, take.seconds, take.profile, take.id, take.added)


def test_what_is_deleted_was_still_made(tmp_path):
    library = Library(tmp_path)
    take = listed(library)
    library.delete_take(take.id)
    library = reopened(library)
    assert not library.takes and [e.take for e in library.history()] == [take.id]


def test_a_take_that_cannot_be_listed_is_not_in_the_log(tmp_path):
    library = Library(tmp_path)
    take = listed(library)
    with pytest.raises((LibraryError, sqlite3.IntegrityError)):
        library.add_take(take)  # a second time
    assert len(library.history()) == 1


def test_damaged_lines_are_shown_as_far_as_they_can_be_read(tmp_path):
    library = Library(tmp_path)
    listed(library)
    library.close()
    with closing(sqlite3.connect(tmp_path / "library.db")) as db:
        db.execute("UPDATE history SET seconds = 'long', voice = x'ff00'")
        db.commit()
    entry, = Library(tmp_path).history()
    assert isinstance(entry, Entry) and (entry.seconds, entry.voice, entry.text) == (0.0, "", "Hello: there?")


def test_the_log_is_saved_of_a_damaged_database(tmp_path):
    library = Library(tmp_path)
    take = listed(library)
    library.close()
    with closing(sqlite3.connect(tmp_path / "library.db")) as db:
        db.execute("DROP TABLE voices")
        db.commit()
    library = Library(tmp_path)
    assert library.problem and [e.take for e in library.history()] == [take.id]
