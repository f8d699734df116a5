"""Training of the enhancer on mixtures, with losses on the waveform, the spectrum and the speaker embedding."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch

from enhancer.config import EnhancerConfig
from enhancer.inference import KIND
from enhancer.mixtures import Mixer
from enhancer.network import EnhancerNetwork, analyse, compress, synthesise
from training.loop import Plan, Task, descend, set_learning_rate

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

BATCH = 16
FAITHFUL = 33.0  # signal-to-distortion ratio in dB above which improvement is not rewarded
SPECTRUM, LEVEL, EMBEDDING = 10.0, 0.3, 1.0  # weights relative to the signal-to-distortion ratio in units of 10 dB
LARGEST = 2.0  # distance from the wanted waveform, relative to it, above which it is not punished more
LISTENED = 4  # one of so many mixtures has its voice embedded
SHOWN = 24  # held-out mixtures


class EnhancerTask(Task):
    """Draws mixtures and trains the network to isolate the wanted voice.

    Parameters
    ----------
    mixer : enhancer.mixtures.Mixer
    plan : training.loop.Plan
    config : EnhancerConfig
    embed : dict of str to callable, optional
        Frozen encoders by name: waveforms (batch, n_samples) at the network's rate -> speaker embeddings (batch, size)
        with a gradient. The cleaned voice must stay the same (SayEN, Interspeech 2019).
    held_out : enhancer.mixtures.Mixer, optional
        Mixtures of people not used in training.
    learning_rate : float
    batch : int
    """

    kind = KIND
    dtype = torch.float32

    def __init__(self, mixer: Mixer, plan: Plan, config: EnhancerConfig = EnhancerConfig(),
                 embed: dict[str, Callable[[torch.Tensor], torch.Tensor]] | None = None, held_out: Mixer | None = None,
                 learning_rate: float = 1.5e-3, batch: int = BATCH):
        torch.manual_seed(plan.seed)
        self.mixer, self.plan, self._config, self.embed, self.held_out = mixer, plan, config, embed or {}, held_out
        self.learning_rate, self.batch_size = learning_rate, batch
        self.network = EnhancerNetwork(config).to(plan.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), learning_rate, betas=(0.9, 0.98),
                                           weight_decay=0.01)
        self.parts = {"optimizer": self.optimizer}

    def step(self, step: int, rng: Any) -> dict[str, float]:
        heard, wanted, voices, among = self.mixer.draw(self.batch_size, int(rng.integers(2 ** 62)))
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps)
        self.network.train()
        spectrum = analyse(heard, self._config)
        with torch.autocast(heard.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
            left = self.network(spectrum, voices)
        wav = synthesise(left, self._config, heard.shape[1])
        distortion = signal_to_distortion(wav, wanted).clamp(max=FAITHFUL)
        spectral = spectral_distance(left, analyse(wanted, self._config))
        away = (wav - wanted).norm(dim=1) / (wanted.norm(dim=1) + 1e-3)
        loss = SPECTRUM * spectral - (distortion * (1 + among)).mean() / 10 + LEVEL * away.clamp(max=LARGEST).mean()
        losses = {"spectrum": spectral.item(), "si-sdr": distortion.mean().item()}
        n_listened = max(1, len(wav) // LISTENED)
        for name, embed in self.embed.items():
            with torch.autocast(heard.device.type, torch.bfloat16, enabled=self.plan.bfloat16):
                made = embed(wav[:n_listened])
                with torch.no_grad():
                    true = embed(wanted[:n_listened])
            strange = 1 - (made.float() * true.float()).sum(dim=1).mean()
            loss = loss + EMBEDDING * strange
            losses[name] = strange.item()
        return losses | {"norm": descend(self.optimizer, loss, clip=2.0)}

    def show(self, writer: "SummaryWriter", step: int, network: Any) -> None:
        if self.held_out is None:
            return
        heard, wanted, voices, _ = self.held_out.draw(SHOWN)
        with torch.inference_mode():
            left = synthesise(network(analyse(heard, self._config), voices), self._config, heard.shape[1])
        gained = signal_to_distortion(left, wanted) - signal_to_distortion(heard, wanted)
        writer.add_scalar("held-out people/SI-SDR gained", gained.mean().item(), step)
        rate = self._config.mel.rate
        for name, wav in (("heard", heard), ("left", left), ("wanted", wanted)):
            writer.add_audio(f"held-out people/{name}", wav[:1].clamp(-1, 1), step, rate)

    def card(self) -> dict[str, Any]:
        return {"utterances": self.mixer.count, "speakers": len(self.mixer.speakers)}


def signal_to_distortion(wav: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the scale-invariant ratio of signal to distortion (arXiv 1811.02508) in dB: (batch, n) -> (batch,)."""
    wav, wanted = (x - x.mean(dim=-1, keepdim=True) for x in (wav, wanted))
    scale = (wav * wanted).sum(dim=-1, keepdim=True) / (wanted.square().sum(dim=-1, keepdim=True) + 1e-8)
    signal = scale * wanted
    ratio = (signal.square().sum(dim=-1) + 1e-8) / ((wav - signal).square().sum(dim=-1) + 1e-8)
    return 10 * ratio.log10()


def spectral_distance(left: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the mean squared distance of spectra with compressed magnitudes, with and without their phases."""
    (a, by_a), (b, by_b) = compress(left), compress(wanted)
    phased = torch.view_as_real(left * by_a - wanted * by_b).square().sum(dim=-1)
    return 0.7 * (a - b).square().mean() + 0.3 * phased.mean()
