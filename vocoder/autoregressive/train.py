"""Training of WaveRNN and WaveNet: prediction of the next sample by cross entropy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from audio.signal import preemphasize
from training.loop import Plan, Task, descend, set_learning_rate
from vocoder.autoregressive.inference import scale
from vocoder.samples import compress_mu_law

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter


class AutoregressiveTask(Task):
    """Trains on random crops with their mels.

    Parameters
    ----------
    features : list
        Utterances with `mel` and `audio` (corpus.shards.Features).
    plan : training.loop.Plan
    vocoder : type
        `WaveRNNVocoder` or `WaveNetVocoder`.
    config : WaveRNNConfig or WaveNetConfig
    batch, frames : int
        Crops per step, and their length in mel frames.
    learning_rate : float
    noise : float
        Standard deviation, on the mu-law scale, of noise added to the previous samples: generated samples are never
        exact, and the network must learn to continue from them.
    """

    def __init__(self, features: list[Any], plan: Plan, vocoder: Any, config: Any, batch: int = 16, frames: int = 12,
                 learning_rate: float = 1e-3, noise: float = 0.0):
        torch.manual_seed(plan.seed)
        if np.prod(config.factors) != config.mel.hop_length:
            raise ValueError(f"{vocoder.name} stretches mels by {' x '.join(map(str, config.factors))}, which is not "
                             f"the hop of these ({config.mel.hop_length}).")
        self.kind, self.plan, self._config, self._vocoder = vocoder.kind, plan, config, vocoder
        self.batch, self.frames, self.learning_rate, self.noise = batch, frames, learning_rate, noise
        self.network = vocoder.network_type(config).to(plan.device)
        self.around = frames + 2 * self.network.pad
        self.features = [f for f in features if f.mel.shape[1] > self.around + 1]
        if not self.features:
            raise ValueError(f"No utterance is longer than {self.around} frames; the vocoder has nothing to learn "
                             "from.")
        lengths = np.array([f.mel.shape[1] for f in self.features], dtype=float)
        self.draw = lengths / lengths.sum()
        self.optimizer = torch.optim.Adam(self.network.parameters(), learning_rate)
        self.parts = {"optimizer": self.optimizer}

    def crops(self, rng: np.random.Generator) -> Iterator[torch.Tensor]:
        """Yield previous samples and target levels (batch, n_samples each), and mels (batch, n_mels, n_frames)."""
        c, hop, pad = self._config, self._config.mel.hop_length, self.network.pad
        before, levels, mels = [], [], []
        for i in rng.choice(len(self.features), self.batch, p=self.draw):
            f = self.features[i]
            start = int(rng.integers(0, f.mel.shape[1] - self.around - 1))
            begin = (start + pad) * hop
            # One extra sample at the front: the input of the first, also needed by pre-emphasis.
            wav = f.wav(max(0, begin - 2), begin + self.frames * hop).numpy()
            made = compress_mu_law(preemphasize(wav, c.preemphasis), c.bits)[-self.frames * hop - 1:]
            heard = made[:-1] * (2 / (2 ** c.bits - 1)) - 1 + rng.normal(0, self.noise, len(made) - 1)
            before.append(torch.from_numpy(heard).float())
            levels.append(torch.from_numpy(made[1:]))
            mels.append(scale(f.mel[:, start: start + self.around].float()))
        return (torch.stack(x).to(self.plan.device) for x in (before, levels, mels))

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        before, levels, mel = self.crops(rng)
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps)
        with torch.autocast(mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
            logits = self.network(before, mel)
        loss = F.cross_entropy(logits.float().transpose(1, 2), levels)
        right = (logits.argmax(dim=2) - levels).abs().float().mean()
        return {"entropy": loss.item(), "levels off": right.item(), "norm": descend(self.optimizer, loss, clip=4.0)}

    @torch.no_grad()
    def show(self, writer: "SummaryWriter", step: int, network: nn.Module) -> None:
        vocoder = self._vocoder(network, device=self.plan.device)
        rate, hop = self._config.mel.rate, self._config.mel.hop_length
        f = self.features[0]
        n_frames = min(200, f.mel.shape[1])
        wav = torch.from_numpy(vocoder.infer(f.mel[:, :n_frames].float().numpy()))
        writer.add_audio("made", wav.clamp(-1, 1), step, rate)
        writer.add_audio("real", f.wav(0, n_frames * hop), step, rate)

    def card(self) -> dict[str, Any]:
        return {"utterances": len(self.features)}
