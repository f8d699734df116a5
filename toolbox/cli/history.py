"""The command `history`: list the speech made in the library's voices."""

from dataclasses import asdict
from pathlib import Path

from toolbox.cli import console, options

LONGEST_TEXT = 60  # characters of a text shown in the table


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "history", run, "list the speech made in the library's voices")
    sub.add_argument("--voice", metavar="NAME", help="list only speech in this voice")
    sub.add_argument("--library", type=Path, metavar="FOLDER", help="a library other than your own")
    sub.add_argument("--json", action="store_true", help="print a list, newest first, as JSON")


def run(args):
    """List the speech made in a library's voices, with consent and exported files, including deleted takes.
    """
    from toolbox.core.library.database import DATABASE
    from toolbox.core.library.library import Library
    from toolbox.core.settings import data_folder
    folder = args.library or data_folder()
    if not (folder / DATABASE).is_file():
        raise console.Refused(f"{folder} holds no library, so it has no history.")
    library = Library(folder)
    entries = library.history(args.voice)
    library.close()
    if args.json:
        options.print_json([asdict(entry) for entry in entries])
        return
    if not entries:
        print(f"Nothing was made in the voice '{args.voice}'." if args.voice else "Nothing was made yet.")
        return
    rows = [(e.time[:16].replace("T", " "), e.what, e.voice, e.consent or "not stated", f"{e.seconds:.1f} s",
             _short(e.text), e.place) for e in entries]
    print(console.table([("when (UTC)", "what", "voice", "consent", "length", "text", "file"), *rows], right=(4,)))


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT - 1]}…"
