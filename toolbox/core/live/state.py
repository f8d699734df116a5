"""The reported state of a live conversion, in a module without torch, which the window does not import."""

from dataclasses import dataclass


@dataclass
class LiveState:
    """The state of a live conversion.

    Attributes
    ----------
    running : bool
        Whether both devices are open.
    problem : str
        Why not, in a sentence; empty if they are.
    seconds : float
        Of sound that were converted.
    input_peak, output_peak : float
        Greatest amplitudes since the state was last asked for.
    latency : float
        Seconds from a sound at the microphone to the same at the loudspeaker, as the devices report their times; 0
        while it is not known.
    lost_blocks : int
        Blocks of sound that were not taken in, not converted in time, or not there when they were to be played.
    core_share : float
        Seconds of work a second, in one core.
    block : float
        Seconds that are converted at once.
    """

    running: bool = False
    problem: str = ""
    seconds: float = 0.0
    input_peak: float = 0.0
    output_peak: float = 0.0
    latency: float = 0.0
    lost_blocks: int = 0
    core_share: float = 0.0
    block: float = 0.0
