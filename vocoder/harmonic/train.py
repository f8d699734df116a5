"""Training of the harmonic vocoder."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from audio.mel import log_mel
from training.loop import Plan, Task, descend, set_learning_rate
from vocoder.harmonic.config import VocoderConfig
from vocoder.harmonic.inference import KIND
from vocoder.harmonic.losses import Discriminators, discriminator_loss, feature_loss, generator_loss, spectral_loss
from vocoder.harmonic.network import HarmonicVocoder

# Weights of the losses relative to the adversarial one.
SPECTRAL, MEL, PITCH, FEATURES = 3.0, 2.0, 0.1, 2.0
if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter


class VocoderTask(Task):
    """Trains on mel and waveform of random crops: spectral losses first, discriminators from `adversarial_from` on.

    Parameters
    ----------
    features : list
        Utterances with `mel`, `f0` and `audio` (corpus.shards.Features). The mel may be a synthesizer's rendering of
        the utterance, as long as its frames match those of the waveform.
    config : VocoderConfig
    plan : training.loop.Plan
    batch, frames : int
        Crops per step, and their length in mel frames.
    judged : int
        Number of those crops that the discriminators, the most expensive part, judge.
    learning_rate : float
    adversarial_from : int
        Step at which the discriminators join in.
    """

    kind = KIND

    def __init__(self, features: list[Any], plan: Plan, config: VocoderConfig = VocoderConfig(), batch: int = 12,
                 frames: int = 64, judged: int = 6, learning_rate: float = 5e-4, adversarial_from: int = 1500):
        torch.manual_seed(plan.seed)
        self.plan, self._config = plan, config
        self.batch, self.frames, self.judged = batch, frames, judged
        self.learning_rate, self.adversarial_from = learning_rate, adversarial_from
        self.features = [f for f in features if f.mel.shape[1] > frames + 1]
        if not self.features:
            raise ValueError(f"No utterance is longer than {frames} frames; the vocoder has nothing to learn from.")
        self.lengths = np.array([f.mel.shape[1] for f in self.features], dtype=float)
        self.network = HarmonicVocoder(config).to(plan.device)
        self._measure_mels()
        self.judges = Discriminators().to(plan.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), learning_rate, betas=(0.8, 0.99),
                                           weight_decay=0.01)
        self.judge_optimizer = torch.optim.AdamW(self.judges.parameters(), learning_rate, betas=(0.8, 0.99))
        self.parts = {"judges": self.judges, "optimizer": self.optimizer, "judge_optimizer": self.judge_optimizer}

    def _measure_mels(self):
        picked = self.features[:: max(1, len(self.features) // 400)]
        mels = torch.cat([f.mel.float() for f in picked], dim=1)
        self.network.mel_mean.copy_(mels.mean(dim=1, keepdim=True))
        self.network.mel_scale.copy_(mels.std(dim=1, keepdim=True).clamp(min=0.5))

    def crops(self, rng: np.random.Generator) -> Iterator[torch.Tensor]:
        """Yield mels (batch, n_mels, frames), waveforms (batch, n_samples) and pitch (batch, frames)."""
        hop = self._config.mel.hop_length
        mels, wavs, pitches = [], [], []
        for i in rng.choice(len(self.features), self.batch, p=self.lengths / self.lengths.sum()):
            f = self.features[i]
            start = int(rng.integers(0, f.mel.shape[1] - self.frames - 1))
            gain = float(rng.uniform(-2.0, 1.0)) * np.log(2)  # any level at which a person may record
            mel = f.mel[:, start: start + self.frames].float() + gain
            mels.append(mel.clamp(min=float(np.log(self._config.mel.floor))))
            wavs.append(f.wav(start * hop, (start + self.frames) * hop) * float(np.exp(gain)))
            pitches.append(f.f0[start: start + self.frames].float())
        return (torch.stack(x).to(self.plan.device) for x in (mels, wavs, pitches))

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        mel, wav, f0 = self.crops(rng)
        adversarial = step >= self.adversarial_from
        for optimizer in (self.optimizer, self.judge_optimizer):
            set_learning_rate(optimizer, step, self.learning_rate, self.plan.steps)
        with torch.autocast(mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
            made = self.network(mel, f0=fill_pitch(f0))
        losses = {}
        if adversarial:
            with torch.autocast(mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
                judged = self.judges(torch.cat([wav[:self.judged], made[:self.judged].detach()]))
            real, fake = _halves(judged)
            loss = discriminator_loss(real, fake)
            descend(self.judge_optimizer, loss, clip=10.0)
            losses["judge"] = loss.item()
        spectral = spectral_loss(wav, made)
        pitch = self.network.pitch.loss(self.network.normalize(mel), f0)
        # Compared with the recording's mel, for the input may be a synthesizer's.
        likeness = (log_mel(made.float(), self._config.mel) - log_mel(wav, self._config.mel)).abs().mean()
        total = SPECTRAL * spectral + MEL * likeness + PITCH * pitch
        if adversarial:
            self.judges.requires_grad_(False)
            with torch.autocast(mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
                fake = self.judges(made[:self.judged])
                with torch.no_grad():
                    real = self.judges(wav[:self.judged])
            fooling, features = generator_loss(fake), feature_loss(real, fake)
            self.judges.requires_grad_(True)
            total = total + fooling + FEATURES * features
            losses |= {"fooling": fooling.item(), "features": features.item()}
        losses["norm"] = descend(self.optimizer, total, clip=10.0)
        return losses | {"spectral": spectral.item(), "mel": likeness.item(), "pitch": pitch.item()}

    @torch.no_grad()
    def show(self, writer: "SummaryWriter", step: int, network: nn.Module) -> None:
        mel_config = self._config.mel
        for i in (0, len(self.features) // 2):
            f = self.features[i]
            mel = f.mel[None, :, :400].float().to(self.plan.device)
            wav = network(mel)
            n = wav.shape[-1]
            writer.add_audio(f"made/{i}", wav[0].cpu().clamp(-1, 1), step, mel_config.rate)
            writer.add_audio(f"real/{i}", f.wav(0, n), step, mel_config.rate)
            both = torch.cat([mel[0], log_mel(wav[0], mel_config)[:, :mel.shape[-1]]]).flip(0)
            writer.add_image(f"mel/{i}", ((both + 11.5) / 13).clamp(0, 1)[None], step)

    def card(self) -> dict[str, Any]:
        return {"utterances": len(self.features)}


def fill_pitch(f0: torch.Tensor) -> torch.Tensor:
    """Interpolate f0 (batch, n_frames) in Hz linearly across unvoiced frames (f0 = 0)."""
    filled = []
    for row in f0.cpu().numpy():
        voiced = np.flatnonzero(row > 0)
        filled.append(np.interp(np.arange(len(row)), voiced, row[voiced]) if len(voiced) else np.full(len(row), 120.0))
    return torch.from_numpy(np.stack(filled)).float().to(f0.device)


def _halves(judged):
    """Split verdicts on a batch of real sound followed by generated sound into the two."""
    real = [(score.chunk(2)[0], [x.chunk(2)[0] for x in features]) for score, features in judged]
    fake = [(score.chunk(2)[1], [x.chunk(2)[1] for x in features]) for score, features in judged]
    return real, fake
