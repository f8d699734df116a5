#!/usr/bin/env python3
"""Measure who-speaks-when on conversations made of held-out speakers.

    python tools/measure_diarisation.py CORPUS [--files N] [--same T] [--first-encoder-only]

Prints, without and with a tenth of overlap: the diarisation error rate with a collar of 0.25 s and with none, the share
of files with the right number of people, how many times faster than real time it is on one core, and precision and
recall of the frames in which several people speak.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.made_recordings import RATE, conversation, held_out, overlapped, read  # noqa: E402

ALIKE = 0.85  # GE2E cosine above which virtual speakers do not meet; two real ones reach 0.78


def draw(corpus, number, overlap, encoder=None):
    """Return a conversation of 2 to 6 people and 60 to 300 s: (wav, segments); with an encoder, no two people are more
    similar than real people can be."""
    rng = np.random.default_rng((11, number, round(100 * overlap)))
    paths, n_people, seconds = held_out(corpus), 2 + number % 5, rng.uniform(60, 300)
    real = [who for who in paths if not who.startswith("v")]
    virtual = [who for who in paths if who.startswith("v")]
    # A real speaker has 14 s, a virtual one 20 to 60, so small groups have fewer real speakers.
    n_real = int(rng.integers(0, max(1, 2 * n_people - 4)).clip(max=n_people))
    wanted = [*rng.choice(real, n_real, replace=False), *rng.permutation(virtual)]
    sounds, embeddings = {}, []
    for who in wanted:
        wavs = read(paths[who])
        if encoder is not None:
            embedding = encoder.embed(np.concatenate(wavs[:2]), RATE)
            if any(embedding @ other > ALIKE for other in embeddings):
                continue
            embeddings.append(embedding)
        sounds[str(who)] = wavs
        if len(sounds) == n_people:
            break
    return conversation(sounds, seconds, overlap, rng)


def several(segments, seconds):
    """Return the steps of 10 ms in which several people speak: bool (n_steps,)."""
    count = np.zeros(int(np.ceil(100 * seconds)) + 1, int)
    for s in segments:
        count[round(100 * s.start): round(100 * s.end)] += 1
    return count > 1


def main():
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--files", type=int, default=10, help="conversations of either kind (default: 10)")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--same", type=float)
    parser.add_argument("--anybody", action="store_true", help="let virtual speakers meet however alike they are")
    parser.add_argument("--first-encoder-only", action="store_true")
    parser.add_argument("--no-overlap", action="store_true", help="take nobody to speak at the same time as others")
    args = parser.parse_args()
    import torch
    torch.set_num_threads(1)

    from encoder.ecapa.network import ECAPA
    from encoder.ge2e.inference import SpeakerEncoder
    from toolbox.core.models.profiles import ENCODER, MODELS, SECOND_ENCODER
    from toolbox.core.people.diarisation import diarise
    from toolbox.core.people.error import diarisation_error
    from toolbox.core.people.overlap import load_counter

    encoder = SpeakerEncoder.load(MODELS / ENCODER)
    second = None if args.first_encoder_only else ECAPA.load(MODELS / SECOND_ENCODER)
    given = {} if args.no_overlap else {"counter": load_counter()}
    if args.same is not None:
        given["same"] = args.same
    for overlap in (0.0, 0.1):
        rows, frames = [], np.zeros(3)  # in which several people speak: truly and found, found, truly
        for number in range(args.first, args.first + args.files):
            wav, true = draw(args.corpus, number, overlap, None if args.anybody else encoder)
            seconds, started = len(wav) / RATE, time.process_time()
            found = diarise(wav, RATE, encoder, second, **given)
            took = time.process_time() - started
            with_collar, without = (diarisation_error(true, found.segments, seconds, c) for c in (0.25, 0.0))
            n_true, n_found = (len({s.speaker for s in x}) for x in (true, found.segments))
            rows.append((with_collar.rate, without.rate, n_true == n_found, seconds / took))
            both = several(true, seconds), several(found.segments, seconds)
            frames += [(both[0] & both[1]).sum(), both[1].sum(), both[0].sum()]
            total = with_collar.total
            parts = [x / total for x in (with_collar.missed, with_collar.false_alarm, with_collar.confused)]
            print(f"{number:>3} {seconds:5.0f} s, {n_true} people, {n_found} found, overlap {overlapped(true):.2f}: "
                  f"{with_collar.rate:.3f} = missed {parts[0]:.3f} + false {parts[1]:.3f} + confused {parts[2]:.3f}; "
                  f"no collar {without.rate:.3f}; {seconds / took:.0f} x", flush=True)
        mean = np.mean(np.array(rows, float)[1:] if len(rows) > 3 else np.array(rows, float), axis=0)
        print(f"overlap {overlap:.1f}: error {np.mean([r[0] for r in rows]):.3f} (no collar "
              f"{np.mean([r[1] for r in rows]):.3f}), number right {np.mean([r[2] for r in rows]):.2f}, "
              f"{mean[3]:.0f} x real time; frames of several people: precision {frames[0] / max(1, frames[1]):.2f}, "
              f"recall {frames[0] / max(1, frames[2]):.2f}", flush=True)


if __name__ == "__main__":
    main()
