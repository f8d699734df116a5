"""Sound files and texts read in a process of their own.

What a decoder does with a hostile file does not befall the window, and neither it nor the engine waits for phonemes.
"""

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

    def text(self, emit, cancelled, text, voices=(), dictionary=None, language=None):
        """Read a text with marks; (faults, sentences), the latter Directed, as the front end would say them."""
        from toolbox.core.script.sentences import directed, parse

        document = parse(text, voices)
        sentences = []
        for sentence in directed(document, text, language, dictionary)[1]:
            if cancelled():
                break
            sentences.append(sentence)
        return document.faults, sentences


class ReadProcess(ServerProcess):
    """A Reader elsewhere."""

    serves = ("toolbox.core.processes.reader", "Reader")

    def __init__(self):
        super().__init__(1)
