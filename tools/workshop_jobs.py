#!/usr/bin/env python3
"""Render planned and edited sentences in held-out voices, by which the workshop is measured.

    tools/workshop_jobs.py CORPUS OUT [--sentences 5] [--edited 2]

OUT/jobs.jsonl has one job per line for a scorer of cloned speech, by the systems "unedited", "pitch+3" and "pitch-3" (a
word moved by three semitones) and "emphasis" (a word emphasised). OUT/words.jsonl has one sentence per line, with the
read-back score of each word and the measured effect of a drawn pitch, of set durations and of emphasis.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.files import load, save  # noqa: E402
from audio.mel_stream import log_mel  # noqa: E402
from audio.pitch import pitch as track  # noqa: E402
from audio.vad import trim_edges  # noqa: E402
from corpus.readers import READERS  # noqa: E402
from synthesizer import editing  # noqa: E402
from toolbox.core.cloning.engine import Cloner  # noqa: E402
from toolbox.core.workshop.readback import scores, word_times  # noqa: E402
from tools.score_jobs import FIRST_UNSEEN, first_seconds  # noqa: E402

SPEAKERS, SECONDS, SHIFT = 20, 3.0, 3.0
HOP = 256


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", type=int, default=5, help="a speaker")
    parser.add_argument("--edited", type=int, default=2, help="of them, how many are edited as well")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    cloner = Cloner.load()
    texts = [line.split("\t")[0] for line in (args.corpus / "texts.tsv").read_text(encoding="utf-8").splitlines()]
    utterances = {}
    for u in READERS["real"](args.corpus):
        if u.held_out:
            utterances.setdefault(u.speaker, u)
    jobs, words = [], []
    for n, u in enumerate(sorted(utterances.values(), key=lambda u: u.speaker)[:SPEAKERS]):
        wav, rate = load(u.path)
        wav = first_seconds(trim_edges(wav, rate), rate, SECONDS)
        reference = args.out / f"{u.id}-reference.flac"
        save(reference, wav, rate)
        voice = cloner.enroll((wav, rate), name=u.speaker)
        for i in range(args.sentences):
            text = texts[FIRST_UNSEEN + n * args.sentences + i]
            planned = cloner.plan(cloner.read(text, "en-us")[0], voice)
            made = {"unedited": planned} | (edits(planned) if i < args.edited else {})
            row = {"id": f"{u.id}-{i}", "text": text, "words": [w.text for w in planned.words]}
            for system, reading in made.items():
                speech = cloner.render(reading, voice, seed=i)
                output = args.out / f"{u.id}-{i}-{system}.wav"
                save(output, speech.wav, speech.rate)
                jobs.append({"system": system, "reference": reference.name, "output": output.name, "text": text})
                mel, spoken = log_mel(speech.wav, speech.rate), speech.sentences[0]
                fall = scores(cloner.recogniser, mel, reading, word_times(spoken), HOP / speech.rate)
                row[system] = {"fall": fall.tolist()} | heard(cloner, speech, reading, voice)
            row["word"] = longest(planned)
            words.append(row)
            (args.out / "words.jsonl").write_text("".join(json.dumps(w) + "\n" for w in words), encoding="utf-8")
            (args.out / "jobs.jsonl").write_text("".join(json.dumps(j) + "\n" for j in jobs), encoding="utf-8")
    print(f"{len(jobs)} jobs in {args.out / 'jobs.jsonl'}")


def longest(reading):
    """Return the place of the longest word that is neither the first nor the last."""
    return max(range(1, max(2, len(reading.words) - 1)), key=lambda i: np.subtract(*editing.span(reading, i)[::-1]))


def edits(planned):
    """Return edits of a sentence by name."""
    word, last = longest(planned), len(planned.words) - 1
    begin, end = editing.span(planned, min(1, last))[0], editing.span(planned, max(0, last - 1))[1]
    return {
        "pitch+3": editing.shift_pitch(planned, word, SHIFT),
        "pitch-3": editing.shift_pitch(planned, word, -SHIFT),
        "emphasis": editing.emphasise(planned, {word: 1.0}),
        "drawn": editing.draw_pitch(planned, [(begin, -2.0), ((begin + end) / 2, 4.0), (end, -1.0)]),
        "timed": editing.stretch_words(planned, [1.4 if i == word else 1.0 for i in range(last + 1)]),
    }


def heard(cloner, speech, reading, voice):
    """Measure a rendered edit: errors of pitch in semitones and of boundaries in seconds, and words."""
    spoken = speech.sentences[0]
    f0 = track(speech.wav, speech.rate, HOP)
    times = np.arange(len(f0)) * HOP / speech.rate
    asked = np.interp(times + spoken.cut, (np.arange(len(reading.pitch)) + 0.5) * reading.step, reading.pitch)
    asked_voiced = np.interp(times + spoken.cut, (np.arange(len(reading.pitch)) + 0.5) * reading.step,
                             reading.voicing) > 0.5
    semitones = 12 * np.log2(np.maximum(f0, 1.0) / voice.mean_f0)
    voiced = (f0 > 0) & asked_voiced
    samples, _ = cloner.recogniser.align(log_mel(speech.wav, speech.rate), reading.symbols)
    found, at = np.asarray(samples) / speech.rate, editing.boundaries(reading) - spoken.cut
    boundaries, like = [], []
    for word in reading.words:
        places = [word.begin + 1, word.end + 1]
        boundaries += [abs(float(found[p] - at[p])) for p in places]
        begin, end = (float(found[p]) for p in places)
        inside = (begin <= times) & (times < end) & (f0 > 0)
        own = speech.wav[int(begin * speech.rate): int(end * speech.rate)]
        like.append([end - begin, float(np.sqrt(np.mean(own ** 2))) if len(own) else 0.0,
                     *([float(x) for x in np.percentile(f0[inside], (5, 50, 95))] if inside.sum() > 4 else [0.0] * 3)])
    return {"pitch_error": np.abs(semitones - asked)[voiced].round(4).tolist(), "boundaries": boundaries,
            "like": like}


if __name__ == "__main__":
    main()
