#!/usr/bin/env python3
"""Measure the table of docs/marking.md: in how many sounds the mark is found after each attack.

    python tools/marking_table.py marks.jsonl SOUND…               marks the sounds, then attacks them
    python tools/marking_table.py marks.jsonl --unmarked SOUND…    attacks them unmarked, each in one way

It needs PyAV (`pip install av`). With PulseAudio and the null sinks `marking_a`, looped into `marking_b`, sounds are
also played and recorded. Each line of the file is one sound after one attack; existing lines are skipped.
"""

import argparse
import json
import sys
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from attacks import ATTACKS  # noqa: E402

from audio.files import load  # noqa: E402
from audio.signal import resample  # noqa: E402
from watermark.inference import Detector  # noqa: E402
from watermark.marker import mark  # noqa: E402

MODEL = Path(__file__).resolve().parents[1] / "assets" / "models" / "watermark.safetensors"
RATE, SECONDS = 24_000, 8.0


def run(args):
    """Add a line to the file for each sound and attack."""
    detector = Detector.load(MODEL)
    known = {(row["sound"], row["attack"]) for row in read(args.results)}
    with args.results.open("a", encoding="utf-8") as out:
        for number, path in enumerate(args.sounds):
            wav, rate = load(path)
            wav = resample(wav[: int(SECONDS * rate)], rate, RATE)
            if not args.unmarked:
                wav = mark(wav, RATE)
            for name in [args.attacks[number % len(args.attacks)]] if args.unmarked else args.attacks:
                if (path, name) not in known:
                    random = np.random.default_rng(zlib.crc32(f"{path} {name}".encode()))
                    found = detector.detect(*ATTACKS[name](wav, RATE, random))
                    out.write(json.dumps({"sound": path, "attack": name} | found.to_dict()) + "\n")
                    out.flush()


def read(path):
    """Return the lines of a file of results, none if it does not exist."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def show(rows):
    """Print the table."""
    print("| | sounds | found | as this program's | by Perth's detector |\n| --- | --- | --- | --- | --- |")
    for name in dict.fromkeys(row["attack"] for row in rows):
        mine = [row for row in rows if row["attack"] == name]
        shares = (np.mean([row["marked"] for row in mine]), np.mean([row["by"] == "this program" for row in mine]),
                  np.mean([row["perth"] > 0.5 for row in mine]))
        print(f"| {name} | {len(mine)} | " + " | ".join(f"{share:.2f}" for share in shares) + " |")


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("sounds", nargs="*")
    parser.add_argument("--unmarked", action="store_true")
    parser.add_argument("--attacks", nargs="+", choices=ATTACKS, default=list(ATTACKS), metavar="NAME")
    args = parser.parse_intermixed_args()
    run(args)
    show(read(args.results))


if __name__ == "__main__":
    main()
