"""Code shared by the commands: option types, loading, reading and printing."""

import argparse
import json
import sys
from pathlib import Path

from toolbox.cli import console
from toolbox.core.settings import PROGRAM, user_data_folder

LONGEST_EMBEDDED = 180.0  # seconds of a recording to embed, as of a reference


def add_command(commands, name, run, summary, epilog=None):
    """Add a command to argparse's `commands` and return its parser; `run` takes the parsed arguments."""
    parser = commands.add_parser(name, help=summary, description=run.__doc__, epilog=epilog)
    parser.set_defaults(command=run)
    return parser


def add_loading(parser):
    """Add the options that select a device and a profile."""
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, mps")
    parser.add_argument("--profile", default="default", help=f"default, griffin-lim, or another of `{PROGRAM} models`")


def add_language(parser, what="of the text", detected=True):
    """Add the option that names a language; its value is None if it is not given."""
    from synthesizer.text.languages import CODES, LANGUAGES
    names = ", ".join(f"{language.code} {language.label}" for language in LANGUAGES)
    parser.add_argument("--language", choices=CODES, metavar="CODE",
                        help=f"the language {what}: {names}{'; detected by paragraph by default' if detected else ''}")


def add_liveliness(parser):
    """Add the option that says how lively a voice speaks."""
    parser.add_argument("--liveliness", type=float, default=1.0, metavar="NUMBER",
                        help="0 is calm, 1 (default) the person's own way of speaking, 2 lively")


def add_voice(parser, required=True):
    """Add the options that name a voice: recordings or a .voice file."""
    voice = parser.add_mutually_exclusive_group(required=required)
    voice.add_argument("--reference", nargs="+", type=Path, metavar="FILE",
                       help="recordings of the voice, in any common format, or videos; 5 s or more of speech")
    voice.add_argument("--voice", type=Path, metavar="FILE", help="a saved voice (.voice) instead of recordings")


def add_library(parser):
    """Add the option for the library in whose log the results are recorded."""
    parser.add_argument("--library", type=Path, metavar="FOLDER",
                        help=f"the library in whose log (`{PROGRAM} history`) it is noted; the user's own by default")


def whole(text):
    """Parse a whole number between 0 and 2^32 - 1."""
    value = int(text)
    if not 0 <= value < 2 ** 32:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {2 ** 32 - 1}")
    return value


def count(text):
    """Parse a whole number, 1 or more."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def positive(text):
    """Parse a number greater than 0."""
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text} is not more than 0")
    return value


def share(text):
    """Parse a number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return value


# The names by which argparse refers to these types in its errors.
whole.__name__, count.__name__, positive.__name__, share.__name__ = "whole number", "whole number", "number", "number"


def load_cloner(args):
    """Load the profile named by the arguments on the device that they name."""
    from toolbox.core.cloning.engine import Cloner
    with console.progress("loading") as show, console.refusing(ValueError), console.lacking(FileNotFoundError):
        return Cloner.load(args.profile, args.device, show)


def load_voice(args, cloner):
    """Return the voice named by `add_voice`'s options, learnt from recordings or read from a file."""
    if args.voice is None:
        return cloner.enroll(*args.reference)
    from toolbox.core.cloning.voice import Voice
    voice = Voice.load(args.voice)
    if voice.encoder and voice.encoder != cloner.encoder.name:
        raise console.Refused(f"{args.voice} was made with another speaker encoder ({voice.encoder}) than that of the "
                              f"profile '{args.profile}' ({cloner.encoder.name}); name the profile that it was made "
                              "with.")
    return voice


def load_encoder(device):
    """Load the speaker encoder on a device."""
    from encoder.ge2e.inference import SpeakerEncoder
    from toolbox.core.models.device import choose_device
    from toolbox.core.models.profiles import ENCODER, MODELS
    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        return SpeakerEncoder.load(MODELS / ENCODER, choose_device(device))


def load_second_encoder(device):
    """Load the second speaker encoder on a device."""
    from encoder.ecapa.network import ECAPA
    from toolbox.core.models.device import choose_device
    from toolbox.core.models.profiles import MODELS, SECOND_ENCODER
    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        return ECAPA.load(MODELS / SECOND_ENCODER).to(choose_device(device))


def load_counter(device):
    """Load the counter of the people who speak at once on a device."""
    from toolbox.core.models.device import choose_device
    from toolbox.core.people import overlap
    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        return overlap.load_counter(choose_device(device))


def embed_files(encoder, paths, show=lambda share: None):
    """Return the embeddings (n, 256) of recordings and saved voices; a file without a voice is refused by name."""
    import numpy as np

    from audio.errors import AudioError
    from audio.files import load
    from toolbox.core.cloning.voice import SUFFIX, Voice
    embeddings = []
    for number, path in enumerate(paths):
        if path.suffix.lower() == SUFFIX:
            voice = Voice.load(path)
            if voice.encoder not in ("", encoder.name):
                raise console.Refused(f"{path} was made with another speaker encoder ({voice.encoder}) than that of "
                                      f"this program ({encoder.name}).")
            embeddings.append(voice.embedding)
        else:
            wav, rate = load(path, seconds=LONGEST_EMBEDDED)
            try:
                embeddings.append(encoder.embed(wav, rate))
            except AudioError as error:
                raise console.Refused(f"{path}: {error}") from None
        show((number + 1) / len(paths))
    return np.stack(embeddings)


def log(args, *entries):
    """Add lines (toolbox.core.library.records.Entry) to the log of the library, where there is one.

    A failure is reported on stderr only, because the sound has already been written.
    """
    from toolbox.core.library import log as library_log
    from toolbox.core.library.errors import LibraryError
    try:
        library_log.add(args.library or user_data_folder(), entries)
    except LibraryError as error:
        print(f"What was made could not be noted in the library's log. {error}", file=sys.stderr)


def read_text(path, longest):
    """Read a text file, or stdin for "-", up to about `longest` characters."""
    most = 4 * longest + 4
    if str(path) == "-":
        if sys.stdin is None:
            raise console.Refused("There is no text on stdin: it is closed.")
        data = sys.stdin.buffer.read(most)
    else:
        with open(path, "rb") as file:
            data = file.read(most)
    name = "The text on stdin" if str(path) == "-" else path
    if len(data) == most:
        raise console.Refused(f"{name} is too long; at most {longest:,} characters are spoken at once. "
                              "Split it into parts.")
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise console.Refused(f"{name} is not plain text in UTF-8; save it as such.") from None


def print_json(value):
    """Print a value as JSON."""
    print(json.dumps(value, indent=1))
