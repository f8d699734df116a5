"""The command `models`: list, add and remove profiles."""

import sys
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.settings import PROGRAM


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "models", run, "profiles: list, add, remove")
    sub.add_argument("--json", action="store_true", help="print them as JSON")
    sub.set_defaults(action="list")
    actions = sub.add_subparsers(title="actions", metavar="ACTION", dest="action")
    own = actions.add_parser("add", help="make a profile of model files, or of encoder.pt, synthesizer.pt, vocoder.pt")
    own.add_argument("name", metavar="NAME", help="rtvc for the Real-Time-Voice-Cloning family, or any other name")
    source = own.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="source", nargs="+", type=Path, metavar="PATH", help="files or folders")
    source.add_argument("--download", action="store_true", help="rtvc only: download the published weights")
    own = actions.add_parser("remove", help="delete one of your own profiles")
    own.add_argument("name", metavar="NAME")


def run(args):
    """List the profiles, add one from model files or checkpoints, or remove one."""
    from toolbox.core.models import own as models
    from toolbox.core.models.profiles import damaged_profiles
    if args.action == "add":
        with (console.progress("fetching") as show, console.refusing(ValueError), console.lacking(FileNotFoundError)):
            if args.download and args.name != "rtvc":
                raise ValueError(f"Nothing is published for '{args.name}'; --download knows rtvc only.")
            profile = models.add_published(show) if args.download else models.add(args.name, args.source)
        print(f"{profile.name}: {profile.description}; `{PROGRAM} clone --profile {profile.name}` speaks with it.")
        return
    if args.action == "remove":
        with console.refusing(ValueError):
            models.remove(args.name)
        print(f"{args.name} is removed.")
        return
    for sentence in damaged_profiles().values():
        print(sentence, file=sys.stderr)
    if args.json:
        options.print_json(models.describe())
    else:
        rows = [(p["name"], p["description"], "ready" if p["available"] else "not here",
                 str(Path(p["parts"]["synthesizer"]).parent if p["available"] else p["remedy"]))
                for p in models.describe()]
        print(console.table([("profile", "networks", "", "where, or what to do"), *rows]))
