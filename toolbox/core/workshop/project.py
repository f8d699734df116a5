"""A project: a text, its cast, and its sentences with their takes. All of it is frozen, which makes undo simple."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from synthesizer.reading import Reading
from toolbox.core.library.records import new_id
from toolbox.core.script.enclosing import enclosed

if TYPE_CHECKING:
    from toolbox.core.cloning.speech import Spoken

FORMAT = "project/1"
LONGEST_NAME, LONGEST_TEXT, MOST = 200, 200_000, 20_000  # characters of a name and a text; sentences or takes
ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class CastEntry:
    """The voice in which a role of the script speaks, and its manner.

    Attributes
    ----------
    recordings : tuple of str
        Ids of the library's recordings; empty for the voice selected in the window.
    speed : float
    pitch : float
        In semitones.
    language : str, optional
        Detected by default.
    liveliness : float
        As for Cloner.say.
    """

    recordings: tuple[str, ...] = ()
    speed: float = 1.0
    pitch: float = 0.0
    language: str | None = None
    liveliness: float = 1.0


@dataclass(frozen=True)
class SentenceTake:
    """One rendering of a sentence.

    Attributes
    ----------
    id : str
        Also the name of its sound file.
    reading, original : Reading
        The rendered reading, and the reading as planned before edits.
    voice : str
        The voice's name.
    recordings : tuple of str
        Ids of the library's recordings of the voice.
    seed : int
    seconds : float
    cut : float
        As in toolbox.core.cloning.speech.Spoken.
    speed, pitch, liveliness : float
    starred : bool
    lost : tuple of int, optional
        Positions of words that may have been lost; None if this has not been checked yet.
    begin : float
        Position in seconds within the speech that it was rendered for, at which its watermark continues.
    source : tuple of (str, int), optional
        The id of the library's take that it was cut from, and the position of its sentence there.
    respelt : bool
        Whether the pronunciation of a word was changed by hand.
    """

    id: str
    reading: Reading
    original: Reading
    voice: str
    recordings: tuple[str, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    cut: float = 0.0
    speed: float = 1.0
    pitch: float = 0.0
    starred: bool = False
    lost: tuple[int, ...] | None = None
    begin: float = 0.0
    liveliness: float = 1.0
    source: tuple[str, int] | None = None
    respelt: bool = False

    @classmethod
    def of(cls, spoken: "Spoken", recordings: Iterable[str], speed: float, pitch: float) -> "SentenceTake":
        """Return a new take of a sentence that the engine has spoken."""
        return cls(new_id(), spoken.reading, spoken.reading, spoken.voice, tuple(recordings), spoken.seed,
                   spoken.seconds, spoken.cut, speed, pitch, begin=spoken.begin, liveliness=spoken.liveliness)

    @property
    def edited(self) -> bool:
        """Return whether it was edited by hand."""
        return self.reading != self.original


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text and its takes, of which one is chosen.

    Attributes
    ----------
    id : str
    text : str
        The text as written, with its marks.
    role : str
        A name in the cast, or empty.
    pause : float
        Seconds of silence after it.
    takes : tuple of SentenceTake
        The newest last.
    chosen : int
        Index of the take that is played; -1 if there is none.
    around : tuple of (str, str)
        The marks in which it stands in the text, of which some may begin and end in other sentences; see
        toolbox.core.script.enclosing.
    """

    id: str
    text: str
    role: str = ""
    pause: float = 0.15
    takes: tuple[SentenceTake, ...] = ()
    chosen: int = -1
    around: tuple[str, str] = ("", "")

    @property
    def whole(self) -> str:
        """Return the text in all the marks that hold for it, which can be spoken by itself."""
        return enclosed(self.text, self.around)

    @property
    def take(self) -> SentenceTake | None:
        """Return the chosen take, or None."""
        return self.takes[self.chosen] if self.takes else None

    def with_take(self, take: SentenceTake) -> "Sentence":
        """Return the sentence with another take added and chosen."""
        return replace(self, takes=(*self.takes, take), chosen=len(self.takes))

    def replacing(self, take: SentenceTake) -> "Sentence":
        """Return the sentence with another take in place of the chosen one."""
        return replace(self, takes=(*self.takes[:self.chosen], take, *self.takes[self.chosen + 1:])
                       if self.chosen >= 0 else (take,), chosen=max(self.chosen, 0))


@dataclass(frozen=True)
class Project:
    """A text, its cast and its sentences.

    Attributes
    ----------
    id, name : str
    text : str
    cast : dict of str to CastEntry
    sentences : tuple of Sentence
    lead : float
        Seconds of silence before the first sentence.
    """

    id: str
    name: str
    text: str = ""
    cast: Mapping[str, CastEntry] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()
    lead: float = 0.0

    @classmethod
    def new(cls, name: str, text: str = "") -> "Project":
        """Return a new project."""
        return cls(new_id(), name, text)

    @property
    def sounds(self) -> set[str]:
        """Return the ids of all takes."""
        return {take.id for sentence in self.sentences for take in sentence.takes}

    def place(self, sentence_id: str) -> int | None:
        """Return the position of a sentence, or None if it no longer exists."""
        return next((i for i, s in enumerate(self.sentences) if s.id == sentence_id), None)

    def changed(self, sentence: Sentence) -> "Project":
        """Return the project with the sentence of the same id replaced; unchanged if that no longer exists."""
        place = self.place(sentence.id)
        if place is None:
            return self
        made = replace(self, sentences=(*self.sentences[:place], sentence, *self.sentences[place + 1:]))
        # The text follows the sentences, so that both can be edited.
        old = self.sentences[place].text
        if old != sentence.text:
            at = self._begin(place)
            if at is not None:
                made = replace(made, text=self.text[:at] + sentence.text + self.text[at + len(old):])
        return made

    def with_recordings(self, ids: Mapping[str, str]) -> "Project":
        """Return the project with other ids of its recordings, given by the present ones."""
        def renamed(recordings):
            return tuple(ids.get(i, i) for i in recordings)

        cast = {name: replace(entry, recordings=renamed(entry.recordings)) for name, entry in self.cast.items()}
        return replace(self, cast=cast, sentences=tuple(
            replace(s, takes=tuple(replace(t, recordings=renamed(t.recordings)) for t in s.takes))
            for s in self.sentences))

    def seconds_before(self, place: int) -> float:
        """Return where a sentence begins in seconds of the whole, its pauses included."""
        before = self.sentences[:place]
        return self.lead + sum(s.take.seconds + s.pause for s in before if s.take is not None)

    def line(self, place: int) -> int:
        """Return the line of the text in which a sentence begins, or its position if the text has other sentences."""
        begin = self._begin(place)
        return place if begin is None else self.text.count("\n", 0, begin)

    def _begin(self, place):
        """Return where a sentence begins in the text, or None if the text has other sentences."""
        at = 0
        for number, sentence in enumerate(self.sentences[: place + 1]):
            found = self.text.find(sentence.text, at)
            if found < 0:
                return None
            if number == place:
                return found
            at = found + len(sentence.text)
        return None

    def to_json(self, encoded: dict[str, tuple["Sentence", str]]) -> str:
        """Return the values of `to_dict` as JSON.

        `encoded` caches the encoded sentences by their ids, since little of a long project changes between calls.
        """
        whole = replace(self, sentences=()).to_dict()
        del whole["sentences"]
        for sentence in self.sentences:
            if encoded.get(sentence.id, (None,))[0] is not sentence:
                encoded[sentence.id] = sentence, json.dumps(_sentence_to_dict(sentence), ensure_ascii=False)
        for gone in encoded.keys() - {s.id for s in self.sentences}:
            del encoded[gone]
        sentences = ", ".join(encoded[s.id][1] for s in self.sentences)
        return f'{json.dumps(whole, ensure_ascii=False)[:-1]}, "sentences": [{sentences}]}}'

    def to_dict(self) -> dict:
        """Return the project as plain values for JSON."""
        return {"format": FORMAT, "id": self.id, "name": self.name, "text": self.text,
                "cast": {name: asdict(entry) for name, entry in self.cast.items()},
                "sentences": [_sentence_to_dict(sentence) for sentence in self.sentences], "lead": self.lead}

    @classmethod
    def from_dict(cls, values: object) -> "Project":
        """Return the project described by values of `to_dict`; raise ValueError if they are invalid."""
        try:
            if not isinstance(values, dict) or values["format"] != FORMAT:
                raise ValueError("it has another format")
            sentences = tuple(map(_sentence_from_dict, _some(values["sentences"])))
            ids = [s.id for s in sentences] + [t.id for s in sentences for t in s.takes]
            if len(set(ids)) < len(ids):
                raise ValueError("ids occur twice")
            cast = {_line(name): CastEntry(_ids(entry["recordings"]), _number(entry["speed"]), _number(entry["pitch"]),
                                           entry["language"] and _line(entry["language"]),
                                           _number(entry.get("liveliness", 1.0)))
                    for name, entry in values["cast"].items()}
            return cls(_id(values["id"]), _line(values["name"]), _text(values["text"]), cast, sentences,
                       _number(values.get("lead", 0.0)))
        except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise ValueError(f"parts of it are missing or damaged ({error})") from None


def _sentence_to_dict(sentence):
    takes = [{"id": t.id, "reading": t.reading.to_dict(), "original": t.original.to_dict() if t.edited else None,
              "voice": t.voice, "recordings": list(t.recordings), "seed": t.seed, "seconds": t.seconds, "cut": t.cut,
              "speed": t.speed, "pitch": t.pitch, "starred": t.starred, "begin": t.begin,
              "liveliness": t.liveliness, "source": None if t.source is None else list(t.source), "respelt": t.respelt,
              "lost": None if t.lost is None else list(t.lost)} for t in sentence.takes]
    return {"id": sentence.id, "text": sentence.text, "role": sentence.role, "pause": sentence.pause, "takes": takes,
            "chosen": sentence.chosen, "around": list(sentence.around)}


def _sentence_from_dict(values):
    takes = tuple(_take_from_dict(take) for take in _some(values["takes"]))
    chosen = values["chosen"]
    if not isinstance(chosen, int) or not (0 <= chosen < len(takes) or not takes and chosen == -1):
        raise ValueError("a sentence has chosen no take of its own")
    opening, closing = map(_text, _some(values.get("around", ["", ""])))
    return Sentence(_id(values["id"]), _text(values["text"]), _line(values["role"]), _number(values["pause"]), takes,
                    chosen, (opening, closing))


def _take_from_dict(values):
    reading = Reading.from_dict(values["reading"])
    original = reading if values["original"] is None else Reading.from_dict(values["original"])
    lost = values["lost"]
    if lost is not None and not all(isinstance(i, int) and 0 <= i < len(reading.words) for i in lost):
        raise ValueError("words are marked that are not there")
    source, respelt = values.get("source"), values.get("respelt", False)
    if not all(isinstance(value, kind) for value, kind in ((values["seed"], int), (values["starred"], bool),
                                                           (respelt, bool), (source, (list, type(None))))):
        raise ValueError("values of another kind")
    if source is not None and not (len(source) == 2 and isinstance(source[1], int)):
        raise ValueError("a take of no known source")
    return SentenceTake(_id(values["id"]), reading, original, _line(values["voice"]), _ids(values["recordings"]),
                        values["seed"], _number(values["seconds"]), _number(values["cut"]), _number(values["speed"]),
                        _number(values["pitch"]), values["starred"], None if lost is None else tuple(lost),
                        _number(values.get("begin", 0.0)), _number(values.get("liveliness", 1.0)),
                        None if source is None else (_id(source[0]), source[1]), respelt)


def _some(values):
    if not isinstance(values, list) or len(values) > MOST:
        raise ValueError("no list, or too long a one")
    return values


def _id(value):
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError(f"{value!r} is not an id")
    return value


def _ids(values):
    if not all(isinstance(value, str) and re.fullmatch(r"[\w-]{1,64}", value) for value in _some(list(values))):
        raise ValueError("recordings without an id")
    return tuple(values)


def _text(value):
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("no text, or too long a one")
    return value


def _line(value):
    if len(_text(value)) > LONGEST_NAME:
        raise ValueError("too long a name")
    return "".join(c if c.isprintable() else " " for c in value)


def _number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value)
