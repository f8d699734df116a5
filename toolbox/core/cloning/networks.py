"""A profile's networks on one device."""

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch

from audio.mel import MelConfig
from encoder.ecapa.network import ECAPA
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.recogniser.inference import Recogniser
from synthesizer.text import read
from toolbox.core.cloning.adaptation import SENTENCES, Adapter
from toolbox.core.cloning.hearing import Hearing
from toolbox.core.cloning.personal import apply
from toolbox.core.cloning.requests import TextError
from toolbox.core.models import kinds
from toolbox.core.models.device import choose_device
from toolbox.core.models.profiles import ENCODER, MODELS, RECOGNISER, SECOND_ENCODER, find_profile
from training.threads import alone, together
from vocoder.griffin_lim import GriffinLim
from vocoder.harmonic.inference import Vocoder

PERSONAL = 2  # synthesizers of personal voices kept in memory

Loaded = TypeVar("Loaded", bound="Networks")
Result = TypeVar("Result")


class Networks:
    """The encoder, synthesizer and vocoder of a profile, and what only some profiles have.

    Attributes
    ----------
    encoder : SpeakerEncoder
    synthesizer, vocoder
        A pair with the same mel configuration.
    profile : str
    device : torch.device
        The CPU once the accelerator has run out of memory.
    adapter : Adapter or None
        Adapts the synthesizer to voices.
    second_encoder : ECAPA or None
    """

    def __init__(self, encoder: SpeakerEncoder, synthesizer: Any, vocoder: Any, profile: str, device: Any,
                 adapter: Adapter | None = None, second_encoder: ECAPA | None = None,
                 recogniser: Recogniser | None = None):
        if synthesizer.config != vocoder.config:
            raise ValueError(f"The synthesizer's mels and the vocoder's differ ({synthesizer.config} and "
                             f"{vocoder.config}); they were not trained for one another.")
        self.encoder, self.synthesizer, self.vocoder = encoder, synthesizer, vocoder
        self.profile, self.device, self.second_encoder = profile, device, second_encoder
        self.adapter: Any = adapter
        self._recogniser = recogniser
        self._personal: dict[bytes, Any] = {}

    @classmethod
    def load(cls: type[Loaded], profile: str = "default", device: str = "auto",
             progress: Callable[[float, str], None] = lambda share, what: None) -> Loaded:
        """Load a profile's networks.

        Parameters
        ----------
        profile : str
        device : str
            "auto" takes CUDA, then MPS, then the CPU.
        progress : callable
            Receives the share completed and what is loaded next.

        Raises
        ------
        ValueError
            If the profile or the device does not exist or a file is not a model.
        FileNotFoundError
            If weights are missing; the message says how to get them.
        """
        pair, where = find_profile(profile), choose_device(device)
        loading, made = together([
            lambda: SpeakerEncoder.load(pair.encoder, where),
            lambda: kinds.load(pair.synthesizer, "synthesizer", where),
            lambda: kinds.load(pair.vocoder, "vocoder", where) if pair.vocoder else None], where), []
        for number, what in enumerate(("speaker encoder", "synthesizer", "vocoder")):
            progress(0.2 * number, what)
            made.append(next(loading))
        encoder, synthesizer, vocoder = made
        vocoder = vocoder or GriffinLim(synthesizer.config, device=where)
        adapter = second = recogniser = None
        if synthesizer.adapts and pair.encoder == MODELS / ENCODER and synthesizer.config == MelConfig():
            progress(0.6, "second speaker encoder")
            # With other vocoders as well: their voices may be used with this one later.
            listeners: list[Callable[[], Any]] = [
                lambda: ECAPA.load(MODELS / SECOND_ENCODER).to(where),
                lambda: Recogniser.load(MODELS / RECOGNISER, where) if isinstance(vocoder, Vocoder) else None]
            second, recogniser = together(listeners, where)
            # Vectors adapted through one vocoder suit others less, and only this one is differentiable.
            if isinstance(vocoder, Vocoder):
                config = synthesizer.network.config
                hearing = Hearing(vocoder.network, encoder.network, second, config.sharpness, config.contrast)
                adapter = Adapter(synthesizer.network, hearing, recogniser.network,
                                  [synthesizer.read(s).symbols for s in read(" ".join(SENTENCES))])
        return cls(encoder, synthesizer, vocoder, profile, where, adapter, second, recogniser)

    @property
    def rate(self) -> int:
        """Return the sample rate of the speech in Hz."""
        return self.synthesizer.config.rate

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages that the profile speaks."""
        return self.synthesizer.languages

    @property
    def recogniser(self) -> Recogniser:
        """Return the phoneme recogniser: the one used by adaptation, otherwise loaded on first use."""
        if self._recogniser is None:
            self._recogniser = Recogniser.load(MODELS / RECOGNISER, self.device)
        return self._recogniser

    def personal(self, matrices: np.ndarray) -> Any:
        """Return the synthesizer with the low-rank changes of a personal voice; raise TextError if they do not fit."""
        key = matrices.tobytes()
        if key not in self._personal:
            while len(self._personal) >= PERSONAL:
                del self._personal[next(iter(self._personal))]
            try:
                network = apply(self.synthesizer.network, matrices)
            except ValueError as error:
                raise TextError(str(error)) from None
            self._personal[key] = type(self.synthesizer)(network, self.synthesizer.card, self.device)
        return self._personal[key]

    def on_device(self, work: Callable[[], Result], own_threads: bool = False) -> Result:
        """Return the result of a computation, repeated on the CPU if the accelerator runs out of memory.

        One thread computes it, unless it divides itself (`own_threads`).
        """
        def compute():
            return work() if own_threads else alone(work, self.device)

        try:
            return compute()
        except torch.OutOfMemoryError:
            self.leave_accelerator()
            return compute()

    def leave_accelerator(self) -> None:
        """Move to the CPU after an OutOfMemoryError, which is raised again if this is the CPU."""
        if self.device.type == "cpu":
            raise
        warnings.warn(f"{self.device} is out of memory; continuing on the CPU.", RuntimeWarning, stacklevel=3)
        self.device = torch.device("cpu")
        self._personal.clear()
        for part in filter(None, (self.encoder, self.synthesizer, self.vocoder, self.second_encoder,
                                  self._recogniser)):
            part.to(self.device)
