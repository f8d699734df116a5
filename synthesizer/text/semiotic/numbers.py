"""Numbers in words, by the rules of Unicode's CLDR."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache

# A letter of any script the languages are written in, with what combines with it, for character classes.
AZ = "A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036fͰ-ϿЀ-ӿऀ-ॣॱ-ॿ"
START = rf"(?<![{AZ}\d])"
END = rf"(?![{AZ}\d])"
INSTALL_HINT = "Reading numbers aloud needs unicode-rbnf: install it with 'pip install unicode-rbnf'."
# Longer numbers are codes.
LONGEST = 15


class Numbers:
    """Writes out numbers in one language.

    Parameters
    ----------
    language : str
        CLDR's code.
    cardinals, ordinals : mapping of str to str
        Names of CLDR's rule sets for each form: "" if nothing is counted, "m", "f" and "n" before a noun of that
        gender, and further ones used by the language.
    decimal, group : str
        The decimal mark and the thousands separator.
    point, dot : str
        Spoken forms of the decimal mark, and of a full stop in its place.
    minus, plus : str
        Spoken forms of the signs.
    tail : int
        Largest number of decimals read as one number; more, or those with a leading zero, are read one by one.
    corrections : sequence of (str, str, str)
        Patterns of rule sets' names and of CLDR's words, and replacements of the latter.
    year : function, optional
        Writes out years, if they differ from other numbers.
    """

    def __init__(self, language: str, cardinals: Mapping[str, str], ordinals: Mapping[str, str], point: str, dot: str,
                 minus: str, plus: str, decimal: str = ",", group: str = ".", tail: int = 3,
                 corrections: Sequence[tuple[str, str, str]] = (), year: Callable[["Numbers", int], str] | None = None):
        self.language, self.cardinals, self.ordinals = language, cardinals, ordinals
        self.point, self.dot, self.minus, self.plus = point, dot, minus, plus
        self.decimal_mark, self.group_mark, self.tail = decimal, group, tail
        self._corrections = [(re.compile(rules), re.compile(words), said) for rules, words, said in corrections]
        self._year = year
        self._spelled = lru_cache(maxsize=5_000)(self._spell)
        d, g = re.escape(decimal), re.escape(group)
        inner = rf"(?:{g}\d{{2,3}})*{g}\d{{3}}" if group == "," else rf"(?:(?:{g}\d{{3}})+|(?: \d{{3}})+|(?:'\d{{3}})+)"
        # Figures that only the English way of writing explains, as in "1,250.50".
        english = "" if group == "," else r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|"
        self._english = re.compile(english.rstrip("|") or "(?!)")
        self.pattern = rf"(?:{english}[1-9]\d{{0,2}}{inner}(?!\d)(?:{d}\d+)?|\d+(?:[{d}.]\d+)?)"
        """Matches a number as it is written; has no groups."""
        self._grouped = re.compile(rf"[1-9]\d{{0,2}}{inner}(?:{d}\d+)?")

    def cardinal(self, number: int, form: str = "") -> str:
        """Say a whole number; one of more than `LONGEST` digits digit by digit."""
        if number < 0:
            return f"{self.minus} {self.cardinal(-number, form)}"
        if number >= 10**LONGEST:
            return self.one_by_one(str(number))
        return self._spelled(number, self.cardinals.get(form) or self.cardinals[""])

    def ordinal(self, number: int, form: str = "m") -> str:
        """Say an ordinal."""
        return self._spelled(number, self.ordinals.get(form) or self.ordinals["m"])

    def year(self, number: int) -> str:
        """Say a year."""
        return self._year(self, number) if self._year else self.cardinal(number)

    def by_rules(self, number: int, rules: str) -> str:
        """Say a whole number by a rule set of CLDR."""
        return self._spelled(number, rules)

    def one_by_one(self, text: str) -> str:
        """Say each digit of a text on its own, and nothing else of it."""
        return " ".join(self.cardinal(int(digit)) for digit in text if digit.isdigit())

    def parse(self, text: str) -> tuple[str, str, str]:
        """Divide a number matched by `pattern` into whole part, decimals, and the spoken mark."""
        mark, said = self.decimal_mark, self.point
        if self._english.fullmatch(text):
            text = text.replace(",", "").replace(".", mark)
        elif self._grouped.fullmatch(text):
            text = re.sub(rf"[ '{self.group_mark}]", "", text)
        elif mark not in text:
            mark, said = ".", self.dot
        whole, _, decimals = text.partition(mark)
        return whole, decimals, said

    def value(self, text: str) -> float:
        """Return the value of a number matched by `pattern`."""
        whole, decimals, _ = self.parse(text)
        return float(f"{whole}.{decimals or 0}")

    def say(self, text: str, form: str = "") -> str:
        """Say a number matched by `pattern`, in the form of the counted noun."""
        whole, decimals, point = self.parse(text)
        if len(whole) > 1 and whole[0] == "0" or len(whole) > LONGEST:
            said = self.one_by_one(whole)
        else:
            said = self.cardinal(int(whole), "" if decimals else form)
        if not decimals:
            return said
        if len(decimals) > self.tail or decimals[0] == "0" and len(decimals) > 1:
            return f"{said} {point} {self.one_by_one(decimals)}"
        return f"{said} {point} {self.cardinal(int(decimals))}"

    @cached_property
    def _engine(self):
        try:
            from unicode_rbnf import RbnfEngine
        except ImportError as error:
            raise RuntimeError(INSTALL_HINT) from error
        return RbnfEngine.for_language(self.language)

    def _spell(self, number, rules):
        said = self._engine.format_number(number, ruleset_names=[rules]).text
        for names, words, replacement in self._corrections:
            if names.search(rules):
                said = words.sub(replacement, said)
        return said
