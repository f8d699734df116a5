#!/usr/bin/env python3
"""Clones a voice: from a few seconds of somebody's speech and a text to that text in that voice.

Without a command the window opens.
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path

from toolbox import VERSION
from toolbox.core import console

SAME_VOICE = 0.72  # similarity at which as many same as different voices are taken for the other kind
# Options of `train` that not every network has.
OF_ONE_NETWORK = {"loss": ("encoder",), "front_end": ("encoder",), "ecapa": ("synthesizer",),
                  "synthesizer": ("vocoder",), "utterances": ("tacotron", "wavernn", "wavenet"),
                  "batch": ("vocoder", "wavernn", "wavenet")}
DEMO_TEXT = "This voice was learnt from a few seconds of speech. It says whatever you write, on your own machine."


def main(argv=None):
    """Parse a command line and carry it out.

    Parameters
    ----------
    argv : list of str, optional
        Without the program's name; those of the process by default.

    Returns
    -------
    int
        Exit code: 0 done, 1 something is missing, 2 the input cannot be used, 130 interrupted.
    """
    try:
        args = _parser().parse_args(argv)
    except SystemExit as end:  # argparse has said what was wrong, or printed the help
        return end.code
    return console.run(lambda: args.command(args))


def open_window(args):
    """Open the window."""
    try:
        from toolbox.ui.app import main as window
    except ImportError as error:
        raise console.Missing(f"The window cannot open ({error}); `make system` installs what it needs, and "
                              "`main.py demo` does without it.") from None
    given = {"--library": args.library, "--profile": args.profile, "--device": args.device}
    return window([word for option, value in given.items() if value for word in (option, str(value))])


def clone(args):
    """Say a text in the voice of one or more recordings and write it to a file."""
    from audio.files import check_output, save
    check_output(args.out)
    if args.picture:
        from toolbox.core.picture import SUFFIXES
        check_output(args.picture, SUFFIXES)
    for written in (args.out, args.picture):
        if written and any(written.exists() and r.exists() and written.samefile(r) for r in args.reference):
            raise console.Refused(f"{written} is one of the references; write to another file.")
    if args.play:
        player = _player()
    from toolbox.core.engine import LONGEST_TEXT, TextError, check_request
    text = args.text if args.text is not None else _read_text(args.text_file, LONGEST_TEXT)
    with console.refusing(ValueError):
        check_request(text, args.speed, args.pitch)
    cloner = _load(args)
    voice = cloner.enroll(*args.reference)
    if not args.quick:
        with console.progress("adapting to the voice") as show:
            cloner.adapt(voice, show)
    with console.progress("saying") as show, console.refusing(TextError):
        speech = cloner.say(voice, text, args.speed, args.pitch, args.seed, progress=show, adapt=not args.quick)
    save(args.out, speech.wav, speech.rate, speech.comment)
    if args.picture:
        _draw(speech, cloner, args.picture)
    if speech.unpronounced:
        print(f"Left out, because it cannot be pronounced: {', '.join(speech.unpronounced)}", file=sys.stderr)
    if args.json:
        _print_json({
            "out": str(args.out), "picture": str(args.picture) if args.picture else None, "seconds": speech.seconds,
            "rate": speech.rate, "profile": speech.profile, "device": str(cloner.device), "seed": speech.seed,
            "voice": {"name": voice.name, "speech_seconds": voice.seconds, "mean_f0": voice.mean_f0},
            "phonemes": speech.phonemes, "unpronounced": speech.unpronounced, "timings": speech.timings})
    else:
        print(f"{args.out}: {speech.seconds:.1f} s of speech, made in {speech.timings['total']:.2f} s "
              f"({speech.timings['rtf']:.3f} s a second).")
    if args.play:
        player(speech)


def embed(args):
    """Write the speaker embedding of each recording."""
    import numpy as np

    from audio.errors import AudioError
    from audio.files import check_output, load, replacing
    if args.out:
        check_output(args.out, (".npz", ".npy", ".csv"))
    encoder, embeddings = _load_encoder(args.device), []
    with console.progress("embedding") as show:
        for number, path in enumerate(args.files):
            wav, rate = load(path)
            try:
                embeddings.append(encoder.embed(wav, rate))
            except AudioError as error:
                raise console.Refused(f"{path}: {error}") from None
            show((number + 1) / len(args.files))
    names, embeddings = [str(path) for path in args.files], np.stack(embeddings)
    header = "file," + ",".join(str(i) for i in range(embeddings.shape[1]))
    lines = [header] + [",".join([_csv(name), *(f"{x:.7g}" for x in row)]) for name, row in zip(names, embeddings)]
    if args.out:
        with replacing(args.out) as part:
            if args.out.suffix.lower() == ".csv":
                Path(part).write_text("\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")
            elif args.out.suffix.lower() == ".npy":
                np.save(part, embeddings)
            else:
                np.savez(part, files=np.array(names), embeddings=embeddings)
    if args.json:
        _print_json([{"file": name, "embedding": row.tolist()} for name, row in zip(names, embeddings)])
    elif args.out:
        print(f"{args.out}: {len(names)} embedding{'s' if len(names) > 1 else ''} of {embeddings.shape[1]} numbers.")
    else:
        print("\n".join(lines))


def similarity(args):
    """Say how alike the voices of two recordings are."""
    from audio.errors import AudioError
    from audio.files import load
    encoder, embeddings = _load_encoder("cpu"), []
    for path in (args.a, args.b):
        wav, rate = load(path)
        try:
            embeddings.append(encoder.embed(wav, rate))
        except AudioError as error:
            raise console.Refused(f"{path}: {error}") from None
    value = float(embeddings[0] @ embeddings[1])
    if abs(value - SAME_VOICE) < 0.04:
        meaning = f"Too close to {SAME_VOICE}, the border between same and different voices, to tell."
    elif value > SAME_VOICE:
        meaning = f"Probably the same voice: above {SAME_VOICE}; two recordings of one speaker give about 0.87."
    else:
        meaning = f"Probably different voices: below {SAME_VOICE}; two speakers give about 0.52."
    if args.json:
        _print_json({"similarity": value, "threshold": SAME_VOICE, "same": value > SAME_VOICE, "meaning": meaning})
    else:
        print(f"{value:.3f}  {meaning}")


def demo(args):
    """Clone a bundled voice, write the sound and a picture of it, and print the timings."""
    from audio.files import check_output, save
    from toolbox.core.profiles import bundled_voices
    sound, picture = args.out / "demo.wav", args.out / "demo.png"
    check_output(sound)
    name, path = next(iter(bundled_voices().items()))
    cloner = _load(args)
    voice = cloner.enroll(path, name=name)
    with console.progress("adapting to the voice") as show:
        begun = time.perf_counter()
        cloner.adapt(voice, show)
        adapting = time.perf_counter() - begun
    with console.progress("saying") as show:
        speech = cloner.say(voice, DEMO_TEXT, progress=show)
    save(sound, speech.wav, speech.rate, speech.comment)
    _draw(speech, cloner, picture)
    likeness = float(cloner.encoder.embed(speech.wav, speech.rate) @ voice.embedding)
    timings = speech.timings
    whole = f"{timings['total']:.3f} s for {speech.seconds:.1f} s of speech: {timings['rtf']:.3f} s a second"
    print(f"{name}'s voice, learnt from {voice.seconds:.1f} s of speech, says: {speech.text}\n")
    print(console.table([
        ("adapting to the voice, once", f"{adapting:.3f} s"),
        ("text to phonemes", f"{timings['text']:.3f} s"),
        ("phonemes to mel", f"{timings['synthesizer']:.3f} s"),
        ("mel to waveform", f"{timings['vocoder']:.3f} s"),
        ("first sound after", f"{timings['first_sound']:.3f} s"),
        ("all of it", whole),
        ("likeness to the voice", f"{likeness:.2f} (one speaker twice gives about 0.87, two speakers 0.52)"),
    ]))
    print(f"\n{sound}\n{picture}")


def map_voices(args):
    """Draw a map of the voices in a folder, and print the numbers behind it."""
    from audio.files import check_output
    from toolbox.core.picture import SUFFIXES
    check_output(args.out, SUFFIXES)
    if args.csv:
        check_output(args.csv, (".csv",))
    from toolbox.core.folder_map import map_folder
    from toolbox.core.map_picture import draw, write_table
    with (console.progress("reading") as show, console.refusing(ValueError), console.lacking(FileNotFoundError)):
        found = map_folder(args.folder, args.method, args.seed, show)
    numbers, places, names = found.numbers, found.projection.places, found.names
    draw(args.out, places, names, found.colours(args.colour), numbers, f"{args.folder} by {args.colour}")
    if args.csv:
        write_table(args.csv, places, names, found.speakers, found.embeddings, numbers, found.columns())
    for path, reason in found.refused:
        print(f"{path}: {reason}", file=sys.stderr)
    about = {"recordings": len(names), "speakers": len(set(found.speakers)), "refused": len(found.refused),
             "clusters": int(numbers.clusters.max(initial=-1)) + 1, "equal_error_rate": numbers.eer,
             "threshold": numbers.threshold, "silhouette": numbers.silhouette}
    if args.json:
        _print_json(about | {"out": str(args.out), "csv": str(args.csv) if args.csv else None, "outliers": [
            {"file": names[o.index], "speaker": found.speakers[o.index], "similarity": o.own, "rather": o.nearest,
             "similarity_there": o.other} for o in numbers.outliers]})
    else:
        print(console.table([(name.replace("_", " "), "not known" if value is None else f"{value:.3g}")
                             for name, value in about.items()]))
        for o in numbers.outliers:
            print(f"{names[o.index]} is more like {o.nearest} ({o.other:.2f}) than {found.speakers[o.index]} "
                  f"({o.own:.2f}); the label may be wrong.")
        print(args.out)


def constellation(args):
    """Make the constellation: the corpus' speakers as vectors."""
    from audio.files import check_output
    check_output(args.out, (".npz",))
    from corpus.readers import read_corpus
    from toolbox.core.constellation import build
    with console.refusing(ValueError, FileNotFoundError):
        sexes = {u.speaker: u.sex for u in read_corpus(args.corpus)}
        made = build([args.data / name for name in ("virtual", "real") if (args.data / name).is_dir()], sexes)
    made.save(args.out)
    print(f"{args.out}: {len(made.names)} speakers, {len(made.utterances)} single recordings.")


def bench(args):
    """Measure speed, memory and size on this machine."""
    from audio.files import check_output, replacing
    from toolbox.core import bench
    if args.json:
        check_output(args.json, (".json",))
    if args.ui:
        from toolbox.ui.bench import measure
        figures = measure(args.seconds)
        print("\n".join(f"{name:>12} {value}" for name, value in figures.items()))
    elif args.map:
        from toolbox.core import bench_map
        from toolbox.ui.bench_map import frames_100k
        with console.progress("measuring") as show:
            figures = bench_map.measure(frames_100k, args.device, show)
        print(bench_map.report(figures))
    else:
        with console.progress("measuring") as show:
            figures = bench.measure(args.device, args.quick, show)
        print(bench.report(figures))
    if args.json:
        with replacing(args.json) as part:
            Path(part).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def doctor(args):
    """Say what is installed, what is missing and what to do about it."""
    from toolbox.core import doctor
    found = doctor.examine()
    if args.json:
        _print_json(found)
    else:
        print(doctor.report(found))
    return console.DONE if found["ok"] else console.LACKING


def prepare(args):
    """Make feature shards of a data set."""
    from audio.files import check_folder
    check_folder(args.out)
    if not args.corpus.is_dir():
        raise console.Refused(f"{args.corpus} is not a folder.")
    from toolbox.core import recipes
    with console.refusing(ValueError, FileNotFoundError):
        _print_json(recipes.prepare(args.corpus, args.out, workers=args.workers, progress=console.on_terminal(),
                                    aligner=args.aligner))


def virtual(args):
    """Make speech of virtual speakers, to train on."""
    from audio.files import check_folder
    check_folder(args.out)
    from toolbox.core import recipes
    with console.progress("speaking") as show, console.refusing(ValueError, FileNotFoundError):
        report = recipes.make_virtual(args.model, args.styles, args.texts, args.out, args.hours, show)
    _print_json(report)


def train(args):
    """Train a network on prepared shards; under torchrun, in several processes."""
    from audio.files import check_folder
    check_folder(args.out)
    if not args.data.is_dir():
        raise console.Refused(f"{args.data} is not a folder; `main.py prepare` makes one.")
    from toolbox.core import recipes
    from toolbox.core.device import choose_device
    train, steps = {"synthesizer": (recipes.train_synthesizer, recipes.SYNTHESIZER_STEPS),
                    "vocoder": (recipes.train_vocoder, recipes.VOCODER_STEPS),
                    "encoder": (recipes.train_encoder, recipes.ENCODER_STEPS),
                    "tacotron": (recipes.train_tacotron, recipes.TACOTRON_STEPS),
                    "wavernn": (recipes.train_wavernn, recipes.WAVERNN_STEPS),
                    "wavenet": (recipes.train_wavenet, recipes.WAVENET_STEPS)}[args.network]
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
        for path in filter(None, (args.from_model, args.synthesizer)):
            read_about(path)
    with (console.refusing(FileNotFoundError, ValueError), console.lacking(FloatingPointError),
          distributed.processes()):
        losses = train(args.data, args.out, args.steps or steps, args.minutes, args.device, args.threads,
                       from_model=args.from_model, progress=console.on_terminal(), learning_rate=args.learning_rate,
                       **own)
        if distributed.rank() == 0:
            _print_json(losses)


def models(args):
    """List the profiles, add one of model files or checkpoints, or remove one."""
    from toolbox.core import models
    if args.action == "add":
        with (console.progress("fetching") as show, console.refusing(ValueError), console.lacking(FileNotFoundError)):
            if args.download and args.name != "rtvc":
                raise ValueError(f"Nothing is published for '{args.name}'; --download knows rtvc only.")
            profile = models.add_published(show) if args.download else models.add(args.name, args.source)
        print(f"{profile.name}: {profile.description}; `main.py clone --profile {profile.name}` speaks with it.")
    elif args.action == "remove":
        with console.refusing(ValueError):
            models.remove(args.name)
        print(f"{args.name} is removed.")
    elif args.json:
        _print_json(models.describe())
    else:
        rows = [(p["name"], p["description"], "ready" if p["available"] else "not here",
                 str(Path(p["parts"]["synthesizer"]).parent if p["available"] else p["remedy"]))
                for p in models.describe()]
        print(console.table([("profile", "networks", "", "where, or what to do"), *rows]))


def _load(args):
    from toolbox.core.engine import Cloner
    with console.progress("loading") as show, console.refusing(ValueError), console.lacking(FileNotFoundError):
        return Cloner.load(args.profile, args.device, show)


def _load_encoder(device):
    from encoder.inference import SpeakerEncoder
    from toolbox.core.device import choose_device
    with console.refusing(ValueError), console.lacking(FileNotFoundError):
        return SpeakerEncoder.load(device=choose_device(device))


def _draw(speech, cloner, path):
    from toolbox.core.picture import draw
    draw(speech, path, cloner.synthesizer.config)


def _player():
    """A function that plays a Speech; said before the work if there is nothing to play on."""
    try:
        import sounddevice
        sounddevice.query_devices(kind="output")
    except OSError:  # PortAudio itself
        raise console.Missing("Nothing can be played: PortAudio is missing; `make system` installs it.") from None
    except (ValueError, sounddevice.PortAudioError):
        raise console.Missing("Nothing can be played: there is no audio output device.") from None

    def play(speech):
        with console.lacking(sounddevice.PortAudioError):
            sounddevice.play(speech.wav, speech.rate)
            sounddevice.wait()
    return play


def _read_text(path, longest):
    """The text of a file, or of stdin for "-"; not much more is read than can be said."""
    most = 4 * longest + 4
    if str(path) == "-":
        data = sys.stdin.buffer.read(most)
    else:
        with open(path, "rb") as file:
            data = file.read(most)
    name = "The text on stdin" if str(path) == "-" else path
    if len(data) == most:
        raise console.Refused(f"{name} is too long; at most {longest:,} characters are said at once. "
                              "Split it into parts.")
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise console.Refused(f"{name} is not plain text in UTF-8; save it as that.") from None


def _csv(name):
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',"\r\n') else name


def _print_json(value):
    print(json.dumps(value, indent=1))


def _whole(text):
    value = int(text)
    if not 0 <= value < 2 ** 32:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {2 ** 32 - 1}")
    return value


def _count(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def _positive(text):
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text} is not more than 0")
    return value


# What argparse calls a value that does not fit.
_whole.__name__, _count.__name__, _positive.__name__ = "whole number", "whole number", "number"


def _parser():
    parser = argparse.ArgumentParser(
        prog="main.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit codes: 0 done, 1 something is missing, 2 the input cannot be used, 130 interrupted.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    parser.set_defaults(command=open_window)
    window = parser.add_argument_group("the window's options")
    window.add_argument("--library", type=Path, metavar="FOLDER", help="where recordings and takes are kept")
    window.add_argument("--profile", help="one of `main.py models`; the last one used by default")
    window.add_argument("--device", help="auto, cpu, cuda or mps; the last one used by default")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(command, help, name=None):
        made = commands.add_parser(name or command.__name__, help=help, description=command.__doc__)
        made.set_defaults(command=command)
        return made

    def add_loading(sub):
        sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, mps")
        sub.add_argument("--profile", default="default", help="default, griffin-lim, or another of `main.py models`")

    sub = add(clone, "say a text in the voice of a recording")
    sub.add_argument("--reference", nargs="+", type=Path, required=True, metavar="FILE",
                     help="recordings of the voice: WAV, FLAC, OGG, Opus, MP3; 5 s or more of speech")
    text = sub.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", help="what to say, in English")
    text.add_argument("--text-file", type=Path, metavar="FILE", help="read it from a file in UTF-8; - reads stdin")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".wav, .flac, .ogg or .opus")
    sub.add_argument("--speed", type=float, default=1.0, help="0.5 to 2; 1 (default) is the voice's own")
    sub.add_argument("--pitch", type=float, default=0.0, help="-12 to 12 semitones; 0 (default) is the voice's own")
    sub.add_argument("--seed", type=_whole, default=0, help="the same seed gives the same samples (default: 0)")
    sub.add_argument("--quick", action="store_true",
                     help="say it some seconds earlier, without adapting the synthesizer to the voice: less like it")
    add_loading(sub)
    sub.add_argument("--play", action="store_true", help="play it, too")
    sub.add_argument("--picture", type=Path, metavar="FILE", help="draw mel, phonemes and pitch: .png, .svg or .pdf")
    sub.add_argument("--json", action="store_true", help="print what was made, and how fast, as JSON")

    sub = add(embed, "the speaker embedding of recordings")
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE")
    sub.add_argument("--out", type=Path, metavar="FILE", help=".npz, .npy or .csv; CSV on stdout by default")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")
    sub.add_argument("--json", action="store_true", help="print them as JSON")

    sub = add(similarity, "how alike two voices are")
    sub.add_argument("a", type=Path, metavar="A")
    sub.add_argument("b", type=Path, metavar="B")
    sub.add_argument("--json", action="store_true")

    sub = add(demo, "clone a bundled voice into out/demo.wav and out/demo.png")
    sub.add_argument("--out", type=Path, default=Path("out"), metavar="FOLDER")
    add_loading(sub)

    sub = add(map_voices, "a map of the voices in a folder", "map")
    sub.add_argument("folder", type=Path, metavar="FOLDER", help="a data set, or any folder with recordings")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".png, .svg or .pdf")
    sub.add_argument("--csv", type=Path, metavar="FILE", help="places, clusters and nearest voices as a table")
    sub.add_argument("--method", choices=("umap", "pca", "tsne"), default="umap")
    sub.add_argument("--colour", choices=("speaker", "sex", "pitch", "cluster"), default="speaker")
    sub.add_argument("--seed", type=_whole, default=0, help="the same seed gives the same map (default: 0)")
    sub.add_argument("--json", action="store_true", help="print the numbers as JSON")

    sub = add(bench, "how fast it is on this machine")
    sub.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    sub.add_argument("--quick", action="store_true", help="every figure from one run")
    sub.add_argument("--ui", action="store_true", help="measure the window instead: start, gaps, frames, sound")
    sub.add_argument("--map", action="store_true", help="measure the map of voices instead")
    sub.add_argument("--seconds", type=float, default=20.0, help="how long --ui watches (default: 20)")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")

    sub = add(doctor, "what is installed, and what is missing")
    sub.add_argument("--json", action="store_true")

    sub = add(models, "profiles: list, add, remove")
    sub.add_argument("--json", action="store_true", help="print them as JSON")
    sub.set_defaults(action="list")
    actions = sub.add_subparsers(title="actions", metavar="ACTION", dest="action")
    own = actions.add_parser("add", help="make a profile of model files, or of encoder.pt, synthesizer.pt, vocoder.pt")
    own.add_argument("name", metavar="NAME", help="rtvc for the Real-Time-Voice-Cloning family, or any other")
    source = own.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="source", nargs="+", type=Path, metavar="PATH", help="files or folders")
    source.add_argument("--download", action="store_true", help="rtvc only: fetch the published weights")
    own = actions.add_parser("remove", help="delete a profile of your own")
    own.add_argument("name", metavar="NAME")

    sub = add(prepare, "feature shards of a data set, for training")
    sub.add_argument("corpus", type=Path, metavar="CORPUS",
                     help="folder with virtual.jsonl or real.jsonl, LibriSpeech, LibriTTS, VCTK, VoxCeleb, Common "
                          "Voice, LJSpeech, AISHELL-3, or a folder a speaker")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    sub.add_argument("--workers", type=_count, default=2)
    sub.add_argument("--aligner", type=Path, metavar="FILE",
                     help="aligns what has only text; one that an earlier prepare left in its folder")

    sub = add(constellation, "the corpus' speakers as vectors, for the first map")
    sub.add_argument("data", type=Path, metavar="DATA", help="what prepare made")
    sub.add_argument("--corpus", type=Path, required=True, metavar="CORPUS", help="where the speakers' sex is told")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".npz")

    sub = add(virtual, "speech of virtual speakers, made with Kokoro, to train on")
    sub.add_argument("--model", type=Path, required=True, metavar="FILE", help="Kokoro-82M as an ONNX graph")
    sub.add_argument("--styles", type=Path, required=True, metavar="FOLDER", help="its style vectors, .bin or .npy")
    sub.add_argument("--texts", type=Path, required=True, metavar="FILE",
                     help="a sentence in each line; its phonemes, if they are known, behind a tab")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a corpus for prepare")
    sub.add_argument("--hours", type=_positive, default=1.0, help="of speech in the folder (default: 1)")

    sub = add(train, "train a network, or go on with it")
    sub.add_argument("network", choices=("encoder", "synthesizer", "vocoder", "tacotron", "wavernn", "wavenet"))
    sub.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="what prepare made")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="for checkpoints and logs")
    sub.add_argument("--steps", type=_count, help="in all, those before a resume counted in")
    sub.add_argument("--minutes", type=_positive, default=math.inf, help="stop, with a checkpoint, after so long")
    sub.add_argument("--device", default="auto", help="auto (default), cpu, cuda, mps")
    sub.add_argument("--threads", type=_count, help="of the CPU")
    sub.add_argument("--learning-rate", type=_positive, metavar="RATE", help="the network's own by default")
    sub.add_argument("--from-model", type=Path, metavar="FILE", help="begin with the weights of a model file")
    sub.add_argument("--ecapa", type=Path, metavar="FILE",
                     help="of the synthesizer: a second speaker encoder, which judges its voices, too")
    sub.add_argument("--synthesizer", type=Path, metavar="FILE",
                     help="of the vocoder: learn from this network's mels, too, not from recordings' alone")
    sub.add_argument("--utterances", type=_count, metavar="N",
                     help="of tacotron, wavernn and wavenet: train on the first N only, to see whether it learns")
    sub.add_argument("--batch", type=_count, metavar="N",
                     help="of the vocoders: crops a step, fewer for less memory (default: 12, wavernn 32, wavenet 8)")
    sub.add_argument("--loss", choices=("softmax", "contrast", "tuned"), help="of the encoder: softmax (default)")
    sub.add_argument("--front-end", choices=("mel", "log-mel", "auditory"),
                     help="of the encoder: power mels as the published one's, their logarithm (default), or bands of "
                          "the ear")
    return parser


if __name__ == "__main__":
    sys.exit(main())
