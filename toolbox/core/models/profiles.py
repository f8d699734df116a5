"""Profiles, the sets of networks that belong together, included or the user's own; and the bundled voices."""

import json
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from toolbox.core.settings import APPLICATION, ASSETS, CHECKOUT, INSTALL, PROGRAM

MODELS, VOICES = ASSETS / "models", ASSETS / "voices"
ABOUT = "profile.json"
ENCODER, VOCODER = "encoder.safetensors", "vocoder.safetensors"
# The recognisers of recordings, also used in adaptation and in training synthesizers, and of live speech, if present.
RECOGNISER, STREAMING_RECOGNISER = "recogniser.safetensors", "streaming-recogniser.safetensors"
SECOND_ENCODER = "ecapa.safetensors"
QUALITY, ENHANCER = "quality.safetensors", "enhancer.safetensors"  # of recordings
COUNTER = "counting.safetensors"  # counts the people who speak at once
ACCENT = "accent.safetensors"  # distinguishes British from American speakers by both encoders' embeddings
REMEDY = "`git checkout assets/models`, or train it" if CHECKOUT else INSTALL


@dataclass(frozen=True)
class Profile:
    """A set of networks that work together, as model files; `vocoder` is None for Griffin-Lim.

    `remedy` is a sentence about how to get missing files.
    """

    name: str
    description: str
    synthesizer: Path
    vocoder: Path | None
    encoder: Path = MODELS / ENCODER
    remedy: str = REMEDY

    @property
    def files(self) -> list[Path]:
        """Return the files that the profile needs."""
        # The included encoder is accompanied by the second one; with a vocoder, voices are also adapted.
        second = MODELS / SECOND_ENCODER if self.encoder == MODELS / ENCODER else None
        recogniser = MODELS / RECOGNISER if second and self.vocoder else None
        accent = MODELS / ACCENT if second else None
        listening = (MODELS / QUALITY, MODELS / ENHANCER)  # to every reference
        files = (self.encoder, self.synthesizer, self.vocoder, recogniser, second, accent, *listening)
        return [path for path in files if path]

    @property
    def missing(self) -> list[Path]:
        """Return the files that are missing."""
        return [path for path in self.files if not path.exists()]


PROFILES = {p.name: p for p in (
    Profile("default", "parallel synthesizer, harmonic vocoder", MODELS / "synthesizer.safetensors",
            MODELS / VOCODER),
    Profile("griffin-lim", "parallel synthesizer, Griffin-Lim", MODELS / "synthesizer.safetensors", None),
)}


def models_folder() -> Path:
    """Return the folder with a subfolder for each of the user's own profiles; it may not exist."""
    return Path(platformdirs.user_data_dir(APPLICATION, False)) / "models"


def list_profiles() -> dict[str, Profile]:
    """Return all profiles by name: included ones, known ones that need weights, and the user's own.

    Profiles with damaged descriptions are skipped (`damaged_profiles`).
    """
    folder = models_folder()
    rtvc, wavenet = folder / "rtvc", folder / "wavenet"
    known = {p.name: p for p in (
        Profile("rtvc", "Tacotron, WaveRNN: the networks of Real-Time-Voice-Cloning", rtvc / "synthesizer.safetensors",
                rtvc / "vocoder.safetensors", rtvc / "encoder.safetensors",
                f"`{PROGRAM} models add rtvc --download` fetches the published weights, `{PROGRAM} models add rtvc "
                "--from FOLDER` takes your own encoder.pt, synthesizer.pt and vocoder.pt"),
        Profile("wavenet", "parallel synthesizer, WaveNet", MODELS / "synthesizer.safetensors",
                wavenet / "vocoder.safetensors",
                remedy=f"train it with `{PROGRAM} train wavenet`, then `{PROGRAM} models add wavenet --from FOLDER`"),
    )}
    own, _ = _read_own()
    return PROFILES | known | {name: profile for name, profile in own.items() if name not in PROFILES}


def damaged_profiles() -> dict[str, str]:
    """Return the problems of the user's own profiles that `list_profiles` skips, by name."""
    return _read_own()[1]


def find_profile(name: str) -> Profile:
    """Return a profile by name.

    Raises
    ------
    ValueError
        If it does not exist; the message lists the profiles.
    FileNotFoundError
        If files are missing; the message says how to get them.
    """
    profiles = PROFILES if name in PROFILES else list_profiles()
    if name not in profiles:
        if (sentence := damaged_profiles().get(name)) is not None:
            raise ValueError(sentence)
        raise ValueError(f"There is no profile '{name}'; there are: {', '.join(profiles)}.")
    if profiles[name].missing:
        raise FileNotFoundError(f"{profiles[name].missing[0]}: there is no such model file, which the profile '{name}' "
                                f"needs; {profiles[name].remedy}.")
    return profiles[name]


def bundled_voices() -> dict[str, Path]:
    """Return the path of each bundled recording by the speaker's name, in the order of assets/voices/voices.json."""
    listed = json.loads((VOICES / "voices.json").read_text(encoding="utf-8"))["voices"]
    return {voice["name"]: VOICES / voice["file"] for voice in listed}


def _read_own():
    """Return the user's own profiles by name, and sentences about unreadable ones."""
    own, damaged = {}, {}
    for path in sorted(models_folder().glob(f"*/{ABOUT}")):
        name = path.parent.name
        try:
            own[name] = _own(path.parent)
        except (OSError, ValueError, KeyError, TypeError) as error:
            damaged[name] = (f"{path} is damaged ({type(error).__name__}), so the profile '{name}' is passed over; add "
                             f"it again, or remove it with `{PROGRAM} models remove {name}`.")
    return own, damaged


def _own(folder: Path) -> Profile:
    """Return the profile of a folder made by `models add`; the included models replace missing parts."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if not isinstance(about["description"], str):
        raise TypeError("a description that is no text")
    parts = {part: folder / f"{part}.safetensors" for part in about["parts"]}
    vocoder = parts.get("vocoder", None if "synthesizer" in parts else MODELS / VOCODER)
    return Profile(folder.name, about["description"], parts.get("synthesizer", MODELS / "synthesizer.safetensors"),
                   vocoder, parts.get("encoder", MODELS / ENCODER), f"`{PROGRAM} models add {folder.name}` again")
