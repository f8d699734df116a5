"""espeak-ng for all languages: words to the project's phonemes, and their assignment to words."""

import atexit
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from synthesizer.text.phonemes import only_known
from synthesizer.text.speak_lib import SEPARATOR, TIE, SpeakLibrary
from synthesizer.text.tokens import Sound

INSTALL_HINT = "Reading text aloud needs espeak-ng: install it with 'pip install espeakng-loader'"

# One symbol for each diphthong and affricate that espeak-ng ties.
TIED = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"), ("s^s", "S"),
    ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"),
)

# espeak-ng keeps its data path in a fixed buffer and ends the whole process when it finds nothing there.
MAX_DATA_PATH = 140

_MARKS = re.escape(";:,.!?¡¿—…\"«»“”(){}[]")
_PAUSE = re.compile(rf"( ?[{_MARKS}][ {_MARKS}]*)")
_GUILLEMETS = str.maketrans("«»", "“”")
_SWITCH = re.compile(r"\([^()]*\)")
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_LATIN = "A-Za-zÀ-ÖØ-öø-\u024f\u1e00-\u1eff"
_SOUNDLESS = re.compile(r"[!-/:-@\[-`{-~‐-―'’]+")

_lock = threading.RLock()
_library = None
_voice = None


class Espeak:
    """One voice of espeak-ng.

    The library is loaded by the first call and shared by all languages. Concurrent calls are serialised; no process is
    started.

    Parameters
    ----------
    voice : str
        espeak-ng's name of the language, such as "en-us".
    replacements : sequence of (str, str)
        Replacements in its IPA, applied in order before characters outside the alphabet are dropped.
    tie : bool
        Whether diphthongs and affricates are joined by "^" in the IPA that `replacements` see.
    script : str
        Letters the language is written in beyond Latin, as a range of a regular expression's character class.
    """

    def __init__(self, voice: str, replacements: Sequence[tuple[str, str]], tie: bool = False, script: str = ""):
        self.voice, self.replacements, self.tie = voice, tuple(replacements), tie
        self._plain = re.compile(rf"['’\-]*[{_LATIN}{script}0-9][{_LATIN}{script}0-9'’\-\u0300-\u036f]*")
        self._foreign = re.compile(rf"(?:(?![{_LATIN}{script}])[^\W\d_])")
        self._alone = lru_cache(maxsize=20_000)(self.say)
        self._parted = lru_cache(maxsize=5_000)(self._part)

    def sounds(self, sentence: str) -> list[Sound]:
        """Pronounce a normalised sentence.

        Parameters
        ----------
        sentence : str
            Words and punctuation.

        Returns
        -------
        list of Sound
            Words and the pauses between them, alternating. Joined, their phonemes are those of the sentence; a word
            that runs into the next, as in "of the", is followed by a space without phonemes. Words that espeak-ng
            cannot read in this language, such as those in another script, are "unread".

        Raises
        ------
        RuntimeError
            If espeak-ng cannot be loaded.
        """
        sounds = []
        with _lock:
            for position, part in enumerate(_PAUSE.split(_UNSAFE.sub(" ", sentence).strip())):
                # re.split puts the punctuation at the odd places.
                if position % 2:
                    sounds.append(Sound(part, only_known(part.translate(_GUILLEMETS)), "pause"))
                elif part:
                    sounds.extend(self._words(part.split()))
        return sounds

    def say(self, text: str) -> str:
        """Return the phonemes of words without punctuation, separated by spaces as by espeak-ng."""
        # A language switch, as in "(fr)mɔ̃(en-us)", is the only thing that espeak-ng puts in brackets.
        with _lock:
            ipa = _speak(self.voice, text, self.tie)
        ipa = _SWITCH.sub("", ipa.replace(TIE, "^") if self.tie else ipa.replace(SEPARATOR, ""))
        for old, new in self.replacements:
            ipa = ipa.replace(old, new)
        return only_known(" ".join(ipa.split())).strip()

    def _words(self, words):
        readable = [bool(self._plain.fullmatch(word) or _SOUNDLESS.fullmatch(word)
                         or (not self._foreign.search(word) and self.say(word))) for word in words]
        kept = [word for word, can in zip(words, readable) if can]
        said = iter(self.align(kept, self.say(" ".join(kept)).split()) if kept else ())
        sounds, pending = [], False
        for word, can in zip(words, readable):
            phonemes, glued = next(said) if can else ("", False)
            if sounds:
                sounds.append(Sound(" ", " " if pending and phonemes and not glued else "", "pause"))
            unread = not phonemes and not _SOUNDLESS.fullmatch(word)
            sounds.append(Sound(word, phonemes, "unread" if unread else "espeak-ng", not unread))
            pending = pending or bool(phonemes)
        return sounds

    def align(self, words: list[str], said: list[str]) -> list[tuple[str, bool]]:
        """Assign the phonemes of a phrase to its words.

        Parameters
        ----------
        words : list of str
            The words spoken.
        said : list of str
            The phonemes of the phrase, divided at espeak-ng's spaces.

        Returns
        -------
        list of (str, bool)
            Each word's phonemes, and whether they continue the previous word's.
        """
        if len(words) == len(said):
            return [(phonemes, False) for phonemes in said]
        alone = [self._alone(word) for word in words]
        # Words at either end that match exactly need no search.
        head = 0
        while head < min(len(words), len(said)) and _alike(alone[head], said[head]):
            head += 1
        tail = 0
        while tail < min(len(words), len(said)) - head and _alike(alone[-1 - tail], said[-1 - tail]):
            tail += 1
        middle = self._search(words[head:len(words) - tail], alone[head:len(words) - tail], said[head:len(said) - tail])
        return [*((phonemes, False) for phonemes in said[:head]), *middle,
                *((phonemes, False) for phonemes in said[len(said) - tail:])]

    def _search(self, words, alone, said):
        """Assign phonemes to words at minimal cost."""
        # Least cost of reading the first i words as the first j groups of phonemes: a word makes a group, several
        # words run together in one, one word makes several (letters spelt), or a word is silent.
        best = {(0, 0): (0.0, None)}
        for i in range(len(words) + 1):
            for j in range(len(said) + 1):
                if (i, j) not in best:
                    continue
                cost = best[i, j][0]
                steps = [(i + n, j + 1) for n in (1, 2, 3, 4) if i + n <= len(words) and j < len(said)]
                steps += [(i + 1, j + n) for n in (2, 3, 4) if i < len(words) and j + n <= len(said)]
                if i < len(words):
                    steps.append((i + 1, j))
                for to_i, to_j in steps:
                    added = cost + _difference("".join(alone[i:to_i]), "".join(said[j:to_j]))
                    if (to_i, to_j) not in best or added < best[to_i, to_j][0]:
                        best[to_i, to_j] = (added, (i, j))
        if (len(words), len(said)) not in best:
            return [(" ".join(said), False), *[("", False)] * (len(words) - 1)][:len(words)]
        steps, at = [], (len(words), len(said))
        while at != (0, 0):
            steps.append((best[at][1], at))
            at = best[at][1]
        shared = []
        for (i, j), (to_i, to_j) in reversed(steps):
            if to_i - i == 1:
                shared.append((" ".join(said[j:to_j]), False))
            else:
                shared.extend(self._parted(tuple(words[i:to_i]), said[j]))
        return shared

    def _part(self, words, said):
        """Divide phonemes shared by several words where both parts best match the words alone."""
        parts, rest = [], said
        for position, word in enumerate(words[:-1]):
            first, others = self._alone(word), "".join(map(self._alone, words[position + 1:]))
            cost = [_difference(first, rest[:at]) + _difference(others, rest[at:]) for at in range(len(rest) + 1)]
            cut = cost.index(min(cost))
            while 0 < cut < len(rest) and rest[cut - 1] in "ˈˌ":
                cut -= 1
            parts.append((rest[:cut], any(phonemes for phonemes, _ in parts)))
            rest = rest[cut:]
        return tuple([*parts, (rest, any(phonemes for phonemes, _ in parts))])


def override(sounds: list[Sound], position: int, phonemes: str, source: str, certain: bool = True) -> None:
    """Replace a word's phonemes, restoring the spaces where it ran into its neighbours.

    Parameters
    ----------
    sounds : list of Sound
        Sounds of a sentence; changed in place.
    position : int
        Index of the word.
    phonemes, source, certain
        See `Sound`.
    """
    sounds[position] = Sound(sounds[position].text, phonemes, source, certain)
    for near, beyond in ((position - 1, position - 2), (position + 1, position + 2)):
        if 0 <= beyond < len(sounds) and sounds[near].text == " " and sounds[beyond].phonemes:
            sounds[near] = Sound(" ", " ", "pause")


def _alike(alone, said):
    return alone == said or (len(alone) > 2 and abs(len(alone) - len(said)) < 2 and _difference(alone, said) < 1)


_VOWELS = frozenset("AIOQWYaeiouyæɑɐɒɔəɚɛɜɤɨɪøœʊʌᵻᵊɯ")
_SILENT = frozenset("ˈˌ ̃ː")


@lru_cache(maxsize=20_000)
def _difference(one, other):
    """Return the edit distance of two strings of phonemes, with a low cost for vowels and none for stress."""
    one, other = [c for c in one if c not in _SILENT], [c for c in other if c not in _SILENT]
    row = [float(j) for j in range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        diagonal, row[0] = row[0], float(i)
        for j, b in enumerate(other, 1):
            change = 0.0 if a == b else 0.4 if a in _VOWELS and b in _VOWELS else 1.0
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + change)
    return row[-1]


def _speak(voice, text, tie):
    global _library, _voice
    if _library is None:
        _library = _load()
    if _voice != voice:
        _library.set_voice(voice)
        _voice = voice
    return _library.text_to_phonemes(text, tie)


def _load():
    try:
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), Path(espeakng_loader.get_data_path())
        if not (data / "phondata").is_file():
            raise RuntimeError(f"{data} is incomplete")
        return SpeakLibrary(library, _reachable(data))
    except (ImportError, OSError, RuntimeError) as error:
        raise RuntimeError(f"{INSTALL_HINT} ({error}).") from error


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
