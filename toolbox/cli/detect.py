"""The command `detect`: whether sound files are marked as synthetic."""

import sys
from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "detect", run, "whether sound files are marked as synthetic speech")
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE", help="recordings of any common kind, or videos")
    sub.add_argument("--json", action="store_true", help="print a list with what was found in each file, as JSON")


def run(args):
    """Look for the mark of this program, or of one that marks with Perth, and for what each file says of itself.

    A mark that is found says that the sound, or a part of it, came out of such a program. One that is not found says
    little: most programs leave no mark, and marks can be removed. Where none is found, a classifier may give a hint.
    A file that cannot be read is passed over with a sentence on stderr; the exit code is 2 then.
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
