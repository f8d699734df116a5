"""The command `clean`: take noise, echo, music and other people out of a recording."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "clean", run, "take noise and other people out of a recording")
    sub.add_argument("file", type=Path, metavar="FILE", help="a recording or a video")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".wav, .flac, .ogg, .opus, .mp3 or .m4a")
    sub.add_argument("--reference", nargs="+", type=Path, metavar="FILE",
                     help="other recordings of the person to keep; everybody else is taken out")
    sub.add_argument("--model", type=Path, metavar="FILE", help="the weights of an enhancer of your own")
    sub.add_argument("--json", action="store_true", help="print the quality before and after as JSON")


def run(args):
    """Clean a recording and print how good it was before and is now."""
    from dataclasses import asdict

    from audio.files import check_output, load, save
    from enhancer.inference import Enhancer
    from toolbox.core.models.profiles import ENHANCER, MODELS
    from toolbox.core.people.meter import measure
    check_output(args.out)
    if args.out.exists() and any(p.exists() and args.out.samefile(p) for p in (args.file, *(args.reference or ()))):
        raise console.Refused(f"{args.out} is an input; write to another file.")
    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        enhancer = Enhancer.load(args.model or MODELS / ENHANCER)
    embedding = None
    if args.reference:
        embeddings = options.embed_files(options.load_encoder("cpu"), args.reference)
        embedding = embeddings.mean(axis=0)
        embedding /= float((embedding @ embedding) ** 0.5)
    wav, rate = load(args.file)
    with console.progress("cleaning") as show:
        cleaned = enhancer.clean(wav, rate, embedding, progress=show)
    save(args.out, cleaned, rate)
    before, after = (measure(x, rate) for x in (wav, cleaned))
    if args.json:
        options.print_json({"out": str(args.out), "before": asdict(before), "after": asdict(after)})
    else:
        print(f"{args.out}: speech {before.snr:.0f} dB above the noise before and {after.snr:.0f} dB now, echo of "
              f"{before.t60:.1f} s before and {after.t60:.1f} s now.")
