"""Embedding of recordings by GE2E: `SpeakerEncoder`."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import torch

from audio.errors import AudioError
from audio.vad import require_voice
from encoder.config import EncoderConfig
from encoder.features import features, preprocess
from encoder.ge2e.network import GE2E
from training.checkpoint import fingerprint
from training.trained import Trained

KIND = "encoder/ge2e"
MIN_SPEECH = 1.0  # seconds


class SpeakerEncoder(Trained):
    """A trained GE2E network with its front end."""

    kind, network_type, config_type = KIND, GE2E, EncoderConfig

    @property
    def config(self) -> EncoderConfig:
        """Return the network's configuration."""
        return self.network.config

    def preprocess(self, wav: np.ndarray, rate: int) -> np.ndarray:
        """Resample to 16 kHz, raise the level and remove long silences, as in training; float32 (n_samples,)."""
        return preprocess(wav, rate, self.config)

    def embed(self, wav: np.ndarray, rate: int) -> np.ndarray:
        """Embed an untrusted recording: the normalised mean of the embeddings of its partials.

        Parameters
        ----------
        wav : float32 array (n_samples,)
        rate : int
            In Hz.

        Returns
        -------
        float32 array (256,)
            Unit length.

        Raises
        ------
        AudioError
            If it holds no voice (audio.vad.require_voice) or less than a second of speech.
        """
        return self.embed_many([wav], rate)[0]

    def embed_many(self, wavs: Sequence[np.ndarray], rate: int) -> np.ndarray:
        """Embed several recordings in one batch, as `embed` does; float32 (n_recordings, 256)."""
        for wav in wavs:
            require_voice(wav, rate)
        return np.stack([_unit(partials.mean(axis=0)) for partials in self._partials(wavs, rate)])

    def embed_partials(self, wav: np.ndarray, rate: int) -> np.ndarray:
        """Embed every 1.6 s window (half overlap) of a recording known to hold a voice; float32 (n_partials, 256).

        Raises
        ------
        AudioError
            If there is less than a second of speech.
        """
        return self._partials([wav], rate)[0]

    def embed_many_prepared(self, wavs: Sequence[np.ndarray]) -> np.ndarray:
        """Embed waveforms (n_samples,) returned by `preprocess`; float32 (n_recordings, 256)."""
        return np.stack([_unit(partials.mean(axis=0)) for partials in self._forward(wavs)])

    @cached_property
    def name(self) -> str:
        """Return a name unique to these weights: embeddings by different weights cannot be compared."""
        return f"ge2e-{fingerprint(self.network)}"

    @cached_property
    def identity(self) -> str:
        """Return the name, by which libraries and the records in files know these weights."""
        return self.name

    def _partials(self, wavs: Sequence[np.ndarray], rate: int) -> list[np.ndarray]:
        prepared = [self.preprocess(wav, rate) for wav in wavs]
        for wav in prepared:
            seconds = len(wav) / self.config.mel.rate
            if seconds < MIN_SPEECH:
                raise AudioError(f"Only {seconds:.1f} s of speech was found; at least {MIN_SPEECH:.0f} s is needed, "
                                 "and 5 s or more gives a better likeness.")
        return self._forward(prepared)

    @torch.inference_mode()
    def _forward(self, wavs: Sequence[np.ndarray], batch: int = 64) -> list[np.ndarray]:
        partials, counts = [], []
        for wav in wavs:
            starts, n_samples = self._partial_starts(len(wav))
            wav = torch.from_numpy(np.pad(wav, (0, max(0, n_samples - len(wav)))).astype(np.float32)).to(self.device)
            mel = features(wav, self.config)
            partials += [mel[s: s + self.config.partial_frames] for s in starts]
            counts.append(len(starts))
        out = torch.cat([self.network(torch.stack(partials[i: i + batch])) for i in range(0, len(partials), batch)])
        return [part.numpy() for part in out.cpu().split(counts)]

    def _partial_starts(self, n_samples: int) -> tuple[list[int], int]:
        """Return the first frame of each partial, and the number of samples that they need altogether."""
        c = self.config
        n_frames = -(-(n_samples + 1) // c.mel.hop_length)
        starts = list(range(0, max(1, n_frames - c.partial_frames + c.partial_step + 1), c.partial_step))
        hop, length = c.mel.hop_length, c.partial_frames * c.mel.hop_length
        if len(starts) > 1 and (n_samples - starts[-1] * hop) / length < c.min_coverage:
            starts.pop()
        return starts, starts[-1] * hop + length


def _unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)
