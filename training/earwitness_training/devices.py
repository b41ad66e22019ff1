"""Where networks compute: the processor, or a graphics card that PyTorch sees (CUDA).

Data stays in NumPy on the processor until a network reads it; then it goes where the network's
parameters are.
"""

from __future__ import annotations

import argparse

import numpy
import torch
from torch import Tensor, nn

CPU = torch.device("cpu")


def add_flag(parser: argparse.ArgumentParser) -> None:
    """`--device` of the steps that compute with networks."""
    parser.add_argument(
        "--device",
        default="cpu",
        help="cpu (default), cuda, cuda:1; auto: cuda if there",
    )


def named_device(name: str) -> torch.device:
    """The device of that name; `auto` is CUDA where there is one. ValueError where it is not."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"--device {name}: it must be auto, cpu, cuda or cuda:N") from error
    if device.type not in ("cpu", "cuda"):
        raise ValueError(f"--device {name}: it must be auto, cpu, cuda or cuda:N")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"--device {name}: PyTorch sees {torch.cuda.device_count()} such devices")
    return device


def device_of(network: nn.Module) -> torch.device:
    """Where a network's parameters are; all of them are in one place."""
    return next(network.parameters()).device


def placed(values: numpy.ndarray, device: torch.device) -> Tensor:
    """An array as a tensor on a device; on the processor it shares the array's memory."""
    return torch.from_numpy(values).to(device)
