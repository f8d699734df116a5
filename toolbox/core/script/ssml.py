"""SSML 1.1 (W3C): its elements that direct speech, in documents and fragments."""

import html
import math
import re
from collections.abc import Collection
from dataclasses import replace

from synthesizer.text import CODES, closest
from toolbox.core.script.document import LONGEST_PAUSE, PITCHES, RATES, VOLUMES, Builder, Document, Style
from toolbox.core.script.pronunciation import from_ipa

PARAGRAPH, SENTENCE = "\n\n", "\f"  # a form feed separates sentences like a blank line, without being one
STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}
EMPHASIS = {"strong": 2.0, "moderate": 1.0, "none": 0.0, "reduced": -1.0}
# Values of the recommendation's keywords.
RATE_WORDS = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "fast": 1.3, "x-fast": 1.7, "default": 1.0}
PITCH_WORDS = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "high": 3.0, "x-high": 6.0, "default": 0.0}
VOLUME_WORDS = {"silent": -40.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "loud": 6.0, "x-loud": 10.0,
                "default": 0.0}
ELEMENTS = ("speak", "p", "s", "break", "prosody", "emphasis", "phoneme", "sub", "say-as", "voice", "mark", "lang",
            "desc", "w", "token", "metadata", "meta")
SILENT = ("desc", "metadata")  # their content is not spoken

_TOKEN = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<data>.*?)\]\]>|<!DOCTYPE[^>]*>|"
                    r"<(?P<closing>/)?(?P<name>[A-Za-z][\w:.-]*)(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)"
                    r"(?P<empty>/)?>", re.S)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<speak\b")
_HTML = re.compile(r"<(?:p|s|sub|w|mark|meta|lang)\b")
_KNOWN = re.compile(rf"<(?:{'|'.join(ELEMENTS)})\b[^<>]*>")


def is_ssml(text: str) -> bool:
    """Return whether a text contains an SSML element that is not also an HTML element."""
    return bool(_DOCUMENT.match(text)) or any(
        not _HTML.match(found.group()) or re.match(r"<sub\b[^>]*\balias\b|<lang\b[^>]*\bxml:lang\b", found.group())
        for found in _KNOWN.finditer(text))


def parse(text: str, voices: Collection[str] = ()) -> Document:
    """Parse SSML, either a document or text with elements.

    Parameters
    ----------
    text : str
    voices : collection of str
        The names of the cast; any name is accepted if empty.

    Returns
    -------
    Document
        Errors are faults at their positions; unknown elements are omitted, but their content is spoken.
    """
    return _Reader(text, voices).read()


class _Reader:
    def __init__(self, text, voices):
        self.text, self.voices, self.built = text, voices, Builder()
        self.is_document = bool(_DOCUMENT.match(text))
        self.open: list[tuple[str, int, int, dict]] = []

    def read(self):
        at = 0
        for token in _TOKEN.finditer(self.text):
            self._say(at, token.start())
            at = token.end()
            if token["data"] is not None:
                self._say(*token.span("data"), literal=True)
            elif token["name"]:
                self._element(token)
        self._say(at, len(self.text))
        for name, begin, end, _ in self.open:
            self.built.fault(begin, end, f"<{name}> is never closed; put </{name}> where it is to end.")
        return self.built.document()

    def _say(self, begin, end, literal=False):
        written = self.text[begin:end]
        if not written or any(name in SILENT for name, *_ in self.open):
            return
        # A stray "<" begins an unreadable element.
        broken = None if literal else re.search(r"</?[A-Za-z][^<]*$|</?[A-Za-z]\S*", written)
        if broken and any(broken.group().lstrip("</").startswith(name) for name in ELEMENTS):
            self.built.fault(begin + broken.start(), begin + broken.end(), "This element is not complete: a quotation "
                             "mark or the closing '>' is missing.")
            written = written[:broken.start()] + " " * len(broken.group()) + written[broken.end():]
        if self.is_document:  # white space is insignificant in XML; positions are preserved
            written = re.sub(r"\s", " ", written)
        inner = self.open[-1] if self.open else ("", 0, 0, {})
        text, changes = written if literal else html.unescape(written), {}
        if inner[0] == "sub" and inner[3].get("alias"):
            text, inner[3]["alias"] = inner[3]["alias"], ""
        elif inner[0] == "sub" and "alias" in inner[3]:
            return
        elif inner[0] == "say-as":
            text = _said_as(text, inner[3].get("interpret-as", ""))
        elif inner[0] == "phoneme" and inner[3].get("symbols"):
            changes = {"phonemes": inner[3]["symbols"]}
        elif len(text) != len(written):  # an entity is a piece of its own, so that positions in the others hold
            for run in re.finditer(r"&[#\w]+;|[^&]+|&", written):
                self.built.say(html.unescape(run.group()), begin + run.start(), begin + run.end())
            return
        self.built.say(text, begin, end, **changes)

    def _element(self, token):
        name, span = token["name"].lower(), token.span()
        if name not in ELEMENTS:
            if not token["closing"]:
                self.built.fault(*span, f"<{token['name']}> is not supported here; its content is read "
                                 "as plain text.")
            return
        if token["closing"]:
            self._close(name, span)
            return
        attributes = {key.lower(): html.unescape(one or other)
                      for key, one, other in _ATTRIBUTE.findall(token["attributes"])}
        if name == "break":
            self.built.pause(self._break(attributes, span), token.start())
            return
        if name in ("p", "s"):
            self.built.say(SENTENCE, token.start(), token.start())
        style = getattr(self, f"_{name.replace('-', '_')}", lambda attributes, span: Style())(attributes, span)
        if name in ("lang", "p", "s") and "xml:lang" in attributes:
            style = replace(style, language=self._language(attributes["xml:lang"], span))
        if not token["empty"]:
            self.open.append((name, *span, attributes))
            self.built.open(name, style, *span)

    def _close(self, name, span):
        at = next((i for i in reversed(range(len(self.open))) if self.open[i][0] == name), None)
        if at is None:
            self.built.fault(*span, f"</{name}> closes nothing: no <{name}> is open.")
            return
        self.built.close(name)
        del self.open[at:]
        if name in ("p", "s"):
            self.built.say(PARAGRAPH if name == "p" else SENTENCE, span[0], span[0])

    def _break(self, attributes, span):
        time, strength = attributes.get("time"), attributes.get("strength", "medium")
        if time is not None:
            number = re.fullmatch(r"\+?(\d*\.?\d+)(ms|s)", time.strip())
            seconds = float(number[1]) / (1000 if number[2] == "ms" else 1) if number else -1.0
            if not 0 <= seconds <= LONGEST_PAUSE:
                self.built.fault(*span, f"A break's time is written \"500ms\" or \"0.5s\", {LONGEST_PAUSE:.0f} s at "
                                 f"most; it is \"{time}\".")
                return 0.0
            return seconds
        if strength not in STRENGTHS:
            self.built.fault(*span, f"A break's strength is one of {', '.join(STRENGTHS)}; it is \"{strength}\".")
        return STRENGTHS.get(strength, 0.0)

    def _prosody(self, attributes, span):
        values = {}
        for key, words, scale, field, bounds, example in (
                ("rate", RATE_WORDS, _rate, "rate", RATES, "\"slow\", \"80%\" or \"1.2\""),
                ("pitch", PITCH_WORDS, _pitch, "pitch", PITCHES, "\"high\", \"+2st\" or \"-10%\""),
                ("volume", VOLUME_WORDS, _volume, "volume", VOLUMES, "\"loud\" or \"+6dB\"")):
            if (written := attributes.get(key)) is None:
                continue
            amount = words.get(written.strip(), scale(written.strip()))
            if amount is None or not bounds[0] <= amount <= bounds[1]:
                self.built.fault(*span, f"A {key} is written {example}; it is \"{written}\".")
            else:
                values[field] = amount
        for key in ("range", "contour", "duration"):
            if key in attributes:
                self.built.fault(*span, f"'{key}' of <prosody> is not followed; rate, pitch and volume are.")
        return Style(**values)

    def _emphasis(self, attributes, span):
        level = attributes.get("level", "moderate")
        if level not in EMPHASIS:
            self.built.fault(*span, f"The level of emphasis is one of {', '.join(EMPHASIS)}; it is \"{level}\".")
        return Style(emphasis=EMPHASIS.get(level, 1.0))

    def _phoneme(self, attributes, span):
        if attributes.get("alphabet", "ipa") != "ipa" or "ph" not in attributes:
            self.built.fault(*span, "A phoneme is written <phoneme alphabet=\"ipa\" ph=\"wɪn\">; only IPA is known.")
            return Style()
        try:
            attributes["symbols"] = from_ipa(attributes["ph"])
        except ValueError as error:
            self.built.fault(*span, str(error))
        return Style()

    def _sub(self, attributes, span):
        if not attributes.get("alias"):
            self.built.fault(*span, "<sub> needs what is to be said instead: alias=\"…\".")
            attributes.pop("alias", None)
        return Style()

    def _say_as(self, attributes, span):
        kind = attributes.get("interpret-as", "")
        if kind not in SAID_AS:
            self.built.fault(*span, f"interpret-as is one of {', '.join(SAID_AS)}; it is \"{kind}\".")
        return Style()

    def _language(self, tag, span):
        code = closest(tag)
        if not code:
            self.built.fault(*span, f"The language '{tag}' cannot be read; those that can are {', '.join(CODES)}.")
        return code

    def _voice(self, attributes, span):
        name = attributes.get("name", "")
        if not name or self.voices and name not in self.voices:
            self.built.fault(*span, f"Nobody in the cast is called '{name}'." if name else
                             "<voice> needs the name of one of the cast: name=\"…\".")
        return Style(voice=name)


# Content that the front end reads correctly by itself is left to it.
SAID_AS = ("characters", "spell-out", "digits", "cardinal", "ordinal", "number", "date", "time", "telephone",
           "currency", "verbatim", "address", "expletive", "fraction", "unit")


def _said_as(text, kind):
    if kind in ("characters", "spell-out", "verbatim", "digits"):
        return " ".join(c if kind == "digits" or not c.isalpha() else f"{c.upper()}." for c in text if c.isalnum())
    if kind == "ordinal" and (number := re.fullmatch(r"\s*(\d+)\s*", text)):
        n = int(number[1])
        ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"{n}{ending}"
    if kind in ("cardinal", "number") and re.fullmatch(r"\s*\d{4,}\s*", text):
        return f"{int(text):,}"
    return text


def _rate(written):
    if number := re.fullmatch(r"(\d+(?:\.\d+)?)%", written):
        return float(number[1]) / 100
    if number := re.fullmatch(r"([+-]\d+(?:\.\d+)?)%", written):
        return 1 + float(number[1]) / 100
    return float(written) if re.fullmatch(r"\d+(?:\.\d+)?", written) else None


def _pitch(written):
    if number := re.fullmatch(r"([+-]?\d+(?:\.\d+)?)st", written):
        return float(number[1])
    if (number := re.fullmatch(r"([+-]?\d+(?:\.\d+)?)%", written)) and float(number[1]) > -100:
        return 12 * math.log2(1 + float(number[1]) / 100)
    return None


def _volume(written):
    number = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)dB", written)
    return float(number[1]) if number else None
