#!/usr/bin/env python3
"""Make assets/models/ecapa.safetensors: the published weights at 8 bits, 21 MB instead of 83.

python tools/pack_ecapa.py embedding_model.ckpt ecapa.safetensors
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from encoder.ecapa.network import ECAPA  # noqa: E402

CARD = {"origin": "speechbrain/spkrec-ecapa-voxceleb, embedding_model.ckpt, rounded to 8 bits",
        "data": "VoxCeleb 1 and 2", "licence": "Apache-2.0"}

if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    ECAPA.load(sys.argv[1]).save(sys.argv[2], CARD)
