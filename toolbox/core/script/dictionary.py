"""The user's own dictionary: pronunciations of words that the program gets wrong, one table per language."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from audio.errors import AudioError
from audio.files import replacing
from synthesizer.text.phonemes import ALPHABET
from toolbox.core.cloning.ipa import ipa
from toolbox.core.script.pronunciation import symbols_of

FOLDER, HEADING = "dictionary", ("word", "pronunciation")
LARGEST = 8 << 20  # largest size of a table in bytes
LONGEST_WORD = 80  # characters


class Dictionary:
    """Words and their phonemes, stored in a folder as `LANGUAGE.csv` with the columns word and pronunciation.

    Parameters
    ----------
    folder : Path
        A folder of the library, created with the first word.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder) / FOLDER
        self._tables: dict[str, dict[str, str]] = {}

    def words(self, language: str) -> dict[str, str]:
        """Return a language's words (lower case, sorted) and phonemes; raise AudioError if the file is damaged."""
        if language not in self._tables:
            path = self._path(language)
            self._tables[language] = read(path) if path.exists() else {}
        return dict(sorted(self._tables[language].items()))

    def all_words(self) -> dict[str, dict[str, str]]:
        """Return the words of every language that has any, by its code; raise AudioError if a file is damaged."""
        codes = sorted(path.stem for path in self.folder.glob("*.csv")) if self.folder.is_dir() else []
        return {code: words for code in codes if (words := self.words(code))}

    def put(self, language: str, word: str, symbols: str) -> None:
        """Store a word's pronunciation.

        Parameters
        ----------
        language, word : str
        symbols : str
            Phonemes in the synthesizer's alphabet.
        """
        self._change(language, self.words(language) | {checked_word(word): symbols})

    def remove(self, language: str, word: str) -> None:
        """Remove a word, if it exists."""
        self._change(language, {key: value for key, value in self.words(language).items() if key != word.lower()})

    def replace(self, language: str, words: Mapping[str, str]) -> None:
        """Replace all words of a language."""
        self._change(language, dict(words))

    def import_csv(self, language: str, path: str | Path) -> int:
        """Add a table's words, replacing existing ones; return their number."""
        found = read(path)
        self._change(language, self.words(language) | found)
        return len(found)

    def export_csv(self, language: str, path: str | Path) -> None:
        """Write a language's words to a table; raise AudioError if that fails."""
        write(path, self.words(language))

    def _change(self, language, words):
        self.folder.mkdir(mode=0o700, exist_ok=True)
        write(self._path(language), words)
        self._tables[language] = words

    def _path(self, language):
        if not re.fullmatch(r"[a-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", language):
            raise ValueError(f"{language!r} is not a language code.")
        return self.folder / f"{language}.csv"


def checked_word(word: str) -> str:
    """Return a word as stored in the dictionary; raise ValueError with a sentence if it is not a word."""
    word = word.strip().lower()
    if not word or len(word) > LONGEST_WORD or any(c.isspace() or not c.isprintable() for c in word) \
            or not any(map(str.isalnum, word)):
        raise ValueError(f"'{word[:LONGEST_WORD]}' is not a word; the dictionary takes single words.")
    return word


def read(path: str | Path) -> dict[str, str]:
    """Read a table of words and pronunciations, given in IPA or respelled.

    Raises
    ------
    AudioError
        If the table is invalid; the message names the line.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise AudioError(f"{path} is too large for a dictionary.")
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        raise AudioError(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AudioError(f"{path} is not a CSV table in UTF-8 ({error}).") from None
    words = {}
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or number == 1 and [cell.lower() for cell in cells[:2]] == list(HEADING):
            continue
        try:
            if len(cells) < 2:
                raise ValueError("it has no second column.")
            word, said = checked_word(cells[0].lstrip("'") or cells[0]), cells[1].lstrip("'")
            # The synthesizer's own symbols are also accepted: not all of them have an IPA sign of their own.
            words[word] = said[1:-1] if said.startswith("[") and not set(said[1:-1]) - set(ALPHABET) \
                else symbols_of(said)
        except ValueError as error:
            raise AudioError(f"{path}, line {number}: {error}") from None
    return words


def write(path: str | Path, words: Mapping[str, str]) -> None:
    """Write words and phonemes to a table: as IPA between slashes if it can be read back, otherwise as symbols."""
    with replacing(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(HEADING)
        for word, symbols in words.items():
            written = f"/{ipa(symbols)}/"
            table.writerow((word, written if symbols_of(written) == symbols else f"[{symbols}]"))
