"""Live conversion in a separate process, so that the engine's other work does not delay the sound."""

from typing import Any

from toolbox.core.processes.engine import Engine, EngineProcess
from toolbox.core.protocol import Emit, IsCancelled


class LiveProcess(EngineProcess):
    """A client of a LiveEngine in another process."""

    serves = ("toolbox.core.processes.live", "LiveEngine")

    def __init__(self):
        super().__init__(1)


class LiveEngine(Engine):
    """The server in the process: an Engine with requests that start, steer and stop a live conversion."""

    def __init__(self, threads: int):
        super().__init__(threads)
        self.running: Any = None

    def start(self, emit: Emit, cancelled: IsCancelled, profile: str, device: str, voice: Any,
              input_name: str | None, output_name: str | None, talking: bool) -> Any:
        """Adapt to a voice and start converting a device's input; return a LiveState."""
        from toolbox.core.live.preparing import prepare
        from toolbox.core.live.session import Live

        self.stop(emit, cancelled)
        cloner = self._need(emit, profile, device)
        converter = prepare(cloner, voice, lambda share: emit("progress", (share, "preparing")), cancelled)
        self.running = Live(converter, input_name, output_name, talking)
        self.running.start()
        return self.running.state()

    def steer(self, emit: Emit, cancelled: IsCancelled, pitch_shift: float, wet: float,
              talking: bool) -> Any:
        """Set the parameters; return the conversion's LiveState, or None if none runs."""
        if self.running is None:
            return None
        converter = self.running.converter
        converter.pitch_shift, converter.wet, self.running.talking = pitch_shift, wet, talking
        return self.running.state()

    def stop(self, emit: Emit, cancelled: IsCancelled) -> None:
        """Stop the conversion, if one runs."""
        if self.running is not None:
            self.running.stop()
            self.running = None
