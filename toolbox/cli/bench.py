"""The command `bench`: measure the program's speed on this machine."""

import json
from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "bench", run, "measure speed on this machine")
    sub.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    sub.add_argument("--quick", action="store_true", help="take every figure from a single run")
    sub.add_argument("--ui", action="store_true", help="measure the window instead: start, gaps, frames, sound")
    sub.add_argument("--workshop", action="store_true",
                     help="measure the workshop instead: latency of edits, and gaps while a script is edited")
    sub.add_argument("--map", action="store_true", help="measure the map of voices instead")
    sub.add_argument("--live", action="store_true",
                     help="measure live conversion instead, between two null sinks of a private PulseAudio")
    sub.add_argument("--seconds", type=options.positive,
                     help="duration of --ui (default: 20) or --live (default: 60)")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")


def run(args):
    """Measure speed, memory and size on this machine."""
    from audio.files import check_output, replacing
    if args.json:
        check_output(args.json, (".json",))
    if args.ui:
        from toolbox.ui.measure.window import measure
        figures = measure(args.seconds or 20.0)
        print("\n".join(f"{name:>12} {value}" for name, value in figures.items()))
    elif args.workshop:
        from toolbox.ui.measure.workshop import measure
        figures = measure()
        print("\n".join(f"{name:>12} {value:.4g}" for name, value in figures.items()))
    elif args.live:
        from toolbox.cli.measure import live
        with console.progress("speaking") as show:
            figures = live.measure(args.seconds or live.SECONDS, show)
        print(live.report(figures))
    elif args.map:
        from toolbox.cli.measure import map as bench_map
        from toolbox.ui.measure.map import frames_100k
        with console.progress("measuring") as show:
            figures = bench_map.measure(frames_100k, args.device, show)
        print(bench_map.report(figures))
    else:
        from toolbox.cli.measure import engine
        with console.progress("measuring") as show:
            figures = engine.measure(args.device, args.quick, show)
        print(engine.report(figures))
    if args.json:
        with replacing(args.json) as part:
            Path(part).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
