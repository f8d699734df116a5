"""The tables of units and currencies, a column a language."""

from importlib.resources import files

from synthesizer.text.semiotic.nouns import Noun


def column(table: str, language: str) -> dict[str, tuple[Noun, ...]]:
    """Read one language's column of a table.

    Parameters
    ----------
    table : str
        "units" or "currencies".
    language : str
        A heading of the table.

    Returns
    -------
    dict of str to tuple of Noun
        What each symbol stands for: a unit, or a currency and its hundredth part if it has one. Symbols without an
        entry are left out.
    """
    lines = files(__package__).joinpath(f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split("\t").index(language)
    nouns: dict[str, tuple[Noun, ...]] = {}
    for line in lines[1:]:
        cells = line.split("\t")
        if cells[place]:
            entry = tuple(map(Noun.parse, cells[place].split(", ")))
            nouns.update((symbol, entry) for symbol in cells[0].split(" "))
    return nouns
