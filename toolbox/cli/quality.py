"""The command `quality`: how good recordings are as references."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "quality", run, "measure how good recordings are as references")
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE")
    sub.add_argument("--json", action="store_true")


def run(args):
    """Print speech, noise, echo, band width, clipping and music of recordings, and what would help each most."""
    from dataclasses import asdict

    from audio.files import load
    from toolbox.core.people.meter import advise, measure
    measured = [measure(*load(path, seconds=options.LONGEST_EMBEDDED)) for path in args.files]
    if args.json:
        options.print_json([{"file": str(path)} | asdict(quality) | {"advice": str(advise(quality))}
                            for path, quality in zip(args.files, measured)])
        return
    rows = [("file", "speech", "noise", "echo", "band", "clipped", "music", "")]
    rows += [(path, f"{q.speech:.1f} s", f"{q.snr:.0f} dB", f"{q.t60:.2f} s", f"{q.bandwidth / 1000:.1f} kHz",
              f"{100 * q.clipped:.1f} %", f"{100 * q.music:.0f} %", advise(q)) for path, q in zip(args.files, measured)]
    print(console.table(rows, right=range(1, 7)))
