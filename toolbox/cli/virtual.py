"""The command `virtual`: generate speech of virtual speakers for training."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "virtual", run, "generate speech of virtual speakers with Kokoro for training")
    sub.add_argument("--model", type=Path, required=True, metavar="FILE", help="Kokoro-82M as an ONNX graph")
    sub.add_argument("--styles", type=Path, required=True, metavar="FOLDER", help="its style vectors, .bin or .npy")
    sub.add_argument("--texts", type=Path, required=True, metavar="FILE",
                     help="one sentence per line, optionally followed by a tab and its phonemes")
    options.add_language(sub, "of the sentences, American English by default", detected=False)
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the corpus, an input of prepare")
    sub.add_argument("--hours", type=options.positive, default=1.0,
                     help="total speech of the language in the folder (default: 1)")


def run(args):
    """Generate speech of virtual speakers for training."""
    from audio.files import check_folder
    check_folder(args.out)
    from synthesizer.text.languages import DEFAULT
    from toolbox.core.training import data
    with console.progress("speaking") as show, console.refusing(ValueError, FileNotFoundError):
        report = data.make_virtual(args.model, args.styles, args.texts, args.out, args.hours, show,
                                   args.language or DEFAULT)
    options.print_json(report)
