"""The command `train`: train a network."""

import math
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.settings import PROGRAM

# What a front end reads by; made of text alone.
TEXT = ("homographs", "lexicon")
# Options that not every network has.
OF_ONE_NETWORK = {"loss": ("encoder",), "front_end": ("encoder",), "ecapa": ("synthesizer",),
                  "encoder": ("synthesizer",), "synthesizer": ("vocoder",), "teacher": ("streaming-recogniser",),
                  "utterances": ("tacotron", "wavernn", "wavenet"),
                  "batch": ("vocoder", "wavernn", "wavenet")}


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "train", run, "train a network, or go on with it")
    sub.add_argument("network", choices=("encoder", "synthesizer", "vocoder", "recogniser", "streaming-recogniser", "enhancer",
                                         "tacotron", "wavernn", "wavenet", *TEXT),
                     help="a network; or homographs or lexicon, which English is read by")
    sub.add_argument("--data", type=Path, metavar="FOLDER",
                     help="what prepare made; of homographs, the table of labelled sentences")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER",
                     help="for checkpoints and logs; of homographs, the file of the weights; of lexicon, a folder for "
                          "its two files")
    sub.add_argument("--steps", type=options.count, help="in all, those before a resume counted in")
    sub.add_argument("--minutes", type=options.positive, default=math.inf,
                     help="stop, with a checkpoint, after so many minutes")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")
    sub.add_argument("--threads", type=options.count, help="of the CPU")
    sub.add_argument("--learning-rate", type=options.positive, metavar="RATE", help="the network's own by default")
    sub.add_argument("--from-model", type=Path, metavar="FILE", help="begin with the weights of a model file")
    sub.add_argument("--ecapa", type=Path, metavar="FILE",
                     help="of the synthesizer: the second speaker encoder that judges its voices, if it is your own")
    sub.add_argument("--encoder", type=Path, metavar="FILE",
                     help="of the synthesizer: the speaker encoder that the data were prepared with, if it is your own")
    sub.add_argument("--synthesizer", type=Path, metavar="FILE",
                     help="of the vocoder: learn from this network's mels, too, not from recordings' alone")
    sub.add_argument("--teacher", type=Path, metavar="FILE",
                     help="of the streaming recogniser: the recogniser that it learns from, if it is your own")
    sub.add_argument("--utterances", type=options.count, metavar="N",
                     help="of tacotron, wavernn and wavenet: train on the first N only, to see whether it learns")
    sub.add_argument("--batch", type=options.count, metavar="N",
                     help="of the vocoders: crops a step, fewer for less memory (default: 12, wavernn 32, wavenet 8)")
    sub.add_argument("--loss", choices=("softmax", "contrast", "tuned"), help="of the encoder: softmax (default)")
    sub.add_argument("--front-end", choices=("mel", "log-mel", "auditory"),
                     help="of the encoder: power mels as the published one's, their logarithm (default), or bands of "
                          "the ear")


def run(args):
    """Train a network on prepared shards; under torchrun, in several processes."""
    from audio.files import check_folder
    check_folder(args.out if args.network not in TEXT[:1] else args.out.parent)
    if args.network in TEXT:
        _train_text(args)
        return
    if args.data is None:
        raise console.Refused(f"Training needs --data, the folder that `{PROGRAM} prepare` made.")
    if not args.data.is_dir():
        raise console.Refused(f"{args.data} is not a folder; `{PROGRAM} prepare` makes one.")
    from toolbox.core.models.device import choose_device
    from toolbox.core.training import autoregressive, encoder, enhancer, recogniser, synthesizer, vocoder
    train, steps = {"synthesizer": (synthesizer.train_synthesizer, synthesizer.STEPS),
                    "vocoder": (vocoder.train_vocoder, vocoder.STEPS),
                    "encoder": (encoder.train_encoder, encoder.STEPS),
                    "recogniser": (recogniser.train_recogniser, recogniser.STEPS),
                    "streaming-recogniser": (recogniser.train_streaming_recogniser, recogniser.STREAMING_STEPS),
                    "enhancer": (enhancer.train_enhancer, enhancer.STEPS),
                    "tacotron": (autoregressive.train_tacotron, autoregressive.TACOTRON_STEPS),
                    "wavernn": (autoregressive.train_wavernn, autoregressive.WAVERNN_STEPS),
                    "wavenet": (autoregressive.train_wavenet, autoregressive.WAVENET_STEPS)}[args.network]
    from training import distributed
    from training.checkpoint import read_about
    own = {}
    for name, networks in OF_ONE_NETWORK.items():
        if (value := getattr(args, name)) is not None:
            if args.network not in networks:
                raise console.Refused(f"--{name.replace('_', '-')} is of {', '.join(networks)}; {args.network} has no "
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
    """Make what English is read by, and print what it is worth."""
    if args.network == "lexicon":
        from synthesizer.text.en.make_lexicon import make_lexicon
        with console.lacking(RuntimeError):
            options.print_json(make_lexicon(args.out))
        return
    if args.data is None or not args.data.is_file():
        raise console.Refused("The homographs are learnt from a table of labelled sentences: --data FILE, such as "
                              "that of Gorman et al. (2018), WikipediaHomographData.")
    from synthesizer.text.en.train_homographs import train
    with console.refusing(ValueError):
        options.print_json(train(args.data, args.out))
