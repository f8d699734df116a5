"""Reader of the corpus on which the included models were trained."""

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.readers.utterance import Utterance


def read_virtual(folder: str | Path) -> list[Utterance]:
    """Read the virtual speakers of a corpus folder (virtual.jsonl), with exact phonemes and durations.

    Speakers whose number ends in 7 are held out.
    """
    folder, utterances = Path(folder), []
    for row in _rows(folder / "virtual.jsonl"):
        step = row["samples"] / sum(row["durations"]) / 24_000
        ends, total = [0.0], 0
        for units in row["durations"]:
            total += units
            ends.append(total * step)
        utterances.append(Utterance(row["id"], f"virtual-{row['speaker']}", folder / row["file"], row["text"],
                                    row["phonemes"], tuple(ends), row["speaker"] % 10 == 7,
                                    language=row.get("language", "en-us")))
    return utterances


def read_real(folder: str | Path) -> list[Utterance]:
    """Read the LibriSpeech speakers of a corpus folder (real.jsonl) whose transcripts can be trusted.

    A transcript is trusted if it is the corpus's own, or if two recognisers differ in less than one word in twenty.
    Speakers marked "dev" are held out.
    """
    folder, utterances = Path(folder), []
    for row in _rows(folder / "real.jsonl"):
        held_out = row["split"] == "dev"
        text = row.get("text") or (row["base"] if held_out or row.get("disagree", 1) < 0.05 else "")
        utterances.append(Utterance(row["id"], f"librispeech-{row['speaker']}", folder / row["file"],
                                    text, held_out=held_out, sex=row.get("sex", "")))
    return utterances


READERS = {"virtual": read_virtual, "real": read_real}


def read_corpus(folder: str | Path) -> Iterator[Utterance]:
    """Read all utterances of a corpus folder, virtual and real."""
    folder = Path(folder)
    for name, reader in READERS.items():
        if (folder / f"{name}.jsonl").exists():
            yield from reader(folder)


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
