"""The marks around a part of a text, so that the part alone can be spoken as it is within the whole."""

import re
from collections.abc import Collection, Iterable

from synthesizer.text import LanguageError, languages_of

# What parses a text is imported where it is needed: opening a project only puts marks around sentences.
_BEGIN, _END = re.compile(r"\[(\w+)[^\[\]]*\]|<([\w-]+)[^<>]*>"), re.compile(r"\[/(\w+)\]|</([\w-]+)>")


def enclosing(text: str, ranges: Iterable[tuple[int, int]], voices: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return the marks around parts of a text, without those of voices.

    Parameters
    ----------
    text : str
    ranges : iterable of (int, int)
        The parts, [begin, end).
    voices : collection of str
        The names of the cast.

    Returns
    -------
    list of (str, str)
        For each part, the marks before it that hold for its first word, and the ends of those that hold for its last.
    """
    from toolbox.core.script.document import Piece
    from toolbox.core.script.sentences import parse

    pieces = [part for part in parse(text, voices).parts if isinstance(part, Piece) and part.text.strip()]
    found = []
    for begin, end in ranges:
        own = [piece for piece in pieces if piece.begin < end and piece.end > begin]
        opening = "".join(text[b:e] for b, e in own[0].marks if b < begin) if own else ""
        closing = "".join(_end_of(text[b:e]) for b, e in reversed(own[-1].marks)) if own else ""
        found.append((opening, closing))
    return found


def enclosed(part: str, around: tuple[str, str]) -> str:
    """Return a part of a text in the marks around it, as `enclosing` returns them.

    The part may have changed since. Every mark is closed exactly once, within the part or after it.
    """
    opening, closing = around
    made = opening + part
    for end in [*_END.finditer(closing), *_END.finditer("".join(map(_end_of, _marks(opening)[::-1])))]:
        name = re.escape(end[1] or end[2])
        if len(re.findall(rf"[\[<]{name}\b", made)) > len(re.findall(rf"[\[<]/{name}\b", made)):
            made += end.group()
    return made


def kept_language(part: str, language: str) -> str | None:
    """Return the language in which a part was read, or None if that follows from the part alone.

    Parameters
    ----------
    part : str
        With its marks.
    language : str
        A code of synthesizer.text.LANGUAGES.
    """
    from toolbox.core.script.sentences import parse, unmarked

    alone = "".join(unmarked(parse(part).parts))
    if not any(map(str.isalpha, alone)):
        return None
    try:
        found = {code.partition("-")[0] for code in languages_of(alone)}
    except LanguageError:  # it looks like one that cannot be read
        return language
    return None if found == {language.partition("-")[0]} else language


def _marks(opening):
    return [mark.group() for mark in _BEGIN.finditer(opening)]


def _end_of(mark):
    """Return the mark that ends another."""
    found = _BEGIN.match(mark)
    if found is None:
        return ""
    return f"[/{found[1]}]" if found[1] else f"</{found[2]}>"
