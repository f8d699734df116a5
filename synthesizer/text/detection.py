"""Language identification, by script and, for Latin script, by the n-grams of letters.

The model is the naive Bayes classifier of py3langid (Lui and Baldwin, "Cross-domain feature selection for language
identification", 2011), reduced by `make_detection` to Latin script and the relevant languages, so that it loads fifty
times faster. A few unsupported languages are among them, so that Dutch is not taken for German.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from synthesizer.text.data import DATA
from synthesizer.text.languages import CODES, DEFAULT, find_language

MODEL = DATA / "languages.npz"
# Scripts that identify their language; Han is Mandarin only if there is no kana.
SCRIPTS = {"CJK": "zh", "DEVANAGARI": "hi", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru",
           "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "THAI": "th"}
# Names of languages that are recognised but not supported.
OTHERS = {"ja": "Japanese", "ko": "Korean", "ru": "Russian", "el": "Greek", "ar": "Arabic", "he": "Hebrew",
          "th": "Thai", "nl": "Dutch", "sv": "Swedish", "da": "Danish", "pl": "Polish", "cs": "Czech", "tr": "Turkish",
          "fi": "Finnish", "hu": "Hungarian", "id": "Indonesian", "ro": "Romanian", "vi": "Vietnamese"}
# Lead, in natural logarithms of probability, that another language needs over the default and over all supported ones:
# a short text says little, and many texts contain foreign names.
MARGIN, MARGIN_OTHER = 4.0, 8.0
# The commonest words, which distinguish an English sentence with French names from a French one.
COMMON = {
    "en": "the and of to is that it was for with as his they be at this have from or had by but what were we when your "
          "can said there use each which she do how their if will up other about out many then them these so some her "
          "would make like him into has look more go see are you i he my not good morning",
    "es": "el la de que en un una es por con para su al lo como más pero sus le ya este sí porque esta cuando "
          "muy sin sobre también hasta hay donde quien desde todo nos ni ese eso está buenos buenas días hola gracias "
          "yo tú qué señor adiós",
    "de": "der und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es werden aus hat dass sie "
          "nach wird bei einer um noch wie einem über einen so zum haben nur oder aber vor zur bis mehr durch ich wir "
          "ihr kein guten morgen heute sehr hallo danke",
    "fr": "le la les des et un une du est que dans pour qui sur au pas plus par ce il elle nous vous je ne se son avec "
          "tout mais sont cette aux été bonjour très où ou leur même comme être fait merci salut",
    "it": "il lo gli di che un una per con non sono del della dei nel alla si le da più anche come ma questo quando "
          "molto ho ha buongiorno grazie perché cosa tutto sua suo noi ciao",
    "pt": "os um uma de que em para com não por mais dos das ao como foi ele ela seu sua ou quando muito já "
          "está também só pelo pela isso bom dia obrigado obrigada você são olá",
    "nl": "de het een en van ik te dat niet zijn op aan met voor hij er om maar dan zou ze wat mijn dit zo door over "
          "bij ook heeft uit goedemorgen geen nog wel deze",
}
WORD = 2.0  # their weight in a score
LONGEST = 1_000  # characters of a passage that are examined
LONGEST_NGRAM = 6


@dataclass(frozen=True)
class Passage:
    """A stretch of text in one language."""

    text: str
    language: str
    """A code of `languages.LANGUAGES`, or of `OTHERS` if it cannot be read."""

    @property
    def name(self) -> str:
        """Return the English name of the language."""
        return name_of(self.language)


def name_of(code: str) -> str:
    """Return the English name of a language code from `detect`."""
    return OTHERS[code] if code in OTHERS else find_language(code).name


def detect(text: str, default: str = DEFAULT, among: Iterable[str] = CODES) -> str:
    """Return the language of a text.

    Parameters
    ----------
    text : str
        Text of any length; without enough letters, it is assigned the default language.
    default : str
        A code of `languages.LANGUAGES`; it also determines the variety of English.
    among : iterable of str
        Languages to choose from.

    Returns
    -------
    str
        A code of `languages.LANGUAGES`, or of `OTHERS` if the language is not supported.
    """
    return _detect(text, default, _families(default, among))


def passages(text: str, default: str = DEFAULT, among: Iterable[str] = CODES) -> list[Passage]:
    """Divide a text into passages of one language each.

    A paragraph has one language, except that a line in another script than the previous one begins a new passage.

    Parameters
    ----------
    text, default, among
        As in `detect`.

    Returns
    -------
    list of Passage
        Joined, their texts are the text; an empty list for an empty text.
    """
    families = _families(default, among)
    whole, blocks = _detect(text, default, families), []
    for block in re.findall(r"[^\n]*(?:\n(?!\s*\n)[^\n]*)*(?:\n\s*(?=\n|$))*\n*", text):
        for lines in _by_script(block):
            # The surrounding text is more reliable than a few words.
            near = default if whole in OTHERS else whole
            blocks.append((lines, _detect(lines, near, families)))
    parts: list[Passage] = []
    for block, language in blocks:
        if not block:
            continue
        if parts and (parts[-1].language == language or not any(map(str.isalpha, block))):
            parts[-1] = Passage(parts[-1].text + block, parts[-1].language)
        else:
            parts.append(Passage(block, language))
    return parts


def _families(default, among):
    """Return the code of each language to choose from by its name in the model, with a single English."""
    families = {code.partition("-")[0]: code for code in reversed(list(among))}
    return families | {default.partition("-")[0]: default}


def _detect(text, default, families):
    script = _script(text)
    return _latin(text, default, families) if script in ("", "LATIN") else SCRIPTS[script]


def _by_script(block):
    """Join neighbouring lines of a paragraph that are in the same script."""
    joined, last = [], None
    for line in block.splitlines(keepends=True):
        script = _script(line)
        if joined and (script in ("", last)):
            joined[-1] += line
        else:
            joined.append(line)
            last = script
    return joined


def _script(text):
    """Return the script of most letters, the first word of their Unicode names; empty without letters.

    A Chinese character counts as two Latin letters.
    """
    found: Counter = Counter()
    for character in text[:LONGEST]:
        if character.isascii():
            found["LATIN"] += character.isalpha()
        elif character.isalpha():
            found[re.split("[ -]", unicodedata.name(character, ""))[0]] += 1
    if found["CJK"] and found["HIRAGANA"] + found["KATAKANA"]:
        found["HIRAGANA"] += found.pop("CJK")
    for wide in ("CJK", "HIRAGANA", "HANGUL"):
        found[wide] *= 2
    known = {script: number for script, number in found.items() if number and script in (*SCRIPTS, "LATIN")}
    return max(known, key=lambda script: known[script]) if known else ""


def _latin(text, default, families):
    import numpy as np

    names, rows, weights, prior, classes = _model()
    home, text = default.partition("-")[0], text[:LONGEST]
    data = unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "ignore")
    counts = Counter(row for row in _features(data, names, rows) if row >= 0)
    if not counts:
        return default
    scores = np.log1p(np.fromiter(counts.values(), np.float32)) @ weights[list(counts)].astype(np.float32) / 8 + prior
    # Neighbouring n-grams are not independent, so scores are overconfident for long texts.
    scores /= math.sqrt(len(data)) / 4
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    ranked = {name: float(score) + WORD * sum(words[word] for word in _common().get(name, ()) if word in words)
              for name, score in zip(classes, scores) if name in families or name in OTHERS}
    read = max((name for name in ranked if name in families), key=lambda name: ranked[name], default=home)
    if home in ranked and ranked[read] < ranked[home] + MARGIN:
        read = home
    other = max((name for name in ranked if name not in families), key=lambda name: ranked[name], default=read)
    if other != read and ranked[other] > ranked[read] + MARGIN_OTHER:
        return other
    return families[read]


@cache
def _common():
    return {name: frozenset(words.split()) for name, words in COMMON.items()}


def _features(data, names, rows):
    """Yield for each byte the row of the longest n-gram that ends with it."""
    for end in range(1, len(data) + 1):
        for start in range(max(0, end - LONGEST_NGRAM), end):
            number = names.get(data[start:end])
            if number is not None:
                yield rows[number]
                break


@cache
def _model():
    import numpy as np

    with np.load(MODEL) as stored:
        ends = np.cumsum(stored["lengths"], dtype=np.int64).tolist()
        blob = stored["ngrams"].tobytes()
        names = {blob[start:end]: number for number, (start, end) in enumerate(zip([0, *ends], ends))}
        return names, stored["rows"].tolist(), stored["weights"], stored["prior"], stored["classes"].tolist()
