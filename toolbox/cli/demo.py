"""The command `demo`: clone a bundled voice."""

import time
from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "demo", run, "clone a bundled voice to out/demo.wav and out/demo.png")
    sub.add_argument("--out", type=Path, default=Path("out"), metavar="FOLDER")
    options.add_language(sub, "of the sentence, American English by default", detected=False)
    options.add_loading(sub)
    options.add_library(sub)


def run(args):
    """Clone a bundled voice, write the sound and a picture of it, and print the timings."""
    from audio.files import check_output, save
    from synthesizer.text import DEFAULT, find_language
    from toolbox.core.cloning.pictures import draw
    from toolbox.core.cloning.requests import TextError
    from toolbox.core.library.records import TAKEN, Entry
    from toolbox.core.models.profiles import bundled_voices
    sound, picture = args.out / "demo.wav", args.out / "demo.png"
    check_output(sound)
    name, path = next(iter(bundled_voices().items()))
    language = find_language(args.language or DEFAULT)
    cloner = options.load_cloner(args)
    with console.refusing(TextError):
        cloner.check_languages((language.code,))
    voice = cloner.enroll(path, name=name)
    with console.progress("adapting to the voice") as show:
        begun = time.perf_counter()
        cloner.adapt(voice, show)
        adapting = time.perf_counter() - begun
    with console.progress("saying") as show:
        speech = cloner.say(voice, language.sample, progress=show, language=language.code)
    save(sound, speech.wav, speech.rate, speech.comment)
    options.log(args, Entry.of_voice(voice, TAKEN, speech.seconds, speech.profile, speech.text, str(sound.absolute())))
    draw(speech, picture, cloner.synthesizer.config)
    likeness = float(cloner.encoder.embed(speech.wav, speech.rate) @ voice.embedding)
    timings = speech.timings
    whole = f"{timings['total']:.3f} s for {speech.seconds:.1f} s of speech: {timings['rtf']:.3f} s per second"
    print(f"{name}'s voice, learnt from {voice.seconds:.1f} s of speech, says in {language.label}: {speech.text}\n")
    print(console.table([
        ("adapting to the voice, once", f"{adapting:.3f} s"),
        ("text to phonemes", f"{timings['text']:.3f} s"),
        ("phonemes to mel", f"{timings['synthesizer']:.3f} s"),
        ("mel to waveform", f"{timings['vocoder']:.3f} s"),
        ("first sound after", f"{timings['first_sound']:.3f} s"),
        ("total", whole),
        ("likeness to the voice", f"{likeness:.2f} (two recordings of one speaker: 0.87, of two: 0.52)"),
    ]))
    print(f"\n{sound}\n{picture}")
