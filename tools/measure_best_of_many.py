#!/usr/bin/env python3
"""Measure how often a wrong person among 8 recordings of one is found, and how often a right one is left out.

    python tools/measure_best_of_many.py CORPUS [--trials N]

Seven recordings are of one held-out speaker, one is of another; half of all are disturbed (fan, babble, room, music).
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.made_recordings import DISTURBANCES, RATE, disturb, held_out, read  # noqa: E402


def main():
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--trials", type=int, default=24)
    args = parser.parse_args()
    import torch
    torch.set_num_threads(1)

    from encoder.ecapa.network import ECAPA
    from encoder.ge2e.inference import SpeakerEncoder
    from toolbox.core.cloning.listening import Reference, joined
    from toolbox.core.models.profiles import ENCODER, MODELS, SECOND_ENCODER
    from toolbox.core.people.best import choose
    from toolbox.core.people.meter import measure, weight

    encoder, second = SpeakerEncoder.load(MODELS / ENCODER), ECAPA.load(MODELS / SECOND_ENCODER)
    paths = {who: own for who, own in held_out(args.corpus).items() if who.startswith("v") and len(own) >= 8}
    strangers = held_out(args.corpus)
    found, lost, false = 0, 0, 0
    for trial in range(args.trials):
        rng = np.random.default_rng((13, trial))
        who = str(rng.choice(sorted(paths)))
        other = str(rng.choice([w for w in sorted(strangers) if w != who]))
        wavs = read([paths[who][i] for i in rng.permutation(len(paths[who]))[:7]])
        wrong = int(rng.integers(8))
        wavs.insert(wrong, read([strangers[other][int(rng.integers(len(strangers[other])))]])[0])
        babble = [read(strangers[w][:1])[0] for w in rng.choice(sorted(strangers), 3)]
        for i in range(8):
            if rng.random() < 0.5:
                wavs[i] = disturb(wavs[i], str(rng.choice(DISTURBANCES)), rng, babble)
        heard = [Reference(wav[: 8 * RATE], RATE, 8.0) for wav in wavs]
        first = np.stack([encoder.embed_partials(r.quiet_16k, RATE).mean(axis=0) for r in heard])
        first /= np.linalg.norm(first, axis=1, keepdims=True)
        both = np.stack([second.embed(joined([r]), RATE) for r in heard])
        choice = choose(first, both, [weight(measure(r.sound_16k, RATE)) for r in heard])
        found += wrong in choice.outliers
        lost += len(set(choice.outliers) - {wrong})
        # The same without a wrong person.
        same = [i for i in range(8) if i != wrong]
        false += len(choose(first[same], both[same], [1.0] * 7).outliers)
        print(f"{trial:>3} {who} and {other}: {'found' if wrong in choice.outliers else 'MISSED'}, "
              f"left out {choice.outliers}", flush=True)
    n = args.trials
    print(f"found {found / n:.3f} of {n}; right ones left out {lost / (7 * n):.3f}, without a wrong one "
          f"{false / (7 * n):.3f}")


if __name__ == "__main__":
    main()
