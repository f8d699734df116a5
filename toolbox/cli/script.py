"""The command `script`: speak a script in the voices of a cast, to sound files."""

import sys
from pathlib import Path

from toolbox.cli import console, options
from toolbox.core.settings import PROGRAM


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "script", run, "speak a script or subtitles in the voices of a cast")
    sub.add_argument("script", type=Path, metavar="FILE",
                     help="lines such as 'Anna: Good morning.' in a text or Markdown file, or .srt or .vtt")
    sub.add_argument("--cast", type=Path, required=True, metavar="FILE",
                     help='who speaks: {"Anna": {"reference" or "voice": FILE, "speed", "pitch", '
                          '"liveliness", "language"}} in JSON')
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="for the sound files")
    sub.add_argument("--split", choices=("one", "lines", "stems"), default="one",
                     help="one file (default), one file per line, or one stem per voice")
    sub.add_argument("--names", metavar="PATTERN",
                     help="names of the files, from number, voice, text and script (default: '{number:03d} {voice} "
                          "{text}')")
    sub.add_argument("--format", choices=("wav", "flac", "ogg", "opus", "mp3", "m4a"), default="wav")
    sub.add_argument("--subtitles", choices=("srt", "vtt"), help="write subtitles beside the sound")
    options.add_language(sub, "of voices for which the table names none")
    sub.add_argument("--dictionary", type=Path, metavar="FILE", help="your own pronunciations, as CSV")
    sub.add_argument("--seed", type=options.whole, default=0, help="the same seed gives the same samples (default: 0)")
    options.add_loading(sub)
    options.add_library(sub)
    sub.add_argument("--json", action="store_true", help="print a report as JSON")


def run(args):
    """Speak a script, or subtitles at their times, in the voices of a cast, and write sound files to a folder."""
    from audio.files import check_folder
    from toolbox.core.cloning.requests import LONGEST_TEXT
    from toolbox.core.script import cast, performing, play, production, sentences, subtitles

    check_folder(args.out)
    names = args.names or production.PATTERN
    production.check_pattern(names)
    text, roles = options.read_text(args.script, LONGEST_TEXT), cast.load(args.cast)
    is_subtitles = args.script.suffix.lower() in subtitles.SUFFIXES
    words = None
    if args.dictionary:
        from toolbox.core.script import dictionary
        words = dictionary.read(args.dictionary)
    if is_subtitles:
        with console.refusing(ValueError):
            cues = _with_voices(subtitles.parse(text, str(args.script)), roles)
        needed = {cue.voice for cue in cues}
    else:
        text, _ = play.with_marks(text, roles)
        document = sentences.parse(text, roles)
        for fault in document.faults:
            line = text.count("\n", 0, fault.begin) + 1
            print(f"{args.script}, line {line}: {fault.sentence}", file=sys.stderr)
        needed = {name for name in document.voices if name in roles} or set(roles)
    cloner = options.load_cloner(args)
    manners = {name: _manner(args, cloner, name, role) for name, role in roles.items()
               if name in needed or name == next(iter(roles))}
    # The first voice of the table speaks where none is named.
    manners[""] = manners[next(iter(roles))]
    with console.progress("saying") as show, console.refusing(ValueError):
        if is_subtitles:
            made = performing.perform_cues(cloner, cues, manners, args.seed, words, show)
        else:
            made = performing.perform(cloner, text, manners, args.seed, words, show)
    paths = production.export(made, args.out, args.split, f".{args.format}", names, args.script.stem,
                              f".{args.subtitles}" if args.subtitles else "")
    options.log(args, *_entries(made, manners, paths, args))
    for warning in made.warnings:
        print(warning, file=sys.stderr)
    if args.json:
        options.print_json({"files": [str(path) for path in paths], "seconds": made.seconds, "voices": made.voices,
                            "warnings": made.warnings,
                            "sentences": [{"voice": p.spoken.voice, "text": p.text, "begin": p.spoken.begin,
                                           "seconds": p.spoken.seconds} for p in made.parts]})
    else:
        print(f"{len(made.parts)} sentences, {made.seconds:.1f} s, in {len(paths)} "
              f"file{'' if len(paths) == 1 else 's'} in {args.out}.")


def _with_voices(cues, roles):
    """Return cues with their speakers, from voice spans or names before a colon, spelled as in the cast."""
    from dataclasses import replace

    known, found = {name.casefold(): name for name in roles}, []
    for cue in cues:
        before, colon, rest = cue.text.partition(":")
        if not cue.voice and colon and before.strip().casefold() in known and rest.strip():
            cue = replace(cue, voice=before.strip(), text=rest.strip())
        found.append(replace(cue, voice=known.get(cue.voice.casefold(), "")))
    return found


def _entries(made, manners, paths, args):
    """Return a log entry for each voice: what it says, and the file or, if there are several, the folder."""
    from toolbox.core.library.records import TAKEN, Entry
    place, parts = paths[0] if len(paths) == 1 else args.out, {}
    for part in made.parts:
        parts.setdefault(part.spoken.voice, []).append(part)
    return [Entry.of_voice(manners[name].voice, TAKEN, sum(p.spoken.seconds for p in said), args.profile,
                           " ".join(p.text for p in said), str(place.absolute())) for name, said in parts.items()]


def _manner(args, cloner, name, role):
    """Return the Manner of a cast member, with its voice learnt or opened."""
    from dataclasses import replace

    from toolbox.core.cloning.speech import Manner
    from toolbox.core.cloning.voice import Voice

    if role.voice is not None:
        voice = Voice.load(role.voice)
        if voice.encoder and voice.encoder != cloner.encoder.name:
            raise console.Refused(f"{role.voice} was made with another speaker encoder ({voice.encoder}) than that of "
                                  f"the profile '{args.profile}' ({cloner.encoder.name}); `{PROGRAM} models` lists "
                                  "profiles.")
    else:
        voice = cloner.enroll(*role.reference, name=name)
    return Manner(replace(voice, name=name), role.speed, role.pitch, role.language or args.language, role.liveliness)
