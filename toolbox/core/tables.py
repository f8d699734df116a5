"""CSV tables whose cells a spreadsheet does not execute."""

import csv
from collections.abc import Iterable
from typing import TextIO

# Characters that spreadsheets take for the beginning of a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableWriter:
    """Writes rows as CSV; text that a spreadsheet would evaluate is prefixed with an apostrophe, which it hides.

    Parameters
    ----------
    file : text file, opened with newline=""
    """

    def __init__(self, file: TextIO, lineterminator: str = "\r\n"):
        self._writer = csv.writer(file, lineterminator=lineterminator)

    def writerow(self, row: Iterable) -> None:
        """Write a row of text and numbers."""
        self._writer.writerow([harmless(cell) for cell in row])

    def writerows(self, rows: Iterable[Iterable]) -> None:
        """Write rows of text and numbers."""
        for row in rows:
            self.writerow(row)


def harmless(cell: object) -> object:
    """Return a cell, prefixed with an apostrophe if it begins like a formula and is not a number."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
        return cell
    except ValueError:
        return f"'{cell}"
