"""The command `similarity`: compare two voices, in recordings or saved."""

from pathlib import Path

from toolbox.cli import options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "similarity", run, "compare two voices")
    sub.add_argument("a", type=Path, metavar="A", help="a recording, or a saved voice (.voice)")
    sub.add_argument("b", type=Path, metavar="B")
    sub.add_argument("--json", action="store_true")


def run(args):
    """Print the similarity of two voices."""
    from toolbox.core.cloning.voice import SAME_VOICE
    a, b = options.embed_files(options.load_encoder("cpu"), (args.a, args.b))
    value = float(a @ b)
    if abs(value - SAME_VOICE) < 0.04:
        meaning = f"Too close to {SAME_VOICE}, the border between same and different voices, to tell."
    elif value > SAME_VOICE:
        meaning = f"Probably the same voice: above {SAME_VOICE}; two recordings of one speaker give about 0.87."
    else:
        meaning = f"Probably different voices: below {SAME_VOICE}; two speakers give about 0.52."
    if args.json:
        options.print_json({"similarity": value, "threshold": SAME_VOICE, "same": value > SAME_VOICE,
                            "meaning": meaning})
    else:
        print(f"{value:.3f}  {meaning}")
