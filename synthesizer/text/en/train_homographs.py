"""Training of the model for homographs."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import numpy as np

from audio.files import replacing
from synthesizer.text.en import homographs

OWN = Path(__file__).with_name("homograph-sentences.tsv")
# One sentence in this many is held out, by its hash.
HELD_OUT = 10
FILLERS = 8
STRENGTH = 4.0
# Weight of a word in the bag relative to a word at a given position.
BAG_VALUE = 0.5
# Sentences for "cues" lines.
_CUED = ("There was something about {cue}, and there was something about the other: {word}",)
_PREDICATE = re.compile(r"\b(?:be|is|was|were|are|am|been|being|gets?|got|so|very|too|still|feels?|felt|seem\w*|"
                        r"look\w*|bec[oa]mes?|\w+ly) $", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,]*")


def train(data: str | Path, out: str | Path | None = None, strength: float = STRENGTH) -> dict:
    """Train the model on labelled sentences and write its weights.

    The data is that of Gorman et al. (2018), github.com/google-research-datasets/WikipediaHomographData (Apache-2.0);
    the sentences beside this module are added for words and readings that it lacks.

    Parameters
    ----------
    data : path
        A table with a heading: homograph, wordid, sentence, start, end (of the word, in characters), by tabs.
    out : path, optional
        File of the weights; by default the program's own.
    strength : float
        Inverse of the regularisation.

    Returns
    -------
    dict
        `accuracy` and `macro` (the mean over words) on the held-out tenth, `n_held_out`, `majority` (the accuracy of
        always choosing a word's commonest reading), and `worst`: the words below 0.9 with their held-out sentences.
        The written weights are trained on all data.

    Raises
    ------
    ValueError
        If the data has no sentence of a known homograph.
    """
    labelled = list(_read(data))
    if not labelled:
        raise ValueError(f"{data} has no sentence with a homograph that the program knows")
    own = [_example(word, name, *_tokens(sentence, *at)) for word, name, sentence, at in _own_sentences()]
    held_out = [crc32(sentence.encode()) % HELD_OUT == 0 for _, _, sentence, _ in labelled]
    examples = [_example(word, name, *_tokens(sentence, *at)) for word, name, sentence, at in labelled]
    learnt = [_example(word, _by_ear(word, name, sentence[:at[0]]), *_tokens(sentence, *at))
              for word, name, sentence, at in labelled]
    weights = _fit([e for e, held in zip(learnt, held_out) if not held] + own, strength)
    report = _score(weights, [(item[0], e) for item, e, held in zip(labelled, examples, held_out) if held],
                    [(item[0], e) for item, e, held in zip(labelled, examples, held_out) if not held])
    weights = _fit(learnt + own, strength)
    from safetensors.numpy import save_file
    card = {"kind": "text/homographs", "licence": "CC BY 4.0", "data": "Wikipedia homograph data, Gorman et al. 2018 "
            "(Apache-2.0), and sentences of this project", "held_out_accuracy": f"{report['accuracy']:.4f}",
            "examples": str(len(examples) + len(own)), "strength": str(strength)}
    with replacing(Path(out) if out else homographs.WEIGHTS) as path:
        save_file({"weights": weights.astype(np.float16)}, path, metadata=card)
    homographs._weights.cache_clear()
    return report


def _read(data: str | Path) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    known = homographs.readings()
    with Path(data).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            word = row["homograph"].lower()
            if word in known and row["wordid"] in known[word].names:
                sentence, start = row["sentence"], int(row["start"])
                # The offsets of some sentences count bytes.
                places = [match.start() for match in re.finditer(rf"\b{word}\b", sentence, re.I)]
                if places:
                    at = min(places, key=lambda place: abs(place - start))
                    yield word, row["wordid"], sentence, (at, at + len(word))


def _by_ear(word, name, before):
    """Give "he is upset" the stress of the verb, as dictionaries do, where the data gives it that of the noun."""
    return "upset_vrb" if word == "upset" and _PREDICATE.search(before) else name


def _own_sentences():
    """Read the project's own sentences, in which stars are around the word or stand for several words in turn."""
    verbs = sorted(word for word, homograph in homographs.readings().items() if homograph.is_verb and word[-1] != "s")
    for line in OWN.read_text(encoding="utf-8").splitlines():
        if not line or line[0] == "#":
            continue
        word, name, *sentences = line.split("\t")
        for marked in sentences:
            if word.startswith("cues "):
                # The word beside each cue to a reading, in a sentence without other cues.
                for frame in _CUED:
                    sentence = frame.format(cue=marked, word=word[5:])
                    start = sentence.rindex(word[5:])
                    yield word[5:], name, sentence, (start, start + len(word[5:]))
                continue
            if word == "frame":
                start, first = marked.index("*"), crc32(marked.encode())
                for filler in verbs[first % len(verbs)::len(verbs) // FILLERS]:
                    shown = (filler.capitalize() if start == 0 else filler) + "s" * name.endswith("s")
                    reading = homographs.readings()[filler].names[name.startswith("verb")]
                    yield filler, reading, marked.replace("*", shown), (start, start + len(shown))
                continue
            pieces = marked.split("*")
            for at in range(1, len(pieces), 2):
                start = len("".join(pieces[:at]))
                yield word, name, "".join(pieces), (start, start + len(pieces[at].removesuffix("'s")))


def _tokens(sentence, start, end):
    """Part a sentence the way a reading does; the word in question is the one that `start` is in."""
    words, pauses, place, last = [], [], None, None
    for match in _WORD.finditer(sentence):
        if last is not None:
            pauses.append(sentence[last:match.start()])
        if match.start() <= start < match.end() and place is None:
            place = len(words)
            words.append(sentence[start:end] if match.start() == start else match.group())
        else:
            words.append(match.group().replace("’", "'"))
        last = match.end()
    pauses.append(sentence[last:])
    return words, pauses, place


def _example(word, name, words, pauses, place):
    homograph = homographs.readings()[word]
    inflected = words[place].lower() != word and words[place].lower() == f"{word}s"
    return (homographs.features(word, homograph, inflected, words, pauses, place), homograph.names.index(name))


def _fit(examples: Iterable[tuple[list[int], int]], strength: float) -> np.ndarray:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    examples = list(examples)
    lengths = np.cumsum([0, *(len(numbers) for numbers, _ in examples)])
    numbers = np.concatenate([numbers for numbers, _ in examples])
    values = np.where(np.arange(homographs.N_WEIGHTS) < homographs.BAG, 1.0, BAG_VALUE)
    x = csr_matrix((values[numbers], numbers, lengths), (len(examples), homographs.N_WEIGHTS))
    y = np.array([label for _, label in examples])
    return values * LogisticRegression(C=strength, solver="liblinear", fit_intercept=False).fit(x, y).coef_[0]


def _score(weights, held_out, trained):
    right, counts = {}, {}
    for word, (_, label) in trained:
        counts.setdefault(word, [0, 0])[label] += 1
    majority = 0
    for word, (numbers, label) in held_out:
        right.setdefault(word, []).append((weights[numbers].sum() >= 0) == bool(label))
        majority += (counts.get(word, [0, 0])[1] > counts.get(word, [0, 0])[0]) == bool(label)
    every = [hit for hits in right.values() for hit in hits]
    by_word = {word: sum(hits) / len(hits) for word, hits in right.items()}
    worst = sorted((word for word, share in by_word.items() if share < 0.9), key=by_word.get)
    return {"accuracy": sum(every) / len(every), "macro": sum(by_word.values()) / len(by_word),
            "n_held_out": len(every), "majority": majority / len(every),
            "worst": {word: f"{sum(right[word])}/{len(right[word])}" for word in worst}}


if __name__ == "__main__":
    import sys
    print(json.dumps(train(*sys.argv[1:]), indent=1))  # type: ignore[arg-type]
