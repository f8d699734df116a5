"""The command `who`: who speaks when in a recording."""

import sys
from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "who", run, "find who speaks when in a recording")
    sub.add_argument("file", type=Path, metavar="FILE", help="a recording, a video, or a folder of them with --split")
    sub.add_argument("--split", type=Path, metavar="FOLDER", help="write the speech of each person to a separate file")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a list of {start, end, speaker}")
    form.add_argument("--rttm", action="store_true", help="print RTTM")


def run(args):
    """Print who speaks when in a recording, and write a file for each person."""
    from audio.files import check_folder, load, save
    from toolbox.core.people.diarisation import diarise, require_people
    from toolbox.core.people.segments import alone, cut, overlapped, people, to_list, to_rttm
    if args.split:
        check_folder(args.split)
    if args.file.is_dir() and not args.split:
        raise console.Refused(f"{args.file} is a folder; add --split FOLDER to divide its recordings by person.")
    networks = [load(args.device) for load in (options.load_encoder, options.load_second_encoder,
                                                options.load_counter)]
    if args.file.is_dir():
        _divide_folder(args, networks)
        return
    wav, rate = load(args.file)
    with console.progress("listening") as show:
        found = diarise(wav, rate, *networks, show)
    require_people(found, str(args.file))
    written = {}
    if args.split:
        args.split.mkdir(parents=True, exist_ok=True)
        for person in people(found.segments):
            own = alone(found.segments, person)
            if own:
                written[person] = args.split / f"{args.file.stem} - {person}.wav"
                save(written[person], cut(wav, rate, own), rate)
    if args.json:
        options.print_json(to_list(found.segments))
    elif args.rttm:
        print(to_rttm(found.segments, args.file.stem), end="")
    else:
        for segment in found.segments:
            print(f"{_clock(segment.start)} to {_clock(segment.end)}  {segment.speaker}")
    summary = ", ".join(f"{person} {seconds:.0f} s" for person, seconds in people(found.segments).items())
    besides = {"at once": overlapped(found.segments), "music": sum(end - begin for begin, end in found.music)}
    notes = "".join(f"; {what} {seconds:.0f} s" for what, seconds in besides.items() if seconds >= 0.5)
    print(f"{summary}{notes}.", file=sys.stderr)
    for path in written.values():
        print(path, file=sys.stderr)


def _divide_folder(args, networks):
    """Write what each person says in a folder's recordings, and name the recordings that could not be used."""
    from toolbox.core.people.folder import divide_folder
    with console.progress("listening") as show, console.refusing(ValueError):
        written, refused = divide_folder(args.file, args.split, *networks, show)
    for path in written:
        print(path)
    for path, reason in refused:
        print(f"{path} is left out: {reason}", file=sys.stderr)


def _clock(seconds):
    return f"{int(seconds // 60):>3}:{seconds % 60:04.1f}"
