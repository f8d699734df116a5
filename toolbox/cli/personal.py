"""The command `personal`: a voice learnt from minutes of somebody's speech instead of seconds."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "personal", run, "learn a voice from minutes of recordings, for a .voice file")
    sub.add_argument("recordings", nargs="+", type=Path, metavar="FILE",
                     help="recordings of one person in any common format, with 30 s to 30 minutes of speech")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .voice file")
    said = sub.add_mutually_exclusive_group()
    said.add_argument("--text", help="the transcript of a single recording; by default it is read from .txt files of "
                                     "the same names, or else the sounds are recognised")
    said.add_argument("--whisper", metavar="MODEL",
                      help="transcribe recordings without a .txt file with faster-whisper, if it is installed: the "
                           "folder of a model, or the name of a published one")
    options.add_loading(sub)
    sub.add_argument("--json", action="store_true", help="print the comparison with the ordinary voice as JSON")


def run(args):
    """Learn a personal voice from minutes of recordings; it is kept only if it beats the voice learnt from seconds."""
    from dataclasses import asdict

    from audio.files import check_output
    from toolbox.core.cloning.voice import SUFFIX
    check_output(args.out, (SUFFIX,))
    if args.text is not None and len(args.recordings) > 1:
        raise console.Refused("--text is for one recording; put the texts of several into .txt files beside them.")
    from toolbox.core.cloning.minutes import beside, personalise, transcriber
    texts = [args.text if args.text is not None else beside(path) for path in args.recordings]
    if args.whisper and None in texts:
        write_down = transcriber(args.whisper)
        with console.progress("writing down what is said") as show:
            for number, path in enumerate(args.recordings):
                texts[number] = texts[number] or write_down(path)
                show((number + 1) / len(texts))
    cloner = options.load_cloner(args)
    from toolbox.core.cloning.requests import TextError
    with console.progress("learning the voice") as show, console.refusing(TextError):
        voice, comparison = personalise(cloner, list(zip(args.recordings, texts, strict=True)), args.out.stem, show)
    voice.save(args.out)
    if args.json:
        options.print_json(asdict(comparison) | {"out": str(args.out), "kept": comparison.better,
                                                 "bytes": args.out.stat().st_size})
    else:
        print(f"{args.out}: {comparison.sentence} ({args.out.stat().st_size / 1000:.0f} KB)")
