"""The command `prepare`: make feature shards of a data set."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "prepare", run, "make feature shards of a data set for training")
    sub.add_argument("corpus", type=Path, metavar="CORPUS",
                     help="folder with virtual.jsonl or real.jsonl, LibriSpeech, LibriTTS, VCTK, VoxCeleb, Common "
                          "Voice, LJSpeech, AISHELL-3, MLS, or one folder per speaker")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    sub.add_argument("--workers", type=options.count, default=2)
    options.add_language(sub, "of the transcripts, if the data set does not name it", detected=False)
    sub.add_argument("--recogniser", type=Path, metavar="FILE",
                     help="aligns utterances that have only text; the included one by default")
    sub.add_argument("--encoder", type=Path, metavar="FILE", help="a speaker encoder of your own")


def run(args):
    """Make feature shards of a data set."""
    from audio.files import check_folder
    check_folder(args.out)
    if not args.corpus.is_dir():
        raise console.Refused(f"{args.corpus} is not a folder.")
    from toolbox.core.training import data
    with console.refusing(ValueError, FileNotFoundError):
        options.print_json(data.prepare(args.corpus, args.out, workers=args.workers, progress=console.on_terminal(),
                                     recogniser=args.recogniser, encoder=args.encoder,
                                     language=args.language))
