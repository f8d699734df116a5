#!/usr/bin/env python3
"""Fit the detector of misheard words (toolbox.core.workshop.readback) to a word recogniser's transcripts of clones.

    tools/fit_readback.py words CORPUS          counts the words of its texts: assets/text/en/common-words.bin
    tools/fit_readback.py make CORPUS OUT [N]   speaks sentences in held-out voices, except for N texts: OUT/jobs.jsonl
    tools/fit_readback.py fit FITTED TESTED     two such folders, each with heard.json: the transcript of each file

A word counts as misheard where the transcript's phonemes, aligned with those of the text, differ from the word's.
"""

import argparse
import json
import pickle
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.files import load, save  # noqa: E402
from audio.mel_stream import log_mel  # noqa: E402
from audio.vad import trim_edges  # noqa: E402
from corpus.readers import READERS  # noqa: E402
from synthesizer.recogniser.inference import Recogniser  # noqa: E402
from synthesizer.text import read  # noqa: E402
from synthesizer.text.en.lexicon import WordSet  # noqa: E402
from toolbox.core.cloning.engine import Cloner  # noqa: E402
from toolbox.core.models.profiles import MODELS, RECOGNISER  # noqa: E402
from toolbox.core.workshop.readback import COMMON, LEVELS, LOST, evidence, scores, word_times  # noqa: E402
from tools.score_jobs import FIRST_UNSEEN, first_seconds  # noqa: E402

SPEAKERS, SECONDS, SENTENCES = 20, 3.0, 5
FALSE = 0.03  # share of the correctly heard words that may be underlined
SAME = {"ɾ": "t", "T": "t", "ᵻ": "ə", "ɪ": "ə", "ɐ": "ə", "ʌ": "ə", "ɜ": "ə", "ɒ": "ɑ", "ɔ": "ɑ", "ɫ": "l"}
HOP = 256


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("words", "make", "fit"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("others", nargs="*")
    args = parser.parse_args()
    {"words": count, "make": make, "fit": fit}[args.step](args.folder, *args.others)


def texts_of(corpus):
    """Return the lines of a corpus's texts without their languages."""
    return [line.split("\t")[0] for line in (corpus / "texts.tsv").read_text(encoding="utf-8").splitlines()]


def count(corpus):
    """Write which words occur how often in the texts that the networks were trained on."""
    counts = Counter(word for text in texts_of(corpus)[:FIRST_UNSEEN] for word in re.findall(r"[a-z']+", text.lower()))
    levels = [f"{level}:{word}" for word, number in counts.items() for level in LEVELS if number >= level]
    COMMON.write_bytes(WordSet.of(levels).data)
    print(f"{len(counts)} words of {sum(counts.values())}, {COMMON.stat().st_size} bytes")


def make(corpus, out, skipped=0):
    """Speak SENTENCES sentences in each of SPEAKERS voices."""
    out, first = Path(out), FIRST_UNSEEN + int(skipped)
    out.mkdir(parents=True, exist_ok=True)
    cloner, texts, utterances = Cloner.load(), texts_of(corpus), {}
    for u in READERS["real"](corpus):
        if u.held_out:
            utterances.setdefault(u.speaker, u)
    jobs, rows = [], {}
    for n, u in enumerate(sorted(utterances.values(), key=lambda u: u.speaker)[:SPEAKERS]):
        wav, rate = load(u.path)
        wav = first_seconds(trim_edges(wav, rate), rate, SECONDS)
        save(out / f"{u.id}-reference.flac", wav, rate)
        voice = cloner.enroll((wav, rate), name=u.speaker)
        for i in range(SENTENCES):
            text = texts[first + n * SENTENCES + i]
            speech = cloner.render(cloner.plan(cloner.read(text, "en-us")[0], voice), voice, seed=i)
            name = f"{u.id}-{i}-unedited.wav"
            save(out / name, speech.wav, speech.rate)
            jobs.append({"system": "unedited", "reference": f"{u.id}-reference.flac", "output": name, "text": text})
            rows[name] = text, speech.sentences[0]
    (out / "jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in jobs), encoding="utf-8")
    (out / "rows.pkl").write_bytes(pickle.dumps(rows))


def fit(fitted, tested):
    """Fit a logistic regression to one folder, and print its weights and what it finds in the other."""
    from sklearn.linear_model import LogisticRegression

    (x, y), other = measured(fitted), measured(Path(tested))
    scale = x[:, :-1].std(axis=0)
    weights = LogisticRegression(C=0.1, class_weight="balanced").fit(x[:, :-1] / scale, y).coef_[0] / scale
    limit = np.quantile((x[:, :-1] @ weights)[~y], 1 - FALSE)
    print(f"WEIGHTS = np.array([{', '.join(f'{w:.3f}' for w in weights)}])\nMISHEARD = {limit:.3f}")
    for name, (found, wrong) in (("fitted", (x, y)), ("tested", other)):
        for by, over in (("weights", found[:, :-1] @ weights > limit), ("scores", found[:, -1] > LOST)):
            print(f"{name}: {len(wrong)} words, {wrong.sum()} misheard; by {by}, underlined {over[wrong].mean():.3f} "
                  f"of these, {over[~wrong].mean():.3f} of the others")


def measured(folder):
    """Return the evidence of all words in a folder and their scores, (n, 4), and whether each was misheard, (n,)."""
    listener = Recogniser.load(MODELS / RECOGNISER)
    rows = pickle.loads((folder / "rows.pkl").read_bytes())
    found, wrong = [], []
    for name, words in json.loads((folder / "heard.json").read_text(encoding="utf-8")).items():
        text, spoken = rows[name]
        said = [word for s in read(text, "en-us") for word in s.words if word.phonemes]
        if [word.spoken for word in said] != [word.text for word in spoken.reading.words]:
            continue  # two sentences, of which the first is spoken
        unsure = {word.spoken.lower() for word in said if not word.certain}
        heard = listener, log_mel(*load(folder / name))
        found += [[*row, score] for row, score in zip(
            evidence(*heard, spoken, HOP / 24_000, unsure),
            scores(*heard, spoken.reading, word_times(spoken), HOP / 24_000), strict=True)]
        wrong += misheard(said, [word for s in read(words, "en-us") for word in s.words if word.phonemes])
    return np.array(found), np.array(wrong)


def misheard(said, heard):
    """Return whether each word of a text has phonemes that the transcript lacks."""
    a, b = "".join(bare(w.phonemes) for w in said), "".join(bare(w.phonemes) for w in heard)
    table = np.zeros((len(a) + 1, len(b) + 1), int)
    table[:, 0], table[0] = range(len(a) + 1), range(len(b) + 1)
    for i in range(1, len(a) + 1):
        for k in range(1, len(b) + 1):
            table[i, k] = min(table[i - 1, k - 1] + (a[i - 1] != b[k - 1]), table[i - 1, k] + 1, table[i, k - 1] + 1)
    errors, i, k = np.zeros(len(a) + 1), len(a), len(b)
    while i or k:
        if i and k and table[i, k] == table[i - 1, k - 1] + (a[i - 1] != b[k - 1]):
            errors[i - 1] += a[i - 1] != b[k - 1]
            i, k = i - 1, k - 1
        elif i and table[i, k] == table[i - 1, k] + 1:
            errors[i - 1] += 1
            i -= 1
        else:
            errors[max(i - 1, 0)] += 1
            k -= 1
    ends = np.cumsum([0, *(len(bare(w.phonemes)) for w in said)])
    return [bool(errors[begin:end].any()) for begin, end in zip(ends, ends[1:])]


def bare(phonemes):
    """Return phonemes without stress, length and marks; those that listeners do not distinguish become one."""
    return "".join(SAME.get(c, c) for c in phonemes if c not in "ˈˌː" and (c.isalpha() or c in "θʃʒ"))


if __name__ == "__main__":
    main()
