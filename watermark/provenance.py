"""Provenance of a sound, written into its file: a record in C2PA's vocabulary, and a sentence for people.

The record is a claim with the assertion "c2pa.actions.v2", as C2PA names them, and the IPTC's digital source type of
synthetic media, in JSON. It is neither signed nor in a C2PA manifest store: anybody can write, change or delete it, so
that it informs but proves nothing. It names the program and the models, never the user.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timezone

TITLE = "Synthetic speech"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PROGRAM = "Voice toolbox"
BEGINNING = '{"claim_generator_info"'  # prefix of every record in a comment


@dataclass(frozen=True)
class Provenance:
    """The program, models and circumstances that made a sound.

    Attributes
    ----------
    version : str
        Version of the program.
    profile : str
        Profile whose networks made it.
    models : tuple of str
        The networks, each by a name unique to its weights.
    converted : bool
        True for a recording converted to another voice, False for speech from text.
    seed : int or None
    consent : str or None
        Consent of the voice's owner: a category, never a name; None if nobody was asked.
    time : str
        Time in UTC, ISO 8601; the present by default.
    """

    version: str
    profile: str
    models: tuple[str, ...] = ()
    converted: bool = False
    seed: int | None = None
    consent: str | None = None
    time: str = ""

    def __post_init__(self):
        if not self.time:
            object.__setattr__(self, "time", datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))

    @property
    def sentence(self) -> str:
        """Return the sentence that every file carries."""
        seed = "" if self.seed is None else f", seed {self.seed}"
        return (f"{TITLE}: made by a voice-cloning program ({PROGRAM} {self.version}, profile {self.profile}{seed}); "
                "not a recording of a person.")

    def record(self) -> dict:
        """Return the record as a JSON-serialisable dict."""
        kind = "compositeWithTrainedAlgorithmicMedia" if self.converted else "trainedAlgorithmicMedia"
        known = {"profile": self.profile, "models": list(self.models) or None, "seed": self.seed,
                 "consent": self.consent or "not stated"}
        agent = {"name": PROGRAM, "version": self.version}
        made = {"action": "c2pa.edited" if self.converted else "c2pa.created", "when": self.time,
                "softwareAgent": agent, "digitalSourceType": SOURCE_TYPE + kind,
                "parameters": {key: value for key, value in known.items() if value is not None}}
        marked = {"action": "c2pa.watermarked", "when": self.time, "softwareAgent": agent}
        return {"claim_generator_info": [agent], "synthetic": True, "signature": None,
                "note": "Unsigned: anybody can write, change or delete this record.",
                "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [made, marked]}}]}

    def comment(self) -> str:
        """Return sentence and record in one text, for the single comment field that most formats have."""
        return f"{self.sentence} {json.dumps(self.record(), ensure_ascii=True, separators=(',', ':'))}"


def read_record(comment: str) -> dict | None:
    """Return the record in a comment, or None if there is none in it.

    Parameters
    ----------
    comment : str
    """
    start = comment.find(BEGINNING)
    if start < 0:
        return None
    try:
        record = json.JSONDecoder().raw_decode(comment[start:])[0]
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def stated_consent(record: dict) -> str | None:
    """Return the consent that a record states, or None."""
    try:
        return record["assertions"][0]["data"]["actions"][0]["parameters"]["consent"]
    except (KeyError, IndexError, TypeError):
        return None


def describe(record: dict) -> str:
    """Return a record's content as a sentence; fields with unexpected values are ignored.

    Parameters
    ----------
    record : dict
        A record from `read_record`.
    """
    try:
        made = record["assertions"][0]["data"]["actions"][0]
        agent, known = made["softwareAgent"], made["parameters"]
        program, profile = f"{agent['name']} {agent['version']}", known["profile"]
        converted, consent = made["action"] == "c2pa.edited", stated_consent(record)
        return (f"The file says of itself, unsigned: {'converted' if converted else 'made'} by {program}, profile "
                f"{profile}, at {made['when']}; consent: {consent or 'not stated'}.")
    except (KeyError, IndexError, TypeError, AttributeError):
        return "The file holds a record of how it was made, which is damaged or of another program."
