"""Storage of projects: a folder each in the library, and a single file for other machines."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.files import UNPACKING, check_methods, load, replacing, save
from toolbox.core.cloning.voice import SUFFIX as VOICE
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.presence import Presence
from toolbox.core.library.records import new_id
from toolbox.core.workshop.project import Project, Sentence

FOLDER, CONTENT, SOUNDS, VOICES = "projects", "project.json", "sounds", "voices"
SUFFIX = ".project"
LARGEST_CONTENT, LARGEST_SOUND, LARGEST = 256 << 20, 64 << 20, 4 << 30  # bytes of what is opened
LONGEST_SOUND = 10.0  # minutes; a sentence takes seconds
COMMENT = "Synthetic speech: a sentence of a project, made by a voice-cloning program (Voice toolbox)."
_ENTRY = re.compile(rf"{SOUNDS}/[0-9a-f]{{12}}\.flac|{VOICES}/[\w-]{{1,64}}\{VOICE}|{re.escape(CONTENT)}")


@dataclass(frozen=True)
class Listed:
    """A project's data that are known without opening it."""

    id: str
    name: str
    changed: float


class Store:
    """The projects of a library.

    Parameters
    ----------
    folder : Path
        The library's folder.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder) / FOLDER
        self._encoded: dict[str, tuple[Sentence, str]] = {}  # of the project that was written last
        self._held: tuple[str, Presence] | None = None

    def list(self) -> list[Listed]:
        """Return all projects, the most recently changed first; other folders are skipped."""
        found = []
        for path in self.folder.glob(f"*/{CONTENT}") if self.folder.is_dir() else ():
            try:
                # The name comes first in the file; the readings after it may take many megabytes.
                with open(path, encoding="utf-8") as file:
                    name = re.search(r'"name": ("(?:[^"\\]|\\.)*")', file.read(4096))
                found.append(Listed(path.parent.name, json.loads(name[1]) if name else "nameless",
                                    path.stat().st_mtime))
            except (OSError, ValueError):
                continue
        return sorted(found, key=lambda listed: listed.changed, reverse=True)

    def save(self, project: Project) -> None:
        """Save a project without its sounds (see `keep_sound`); raise AudioError if that fails."""
        self._make(project.id)
        content = project.to_json(self._encoded)
        with replacing(self.folder / project.id / CONTENT, private=True) as part:
            Path(part).write_text(content, encoding="utf-8")

    def open(self, project_id: str) -> Project:
        """Load a project; raise AudioError with a sentence if it is missing or damaged."""
        path = self.folder / project_id / CONTENT
        try:
            return Project.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise AudioError(f"{path.parent}: there is no such project.") from None
        except (OSError, ValueError) as error:
            raise AudioError(f"{path} is not a project, or is damaged ({error}).") from None

    def hold(self, project_id: str) -> str:
        """Reserve a project for this program, instead of the one held before: only one program may write a project.

        Returns
        -------
        str
            The other programs that have it open, in which case nothing changes; empty on success.
        """
        if self._held is not None and self._held[0] == project_id:
            return ""
        presence = Presence(self.folder / project_id)
        with suppress(OSError):  # a library that can only be read cannot be harmed either
            presence.enter()
            if others := presence.others():
                presence.leave()
                return " and ".join(map(str, others))
        self.release()
        self._held = project_id, presence
        return ""

    def release(self) -> None:
        """Give up the project that is held."""
        if self._held is not None:
            self._held[1].leave()
            self._held = None

    def keep_sound(self, project_id: str, take_id: str, wav: np.ndarray, rate: int) -> None:
        """Save the sound of a take."""
        self._make(project_id)
        save(self._sound(project_id, take_id), wav, rate, COMMENT)

    def read_sound(self, project_id: str, take_id: str) -> tuple[np.ndarray, int]:
        """Load the sound of a take; raise AudioError if it is missing."""
        return load(self._sound(project_id, take_id))

    def remove_unused(self, project: Project) -> None:
        """Delete the sounds of takes that are no longer in the project and cannot be restored by undo."""
        for path in (self.folder / project.id / SOUNDS).glob("*.flac"):
            if re.fullmatch(r"[0-9a-f]{12}", path.stem) and path.stem not in project.sounds:
                with suppress(OSError):  # where nothing can be deleted, it only takes room
                    path.unlink()

    def export(self, project: Project, path: str | Path, voices: Mapping[str, Voice]) -> None:
        """Write a project with its sounds and the voices of its cast to one file.

        Parameters
        ----------
        project : Project
        path : str or Path
            Ends in SUFFIX.
        voices : mapping of str to Voice
            The voices by the ids of the recordings in the project.
        """
        path = Path(path)
        if path.suffix != SUFFIX:
            raise AudioError(f"{path}: the name of a project must end in {SUFFIX}.")
        with replacing(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as file:
            file.writestr(CONTENT, json.dumps(project.to_dict(), ensure_ascii=False), zipfile.ZIP_DEFLATED)
            for take_id in sorted(project.sounds):
                sound = self._sound(project.id, take_id)
                if sound.exists():
                    file.write(sound, f"{SOUNDS}/{take_id}.flac")
            for recording, voice in voices.items():
                own = Path(part).with_suffix(VOICE)
                voice.save(own)
                file.write(own, f"{VOICES}/{recording}{VOICE}")
                own.unlink()

    def take_in(self, path: str | Path) -> tuple[Project, dict[str, Voice]]:
        """Import a file written by `export` as a new project of this library.

        Returns
        -------
        (project, voices) : Project, dict of str to Voice
            The project, with a new id, and the voices in the file by the ids that it uses for them.

        Raises
        ------
        AudioError
            If the file is not a project. Names and sizes are checked before anything is unpacked, and nothing in it
            is executed.
        """
        path, made = Path(path), None
        try:
            with zipfile.ZipFile(path) as file:
                entries = _checked(file.infolist())
                project = Project.from_dict(json.loads(file.read(CONTENT)))
                project = replace(project, id=new_id())
                self._make(project.id)
                made = self.folder / project.id
                for entry in entries:
                    if entry.filename.startswith(SOUNDS) and Path(entry.filename).stem in project.sounds:
                        target = self.folder / project.id / entry.filename
                        with replacing(target) as part:
                            Path(part).write_bytes(file.read(entry))
                        # Written again, so that only what this program has made is read from now on.
                        save(target, *load(target, max_minutes=LONGEST_SOUND), COMMENT)
                voices = {}
                for entry in entries:
                    if entry.filename.startswith(VOICES):
                        own = self.folder / project.id / Path(entry.filename).name
                        try:
                            own.write_bytes(file.read(entry))
                            voices[own.stem] = Voice.load(own)
                        finally:
                            own.unlink(missing_ok=True)
        except FileNotFoundError:
            raise AudioError(f"{path}: there is no such file.") from None
        except (OSError, KeyError, ValueError, EOFError, *UNPACKING) as error:
            raise AudioError(f"{path} is not a project ({SUFFIX}), or is damaged ({error}).") from None
        else:
            self.save(project)
            made = None
        finally:
            if made is not None:
                shutil.rmtree(made, ignore_errors=True)
        return project, voices

    def _make(self, project_id):
        sounds = self.folder / project_id / SOUNDS
        try:
            for folder in (self.folder, sounds.parent, sounds):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise AudioError(f"{sounds} cannot be written: {(error.strerror or str(error)).lower()}.") from None

    def _sound(self, project_id, take_id):
        return self.folder / project_id / SOUNDS / f"{take_id}.flac"


def _checked(entries: Iterable[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    entries = list(entries)
    check_methods(entries)
    for entry in entries:
        if not _ENTRY.fullmatch(entry.filename):
            raise ValueError(f"it holds {entry.filename[:80]!r}")
        if entry.file_size > (LARGEST_CONTENT if entry.filename == CONTENT else LARGEST_SOUND):
            raise ValueError(f"{entry.filename} is too large")
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise ValueError("it is too large")
    return entries
