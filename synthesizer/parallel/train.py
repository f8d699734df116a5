"""Training of the parallel synthesizer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F

from synthesizer.losses import (
    IGNORED,
    MelDiscriminator,
    feature_loss,
    is_speech,
    judge_loss,
    masked_mean,
    mean_spectrum_loss,
    phonemes_heard,
)
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.examples import SILENCE, Examples, prosody
from synthesizer.parallel.inference import KIND
from synthesizer.parallel.network import ParallelSynthesizer, loudness, spread
from synthesizer.spectrum import match_spectrum
from synthesizer.text.phonemes import encode
from training.loop import Plan, Task, descend, set_learning_rate

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

# Weights of the losses relative to those of mel and pitch; the last two belong to the judge.
DURATION, VOICING, LIKENESS, SECOND, TONE, WORDS, SOUNDS, PAUSES = 0.2, 0.1, 0.3, 0.3, 0.2, 0.6, 0.6, 0.3
FOOLING, FEATURES = 0.1, 0.6
JUDGE_RATE = 3e-4
ALONE = 300  # steps in which only the judge is trained, since an untrained one teaches nothing
CONTENT = 0.3  # share of the steps in which the decoder reads a recogniser's output instead of text
PERFORMED = 0.5, 0.85  # share of examples with known loudness: from text, and from a recogniser's output
UNHEARD = 0.15  # share of voices without the second encoder's embedding, like those generated on the map
OTHERS, OTHER_STEPS = 6, 128  # number and length of the stretches of a batch that are also rendered in other voices
HEARD = 2  # steps between evaluations of those, because the encoders cost more than the network
PATCH = 128  # mel frames of an utterance shown to the judge
SPREADS = 0.6, 1.7  # limits of the change of the pitch spread with the voice
LOWEST = 55.0  # Hz


class Ears(Protocol):
    """The two speaker encoders, applied to mels."""

    def play(self, mel: torch.Tensor, f0: torch.Tensor, statistics: torch.Tensor) -> torch.Tensor: ...

    def embed(self, wavs: torch.Tensor) -> torch.Tensor: ...

    def embed_second(self, wavs: torch.Tensor) -> torch.Tensor: ...


@dataclass
class Others:
    """Stretches of a batch in other voices.

    Attributes
    ----------
    mel, f0 : float tensors (n, n_mels, n_frames), (n, n_frames)
    voice : float tensor (n, voice_dim)
        Conditions the blocks over text.
    embedding, second, statistics, band_mask : float tensors
        As in `Batch`.
    chosen : slice
        The utterances of the batch.
    start : int
        The step at which the stretches begin.
    """

    mel: torch.Tensor
    f0: torch.Tensor
    voice: torch.Tensor
    embedding: torch.Tensor
    second: torch.Tensor
    statistics: torch.Tensor
    band_mask: torch.Tensor
    chosen: slice
    start: int


class SynthesizerTask(Task):
    """Regression with teacher-forced durations and pitch; from `adversarial_from` on, also against a judge of mels.

    Part of each batch is also rendered in other voices. There is no target for these; speaker encoders and a recogniser
    compare their voices and words with those wanted.

    Parameters
    ----------
    examples : Examples
    plan : training.loop.Plan
    listener : torch.nn.Module
        Frozen recogniser: `listener.listen` maps log-mels to logits (batch, n_symbols, n_frames) and to the features
        (batch, n_frames, n) before them.
    ears : Ears
        Frozen.
    readers : callable
        Features -> whether the boundaries are exact, so that the speaker may read for others.
    frames : int
        Approximate number of mel frames per batch.
    others : int
        Number of stretches of a batch that are also rendered in other voices.
    learning_rate : float
    adversarial_from : int
    """

    kind = KIND

    def __init__(self, examples: Examples, plan: Plan, listener: Any, ears: Ears,
                 readers: Callable[[Any], bool] = lambda feature: False, frames: int = 6000, others: int = OTHERS,
                 learning_rate: float = 1e-3, adversarial_from: int = 1500):
        torch.manual_seed(plan.seed)
        self.plan, self.examples, self.frames, self.others = plan, examples, frames, others
        self.learning_rate, self.adversarial_from = learning_rate, adversarial_from
        self.listener, self.ears = listener, ears
        embeddings, statistics, languages = measure_readers([f for f in examples.features if readers(f)],
                                                            examples.config)
        self._config = replace(examples.config, n_readers=len(embeddings))
        self.network = ParallelSynthesizer(self._config).to(plan.device)
        network = self.network
        for buffer, values in ((network.reader_embeddings, embeddings), (network.reader_statistics, statistics),
                               (network.reader_languages, languages),
                               *zip((network.mel_mean, network.mel_scale, network.statistics_mean,
                                     network.statistics_scale), examples.measure(), strict=True)):
            buffer.copy_(values)
        self.judge = MelDiscriminator(self._config.voice_dim).to(plan.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), learning_rate, betas=(0.9, 0.98),
                                           weight_decay=0.01)
        self.judge_optimizer = torch.optim.AdamW(self.judge.parameters(), JUDGE_RATE, betas=(0.5, 0.9))
        self.parts = {"judge": self.judge, "optimizer": self.optimizer, "judge_optimizer": self.judge_optimizer}

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        b = self.examples.batch(rng, self.frames)
        heard = rng.random() < CONTENT
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps, warmup=300)
        autocast = torch.autocast(b.mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16)
        with autocast:
            posteriors = self._posteriors(b) if heard else None
            performed = self._performed(b, heard)
            mel, log_durations, pitch, voicing, voice = self._predict(self.network, b, posteriors, performed)
        scale = self.network.mel_scale[:, None]
        mask = b.frame_mask[:, None] * b.band_mask[:, :, None]
        l1 = masked_mean((mel - b.mel).abs() / scale, mask)
        durations = torch.diff(b.boundaries).clamp(min=0.5).log()
        duration = masked_mean((log_durations - durations).square(), b.symbol_mask)
        contour = masked_mean((pitch - b.pitch).abs(), b.voicing)
        step_mask = b.frame_mask[:, ::self._config.reduction]
        voiced = masked_mean(F.binary_cross_entropy_with_logits(voicing, b.voicing, reduction="none"), step_mask)
        with autocast:
            others = self._other_voices(b, posteriors, performed, rng)
            terms = self._hear(b, others) if step % HEARD == 0 else {}
        total = l1 + DURATION * duration + contour + VOICING * voiced + HEARD * sum(w * t for w, t in terms.values())
        losses = {"mel": l1, "duration": duration, "pitch": contour, "voicing": voiced}
        losses |= {name: term for name, (_, term) in terms.items()}
        if step >= self.adversarial_from:
            fooling, features, judge = self._adversarial(b, mel, voice, others, autocast)
            if step >= self.adversarial_from + ALONE:
                total = total + FOOLING * fooling + FEATURES * features
            losses |= {"fooling": fooling, "features": features, "judge": judge}
        losses["norm"] = torch.as_tensor(descend(self.optimizer, total, clip=1.0), device=total.device)
        # The device is waited for once, not once per loss.
        values = torch.stack([x.detach().float() for x in losses.values()]).tolist()
        return dict(zip(losses, values, strict=True))

    @torch.no_grad()
    def _posteriors(self, b):
        """Return the recogniser's posteriors for the batch, (batch, n_steps, n_symbols)."""
        logits, _ = self.listener.listen(b.mel)
        probabilities = logits.float().softmax(dim=1).transpose(1, 2)
        return probabilities.unflatten(1, (-1, self._config.reduction)).mean(dim=2)

    def _performed(self, b, heard):
        """Return the loudness of the batch's recordings, NaN for some of them."""
        level = loudness(b.mel, b.frame_mask, self._config.reduction)
        known = torch.rand(len(level), 1, device=level.device) < PERFORMED[heard]
        return level.masked_fill(~known, torch.nan)

    def _predict(self, network, b, posteriors=None, performed=None):
        """Run the network with the batch's durations and pitch; return mel, log durations, pitch, voicing and voice."""
        voice = network.condition(b.own.embedding, b.own.statistics)
        voices = network.voices(b.own.embedding, b.own.statistics, _forget(b.own.second))
        text, log_durations = network.read(b.symbols, voice, b.symbol_mask, b.language)
        step_mask = b.frame_mask[:, ::self._config.reduction]
        wide = spread(text, b.boundaries, step_mask.shape[1])
        pitch, voicing = network.contour(wide, voice, step_mask)
        if posteriors is not None:
            wide = network.hear(posteriors, voice, step_mask)
        mel = network.decode(wide, b.pitch, b.voicing, b.mean_log_f0, voices, step_mask, loudness=performed)
        return mel, log_durations, pitch, voicing, voice

    def _other_voices(self, b, posteriors, performed, rng):
        """Render stretches of the batch in other voices."""
        network, r = self.network, self._config.reduction
        chosen = slice(0, min(self.others, len(b.mel)))
        embedding, second = b.other.embedding[chosen], b.other.second[chosen]
        statistics = network.quieten(b.other.statistics[chosen])
        voice = network.condition(embedding, statistics)
        voices = network.voices(embedding, statistics, _forget(second))
        step_mask = b.frame_mask[chosen, ::r]
        if posteriors is None:
            # The utterance's own speaker reads: in cloning, reader and voice also differ.
            own = network.condition(b.own.embedding[chosen], b.own.statistics[chosen])
            text, _ = network.read(b.symbols[chosen], own, b.symbol_mask[chosen], b.language[chosen])
            wide = spread(text, b.boundaries[chosen], step_mask.shape[1])
        else:
            wide = network.hear(posteriors[chosen], voice, step_mask)
        start = int(rng.integers(0, max(1, step_mask.shape[1] - OTHER_STEPS)))
        window = slice(start, start + OTHER_STEPS)
        spreads = (statistics[:, 1] / b.own.statistics[chosen, 1].clamp(min=0.05)).clamp(*SPREADS)
        spreads = torch.where(torch.rand_like(spreads) < 0.5, spreads, 1.0)
        pitch = b.pitch[chosen, window] * spreads[:, None]
        mel = network.decode(wide[:, window], pitch, b.voicing[chosen, window], statistics[:, 0], voices,
                             step_mask[:, window], loudness=performed[chosen, window])
        f0 = (statistics[:, :1] + pitch).exp().clamp(min=LOWEST).repeat_interleave(r, dim=1)
        return Others(mel, f0, voice, embedding, second, statistics, b.other_band_mask[chosen], chosen, start)

    def _hear(self, b, others):
        """Return weight and value of each loss of the stretches in other voices, by name.

        They are the dissimilarity of the voices by either encoder, the distance of the mean spectra, the cross entropy
        of the recognised phonemes, the distance of the recogniser's features from the recording's, and the excess level
        of pauses.
        """
        mel, chosen, start = others.mel, others.chosen, others.start
        r, n_frames = self._config.reduction, mel.shape[2]
        wavs = self.ears.play(mel, others.f0, others.statistics)
        likeness = F.cosine_similarity(self.ears.embed(wavs), others.embedding).mean()
        second = F.cosine_similarity(self.ears.embed_second(wavs), others.second).mean()
        steps = torch.arange(start, start + n_frames // r, device=mel.device)[None]
        said = phonemes_heard(b.symbols[chosen], b.boundaries[chosen], steps)
        stretch = slice(start * r, start * r + n_frames)
        spoken, recording = b.frame_mask[chosen, stretch], b.mel[chosen, :, stretch]
        said = said.repeat_interleave(r, dim=1).masked_fill(spoken == 0, IGNORED)
        logits, hidden = self.listener.listen(mel)
        words = F.cross_entropy(logits.float(), said, ignore_index=IGNORED)
        # The recording has the same words at the same times, so the features should agree.
        with torch.no_grad():
            _, wanted = self.listener.listen(recording)
        sounds = masked_mean((hidden - wanted).abs().float(), spoken[..., None])
        # Sound in pauses would improve the likeness at no cost in words, so pauses must not become louder.
        quiet = spoken[:, None] * (1 - is_speech(b.mel[chosen])[:, None, stretch])
        pauses = masked_mean((mel - recording).relu(), quiet)
        tone = mean_spectrum_loss(mel, others.statistics)
        return {"unlikeness": (LIKENESS, 1 - likeness), "second unlikeness": (SECOND, 1 - second), "tone": (TONE, tone),
                "words": (WORDS, words), "sounds": (SOUNDS, sounds), "pauses": (PAUSES, pauses)}

    def _adversarial(self, b, mel, voice, others, autocast):
        """Train the judge on patches of the batch, and return the losses that it gives the network."""
        mask = b.band_mask[:, :, None]
        # Bands that the recording lacks are made equal in both.
        own = mel * mask + b.mel * (1 - mask)
        last = (b.frame_mask.sum(dim=1).long() - PATCH).clamp(min=0)
        start = (torch.rand(len(mel), device=last.device) * (last + 1)).long()
        within = (start[:, None] + torch.arange(PATCH, device=mel.device)).clamp(max=mel.shape[2] - 1)
        real, own = (x.gather(2, within[:, None].expand(-1, x.shape[1], -1)) for x in (b.mel, own))
        mask = others.band_mask[:, :, None]
        theirs = F.pad(others.mel[..., :PATCH] * mask + SILENCE * (1 - mask),
                       (0, max(0, PATCH - others.mel.shape[2])), value=SILENCE)
        mean, scale = self.network.mel_mean[:, None], self.network.mel_scale[:, None]
        real, fake = (real - mean) / scale, (torch.cat([own, theirs]) - mean) / scale
        voices, count = torch.cat([voice, others.voice]).detach().float(), len(real)
        with autocast:
            scores, _ = self.judge(torch.cat([real, fake.detach()]), torch.cat([voices[:count], voices]))
        loss = judge_loss(scores[:count], scores[count:])
        descend(self.judge_optimizer, loss, clip=10.0)
        self.judge.requires_grad_(False)
        with autocast:
            score, made = self.judge(fake, voices)
            with torch.no_grad():
                _, wanted = self.judge(real, voices[:count])
        self.judge.requires_grad_(True)
        # Other voices have no recording for comparison; only the judge keeps them natural.
        fooling = -(score[:count].mean() + score[count:].mean()) / 2
        return fooling, feature_loss(wanted, [x[:count] for x in made]), loss

    @torch.no_grad()
    def show(self, writer: "SummaryWriter", step: int, network: Any) -> None:
        b = self.examples.batch(np.random.default_rng(step), self.frames)
        mel, *_ = self._predict(network, b)
        for i in range(2):
            n = int(b.frame_mask[i].sum())
            pair = torch.cat([mel[i, :, :n], b.mel[i, :, :n]]).flip(0)
            writer.add_image(f"made over real/{i}", ((pair + 11.5) / 13).clamp(0, 1)[None], step)

    def card(self) -> dict[str, Any]:
        return {"utterances": len(self.examples), "speakers": self.examples.n_speakers}


def _forget(second):
    """Return the second encoder's embeddings, some of them replaced by zeros."""
    return second.masked_fill(torch.rand(len(second), 1, device=second.device) < UNHEARD, 0.0)


def measure_readers(features: list[Any],
                    config: SynthesizerConfig) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the mean embedding (n, embedding_size), mean statistics (n, n_statistics) and language (n,) of each
    speaker of some utterances."""
    by_speaker: dict[tuple[str, str], list[Any]] = {}
    for f in features:
        by_speaker.setdefault((f.speaker, f.language), []).append(f)
    embeddings = torch.zeros(len(by_speaker), config.embedding_size)
    statistics = torch.zeros(len(by_speaker), config.n_statistics)
    for i, spoken in enumerate(by_speaker.values()):
        known = [torch.cat([f.references[k].float() for f in spoken]).mean(dim=0) for k in (0, 1)]
        embeddings[i], statistics[i] = F.normalize(known[0], dim=0), known[1]
    return embeddings, statistics, torch.tensor([config.languages.index(language) for _, language in by_speaker],
                                                dtype=torch.long)


@torch.no_grad()
def say_again(network: ParallelSynthesizer, feature: Any, rng: np.random.Generator) -> torch.Tensor:
    """Return an utterance's mel (n_mels, n_frames) as rendered from its own durations, pitch and voice.

    It is aligned with the recording frame by frame, so that a vocoder can be trained on the pair. The postfilter is
    not applied, so that the vocoder learns part of its effect.
    """
    device = network.mel_mean.device
    boundaries, pitch, voicing, mean = (torch.as_tensor(x, device=device)[None]
                                        for x in prosody(feature, network.config))
    symbols = torch.tensor([[0, *encode(feature.phonemes), 0]], device=device)
    which = int(rng.integers(len(feature.references[0])))
    embedding, statistics, second = (known[which][None].float().to(device) for known in feature.references)
    voice = network.condition(embedding, statistics)
    language = torch.tensor([network.config.languages.index(feature.language)], device=device)
    text, _ = network.read(symbols, voice, torch.ones(symbols.shape, device=device), language)
    mask = torch.ones(pitch.shape, device=device)
    mel = network.decode(spread(text, boundaries, pitch.shape[1]), pitch, voicing, mean,
                         network.voices(embedding, statistics, second), mask)
    return match_spectrum(mel[..., : feature.mel.shape[1]], statistics)[0].cpu()
