"""Tables of cases. One test checks a whole table and lists every wrong row: a test per row costs more than its row."""

from collections.abc import Callable, Iterable
from pathlib import Path


def rows(name: str) -> list[list[str]]:
    r"""Return the tab-separated cells of a file in data/, without comments; "\n" in a cell is a line break."""
    lines = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if line and line[0] != "#"]


def check(cases: Iterable[tuple], function: Callable) -> None:
    """Assert that `function` maps all but the last cell of each case to the last one, listing the cases that differ."""
    cases = list(cases)
    wrong = []
    for *given, expected in cases:
        try:
            found = function(*given)
        except Exception as error:  # one of many rows must not hide the others
            found = error
        if found != expected:
            wrong.append(f"{', '.join(map(repr, given))}\n    expected {expected!r}\n    found    {found!r}")
    assert cases and not wrong, f"{len(wrong)} of {len(cases)} rows are wrong:\n" + "\n".join(wrong)
