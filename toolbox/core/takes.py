"""What is kept on disk: recordings of voices, and takes of cloned speech."""

import json
import os
import re
import uuid
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import load, save
from audio.voice import STATISTICS
from toolbox.core.settings import ASSETS
from toolbox.core.voice import Voice

BUNDLED = "bundled:"


@dataclass
class Recording:
    """A recording of somebody.

    Attributes
    ----------
    id : str
    speaker : str
        Recordings with the same speaker are one voice.
    file : str
        Name within the library's folder, or BUNDLED and a name in assets/voices.
    seconds : float
    source, licence : str
        Where it comes from, as far as is known.
    starred, deleted : bool
        What is deleted stays until the library is opened again, so that it can be undone.
    region : tuple of (float, float) or None
        The part in seconds that is used; None for all of it.
    added : str
        ISO 8601.
    """

    id: str
    speaker: str
    file: str
    seconds: float
    source: str = ""
    licence: str = ""
    starred: bool = False
    deleted: bool = False
    region: tuple | None = None
    added: str = ""


@dataclass
class Take:
    """A sentence said in somebody's voice, with what is needed to say it again.

    `wav` (n_samples,), `mel` (n_mels, n_frames), `phonemes` (symbol, begin, end in seconds) and `embedding` (256,) are
    None until `Library.read_take` has been asked for them; all else is in the index.
    """

    id: str
    voice: str
    text: str
    profile: str
    seed: int
    speed: float
    pitch_shift: float
    rate: int
    seconds: float
    comment: str
    recording: str = ""
    similarity: float | None = None
    timings: dict = field(default_factory=dict)
    unpronounced: list = field(default_factory=list)
    file: str = ""
    added: str = ""
    deleted: bool = False
    wav: np.ndarray | None = field(default=None, repr=False, compare=False)
    mel: np.ndarray | None = field(default=None, repr=False, compare=False)
    phonemes: list | None = field(default=None, repr=False, compare=False)
    embedding: np.ndarray | None = field(default=None, repr=False, compare=False)


ARRAYS = ("wav", "mel", "phonemes", "embedding")


class Library:
    """A folder of FLAC files with one JSON index.

    The index is held in memory and written beside its place and renamed into it at every change. Call it from one
    thread; `write_recording`, `write_take`, `read_take` and `read_recording` touch only their own files and may run in
    any.

    Parameters
    ----------
    folder : str or Path
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.index = self.folder / "index.json"
        for name in ("recordings", "takes"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.recordings, self.takes, self.problem = {}, {}, ""
        if self.index.exists():
            self._read()
        else:
            self._add_samples()
        self._purge()

    def path(self, recording):
        """Where a recording's sound is."""
        if recording.file.startswith(BUNDLED):
            return ASSETS / "voices" / recording.file[len(BUNDLED):]
        return self.folder / recording.file

    def write_recording(self, wav, rate, speaker, source=""):
        """Write a waveform (n_samples,) as FLAC; returns the Recording, which `add` then lists."""
        name = new_id()
        recording = Recording(name, speaker, f"recordings/{name}.flac", len(wav) / rate, source, added=_now())
        save(self.folder / recording.file, wav, rate)
        return recording

    def import_file(self, path):
        """Read any sound file and keep a copy of it; returns the Recording, which `add` then lists."""
        path = Path(path)
        wav, rate = load(path)
        return self.write_recording(wav, rate, path.stem.replace("_", " "), source=str(path))

    def read_recording(self, recording):
        """(wav, rate) of a recording."""
        return load(self.path(recording))

    def add(self, *recordings):
        """List recordings."""
        self.recordings |= {recording.id: recording for recording in recordings}
        self.write()

    def change(self, recording_id, **values):
        """Change fields of a recording: speaker, starred, deleted, region."""
        for name, value in values.items():
            setattr(self.recordings[recording_id], name, value)
        if "region" in values:
            self._voice_file(recording_id).unlink(missing_ok=True)
        self.write()

    def speakers(self):
        """Recordings that are not deleted, by speaker, starred speakers first; dict of str to list."""
        groups = {}
        for recording in self.recordings.values():
            if not recording.deleted:
                groups.setdefault(recording.speaker, []).append(recording)
        return dict(sorted(groups.items(), key=lambda g: (not any(r.starred for r in g[1]), g[0].casefold())))

    def voice(self, recording_id):
        """The Voice learnt from a recording, or None if it has not been learnt yet."""
        try:
            voice = Voice.load(self._voice_file(recording_id))
        except AudioError:
            return None
        # One that an older version measured is learnt again.
        return voice if voice.statistics.shape == (STATISTICS,) else None

    def keep_voice(self, recording_id, voice):
        """Keep what was learnt from a recording."""
        voice.save(self._voice_file(recording_id))

    def write_take(self, take):
        """Write a take's sound (FLAC, marked as synthetic) and arrays; `add_take` then lists it."""
        take.added = take.added or _now()
        take.file = take.file or f"takes/{_file_name(take)}"
        save(self.folder / take.file, take.wav, take.rate, comment=take.comment)
        part = self.folder / "takes" / f".{take.id}.part"
        with open(part, "wb") as file:
            np.savez(file, mel=take.mel.astype(np.float16), phonemes=json.dumps(take.phonemes),
                     **({} if take.embedding is None else {"embedding": take.embedding}))
        os.replace(part, self._arrays(take))
        return take

    def read_take(self, take):
        """Fill in a take's wav, mel, phonemes and embedding."""
        wav, _ = load(self.folder / take.file)
        try:
            with np.load(self._arrays(take), allow_pickle=False) as arrays:
                take.mel = arrays["mel"].astype(np.float32)
                take.phonemes = [tuple(p) for p in json.loads(str(arrays["phonemes"]))]
                take.embedding = arrays["embedding"] if "embedding" in arrays else None
        except (OSError, ValueError, KeyError) as error:
            raise AudioError(f"The take '{take.text[:40]}' cannot be read ({type(error).__name__}).") from None
        take.wav = wav
        return take

    def add_take(self, take):
        """List a take."""
        self.takes[take.id] = take
        self.write()

    def delete_take(self, take_id, deleted=True):
        """Delete a take, or bring it back."""
        self.takes[take_id].deleted = deleted
        self.write()

    def take_path(self, take):
        """Where a take's FLAC file is."""
        return self.folder / take.file

    def write(self):
        """Write the index."""
        rows = {"recordings": [asdict(r) for r in self.recordings.values()],
                "takes": [{f.name: getattr(t, f.name) for f in fields(t) if f.name not in ARRAYS}
                          for t in self.takes.values()]}
        part = self.index.with_suffix(".part")
        part.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        os.replace(part, self.index)

    def _read(self):
        try:
            rows = json.loads(self.index.read_text(encoding="utf-8"))
            self.recordings = {r["id"]: Recording(**r) for r in rows["recordings"]}
            self.takes = {t["id"]: Take(**t) for t in rows["takes"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            # The damaged index is set aside, not overwritten: somebody may still mend it.
            aside = self.index.with_suffix(".damaged.json")
            os.replace(self.index, aside)
            self.problem = (f"The library's index could not be read ({type(error).__name__}); "
                            f"it was set aside as {aside}.")
            self.recordings, self.takes = {}, {}
            self._add_samples()

    def _add_samples(self):
        samples = ASSETS / "voices" / "voices.json"
        for sample in json.loads(samples.read_text(encoding="utf-8"))["voices"] if samples.exists() else []:
            path = ASSETS / "voices" / sample["file"]
            seconds = _seconds(path)
            if seconds:
                name = path.stem
                self.recordings[name] = Recording(name, sample["name"], BUNDLED + sample["file"], seconds,
                                                  sample["source"], sample["licence"], added=_now())
        self.write()

    def _purge(self):
        gone = [r for r in self.recordings.values() if r.deleted]
        for recording in gone:
            if not recording.file.startswith(BUNDLED):
                self.path(recording).unlink(missing_ok=True)
            self._voice_file(recording.id).unlink(missing_ok=True)
            del self.recordings[recording.id]
        lost = [t for t in self.takes.values() if t.deleted]
        for take in lost:
            self.take_path(take).unlink(missing_ok=True)
            self._arrays(take).unlink(missing_ok=True)
            del self.takes[take.id]
        if gone or lost:
            self.write()

    def _voice_file(self, recording_id):
        return self.folder / "recordings" / f"{recording_id}.npz"

    def _arrays(self, take):
        return self.folder / "takes" / f"{take.id}.npz"


def new_id():
    """A name that nothing else has."""
    return uuid.uuid4().hex[:12]


def _file_name(take):
    words = re.sub(r"[^\w' -]", "", f"{take.voice} - {take.text}")[:60].strip()
    return f"{words} ({take.id[:4]}).flac"


def _seconds(path):
    import soundfile

    try:
        return soundfile.info(path).duration
    except (soundfile.SoundFileError, OSError):
        return 0.0


def _now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
