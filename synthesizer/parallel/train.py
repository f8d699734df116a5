"""Training of the parallel synthesizer."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F

from audio.mel import mel_frequencies
from audio.voice import BACKGROUND, MEAN, N_BANDS, STATISTICS, voice_statistics
from synthesizer.losses import (
    IGNORED,
    MelDiscriminator,
    feature_loss,
    heard_as,
    judge_loss,
    masked_mean,
    mean_spectrum_loss,
    phonemes_heard,
)
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.inference import KIND
from synthesizer.parallel.network import ParallelSynthesizer, spread
from synthesizer.spectrum import match_spectrum
from synthesizer.text.phonemes import encode
from training.loop import Task, descend, set_learning_rate

REFERENCE_FRAMES = (230, 900)  # 2.5 to 10 s: what people record
# Weights of the losses beside the mel's and the pitch's; the last two are the judge's.
DURATION, VOICING, LIKENESS, SECOND, TONE, WORDS, SOUNDS = 0.2, 0.1, 0.5, 0.5, 0.2, 0.2, 0.5
FOOLING, FEATURES = 0.05, 0.3
OTHER_FRAMES = 256  # 2.7 s of another speaker, by which a second encoder knows the voice


@dataclass
class Batch:
    """Padded tensors of a training step; shapes as the network's own."""

    symbols: torch.Tensor
    symbol_mask: torch.Tensor
    boundaries: torch.Tensor
    mel: torch.Tensor
    band_mask: torch.Tensor
    frame_mask: torch.Tensor
    pitch: torch.Tensor
    voicing: torch.Tensor
    mean_log_f0: torch.Tensor
    embedding: torch.Tensor
    statistics: torch.Tensor
    other_embedding: torch.Tensor
    other_statistics: torch.Tensor
    other_band_mask: torch.Tensor
    other_mel: torch.Tensor
    other_pure: torch.Tensor

    def to(self, device):
        return Batch(**{k: v.to(device) for k, v in vars(self).items()})


class SynthesizerTask(Task):
    """Regression with teacher-forced durations and pitch; a judge of mels from `adversarial_from` on.

    Parameters
    ----------
    features : list
        Utterances with `mel`, `f0`, `partials`, `boundaries` and `phonemes` (corpus.shards.Features). Those without
        boundaries lend their voices only.
    plan : training.loop.Plan
    config : SynthesizerConfig
    frames : int
        Mel frames a batch, about.
    learning_rate : float
    adversarial_from : int
    weights : callable, optional
        Feature -> how often an utterance is drawn relative to the others.
    readers : callable, optional
        Feature -> whether its boundaries are exact and its speaker may read for others.
    embedder, listener : torch.nn.Module, optional
        Frozen judges of whose voice it is and of what is said: log-mels (batch, n_mels, embedder.frames) -> speaker
        embeddings, and `listener.listen`, log-mels -> logits of `listener.symbols` for each frame and what these are
        made of. With them a part of each batch is also made in other people's voices, for which there is no other
        target.
    second_embedder : torch.nn.Module, optional
        Another frozen judge of whose voice it is, unrelated to the first: what the voice vector cannot be told by the
        embedding that it is made of.
    """

    kind = KIND

    def __init__(self, features, plan, config=SynthesizerConfig(), frames=6000, learning_rate=1e-3,
                 adversarial_from=1500, weights=lambda feature: 1.0, readers=lambda feature: False,
                 embedder=None, listener=None, second_embedder=None):
        torch.manual_seed(plan.seed)
        self.plan, self.frames = plan, frames
        self.learning_rate, self.adversarial_from = learning_rate, adversarial_from
        self.embedder, self.listener, self.second_embedder = embedder, listener, second_embedder
        if listener is not None:
            self.heard_as = heard_as(listener.symbols).to(plan.device)
        usable = [f for f in features if f.mel.shape[1] >= REFERENCE_FRAMES[0] // 2]
        self.features = sorted((f for f in usable if f.boundaries is not None), key=lambda f: f.mel.shape[1])
        if not self.features:
            raise ValueError("No utterance is aligned; the synthesizer has nothing to learn from.")
        self.by_speaker = {}
        for i, f in enumerate(self.features):
            self.by_speaker.setdefault(f.speaker, []).append(i)
        draw = np.array([weights(f) for f in self.features], dtype=float)
        self.draw = draw / draw.sum()
        # A voice to speak in needs no transcript. Every speaker is as likely as any other of the same weight.
        self.others, counts = usable, Counter(f.speaker for f in usable)
        draw = np.array([weights(f) / counts[f.speaker] for f in usable])
        self.draw_others = draw / draw.sum()
        self.band_hz = mel_frequencies(config.mel)
        embeddings, statistics = measure_readers([f for f in self.features if readers(f)], config.embedding_size)
        self._config = replace(config, n_readers=len(embeddings))
        self.network = ParallelSynthesizer(self._config).to(plan.device)
        self.network.reader_embeddings.copy_(embeddings)
        self.network.reader_statistics.copy_(statistics)
        self._measure()
        self.judge = MelDiscriminator(config.voice_dim).to(plan.device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), learning_rate, betas=(0.9, 0.98),
                                           weight_decay=0.01)
        self.judge_optimizer = torch.optim.AdamW(self.judge.parameters(), 2e-4, betas=(0.5, 0.9))
        self.parts = {"judge": self.judge, "optimizer": self.optimizer, "judge_optimizer": self.judge_optimizer}

    def _measure(self):
        picked = self.features[:: max(1, len(self.features) // 500)]
        # Bands that a recording does not hold would drag the means down.
        mels = torch.cat([f.mel.float() for f in full_band(picked)], dim=1)
        self.network.mel_mean.copy_(mels.mean(dim=1))
        self.network.mel_scale.copy_(mels.std(dim=1).clamp(min=0.5))
        statistics = torch.from_numpy(np.stack([voice_statistics(f.mel.float().numpy(), f.f0.float().numpy())
                                                for f in picked]))
        self.network.statistics_mean.copy_(statistics.mean(dim=0))
        self.network.statistics_scale.copy_(statistics.std(dim=0).clamp(min=0.05))

    def batch(self, rng):
        """Utterances of about the same length, each with a reference of the same speaker."""
        anchor = int(rng.choice(len(self.features), p=self.draw))
        length = self.features[anchor].mel.shape[1]
        count = int(np.clip(self.frames // length, 2, 32))
        low = max(0, anchor - 150)
        near = np.arange(low, min(len(self.features), low + 300))
        chosen = rng.choice(near, size=min(count, len(near)), replace=False, p=self.draw[near] / self.draw[near].sum())
        return self.collate([self._example(self.features[i], int(i), rng) for i in chosen])

    def _example(self, feature, index, rng):
        c = self._config
        others = [i for i in self.by_speaker[feature.speaker] if i != index]
        reference = self.features[rng.choice(others)] if others and rng.random() < 0.75 else feature
        embedding, statistics = draw_reference(reference, rng)
        other_embedding, other_statistics, other_bandwidth, other_mel, pure = self._other_voice(rng)
        mel = feature.mel.float()
        if rng.random() < 0.4:
            # Another microphone: what changes in the reference's long-term spectrum changes in the target's.
            knots = np.interp(np.linspace(0, 4, c.mel.n_mels), np.arange(5), rng.normal(0, 0.3, 5)).astype(np.float32)
            knots -= knots[:N_BANDS].mean()
            mel = mel + torch.from_numpy(knots)[:, None]
            statistics[MEAN] += knots[:N_BANDS]
            statistics[BACKGROUND] += knots[:N_BANDS]
        boundaries, pitch, voicing, mean = prosody(feature, c)
        return {"symbols": torch.tensor([0, *encode(feature.phonemes), 0]), "boundaries": boundaries, "mel": mel,
                "bands": torch.from_numpy((self.band_hz < 0.96 * feature.bandwidth).astype(np.float32)),
                "pitch": pitch, "voicing": voicing, "mean": mean,
                "embedding": embedding, "statistics": torch.from_numpy(statistics),
                "other_bands": torch.from_numpy((self.band_hz < 0.96 * other_bandwidth).astype(np.float32)),
                "other_embedding": other_embedding, "other_statistics": torch.from_numpy(other_statistics),
                "other_mel": other_mel, "other_pure": pure}

    def _other_voice(self, rng):
        """A voice to speak in, a speaker's or one between two speakers: embedding, statistics, bandwidth, a stretch of
        the first one's mel, and 1 if the voice is that speaker's alone."""
        one, two = (self.others[i] for i in rng.choice(len(self.others), 2, p=self.draw_others))
        embedding, statistics = draw_reference(one, rng)
        n_frames = one.mel.shape[1]
        start = int(rng.integers(0, max(1, n_frames - OTHER_FRAMES)))
        mel = one.mel[:, torch.arange(start, start + OTHER_FRAMES) % n_frames].float()
        if rng.random() < 0.5:
            return embedding, statistics, one.bandwidth, mel, 1.0
        other_embedding, other_statistics = draw_reference(two, rng)
        share = float(rng.uniform(0, 0.5))
        return (F.normalize(embedding.lerp(other_embedding, share), dim=0),
                statistics + np.float32(share) * (other_statistics - statistics), min(one.bandwidth, two.bandwidth),
                mel, 0.0)

    def collate(self, examples):
        """Pad examples to one `Batch`."""
        c = self._config
        n_symbols = max(len(e["symbols"]) for e in examples)
        n_steps = max(len(e["pitch"]) for e in examples)

        def pad(name, length, value=None):
            rows = [e[name] for e in examples]
            return torch.stack([F.pad(r, (0, length - r.shape[-1]), value=float(r[-1]) if value is None else value)
                                for r in rows])

        mel = pad("mel", n_steps * c.reduction, value=-11.5)
        frames = torch.tensor([e["mel"].shape[1] for e in examples])
        return Batch(
            symbols=pad("symbols", n_symbols, 0).long(),
            symbol_mask=torch.stack([(torch.arange(n_symbols) < len(e["symbols"])).float() for e in examples]),
            boundaries=pad("boundaries", n_symbols + 1), mel=mel,
            band_mask=torch.stack([e["bands"] for e in examples]),
            frame_mask=(torch.arange(n_steps * c.reduction)[None] < frames[:, None]).float(),
            pitch=pad("pitch", n_steps, 0.0), voicing=pad("voicing", n_steps, 0.0),
            mean_log_f0=torch.tensor([e["mean"] for e in examples]),
            embedding=torch.stack([e["embedding"] for e in examples]),
            statistics=torch.stack([e["statistics"] for e in examples]),
            other_band_mask=torch.stack([e["other_bands"] for e in examples]),
            other_embedding=torch.stack([e["other_embedding"] for e in examples]),
            other_statistics=torch.stack([e["other_statistics"] for e in examples]),
            other_mel=torch.stack([e["other_mel"] for e in examples]),
            other_pure=torch.tensor([e["other_pure"] for e in examples])).to(self.plan.device)

    def predict(self, network, b):
        """Run the network with the batch's own durations and pitch: mel, log durations, pitch, voicing, voice."""
        voice = network.condition(b.embedding, b.statistics)
        text, log_durations = network.read(b.symbols, voice, b.symbol_mask)
        step_mask = b.frame_mask[:, ::self._config.reduction]
        wide = spread(text, b.boundaries, step_mask.shape[1])
        pitch, voicing = network.contour(wide, voice, step_mask)
        mel = network.decode(wide, b.pitch, b.voicing, b.mean_log_f0, voice, step_mask)
        return mel, log_durations, pitch, voicing, voice

    def step(self, step, rng):
        b = self.batch(rng)
        set_learning_rate(self.optimizer, step, self.learning_rate, self.plan.steps, warmup=300)
        autocast = torch.autocast(b.mel.device.type, torch.bfloat16, enabled=self.plan.bfloat16)
        with autocast:
            mel, log_durations, pitch, voicing, voice = self.predict(self.network, b)
        scale = self.network.mel_scale[:, None]
        mask = b.frame_mask[:, None] * b.band_mask[:, :, None]
        l1 = masked_mean((mel - b.mel).abs() / scale, mask)
        durations = torch.diff(b.boundaries).clamp(min=0.5).log()
        duration = masked_mean((log_durations - durations).square(), b.symbol_mask)
        contour = masked_mean((pitch - b.pitch).abs(), b.voicing)
        step_mask = b.frame_mask[:, ::self._config.reduction]
        voiced = masked_mean(F.binary_cross_entropy_with_logits(voicing, b.voicing, reduction="none"), step_mask)
        total = l1 + DURATION * duration + contour + VOICING * voiced
        losses = {"mel": l1.item(), "duration": duration.item(), "pitch": contour.item(), "voicing": voiced.item()}
        others = None
        if self.embedder is not None:
            with autocast:
                others, likeness, second, tone, words, sounds = self._other_voices(b, rng)
            total = (total + LIKENESS * (1 - likeness) + SECOND * (1 - second) + TONE * tone + WORDS * words
                     + SOUNDS * sounds)
            losses |= {"likeness": likeness.item(), "tone": tone.item(), "words": words.item(),
                       "sounds": sounds.item()}
            if self.second_embedder is not None:
                losses["second likeness"] = second.item()
        if step >= self.adversarial_from:
            fooling, features, judge = self._adversarial(b, mel, voice, others, rng, autocast)
            total = total + FOOLING * fooling + FEATURES * features
            losses |= {"fooling": fooling.item(), "features": features.item(), "judge": judge}
        losses["norm"] = descend(self.optimizer, total, clip=1.0)
        return losses

    def _other_voices(self, b, rng, count=6, n_steps=128):
        """Say stretches of the batch in other voices.

        Returns the mels and their voices, the cosine of the embeddings by either encoder, the distance of the mean
        spectra, the cross entropy of the phonemes that the listener hears, and the distance of what it hears from the
        recording.
        """
        network, chosen = self.network, slice(0, count)
        statistics, embedding = network.quieten(b.other_statistics[chosen]), b.other_embedding[chosen]
        voice = network.condition(embedding, statistics)
        # Read as the utterance's own speaker reads: a clone, too, is read by another than the one who speaks it.
        own = network.condition(b.embedding[chosen], b.statistics[chosen])
        text, _ = network.read(b.symbols[chosen], own, b.symbol_mask[chosen])
        start = int(rng.integers(0, max(1, b.pitch.shape[1] - n_steps)))
        window = slice(start, start + n_steps)
        wide = spread(text, b.boundaries[chosen], b.pitch.shape[1])[:, window]
        mask = b.frame_mask[chosen, ::self._config.reduction][:, window]
        mel = network.decode(wide, b.pitch[chosen, window], b.voicing[chosen, window], statistics[:, 0], voice, mask)
        if mel.shape[-1] < OTHER_FRAMES:
            mel = F.pad(mel, (0, OTHER_FRAMES - mel.shape[-1]), value=-11.5)
        likeness = F.cosine_similarity(self.embedder(mel[..., : self.embedder.frames]), embedding).mean()
        second = self._second_likeness(mel, b.other_mel[chosen], b.other_pure[chosen])
        tone = mean_spectrum_loss(mel, statistics)
        steps = torch.arange(start, start + n_steps, device=mel.device)[None]
        said = phonemes_heard(b.symbols[chosen], b.boundaries[chosen], steps, self.heard_as)
        reduction = self._config.reduction
        spoken = b.frame_mask[chosen, start * reduction: (start + n_steps) * reduction]
        said = said.repeat_interleave(reduction, dim=1)
        said = said[:, : spoken.shape[1]].masked_fill(spoken == 0, IGNORED)
        logits, hidden = self.listener.listen(mel[..., : said.shape[1]])
        words = F.cross_entropy(logits.float(), said, ignore_index=IGNORED)
        # The same words at the same times: what is heard in the recording is to be heard here.
        with torch.no_grad():
            recorded = b.mel[chosen, :, start * reduction: start * reduction + said.shape[1]]
            _, wanted = self.listener.listen(recorded)
        sounds = masked_mean((hidden - wanted).abs().float(), spoken[..., None])
        return (mel, voice), likeness, second, tone, words, sounds

    def _second_likeness(self, mel, others, pure):
        """Mean cosine of the second encoder's embeddings, of those mels that are to be a single speaker's."""
        if self.second_embedder is None or not pure.any():
            return mel.new_ones(())
        frames, pure = self.second_embedder.frames, pure > 0
        with torch.no_grad():
            wanted = self.second_embedder(others[pure][..., :frames])
        return F.cosine_similarity(self.second_embedder(mel[pure][..., :frames]), wanted).mean()

    def _adversarial(self, b, mel, voice, others, rng, autocast, width=128):
        """Train the judge on patches of the batch, and return the losses that it gives the network."""
        real, fake = [], []
        mask = b.band_mask[:, :, None]
        for i in range(len(mel)):
            n_frames = int(b.frame_mask[i].sum())
            start = int(rng.integers(0, max(1, n_frames - width)))
            window = slice(start, start + width)
            # Bands that the recording does not hold are given to both alike.
            own = mel[i, :, window] * mask[i] + b.mel[i, :, window] * (1 - mask[i])
            missing = width - own.shape[1]
            real.append(F.pad(b.mel[i, :, window], (0, missing), value=-11.5))
            fake.append(F.pad(own, (0, missing), value=-11.5))
        count = len(real)
        voices = [voice]
        if others is not None:
            mask = b.other_band_mask[: len(others[0]), :, None]
            theirs = others[0][..., :width]
            fake += list(F.pad(theirs * mask - 11.5 * (1 - mask), (0, width - theirs.shape[-1]), value=-11.5))
            voices.append(others[1])
        normal = (self.network.mel_mean[:, None], self.network.mel_scale[:, None])
        real, fake = ((torch.stack(x) - normal[0]) / normal[1] for x in (real, fake))
        voices = torch.cat(voices).detach().float()
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
        return -score.mean(), feature_loss(wanted, [x[:count] for x in made]), loss.item()

    @torch.no_grad()
    def show(self, writer, step, network):
        b = self.batch(np.random.default_rng(step))
        mel, _, pitch, _, _ = self.predict(network, b)
        for i in range(2):
            n = int(b.frame_mask[i].sum())
            pair = torch.cat([mel[i, :, :n], b.mel[i, :, :n]]).flip(0)
            writer.add_image(f"made over real/{i}", ((pair + 11.5) / 13).clamp(0, 1)[None], step)

    def config(self):
        return self._config.to_dict()

    def card(self):
        return {"utterances": len(self.features), "speakers": len(self.by_speaker)}


def full_band(features):
    """The recordings that hold the highest mel bands, too; all of them if none does."""
    return [f for f in features if f.bandwidth > 11_000] or features


def measure_readers(features, size):
    """Mean embedding (n, size) and statistics (n, n_statistics) of each speaker of some utterances."""
    by_speaker = {}
    for f in features:
        by_speaker.setdefault(f.speaker, []).append(f)
    embeddings, statistics = torch.zeros(len(by_speaker), size), torch.zeros(len(by_speaker), STATISTICS)
    for i, spoken in enumerate(by_speaker.values()):
        embeddings[i] = F.normalize(torch.cat([f.partials.float() for f in spoken]).mean(dim=0), dim=0)
        mel, f0 = (torch.cat([getattr(f, name).float() for f in spoken], dim=-1).numpy() for name in ("mel", "f0"))
        statistics[i] = torch.from_numpy(voice_statistics(mel, f0))
    return embeddings, statistics


def prosody(feature, config):
    """Durations and pitch of an utterance, as the network is taught them.

    Returns
    -------
    boundaries : float tensor (n_phonemes + 3,)
        In decoder steps, from 0 to n_steps.
    pitch, voicing : float tensors (n_steps,)
        Log-f0 relative to the utterance's median, bridged where it is not voiced; 1 where it is voiced.
    mean : float
        The median of log-f0.
    """
    r = config.reduction
    n_steps = -(-feature.mel.shape[1] // r)
    boundaries = (feature.boundaries.float() / config.mel.hop_length + 0.5) / r
    boundaries[0], boundaries[-1] = 0.0, float(n_steps)
    boundaries.clamp_(max=float(n_steps))
    f0 = feature.f0.float().numpy()
    f0 = np.pad(f0, (0, n_steps * r - len(f0))).reshape(n_steps, r)
    voiced = f0 > 0
    any_voiced = voiced.any(axis=1)
    log_f0 = (np.log(np.maximum(f0, 1.0)) * voiced).sum(axis=1) / np.maximum(voiced.sum(axis=1), 1)
    mean = float(np.median(log_f0[any_voiced])) if any_voiced.any() else 5.0
    pitch = np.where(any_voiced, np.clip(log_f0 - mean, -0.9, 0.9), 0.0)
    if any_voiced.any():  # bridged, so that the decoder never sees a jump to zero
        pitch = np.interp(np.arange(n_steps), np.flatnonzero(any_voiced), pitch[any_voiced])
    return boundaries, torch.from_numpy(pitch).float(), torch.from_numpy(any_voiced).float(), mean


@torch.no_grad()
def say_again(network, feature, rng):
    """An utterance's mel (n_mels, n_frames) as the network makes it of the utterance's own durations, pitch and voice.

    It lies on the recording frame by frame: a vocoder that is to play this network learns from the two. It has not gone
    through the postfilter, so that the vocoder learns to mend some of what that is for.
    """
    device = network.mel_mean.device
    boundaries, pitch, voicing, mean = (torch.as_tensor(x, device=device)[None]
                                        for x in prosody(feature, network.config))
    symbols = torch.tensor([[0, *encode(feature.phonemes), 0]], device=device)
    embedding, statistics = draw_reference(feature, rng)
    statistics = torch.from_numpy(statistics)[None].to(device)
    voice = network.condition(embedding[None].to(device), statistics)
    text, _ = network.read(symbols, voice, torch.ones(symbols.shape, device=device))
    mask = torch.ones(pitch.shape, device=device)
    mel = network.decode(spread(text, boundaries, pitch.shape[1]), pitch, voicing, mean, voice, mask)
    return match_spectrum(mel[..., : feature.mel.shape[1]], statistics)[0].cpu()


def draw_reference(feature, rng):
    """Embedding and statistics of a random stretch of an utterance, as a short recording would give them."""
    partials = feature.partials.float()
    count = int(rng.integers(min(2, len(partials)), len(partials) + 1))
    start = int(rng.integers(0, len(partials) - count + 1))
    embedding = F.normalize(partials[start: start + count].mean(dim=0), dim=0)
    n_frames = feature.mel.shape[1]
    length = int(rng.integers(min(REFERENCE_FRAMES[0], n_frames), min(REFERENCE_FRAMES[1], n_frames) + 1))
    begin = int(rng.integers(0, n_frames - length + 1))
    window = slice(begin, begin + length)
    return embedding, voice_statistics(feature.mel[:, window].float().numpy(), feature.f0[window].float().numpy())
