"""The command `convert`: convert recordings to another voice."""

from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "convert", run, "convert a recording to another voice")
    sub.add_argument("--source", type=Path, required=True, metavar="FILE",
                     help="the recording whose words, timing and intonation are kept; or a folder of recordings")
    options.add_voice(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="FILE",
                     help=".wav, .flac, .ogg, .opus, .mp3 or .m4a; a folder if the source is one")
    text = sub.add_mutually_exclusive_group()
    text.add_argument("--text", help="transcript of the recording, which makes the words exact")
    text.add_argument("--text-file", type=Path, metavar="FILE", help="read it from a UTF-8 file; - reads stdin")
    sub.add_argument("--pitch", type=float, default=0.0, help="-12 to 12 semitones; 0 (default) is the voice's own")
    sub.add_argument("--seed", type=options.whole, default=0, help="the same seed gives the same samples (default: 0)")
    options.add_loading(sub)
    options.add_library(sub)
    sub.add_argument("--json", action="store_true", help="print a report as JSON")


def run(args):
    """Convert a recording, or each recording of a folder, to the voice of others or of a .voice file."""
    from toolbox.core.cloning.requests import LONGEST_TEXT, TextError, check_request
    folder = args.source.is_dir()
    text = args.text if args.text_file is None else options.read_text(args.text_file, LONGEST_TEXT)
    if folder and text is not None:
        raise console.Refused("A transcript belongs to one recording; name that as the source, or leave it out.")
    with console.refusing(ValueError):
        check_request("spoken" if text is None else text, pitch_shift=args.pitch)
    pairs = _pairs(args.source, args.out) if folder else [(args.source, args.out)]
    _check(args, pairs)
    cloner = options.load_cloner(args)
    with console.refusing(TextError):
        cloner.check_conversion(text, args.pitch)
    voice = options.load_voice(args, cloner)
    with console.progress("adapting to the voice") as show:
        cloner.converter(voice, show)
    made, refused = [], []
    for number, (source, out) in enumerate(pairs):
        with console.progress(f"{number + 1} of {len(pairs)}" if folder else "converting") as show:
            try:
                made.append(_convert(cloner, voice, source, out, text, args, show))
            except console.Refused as error:
                if not folder:
                    raise
                refused.append(str(error))
    if args.json:
        options.print_json(made if folder else made[0])
    else:
        for about in made:
            print(f"{about['out']}: {about['seconds']:.1f} s of speech, made in {about['timings']['total']:.2f} s "
                  f"({about['timings']['rtf']:.3f} s per second).")
    if refused:
        raise console.Refused("\n".join(refused))


def _convert(cloner, voice, source, out, text, args, show):
    """Convert one recording, write it, and return a report for JSON."""
    from audio.errors import AudioError
    from audio.files import save
    from toolbox.core.cloning.requests import TextError
    from toolbox.core.library.records import TAKEN, Entry
    with console.refusing(AudioError, TextError):
        speech = cloner.convert(source, voice, text, args.pitch, args.seed, progress=show)
        save(out, speech.wav, speech.rate, speech.comment)
    options.log(args, Entry.of_voice(voice, TAKEN, speech.seconds, speech.profile, speech.text, str(out.absolute())))
    return {"source": str(source), "out": str(out), "seconds": speech.seconds, "rate": speech.rate,
            "profile": speech.profile, "device": str(cloner.device), "seed": speech.seed,
            "voice": {"name": voice.name, "speech_seconds": voice.seconds, "mean_f0": voice.mean_f0},
            "phonemes": speech.phonemes, "timings": speech.timings}


def _pairs(source, out):
    """Return the source and output paths of a folder's recordings: the same names, as .wav."""
    from audio.files import SUFFIXES
    files = sorted(path for path in source.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise console.Refused(f"{source} holds no sound files.")
    names = [path.stem for path in files]
    # Recordings whose names differ only in their suffixes keep these.
    return [(path, out / f"{path.stem if names.count(path.stem) == 1 else path.name}.wav") for path in files]


def _check(args, pairs):
    """Refuse outputs that could not be written or would overwrite a source."""
    from audio.files import check_output
    read = [path for path in (*(args.reference or ()), args.voice, *(source for source, _ in pairs)) if path]
    for source, out in pairs:
        if not source.exists():
            raise console.Refused(f"{source}: there is no such file.")
        check_output(out)
        if any(out.exists() and path.exists() and out.samefile(path) for path in read):
            raise console.Refused(f"{out} is the source; write to another file.")
