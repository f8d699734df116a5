"""Division of a folder of recordings by person into one folder each, which an import treats as a speaker."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from audio.errors import AudioError
from audio.files import SUFFIXES, duration, load, save
from toolbox.core.people.diarisation import diarise
from toolbox.core.people.division import LONG, Division

if TYPE_CHECKING:
    from encoder.counting.inference import Counter
    from encoder.ecapa.network import ECAPA
    from encoder.ge2e.inference import SpeakerEncoder

FIRST = "Speaker 1"  # name of the person who speaks most


def divide_folder(folder: str | Path, out: str | Path, encoder: "SpeakerEncoder", second: "ECAPA | None" = None,
                  counter: "Counter | None" = None,
                  progress: Callable[[float, str], None] = lambda share, what: None,
                  cancelled: Callable[[], bool] = lambda: False) -> tuple[list[Path], list[tuple[str, str]]]:
    """Write the speech of each person in a folder's recordings to separate files.

    A recording of one person, or a short one, becomes one file. A recording that is already divided is left as it is,
    so that a cancelled call can be resumed.

    Parameters
    ----------
    folder : str or Path
        Sound files in it and in its subfolders are read.
    out : str or Path
        Receives a folder for each person of each recording.
    encoder : SpeakerEncoder
    second : ECAPA, optional
    counter : Counter, optional
    progress : callable
        Receives the share completed and the file's name.
    cancelled : callable
        Called often; if it returns True, `Cancelled` is raised.

    Returns
    -------
    (written, refused)
        The files written, and the paths of recordings that cannot be used with the reasons.

    Raises
    ------
    ValueError
        If the folder holds no sound files.
    """
    folder, out = Path(folder), Path(out)
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix.lower() in SUFFIXES and out not in p.parents]
    if not paths:
        raise ValueError(f"{folder} holds no sound files.")
    written, refused = [], []
    for number, path in enumerate(paths):
        progress(number / len(paths), path.name)
        # Files of the same name in different subfolders are different recordings.
        name = " - ".join(path.relative_to(folder).with_suffix("").parts)
        there = sorted(out.glob(f"{_escaped(name)} - */{_escaped(path.stem)}.flac"))
        if out / f"{name} - {FIRST}" / f"{path.stem}.flac" in there:
            written += there
            continue
        try:
            wav, rate = load(path)
            if duration(path) < LONG:
                sounds = {FIRST: wav}
            else:
                division = Division.of(diarise(wav, rate, encoder, second, counter, cancelled=cancelled))
                sounds = {who: division.sound_of(who, wav, rate, most=float("inf")) for who in division.people}
        except AudioError as error:
            refused.append((str(path), str(error)))
            continue
        for who in sorted(sounds, key=lambda who: who == FIRST):  # the first person last: the sign of completeness
            place = out / f"{name} - {who}" / f"{path.stem}.flac"
            place.parent.mkdir(parents=True, exist_ok=True)
            save(place, sounds[who], rate)
            written.append(place)
    return written, refused


def _escaped(name):
    """Return a file's name escaped for use in a pattern."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
