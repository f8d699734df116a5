"""Web and mail addresses, file names, tags."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from synthesizer.text.rules import DIGITS, LETTERS, Rule, any_of, rule
from synthesizer.text.semiotic.letters import Letters
from synthesizer.text.semiotic.numbers import Numbers


@dataclass(frozen=True)
class Electronic:
    """A language's spoken forms of addresses."""

    names: Mapping[str, str]
    """Spoken name of each mark, including "." and "@"."""
    said: Collection[str]
    """Endings of names that are spoken as words; others of two or three letters are spelled."""


_DOMAINS = ("com org net edu gov mil info biz io ai app dev co uk de fr eu es it pt br in at ch ar mx cl pe be lu ca "
            "us jp tv me xyz online store blog cloud news").split()
_FILES = ("txt pdf doc docx xls xlsx ppt pptx csv json xml html htm zip exe mp3 mp4 wav flac ogg jpg jpeg png gif svg "
          "py js md log epub").split()


def rules(electronic: Electronic, numbers: Numbers, letters: Letters) -> list[Rule]:
    """Return the rules for addresses."""
    names = electronic.names

    def parts(address):
        words: list[str] = []
        pieces = re.findall(r"[^\W\d_]+|\d+|.", address)
        for place, part in enumerate(pieces):
            if part.isdigit():
                words.append(numbers.say(part) if len(part) < 5 else numbers.one_by_one(part))
            elif part.isalpha():
                last = place > 0 and pieces[place - 1] == "." and part.lower() not in electronic.said
                short = last and len(part) < 4 or len(part) < 2 or not set(part.lower()) & set("aeiouyáéíóú")
                words.append(letters.spell(part) if short and len(part) < 6 else part)
            else:
                words.append(names.get(part, ""))
        return " ".join(filter(None, words))

    def address(match):
        kept = match.group().rstrip(".,;:!?)'\"*")
        end = match.end() - (len(match.group()) - len(kept))
        kept = re.sub(r"^(?:mailto:|[a-z]{2,8}://)?(?:www\.)?", "", kept, flags=re.I)
        return parts(kept.rstrip("/")), end

    def file(match):
        return parts(match.group())

    return [
        rule("electronic", LETTERS + DIGITS + "_+%",
             r"(?<![\w.+%-])[\w.+%&'*=?^{|}~!#$-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}", address),
        rule("electronic", LETTERS, r"(?:mailto:[^\s<>\"]{1,200}|\b(?:https?|ftp|file)://[^\s<>\"]{1,2000}|"
             r"\bwww\.[^\s<>\"]{1,2000})", address, re.I),
        rule("file", LETTERS + DIGITS, rf"(?<![\w.-])[\w-]{{1,64}}\.(?:{any_of(_FILES)})\b(?!\.\w|@)", file, re.I),
        rule("electronic", LETTERS + DIGITS, rf"(?<![\w.@-])(?:[A-Za-z0-9-]{{2,63}}\.){{1,5}}(?:{any_of(_DOMAINS)})\b"
             r"(?!\.\w)(?:[/?#][^\s<>\"]{0,2000})?", address),
        rule("electronic", "@", r"(?<!\w)@(?=[^\W\d])", names["@"]),
        rule("electronic", "#", r"(?<!\w)#(?=[^\W\d_]{2})", names["#"]),
    ]
