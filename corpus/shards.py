"""Feature shards: safetensors files of about 64 MiB with the data for training.

Each utterance has, under its number in the shard: `mel` float16 (n_mels, n_frames), `f0` float16 (n_frames,) in Hz,
`partials` float16 (n_partials, 256), `embeddings`, `statistics` and `seconds` float16 (n_stretches, ...) of stretches
that serve as references of the voice, and, if stored, `audio` int16 (n_samples,) and `boundaries` int32 in samples.
Ids, speakers, language, phonemes, text, bandwidth and mel configuration are JSON in the file's metadata.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from audio.files import replacing
from audio.mel import MelConfig
from audio.signal import FULL_SCALE


@dataclass
class Features:
    """The features of one utterance; tensors as in the module's docstring.

    `bandwidth` is the highest frequency, in Hz, that the recording can contain.
    """

    id: str
    speaker: str
    phonemes: str
    held_out: bool
    bandwidth: float
    mel: torch.Tensor
    f0: torch.Tensor
    partials: torch.Tensor
    audio: torch.Tensor | None = None
    boundaries: torch.Tensor | None = None
    text: str = ""
    language: str = "en-us"
    embeddings: torch.Tensor | None = None
    statistics: torch.Tensor | None = None
    seconds: torch.Tensor | None = None

    @property
    def references(self) -> list[torch.Tensor]:
        """Return the references taken from the utterance: embeddings (n_stretches, 256), statistics (n_stretches,
        n_statistics), and embeddings by the second encoder (n_stretches, 192)."""
        references = [x for x in (self.embeddings, self.statistics, self.seconds) if x is not None]
        assert len(references) == len(REFERENCES), f"{self.id} was read without its references"
        return references

    def wav(self, begin: int = 0, end: int | None = None) -> torch.Tensor:
        """Return the stored samples [begin, end) as float32 in [-1, 1]."""
        assert self.audio is not None, f"{self.id} was prepared without its waveform"
        return self.audio[begin:end].float() / FULL_SCALE


SHARDS = "*-[0-9][0-9][0-9][0-9][0-9].safetensors"
ALIGNED = ".aligned.json"  # suffix of the record that alignment writes beside a shard
REFERENCES = ("embeddings", "statistics", "seconds")
_TENSORS = ("mel", "f0", "partials", "audio", "boundaries", *REFERENCES)


def write_shard(path: str | Path, features: Sequence[Features], mel_config: MelConfig) -> None:
    """Write a list of `Features` to one file, which replaces an existing one when it is complete."""
    tensors = {f"{i}/{name}": getattr(f, name).contiguous() for i, f in enumerate(features) for name in _TENSORS
               if getattr(f, name) is not None}
    rows = [{"id": f.id, "speaker": f.speaker, "phonemes": f.phonemes, "held_out": f.held_out, "bandwidth": f.bandwidth,
             "text": f.text, "language": f.language} for f in features]
    with replacing(path) as part:
        save_file(tensors, part, metadata={"utterances": json.dumps(rows), "mel": json.dumps(mel_config.to_dict())})


def write_record(path: str | Path, value: Any) -> None:
    """Write JSON to a file, which replaces an existing one when it is complete."""
    with replacing(path) as part:
        Path(part).write_text(json.dumps(value, indent=1))


def read_shards(folder: str | Path, want: Callable[[dict[str, Any]], bool] = lambda row: True,
                tensors: Sequence[str] = _TENSORS,
                within: Sequence[Path] | None = None) -> tuple[list[Features], MelConfig]:
    """Read all shards below a folder.

    Parameters
    ----------
    folder : str or Path
    want : callable
        Takes an utterance's row (id, speaker, phonemes, held_out, bandwidth) and returns whether to read it.
    tensors : sequence of str
        Tensors to read; the others stay None.
    within : list of Path, optional
        Read only these shards.

    Returns
    -------
    (features, mel_config) : list of Features, MelConfig

    Raises
    ------
    FileNotFoundError
        If there are no shards.
    ValueError
        If a shard is damaged, or the shards differ in their mel configuration.
    """
    paths = within or sorted(Path(folder).rglob(SHARDS))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no feature shards; make them with the command `prepare`.")
    features: list[Features] = []
    config = None
    for path in paths:
        try:
            found, mel = _read_shard(path, want, tensors)
        except (SafetensorError, OSError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not a feature shard or is damaged ({type(error).__name__}); "
                             "delete it and prepare the corpus again.") from None
        if config is not None and mel != config:
            raise ValueError(f"{path} was made with another mel configuration than the shards beside it.")
        config = mel
        features += found
    assert config is not None
    return features, config


def _read_shard(path, want, tensors):
    with safe_open(path, framework="pt") as shard:
        metadata, keys, features = shard.metadata(), set(shard.keys()), []
        for i, row in enumerate(json.loads(metadata["utterances"])):
            if want(row):
                found = {n: shard.get_tensor(f"{i}/{n}") for n in tensors if f"{i}/{n}" in keys}
                features.append(Features(**row, **{n: found.get(n) for n in _TENSORS}))
        return features, MelConfig(**json.loads(metadata["mel"]))
