"""The command `embed`: compute speaker embeddings of recordings."""

import sys
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.tables import TableWriter


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "embed", run, "compute speaker embeddings of recordings")
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE", help="recordings or saved voices (.voice)")
    sub.add_argument("--out", type=Path, metavar="FILE", help=".npz, .npy or .csv; CSV on stdout by default")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")
    sub.add_argument("--json", action="store_true", help="print them as JSON")


def run(args):
    """Write the speaker embedding of each file."""
    import numpy as np

    from audio.files import check_output, replacing
    if args.out:
        check_output(args.out, (".npz", ".npy", ".csv"))
    encoder = options.load_encoder(args.device)
    with console.progress("embedding") as show:
        embeddings = options.embed_files(encoder, args.files, show)
    names = [str(path) for path in args.files]
    if args.out:
        with replacing(args.out) as part:
            if args.out.suffix.lower() == ".csv":
                with open(part, "w", newline="", encoding="utf-8", errors="backslashreplace") as file:
                    _write_table(file, names, embeddings)
            elif args.out.suffix.lower() == ".npy":
                np.save(part, embeddings)
            else:
                np.savez(part, files=np.array(names), embeddings=embeddings)
    if args.json:
        options.print_json([{"file": name, "embedding": row.tolist()} for name, row in zip(names, embeddings)])
    elif args.out:
        print(f"{args.out}: {len(names)} embedding{'s' if len(names) > 1 else ''} of {embeddings.shape[1]} numbers.")
    else:
        _write_table(sys.stdout, names, embeddings)


def _write_table(file, names, embeddings):
    table = TableWriter(file, lineterminator="\n")
    table.writerow(("file", *range(embeddings.shape[1])))
    table.writerows((name, *(f"{x:.7g}" for x in row)) for name, row in zip(names, embeddings))
