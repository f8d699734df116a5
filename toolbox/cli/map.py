"""The command `map`: draw a map of the voices in a folder."""

import sys
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.map import METHODS


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "map", run, "draw a map of the voices in a folder")
    sub.add_argument("folder", type=Path, metavar="FOLDER", help="a data set, or any folder with recordings")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".png, .svg or .pdf")
    sub.add_argument("--csv", type=Path, metavar="FILE", help="table of places, clusters and nearest voices")
    sub.add_argument("--method", choices=METHODS, default=METHODS[0],
                     help="projection (default: umap; umap-learn is the reference implementation, about 20 s slower)")
    sub.add_argument("--colour", choices=("speaker", "sex", "pitch", "cluster"), default="speaker")
    sub.add_argument("--seed", type=options.whole, default=0, help="the same seed gives the same map (default: 0)")
    sub.add_argument("--json", action="store_true", help="print the numbers as JSON")


def run(args):
    """Draw a map of the voices in a folder and print its numbers."""
    from audio.files import check_output
    from toolbox.core.cloning.pictures import SUFFIXES
    check_output(args.out, SUFFIXES)
    if args.csv:
        check_output(args.csv, (".csv",))
    from toolbox.core.map.folder import map_folder
    from toolbox.core.map.pictures import draw, write_table
    with (console.progress("reading") as show, console.refusing(ValueError), console.lacking(FileNotFoundError)):
        found = map_folder(args.folder, args.method, args.seed, show)
    numbers, places, names = found.numbers, found.projection.places, found.names
    draw(args.out, places, names, found.colours(args.colour), numbers, f"{args.folder} by {args.colour}")
    if args.csv:
        write_table(args.csv, places, names, found.speakers, found.embeddings, numbers, found.columns())
    for path, reason in found.refused:
        print(f"{path}: {reason}", file=sys.stderr)
    about = {"recordings": len(names), "speakers": len(set(found.speakers)), "refused": len(found.refused),
             "clusters": int(numbers.clusters.max(initial=-1)) + 1, "equal_error_rate": numbers.eer,
             "threshold": numbers.threshold, "silhouette": numbers.silhouette}
    if args.json:
        options.print_json(about | {"out": str(args.out), "csv": str(args.csv) if args.csv else None, "outliers": [
            {"file": names[o.index], "speaker": found.speakers[o.index], "similarity": o.own, "rather": o.nearest,
             "similarity_there": o.other} for o in numbers.outliers]})
    else:
        print(console.table([(name.replace("_", " "), "not known" if value is None else f"{value:.3g}")
                             for name, value in about.items()]))
        for o in numbers.outliers:
            print(f"{names[o.index]} is more like {o.nearest} ({o.other:.2f}) than {found.speakers[o.index]} "
                  f"({o.own:.2f}); the label may be wrong.")
        print(args.out)
