"""Words in capitals, single letters, and letters beside figures."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from synthesizer.text.rules import DIGITS, LETTERS, Rule, after, any_of, before, rule
from synthesizer.text.semiotic.numbers import AZ, Numbers

CAPITALS = "A-ZÀ-ÖØ-Þ"


@dataclass(frozen=True)
class Letters:
    """A language's words in capitals, and the names of its letters."""

    words: Collection[str]
    """Acronyms that are spoken as words."""
    spelled: Collection[str] = ()
    """Acronyms that look like words but are spelled."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of those letters that the synthesizer would not call right by themselves."""
    common: Collection[str] = ()
    """Short words in small letters that are often set in capitals for stress, and those of a single letter."""

    def spell(self, text: str) -> str:
        """Say letters one by one."""
        return " ".join(self.names.get(letter, letter) for letter in text.upper() if letter.isalpha())

    def say(self, capitals: str) -> str:
        """Say a word in capitals."""
        if capitals in self.spelled:
            return self.spell(capitals)
        if capitals in self.words or capitals.lower() in self.common or self._sounds(capitals):
            return capitals.capitalize()
        return self.spell(capitals)

    def calm(self, capitals: str) -> str:
        """Say a word in a passage that is all in capitals."""
        if capitals in self.spelled or not re.search("[AEIOUYÀ-ÖØ-Þ]", capitals):
            return capitals
        return capitals.capitalize()

    @staticmethod
    def _sounds(capitals):
        """Return whether a word in capitals is pronounceable: four or five suitable letters, or a longer word."""
        if len(capitals) > 5:
            return 4 * len(re.findall(f"[{_VOWEL}]", capitals)) >= len(capitals)
        return len(capitals) > 3 and bool(_SPEAKABLE.fullmatch(capitals))


# Small words that a name may follow.
_LINKS = "de|del|di|da|do|du|par|por|et|y|e|und|von|con|com|mit|avec|a|à"
_VOWEL, _OTHER = "AEIOUÀ-ÖØ-ÜY", "BCDFGHJKLMNPQRSTVWXZÇÑß"
_SPEAKABLE = re.compile(rf"(?:[{_OTHER}][LRH]?)?[{_VOWEL}]{{1,2}}(?:(?:[{_OTHER}]|[LMNRS][{_OTHER}]|[{_OTHER}][LRH]|"
                        rf"([{_OTHER}])\1)[{_VOWEL}]{{1,2}})*(?:[{_OTHER}]|[LNR][{_OTHER}]|SCH|CHT)?")
_SHOUTING = re.compile(rf"\b[{CAPITALS}]['{CAPITALS}]*(?:[ ,;:-]{{1,3}}[¿¡]?[{CAPITALS}]['{CAPITALS}]*){{3,}}\b")


def calm(text: str, letters: Letters) -> str:
    """Rewrite passages of four or more words in capitals as titles, unless they are acronyms or single letters."""
    def passage(match):
        words = re.findall(rf"[{CAPITALS}]{{2,}}", match.group())
        plain = [word for word in words if letters.calm(word) != word]
        if 2 * len(plain) < len(words) or not any(len(word) > 3 for word in words):
            return match.group()
        return re.sub(rf"[{CAPITALS}]{{2,}}", lambda word: letters.calm(word.group()), match.group())

    return _SHOUTING.sub(passage, text)


def rules(letters: Letters, numbers: Numbers, starters: Collection[str]) -> list[Rule]:
    """Return the rules for capitals and for letters beside figures; `starters` are words that begin a sentence."""
    starting = re.compile(rf"(?:{any_of(starters)})(?![{AZ}])")
    capitals = "".join(map(chr, range(0x41, 0x5B))) + "".join(map(chr, range(0xC0, 0xDF)))

    def mixed(match):
        pieces = re.findall(r"[^\W\d_]+|\d+", match.group())
        return " ".join(numbers.say(piece) if piece.isdigit() else
                        letters.say(piece) if piece.isupper() and len(piece) > 3 else letters.spell(piece)
                        if len(piece) < 4 else piece for piece in pieces)

    def dotted(match):
        said = letters.spell(match.group())
        rest = match.string[match.end():match.end() + 2]
        return (said, match.end() - 1) if not rest.strip() else said

    def initial(match):
        """Say an initial without its full stop, which would be a pause."""
        name = re.match(rf" ?((?:[{CAPITALS}]\. ?)*)", after(match, 20))
        following = after(match, 40)[name.end():]
        # A letter after other words may end a sentence, as in "el plan B. Pedro vino".
        alone = not name.group(1) and re.search(rf"(?<![{AZ}])(?!(?:{_LINKS}) )[a-zß-ÿ][{AZ}]* $", before(match, 30))
        return None if alone or starting.match(following) else letters.spell(match.group())

    def account(match):
        groups = re.findall(r"[A-Z\d]{1,4}", match.group().replace(" ", ""))
        return ", ".join(" ".join(numbers.cardinal(int(c)) if c.isdigit() else letters.spell(c) for c in group)
                         for group in groups)

    return [
        # An international bank account number (ISO 13616).
        rule("code", capitals, rf"(?<![{AZ}\d])[A-Z]{{2}}\d\d(?: ?[A-Z\d]{{4}}){{2,7}}(?: "
                               rf"?[A-Z\d]{{1,3}})?(?![{AZ}\d])",
             account),
        rule("letters", LETTERS + DIGITS, rf"(?<![{AZ}\d.,/-])(?:[A-Z]{{1,5}}|[a-z])\d{{1,4}}(?:[A-Z]{{1,3}}\d{{0,3}})?"
             rf"(?![{AZ}\d/]|[.,]\d)", mixed),
        rule("letters", DIGITS, rf"(?<![{AZ}\d.,/-])\d{{1,3}}[A-Z]{{1,3}}(?![{AZ}\d/]|[.,]\d)", mixed),
        rule("letters", capitals, rf"(?<![{AZ}\d.'-])[{CAPITALS}]\."
             rf"(?=(?: ?[{CAPITALS}]\.){{0,3}} [{CAPITALS}][a-zß-ÿ])", initial),
        rule("letters", capitals, rf"(?<![{AZ}\d.])(?:[{CAPITALS}]\.){{2,}}(?![{AZ}\d])", dotted),
        rule("letters", capitals, rf"(?<![{AZ}\d])[{CAPITALS}]{{2,}}(?![{AZ}\d])", lambda m: letters.say(m.group())),
        rule("letters", "".join(letters.names), rf"(?<![{AZ}\d'.-])[A-Z](?![{AZ}\d'.-])",
             lambda m: letters.names[m.group()] if m.group().lower() not in letters.common else None),
    ]
