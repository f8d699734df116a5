"""Choice of the device on which the networks run."""

import torch


def choose_device(name: str = "auto") -> torch.device:
    """Return the available device for "auto", "cpu", "cuda", "cuda:1" or "mps".

    "auto" takes CUDA, then MPS, then the CPU. Raises ValueError with a sentence if the named device is missing.
    """
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        return torch.device("cuda" if cuda else "mps" if mps else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"'{name}' is not a device; use auto, cpu, cuda or mps.") from None
    there = {"cpu": True, "cuda": cuda and (device.index or 0) < torch.cuda.device_count(), "mps": mps}
    if not there.get(device.type, False):
        raise ValueError(f"There is no device '{name}' on this machine; use auto or cpu.")
    return device
