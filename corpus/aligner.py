"""Where each phoneme of a transcript lies in a recording: a frame classifier, and Viterbi over the transcript.

The classifier learns from utterances whose boundaries are known (virtual speakers) and aligns those whose are not.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from tqdm import trange

from corpus.shards import ALIGNED, SHARDS, read_shards, write_record, write_shard
from training.checkpoint import load_weights, read_model, save_model
from training.loop import descend, set_learning_rate

N_BANDS = 76  # below 7.5 kHz for the default mels: what a 16 kHz recording holds
KIND = "corpus/aligner"
EDGE = "^"  # the silence at both ends
WORST = -2.2  # mean log-probability a frame: transcripts that fit worse are not the recording's


class FrameClassifier(nn.Module):
    """Normalised log-mels (batch, N_BANDS, n_frames) -> phoneme logits (batch, n_symbols, n_frames).

    It sees 0.9 s around each frame.
    """

    def __init__(self, symbols, dim=192, dilations=(1, 1, 2, 2, 4, 4)):
        super().__init__()
        self.symbols, self.card = symbols, {}
        self.embed = nn.Conv1d(N_BANDS, dim, 5, padding=2)
        self.blocks = nn.ModuleList(_Block(dim, dilation) for dilation in dilations)
        self.out = nn.Sequential(nn.LayerNorm(dim, elementwise_affine=False), nn.Dropout(0.1),
                                 nn.Linear(dim, len(symbols)))

    @classmethod
    def load(cls, path):
        """Read a file of `save`; ValueError with a sentence if it is none."""
        tensors, config, card = read_model(path, KIND)
        network = cls(config["symbols"])
        network.card = card
        load_weights(network, tensors, path)
        return network.eval()

    def save(self, path):
        """Write the weights beside their place and rename them into it."""
        save_model(path, KIND, self, {"symbols": self.symbols}, self.card)

    def forward(self, mels):
        return self.out(self._hidden(mels)).transpose(1, 2)

    def listen(self, mels):
        """What is heard in log-mels (batch, n_mels, n_frames) as they are.

        Returns
        -------
        logits : float tensor (batch, n_symbols, n_frames)
        hidden : float tensor (batch, n_frames, dim)
            What the logits are made of, at zero mean and unit spread.
        """
        hidden = self._hidden(_normalize(mels[:, :N_BANDS]))
        return self.out(hidden).transpose(1, 2), self.out[0](hidden)

    def _hidden(self, mels):
        x = self.embed(mels)
        for block in self.blocks:
            x = block(x)
        return x.transpose(1, 2)


class _Block(nn.Module):
    """A block of ConvNeXt's kind (arXiv 2201.03545); (batch, dim, n_frames) -> the same."""

    def __init__(self, dim, dilation):
        super().__init__()
        self.depthwise = nn.Conv1d(dim, dim, 7, padding=3 * dilation, dilation=dilation, groups=dim)
        self.pointwise = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 3 * dim), nn.GELU(),
                                       nn.Linear(3 * dim, dim))

    def forward(self, x):
        return x + self.pointwise(self.depthwise(x).transpose(1, 2)).transpose(1, 2)


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
            mels.append(_normalize(_disturb(mel, rng)))
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


@torch.inference_mode()
def align(network, mel, phonemes, hop_length):
    """Boundaries of a transcript's phonemes in a recording.

    Parameters
    ----------
    network : FrameClassifier
    mel : float tensor (n_mels, n_frames)
    phonemes : str
    hop_length : int
        In samples.

    Returns
    -------
    (boundaries, score) : int32 tensor (len(phonemes) + 3,) in samples, float
        Edges counted in; the score is the mean log-probability a frame, low where the transcript is wrong.

    Raises
    ------
    ValueError
        If the recording has fewer frames than the transcript has phonemes.
    """
    states = [0, *(network.symbols.index(c) for c in phonemes), 0]
    log_p = network(_normalize(mel[:N_BANDS].float())[None])[0].log_softmax(dim=0).numpy()[states]
    n_states, n_frames = log_p.shape
    if n_frames < n_states:
        raise ValueError(f"{n_states} phonemes do not fit into {n_frames} frames.")
    best, came = np.full(n_states, -np.inf), np.zeros((n_frames, n_states), dtype=bool)
    best[0] = log_p[0, 0]
    for t in range(1, n_frames):
        advance = np.concatenate([[-np.inf], best[:-1]])
        came[t] = advance > best
        best = np.maximum(best, advance) + log_p[:, t]
    starts, state = np.zeros(n_states + 1, dtype=np.int64), n_states - 1
    starts[-1] = n_frames - 1
    for t in range(n_frames - 1, 0, -1):
        if came[t, state]:
            starts[state] = t
            state -= 1
    return torch.from_numpy((starts * hop_length).astype(np.int32)), float(best[-1] / n_frames)


def _frame_labels(feature, symbols, hop_length):
    ids = torch.tensor([0, *(symbols.index(c) for c in feature.phonemes), 0])
    times = torch.arange(feature.mel.shape[1]) * hop_length
    return ids[torch.searchsorted(feature.boundaries[1:-1].long(), times, right=True).clamp(max=len(ids) - 1)]


def _normalize(mel):
    return (mel - mel.mean(dim=-1, keepdim=True)) / mel.std(dim=(-2, -1), keepdim=True).clamp(min=0.1)


def _disturb(mel, rng):
    """Another microphone and some noise: a smooth tilt of the bands, and a floor under them."""
    knots = rng.normal(0, 0.7, 6)
    tilt = np.interp(np.linspace(0, 5, len(mel)), np.arange(6), knots)
    floor = rng.uniform(-11, -5) + np.interp(np.linspace(0, 3, len(mel)), np.arange(4), rng.normal(0, 0.7, 4))
    noise = torch.from_numpy(floor[:, None] + rng.normal(0, 0.4, mel.shape)).float()
    return torch.logaddexp(mel + torch.from_numpy(tilt[:, None]).float(), noise)


def align_shards(folder, network, transcripts, worst=WORST):
    """Write boundaries into every shard of a folder whose utterances have a transcript; those that have been are kept.

    Parameters
    ----------
    folder : str or Path
    network : FrameClassifier
    transcripts : dict of str
        Phonemes by utterance.
    worst : float
        Transcripts that score worse than this are left unaligned.

    Returns
    -------
    dict of float
        The score of each utterance that has a transcript.
    """
    scores = {}
    for path in sorted(Path(folder).rglob(SHARDS)):
        record = path.with_suffix(ALIGNED)
        if record.exists():
            scores |= json.loads(record.read_text())
            continue
        features, config = read_shards(path.parent, within=[path])
        made = {}
        for f in features:
            if not transcripts.get(f.id):
                continue
            known = "".join(c for c in transcripts[f.id] if c in network.symbols)
            try:
                boundaries, made[f.id] = align(network, f.mel, known, config.hop_length)
            except ValueError:
                made[f.id] = float("-inf")
            if made[f.id] >= worst:
                f.phonemes, f.boundaries = known, boundaries
        if made:
            write_shard(path, features, config)
        write_record(record, made)
        scores |= made
    return scores
