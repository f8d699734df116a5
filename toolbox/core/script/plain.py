"""Marks in plain text: [pause 0.5s], *emphasis*, {Nguyen|wɪn}, [slow]…[/slow], [es]…[/es], [Anna]."""

import re
from collections.abc import Collection

from synthesizer.text import CODES, DEFAULT
from toolbox.core.script.document import LONGEST_PAUSE, PITCHES, RATES, VOLUMES, Builder, Document, Style
from toolbox.core.script.pronunciation import symbols_of

DEFAULT_PAUSE = 0.5  # seconds
# Enclosing marks: the field of Style that they change, the default, and the range of numbers.
SPANS = {"slow": ("rate", 0.75, RATES), "fast": ("rate", 1.3, RATES), "high": ("pitch", 3.0, PITCHES),
         "low": ("pitch", -3.0, PITCHES), "loud": ("volume", 6.0, VOLUMES), "soft": ("volume", -6.0, VOLUMES)}
UNITS = {"rate": "times", "pitch": "semitones", "volume": "dB"}

_NAME = r"[^\W\d_][\w .'’-]{0,39}"
_WORDS = ("it", "de", "hi")  # codes that an editor may have put into brackets as words
LANGUAGES = {code: code for code in CODES} | {"en": DEFAULT}
_MARK = re.compile(rf"""
    (?P<escaped>\\[*\[\]{{}}|])
  | \[(?P<closing>/)?(?P<name>pause|slow|fast|high|low|loud|soft)\b[ ]*(?P<value>[^\[\]\n]{{0,30}})\]
  | \[(?P<leaving>/)?(?P<language>{"|".join(sorted(LANGUAGES, key=len, reverse=True))})\](?!\()
  | \{{(?P<written>[^{{}}|\n]{{1,200}})\|(?P<said>[^{{}}|\n]{{0,200}})\}}
  | (?<![\w*])(?P<stars>\*\*?)(?![\s*])(?P<stressed>[^*\n]{{1,300}}?)(?<![\s*])(?P=stars)(?![\w*])
  | \[(?P<end>/)?(?P<voice>{_NAME})\](?![(\[])
""", re.X)
_PAUSE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?) ?(s|sec|seconds?|ms)?")
_NUMBER = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,3})?) ?(?:x|×|times|st|semitones?|dB)?", re.I)


def parse(text: str, voices: Collection[str] = ()) -> Document:
    """Parse a text with marks.

    Parameters
    ----------
    text : str
    voices : collection of str
        The names of the cast. A bracketed name at the beginning of a line is always a voice; elsewhere, other
        bracketed words, as in "[sic]", are text.

    Returns
    -------
    Document
        An invalid mark is a fault and is not spoken.
    """
    built, at = Builder(), 0
    for mark in _MARK.finditer(text):
        if mark["escaped"] or mark["language"] and not _is_language(mark, built):
            continue
        if mark["voice"] and not _is_voice(mark, voices):
            if not (guess := _misspelt(mark["voice"])):
                continue
            built.say(text[at:mark.start()], at, mark.start())
            built.fault(mark.start(), mark.end(), f"There is no mark [{mark['voice']}]; [{guess}] is one.")
        else:
            built.say(text[at:mark.start()], at, mark.start())
            _take(built, mark, voices)
        at = mark.end()
    built.say(text[at:], at, len(text))
    for name, begin, end in built.unclosed():
        if not name.startswith("voice "):
            built.fault(begin, end, f"[{name}] has no end; put [/{name}] where it is to end.")
    return built.document()


def _take(built, mark, voices):
    begin, end = mark.span()
    if mark["stressed"]:
        level = float(len(mark["stars"]))
        built.say(mark["stressed"], *mark.span("stressed"), emphasis=level)
    elif mark["written"]:
        try:
            built.say(mark["written"], *mark.span("written"), phonemes=symbols_of(mark["said"]))
        except ValueError as error:
            built.say(mark["written"], *mark.span("written"))
            built.fault(begin, end, str(error))
    elif mark["leaving"]:
        built.close(mark["language"])
    elif mark["language"]:
        built.open(mark["language"], Style(language=LANGUAGES[mark["language"]]), begin, end)
    elif mark["voice"]:
        for name, *_ in built.unclosed():
            if name.startswith("voice "):
                built.forget(name)
        if not mark["end"]:
            built.open(f"voice {mark['voice']}", Style(voice=mark["voice"]), begin, end)
            if voices and mark["voice"] not in voices:
                built.fault(begin, end, f"Nobody in the cast is called '{mark['voice']}'.")
    elif mark["name"] == "pause":
        _pause(built, mark)
    elif mark["closing"]:
        if not built.close(mark["name"]):
            built.fault(begin, end, f"[/{mark['name']}] ends nothing: no [{mark['name']}] stands before it.")
    else:
        _open(built, mark)


def _pause(built, mark):
    value = mark["value"].strip()
    number = _PAUSE.fullmatch(value)
    seconds = DEFAULT_PAUSE if not value else float(number[1]) / (1000 if number[2] == "ms" else 1) if number else -1.0
    if mark["closing"] or not 0 <= seconds <= LONGEST_PAUSE:
        built.fault(*mark.span(), f"A pause is written [pause 0.5s] or [pause 300ms], {LONGEST_PAUSE:.0f} s at most.")
    else:
        built.pause(seconds, mark.start())


def _open(built, mark):
    name, value = mark["name"], mark["value"].strip()
    field, default, (least, most) = SPANS[name]
    number = _NUMBER.fullmatch(value)
    amount = default if not value else float(number[1]) if number else None
    # [low 3] and [soft 6] mean downwards, with or without the sign.
    if amount is not None and default < 0:
        amount = -abs(amount)
    if amount is None or not least <= amount <= most:
        built.fault(*mark.span(), f"[{name}] takes a number of {UNITS[field]} between {least:g} and {most:g}, or none.")
        amount = default
    built.open(name, Style(**{field: amount}), *mark.span())


def _is_language(mark, built):
    """Return whether a bracketed code has its other half; "[it]" alone is a word that an editor has put in."""
    if mark["leaving"]:
        return any(name == mark["language"] for name, *_ in built.unclosed())
    closed = f"[/{mark['language']}]" in mark.string[mark.end():]
    if not closed and mark["language"] not in _WORDS:
        built.fault(*mark.span(), f"[{mark['language']}] has no end; put [/{mark['language']}] where it is to end.")
    return closed


def _is_voice(mark, voices):
    """Return whether a bracketed name is a voice: it is in the cast, or begins a line and is capitalised."""
    if mark["voice"] in voices:
        return True
    line = mark.string[mark.string.rfind("\n", 0, mark.start()) + 1: mark.start()]
    return not line.strip() and mark["voice"][0].isupper()


def _misspelt(name):
    """Return the mark meant by a bracketed word with one wrong letter or two letters exchanged."""
    word = name.split()[0].lower()
    for mark in (*SPANS, "pause"):
        if word != mark and (sorted(word) == sorted(mark) and word[0] == mark[0] or (
                len(word) > 3 and _one_off(word, mark))):
            return mark
    return ""


def _one_off(one, other):
    """Return whether one word has a single letter more than the other."""
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1:] == shorter for i in range(len(longer)))
