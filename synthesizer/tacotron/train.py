"""Training of Tacotron with teacher forcing."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from audio.mel import to_symmetric
from synthesizer.losses import masked_mean
from synthesizer.tacotron.config import TacotronConfig
from synthesizer.tacotron.inference import KIND
from synthesizer.tacotron.network import Tacotron
from synthesizer.text.characters import encode, spell
from training.loop import Plan, Task, descend, set_learning_rate

SILENCE = -4.0  # at the end of the mels' scale
LONGEST = 11.25  # seconds of an utterance: memory grows with its length


class TacotronTask(Task):
    """Trains on mels before and after the post-net and on the end of the text, with attention guided at first.

    Parameters
    ----------
    features : list
        Utterances with `text`, `mel` and `partials` (corpus.shards.Features).
    plan : training.loop.Plan
    config : TacotronConfig
    reduction : int
        Mel frames per step: more are learnt faster but sound coarser.
    frames : int
        Approximate number of mel frames per batch.
    learning_rate : float
    guided : int
        Steps over which the guidance fades.
    """

    kind = KIND

    def __init__(self, features: Iterable[Any], plan: Plan, config: TacotronConfig = TacotronConfig(),
                 reduction: int = 2, frames: int = 6000, learning_rate: float = 1e-3, guided: int = 10_000):
        torch.manual_seed(plan.seed)
        self.plan, self._config, self.reduction, self.frames = plan, config, reduction, frames
        self.learning_rate, self.guided = learning_rate, guided
        usable = [(f, encode(spell(f.text)[0])) for f in features
                  if can_learn(f.text, f.mel.shape[1] * config.mel.hop_length / config.mel.rate)]
        if not usable:
            raise ValueError(f"No utterance of {LONGEST} seconds or less has a text in English; Tacotron has nothing "
                             "to learn from. Shards of earlier versions hold no texts: prepare the corpus again.")
        self.features = sorted(usable, key=lambda pair: pair[0].mel.shape[1])
        self.network = Tacotron(config).to(plan.device)
        self.network.decoder.r.fill_(reduction)
        self.optimizer = torch.optim.Adam(self.network.parameters(), learning_rate)
        self.parts = {"optimizer": self.optimizer}

    def batch(self, rng: np.random.Generator) -> tuple[torch.Tensor, ...]:
        """Return symbols (batch, n_symbols), embeddings, mels (batch, n_mels, n_frames), and the lengths of both."""
        anchor = int(rng.integers(len(self.features)))
        count = int(np.clip(self.frames // self.features[anchor][0].mel.shape[1], 1, 32))
        near = np.arange(max(0, anchor - 100), min(len(self.features), anchor + 100))
        chosen = [self.features[i] for i in rng.choice(near, size=min(count, len(near)), replace=False)]
        n_symbols = max(len(symbols) for _, symbols in chosen)
        # One step more than the longest, for the end of the text.
        n_frames = (-(-max(f.mel.shape[1] for f, _ in chosen) // self.reduction) + 1) * self.reduction
        mel = [F.pad(to_symmetric(f.mel.float()), (0, n_frames - f.mel.shape[1]), value=SILENCE) for f, _ in chosen]
        embedding = [F.normalize(f.partials.float().mean(dim=0), dim=0) for f, _ in chosen]
        symbols = [F.pad(torch.tensor(s), (0, n_symbols - len(s))) for _, s in chosen]
        tensors = (torch.stack(symbols), torch.stack(embedding), torch.stack(mel),
                   torch.tensor([len(s) for _, s in chosen]), torch.tensor([f.mel.shape[1] for f, _ in chosen]))
        return tuple(x.to(self.plan.device) for x in tensors)

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        symbols, embedding, mel, n_symbols, n_frames = self.batch(rng)
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps)
        with torch.autocast(mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
            made = self.network(symbols, embedding, mel)
        steps = -(-n_frames // self.reduction)
        places = torch.arange(made.stop.shape[1], device=mel.device)
        # The step after the text also counts: silence, and the end.
        heard = (places <= steps[:, None]).float()
        mask = heard.repeat_interleave(self.reduction, dim=1)[:, None]
        coarse, fine = (masked_mean((x.float() - mel).abs() + (x.float() - mel).square(), mask)
                        for x in (made.coarse, made.mel))
        over = (places >= steps[:, None]).float()
        stop = masked_mean(F.binary_cross_entropy_with_logits(made.stop.float(), over, reduction="none"), heard)
        away = guidance(made.attention.float(), n_symbols, steps)
        total = coarse + fine + 0.5 * stop + 10 * max(0.0, 1 - step / self.guided) * away
        return {"coarse": coarse.item(), "mel": fine.item(), "stop": stop.item(), "astray": away.item(),
                "norm": descend(self.optimizer, total, clip=1.0)}

    @torch.no_grad()
    def show(self, writer: Any, step: int, network: nn.Module) -> None:
        symbols, embedding, mel, n_symbols, n_frames = (x[:1] for x in self.batch(np.random.default_rng(step)))
        made = network(symbols, embedding, mel)
        writer.add_image("attention", made.attention[:1, :, : int(n_symbols)].transpose(1, 2).flip(1).clamp(0, 1), step)
        pair = torch.cat([made.mel[0], mel[0]])[:, : int(n_frames)].flip(0)
        writer.add_image("made over real", ((pair + 4) / 8).clamp(0, 1)[None], step)

    def card(self) -> dict[str, Any]:
        return {"utterances": len(self.features), "speakers": len({f.speaker for f, _ in self.features})}


def can_learn(text: str, seconds: float) -> bool:
    """Return whether an utterance is short enough and completely spelled: other characters are in the sound alone."""
    characters, left_out = spell(text) if text and seconds <= LONGEST else ("", [])
    return bool(characters) and not left_out


def guidance(attention: torch.Tensor, n_symbols: torch.Tensor, n_steps: torch.Tensor,
             width: float = 0.2) -> torch.Tensor:
    """Return the share of the attention off the diagonal (arXiv 1710.08969, section 4.1).

    Parameters
    ----------
    attention : float tensor (batch, steps, symbols)
    n_symbols, n_steps : long tensor (batch,)
        Lengths without padding.
    width : float
        Permitted distance from the diagonal, as a share of the text.

    Returns
    -------
    float tensor ()
        From 0 to 1.
    """
    t = torch.arange(attention.shape[1], device=attention.device)[None, :, None]
    n = torch.arange(attention.shape[2], device=attention.device)[None, None]
    off = 1 - torch.exp(-((n / n_symbols[:, None, None] - t / n_steps[:, None, None]) ** 2) / (2 * width ** 2))
    return ((attention * off).sum(dim=2) * (t[..., 0] < n_steps[:, None])).sum() / n_steps.sum()
