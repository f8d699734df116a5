"""Training of the speaker encoder: generalized end-to-end (arXiv 1710.10467)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F

from encoder.config import EncoderConfig
from encoder.evaluate import draw_det, draw_map, equal_error_rate, trials
from encoder.features import features, preprocess
from encoder.ge2e.inference import KIND
from encoder.ge2e.losses import GE2ELoss
from encoder.ge2e.network import GE2E
from training import distributed
from training.loop import Plan, Task, descend, set_learning_rate

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

FRAMES = (140, 180)  # range of the partials' length in a batch (section 3.1)
MAPPED = 20  # speakers drawn on the map


class EncoderTask(Task):
    """Trains on batches of N speakers with M partial utterances each; a batch has one random length.

    Parameters
    ----------
    recordings : list of (speaker, frames)
        str, tensor (n_frames, n_mels) from `listen`.
    plan : training.loop.Plan
    config : EncoderConfig
    loss : str
        "softmax", "contrast" or "tuned" (see encoder.ge2e.losses).
    speakers, utterances : int
        N and M in each of the processes that train together.
    learning_rate : float
    held_out : list of (speaker, frames)
        Recordings of speakers that are not trained on, for the equal-error rate and the map.
    """

    kind = KIND
    dtype = torch.float32  # the scales of power mels exceed the range of float16

    def __init__(self, recordings: Sequence[tuple[str, torch.Tensor]], plan: Plan,
                 config: EncoderConfig = EncoderConfig(), loss: str = "softmax", speakers: int = 16,
                 utterances: int = 5, learning_rate: float = 3e-4, held_out: Sequence[tuple[str, torch.Tensor]] = ()):
        torch.manual_seed(plan.seed)
        self.plan, self._config, self.learning_rate = plan, config, learning_rate
        self.by_speaker: dict[str, list[torch.Tensor]] = {}
        for speaker, frames in recordings:
            if len(frames) > FRAMES[1]:
                self.by_speaker.setdefault(speaker, []).append(frames)
        self.speakers = min(speakers, len(self.by_speaker) // distributed.count())
        self.utterances = utterances
        if self.speakers < 2:
            raise ValueError(f"Two speakers or more are needed in each process, with recordings of {FRAMES[1] / 100} s "
                             f"or more of speech; there are {len(self.by_speaker)} of them.")
        self.held_out = comparable(held_out, config)
        self.network = GE2E(config).to(plan.device)
        self._measure()
        self.loss, self.variant = GE2ELoss(loss).to(plan.device), loss
        self.optimizer = torch.optim.Adam(self.network.parameters(), learning_rate)
        # Adam would undo the scale of the gradients of w and b.
        self.loss_optimizer = torch.optim.SGD(self.loss.parameters(), 1.0)
        self.parts = {"loss": self.loss, "optimizer": self.optimizer, "loss_optimizer": self.loss_optimizer}

    def _measure(self):
        picked = torch.cat([recordings[0] for recordings in list(self.by_speaker.values())[:500]]).float()
        self.network.mean.copy_(picked.mean(dim=0))
        # A band that is nearly always at its floor must not become huge when it rises.
        self.network.scale.copy_(torch.maximum(picked.std(dim=0), 0.2 * picked.square().mean(dim=0).sqrt()))

    def batch(self, rng: np.random.Generator) -> torch.Tensor:
        """Return partial utterances (n_speakers * n_utterances, n_frames, n_mels), grouped by speaker.

        `rng` is the same in every process: each draws the whole batch and builds its own part of it.
        """
        length = int(rng.integers(FRAMES[0], FRAMES[1] + 1))
        names, made = list(self.by_speaker), []
        for i in rng.choice(len(names), self.speakers * distributed.count(), replace=False):
            recordings = self.by_speaker[names[i]]
            chosen = rng.choice(len(recordings), self.utterances, replace=len(recordings) < self.utterances)
            made += [(recordings[k], int(rng.integers(0, len(recordings[k]) - length + 1))) for k in chosen]
        own = self.speakers * self.utterances
        made = made[distributed.rank() * own: (distributed.rank() + 1) * own]
        return torch.stack([frames[start: start + length] for frames, start in made]).to(self.plan.device).float()

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        partials = self.batch(np.random.default_rng((self.plan.seed, step)))
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps, warmup=50)
        with torch.autocast(partials.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
            embeddings = self.network(partials)
        embeddings = distributed.gather(embeddings).view(-1, self.utterances, self._config.embedding_size)
        loss, cosines = self.loss(embeddings, step / self.plan.steps)
        self.loss_optimizer.zero_grad()
        norm = descend(self.optimizer, loss, clip=3.0)
        distributed.average_gradients(self.loss.parameters())
        self.loss_optimizer.step()
        self.loss.keep_positive()
        nearest = cosines.argmax(dim=2) == torch.arange(len(cosines), device=cosines.device)[:, None]
        return {"loss": loss.item(), "recognised": nearest.float().mean().item(), "w": self.loss.w.item(),
                "b": self.loss.b.item(), "norm": norm}

    def show(self, writer: "SummaryWriter", step: int, network: Any) -> None:
        if not self.held_out:
            return
        embeddings, speakers = embed(network, self.held_out, self.plan.device), [s for s, _ in self.held_out]
        scores, same = trials(embeddings, speakers)
        rate, threshold = equal_error_rate(scores, same)
        writer.add_scalar("held-out speakers/equal-error rate", rate, step)
        writer.add_scalar("held-out speakers/threshold", threshold, step)
        writer.add_figure("held-out speakers/detection-error trade-off", draw_det(scores, same), step)
        some = set(list(dict.fromkeys(speakers))[:MAPPED])
        kept = [i for i, speaker in enumerate(speakers) if speaker in some]
        writer.add_figure("held-out speakers/map", draw_map(embeddings[kept], [speakers[i] for i in kept]), step)

    def card(self) -> dict[str, Any]:
        return {"utterances": sum(map(len, self.by_speaker.values())), "speakers": len(self.by_speaker),
                "loss": self.loss.kind}


def listen(wav: np.ndarray, rate: int, config: EncoderConfig) -> torch.Tensor:
    """Return the frames of a recording (n_samples,) as bfloat16 (n_frames, n_mels), half the memory of float32."""
    wav = preprocess(wav, rate, config)
    return features(torch.from_numpy(wav), config).bfloat16()


def comparable(recordings: Sequence[tuple[str, torch.Tensor]],
               config: EncoderConfig) -> list[tuple[str, torch.Tensor]]:
    """Return the recordings (speaker, frames) that are long enough; none if they do not allow an equal-error rate."""
    long = [(speaker, frames) for speaker, frames in recordings if len(frames) >= config.partial_frames]
    names = {speaker for speaker, _ in long}
    return long if 1 < len(names) < len(long) else []


@torch.no_grad()
def embed(network: GE2E, recordings: Sequence[tuple[str, torch.Tensor]], device: str | torch.device = "cpu",
          batch: int = 64) -> np.ndarray:
    """Embed recordings chosen by `comparable` as normalised means of their partials; float32 (n, size)."""
    config, partials, counts = network.config, [], []
    for _, frames in recordings:
        made = frames.unfold(0, config.partial_frames, config.partial_step).transpose(1, 2)
        partials.append(made)
        counts.append(len(made))
    partials = torch.cat(partials)
    made = torch.cat([network(part.to(device).float()).cpu() for part in partials.split(batch)])
    return np.stack([F.normalize(part.mean(dim=0), dim=0).numpy() for part in made.split(counts)])
