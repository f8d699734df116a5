"""The command `live`: convert the microphone to another voice in real time."""

import sys
import time

from toolbox.cli import console, options
from toolbox.core.settings import SYSTEM

SHOWN = 0.25  # seconds between queries of the state
BAR = 24  # characters
CABLE = {"linux": "A null sink is a virtual cable: pactl load-module module-null-sink sink_name=voice, then "
                  "--output voice here and 'Monitor of voice' as the microphone of the other program.",
         "darwin": "BlackHole is a virtual cable: --output 'BlackHole 2ch' here, and the same as the microphone of the "
                   "other program.",
         "win32": "VB-CABLE is a virtual cable: --output 'CABLE Input' here, and 'CABLE Output' as the microphone of "
                  "the other program."}


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "live", run, "speak live in another voice",
                              epilog=CABLE.get(sys.platform, ""))
    options.add_voice(sub, required=False)
    sub.add_argument("--input", metavar="NAME", help="the microphone; the system's default if not given")
    sub.add_argument("--output", metavar="NAME", help="loudspeaker or virtual cable; the system's default if not given")
    sub.add_argument("--devices", action="store_true", help="list inputs and outputs, and exit")
    sub.add_argument("--pitch", type=float, default=0.0, help="-12 to 12 semitones; 0 (default) is the voice's own")
    sub.add_argument("--wet", type=options.share, default=1.0,
                     help="0 to 1: share of the other voice in the output (default: 1); the rest is your own")
    sub.add_argument("--seconds", type=options.positive, help="stop after this time; by default Ctrl-C stops it")
    options.add_loading(sub)
    options.add_library(sub)


def run(args):
    """Speak in another voice until Ctrl-C, with latency, lost blocks and levels on display. Wear headphones."""
    from audio.errors import AudioError
    from toolbox.core.cloning.requests import TextError, check_request
    from toolbox.core.library.records import LIVE, Entry
    from toolbox.core.live.preparing import prepare
    from toolbox.core.live.session import Live
    devices = _devices()
    if args.devices:
        print(console.table([("input", device.name) for device in devices.inputs]
                            + [("output", device.name) for device in devices.outputs] or [("none", "")]))
        return
    if not (args.reference or args.voice):
        raise console.Refused("Name a voice: --reference with recordings of it, or --voice with a saved one.")
    with console.refusing(ValueError):
        check_request("live", pitch_shift=args.pitch)
    for way, name, there in (("input", args.input, devices.inputs), ("output", args.output, devices.outputs)):
        if not there:
            raise console.Missing(f"There is no {way} device on this machine.")
        if name and devices.find(way, name) is None:
            raise console.Refused(f"There is no {way} '{name}'; there are: {', '.join(d.name for d in there)}.")
    devices.close()
    cloner = options.load_cloner(args)
    voice = options.load_voice(args, cloner)
    with console.progress("adapting to the voice") as show, console.refusing(TextError, AudioError):
        converter = prepare(cloner, voice, show)
    converter.pitch_shift, converter.wet = args.pitch, args.wet
    live = Live(converter, args.input, args.output)
    live.start()
    begun = time.monotonic()
    try:
        while args.seconds is None or time.monotonic() - begun < args.seconds:
            time.sleep(SHOWN)
            _show(live.state())
    finally:
        state = live.state()
        live.stop()
        options.log(args, Entry.of_voice(voice, LIVE, state.seconds, cloner.profile))
        if console.on_terminal():
            print(file=sys.stderr)
    print(f"{state.seconds:.1f} s in {voice.name}'s voice: latency {state.latency * 1000:.0f} ms, {state.lost_blocks} "
          f"blocks lost, {state.core_share:.2f} of a core.")


def _show(state):
    """Draw the state on one line of a terminal."""
    if not console.on_terminal():
        return
    if not state.running:
        line = state.problem
    else:
        meters = (f"{name} {'#' * round(BAR * min(1.0, peak) ** 0.5):<{BAR}}"
                  for name, peak in (("in", state.input_peak), ("out", state.output_peak)))
        line = (f"LIVE  {'  '.join(meters)}  {state.latency * 1000:3.0f} ms  {state.lost_blocks} lost  "
                f"{state.core_share:.2f} of a core")
    print(f"\r{line:<110.110}", end="", file=sys.stderr, flush=True)


def _devices():
    """Return the inputs and outputs, freshly listed."""
    from toolbox.core.sound.devices import Devices
    try:
        import sounddevice
    except OSError:
        raise console.Missing(f"Nothing can be recorded or played because PortAudio is missing: {SYSTEM}.") from None
    devices = Devices(sounddevice)
    devices.look(idle=True)
    return devices
