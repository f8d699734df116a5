#!/usr/bin/env python3
"""Write jobs for a scorer that show whether networks trained on two utterances have learnt them.

    tools/overfit_jobs.py DATA OUT MODEL [MODEL ...]

DATA is the folder of shards; `main.py train tacotron|wavernn|wavenet --utterances 2` has made each MODEL from it.
Vocoders render the recordings' own mels; Tacotron speaks the texts through Griffin-Lim and through the vocoders of its
mels. OUT/jobs.jsonl has the format of score_jobs.py and includes the recordings.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch.nn.functional as F  # noqa: E402

from audio.files import save  # noqa: E402
from corpus.shards import read_shards  # noqa: E402
from toolbox.core.models.kinds import load  # noqa: E402
from toolbox.core.training.autoregressive import as_rtvc  # noqa: E402
from training.checkpoint import read_about  # noqa: E402
from vocoder.griffin_lim import GriffinLim  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    features, mel_config = read_shards(args.data, lambda row: not row["held_out"], ("mel", "audio"))
    recorded = [f for f in features if f.audio is not None][:2]
    at_16k = as_rtvc(args.data, ("partials", "audio"), 2, False)
    jobs = []
    for i, f in enumerate(recorded):
        save(args.out / f"recording-{i}.wav", f.wav().numpy(), mel_config.rate)
        jobs.append(_job("recording", i, f.text))
    synthesizers, vocoders = ([load(path, part) for path in args.models if read_about(path)[0].startswith(part)]
                              for part in ("synthesizer", "vocoder"))
    for vocoder in vocoders:
        for i, f in enumerate(recorded if vocoder.config == mel_config else at_16k):
            jobs.append(_sound(vocoder, f.mel.float().numpy(), args.out, vocoder.name, i, f.text))
    for synthesizer in synthesizers:
        for i, f in enumerate(at_16k):
            embedding = F.normalize(f.partials.float().mean(dim=0), dim=0).numpy()
            mel = synthesizer.synthesize(synthesizer.read(f.text)[0], embedding, None).mel
            for vocoder in (GriffinLim(synthesizer.config), *vocoders):
                if vocoder.config == synthesizer.config:
                    jobs.append(_sound(vocoder, mel, args.out, f"{synthesizer.name}, {vocoder.name}", i, f.text))
    (args.out / "jobs.jsonl").write_text("".join(json.dumps(j) + "\n" for j in jobs), encoding="utf-8")


def _sound(vocoder, mel, out, system, i, text):
    began = time.monotonic()
    wav, rate = vocoder.infer(mel), vocoder.config.rate
    print(f"{system:>24} {i}: {len(wav) / rate:.2f} s, {(time.monotonic() - began) * rate / len(wav):.2f} s a second")
    save(out / f"{system}-{i}.wav", wav, rate)
    return _job(system, i, text)


def _job(system, i, text):
    return {"system": system, "reference": f"recording-{i}.wav", "output": f"{system}-{i}.wav", "text": text}


if __name__ == "__main__":
    main()
