"""The command `detect`: check whether sound files are marked as synthetic."""

import sys
from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "detect", run, "check whether sound files are marked as synthetic speech")
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE", help="recordings in any common format, or videos")
    sub.add_argument("--json", action="store_true", help="print the findings of each file as JSON")


def run(args):
    """Look for this program's mark, for Perth's, and for the record in each file's metadata.

    A mark shows that the sound, or a part of it, was made by such a program. Its absence proves little: most programs
    leave no mark, and marks can be removed. Without a mark, a classifier may give a hint. An unreadable file is skipped
    with a sentence on stderr, and the exit code is 2.
    """
    from audio.errors import AudioError
    from toolbox.core.checking import Inspector
    found, n_files = [], len(args.files)
    with console.progress("loading"), console.refusing(ValueError), console.lacking(FileNotFoundError):
        inspector = Inspector.load()
    refused = False
    with console.progress("listening") as show:
        for number, path in enumerate(args.files):
            try:
                finding = inspector.check(path, lambda share: show((number + share) / n_files, path.name))  # noqa: B023
            except AudioError as error:
                refused = True
                print(error, file=sys.stderr)
                found.append({"file": str(path), "error": str(error)})
                continue
            found.append(finding.to_dict())
    if args.json:
        options.print_json(found)
    else:
        for row in found:
            if "error" not in row:
                print(f"{row['file']}: {row['meaning']}")
    return console.REFUSED if refused else console.DONE
