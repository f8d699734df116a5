"""Application of rules: each token is classified once, in an explicit order, then written out.

The design is that of Kestrel (Ebden and Sproat, "The Kestrel TTS text normalization system", 2015): tokenise, classify,
verbalise. A token starts where the previous one ends; the first matching rule decides. Rules see the text around a
token, never the output of other rules.
"""

import re
from collections.abc import Callable, Collection, Sequence

from synthesizer.text.rules import Rule
from synthesizer.text.tokens import Token


class Scanner:
    """Divides text into tokens by the rules of a language.

    Parameters
    ----------
    rules : sequence of Rule
        In the order in which they are tried.
    word : str
        Pattern of a word that no rule matches.
    triggers : collection of str
        Lower-case words with which a match may begin; the rules are not tried on any others.
    tidy : function
        Converts the gap between two words, given its text, the last spoken character before it and the first two after
        it.
    unjoined : collection of str
        Names of rules whose tokens a hyphen never joins to the previous word.
    """

    def __init__(self, rules: Sequence[Rule], word: str, triggers: Collection[str],
                 tidy: Callable[[str, str, str], str], unjoined: Collection[str] = ()):
        self._word, self._triggers, self._tidy, self._unjoined = re.compile(word), triggers, tidy, unjoined
        self._by_start: dict[str, list[Rule]] = {}
        for rule in rules:
            for character in set(rule.starts):
                self._by_start.setdefault(character, []).append(rule)

    def __call__(self, text: str, original: str | None = None) -> list[Token]:
        """Divide a text into tokens.

        Parameters
        ----------
        text : str
            The text seen by the rules.
        original : str, optional
            The text as written, of the same length, if capitals were changed for the rules.

        Returns
        -------
        list of Token
            Words and the gaps between them.
        """
        return self._fill(self._scan(text, text if original is None else original))

    def _scan(self, text, original):
        """Yield each token's spoken form (None for the characters between tokens) and the rule that decided."""
        position, gap = 0, 0
        while position < len(text):
            ordinary = _ORDINARY.match(text, position)
            if ordinary and ordinary.group().rpartition("'")[2] not in self._triggers:
                said, end, name = ordinary.group(), ordinary.end(), "word"
            else:
                said, end, name = self._classify(text, position)
            if said is None:
                position += 1
                continue
            if gap < position:
                yield original[gap:position], None, ""
            if said:
                yield original[position:end], said, name
            gap = position = end
        if gap < len(text):
            yield original[gap:], None, ""

    def _classify(self, text, position):
        for rule in self._by_start.get(text[position], ()):
            match = rule.pattern.match(text, position)
            said = rule.say(match) if match else None
            if said is not None:
                said, end = said if isinstance(said, tuple) else (said, match.end())
                return said, end, rule.name
        word = self._word.match(text, position)
        return (word.group(), word.end(), "word") if word else (None, 0, "")

    def _fill(self, pieces):
        """Fill in the gaps between the words."""
        tokens, left, gap = [], "", ""
        for written, said, name in pieces:
            if said is None:
                gap += written
                continue
            if gap == "-" and tokens and (tokens[-1].spoken.endswith("-") or name in self._unjoined):
                gap = " "
            tokens.append(self._between(gap, left, said[:2] if said[1:2].isalpha() else said[0]))
            tokens.append(Token(written, said, name))
            # The hyphen of a spelled "A-" is part of the word.
            left, gap = said[-1] if said[-1] != "-" else "a", ""
        tokens.append(self._between(gap, left, ""))
        return [token for token in tokens if token.spoken]

    def _between(self, gap, left, right):
        spoken = self._tidy(gap, left, right) if left or right else ""
        return Token(gap, spoken, "punctuation" if spoken.strip() else "space")


# A word in lower case that nothing after it could extend.
_ORDINARY = re.compile(r"[a-z]+(?:['-][a-z]+)*(?=[ ,;!?)\"\n]|:(?!/)|\.(?:[ \n\")]|$)|$)")
