#!/usr/bin/env python3
"""Make assets/models/encoder.safetensors from the weights that the Resemblyzer package carries (Apache-2.0).

    pip download --no-deps Resemblyzer==0.1.4 && unzip -j Resemblyzer-0.1.4*.whl resemblyzer/pretrained.pt
    python tools/pack_ge2e.py pretrained.pt encoder.safetensors
"""

import hashlib
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from encoder.ge2e.inference import KIND  # noqa: E402
from encoder.ge2e.network import GE2E  # noqa: E402
from toolbox import VERSION  # noqa: E402
from toolbox.core.models.rtvc import SHA256  # noqa: E402
from training.checkpoint import load_weights, save_model  # noqa: E402

CARD = {"origin": "github.com/resemble-ai/Resemblyzer 0.1.4, resemblyzer/pretrained.pt, float32 as published",
        "data": "LibriSpeech-other, VoxCeleb 1 and 2", "licence": "Apache-2.0", "code": VERSION}

if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    published, out = sys.argv[1:]
    if hashlib.sha256(Path(published).read_bytes()).hexdigest() != SHA256["encoder.pt"]:
        sys.exit(f"{published} is not the file as published.")
    checkpoint = torch.load(published, map_location="cpu", weights_only=True)
    network = GE2E()
    # The file also holds the optimizer's state and the loss's scale and bias, which inference does not need.
    weights = {k: v for k, v in checkpoint["model_state"].items() if k.startswith(("lstm.", "linear."))}
    load_weights(network, network.state_dict() | weights, published)
    save_model(out, KIND, network, network.config.to_dict(), CARD | {"step": checkpoint["step"]}, torch.float32)
