"""The constellation: speakers of the training corpus, included as vectors so that no map starts empty."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import AudioError
from audio.files import reading, replacing
from audio.voice import STATISTICS, voice_statistics
from toolbox.core.cloning.voice import EMBEDDING, Voice, unit
from toolbox.core.map.projection import Projection, fit
from toolbox.core.settings import ASSETS

PATH = ASSETS / "constellation.npz"
KEPT = 2  # recordings of each speaker whose embeddings are stored beside the mean
SURE = 0.8  # smallest probability of an estimated sex
NAMES = {"librispeech": ("LibriSpeech", "LibriSpeech train-clean-100, CC BY 4.0"),
         "virtual": ("Virtual", "virtual speaker, made with Kokoro-82M, Apache-2.0")}


@dataclass(frozen=True)
class Constellation:
    """Speakers in columns, one row each.

    Attributes
    ----------
    names, sources : list of str
    sexes : list of str
        "F", "M", or an empty string if unknown.
    estimated : bool array (n,)
        Whether the sex was estimated from the embedding rather than read from a table.
    embeddings : float32 array (n, 256)
        Mean over the speaker's recordings, unit length.
    statistics : float32 array (n, STATISTICS)
        From audio.voice.voice_statistics, over all recordings.
    seconds : float array (n,)
        Seconds of sound of the speaker.
    places : float32 array (n, 2)
        Positions on a map of all speakers.
    utterances : float32 array (m, 256)
        Embeddings of single recordings.
    speakers : int array (m,)
        Indices of their speakers.
    encoder : str
        Identity of the weights that made the embeddings (SpeakerEncoder.name).
    """

    names: list
    sources: list
    sexes: list
    estimated: np.ndarray
    embeddings: np.ndarray
    statistics: np.ndarray
    seconds: np.ndarray
    places: np.ndarray
    utterances: np.ndarray
    speakers: np.ndarray
    encoder: str

    @property
    def pitches(self) -> np.ndarray:
        """Return the mean pitches in Hz; float array (n,)."""
        return np.exp(self.statistics[:, 0].astype(np.float64))

    @cached_property
    def voices(self) -> list[Voice]:
        """Return a Voice of each speaker; a published corpus needs no consent."""
        return [Voice(name, embedding, statistics, seconds, encoder=self.encoder, source=source, consent="sample")
                for name, embedding, statistics, seconds, source in zip(
                    self.names, self.embeddings, self.statistics, self.seconds.tolist(), self.sources)]

    @property
    def projection(self) -> Projection:
        """Return the map of all speakers."""
        return Projection("umap", self.embeddings, self.places)

    def save(self, path: str | Path) -> None:
        """Write a .npz file; raise AudioError if that fails."""
        with replacing(path) as part, open(part, "wb") as file:
            half = {name: getattr(self, name).astype(np.float16)
                    for name in ("embeddings", "statistics", "places", "utterances")}
            np.savez_compressed(
                file, **half, estimated=self.estimated, seconds=self.seconds.astype(np.float32),
                speakers=self.speakers.astype(np.uint16),
                about=json.dumps({"names": self.names, "sources": self.sources, "sexes": self.sexes,
                                  "encoder": self.encoder}))

    @classmethod
    def load(cls, path: str | Path = PATH) -> "Constellation":
        """Read the included file or another; raise AudioError with a sentence if it is invalid."""
        with reading(path, "is not a constellation") as file:
            about = json.loads(str(file["about"]))
            half = {name: file[name].astype(np.float32)
                    for name in ("embeddings", "statistics", "places", "utterances")}
            made = cls(about["names"], about["sources"], about["sexes"], file["estimated"], half["embeddings"],
                       half["statistics"], file["seconds"], half["places"], half["utterances"],
                       file["speakers"].astype(int), str(about["encoder"]))
        n = len(made.names)
        sizes = made.embeddings.shape, made.statistics.shape, made.places.shape
        if sizes != ((n, EMBEDDING), (n, STATISTICS), (n, 2)):
            raise AudioError(f"{path} is not a constellation (other sizes).")
        for embeddings in (made.embeddings, made.utterances):
            embeddings[:] = unit(embeddings)  # float16 has an error of a thousandth
        return made


def load(path: str | Path = PATH) -> Constellation:
    """Read a constellation; see `Constellation.load`."""
    return Constellation.load(path)


def build(shards: Sequence[str | Path], sexes: dict[str, str], encoder: str) -> Constellation:
    """Make a constellation of the real training speakers and all virtual speakers in feature shards.

    Parameters
    ----------
    shards : list of str or Path
        Folders made by the command `prepare`, of speakers as recorded (not resampled).
    sexes : dict of str
        "F" or "M" by speaker, as far as known; for the others, the sex is estimated by logistic regression on the
        embeddings, and stored if it is certain enough.
    encoder : str
        Identity of the weights that made the shards' embeddings.

    Returns
    -------
    Constellation

    Raises
    ------
    FileNotFoundError, ValueError
        As for corpus.shards.read_shards; ValueError also if fewer than two speakers of either sex are known.
    """
    from corpus.shards import read_shards

    speakers: dict[str, Any] = {}
    for folder in shards:
        features, config = read_shards(folder, _wanted, ("mel", "f0", "partials"))
        for feature in features:
            speakers.setdefault(feature.speaker, []).append(feature)
    embeddings, statistics, seconds, utterances, whose = [], [], [], [], []
    for number, recordings in enumerate(speakers.values()):
        own = unit(np.stack([f.partials.float().mean(dim=0).numpy() for f in recordings]))
        mels = np.concatenate([f.mel.float().numpy() for f in recordings], axis=1)
        statistics.append(voice_statistics(mels, np.concatenate([f.f0.float().numpy() for f in recordings])))
        seconds.append(mels.shape[1] * config.hop_length / config.rate)
        embeddings.append(own.mean(axis=0))
        if len(own) >= KEPT:
            utterances.append(own[:KEPT])
            whose += [number] * KEPT
    embeddings = unit(np.stack(embeddings))
    given = [sexes.get(speaker, "") for speaker in speakers]
    estimated = np.array([not sex for sex in given])
    kinds = [NAMES[_kind(speaker)] for speaker in speakers]
    return Constellation(
        [f"{name} {speaker.split('-', 1)[1]}" for (name, _), speaker in zip(kinds, speakers)],
        [source for _, source in kinds], _estimate(embeddings, given), estimated, embeddings, np.stack(statistics),
        np.array(seconds), fit(embeddings).places, np.concatenate(utterances or [np.zeros((0, EMBEDDING))]),
        np.array(whose, int), encoder)


def _wanted(row):
    """Return whether a speaker is included: held-out real speakers are reserved for evaluation."""
    return not row["held_out"] or _kind(row["speaker"]) == "virtual"


def _estimate(embeddings, sexes):
    from sklearn.linear_model import LogisticRegression

    sexes = np.array(sexes)
    known = sexes != ""
    if min((sexes == "F").sum(), (sexes == "M").sum()) < 2:
        raise ValueError("The sex of two speakers of each must be known, so that it can be estimated of the others.")
    if not known.all():
        model = LogisticRegression(C=10).fit(embeddings[known], sexes[known])
        chances = model.predict_proba(embeddings[~known])
        sexes[~known] = np.where(chances.max(axis=1) >= SURE, model.classes_[chances.argmax(axis=1)], "")
    return sexes.tolist()


def _kind(speaker):
    return speaker.split("-", 1)[0]
