"""Recipes for training data: feature shards of a data set, and speech of virtual speakers."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from corpus import kokoro
from corpus.alignment import WORST, align_shards
from corpus.prepare import Embedders
from corpus.prepare import prepare as make_shards
from corpus.readers import READERS, recognise
from encoder.ecapa.network import ECAPA
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.recogniser.inference import Recogniser
from synthesizer.text import CODES, DEFAULT, Phonemizer, find_language, normalize
from toolbox.core.models.profiles import ENCODER, MODELS, RECOGNISER, SECOND_ENCODER

HELD_OUT = 20  # one speaker in this many is held out if the data set does not specify any


def prepare(corpus: str | Path, out: str | Path, workers: int = 2, progress: bool = True,
            recogniser: str | Path | None = None, encoder: str | Path | None = None,
            language: str | None = None) -> dict[str, Any]:
    """Make feature shards of a data set, with its speakers as recorded and resampled, and align transcripts.

    Existing shards are kept. If the data set holds out no speakers and has 20 or more, about one in twenty is held out.

    Parameters
    ----------
    corpus : str or Path
        A folder with virtual.jsonl or real.jsonl, or any other that corpus.readers recognises.
    out : str or Path
        Use the same folder for data sets that are to be trained on together.
    workers : int
    progress : bool
    recogniser : str or Path, optional
        Aligns utterances that have only text; the included one by default.
    encoder : str or Path, optional
        Speaker encoder of the shards' embeddings; the included one by default.
    language : str, optional
        Language code of the texts, if the data set does not give it or gives a wrong one.

    Returns
    -------
    dict
        A report for each set of shards, with the number of utterances aligned.

    Raises
    ------
    ValueError
        If nothing in the folder is recognised.
    """
    corpus, out = Path(corpus), Path(out)
    reports: dict[str, Any] = {}
    transcripts: dict[str, str] = {}
    make_embedders = LoadEncoders(encoder or MODELS / ENCODER)
    for name, utterances in _sets(corpus):
        utterances = [replace(u, language=language) for u in utterances] if language else utterances
        kept = [u for u in utterances if not u.held_out]
        spoken = [u for u in kept if u.language in CODES and (u.boundaries or any(map(str.isalpha, u.text)))]
        reports[name] = make_shards(utterances, out / name, make_embedders, workers=workers, progress=progress)
        if spoken:  # the others are of no use to the synthesizer
            again = f"{name}-resampled"
            reports[again] = make_shards(spoken, out / again, make_embedders, workers=workers, progress=progress,
                                         keep_audio=False, resample_speakers=True)
        unaligned = [u for u in spoken if not u.boundaries]
        for code in {u.language for u in unaligned}:
            texts = {u.id: _plain(u.text, code) for u in unaligned if u.language == code}
            read = Phonemizer(code).phonemize(list(texts.values()))
            transcripts |= {name: phonemes.text for name, phonemes in zip(texts, read, strict=True)}
    align = _aligner(recogniser or MODELS / RECOGNISER)
    for name, report in reports.items():
        scores = align_shards(out / name, align, transcripts) if transcripts else {}
        report["aligned"] = sum(score >= WORST for score in scores.values())
    return reports


def make_virtual(model: str | Path, styles: str | Path, texts: str | Path, out: str | Path, hours: float,
                 progress: Callable[..., None] = lambda share, what: None, language: str = DEFAULT) -> dict[str, Any]:
    """Generate speech of virtual speakers with Kokoro; see `corpus.kokoro.make_virtual`.

    `texts` is a file with a sentence in each line, optionally followed by a tab and its phonemes. Each language has its
    own speakers: those of American English are numbered from 5,000, those of the others from 20,000, 30,000 and so on.
    """
    spoken = find_language(language)
    lines = [line.split("\t") for line in Path(texts).read_text(encoding="utf-8").splitlines() if line.strip()]
    read = Phonemizer(language).phonemize([normalize(line[0], language) for line in lines if len(line) == 1])
    said = iter(read)
    pairs = [(line[0], line[1] if len(line) > 1 else next(said).text) for line in lines]
    american = language == DEFAULT
    first = 5_000 if american else 10_000 + 10_000 * CODES.index(language)
    return kokoro.make_virtual(kokoro.Kokoro(model), kokoro.read_styles(styles), pairs, out, hours, first, progress,
                               language=language, native="" if american else spoken.styles)


@dataclass(frozen=True)
class LoadEncoders:
    """Loads the encoders of a worker process; compares by path, so that each process loads them only once."""

    path: str | Path

    def __call__(self):
        """Return both speaker encoders."""
        return Embedders(SpeakerEncoder.load(self.path).embed_partials, ECAPA.load(MODELS / SECOND_ENCODER).embed)


def _sets(corpus):
    """Yield name and utterances of each set of shards to be made from a folder."""
    layout, utterances = recognise(corpus)
    if layout.name == "corpus":
        found = {name: corpus / f"{name}.jsonl" for name in READERS}
        return [(name, READERS[name](corpus)) for name, path in found.items() if path.exists()]
    utterances = list(utterances)
    speakers = {u.speaker for u in utterances}
    if len(speakers) >= HELD_OUT:
        chosen = sorted(speakers, key=lambda s: zlib.crc32(s.encode()))[: len(speakers) // HELD_OUT]
        utterances = [replace(u, held_out=u.speaker in chosen) for u in utterances]
    return [(re.sub(r"\W+", "-", f"{layout.name} {corpus.resolve().name}".lower()).strip("-"), utterances)]


def _aligner(path):
    """Return a recogniser's function (mel, phonemes) -> boundaries and score."""
    recogniser = Recogniser.load(path)

    def align(mel, phonemes):
        boundaries, score = recogniser.align(mel.float().numpy(), phonemes)
        return torch.from_numpy(boundaries), score
    return align


def _plain(text, language):
    """Normalise a transcript; one in capitals without punctuation is read as a sentence."""
    return normalize(f"{text.capitalize()}." if text.isupper() else text, language)
