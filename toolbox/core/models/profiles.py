"""Which networks belong together, those that come with the program and the user's own; and the bundled voices."""

import json
from dataclasses import dataclass
from pathlib import Path

from toolbox.core.settings import ASSETS

MODELS, VOICES = ASSETS / "models", ASSETS / "voices"
ABOUT = "profile.json"
VOCODER = "vocoder.safetensors"
# What voices are adapted with; the first is what a synthesizer is trained with, too.
ALIGNER, SECOND_ENCODER = "aligner.safetensors", "ecapa.safetensors"


@dataclass(frozen=True)
class Profile:
    """Networks by name; `vocoder` is None for Griffin-Lim, `encoder` for the published GE2E.

    `remedy` says how to come by files that are not there.
    """

    name: str
    description: str
    synthesizer: Path
    vocoder: Path | None
    encoder: Path | None = None
    remedy: str = "`git checkout assets/models`, or train it"

    @property
    def files(self):
        """Files that it needs."""
        # Voices are heard by both encoders where the first is the published one, and adapted if something plays them.
        second = None if self.encoder else MODELS / SECOND_ENCODER
        aligner = MODELS / ALIGNER if second and self.vocoder else None
        return [path for path in (self.encoder, self.synthesizer, self.vocoder, aligner, second) if path]

    @property
    def missing(self):
        """Those that are not there."""
        return [path for path in self.files if not path.exists()]


PROFILES = {p.name: p for p in (
    Profile("default", "parallel synthesizer, harmonic vocoder", MODELS / "synthesizer.safetensors",
            MODELS / VOCODER),
    Profile("griffin-lim", "parallel synthesizer, Griffin-Lim", MODELS / "synthesizer.safetensors", None),
)}


def models_folder():
    """Where the user's own profiles lie, a folder each; it may not exist."""
    import platformdirs

    from toolbox.core.settings import APPLICATION
    return Path(platformdirs.user_data_dir(APPLICATION, False)) / "models"


def list_profiles():
    """Return all profiles by name: those that come with the program, known ones that need weights, the user's own.

    Those whose description is damaged are passed over (`damaged_profiles`).
    """
    folder = models_folder()
    rtvc, wavenet = folder / "rtvc", folder / "wavenet"
    known = {p.name: p for p in (
        Profile("rtvc", "Tacotron, WaveRNN: the networks of Real-Time-Voice-Cloning", rtvc / "synthesizer.safetensors",
                rtvc / "vocoder.safetensors", rtvc / "encoder.safetensors",
                "`main.py models add rtvc --download` fetches the published weights, `main.py models add rtvc --from "
                "FOLDER` takes your own encoder.pt, synthesizer.pt and vocoder.pt"),
        Profile("wavenet", "parallel synthesizer, WaveNet", MODELS / "synthesizer.safetensors",
                wavenet / "vocoder.safetensors", None,
                "train it with `main.py train wavenet`, then `main.py models add wavenet --from` what that made"),
    )}
    own, _ = _read_own()
    return PROFILES | known | {name: profile for name, profile in own.items() if name not in PROFILES}


def damaged_profiles() -> dict[str, str]:
    """Return what is wrong with those of the user's own profiles that `list_profiles` passes over, by their names."""
    return _read_own()[1]


def find_profile(name):
    """The profile of that name.

    Raises
    ------
    ValueError
        If there is none; the sentence lists the others.
    FileNotFoundError
        If files of it are missing; the sentence says how to come by them.
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


def bundled_voices():
    """Path of each bundled recording by the speaker's name, in the order of assets/voices/voices.json."""
    listed = json.loads((VOICES / "voices.json").read_text(encoding="utf-8"))["voices"]
    return {voice["name"]: VOICES / voice["file"] for voice in listed}


def _read_own():
    """The user's own profiles by name, and sentences on those that cannot be read."""
    own, damaged = {}, {}
    for path in sorted(models_folder().glob(f"*/{ABOUT}")):
        name = path.parent.name
        try:
            own[name] = _own(path.parent)
        except (OSError, ValueError, KeyError, TypeError) as error:
            damaged[name] = (f"{path} is damaged ({type(error).__name__}), so the profile '{name}' is passed over; add "
                             f"it again, or remove it with `main.py models remove {name}`.")
    return own, damaged


def _own(folder):
    """The profile of a folder that `main.py models add` has made: what it does not hold comes with the program."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if not isinstance(about["description"], str):
        raise TypeError("a description that is no text")
    parts = {part: folder / f"{part}.safetensors" if part in about["parts"] else None
             for part in ("encoder", "synthesizer", "vocoder")}
    if parts["synthesizer"] is None:
        parts["synthesizer"] = MODELS / "synthesizer.safetensors"
        parts["vocoder"] = parts["vocoder"] or MODELS / VOCODER
    return Profile(folder.name, about["description"], **parts, remedy=f"`main.py models add {folder.name}` again")
