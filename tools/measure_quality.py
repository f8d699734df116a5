#!/usr/bin/env python3
"""Measure the quality meter against known degradations of held-out speakers: rank correlations.

    python tools/measure_quality.py CORPUS [--count N]

Noise: -5 to 40 dB of fan, hum, coloured noise and babble; no fainter than 15 dB where the recording has noise
of its own. Echo: rooms by the image-source method with
a T60 of 0.2 to 1.2 s. Band width: virtual speakers (24 kHz) through a low-pass between 2.5 and 11 kHz.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.files import load  # noqa: E402
from audio.quality import bandwidth, music_share  # noqa: E402
from enhancer.disturbances import at_ratio, convolve, music, noise, rms, shoebox  # noqa: E402
from tools.made_recordings import FAINT, RATE, held_out, is_clean, read  # noqa: E402


def main():
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--count", type=int, default=60)
    args = parser.parse_args()
    from scipy.signal import butter, sosfiltfilt
    from scipy.stats import spearmanr

    from toolbox.core.people.meter import load_meter
    meter, paths = load_meter(), held_out(args.corpus)
    names = sorted(paths)
    virtual = [who for who in names if who.startswith("v")]
    real = [who for who in names if not who.startswith("v")]
    rows = {"snr": [], "t60": [], "band": [], "snr in rooms": []}
    with_music, without = [], []
    for number in range(args.count):
        rng = np.random.default_rng((17, number))
        who = str(rng.choice(real if number % 2 else virtual))
        wav = np.concatenate(read(paths[who][:2]))[: 10 * RATE]
        kind = str(rng.choice(["coloured", "fan", "hum", "babble"]))
        true = rng.uniform(-5, 40 if is_clean(wav) else FAINT)
        if kind == "babble":
            added = sum(np.resize(read(paths[str(w)][:1])[0], len(wav)) for w in rng.choice(virtual, 6))
        else:
            added = noise(kind, len(wav), rng)
        rows["snr"].append((true, meter.noise_and_echo(wav + at_ratio(added, rms(wav), true))[0]))
        t60 = rng.uniform(0.2, 1.2)
        echoing = convolve(wav, shoebox(t60, rng)[0])
        rows["t60"].append((t60, meter.noise_and_echo(echoing)[1]))
        rows["snr in rooms"].append((true, meter.noise_and_echo(echoing + at_ratio(added, rms(echoing), true))[0]))
        full, rate = load(paths[str(rng.choice(virtual))][0])
        edge = rng.uniform(2_500, 11_000)
        low = sosfiltfilt(butter(10, edge, fs=rate, output="sos"), full).astype(np.float32)
        rows["band"].append((edge, bandwidth(low + 1e-5 * rng.standard_normal(len(low)).astype(np.float32), rate)))
        if number < 20:
            without.append(music_share(wav))
            with_music.append(music_share(wav + at_ratio(music(len(wav) / RATE + 0.1, rng)[: len(wav)], rms(wav), 10)))
    for name, pairs in rows.items():
        true, found = np.array(pairs).T
        print(f"{name:>14}: rank correlation {spearmanr(true, found).statistic:.3f}, mean error "
              f"{np.abs(true - found).mean():.3g}, n {len(pairs)}", flush=True)
    print(f"music share: {np.mean(without):.2f} without, {np.mean(with_music):.2f} with music 10 dB below")


if __name__ == "__main__":
    main()
