"""8-bit weights: a quarter of the size on disk, float32 in memory."""

import torch

STEP = "/step"  # suffix of a packed tensor's scales, one for each row


def pack(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Quantise every weight of two dimensions or more to 8 bits, each row to 127 steps on either side of 0.

    Biases and norms keep their precision: they are few.
    """
    packed = dict(tensors)
    for name, weight in tensors.items():
        if weight.is_floating_point() and weight.dim() > 1:
            step = weight.flatten(1).abs().amax(dim=1).clamp(min=1e-12) / 127
            packed[name] = (weight / _for_rows(step, weight)).round().to(torch.int8)
            packed[name + STEP] = step
    return packed


def unpack(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Invert `pack`, except for the rounding; tensors that are not packed are returned unchanged."""
    unpacked = {name: tensor for name, tensor in tensors.items() if not name.endswith(STEP)}
    for name, step in tensors.items():
        if name.endswith(STEP):
            whole = name.removesuffix(STEP)
            unpacked[whole] = unpacked[whole] * _for_rows(step, unpacked[whole])
    return unpacked


def _for_rows(step, weight):
    return step.reshape(-1, *[1] * (weight.dim() - 1))
