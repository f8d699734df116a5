#!/usr/bin/env python3
"""Train the small network that estimates noise and echo (audio.quality.Meter), and write its weights.

    python tools/train_meter.py DATA quality.safetensors

DATA holds the feature shards of `main.py prepare`; speakers that are held out are not used.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.quality import RATE, features  # noqa: E402
from audio.signal import FULL_SCALE  # noqa: E402
from enhancer.disturbances import NOISES, at_ratio, convolve, noise, rms, room, shoebox  # noqa: E402
from tools.made_recordings import FAINT, is_clean  # noqa: E402

COUNT, SECONDS, HIDDEN = 4000, (4.0, 10.0), (64, 32)
BABBLE = 0.45  # share of noises that are other people, the hardest to distinguish from the voice
SNR, T60, DRY = (-5.0, 45.0), (0.15, 1.3), 0.08


def draw(recordings, rng):
    """Return the features of a disturbed recording, its ratio of speech to noise in dB, and its T60 in seconds."""
    n = int(rng.uniform(*SECONDS) * RATE)
    speaker = rng.choice(list(recordings))
    wav = np.concatenate([recordings[speaker][i] for i in rng.permutation(len(recordings[speaker]))[:4]])[:n]
    t60, level, own = DRY, rms(wav), SNR[1] if is_clean(wav) else FAINT
    if rng.random() < 0.7:
        t60 = rng.uniform(*T60)
        wav = convolve(wav, (shoebox if rng.random() < 0.3 else room)(t60, rng)[0])
    snr = rng.uniform(SNR[0], own)
    kinds = [k for k in NOISES if k != "clicks"]
    if rng.random() < BABBLE:
        others = [np.resize(recordings[s][0], len(wav)) for s in rng.choice(list(recordings), 6)]
        added = sum(np.roll(o, rng.integers(len(wav))) for o in others)
    else:
        added = noise(str(rng.choice(kinds)), len(wav), rng)
    return features(wav + at_ratio(added, level, snr)), snr, t60


def main(data, out):
    """Draw disturbed recordings, fit the network and write it."""
    import torch
    from sklearn.neural_network import MLPRegressor

    from toolbox.core.training.enhancer import read_recordings
    from training.checkpoint import save_tensors

    recordings = {}
    for speaker, audio, _ in read_recordings(data)[0]:
        recordings.setdefault(speaker, []).append(audio.astype(np.float32) / FULL_SCALE)
    made = [draw(recordings, np.random.default_rng((7, i))) for i in range(COUNT)]
    x = np.stack([m[0] for m in made])
    y = np.array([(m[1] / 10, np.log(m[2])) for m in made])
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3
    network = MLPRegressor(hidden_layer_sizes=HIDDEN, alpha=0.3, learning_rate_init=2e-3, max_iter=400,
                           early_stopping=True, n_iter_no_change=25, random_state=0)
    network.fit(np.clip((x - mean) / scale, -5, 5), y)
    tensors = {"mean": mean, "scale": scale}
    for number, (weight, bias) in enumerate(zip(network.coefs_, network.intercepts_), 1):
        tensors |= {f"weight{number}": weight, f"bias{number}": bias}
    tensors = {name: torch.from_numpy(np.asarray(value, np.float32)) for name, value in tensors.items()}
    save_tensors(out, "quality", tensors, {}, {"data": f"{COUNT} disturbed recordings of {len(recordings)} speakers",
                                               "licence": "CC BY 4.0"}, torch.float32)
    print(f"{COUNT} recordings, validation R2 {network.best_validation_score_:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
