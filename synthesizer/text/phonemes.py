"""English text to the phonemes the synthesizer was trained on, and those to numbers."""

import atexit
import os
import re
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from synthesizer.text.alphabet import to_numbers

# The order is the numbering of the trained models: append, never reorder.
ALPHABET = (
    ";:,.!?—…\"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌː"
    "ʰʲ↓→↗↘ᵻ"
)
PAD = 0

# One symbol for each diphthong and affricate; the order matters (ɜːɹ before ɜː, and ː last of the vowels).
REPLACEMENTS = (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ː", ""), ("ɾ", "T"), ("x", "k"),
)
LANGUAGE = "en-us"
INSTALL_HINT = "Reading text aloud needs espeak-ng: install it with 'pip install espeakng-loader phonemizer-fork'"

# espeak-ng keeps its data path in a fixed buffer and ends the whole process when it finds nothing there.
MAX_DATA_PATH = 140

_NUMBERS = {symbol: number for number, symbol in enumerate(ALPHABET, 1)}
_OUTSIDE = re.compile(f"[^{re.escape(ALPHABET)}]")
_MARKS = re.escape(";:,.!?¡¿—…\"«»“”(){}[]")
_PAUSE = re.compile(rf"( ?[{_MARKS}][ {_MARKS}]*)")
_SWITCH = re.compile(r"\([^()]*\)")
_SOUND = re.compile(r"\w")
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_LATIN = "A-Za-zÀ-ÖØ-öø-\u024f\u1e00-\u1eff"
_PLAIN = re.compile(rf"['’\-]*[{_LATIN}0-9][{_LATIN}0-9'’\-\u0300-\u036f]*")
_FOREIGN = re.compile(rf"(?:(?![{_LATIN}])[^\W\d_])")
_SOUNDLESS = re.compile(r"[!-/:-@\[-`{-~‐-―'’]+")


@dataclass(frozen=True)
class Phonemes:
    """The phonemes of one sentence, and the words of it that they leave out."""

    text: str
    unpronounced: tuple[str, ...] = ()


class Phonemizer:
    """Turns English sentences into phonemes with espeak-ng.

    The library is loaded by the first call, which takes about half a second. Calls from several threads wait for each
    other; no process is started.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._espeak = None

    def phonemize(self, sentences: list[str]) -> list[Phonemes]:
        """Say what each sentence sounds like.

        Parameters
        ----------
        sentences : list of str
            Normalized English text; a sentence without words gives empty phonemes.

        Returns
        -------
        list of Phonemes
            As many as there are sentences, in their order. Words that espeak-ng cannot read in English, such as those
            in another script, are left out and named in `unpronounced`.

        Raises
        ------
        RuntimeError
            If espeak-ng cannot be loaded.
        """
        if isinstance(sentences, str):
            raise TypeError("phonemize() takes a list of sentences, not a string")
        with self._lock:
            if self._espeak is None:
                self._espeak = _load_espeak()
            return [self._sentence(sentence) for sentence in sentences]

    def _sentence(self, sentence):
        said, unpronounced = [], []
        for position, part in enumerate(_PAUSE.split(_UNSAFE.sub(" ", sentence).strip())):
            # re.split puts the punctuation at the odd places.
            said.append(part if position % 2 else self._words(part, unpronounced))
        text = re.sub(" +", " ", _OUTSIDE.sub("", "".join(said))).strip()
        if unpronounced:
            text = text.lstrip(";:,.!?—… ")
        return Phonemes(text if _SOUND.search(text) else "", tuple(unpronounced))

    def _words(self, part, unpronounced):
        readable = []
        for word in part.split():
            if _PLAIN.fullmatch(word) or _SOUNDLESS.fullmatch(word) or (not _FOREIGN.search(word) and self._say(word)):
                readable.append(word)
            else:
                unpronounced.append(word)
        said = self._say(" ".join(readable)) if readable else ""
        if not said:
            unpronounced.extend(word for word in readable if not _SOUNDLESS.fullmatch(word))
        return said

    def _say(self, text):
        # A language switch, as in "(fr)mɔ̃(en-us)", is the only thing that espeak-ng puts in brackets.
        ipa = _SWITCH.sub("", self._espeak.text_to_phonemes(text).replace("_", ""))
        for old, new in REPLACEMENTS:
            ipa = ipa.replace(old, new)
        return _OUTSIDE.sub("", " ".join(ipa.split())).strip()


def encode(phonemes: str) -> list[int]:
    """Number phonemes as the synthesizer takes them: 1 and up, 0 being the edge of a sentence and padding.

    Parameters
    ----------
    phonemes : str
        Characters of `ALPHABET`.

    Returns
    -------
    list of int
        One number for each character.

    Raises
    ------
    ValueError
        If a character is not in the alphabet.
    """
    return to_numbers(phonemes, _NUMBERS, "the phoneme")


def decode(numbers: list[int]) -> str:
    """Give back the phonemes that `encode` numbered; zeros (edges and padding) are skipped.

    Parameters
    ----------
    numbers : list of int
        Values between 0 and the length of `ALPHABET`.

    Returns
    -------
    str
        The phonemes.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    numbers = [int(number) for number in numbers]
    if numbers and not (min(numbers) >= 0 and max(numbers) <= len(ALPHABET)):
        raise ValueError(f"phoneme numbers lie between 0 and {len(ALPHABET)}")
    return "".join(ALPHABET[number - 1] for number in numbers if number != PAD)


def _load_espeak():
    try:
        import espeakng_loader
        from phonemizer.backend.espeak.wrapper import EspeakWrapper

        library, data = espeakng_loader.get_library_path(), Path(espeakng_loader.get_data_path())
        if not (data / "phondata").is_file():
            raise RuntimeError(f"{data} is incomplete")
        EspeakWrapper.set_library(library)
        EspeakWrapper.set_data_path(_reachable(data))
        espeak = EspeakWrapper()
        espeak.set_voice(LANGUAGE)
    except (ImportError, OSError, RuntimeError) as error:
        raise RuntimeError(f"{INSTALL_HINT} ({error}).") from error
    return espeak


def _reachable(data):
    if _openable(data):
        return str(data)
    for parent in (tempfile.gettempdir(), os.environ.get("PUBLIC"), os.environ.get("PROGRAMDATA")):
        if parent and _openable(Path(parent) / "espeak-ng-________" / data.name):
            copy = Path(tempfile.mkdtemp(prefix="espeak-ng-", dir=parent))
            atexit.register(shutil.rmtree, copy, ignore_errors=True)
            return str(shutil.copytree(data, copy / data.name))
    raise RuntimeError(f"espeak-ng cannot open its data in {data}")


def _openable(path):
    # On Windows espeak-ng opens files by their name in the local code page, which holds few letters beyond ASCII.
    return len(os.fsencode(path)) <= MAX_DATA_PATH and (str(path).isascii() or sys.platform != "win32")
