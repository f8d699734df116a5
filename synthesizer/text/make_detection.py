"""Reduction of py3langid's classifier to the model of `detection`."""

import io
import re
from collections import deque
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from audio.files import replacing
from synthesizer.text.detection import MODEL, OTHERS
from synthesizer.text.languages import CODES

_LATIN = re.compile(rb"(?:[\x00-\x7f]|[\xc2-\xc5\xc8\xe1\xb8-\xbb\x80-\xbf])*\Z")


def make_detection(out: str | Path = MODEL) -> dict[str, int]:
    """Write the weights of Latin n-grams for the languages to distinguish; this takes a few seconds.

    Needs the package py3langid (BSD-3-Clause).

    Parameters
    ----------
    out : path

    Returns
    -------
    dict of str to int
        Number of n-grams and of weights.

    Raises
    ------
    RuntimeError
        If the package is missing.
    """
    if find_spec("py3langid") is None:
        raise RuntimeError("Making the detection needs the package py3langid: install it with 'pip install py3langid'.")
    from py3langid import langid, modelio
    weights, prior, classes, moves, rows, output = modelio.load_model(Path(langid.__file__).with_name("data")
                                                                      / "model.npz.xz")
    latin = [name for name in (*dict.fromkeys(code.partition("-")[0] for code in CODES), *OTHERS)
             if name not in ("zh", "hi", "ja", "ko", "ru", "el", "ar", "he", "th")]
    columns = [classes.index(name) for name in latin]
    ngrams = {ngram: output[state] for state, ngram in _ngrams(np.asarray(moves).reshape(-1, 256), rows).items()
              if ngram and _LATIN.match(ngram)}
    kept = sorted({feature for feature in ngrams.values() if feature >= 0})
    number = {feature: place for place, feature in enumerate(kept)}
    table = weights[kept][:, columns].astype(np.float32)
    # Weights common to all languages decide nothing.
    table -= table.mean(axis=1, keepdims=True)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, classes=np.array(latin), prior=prior[columns].astype(np.float32),
        weights=np.clip(np.round(table * 8), -127, 127).astype(np.int8),
        rows=np.array([number.get(ngrams[ngram], -1) for ngram in sorted(ngrams)], np.int32),
        lengths=np.array([len(ngram) for ngram in sorted(ngrams)], np.uint8),
        ngrams=np.frombuffer(b"".join(sorted(ngrams)), np.uint8))
    with replacing(Path(out)) as part:
        Path(part).write_bytes(buffer.getvalue())
    return {"ngrams": len(ngrams), "weights": table.size}


def _ngrams(moves, rows):
    """Return the n-gram of each state of the automaton: the shortest way to it."""
    found, waiting = {0: b""}, deque([0])
    while waiting:
        state = waiting.popleft()
        for byte, following in enumerate(moves[rows[state]].tolist()):
            if following not in found:
                found[following] = found[state] + bytes([byte])
                waiting.append(following)
    return found
