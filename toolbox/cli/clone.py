"""The command `clone`: speak a text in the voice of one or more recordings."""

import sys
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.settings import SYSTEM


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "clone", run, "speak a text in the voice of a recording")
    options.add_voice(sub)
    text = sub.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", help="the text to speak")
    text.add_argument("--text-file", type=Path, metavar="FILE", help="read the text from a UTF-8 file; - reads stdin")
    options.add_language(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".wav, .flac, .ogg, .opus, .mp3 or .m4a")
    sub.add_argument("--speed", type=float, default=1.0, help="0.5 to 2; 1 (default) is the voice's own tempo")
    sub.add_argument("--pitch", type=float, default=0.0, help="-12 to 12 semitones; 0 (default) is the voice's own")
    options.add_liveliness(sub)
    sub.add_argument("--seed", type=options.whole, default=0, help="the same seed gives the same samples (default: 0)")
    sub.add_argument("--dictionary", type=Path, metavar="FILE", help="your own pronunciations, as CSV")
    sub.add_argument("--quick", action="store_true",
                     help="skip the adaptation to the voice: saves a few seconds, but sounds less like the person")
    options.add_loading(sub)
    options.add_library(sub)
    sub.add_argument("--play", action="store_true", help="play it as well")
    sub.add_argument("--picture", type=Path, metavar="FILE", help="draw mel, phonemes and pitch: .png, .svg or .pdf")
    sub.add_argument("--json", action="store_true", help="print a report as JSON")


def run(args):
    """Speak a text in the voice of recordings or of a .voice file, and write it to a file."""
    from audio.files import check_output, save
    check_output(args.out)
    if args.picture:
        from toolbox.core.cloning.pictures import SUFFIXES, draw
        check_output(args.picture, SUFFIXES)
    for written in (args.out, args.picture):
        if written and any(written.exists() and r.exists() and written.samefile(r)
                           for r in (*(args.reference or ()), *filter(None, (args.voice,)))):
            raise console.Refused(f"{written} is an input; write to another file.")
    if args.play:
        player = _player()
    from synthesizer.text.languages import LanguageError
    from toolbox.core.cloning.requests import LONGEST_TEXT, TextError, check_request
    from toolbox.core.library.records import TAKEN, Entry
    text = args.text if args.text is not None else options.read_text(args.text_file, LONGEST_TEXT)
    with console.refusing(ValueError):
        check_request(text, args.speed, args.pitch, args.liveliness)
    words = None
    if args.dictionary:
        from toolbox.core.script import dictionary
        words = dictionary.read(args.dictionary)
    from toolbox.core.script.sentences import parse
    for fault in parse(text).faults:
        print(f"'{text[fault.begin:fault.end]}': {fault.sentence}", file=sys.stderr)
    cloner = options.load_cloner(args)
    voice = options.load_voice(args, cloner)
    if not args.quick:
        with console.progress("adapting to the voice") as show:
            cloner.adapt(voice, show)
    with console.progress("saying") as show, console.refusing(TextError, LanguageError):
        from toolbox.core.cloning.speech import Manner
        from toolbox.core.script.saying import say
        manner = Manner(voice, args.speed, args.pitch, args.language, args.liveliness)
        speech = say(cloner, text, {"": manner}, args.seed, words, show, adapt=not args.quick)
    save(args.out, speech.wav, speech.rate, speech.comment)
    options.log(args, Entry.of_voice(voice, TAKEN, speech.seconds, speech.profile, text, str(args.out.absolute())))
    if args.picture:
        draw(speech, args.picture, cloner.synthesizer.config)
    if speech.unpronounced:
        print(f"Left out because it cannot be pronounced: {', '.join(speech.unpronounced)}", file=sys.stderr)
    if args.json:
        options.print_json({
            "out": str(args.out), "picture": str(args.picture) if args.picture else None, "seconds": speech.seconds,
            "rate": speech.rate, "profile": speech.profile, "device": str(cloner.device), "seed": speech.seed,
            "voice": {"name": voice.name, "speech_seconds": voice.seconds, "mean_f0": voice.mean_f0},
            "phonemes": speech.phonemes, "unpronounced": speech.unpronounced, "timings": speech.timings})
    else:
        print(f"{args.out}: {speech.seconds:.1f} s of speech, made in {speech.timings['total']:.2f} s "
              f"({speech.timings['rtf']:.3f} s per second).")
    if args.play:
        player(speech)


def _player():
    """Return a function that plays a Speech; raise Missing, before any work, if there is no output."""
    try:
        import sounddevice
        sounddevice.query_devices(kind="output")
    except OSError:  # PortAudio itself
        raise console.Missing(f"Nothing can be played because PortAudio is missing: {SYSTEM}.") from None
    except (ValueError, sounddevice.PortAudioError):
        raise console.Missing("Nothing can be played: there is no audio output device.") from None

    def play(speech):
        with console.lacking(sounddevice.PortAudioError):
            sounddevice.play(speech.wav, speech.rate)
            sounddevice.wait()
    return play
