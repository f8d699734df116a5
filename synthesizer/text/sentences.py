"""Text of any length to pieces that can be spoken in one breath."""

import re

from synthesizer.text.tables import COUNTED, SHORTENED, STARTERS, TITLES

# A line shorter than this that ends without punctuation is taken for a heading, a list item or a line of an address.
SHORT_LINE = 50

_END = re.compile(r"(?<![.!?…。！？])[.!?…。！？]+[\"'”’)\]]*(?=\s)")
_BEFORE_NAME = frozenset(TITLES)
_BEFORE_NUMBER = frozenset(COUNTED) | frozenset(word.capitalize() for word in COUNTED)
_INSIDE = frozenset(SHORTENED) | {"a.m", "p.m", "A.M", "P.M"}
_STARTERS = frozenset(STARTERS)
_ITEM = re.compile(r"[\"'“‘(]*(?:[A-Z]|\d|[-*•] )")

# Where a long sentence may be parted, best first.
_BREAKS = tuple(re.compile(pattern) for pattern in (
    r"(?<=[;:])\s+|(?<=[;:][\"”')])\s+",
    r"(?<=[,—–)])\s+|(?<=,[\"”'])\s+|(?<=—)\s*",
    r"\s+(?=(?:and|but|or|nor|so|yet|because|which|who|that|when|while|where|if|as|than|then|although|though|until|with)\b)",
    r"\s+",
))


def split_sentences(text: str, max_chars: int = 250) -> list[str]:
    """Part text into sentences, and sentences that are too long at their pauses.

    Parameters
    ----------
    text : str
        Text of any length, normalized or not. A blank line always parts, a line break only after a short line.
    max_chars : int
        No piece is longer than this many characters.

    Returns
    -------
    list of str
        The pieces in order, without white space around them; together they hold every word of the text.

    Raises
    ------
    ValueError
        If `max_chars` is below 1.
    """
    if max_chars < 1:
        raise ValueError(f"max_chars is {max_chars}; it must be at least 1")
    return [
        piece
        for block in _blocks(text)
        for sentence in _sentences(block)
        for piece in _shorten(sentence, max_chars)
    ]


def _blocks(text):
    block = []
    for line in text.splitlines():
        line = " ".join(line.split())
        if block and (not line or (_ITEM.match(line) and len(block[-1]) < SHORT_LINE and block[-1][-1] not in ",;-—–")):
            yield " ".join(block)
            block = []
        if line:
            block.append(line)
    if block:
        yield " ".join(block)


def _sentences(block):
    start = 0
    for end in _END.finditer(block):
        if _closes(block, end):
            yield block[start:end.end()]
            start = end.end() + 1
    if start < len(block):
        yield block[start:]


def _closes(block, end):
    following = block[end.end() + 1:end.end() + 40]
    after = following.lstrip("\"'“‘([")
    mark = end.group()
    # "Why?" he asked.
    if after[:1].islower() and (len(mark.rstrip("\"'”’)]")) < len(mark) or mark[-1] == "…" or ".." in mark):
        return False
    if mark != ".":
        return True
    word = re.split(r"[\s(\[\"'“‘]", block[max(end.start() - 20, 0):end.start()])[-1]
    following_word = re.match(r"[\w']*", after).group()
    if word in _BEFORE_NAME:
        return False
    if word in _BEFORE_NUMBER and following_word[:1].isdigit():
        return False
    if len(word) == 1 and word.isupper() or re.fullmatch(r"(?:\w\.)+\w", word):
        return following_word in _STARTERS and word != "I" or word == "I" and len(following_word) > 1
    if word in _INSIDE:
        return not following_word[:1].islower() and (following_word in _STARTERS or word in ("etc", "a.m", "p.m"))
    return bool(following)


def _shorten(sentence, max_chars):
    if len(sentence) <= max_chars:
        return [sentence]
    for pattern in _BREAKS:
        parts = _pack(pattern, sentence, max_chars)
        if len(parts) > 1:
            return [piece for part in parts for piece in _shorten(part, max_chars)]
    pieces = [sentence[start:start + max_chars].strip() for start in range(0, len(sentence), max_chars)]
    return [piece for piece in pieces if piece]


def _pack(pattern, sentence, max_chars):
    """Part a sentence at as few breaks as will do, into pieces that are as even as the breaks allow."""
    wanted = len(sentence) / -(-len(sentence) // max_chars)
    parts, start, last = [], 0, None
    for gap in pattern.finditer(sentence):
        # A break right at the edge would leave a piece of one short word.
        if gap.start() - start < min(12, max_chars / 4) or len(sentence) - gap.end() < min(12, max_chars / 4):
            continue
        if last and gap.start() - start > min(max_chars, 1.2 * wanted):
            parts.append(sentence[start:last.start()])
            start = last.end()
        last = gap
    if last and len(sentence) - start > max_chars and last.start() > start:
        parts.append(sentence[start:last.start()])
        start = last.end()
    parts.append(sentence[start:])
    return [part.strip() for part in parts if part.strip()]
