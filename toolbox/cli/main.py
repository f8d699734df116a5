"""Clone a voice: speak a text in the voice of a few seconds of somebody's speech.

Without a command, the window opens.
"""

import argparse
from pathlib import Path

from toolbox import VERSION
from toolbox.cli import (
    bench,
    clean,
    clone,
    console,
    constellation,
    convert,
    demo,
    detect,
    doctor,
    embed,
    history,
    live,
    map,
    models,
    personal,
    prepare,
    quality,
    read,
    script,
    similarity,
    train,
    virtual,
    who,
    window,
)
from toolbox.core.settings import PROGRAM

WINDOW_OPTIONS = ("library", "profile", "device")
COMMANDS = (clone, personal, convert, live, script, read, who, clean, quality, embed, similarity, detect, history, demo,
            map, bench, doctor, models, prepare, constellation, virtual, train)


def main(argv=None):
    """Parse a command line and run its command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments without the program's name; those of the process by default.

    Returns
    -------
    int
        Exit code: 0 done, 1 something is missing, 2 the input cannot be used, 130 interrupted, 143
        terminated.
    """
    return console.run(lambda: _carry_out(argv))


def _carry_out(argv):
    """Run the command, refusing options of the window that it would ignore."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as end:  # argparse has printed the error or the help
        return end.code
    given = [f"--{name}" for name in WINDOW_OPTIONS if getattr(args, f"window_{name}") is not None]
    if args.command is window.run:
        for name in WINDOW_OPTIONS:
            setattr(args, name, getattr(args, f"window_{name}"))
    elif given:
        raise console.Refused(f"{' and '.join(given)} before a command {'is' if len(given) == 1 else 'are'} for the "
                              "window; write the command first and its own options after it "
                              "(`main.py COMMAND --help` lists them).")
    return args.command(args)


def _parser():
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit codes: 0 done, 1 something is missing, 2 the input cannot be used, 130 interrupted, "
               "143 terminated.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    parser.set_defaults(command=window.run)
    group = parser.add_argument_group("the window's options")
    # Separate destinations: a command's option of the same name would hide that they were given.
    group.add_argument("--library", type=Path, metavar="FOLDER", dest="window_library",
                       help="folder of recordings and takes")
    group.add_argument("--profile", dest="window_profile", metavar="NAME",
                       help=f"one of `{PROGRAM} models`; the last one used by default")
    group.add_argument("--device", dest="window_device", metavar="NAME",
                       help="auto, cpu, cuda or mps; the last one used by default")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(commands)
    return parser
