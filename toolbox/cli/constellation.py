"""The command `constellation`: make the vectors of a corpus's speakers for the first map."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "constellation", run, "compute the speakers of the first map from a corpus")
    sub.add_argument("data", type=Path, metavar="DATA", help="folders made by prepare")
    sub.add_argument("--corpus", type=Path, required=True, metavar="CORPUS", help="tables of the speakers' sex")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".npz")


def run(args):
    """Make the constellation, the embeddings of a corpus's speakers that the first map shows."""
    from audio.files import check_output
    check_output(args.out, (".npz",))
    from corpus.readers import read_corpus
    from encoder.ge2e.inference import SpeakerEncoder
    from toolbox.core.map.constellation import build
    from toolbox.core.models.profiles import ENCODER, MODELS
    with console.refusing(ValueError, FileNotFoundError):
        sexes = {u.speaker: u.sex for u in read_corpus(args.corpus)}
        made = build([args.data / name for name in ("virtual", "real") if (args.data / name).is_dir()], sexes,
                     SpeakerEncoder.load(MODELS / ENCODER).name)
    made.save(args.out)
    print(f"{args.out}: {len(made.names)} speakers, {len(made.utterances)} single recordings.")
