#!/usr/bin/env python3
"""Measure how well voices survive disturbances: unprocessed, through the Wiener filter, and through the enhancer.

    python tools/measure_cleaning.py CORPUS [--model FILE] [--count N] [--wavs FOLDER]

With a fan 12 dB, babble 10 dB and music 10 dB below the speech, and in a room (T60 0.6 s): the cosine of each
encoder's embedding to that of the clean recording. With two speakers at 0 dB for 5 s ("two"): the enhancer's gain in
SI-SDR as well, with the voice of the person to keep known from another recording, and with both voices known. The same
for 2.5 s in which the turns of two people overlap ("turns"), with the voices learnt from what each says alone; the
recording is divided by the program ("found") or by the truth ("true").
--wavs writes the recordings, so that they can be cloned.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.denoise import reduce_noise  # noqa: E402
from audio.files import save  # noqa: E402
from enhancer.disturbances import at_ratio, rms  # noqa: E402
from toolbox.core.people.segments import Segment  # noqa: E402
from tools.made_recordings import DISTURBANCES, RATE, disturb, held_out, read  # noqa: E402

SECONDS = 5.0
OVERLAP = 2.5  # seconds in which two turns overlap


def main():
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", type=Path, help="of the enhancer; the bundled one by default")
    parser.add_argument("--count", type=int, default=20, help="speakers (default: 20)")
    parser.add_argument("--wavs", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    import torch
    torch.set_num_threads(1)

    from encoder.ecapa.network import ECAPA
    from encoder.ge2e.inference import SpeakerEncoder
    from enhancer.inference import Enhancer
    from toolbox.core.models.profiles import ENCODER, ENHANCER, MODELS, SECOND_ENCODER

    encoder, second = SpeakerEncoder.load(MODELS / ENCODER), ECAPA.load(MODELS / SECOND_ENCODER)
    enhancer, paths = Enhancer.load(args.model or MODELS / ENHANCER), held_out(args.corpus)
    names = sorted(paths)[: args.count]  # the real ones come first
    cosines: dict[tuple[str, str], list[tuple[float, float]]] = {}
    gained: dict[tuple[str, str], list[float]] = {}
    for number, who in enumerate(names):
        rng = np.random.default_rng((19, number))
        own = np.concatenate(read(paths[who][:2]))
        reference, wav = own[int(SECONDS * RATE): int(2 * SECONDS * RATE)], own[: int(SECONDS * RATE)]
        others = [read(paths[other][:1])[0] for other in rng.choice([n for n in sorted(paths) if n != who], 6)]
        known = encoder.embed(reference, RATE) if len(reference) > 2 * RATE else None
        cases = {}
        for kind, sound in ({"clean": wav} | {kind: disturb(wav, kind, rng, others) for kind in DISTURBANCES}).items():
            left = {"as it is": sound, "Wiener": reduce_noise(sound, RATE), "enhancer": enhancer.clean(sound, RATE)}
            if known is not None:
                left["enhancer, known"] = enhancer.clean(sound, RATE, known)
            cases[kind] = wav, left
        if known is not None:
            cases["two"] = wav, two(wav, others[0], known, encoder, enhancer)
            other = max(others, key=len)[: int(3 * SECONDS * RATE)]
            cases["turns"] = own[-int(OVERLAP * RATE):], turns(own, other, encoder, second, enhancer)
        for kind, (wanted, left) in cases.items():
            goal = encoder.embed(wanted, RATE), second.embed(wanted, RATE)
            for how, cleaned in left.items():
                pair = float(encoder.embed(cleaned, RATE) @ goal[0]), float(second.embed(cleaned, RATE) @ goal[1])
                cosines.setdefault((kind, how), []).append(pair)
                if kind in ("two", "turns"):
                    gained.setdefault((kind, how), []).append(ratio(cleaned, wanted) - ratio(left["as it is"], wanted))
                if args.wavs:
                    place = args.wavs / f"{who}-{kind}-{how.replace(' ', '-').replace(',', '')}.wav"
                    place.parent.mkdir(parents=True, exist_ok=True)
                    save(place, cleaned, RATE)
    for (kind, how), pairs in cosines.items():
        first, other = np.mean(pairs, axis=0)
        print(f"{kind:>8} {how:>26}: GE2E {first:.3f}, ECAPA {other:.3f}, n {len(pairs)}")
    for (kind, how), gains in gained.items():
        print(f"{kind:>8} {how:>26}: SI-SDR gained {np.mean(gains):5.2f} dB, {min(gains):.1f} to {max(gains):.1f}")


def two(wav, other, known, encoder, enhancer):
    """Return ways to clean a mixture at 0 dB of `wav` and the first part of `other`, whose rest is known as well."""
    rest = other[len(wav):] if len(other) > len(wav) + 2 * RATE else other
    sound = wav + at_ratio(np.resize(other, len(wav)), rms(wav), 0)
    return {"as it is": sound, "Wiener": reduce_noise(sound, RATE),
            "enhancer, known": enhancer.clean(sound, RATE, known),
            "both known": enhancer.clean(sound, RATE, known, [(0.0, encoder.embed(rest, RATE))])}


def turns(own, other, encoder, second, enhancer):
    """Return ways to clean the end of `own`, at which `other` already speaks as loudly, in a recording of both."""
    from toolbox.core.people.cleaning import keeping, voices_of
    from toolbox.core.people.diarisation import diarise
    from toolbox.core.people.division import Division
    from toolbox.core.people.overlap import load_counter
    n_both = int(OVERLAP * RATE)
    begin, end = len(own) - n_both, len(own)
    sound = np.concatenate([own, np.zeros(len(other) - n_both, np.float32)])
    sound[begin: begin + len(other)] += other * (rms(own[begin:]) / rms(other[:n_both]))
    found = Division.of(diarise(sound, RATE, encoder, second, load_counter()))
    true = Division((Segment(0.0, end / RATE, "own"), Segment(begin / RATE, (begin + len(other)) / RATE, "other")))
    left = {"as it is": sound[begin: end]}
    for how, division in (("found", found), ("true", true)):
        voices = voices_of(division, sound, RATE, encoder)
        alone = encoder.embed(own[:begin], RATE)
        person = max(voices, key=lambda name: float(voices[name] @ alone))
        left[f"enhancer, known ({how})"] = enhancer.clean(sound, RATE, voices[person])[begin: end]
        left[f"both known ({how})"] = enhancer.clean(
            sound, RATE, *keeping(person, division, voices))[begin: end]
    return left


def ratio(wav, wanted):
    """Return the scale-invariant ratio of signal to distortion in dB."""
    import torch

    from enhancer.train import signal_to_distortion
    return signal_to_distortion(*(torch.from_numpy(x)[None].float() for x in (wav, wanted))).item()


if __name__ == "__main__":
    main()
