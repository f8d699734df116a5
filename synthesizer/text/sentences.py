"""Division of normalised text into pieces that can be spoken in one breath, by the conventions of a language."""

import re
from collections.abc import Iterable

# A shorter line without final punctuation is taken for a heading, a list item or a line of an address.
SHORT_LINE = 50

_END = re.compile(r"(?<![.!?…。！？।॥])[.!?…。！？।॥]+[\"'”’)\]]*(?=\s)")
_ITEM = re.compile(r"[\"'“‘(]*(?:[A-Z]|\d|[-*•] )")


class Splitter:
    """Divides text into sentences, and long sentences at their pauses.

    Parameters
    ----------
    before_name : iterable of str
        Titles: a stop after one of these never ends a sentence.
    before_number : iterable of str
        Words such as "No": a stop between one of these and a digit does not end a sentence.
    inside : iterable of str
        Other abbreviations, without their last stop: the sentence ends after one only before `starters`.
    starters : iterable of str
        Capitalised words that begin a sentence rather than name something.
    joiners : iterable of str
        Conjunctions and the like, before which a long sentence may be divided.
    final : iterable of str
        Those of `inside` after which any capital begins a sentence.
    """

    def __init__(self, before_name: Iterable[str] = (), before_number: Iterable[str] = (), inside: Iterable[str] = (),
                 starters: Iterable[str] = (), joiners: Iterable[str] = (), final: Iterable[str] = ()):
        self.before_name, self.before_number = frozenset(before_name), frozenset(before_number)
        self.inside, self.starters, self.final = frozenset(inside), frozenset(starters), frozenset(final)
        # Breaks in a long sentence, best first.
        self._breaks = tuple(re.compile(pattern) for pattern in (
            r"(?<=[;:])\s+|(?<=[;:][\"”')])\s+",
            r"(?<=[,—–)])\s+|(?<=,[\"”'])\s+|(?<=—)\s*",
            rf"\s+(?=(?:{'|'.join(map(re.escape, joiners)) or '(?!)'})\b)",
            r"\s+",
        ))

    def __call__(self, text: str, max_chars: int = 250) -> list[str]:
        """Divide a text.

        Parameters
        ----------
        text : str
            Text of any length, normalised or not. A blank line always divides, a line break only after a short line.
        max_chars : int
            Largest number of characters of a piece.

        Returns
        -------
        list of str
            The pieces in order, without surrounding white space; together they contain every word of the text.

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
            for sentence in self._sentences(block)
            for piece in self._shorten(sentence, max_chars)
        ]

    def _sentences(self, block):
        start = 0
        for end in _END.finditer(block):
            if self._closes(block, end):
                yield block[start:end.end()]
                start = end.end() + 1
        if start < len(block):
            yield block[start:]

    def _closes(self, block, end):
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
        if word in self.before_name:
            return False
        if word in self.before_number and following_word[:1].isdigit():
            return False
        if len(word) == 1 and word.isupper() or re.fullmatch(r"(?:\w\.)+\w", word):
            return following_word in self.starters and word != "I" or word == "I" and len(following_word) > 1
        if word in self.inside:
            return not following_word[:1].islower() and (following_word in self.starters or word in self.final)
        return bool(following)

    def _shorten(self, sentence, max_chars):
        if len(sentence) <= max_chars:
            return [sentence]
        for pattern in self._breaks:
            parts = _pack(pattern, sentence, max_chars)
            if len(parts) > 1:
                return [piece for part in parts for piece in self._shorten(part, max_chars)]
        pieces = [sentence[start:start + max_chars].strip() for start in range(0, len(sentence), max_chars)]
        return [piece for piece in pieces if piece]


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


def _pack(pattern, sentence, max_chars):
    """Divide a sentence at as few breaks as possible, into pieces as even as the breaks allow."""
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
