"""Abbreviations with or without a full stop."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synthesizer.text.rules import Rule, after, any_of, before, ends_line, rule
from synthesizer.text.semiotic.numbers import AZ, START


@dataclass(frozen=True)
class Abbreviations:
    """A language's abbreviations and their spoken forms."""

    titles: Mapping[str, str]
    """Abbreviations that stand before a name: a full stop after one never ends a sentence."""
    counted: Mapping[str, str]
    """Abbreviations that stand before a number, such as "pág."."""
    others: Mapping[str, str]
    feminine: Mapping[str, str] = field(default_factory=dict)
    """Titles that are read differently after the feminine article."""
    article: str = "(?!)"
    """Pattern of that article."""
    final: Sequence[str] = field(default_factory=tuple)
    """Abbreviations of `others` after which any capital begins a sentence."""

    @property
    def numbered(self) -> dict[str, str]:
        """Return the abbreviations before a number, also capitalised: "cap." and "Cap."."""
        # A single capital is an initial.
        capitals = {written[0].upper() + written[1:]: said for written, said in self.counted.items()
                    if len(written) > 2 and written.endswith(".")}
        return {**capitals, **self.counted}

    @property
    def opening(self) -> dict[str, str]:
        """Return the capitalised forms of `others`, which begin a sentence."""
        return {written[0].upper() + written[1:]: said[0].upper() + said[1:] for written, said in self.others.items()
                if written[0].islower() and written.endswith(".") and len(written) > 3}


def rules(abbreviations: Abbreviations, starters: Sequence[str]) -> list[Rule]:
    """Return the rules for abbreviations; `starters` are capitalised words that begin a sentence."""
    article = re.compile(rf"\b(?:{abbreviations.article}) $", re.I)
    starting = re.compile(rf" [\"'“(¿¡]*(?:{any_of(starters)})(?![{AZ}])")

    def of(table, behind, leaves_stop, fits):
        def say(match):
            written = match.group()
            if fits and not fits(match):
                return None
            if len(written) == 2 and written[0].isupper() and not name_follows(match):
                return None
            said = table[written.replace(" ", "")]
            if said in abbreviations.feminine and article.search(before(match, 8)):
                said = abbreviations.feminine[said]
            if written.endswith(".") and leaves_stop(match):
                return said, match.end() - 1
            return said

        table = {written.replace(" ", ""): said for written, said in table.items()}
        pattern = "|".join(" ?".join(map(re.escape, re.findall(r"[^.]+\.?|\.", written)))
                           for written in sorted(table, key=len, reverse=True))
        starts = "".join({written[0] for written in table})
        return rule("abbreviation", starts, rf"{START}(?<!\.)(?:{pattern})(?![{AZ}]|(?<![.°º])\d){behind}", say)

    def name_follows(match):
        """Return whether an "M." precedes a name, rather than ending a row of letters and a sentence."""
        row = re.search(r"(?<!\w)[A-Z][ .]$", before(match, 3))
        return not row and bool(re.match(r" ?(?:[A-ZÀ-ÖØ-Þ]|\d|(?:l[ea]|d[aeou]s?|von|van) |d'|et M)", after(match, 5)))

    def closes(match):
        rest = after(match, 12)
        final = match.group().replace(" ", "") in abbreviations.final
        return ends_line(match) or bool(starting.match(rest)) or final and bool(re.match(r" [A-ZÀ-ÖØ-Þ]", rest))

    def opens(match):
        return bool(re.search(r"(?:^|[.!?:\n]) ?$", before(match, 2)))

    numbered = r"(?= ?(?:\d|[IVXL]{2,}\b|[IVXL]\b(?!\. ?[A-Z])|[A-Z]{1,4}[-/ ]?\d|[A-Z](?![\w.'])))"
    return [of(table, behind, leaves_stop, fits) for table, behind, leaves_stop, fits in (
        (abbreviations.numbered, numbered, lambda match: False, None),
        (abbreviations.titles, r"(?! ?\d)", lambda match: False, None),
        (abbreviations.others, "", closes, None),
        (abbreviations.opening, r"(?= ?[a-zß-ÿ\d])", lambda match: False, opens),
    ) if table]
