"""Removal of Markdown, HTML, pictures and stray characters from pasted text, for all languages."""

import html
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache

# NFKC would make letters, spaces or wrong digits of these.
_BEFORE_NFKC = {
    "™": "", "®": "", "´": "'", "′": "'", "″": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'", "‹": "'",
    "›": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "〝": '"', "〞": '"',
    "‐": "-", "‑": "-", "‒": "–", "―": "—", "⸺": "—", "⁓": "~", "…": "...", "⁄": "/", "∕": "/", "·": " ", "•": " ",
    "‣": " ", "◦": " ", "\t": " ", "\u2028": "\n", "\u2029": "\n\n", "\v": "\n", "\f": "\n\n", "\x85": "\n",
    "⇒": "→", "⟶": "→", "∼": "~", "≃": "≈", "≅": "≈", "℮": "", "\u00ad": "",
}
_PICTURES = re.compile(
    "[\u2190-\u2191\u2193-\u21d1\u21d3-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27ef\u2900-\u297f\u2b00-\u2bff\u3297"
    "\u3299\u20e3\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]+"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_PLAIN = frozenset({chr(code) for code in range(0x20, 0x7F)} | {"\n"})
_MARKUP = re.compile(r"[<\[\]*_`~|#>+=\\:;{-]|^ *\d+\)", re.M)

_HTML = tuple((re.compile(pattern, re.I | re.S), replacement) for pattern, replacement in (
    (r"<!--.{0,20000}?-->", " "),
    (r"<(script|style|head)\b[^<>]{0,500}>.{0,20000}?</\1>", " "),
    (r"<(?:br|hr)\b[^<>]{0,200}>", "\n"),
    (r"</(?:td|th)>", ", "),
    (r"</?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote|pre|section|article|header|footer)\b[^<>\n]{0,500}>", "\n"),
    (r"<((?:https?|ftp|mailto):[^<>\s]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,200})>", r"\1"),
    (r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>\n]{0,500})?/?>", ""),
))
_LINES = tuple((re.compile(pattern, re.M), replacement) for pattern, replacement in (
    (r"^ *(?:```|~~~)[\w+#.-]{0,30} *$", ""),
    (r"^ *\[[^\[\]\n]{1,100}\]: +\S{1,2000}.{0,200}$", ""),
    (r"^ *\|?(?: *:?-{2,}:? *\|)+ *(?::?-{2,}:?)? *$", ""),
    (r"^ *\|(.{0,2000})\| *$", lambda m: ", ".join(filter(None, map(str.strip, m.group(1).split("|"))))),
    (r"^ *(?:[-=_*~#|+:] ?){3,}$", ""),
    (r"^ *(?:>(?!\d) ?)+", ""),
    (r"^ *#{1,6} +(.{1,500}?)(?: +#+)?(?: *\{#[^{}\n]{1,100}\})? *$", r"\1\n"),
    (r"^ *[*+–—-] +(?:\[[ xX]\] +)?", ""),
    (r"^ *[>] +", ""),
    (r"^ *(\d{1,3})\) ", r"\1. "),
))
_SPANS = tuple((re.compile(pattern), replacement) for pattern, replacement in (
    (r"!?\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?(?: +\"[^\"\n]{0,200}\")?\)",
     r"\1"),
    (r"!\[\]\([^()\s]{1,500}\)", " "),
    (r"\[([^\[\]\n]{1,300})\] ?\[[^\[\]\n]{0,100}\]", r"\1"),
    (r"\[\^[^\[\]\n]{1,50}\]:?", ""),
    (r"(?<=[\w.,;:!?\"')])\[(?:\d{1,3}|[a-z]|note \d{1,3}|citation needed)\]", ""),
    (r"\{#[\w-]{1,100}\}", ""),
    (r"(?<![\w`])(`{1,3})(?!`)([^`\n]{1,500}?)\1(?![\w`])", r"\2"),
    (r"\\([\\`*_{}\[\]()#+.!~|>-])", r"\1"),
    (r"(?<![\w*])(\*{1,3})(?![\s*])([^*\n]{1,500}?)(?<![\s*])\1(?![\w*])", r"\2"),
    (r"(?<![\w_])(_{1,3})(?![\s_])([^\n]{1,500}?)(?<![\s_])\1(?![\w_])", r"\2"),
    (r"(?<![\w~])~~(?![\s~])([^~\n]{1,500}?)(?<![\s~])~~(?![\w~])", r"\1"),
    (r"(?<![^\s])[:;=]['-]?[()DPpo|/\\\[\]](?![^\s])|<3(?!\w)", ""),
    # A word parted at the end of a line.
    (r"(?<=[a-z])-\n(?=[a-z])", ""),
))


def clean(text: str, replacements: Mapping[str, str] | None = None, symbols: Collection[str] = (), group: str = ",",
          kept: str = "") -> str:
    """Remove everything that is not read aloud.

    Parameters
    ----------
    text : str
        Text of any length and origin.
    replacements : mapping of str to str, optional
        Replacements of single characters in the language, applied before NFKC normalisation: "º" is "°" in English, but
        marks ordinals in Spanish.
    symbols : collection of str
        Symbols for which the language has words, such as "→"; all others are dropped.
    group : str
        Replacement of the narrow space that separates thousands.
    kept : str
        Compatibility forms to keep, such as the "º" of Spanish ordinals.

    Returns
    -------
    str
        Plain text in Unicode's NFKC, with "\\n" between lines, straight quotation marks, "..." for an ellipsis, digits
        of any script as 0 to 9, and powers as in "10^-6".
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = re.sub(r"&#?\w{1,10};", lambda m: html.unescape(m.group()), text)
    if _MARKUP.search(text):
        for pattern, replacement in (*(_HTML if "<" in text else ()), *_LINES, *_SPANS):
            text = pattern.sub(replacement, text)
    if not text.isascii():
        text = _simplify(text, replacements or {}, symbols, group, kept)
    return re.sub(r" +", " ", "".join(c if c in _PLAIN else _keep(c, tuple(symbols)) for c in text))


def _simplify(text, replacements, symbols, group, kept):
    if any(symbol in text for symbol in symbols):
        text = _PICTURES.sub(lambda m: "".join(c if c in symbols else " " for c in m.group()), text)
    else:
        text = _PICTURES.sub(" ", text)
    text = re.sub(r"(?<=\d)(?=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒])", " ", text)
    # A small figure after a word is a footnote, after a number or a short name a power.
    text = re.sub(r"(?<=[A-Za-z]{4})[¹²³⁰⁴-⁹]+|(?<=[.,;:!?\"”])[¹²³⁰⁴-⁹]+", "", text)
    text = re.sub(r"[¹²³⁰⁴-⁹⁻⁺]+", lambda m: "^" + m.group().translate(_SUPERSCRIPTS), text)
    text = re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))", group, text)
    text = text.translate(str.maketrans({**_BEFORE_NFKC, **replacements}))
    parts = re.split(f"([{re.escape(kept)}])", text) if kept else [text]
    text = "".join(part if part and part in kept else unicodedata.normalize("NFKC", part) for part in parts)
    return text.replace("μ", "µ").replace("⁄", "/")


@lru_cache(maxsize=5_000)
def _keep(character, symbols):
    if character in _PLAIN:
        return character
    kind = unicodedata.category(character)
    if kind == "Zs":
        return " "
    if kind == "Nd":
        return str(unicodedata.digit(character))
    # Stray accents, invisible characters, private and unassigned ones, pictures.
    if "\u0300" <= character <= "\u036f" or kind[0] == "C" or (kind in ("So", "Sk", "Me") and character not in symbols):
        return "" if kind[0] in "CM" else " "
    return character
