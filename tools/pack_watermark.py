#!/usr/bin/env python3
"""Make assets/models/watermark.safetensors: Perth's published detector, and filters measured on unmarked speech.

    pip download --no-deps resemble-perth==1.0.1
    python tools/pack_watermark.py resemble_perth-1.0.1-py3-none-any.whl watermark.safetensors RECORDING…
"""

import hashlib
import io
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from attacks import ATTACKS  # noqa: E402

from audio.files import load  # noqa: E402
from audio.signal import resample  # noqa: E402
from training.checkpoint import save_tensors  # noqa: E402
from watermark.config import ESTIMATOR, PERTH  # noqa: E402
from watermark.estimator import GainEstimator, neighbourhoods, solve  # noqa: E402
from watermark.network import KIND, PREFIX, PerthDetector  # noqa: E402

MEMBER = "perth/perth_net/pretrained/implicit/perth_net_250000.pth.tar"
SHA256 = "a15bce457ebc53ce5e6c9c3f11df78cf7ee2bf9cdab0a798902135b4c4027670"  # of the member, as published
CARD = {"origin": "perth.*: the implicit detector of resemble-perth 1.0.1 (Resemble AI), 250,000 steps, without its "
                  "two constant branches; estimator.filters: measured by tools/pack_watermark.py",
        "data": "perth.*: not published; estimator.filters: LibriSpeech train-clean-100 (CC BY 4.0), virtual speakers",
        "licence": "perth.*: MIT; estimator.filters: CC BY 4.0"}
SECONDS, CELLS = 8.0, 400  # of a recording that are listened to; surroundings taken of each group of its bands
WENT_THROUGH = ("none", "none", "none", "MP3, 32 kbit/s", "Opus, 16 kbit/s", "GSM", "8 kHz", "reverberation, 0.5 s",
                "noise, 20 dB", "noise, 10 dB", "noise, 10 dB", "music, 10 dB")


def perth_tensors(wheel):
    """Read the tensors of Perth's detector as data; return them by our names."""
    data = zipfile.ZipFile(wheel).read(MEMBER)
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{wheel} does not hold the weights of resemble-perth 1.0.1 as published.")
    published = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)["model"]
    tensors, others = branch(published, "normal"), []
    for name in ("slow", "fast"):
        network = PerthDetector().requires_grad_(False)
        network.load_state_dict(branch(published, name) | {"others": network.others})
        # Its answer to silence is its answer to everything.
        others.append(network.layers(torch.zeros(1, network.config.n_bins, 100))[0].mean(dim=1))
    return {PREFIX + name: tensor for name, tensor in (tensors | {"others": torch.stack(others)}).items()}


def branch(published, name):
    """Return the tensors of one of the detector's three branches; our numbering counts the activations as well."""
    return {f"layers.{2 * number}.{kind}": published[f"decoder.{name}_layers.{number}.conv.{kind}"]
            for number in range(7) for kind in ("weight", "bias")}


def measure_filters(paths, random, config=ESTIMATOR):
    """Solve for the filters of the gain estimator from the covariance of levels in processed recordings."""
    estimator = GainEstimator(np.zeros((config.n_groups, 1, 1)), config)
    covariances, n_cells = [0.0] * config.n_groups, 0
    for path in paths:
        wav, rate = load(path)
        wav = resample(wav[: int(SECONDS * rate)], rate, 24_000)
        levels = estimator.levels(*ATTACKS[random.choice(WENT_THROUGH)](wav, 24_000, random))
        for group in range(config.n_groups):
            cells = random.choice(neighbourhoods(levels, group, config), CELLS).astype(np.float64)
            covariances[group] = covariances[group] + cells.T @ cells
        n_cells += CELLS
    return np.stack([solve(covariance / n_cells, config) for covariance in covariances])


def main():
    """Pack the files named on the command line."""
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    wheel, target, *paths = sys.argv[1:]
    filters = torch.from_numpy(measure_filters(paths, np.random.default_rng(0)))
    tensors = {name: tensor.half() for name, tensor in perth_tensors(wheel).items()}
    config = {"estimator": asdict(ESTIMATOR), "perth": asdict(PERTH)}
    save_tensors(target, KIND, tensors | {"estimator.filters": filters}, config, CARD | {"recordings": len(paths)})


if __name__ == "__main__":
    main()
