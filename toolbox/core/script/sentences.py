"""Division of a text with marks into sentences, with each word's position in the source and its directions."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape

from synthesizer import editing
from synthesizer.reading import Reading
from synthesizer.text import DEFAULT, Sentence, languages_of, main_language, read, read_lazily
from toolbox.core.cloning.ipa import ipa
from toolbox.core.script import plain, ssml
from toolbox.core.script.document import Document, Pause, Piece, Style

# Seconds. Between sentences and paragraphs, pauses are added to the silence at the edges of both sentences; within a
# sentence, they are the smallest length of the gap.
SENTENCE, PARAGRAPH, TRAILING_OFF = 0.15, 0.7, 0.45
DASH, ELLIPSIS = 0.35, 0.6
FAR = 300  # characters within which a word is searched for

_DASH, _ELLIPSIS, _BLANK = re.compile(r"—|–|--| - "), re.compile(r"…|\.\. ?\."), re.compile(r"\n[ \t]*\n")
_MARK = re.compile(r"[;:,.!?—…]")
_ENDS = ".!?…。！？।\n\f"  # what a sentence may end with
# Closing marks after a sentence that belong to it, with punctuation after them.
_CLOSING = re.compile(r"(?:[ \t]*(?:</[\w:-]+\s*>|\[/\w+\])|\|[^{}|\n]*\}|[*}\])\"'”’.,!?…])*")


@dataclass(frozen=True)
class Directed:
    """A sentence with its directions.

    Attributes
    ----------
    sentence : Sentence
    styles : tuple of Style
        One per word.
    pauses : dict of int to (float, bool)
        Seconds after a word, and whether they are exact or a minimum.
    voice : str
        Name of a cast member, or empty.
    before, after : float
        Seconds of silence around it.
    begin, end : int
        Its range in the source.
    places : tuple of (int, int)
        Each word's range in the source.
    """

    sentence: Sentence
    styles: tuple[Style, ...]
    pauses: Mapping[int, tuple[float, bool]] = field(default_factory=dict)
    voice: str = ""
    before: float = 0.0
    after: float = SENTENCE
    begin: int = 0
    end: int = 0
    places: tuple[tuple[int, int], ...] = ()

    def direct(self, reading: Reading) -> Reading:
        """Apply the directions to a planned reading of the sentence; an unplanned reading is returned unchanged."""
        said = [number for number, word in enumerate(self.sentence.words) if word.phonemes]
        if not reading.planned or len(said) != len(reading.words):
            return reading
        styles = [self.styles[number] for number in said]
        if any(style.rate != 1 for style in styles):
            reading = editing.stretch_words(reading, [1 / style.rate for style in styles])
        if emphasis := {i: style.emphasis for i, style in enumerate(styles) if style.emphasis}:
            reading = editing.emphasise(reading, emphasis)
        if pitch := {i: style.pitch for i, style in enumerate(styles) if style.pitch}:
            reading = editing.shift_pitches(reading, pitch)
        if volume := {i: style.volume for i, style in enumerate(styles) if style.volume}:
            reading = editing.make_louder(reading, volume)
        places = {number: i for i, number in enumerate(said)}
        for number, (seconds, exact) in self.pauses.items():
            word = places.get(number)
            if word is None or word + 1 == len(said):
                continue
            now = editing.span(reading, word + 1)[0] - editing.span(reading, word)[1]
            if (exact or now < seconds) and len(range(*editing.gap(reading, word))):
                reading = editing.set_pause(reading, word, seconds)
        return reading


def parse(text: str, voices: Collection[str] = ()) -> Document:
    """Parse a text with marks or SSML; see `plain.parse` and `ssml.parse`."""
    return ssml.parse(text, voices) if ssml.is_ssml(text) else plain.parse(text, voices)


def directed(document: Document, source: str, language: str | None = None, dictionary: Mapping[str, str] | None = None,
             languages: Mapping[str, str | None] | None = None,
             check: Callable[[Collection[str]], None] = lambda codes: None,
             accents: Mapping[str, str] | None = None) -> tuple[int, Iterator[Directed]]:
    """Divide a document into sentences, which are pronounced lazily.

    Parameters
    ----------
    document : Document
    source : str
        The text from which it was parsed.
    language : str, optional
        A code of synthesizer.text.LANGUAGES; without it, the language of each paragraph is detected.
    dictionary : mapping of str to str, optional
        The user's own words and their phonemes, for synthesizer.text.read.
    languages : mapping of str to str, optional
        Languages of cast members who do not speak `language`.
    check : callable
        Called with the languages of the text first; it may refuse them by raising an exception.
    accents : mapping of str to str, optional
        The English that a cast member reads where the text is in English and no language is chosen.

    Returns
    -------
    (n_chars, sentences) : int, iterator of Directed
        Total length of the sentences, and the sentences.
    """
    stretches, default = [], None
    for stretch in _stretches(document):
        spoken = stretch.language or (languages or {}).get(stretch.voice, language)
        if spoken is None and default is None:
            # A line of two words is assigned the language of the lines around it.
            default = main_language("".join(unmarked(document.parts)))
        english = (accents or {}).get(stretch.voice, (accents or {}).get("", DEFAULT))
        home = english if default in (None, DEFAULT) else default
        if spoken is None and stretch.languages:
            # Text marked as another language says nothing about the language of the rest.
            around = languages_of("".join(unmarked(piece for _, piece in stretch.pieces)), None, home)
            spoken = around[0] if len(around) == 1 else None
        check({*languages_of(stretch.text, spoken, home), *stretch.languages})
        n_chars, sentences = read_lazily(stretch.text, spoken, dictionary, default=home)
        stretches.append((n_chars, stretch, sentences))
    return sum(n for n, *_ in stretches), _all(stretches, source)


def with_pronunciation(source: str, word: int, symbols: str, voices: Collection[str] = (),
                       language: str | None = None) -> str:
    """Return a sentence with a mark that gives a word's pronunciation.

    Parameters
    ----------
    source : str
        The sentence with its marks.
    word : int
        Among those that are said.
    symbols : str
        Phonemes in the synthesizer's alphabet.
    voices, language
        As `parse` and `directed` take them.

    Returns
    -------
    str
        The source as it is where no mark can say it: the word is one of several that are said for one that is written,
        as in "$5".
    """
    _, sentences = directed(parse(source, voices), source, language)
    places = [place for sentence in sentences for place, said in zip(sentence.places, sentence.sentence.words)
              if said.phonemes]
    if not word < len(places) or places.count(places[word]) > 1:
        return source
    begin, end = places[word]
    return marked(source, begin, end, symbols)


def marked(source: str, begin: int, end: int, symbols: str) -> str:
    """Return a text in which what is written from `begin` to `end` has the mark of a pronunciation.

    A mark that is there already is replaced.
    """
    written, said = source[begin:end], ipa(symbols)
    if ssml.is_ssml(source):
        before = re.search(r"<phoneme\b[^>]*>$", source[:begin])
        after = re.match(r"</phoneme\s*>", source[end:])
        if before and after:
            begin, end = before.start(), end + after.end()
        return f'{source[:begin]}<phoneme ph="{escape(said)}">{written}</phoneme>{source[end:]}'
    if source[begin - 1: begin] == "{" and (closing := source.find("}", end)) >= 0:
        begin, end = begin - 1, closing + 1
    return f"{source[:begin]}{{{written}|/{said}/}}{source[end:]}"


def _all(stretches, source):
    """Yield the sentences of all stretches; each one's range in the source includes the marks around it."""
    silence, at = 0.0, 0
    for _, stretch, sentences in stretches:
        first = True
        for made in stretch.place(sentences):
            begin, end = at, max(at, made.end)
            while begin < made.begin and source[begin].isspace():
                begin += 1
            end = _CLOSING.match(source, end).end()
            yield replace(made, begin=min(begin, made.begin), end=end, before=made.before + silence * first)
            at, silence, first = end, 0.0, False
        if first:  # only pauses, or nothing that can be pronounced
            silence += sum(stretch.silences.values())


def unmarked(parts: Iterable[Piece | Pause]) -> Iterator[str]:
    """Yield the text of the pieces that no mark gives a language of their own."""
    return (part.text for part in parts if isinstance(part, Piece) and not part.style.language)


def _stretches(document):
    """Split a document where the voice changes, and where whole sentences are in a language of their own."""
    stretches: list[_Stretch] = []
    for number, part in enumerate(document.parts):
        if not isinstance(part, Piece):
            voice, language = (stretches[-1].voice, stretches[-1].language) if stretches else ("", "")
        else:
            voice, language = part.style.voice, part.style.language if _is_whole(document.parts, number) else ""
        if not stretches or (stretches[-1].voice, stretches[-1].language) != (voice, language) and part.text.strip():
            stretches.append(_Stretch(voice, language))
        stretches[-1].add(part)
    return stretches


def _is_whole(parts, number):
    """Return whether the pieces in one language around a piece begin and end where sentences do."""
    def text(numbers):
        return "".join(parts[n].text for n in numbers if isinstance(parts[n], Piece))

    first, last, language = number, number, parts[number].style.language
    while first and getattr(parts[first - 1], "style", parts[number].style).language == language:
        first -= 1
    while last + 1 < len(parts) and getattr(parts[last + 1], "style", parts[number].style).language == language:
        last += 1
    before, behind = text(range(first)).rstrip(" "), text(range(last + 1, len(parts))).lstrip(" ")
    inner = text(range(first, last + 1)).rstrip(" \"'”’»)")
    return (not before or before[-1] in _ENDS) and (not behind or behind[0] == "\n" or inner[-1:] in _ENDS)


class _Stretch:
    """Uninterrupted speech of one voice: the text without marks, and its characters' positions in the source."""

    def __init__(self, voice, language=""):
        self.voice, self.language, self.text, self.pieces, self.silences = voice, language, "", [], {}

    @property
    def languages(self):
        """Return the codes of passages in a language of their own."""
        return {piece.style.language for _, piece in self.pieces} - {"", self.language}

    def add(self, part):
        if isinstance(part, Pause):
            at = len(self.text)
            self.silences[at] = self.silences.get(at, 0.0) + part.seconds
        else:
            if not self.text.strip() and not self.voice:
                self.voice = part.style.voice
            self.pieces.append((len(self.text), part))
            self.text += part.text

    def place(self, sentences):
        """Yield each sentence with its words located in the source."""
        at, silences, last = 0, dict(self.silences), None
        for sentence in sentences:
            places = []
            for word in sentence.words:
                place = self._find(word.written, at) if word.written else None
                places.append(place or (places[-1] if places else (at, at)))
                at = max(at, places[-1][1])
            if self.languages:
                sentence, places = self._in_their_languages(sentence, places)
            if not places:
                places, words = [(at, at)], False
            else:
                words = True
            if last is not None:
                yield self._made(last, places[0][0], silences)
            last = (sentence, tuple(places), words)
        if last is not None:
            yield self._made(last, len(self.text) + 1, silences)

    def _in_their_languages(self, sentence, places):
        """Return a sentence, and its words' places, with the words of marked passages read by their own language."""
        words, found, number = [], [], 0
        while number < len(places):
            language = self._style(places[number][0]).language
            end = number + 1
            while end < len(places) and self._style(places[end][0]).language == language:
                end += 1
            own, own_places = list(sentence.words[number:end]), places[number:end]
            if language and language != self.language:
                at = places[number][0]
                own = [word for s in read(self.text[at: places[end - 1][1]], language) for word in s.words] or own
                own[-1], own_places = replace(own[-1], after=sentence.words[end - 1].after), []
                for word in own:
                    place = self._find(word.written, at) if word.written else None
                    own_places.append(place or (own_places[-1] if own_places else places[number]))
                    at = max(at, own_places[-1][1])
            words, found, number = words + own, found + own_places, end
        return replace(sentence, words=tuple(words)), found

    def _find(self, written, at):
        """Return the position of a written token in the text from `at` on; None if it cannot be found."""
        first, *others = written.split() or [""]
        begin = self.text.find(first, at, at + FAR)
        if begin < 0:
            return None
        end = begin + len(first)
        for token in others:
            there = self.text.find(token, end, end + len(token) + 40)
            end = there + len(token) if there >= 0 else end
        return begin, end

    def _made(self, found, until, silences):
        """Return a sentence with its directions; `until` is the beginning of the next one in the text."""
        sentence, places, has_words = found
        styles = [self._style(begin) for begin, _ in places] if has_words else []
        words, pauses, after = list(sentence.words), {}, SENTENCE
        begins = [*(begin for begin, _ in places[1:]), until]
        before = sum(silences.pop(at) for at in sorted(silences) if at <= places[0][0])
        for number, ((_, end), following) in enumerate(zip(places, begins)):
            asked = [at for at in silences if at < following]
            gap, is_last = self.text[end:following], number + 1 == len(places)
            if asked:
                seconds = sum(silences.pop(at) for at in asked)
                if is_last:
                    after = seconds
                else:
                    pauses[number] = (seconds, True)
            elif is_last:
                after = PARAGRAPH if _BLANK.search(gap) else TRAILING_OFF if _ELLIPSIS.search(gap) else SENTENCE
            elif end < following and _ELLIPSIS.search(gap):
                pauses[number] = (ELLIPSIS, False)
            elif end < following and _DASH.search(gap):
                pauses[number] = (DASH, False)
        for number in pauses:
            words[number] = _with_mark(words[number])
        words = _respoken(words, styles)
        content = self.text[places[0][0]:until].rstrip(" \n\f([\"'“‘«„¿¡")
        end = self._source(places[0][0] + max(len(content), 1) - 1)[1]
        return Directed(replace(sentence, words=tuple(words)), tuple(styles), pauses, self.voice, before, after,
                        self._source(places[0][0])[0], end,
                        tuple((self._source(b)[0], self._source(max(b, e - 1))[1]) for b, e in places)
                        if has_words else ())

    def _style(self, at):
        return next((piece.style for begin, piece in reversed(self.pieces) if begin <= at), Style())

    def _source(self, at):
        """Return the range in the source of a character of the text."""
        begin, piece = next(((b, p) for b, p in reversed(self.pieces) if b <= at), (0, None))
        if piece is None:
            return 0, 0
        if len(piece.text) != piece.end - piece.begin:  # an alias, or spelled letters
            return piece.begin, piece.end
        place = min(piece.begin + at - begin, max(piece.begin, piece.end - 1))
        return place, place + 1


def _with_mark(word):
    """Return a word followed by a punctuation mark: a pause needs one, and voices prepare for it."""
    return word if _MARK.search(word.after) else replace(word, after=f",{word.after or ' '}")


def _respoken(words, styles):
    """Return words with the phonemes given by marks; a mark on several words replaces the first and mutes the rest."""
    made, before = [], ""
    for word, style in zip(words, styles):
        if style.phonemes and style.phonemes == before and made:
            made.append(replace(word, phonemes="", after="", source="mark", certain=True))
            owner = max(i for i, w in enumerate(made) if w.phonemes)
            made[owner] = replace(made[owner], after=word.after)
        elif style.phonemes:
            made.append(replace(word, phonemes=style.phonemes, after=word.after or " ", source="mark", certain=True))
        else:
            made.append(word)
        before = style.phonemes
    return made
