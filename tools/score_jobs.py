#!/usr/bin/env python3
"""Clone held-out speakers, and write a list of jobs for a scorer of cloned speech.

    tools/score_jobs.py CORPUS OUT [--kind clone|vocoder] [--speakers real|virtual] [--seconds 3] [--sentences 5] ...

Each line of OUT/jobs.jsonl is a job: {"system", "reference", "output", "text", "language"}. With `--kind vocoder`, the
recordings themselves pass through mel and vocoder.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.files import load, save  # noqa: E402
from audio.mel import log_mel_numpy  # noqa: E402
from audio.signal import resample  # noqa: E402
from audio.vad import speech_mask, trim_edges  # noqa: E402
from corpus.readers import READERS  # noqa: E402
from toolbox.core.cloning.engine import Cloner  # noqa: E402

FIRST_UNSEEN = 15_000  # lines of texts.tsv from here on are spoken by nobody in the corpus


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=("clone", "vocoder"), default="clone")
    parser.add_argument("--speakers", choices=tuple(READERS), default="real")
    parser.add_argument("--count", type=int, default=20, help="speakers")
    parser.add_argument("--seconds", type=float, help="of reference; all of it by default")
    parser.add_argument("--sentences", type=int, default=5, help="a speaker")
    parser.add_argument("--system", default="ours")
    parser.add_argument("--profile", default="default")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--language", default="en-us")
    parser.add_argument("--texts", type=Path, help="sentences to say, one a line, instead of the corpus' own")
    parser.add_argument("--quick", action="store_true", help="without adapting the synthesizer to the voice")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    cloner = Cloner.load(args.profile)
    lines = (args.texts or args.corpus / "texts.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[0] for line in (lines if args.texts else lines[FIRST_UNSEEN:])]
    utterances = {}
    for u in READERS[args.speakers](args.corpus):
        if u.held_out:
            utterances.setdefault(u.speaker, u)
    jobs = []
    for n, u in enumerate(sorted(utterances.values(), key=lambda u: u.speaker)[: args.count]):
        wav, rate = load(u.path)
        wav = first_seconds(trim_edges(wav, rate), rate, args.seconds)
        reference = args.out / f"{u.id}-reference.flac"
        save(reference, wav, rate)
        if args.kind == "vocoder":
            mel = log_mel_numpy(resample(wav, rate, cloner.rate), cloner.vocoder.config)
            made = [(cloner.vocoder.infer(mel, seed=args.seed), "")]
        else:
            voice = cloner.enroll((wav, rate), name=u.speaker)
            chosen = [texts[(n * args.sentences + i) % len(texts)] for i in range(args.sentences)]
            made = [(cloner.say(voice, text, seed=args.seed + i, adapt=not args.quick,
                                language=args.language).wav, text) for i, text in enumerate(chosen)]
        for i, (out, text) in enumerate(made):
            output = args.out / f"{u.id}-{args.system}-{i}.wav"
            save(output, out, cloner.rate)
            jobs.append({"system": args.system, "reference": reference.name, "output": output.name}
                        | ({"text": text, "language": args.language[:2]} if text else {}))
    (args.out / "jobs.jsonl").write_text("".join(json.dumps(j) + "\n" for j in jobs), encoding="utf-8")
    print(f"{len(jobs)} jobs in {args.out / 'jobs.jsonl'}")


def first_seconds(wav, rate, seconds):
    """Return the first `seconds` of a recording, shifted to begin with speech."""
    if seconds is None:
        return wav
    begin = max(0, int(speech_mask(wav, rate).argmax()) - rate // 20)
    return wav[begin: begin + int(seconds * rate)]


if __name__ == "__main__":
    main()
