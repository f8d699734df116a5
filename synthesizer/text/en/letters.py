"""Letters, acronyms, words in capitals, and written interjections."""

import re

from synthesizer.text.en.acronyms import SHOUTED, SMALL, SPELLED, SPELLED_BY_ESPEAK, WORDS
from synthesizer.text.en.lexicon import is_english
from synthesizer.text.en.numbers import ONES, TENS
from synthesizer.text.en.rules import LETTERS, UPPER, after, any_of, before, ends_sentence, rule, spell, word_before

_ONSETS = re.compile(r"(?:[BCDFGJKPST]?[LRW]?|SH|CH|TH|WH|PH|S[CKMNPQTLW][LRW]?|QU|[BCDFGHJKLMNPRSTVWXYZ])[AEIOUY]"
                     r"(?:[A-Z]*[AEIOUY])?[A-Z]{0,4}$")
_BAD = re.compile(r"[AEIOU]{3}|[BCDFGHJKLMNPQRSTVWXZ]{4}|[BCDGHJKPQTVWXZ][BCDFGJKMNPQTVWXZ]$|[CJQVX]$|^[AEIOU][AEIOU]$|"
                  r"(?:[JKQVWXZ][BCDFGJKMPQTVXZ])|[BDGPT][BCDFGJKMPQVXZ]")
# Before a lone A that is the letter, and before an initial that ends a sentence.
_LETTERED = "plan vitamin grade hepatitis type option group class team point letter section".split()
_BEFORE_A = frozenset([*_LETTERED, *(
    "an letters from part appendix exhibit building block wing side gate terminal row ward influenza blood key list "
    "schedule tier series model figure straight").split()])
_BEFORE_LAST = re.compile(rf"\b(?:{'|'.join(_LETTERED)}|an?) $|(?:\b[A-Z] ){{2}}$", re.I)
_HOUR = re.compile(rf"(?:\d|o'clock|hundred|{'|'.join(ONES + TENS[2:])}) ?$")


def capitals(word: str, tail: str = "") -> str:
    """Say a word in capitals: spelled, or as a word.

    Parameters
    ----------
    word : str
        Two letters or more.
    tail : str
        "s", "'s" or nothing.

    Returns
    -------
    str
        The letters, the word in lower case, or the acronym if it is read as a word.
    """
    vowelless = not set(word) & set("AEIOUY")
    if word in WORDS:
        return word + tail
    if word in SHOUTED:
        return word.lower() + tail
    if word in SPELLED or word in SPELLED_BY_ESPEAK or vowelless or not _sayable(word):
        # espeak-ng spells words without vowels, and some others.
        known = word not in SPELLED and (word in SPELLED_BY_ESPEAK or vowelless)
        if not tail:
            return word if known else spell(word)
        # espeak-ng would drop the ending from a word that it spells.
        return f"{word[:-1] if vowelless else spell(word[:-1])} {word[-1]}'s"
    return word.lower() + tail


def is_word(word: str) -> bool:
    """Return whether a word in capitals is an English word rather than an acronym."""
    if word in SPELLED or word in SPELLED_BY_ESPEAK or word in WORDS:
        return False
    return word in SHOUTED or (len(word) > 3 and is_english(word.lower().replace("'", "")))


def _sayable(word):
    if len(word) < 4:
        return False
    return is_english(word.lower()) or bool(len(word) > 4 and _ONSETS.match(word) and not _BAD.search(word))


def _acronym(match):
    word, tail = match.groups()
    # espeak-ng takes AM for the verb, except after a number.
    if word in ("AM", "PM") and not tail and _HOUR.search(before(match, 12)):
        return word
    return capitals(word, tail or "")


def _initials(match):
    text, tail = match.group(), match.group(1) or ""
    plain = text[:len(text) - len(tail)].replace(".", "").upper()
    if tail:
        return capitals(plain, tail)
    if plain in ("AM", "PM"):
        if text.endswith(".") and ends_sentence(match.string, match.end()):
            return plain, match.end() - 1
        return plain
    vowelless = not set(plain) & set("AEIOUY")
    known = plain in SPELLED_BY_ESPEAK or (len(plain) > 1 and vowelless)
    said = plain if known and plain not in SPELLED else spell(plain)
    if text.endswith(".") and ends_sentence(match.string, match.end()):
        return said, match.end() - 1
    return said


def _initial(match):
    """Say the letter of a name; its stop stays where it ends a sentence, as in "Vitamin C." and "W I L S O N."."""
    letter = spell(match.group(1))
    last = ends_sentence(match.string, match.end()) and not re.match(r" ?[A-Z]\.", after(match, 3))
    return (letter, match.end() - 1) if last or _BEFORE_LAST.search(before(match, 12)) else letter


def _letter_a(match):
    previous, following = word_before(match), after(match, 30)
    spelled = re.search(r"\b[B-HJ-Z] $", before(match, 2)) or re.match(r" [B-HJ-Z]\b(?![.'])", following)
    closed = re.match(r"[,;:!?)]| ?=|\.(?: |$)|\"|\s*$|'s\b", following)
    if re.search(r"(?:^|[.!?:\n]\s*|[\"'(])$", before(match, 3)) and not spelled:
        return "A-" if re.match(r"[,;:!?)\"]| ?=|\.$|\s*$", following) else None
    paired = re.match(r" (?:to|and|or|through) [A-Z]\b| (?:minor|major|flat|sharp)\b", following)
    return "A-" if spelled or paired or previous in _BEFORE_A or (closed and previous) else None


def _and_letters(match):
    first, second, tail = match.groups()
    if tail:
        return f"{spell(first)} and {second}'s"
    return f"{spell(first)} and {spell(second) if len(second) <= 2 else second}"


def _small(match):
    return match.group().upper() if not set(match.group()) & set("aeiouy") else capitals(match.group().upper())


RULES = (
    rule("letters", "T", r"\bTL;DR\b", "T L D R"),
    rule("letters", ".", r"(?<=[A-Z])\.(?=\d)", ""),
    rule("letters", UPPER, r"\b([A-Z]{1,2}) ?& ?([A-Z]{1,3})('s|s)?\b", _and_letters),
    rule("letters", LETTERS, r"(?<![\w.])(?:(?:[A-Z]\.){2,8}|(?:[a-z]\.){2,8})('s|s\b)?(?!\w)", _initials),
    rule("letters", UPPER, r"(?<![\w.'])([A-HJ-Z])\.(?= ?[A-Z]\.| [A-Z][\w'-]| \d| [a-z]{4})", _initial),
    rule("letters", "I", r"(?<![\w.'])I\.(?= ?[A-Z]\.)", "I"),
    rule("letters", "A", r"\bA\b(?!['-])", _letter_a),
    rule("letters", "a", r"(?<![^\n])a(?=\) )|(?<=\()a(?=\))", "A-"),
    rule("acronym", UPPER, r"\b([A-Z]{2,6})('s|s)?\b(?!'\w)", _acronym),
    rule("acronym", LETTERS, rf"(?<![\w.'@-])(?:{any_of(SMALL)})(?![\w'-]|\.\w)", _small),
)
TRIGGERS = SMALL
