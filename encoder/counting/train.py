"""Training of the counting network on mixtures whose speakers are known in every frame."""

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F

from encoder.counting.config import SEVERAL, CountingConfig
from encoder.counting.inference import KIND
from encoder.counting.mixtures import Mixer
from encoder.counting.network import CountingNetwork, log_mels
from training.loop import Plan, Task, descend, set_learning_rate

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

BATCH = 32
SHOWN = 128  # held-out mixtures
LIKELY = 0.5  # probability of several people from which a frame counts as overlapped while training is watched


class CountingTask(Task):
    """Draws mixtures and trains the network to count the people in each frame.

    Parameters
    ----------
    mixer : encoder.counting.mixtures.Mixer
    plan : training.loop.Plan
    config : CountingConfig
    held_out : encoder.counting.mixtures.Mixer, optional
        Mixtures of people not used in training.
    learning_rate : float
    batch : int
    """

    kind = KIND
    dtype = torch.float32

    def __init__(self, mixer: Mixer, plan: Plan, config: CountingConfig = CountingConfig(),
                 held_out: Mixer | None = None, learning_rate: float = 3e-3, batch: int = BATCH):
        torch.manual_seed(plan.seed)
        self.mixer, self.plan, self._config, self.held_out = mixer, plan, config, held_out
        self.learning_rate, self.batch_size = learning_rate, batch
        self.network = CountingNetwork(config).to(plan.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), learning_rate, weight_decay=0.01)
        self.parts = {"optimizer": self.optimizer}

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps)
        self.network.train()
        mels, numbers = self._drawn(self.mixer, self.batch_size, rng)
        with torch.autocast(mels.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
            logits = self.network(mels)
        loss = F.cross_entropy(logits.float().flatten(0, 1), numbers.flatten())
        return {"loss": loss.item(), "norm": descend(self.optimizer, loss)}

    def show(self, writer: "SummaryWriter", step: int, network: Any) -> None:
        if self.held_out is None:
            return
        mels, numbers = self._drawn(self.held_out, SHOWN, np.random.default_rng(0))
        with torch.inference_mode():
            found = torch.cat([network(part).softmax(dim=2) for part in mels.split(BATCH)])[..., SEVERAL]
        for name, value in zip(("precision", "recall"), overlap_scores(found > LIKELY, numbers == SEVERAL)):
            writer.add_scalar(f"held-out people/{name} of overlap", value, step)

    def card(self) -> dict[str, Any]:
        return {"utterances": self.mixer.count, "speakers": len(self.mixer.speakers)}

    def _drawn(self, mixer, count, rng):
        sound, numbers = (torch.from_numpy(x).to(self.plan.device) for x in mixer.draw(count, rng))
        return log_mels(sound, self._config.mel), numbers


def overlap_scores(found: torch.Tensor, true: torch.Tensor) -> tuple[float, float]:
    """Return precision and recall of the frames, bool tensors of one shape, in which several people speak."""
    both = float((found & true).sum())
    return both / max(1.0, float(found.sum())), both / max(1.0, float(true.sum()))
