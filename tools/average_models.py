#!/usr/bin/env python3
"""Average the weights of several model files of one network, such as those of different training steps.

    python tools/average_models.py A.safetensors B.safetensors --out C.safetensors [--card data="…" licence="CC BY 4.0"]

The card is that of the last file, updated by `--card`.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.checkpoint import read_about, read_model, save_tensors  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--card", nargs="*", default=[], metavar="KEY=VALUE")
    args = parser.parse_args()
    kind, config, card = read_about(args.models[-1])
    read = [read_model(path, kind) for path in args.models]
    if any(other != config for _, other, _ in read):
        sys.exit("The networks' configurations differ.")
    tensors = {name: sum(given[name] for given, _, _ in read) / len(read) for name in read[0][0]}
    card |= {"steps averaged": [about.get("step") for _, _, about in read]} | dict(c.split("=", 1) for c in args.card)
    save_tensors(args.out, kind, tensors, config, card)


if __name__ == "__main__":
    main()
