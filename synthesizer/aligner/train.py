"""Training of the aligner on utterances whose boundaries are known."""

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import trange

from audio.voice import N_BANDS
from synthesizer.aligner.network import EDGE, FrameClassifier, normalize
from training.loop import descend, set_learning_rate


def train_aligner(features, hop_length, steps=700, batch=16, frames=256, seed=0, progress=True):
    """Train a classifier on utterances with boundaries; returns it in evaluation mode."""
    symbols = EDGE + "".join(sorted({c for f in features for c in f.phonemes}))
    torch.manual_seed(seed)
    network, rng = FrameClassifier(symbols), np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(network.parameters(), 3e-3)
    usable = [f for f in features if f.mel.shape[1] > frames]
    if not usable:
        raise ValueError(f"No aligned utterance is longer than {frames} frames; the aligner has nothing to learn from.")
    labels = [_frame_labels(f, symbols, hop_length) for f in usable]
    bar = trange(steps, unit="step", disable=not progress, mininterval=5)
    for step in bar:
        set_learning_rate(optimizer, step, 3e-3, steps, warmup=50)
        mels, targets = [], []
        for i in rng.integers(0, len(usable), batch):
            start = int(rng.integers(0, usable[i].mel.shape[1] - frames))
            mel = usable[i].mel[:N_BANDS, start: start + frames].float()
            mels.append(normalize(_disturb(mel, rng)))
            targets.append(labels[i][start: start + frames])
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(torch.stack(mels))
        target = torch.stack(targets)
        loss = F.cross_entropy(logits.float(), target)
        descend(optimizer, loss)
        if step % 20 == 0:
            right = (logits.argmax(dim=1) == target).float().mean().item()
            bar.set_postfix(loss=f"{loss.item():.3f}", right=f"{right:.3f}", refresh=False)
    return network.eval()


def _frame_labels(feature, symbols, hop_length):
    ids = torch.tensor([0, *(symbols.index(c) for c in feature.phonemes), 0])
    times = torch.arange(feature.mel.shape[1]) * hop_length
    return ids[torch.searchsorted(feature.boundaries[1:-1].long(), times, right=True).clamp(max=len(ids) - 1)]


def _disturb(mel, rng):
    """Another microphone and some noise: a smooth tilt of the bands, and a floor under them."""
    knots = rng.normal(0, 0.7, 6)
    tilt = np.interp(np.linspace(0, 5, len(mel)), np.arange(6), knots)
    floor = rng.uniform(-11, -5) + np.interp(np.linspace(0, 3, len(mel)), np.arange(4), rng.normal(0, 0.7, 4))
    noise = torch.from_numpy(floor[:, None] + rng.normal(0, 0.4, mel.shape)).float()
    return torch.logaddexp(mel + torch.from_numpy(tilt[:, None]).float(), noise)
