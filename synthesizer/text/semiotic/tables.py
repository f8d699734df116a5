"""The tables of units and currencies, with one column per language."""

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
        Meaning of each symbol: a unit, or a currency and, if there is one, its hundredth part. Symbols without an entry
        are omitted.
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
