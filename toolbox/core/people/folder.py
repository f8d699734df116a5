"""A folder of recordings divided by person: a folder for each, which an import takes for a speaker."""

from collections.abc import Callable
from pathlib import Path

from audio.errors import AudioError
from audio.files import SUFFIXES, duration, load, save
from toolbox.core.people.diarisation import diarise
from toolbox.core.people.division import LONG, Division


def divide_folder(folder: str | Path, out: str | Path, encoder, second=None,
                  progress: Callable[[float, str], None] = lambda share, what: None,
                  cancelled: Callable[[], bool] = lambda: False) -> tuple[list[Path], list[tuple[str, str]]]:
    """Write what each person says in the recordings of a folder to a file of their own.

    A recording of one person, or a short one, becomes one file. What is written already is not made again, so that a
    call that was cancelled goes on where it stopped.

    Parameters
    ----------
    folder : str or Path
        Its own sound files and those below it are read.
    out : str or Path
        Gets a folder for each person of each recording.
    encoder : SpeakerEncoder
    second : ECAPA, optional
    progress : callable
        Receives the share done and the file's name.
    cancelled : callable
        Asked often; `Cancelled` is raised.

    Returns
    -------
    (written, refused)
        The files; paths and reasons of recordings that cannot be used.

    Raises
    ------
    ValueError
        If there is no sound in the folder.
    """
    folder, out = Path(folder), Path(out)
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix.lower() in SUFFIXES and out not in p.parents]
    if not paths:
        raise ValueError(f"{folder} holds no sound files.")
    written, refused = [], []
    for number, path in enumerate(paths):
        progress(number / len(paths), path.name)
        there = sorted(out.glob(f"{_escaped(path.stem)} - */{_escaped(path.stem)}.flac"))
        if there:
            written += there
            continue
        try:
            wav, rate = load(path)
            if duration(path) < LONG:
                sounds = {"Speaker 1": wav}
            else:
                division = Division.of(diarise(wav, rate, encoder, second, cancelled=cancelled))
                sounds = {who: division.sound_of(who, wav, rate, most=float("inf")) for who in division.people}
        except AudioError as error:
            refused.append((str(path), str(error)))
            continue
        for who, sound in sounds.items():
            place = out / f"{path.stem} - {who}" / f"{path.stem}.flac"
            place.parent.mkdir(parents=True, exist_ok=True)
            save(place, sound, rate)
            written.append(place)
    return written, refused


def _escaped(name):
    """A file's name in a pattern."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
