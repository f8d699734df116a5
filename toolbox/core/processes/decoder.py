"""Sound files decoded in a process of their own, so that none of them can hold up, fill or end the window's."""

import warnings

from toolbox.core.processes.engine import EngineProcess


class Decoder:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        pass  # decoding takes one

    def read(self, emit, cancelled, path, seconds=None, begin=0.0):
        """Return (wav, rate, list of warnings as sentences) of audio.files.load."""
        from audio.errors import AudioWarning
        from audio.files import load

        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", AudioWarning)
            wav, rate = load(path, seconds=seconds, begin=begin)
        return wav, rate, [str(warning.message) for warning in found]

    def copy(self, emit, cancelled, path, out):
        """Keep a copy of a sound file at `out`, whose suffix chooses the format; return (seconds, rate, warnings)."""
        from audio.files import save

        wav, rate, found = self.read(emit, cancelled, path)
        save(out, wav, rate)
        return len(wav) / rate, rate, found


class DecoderProcess(EngineProcess):
    """A Decoder elsewhere; it imports no network and is ready in a fraction of a second."""

    serves = ("toolbox.core.processes.decoder", "Decoder")

    def __init__(self):
        super().__init__(threads=1)
