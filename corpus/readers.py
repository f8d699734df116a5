"""Datasets on disk -> utterances."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Utterance:
    """One recording of one speaker.

    Attributes
    ----------
    id, speaker : str
        The speaker's name is unique across data sets.
    path : Path
    text : str
    phonemes : str
        Empty where only the text is known.
    boundaries : tuple of float
        Where the phonemes begin and end, in seconds: one entry more than phonemes plus two, for the silence at
        each end. Empty where no alignment is known.
    held_out : bool
        Never to be trained on.
    """

    id: str
    speaker: str
    path: Path
    text: str = ""
    phonemes: str = ""
    boundaries: tuple = ()
    held_out: bool = False


def read_virtual(folder):
    """The virtual speakers of a corpus folder (virtual.jsonl): exact phonemes and durations.

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
                                    row["phonemes"], tuple(ends), row["speaker"] % 10 == 7))
    return utterances


def read_real(folder):
    """The LibriSpeech speakers of a corpus folder (real.jsonl), where the transcript can be trusted.

    That is: the corpus' own, or two recognisers' that differ in less than one word in twenty. Speakers marked "dev"
    are held out.
    """
    folder, utterances = Path(folder), []
    for row in _rows(folder / "real.jsonl"):
        held_out = row["split"] == "dev"
        text = row.get("text") or (row["base"] if held_out or row.get("disagree", 1) < 0.05 else "")
        utterances.append(Utterance(row["id"], f"librispeech-{row['speaker']}", folder / row["file"],
                                    text, held_out=held_out))
    return utterances


READERS = {"virtual": read_virtual, "real": read_real}


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
