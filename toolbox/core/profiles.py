"""Which synthesizer and vocoder belong together, and the voices that come with the program."""

import json
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
MODELS, VOICES = ASSETS / "models", ASSETS / "voices"


@dataclass(frozen=True)
class Profile:
    """A named pair; `vocoder` is None for Griffin-Lim."""

    name: str
    description: str
    synthesizer: Path
    vocoder: Path | None


PROFILES = {p.name: p for p in (
    Profile("default", "parallel synthesizer, harmonic vocoder", MODELS / "synthesizer.safetensors",
            MODELS / "vocoder.safetensors"),
    Profile("griffin-lim", "parallel synthesizer, Griffin-Lim", MODELS / "synthesizer.safetensors", None),
)}


def find_profile(name):
    """The profile of that name; ValueError with a sentence that lists the others."""
    if name not in PROFILES:
        raise ValueError(f"There is no profile '{name}'; there are: {', '.join(PROFILES)}.")
    return PROFILES[name]


def bundled_voices():
    """Path of each bundled recording by the speaker's name, in the order of assets/voices/voices.json."""
    listed = json.loads((VOICES / "voices.json").read_text(encoding="utf-8"))["voices"]
    return {voice["name"]: VOICES / voice["file"] for voice in listed}
