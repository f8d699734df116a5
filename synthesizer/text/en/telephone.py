"""Telephone numbers, digit by digit."""

import re

from synthesizer.text.en.numbers import decimal, one_by_one
from synthesizer.text.en.rules import DIGITS, before, rule


def _groups(match):
    text = match.group()
    if re.fullmatch(r"[1-9]?\d(?:-[1-9]?\d){2,4}", text):
        # A formation or a record, as in "4-3-3" and "12-4-1".
        return ", ".join(map(decimal, text.split("-")))
    said = [one_by_one(group) for group in re.findall(r"\d+", text)]
    return ("plus " if text.startswith("+") else "") + ", ".join(said)


def _vanity(match):
    """Say "1-800-FLOWERS" and "1-800-GO-U-HAUL"."""
    said = []
    for part in match.group().split("-"):
        if part.isdigit():
            said.append(f"{decimal(part[0])} hundred" if part in ("800", "900") else one_by_one(part)
                        if len(part) > 1 else decimal(part))
        else:
            said.append(part.lower() if len(part) > 1 else part)
    head = said[:2] if match.group().startswith("1-") else said[:1]
    rest = " ".join(said[len(head):])
    return ", ".join([*head, re.sub(r"\b([A-Z]) (?=[a-z])", r"\1-", rest)])


_PHONED = re.compile(r"(?i)\b(?:tel|phone|telephone|fax|cell|mobile|whatsapp|call us|call me|reach me|text me|"
                     r"(?:my|our|his|her|their|your) number)\b\.?(?: (?:number|"
                     r"no\.?))?"
                     r"(?: (?:is|at|on))?:? ?$")


def _after_phone(match):
    """Say any groups of digits after "tel:" and the like."""
    return _groups(match) if _PHONED.search(before(match, 30)) else None


RULES = (
    rule("telephone", "xX", r"(?<=\d{4} )[xX] ?(\d{1,6})\b(?!['.]\w)", lambda m: f"extension {one_by_one(m.group(1))}"),
    rule("code", DIGITS, r"(?<![\w.,-])\d{4}(?:[ -]\d{4}){3}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", DIGITS + "+(", r"(?<![\w.,])[+(]?\d[\d() .-]{3,18}\d(?![\w-]|[.,]\d)", _after_phone),
    rule("telephone", "(", r"(?<!\w)\(\d{2,4}\) \d{3,4}[ -]\d{3,4}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", DIGITS, r"(?<![\w.,-])(?:1-)?[89]\d\d(?=[\dA-Z-]*[A-Z]{2})(?:-(?:[A-Z]{1,10}|\d{1,4})(?![\da-z]))"
         r"{1,5}(?!\w)", _vanity),
    rule("telephone", "+", r"(?<![\w.,+-])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]\d{2,4}){1,4}"
         r"(?![\w-]|[.,]\d)", _groups),
    rule("telephone", "+", r"(?<![\w.,+-])\+\d{1,3} ?\(0\) ?\d{1,5}(?:[ .-]?\d{2,8}){1,4}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", "+", r"(?<![\w.,+-])\+\d{7,15}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", DIGITS + "(", r"(?<![\w.,-])(?:1[ .-])?(?:\(\d{3}\) ?[.-]?|\d{3}[ .-])\d{3}[ .-]\d{4}"
         r"(?![\w-]|[.,]\d)", _groups),
    rule("telephone", DIGITS, r"(?<![\w.,$£€-])[2-9]\d\d-\d{4}(?![\w%-]|[.,]\d| ?(?:AD|BC|CE|BCE|k?m|k?g)\b)", _groups),
    rule("telephone", "0", r"(?<![\w.,-])0\d{4} \d{6}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", DIGITS, r"(?<![\w.,-])\d{3}/\d{3}-\d{4}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", "*", r"(?<![\w*])\*\d{2,3}#?(?![\w*])", lambda m: f"star {one_by_one(m.group())}"),
    rule("telephone", DIGITS, r"(?<![\w.,-])0\d{1,4} \d{3,4} \d{3,4}(?![\w-]|[.,]\d)", _groups),
    rule("telephone", DIGITS, r"(?<![\w.,-])\d{1,6}(?:-\d{1,9}){2,6}(?![\w-])", _groups),
    rule("number", DIGITS, r"(?<![\w.])(?<!\d,)\d{1,3}(?:\.\d{3}){2,4}(?![\w.])",
         lambda m: decimal(m.group().replace(".", ""))),
    rule("code", DIGITS, r"(?<![\w.])(?<!\d,)\d{16,}(?![.,]\d)", lambda m: one_by_one(m.group())),
)
