"""Sound files read in a process of their own: what a decoder does with a hostile file does not befall the window."""

from pathlib import Path

from toolbox.core.protocol import ServerProcess


class Reader:
    """What runs in the process. Every public method is a request; `emit(name, payload)` sends an event."""

    def __init__(self, threads):
        pass

    def recording(self, emit, cancelled, path):
        """Read a sound file; (wav, rate, what is drawn of it), the last as toolbox.core.cloning.overview has it."""
        from audio.files import load
        from toolbox.core.cloning.overview import analyse

        wav, rate = load(path)
        return wav, rate, analyse(wav, rate)

    def take(self, emit, cancelled, folder, take):
        """Read a take of the library in a folder; the Take with its arrays."""
        from toolbox.core.library.arrays import read_take

        return read_take(Path(folder), take)


class ReadProcess(ServerProcess):
    """A Reader elsewhere."""

    serves = ("toolbox.core.processes.reader", "Reader")

    def __init__(self):
        super().__init__(1)
