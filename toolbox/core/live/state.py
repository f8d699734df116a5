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
        Length of the sound converted so far.
    input_peak, output_peak : float
        Greatest amplitudes since the last query.
    latency : float
        Seconds from the microphone to the loudspeaker by the devices' own clocks; 0 while unknown.
    lost_blocks : int
        Blocks of sound that were not recorded, not converted in time, or missing when they were to be played.
    core_share : float
        Seconds of work per second, on one core.
    block : float
        Seconds converted at once.
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
