#!/usr/bin/env python3
"""Make assets/models/resemblance.safetensors: the direction that separates this program's speech from recordings.

    python tools/pack_resemblance.py embeddings.npz… resemblance.safetensors

Each .npz contains `ecapa` (n, 192), ECAPA-TDNN's embeddings of clones and recordings; `kind` (n,), 1 for a clone; and
`group` (n,), the voice of each; in the same order in every file. The first file is of the sounds themselves, the others
of the same sounds after typical processing of files. The tool prints the error rate of a classifier on speakers that it
was not trained on, and writes one trained on all speakers.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from toolbox.core.resemblance import KIND, SURE  # noqa: E402
from training.checkpoint import save_tensors  # noqa: E402

FOLDS = 5


def fit(embeddings, kinds):
    """Return weights (192,) and bias of a classifier, positive for clones."""
    scaler, classifier = make_pipeline(StandardScaler(), LogisticRegression(
        C=0.01, max_iter=5_000, class_weight="balanced")).fit(embeddings, kinds).named_steps.values()
    weights = classifier.coef_[0] / scaler.scale_
    return weights, classifier.intercept_[0] - weights @ scaler.mean_


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("embeddings", nargs="+", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    sets = [np.load(path) for path in args.embeddings]
    kinds, groups = sets[0]["kind"], sets[0]["group"]
    speakers = np.random.default_rng(0).permutation(np.unique(groups))
    for path, tested in zip(args.embeddings, sets):
        scores = np.zeros(len(kinds))
        for fold in range(FOLDS):
            held_out = np.isin(groups, speakers[fold::FOLDS])
            weights, bias = fit(np.concatenate([s["ecapa"][~held_out] for s in sets]),
                                np.tile(kinds[~held_out], len(sets)))
            scores[held_out] = tested["ecapa"][held_out] @ weights + bias
        clones, recordings = scores[kinds == 1], scores[kinds == 0]
        print(f"{path.name}: {len(clones)} clones, {(clones < 0).mean():.3f} missed, {(clones < SURE).mean():.3f} "
              f"below {SURE}; {len(recordings)} recordings, {(recordings >= 0).mean():.3f} taken for clones, "
              f"{(recordings >= SURE).mean():.3f} above {SURE}, the highest {recordings.max():.2f}")
    weights, bias = fit(np.concatenate([s["ecapa"] for s in sets]), np.tile(kinds, len(sets)))
    save_tensors(args.out, KIND, {"weights": torch.tensor(weights), "bias": torch.tensor([bias])}, {},
                 {"licence": "CC-BY-4.0", "step": 0, "data": f"{int(kinds.sum())} clones by this program, "
                  f"{int((1 - kinds).sum())} recordings of LibriSpeech"}, torch.float32)


if __name__ == "__main__":
    main()
