#!/usr/bin/env python3
"""Make assets/models/accent.safetensors: the direction that separates British from American speakers.

    python tools/pack_accent.py embeddings.npz accent.safetensors

The .npz contains `ge2e` (n, 256) and `ecapa` (n, 192), embeddings of recordings of 5 s; `kind` (n,), "gb" for British
ones; and `group` (n,), the speaker of each. The tool prints, for each kind, the error rate of a classifier on speakers
that it was not trained on, and writes one trained on all speakers.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from toolbox.core.cloning.accent import KIND  # noqa: E402
from training.checkpoint import save_tensors  # noqa: E402

FOLDS, STRENGTH = 5, 10.0
ALLOWED = 0.03  # share of speakers who are not British that may be taken for British


def fit(embeddings, british):
    """Return weights (n,) and bias of a classifier, positive for British speakers."""
    found = LogisticRegression(C=STRENGTH, max_iter=5_000, class_weight="balanced").fit(embeddings, british)
    return found.coef_[0], found.intercept_[0]


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("embeddings", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    data = np.load(args.embeddings)
    embeddings, british, groups = np.hstack([data["ge2e"], data["ecapa"]]), data["kind"] == "gb", data["group"]
    speakers, scores = np.random.default_rng(0).permutation(np.unique(groups)), np.zeros(len(british))
    for fold in range(FOLDS):
        held_out = np.isin(groups, speakers[fold::FOLDS])
        weights, bias = fit(embeddings[~held_out], british[~held_out])
        scores[held_out] = embeddings[held_out] @ weights + bias
    margin = max(0.0, float(np.quantile(scores[~british], 1 - ALLOWED)))
    for kind in np.unique(data["kind"]):
        of_kind = data["kind"] == kind
        wrong = [(scores[of_kind] > at) != (kind == "gb") for at in (0.0, margin)]
        print(f"{kind}: {of_kind.sum()} recordings, {wrong[0].mean():.3f} wrong, {wrong[1].mean():.3f} with the margin")
    weights, bias = fit(embeddings, british)
    save_tensors(args.out, KIND, {"weights": torch.tensor(weights), "bias": torch.tensor([bias - margin])}, {},
                 {"licence": "CC-BY-4.0", "step": 0, "data": f"{int(british.sum())} recordings of virtual British "
                  f"speakers, {int((~british).sum())} of others"}, torch.float32)


if __name__ == "__main__":
    main()
