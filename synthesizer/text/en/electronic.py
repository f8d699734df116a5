"""Web and mail addresses, file names, tags."""

import re

from synthesizer.text.en.numbers import decimal, one_by_one
from synthesizer.text.en.rules import DIGITS, LETTERS, LOWER, any_of, before, rule, spell

_NAMES = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon", "?": "question mark",
    "=": "equals", "&": "ampersand", "#": "hash", "%": "percent", "+": "plus", "~": "tilde", "!": "exclamation mark",
    ",": "comma", ";": "semicolon", "*": "star", "$": "dollar", "'": "apostrophe", "(": "", ")": "", "^": "caret",
    "|": "bar", "`": "backtick", "{": "", "}": "",
}
_DOMAINS = ("com org net edu gov mil info biz io ai app dev co uk de fr eu ca au ch jp nl tv xyz us it es in br me gg "
            "tech online site store blog cloud news ly gl fm ws nz ie dk pl ru cn kr za mx").split()
_FILES = (
    "txt pdf doc docx xls xlsx ppt pptx csv json xml html htm zip exe mp3 mp4 wav flac ogg jpg jpeg png gif svg py "
    "js ts "
    "cpp java sh md yaml yml toml ini log tar gz rar dll bat epub"
).split()
_SAID = {"doc", "zip", "java", "log", "com", "org", "net", "info", "biz", "app", "dev", "gov", "mil", "tech", "online",
         "site", "store", "blog", "cloud", "news", "bat", "gif", "tar"}
_USER = r"[\w.+%&'*/=?^{|}~!#$-]"


def _address(match):
    address = match.group()
    kept = address.rstrip(".,;:!?)'\"*")
    end = match.end() - (len(address) - len(kept))
    kept = re.sub(r"^(?:mailto:|[a-z]{2,8}://)?(?:www\.)?", "", kept, flags=re.I)
    return parts(kept.rstrip("/")), end


def parts(address: str) -> str:
    """Say an address part by part."""
    words: list[str] = []
    for part in re.findall(r"[A-Za-z]+|\d+|.", address):
        if part.isalpha() and part.isascii():
            short = len(part) <= 3 and not set(part.lower()) & set("aeiouy")
            spelled = len(part) == 1 or (len(part) == 2 and part != "co" and words[-1:] == ["dot"]) or (
                part.lower() in _FILES and part.lower() not in _SAID and words[-1:] == ["dot"])
            if part == "a" or spelled and len(part) > 1 or short and len(part) > 1 and part.islower():
                part = spell(part)
        elif part.isdigit():
            part = one_by_one(part) if len(part) > 4 or part[0] == "0" and len(part) > 1 else decimal(part)
        words.append(_NAMES.get(part, part))
    return " ".join(word for word in words if word)


def _file(match):
    name, kind = match.groups()
    said = kind.lower() if kind.lower() in _SAID else spell(kind) if kind.isalpha() else kind.upper()
    if re.search(r"\d", kind) and not kind.isdigit():
        said = " ".join(decimal(p) if p.isdigit() else spell(p) if set(p) & set("aeiou") else p.upper()
                        for p in re.findall(r"\d+|[a-zA-Z]+", kind))
    stem = parts(name) if re.search(r"[\d_-]", name) else name
    return f"{stem.replace(' underscore ', ' ').replace(' dash ', ' ')} dot {said}"


def _digits(text):
    """Say hexadecimal digits one by one."""
    return " ".join(one_by_one(digit) if digit.isdigit() else spell(digit) for digit in text)


def _dotted(match):
    """Say "ourdailynews.abc": two words in small letters that a stop joins without a space."""
    if before(match, 1) in ("'", "’"):
        return None
    return parts(match.group())


def _address_of_host(match):
    numbers = match.group().split(".")
    if any(int(number) > 255 for number in numbers):
        return None
    return " dot ".join(decimal(number) for number in numbers)


RULES = (
    rule("electronic", LETTERS + DIGITS + "_+%",
         rf"(?<![\w.+%-]){_USER}{{1,64}}@[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{1,6}}", _address),
    rule("electronic", LETTERS, r"(?:mailto:[^\s<>\"]{1,200}|\b(?:https?|ftp|file)://[^\s<>\"]{1,2000}|"
         r"\bwww\.[^\s<>\"]{1,2000})", _address, re.I),
    rule("electronic", DIGITS, r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\w|\w)", _address_of_host),
    rule("file", LETTERS + DIGITS, rf"(?<![\w.-])([\w-]{{1,64}})\.({any_of(_FILES)})\b(?!\.\w|@)", _file, re.I),
    rule("electronic", LETTERS + DIGITS, rf"(?<![\w.@-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}(?:{any_of(_DOMAINS)})\b"
         r"(?!\.\w)(?::\d{1,5}\b)?(?:[/?#][^\s<>\"]{0,2000})?", _address),
    rule("electronic", LOWER, r"(?<![\w.@'-])[a-z]{3,30}(?:\.[a-z]{2,10}){1,4}(?![\w.'@/-])", _dotted),
    rule("electronic", "@", r"(?<!\w)@(?=[A-Za-z])", "at"),
    rule("code", "#", r"(?<!\w)#(?=[0-9A-F]*\d|[A-F]{6})([0-9A-Fa-f]{6})\b", lambda m: f"hash {_digits(m.group(1))}"),
    rule("code", "0", r"(?<!\w)0[xb][0-9A-Fa-f]{1,16}\b", lambda m: _digits(m.group())),
    rule("electronic", "#", r"(?<!\w)#(?=[A-Za-z]{2})", "hashtag"),
    rule("electronic", ".", r"(?:(?<!\S)|(?<=[A-Z]{2}))\.(?=(?:[A-Z]{2,5}|[a-z]{2,12}|mp[34]|7z)\b(?![.@]))|"
         r"(?<=~/)\.(?=[a-z])", "dot"),
    rule("electronic", "~", r"(?<!\S)~/(?=[\w.])", "tilde slash"),
)
