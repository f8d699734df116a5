"""Personal voices: adaptation of a synthesizer to minutes of a person's speech.

Adaptation (toolbox.core.cloning.adaptation) changes the vectors that condition the decoder's blocks on a voice. With
minutes of speech the decoder's weights are changed as well, by low-rank matrices (arXiv 2106.09685), so that it
reproduces the mels of the recordings: whole-model adaptation as in arXiv 1802.06006 (section 3.1), at a hundredth of
the size. The losses of adaptation still apply to sentences that were not recorded, and the weights kept are those that
perform best on held-out stretches.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrize

from audio.errors import AudioError, Cancelled
from audio.mel import DECIBEL
from synthesizer.parallel.inference import Synthesizer
from synthesizer.parallel.network import ParallelSynthesizer, spread
from synthesizer.reading import Reading
from synthesizer.recogniser.inference import Recogniser
from synthesizer.text.phonemes import PAD, encode
from toolbox.core.cloning import conversion
from toolbox.core.cloning.adaptation import Adapter
from toolbox.core.cloning.comparison import Comparison
from toolbox.core.cloning.listening import MELS, Reference
from toolbox.core.cloning.voice import Voice
from training.threads import in_one_thread

RANK = 4
STEPS, LOOK, PATIENCE = 120, 20, 2  # most steps; steps between validations; validations without gain until the end
JUDGED = 2  # steps between uses of the losses of adaptation
STRETCHES, CUT = 4, 80  # stretches of speech per step, and their length in decoder steps
RATE, VECTOR_RATE = 2e-3, 0.02
RECORDED, NEAR = 1.0, 0.5  # weights in addition to those of adaptation
HELD_OUT = 6  # one stretch in so many is held out
WRONG = -1.2  # log-probability per frame below which a transcript does not match the speech
SHORT = 30  # decoder steps; shorter stretches are not used


@dataclass
class Recorded:
    """A stretch of a person's speech: the decoder's input and the mel that it should produce.

    All have one row per decoder step; `mel` is (n_steps, reduction * n_mels).
    """

    wide: torch.Tensor
    pitch: torch.Tensor
    voicing: torch.Tensor
    level: torch.Tensor
    mel: torch.Tensor


class LowRank(nn.Module):
    """A weight (n_out, n_in) plus the product of matrices (n_out, rank) and (rank, n_in), which is zero at first."""

    def __init__(self, weight: torch.Tensor, rank: int):
        super().__init__()
        self.up = nn.Parameter(weight.new_zeros(weight.shape[0], rank))
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1], generator=torch.Generator().manual_seed(0)).to(
            weight) / weight.shape[1] ** 0.5)

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + self.up @ self.down


def layers_of(network: ParallelSynthesizer) -> list[nn.Linear]:
    """Return the layers changed by a personal voice: the pointwise ones of the decoder's blocks."""
    blocks: list[Any] = [*network.decoder.blocks, *network.detail.blocks]
    return [layer for block in blocks for layer in (block.expand, block.contract)]


def apply(network: ParallelSynthesizer, personal: np.ndarray) -> ParallelSynthesizer:
    """Return a copy of a network with a personal model applied.

    Parameters
    ----------
    network : ParallelSynthesizer
    personal : float16 array (n,)
        The matrices of all `layers_of`, concatenated.

    Raises
    ------
    ValueError
        If it does not fit the network.
    """
    made = copy.deepcopy(network)
    sizes = [(layer.weight.shape[0], layer.weight.shape[1]) for layer in layers_of(made)]
    rank, rest = divmod(len(personal), sum(map(sum, sizes)))
    if rest or not rank:
        raise ValueError("The personal part of this voice belongs to another synthesizer.")
    values, at = torch.from_numpy(np.asarray(personal, np.float32)).to(made.mel_mean), 0
    with torch.no_grad():
        for layer, (n_out, n_in) in zip(layers_of(made), sizes, strict=True):
            up, down = values[at: at + n_out * rank], values[at + n_out * rank: at + (n_out + n_in) * rank]
            layer.weight += up.view(n_out, rank) @ down.view(rank, n_in)
            at += (n_out + n_in) * rank
    return made.eval().requires_grad_(False)


@torch.no_grad()
def listen(synthesizer: Synthesizer, recogniser: Recogniser, reference: Reference, voice: Voice,
           readings: Sequence[Reading] | None = None,
           cancelled: Callable[[], bool] = lambda: False) -> list[Recorded]:
    """Align or recognise the content of a recording and prepare it as training data for the decoder.

    Parameters
    ----------
    synthesizer : synthesizer.parallel.inference.Synthesizer
    recogniser : Recogniser
    reference : Reference
    voice : Voice
        The person's voice.
    readings : list of Reading, optional
        The transcript, of which parts that do not match the recording are skipped. Without one the phonemes are
        recognised.
    cancelled : callable
    """
    network, r = synthesizer.network, synthesizer.network.config.reduction
    source, listener = conversion.Source(reference.quiet, MELS.rate, cancelled=cancelled), None
    if readings:
        try:
            listener = conversion.Guide(recogniser, readings, source, cancelled)
        except AudioError:
            listener = None
        if listener is not None and listener.score < WRONG:
            listener = None
    listener = listener or conversion.Listener(recogniser)
    reader = network.condition(*network.reader(*synthesizer._known(voice.embedding, voice.statistics)))
    found = []
    for stretch in source.stretches:
        if cancelled():
            raise Cancelled
        heard = listener.hear(source, stretch)
        if not heard.symbols or len(stretch) < SHORT * r:
            continue
        planned = conversion.reading(source, stretch, heard, voice, r)
        symbols = torch.tensor([[PAD, *encode(heard.symbols), PAD]], device=synthesizer.device)
        text, _ = network.read(symbols, reader, torch.ones(symbols.shape, device=symbols.device))
        boundaries = synthesizer._tensor(np.concatenate([[0.0], np.cumsum(heard.frames / r)]))[None]
        pitch = np.asarray(planned.pitch)
        n_steps = len(pitch)
        mel = np.pad(source.mel(stretch), ((0, 0), (0, n_steps * r - len(stretch))), mode="edge")
        found.append(Recorded(
            spread(text, boundaries, n_steps)[0], synthesizer._tensor(pitch) * np.log(2) / 12,
            synthesizer._tensor(planned.voicing), synthesizer._tensor(planned.level) / DECIBEL,
            synthesizer._tensor(mel.T.reshape(n_steps, -1))))
    return found


class Personal:
    """Learns a personal voice.

    Parameters
    ----------
    adapter : Adapter
        The adapter of the synthesizer, which is left unchanged.
    """

    def __init__(self, adapter: Adapter):
        network = copy.deepcopy(adapter.network)
        self._adapter = Adapter(network, adapter.hearing, adapter.listener, [])
        self._adapter.sentences = adapter.sentences
        self._network, self._device = network, network.mel_mean.device
        low = [LowRank(layer.weight, RANK) for layer in layers_of(network)]
        for layer, change in zip(layers_of(network), low, strict=True):
            parametrize.register_parametrization(layer, "weight", change, unsafe=True)
        self._low = low

    def learn(self, recorded: list[Recorded], voice: Voice, adapted: np.ndarray, seconds: float,
              progress: Callable[[float], None] = lambda share: None,
              cancelled: Callable[[], bool] = lambda: False) -> tuple[np.ndarray, np.ndarray, Comparison]:
        """Learn from stretches of speech.

        Parameters
        ----------
        recorded : list of Recorded
        voice : Voice
            The voice learnt from all of them.
        adapted : float32 array (n_decoder_blocks, voice_dim)
            The result of adaptation, which is the starting point and the baseline of the comparison.
        seconds : float
            Length of the speech.
        progress, cancelled : callable
            As for `Adapter.adapt`, except that `Cancelled` is raised.

        Returns
        -------
        (vectors, personal, comparison) : float32 array (n_decoder_blocks, voice_dim), float16 array (n,), Comparison

        Raises
        ------
        AudioError
            If too little of the speech is usable.
        """
        held_out, learnt = recorded[::HELD_OUT], [x for i, x in enumerate(recorded) if i % HELD_OUT]
        if not learnt:
            raise AudioError("Too little of these recordings is usable; add more, of a minute or longer.")
        known: list[Any] = [
            None if x is None else torch.tensor(np.asarray(x, np.float32), device=self._device)[None]
            for x in (voice.embedding, voice.statistics, voice.second)]
        known[1] = self._network.quieten(known[1])
        vectors = torch.tensor(np.asarray(adapted, np.float32), device=self._device).requires_grad_(True)
        first = vectors.detach().clone()
        low = [p for module in self._low for p in (module.up, module.down)]
        for parameter in low:
            parameter.requires_grad_(True)
        # Adam written out, as in adaptation.
        parameters, rates = [vectors, *low], [VECTOR_RATE, *[RATE] * len(low)]
        moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in parameters]

        def go_on(_=None):
            if cancelled():
                raise Cancelled

        with in_one_thread(self._device):
            said = self._say(known, first)
            before = best = self._judge(held_out, vectors, known, said)
            kept, best_step, since = [p.detach().clone() for p in parameters], 0, 0
            for step in range(1, STEPS + 1):
                progress((step - 1) / STEPS)
                go_on()
                rng = np.random.default_rng((1, step))
                with torch.enable_grad():
                    loss = RECORDED * self._distance(_cuts(learnt, rng), vectors, known[1], rng)
                    go_on()
                    if step % JUDGED == 0:
                        embedding, statistics, second = known
                        loss = loss + self._adapter._loss(vectors, said, embedding, statistics, second, rng, go_on)
                    loss = loss + NEAR * (vectors - first).square().mean()
                    gradients = torch.autograd.grad(loss, parameters)
                with torch.no_grad():
                    for p, g, (mean, square), rate in zip(parameters, gradients, moments, rates, strict=True):
                        mean.lerp_(g, 0.1)
                        square.lerp_(g.square(), 0.01)
                        warm = min(1.0, step / 10)
                        p -= warm * rate * mean / (1 - 0.9 ** step) / ((square / (1 - 0.99 ** step)).sqrt() + 1e-8)
                if step % LOOK == 0:
                    now = self._judge(held_out, vectors, known, said)
                    since += 1
                    if _worth(now) < _worth(best):
                        best, best_step, since = now, step, 0
                        kept = [p.detach().clone() for p in parameters]
                    if since >= PATIENCE:
                        break
        progress(1.0)
        for parameter, value in zip(parameters, kept, strict=True):
            parameter.data.copy_(value)
        personal = torch.cat([p.detach().flatten() for p in low]).half().cpu().numpy()
        return (kept[0].cpu().numpy(), personal,
                Comparison(seconds, best[0], before[0], best[1], before[1], personal.nbytes, best_step))

    @torch.no_grad()
    def _say(self, known, vectors):
        reader = self._network.condition(*self._network.reader(*known[:2]))
        return self._adapter._say(reader, vectors[None], known[1], np.random.default_rng(0))

    def _distance(self, cuts, vectors, statistics, rng):
        """Return the L1 distance between stretches' mels and the decoder's, in standard deviations of the bands."""
        network, n = self._network, len(cuts)
        wide, pitch, voicing, level, wanted = (torch.stack([getattr(cut, name) for cut in cuts]) for name in (
            "wide", "pitch", "voicing", "level", "mel"))
        noise = torch.from_numpy(rng.standard_normal((*pitch.shape, network.config.noise_dim), dtype=np.float32))
        mel = network.decode(wide, pitch, voicing, statistics[:, 0].expand(n), vectors.expand(n, -1, -1),
                             torch.ones_like(pitch), noise.to(pitch.device), level)
        wanted = wanted.reshape(n, mel.shape[2], -1).transpose(1, 2)
        return ((mel - wanted).abs() / network.mel_scale[:, None]).mean()

    @torch.no_grad()
    def _judge(self, held_out, vectors, known, said):
        """Return the distance from held-out stretches, and the likeness of the rendered fixed sentences."""
        distances = [float(self._distance([stretch], vectors, known[1], np.random.default_rng(0)))
                     for stretch in held_out]
        network, hearing, alike = self._network, self._adapter.hearing, []
        for wide, pitch, voicing, noise, *_ in said[:3]:
            mel = network.decode(wide[None], pitch[None], voicing[None], known[1][:, 0], vectors[None],
                                 torch.ones_like(pitch)[None], noise[None])
            f0 = (known[1][:, :1] + pitch[None]).exp().repeat_interleave(network.config.reduction, dim=1)
            fixed = torch.from_numpy(np.random.default_rng(0).standard_normal(
                (1, f0.shape[1] * network.config.mel.hop_length), dtype=np.float32)).to(mel.device)
            wavs = hearing.play(mel, f0, known[1], fixed)
            alike.append(float(F.cosine_similarity(hearing.embed(wavs), known[0])))
            if known[2] is not None:
                alike.append(float(F.cosine_similarity(hearing.embed_second(wavs), known[2])))
        return float(np.mean(distances)), float(np.mean(alike))


def _worth(judged):
    """Return the quantity to be minimised: the distance of the mels minus the likeness."""
    distance, likeness = judged
    return distance - likeness


def _cuts(recorded, rng):
    """Draw stretches of CUT steps from recordings in proportion to their lengths; shorter ones are padded."""
    lengths = np.array([len(x.pitch) for x in recorded], float)
    cuts = []
    for i in rng.choice(len(recorded), STRETCHES, p=lengths / lengths.sum()):
        x = recorded[i]
        start = int(rng.integers(0, max(1, len(x.pitch) - CUT + 1)))
        parts = {}
        for name in ("wide", "pitch", "voicing", "level", "mel"):
            value = getattr(x, name)[start: start + CUT]
            # A short one is repeated.
            parts[name] = value[torch.arange(CUT, device=value.device) % len(value)]
        cuts.append(Recorded(**parts))
    return cuts
