#!/usr/bin/env python3
"""Convert held-out speakers to one another, and write a list of jobs for a scorer of voice conversion.

    tools/convert_jobs.py CORPUS OUT [--system ours] [--guide | --live] [--greedy] [--speakers 12] [--targets 2]

Each line of OUT/jobs.jsonl is a job: {"system", "reference", "output", "text", "source"}. Every speaker with a reliable
transcript is converted to the next ones in the list. With --guide, the conversion is given the text; with --live, it
receives the recording block by block, as from a microphone.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402
import torch  # noqa: E402

from audio.files import load, save  # noqa: E402
from audio.signal import resample  # noqa: E402
from toolbox.core.cloning import conversion  # noqa: E402
from toolbox.core.cloning.engine import Cloner  # noqa: E402
from toolbox.core.live.converter import HOP, LiveConverter  # noqa: E402
from toolbox.core.live.preparing import sliding  # noqa: E402

TRUSTED = 0.05  # of the words on which two recognisers disagree


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--system", default="ours")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--guide", action="store_true", help="give the text that is said")
    way.add_argument("--live", action="store_true", help="convert as from a microphone")
    parser.add_argument("--greedy", action="store_true", help="take the likeliest symbol of every frame")
    parser.add_argument("--speakers", type=int, default=12)
    parser.add_argument("--targets", type=int, default=2, help="a speaker")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.greedy:
        conversion.CHANGE = 0.0
    rows = [json.loads(line) for line in (args.corpus / "real.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["split"] == "dev" and ("text" in r or r.get("disagree", 1.0) < TRUSTED)]
    rows = sorted({r["speaker"]: r for r in rows}.values(), key=lambda r: r["id"])[: args.speakers]
    args.out.mkdir(parents=True, exist_ok=True)
    cloner, voices = Cloner.load(), {}
    for r in rows:
        wav, rate = load(args.corpus / r["file"])
        save(args.out / f"{r['id']}.flac", wav, rate)
        voices[r["id"]] = cloner.enroll((wav, rate), name=r["speaker"])
        cloner.adapt(voices[r["id"]])
    jobs, work, seconds = [], 0.0, 0.0
    for i, r in enumerate(rows):
        text = r.get("text") or r["base"]
        for k in range(1, args.targets + 1):
            target = rows[(i + 5 * k) % len(rows)]["id"]
            begun = time.process_time()
            source = args.out / f"{r['id']}.flac"
            wav = (convert_live(cloner, voices[target], *load(source)) if args.live else
                   cloner.convert(source, voices[target], text if args.guide else None).wav)
            work, seconds = work + time.process_time() - begun, seconds + len(wav) / cloner.rate
            output = args.out / f"{r['id']}-{target}-{args.system}.wav"
            save(output, wav, cloner.rate)
            jobs.append({"system": args.system, "reference": f"{target}.flac", "output": output.name, "text": text,
                         "source": f"{r['id']}.flac"})
    (args.out / "jobs.jsonl").write_text("".join(json.dumps(j) + "\n" for j in jobs), encoding="utf-8")
    print(f"{len(jobs)} jobs in {args.out / 'jobs.jsonl'}; {work / seconds:.4f} s of work a second of speech.")


def convert_live(cloner, voice, wav, rate):
    """Return a recording converted block by block, without the delay; float32 (n_samples,)."""
    converter, wav = LiveConverter(cloner, voice, sliding(cloner)), resample(wav, rate, cloner.rate)
    block, delay = converter.block * HOP, converter.delay * HOP
    heard = np.pad(wav, (0, delay + block - (len(wav) + delay) % block))
    made = np.concatenate([converter.push(heard[at: at + block]) for at in range(0, len(heard), block)])
    return made[delay: delay + len(wav)]


if __name__ == "__main__":
    main()
