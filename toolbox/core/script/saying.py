"""Speaking a document, each sentence in the voice named by its marks."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from toolbox.core.cloning.delivery import LIVELINESS
from toolbox.core.cloning.requests import SHIFT, SPEED, TextError, check_request
from toolbox.core.cloning.speech import Chunk, Line, Manner, Speech
from toolbox.core.script.sentences import Directed, directed, parse

if TYPE_CHECKING:
    from toolbox.core.cloning.engine import Cloner

CLOSING = 0.3  # seconds of silence after the last word


def stream(cloner: "Cloner", text: str, cast: Mapping[str, Manner], seed: int = 0,
           dictionary: Mapping[str, str] | None = None, cancelled: Callable[[], bool] = lambda: False,
           adapt: bool = True, begin: float = 0.0, at_once: bool = False,
           adapting: Callable[[float], None] = lambda share: None) -> Iterator[Chunk]:
    """Speak a text with marks piece by piece, as `Cloner.stream` does for plain text.

    Parameters
    ----------
    cloner : Cloner
    text : str
    cast : mapping of str to Manner
        Manners by name; the empty name is the default voice, also used for unknown names.
    seed : int
        Seed of the first sentence; each further one adds 1.
    dictionary : mapping of str to str, optional
    cancelled, adapt
        As for `Cloner.say`.
    begin : float
        Place of the text in a longer speech in seconds (Cloner.perform).
    at_once, adapting
        As for `Cloner.perform`.

    Raises
    ------
    TextError
        If the text is empty or too long.
    """
    check_request(text, cast[""].speed, cast[""].pitch_shift, cast[""].liveliness)
    document = parse(text, [name for name in cast if name])
    if not document.text.strip():
        raise TextError("There is no text to say.")
    n_chars, sentences = directed(document, text, cast[""].language, dictionary,
                                  {name: manner.language for name, manner in cast.items()}, cloner.check_languages,
                                  {name: cloner.english_of(manner.voice) for name, manner in cast.items()})
    lines = (line_of(sentence, cast, seed + number) for number, sentence in enumerate(sentences))
    return cloner.perform(lines, max(n_chars, 1), cancelled, adapt, CLOSING / cast[""].speed, begin, at_once,
                          adapting)


def say(cloner: "Cloner", text: str, cast: Mapping[str, Manner], seed: int = 0,
        dictionary: Mapping[str, str] | None = None, progress: Callable[[float], None] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False, adapt: bool = True) -> Speech:
    """Speak a text with marks, as `Cloner.say` does for plain text; arguments as for `stream`."""
    chunks = []
    for chunk in stream(cloner, text, cast, seed, dictionary, cancelled, adapt):
        chunks.append(chunk)
        progress(chunk.progress)
    return Speech.of(chunks, cloner.rate, text, cast[""].voice.name, cloner.profile, seed)


def line_of(sentence: Directed, cast: Mapping[str, Manner], seed: int) -> Line:
    """Return the Line of a sentence in its voice; what its manner asks for is limited to the possible range."""
    manner = cast.get(sentence.voice, cast[""])
    return Line(sentence.sentence, manner.voice, min(max(manner.speed, SPEED[0]), SPEED[1]),
                min(max(manner.pitch_shift, SHIFT[0]), SHIFT[1]), seed,
                min(max(manner.liveliness, LIVELINESS[0]), LIVELINESS[1]), sentence.direct, sentence.before,
                sentence.after / manner.speed, (sentence.begin, sentence.end))
