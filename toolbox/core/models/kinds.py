"""The class that reads each kind of model file, imported on demand."""

import importlib
from pathlib import Path
from typing import Any

from training.checkpoint import read_about

CLASSES = {
    "encoder/ge2e": ("encoder.ge2e.inference", "SpeakerEncoder"),
    "synthesizer/parallel": ("synthesizer.parallel.inference", "Synthesizer"),
    "synthesizer/tacotron": ("synthesizer.tacotron.inference", "TacotronSynthesizer"),
    "vocoder/harmonic": ("vocoder.harmonic.inference", "Vocoder"),
    "vocoder/wavernn": ("vocoder.autoregressive.inference", "WaveRNNVocoder"),
    "vocoder/wavenet": ("vocoder.autoregressive.inference", "WaveNetVocoder"),
}


def load(path: str | Path, part: str, device: Any = "cpu") -> Any:
    """Read the model file of an "encoder", a "synthesizer" or a "vocoder" of any kind.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged or of another part; the message is a sentence.
    """
    kind = read_about(path)[0]
    if kind not in CLASSES or not kind.startswith(f"{part}/"):
        raise ValueError(f"{path} is not a model of kind {part}; it is {kind}.")
    module, name = CLASSES[kind]
    return getattr(importlib.import_module(module), name).load(path, device=device)
