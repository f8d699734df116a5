"""The table of takes."""

import numpy as np

from toolbox.core.library.records import Take
from toolbox.ui.speech.takes import COLUMNS, TakesTable


def take(number, **known):
    return Take(f"id{number}", f"Voice {number % 3}", f"Sentence {number}.", "default", number, 1.0, 0.0, 24_000,
                1.0 + number % 7, "", None, 0.8, {}, (), **known)


def rows(table):
    return [tuple(table.item(row, column).text() for column in range(len(COLUMNS))) + (table._id(row),)
            for row in range(table.rowCount()) if not table.isRowHidden(row)]


def test_whatever_changes_it_shows_what_a_new_table_would(qtbot):
    rng, table, takes = np.random.default_rng(0), TakesTable(), []
    qtbot.addWidget(table)
    for number in range(120):
        what = rng.choice(["add", "add", "delete", "rename", "star", "sort", "search"])
        at = int(rng.integers(len(takes))) if takes else 0
        if what == "add" or not takes:
            takes.insert(0 if rng.random() < 0.7 else at, take(number))
        elif what == "delete":
            takes.pop(at)
        elif what == "rename":
            takes[at].name = f"Name {number}"
        elif what == "star":
            takes[at].starred = not takes[at].starred
        elif what == "sort":
            table.sort_by(int(rng.integers(len(COLUMNS))))
        else:
            table.search(str(rng.choice(["", "1", "voice 2"])))
        selected = takes[int(rng.integers(len(takes)))].id if takes else ""
        table.show_takes(takes, selected)
        fresh = TakesTable()
        qtbot.addWidget(fresh)
        fresh._sorted = table._sorted
        fresh.show_takes(takes)
        fresh.search(table._sought)
        assert rows(table) == rows(fresh)
        assert table.selected() == (selected or None)


def test_a_new_take_writes_only_its_own_row(qtbot):
    table, takes = TakesTable(), [take(number) for number in range(300)]
    qtbot.addWidget(table)
    table.show_takes(takes)
    before = [table.item(row, 0) for row in range(300)]
    table.show_takes([take(300), *takes])
    assert [table.item(row, 0) for row in range(1, 301)] == before


def test_an_edited_name_that_is_not_taken_over_is_written_again(qtbot):
    table, takes = TakesTable(), [take(0), take(1)]
    qtbot.addWidget(table)
    table.show_takes(takes)
    table.item(1, 1).setText("")
    table.show_takes(takes)
    assert table.item(1, 1).text() == "Sentence 1."
