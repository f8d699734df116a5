"""The command `train`: train a network."""

import math
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.settings import PROGRAM

# Tables of the front end, made from text alone.
TEXT = ("homographs", "lexicon")
# Options that only some networks have.
OF_ONE_NETWORK = {"loss": ("encoder",), "front_end": ("encoder",), "ecapa": ("synthesizer",),
                  "encoder": ("synthesizer",), "synthesizer": ("vocoder",), "teacher": ("streaming-recogniser",),
                  "utterances": ("tacotron", "wavernn", "wavenet"),
                  "batch": ("vocoder", "wavernn", "wavenet")}


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "train", run, "train a network, or resume its training")
    sub.add_argument("network", choices=("encoder", "synthesizer", "vocoder", "recogniser", "streaming-recogniser",
                                         "enhancer", "counting", "tacotron", "wavernn", "wavenet", *TEXT),
                     help="a network; or homographs or lexicon, the tables for reading English")
    sub.add_argument("--data", type=Path, metavar="FOLDER",
                     help="folder made by prepare; for homographs, the table of labelled sentences")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER",
                     help="for checkpoints and logs; for homographs, the weights' file; for lexicon, a folder for "
                          "its two files")
    sub.add_argument("--steps", type=options.count, help="in total, including those before a resumption")
    sub.add_argument("--minutes", type=options.positive, default=math.inf,
                     help="stop, with a checkpoint, after this many minutes")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")
    sub.add_argument("--threads", type=options.count, help="CPU threads")
    sub.add_argument("--learning-rate", type=options.positive, metavar="RATE", help="the network's own by default")
    sub.add_argument("--from-model", type=Path, metavar="FILE", help="start from the weights of a model file")
    sub.add_argument("--ecapa", type=Path, metavar="FILE",
                     help="synthesizer: a second speaker encoder of your own to judge its voices")
    sub.add_argument("--encoder", type=Path, metavar="FILE",
                     help="synthesizer: the speaker encoder of your own with which the data were prepared")
    sub.add_argument("--synthesizer", type=Path, metavar="FILE",
                     help="vocoder: also learn from this network's mels, not from recordings' alone")
    sub.add_argument("--teacher", type=Path, metavar="FILE",
                     help="streaming recogniser: a recogniser of your own to learn from")
    sub.add_argument("--utterances", type=options.count, metavar="N",
                     help="tacotron, wavernn and wavenet: train on the first N only, to test whether it learns")
    sub.add_argument("--batch", type=options.count, metavar="N",
                     help="vocoders: crops per step, fewer for less memory (default: 12, wavernn 32, wavenet 8)")
    sub.add_argument("--loss", choices=("softmax", "contrast", "tuned"), help="encoder: softmax (default)")
    sub.add_argument("--front-end", choices=("mel", "log-mel", "auditory"),
                     help="encoder: power mels as in the published one, their logarithm (default), or bands of "
                          "the ear")


def run(args):
    """Train a network on prepared shards; under torchrun, in several processes."""
    from audio.files import check_folder
    check_folder(args.out if args.network not in TEXT[:1] else args.out.parent)
    if args.network in TEXT:
        _train_text(args)
        return
    if args.data is None:
        raise console.Refused(f"Training needs --data, the folder made by `{PROGRAM} prepare`.")
    if not args.data.is_dir():
        raise console.Refused(f"{args.data} is not a folder; `{PROGRAM} prepare` makes one.")
    from toolbox.core.models.device import choose_device
    from toolbox.core.training import autoregressive, counting, encoder, enhancer, recogniser, synthesizer, vocoder
    train, steps = {"synthesizer": (synthesizer.train_synthesizer, synthesizer.STEPS),
                    "vocoder": (vocoder.train_vocoder, vocoder.STEPS),
                    "encoder": (encoder.train_encoder, encoder.STEPS),
                    "recogniser": (recogniser.train_recogniser, recogniser.STEPS),
                    "streaming-recogniser": (recogniser.train_streaming_recogniser, recogniser.STREAMING_STEPS),
                    "enhancer": (enhancer.train_enhancer, enhancer.STEPS),
                    "counting": (counting.train_counting, counting.STEPS),
                    "tacotron": (autoregressive.train_tacotron, autoregressive.TACOTRON_STEPS),
                    "wavernn": (autoregressive.train_wavernn, autoregressive.WAVERNN_STEPS),
                    "wavenet": (autoregressive.train_wavenet, autoregressive.WAVENET_STEPS)}[args.network]
    from training import distributed
    from training.checkpoint import read_about
    own = {}
    for name, networks in OF_ONE_NETWORK.items():
        if (value := getattr(args, name)) is not None:
            if args.network not in networks:
                raise console.Refused(f"--{name.replace('_', '-')} is for {', '.join(networks)}; {args.network} has no "
                                      "use for it.")
            own[name] = value
    with console.refusing(ValueError, FileNotFoundError):
        choose_device(args.device)
        for path in filter(None, (args.from_model, args.synthesizer, args.encoder, args.teacher)):
            read_about(path)
    with (console.refusing(FileNotFoundError, ValueError), console.lacking(FloatingPointError),
          distributed.processes()):
        losses = train(args.data, args.out, args.steps or steps, args.minutes, args.device, args.threads,
                       from_model=args.from_model, progress=console.on_terminal(), learning_rate=args.learning_rate,
                       **own)
        if distributed.rank() == 0:
            options.print_json(losses)


def _train_text(args):
    """Make a table for reading English, and print its accuracy."""
    if args.network == "lexicon":
        from synthesizer.text.en.make_lexicon import make_lexicon
        with console.lacking(RuntimeError):
            options.print_json(make_lexicon(args.out))
        return
    if args.data is None or not args.data.is_file():
        raise console.Refused("Homographs are learnt from a table of labelled sentences: --data FILE, such as "
                              "that of Gorman et al. (2018), WikipediaHomographData.")
    from synthesizer.text.en.train_homographs import train
    with console.refusing(ValueError):
        options.print_json(train(args.data, args.out))
