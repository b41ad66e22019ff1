"""Names, types and shapes of what goes into the graphs of a pack and comes out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from onnx import TensorProto
from torch import Tensor

from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.networks.localizer import GRID, Localizer
from earwitness_training.networks.spectrum import SAMPLES


@dataclass(frozen=True)
class Port:
    """An input or output of a graph: its name, element type and shape after the batch axis."""

    name: str
    element: int
    shape: tuple[int, ...]


def _floats(name: str, *shape: int) -> Port:
    return Port(name, TensorProto.FLOAT, shape)


def media_inputs(frames: int) -> list[Port]:
    """Inputs of an `encode.onnx` that takes media."""
    return [
        Port("frames", TensorProto.UINT8, (frames, PICTURE_SIZE, PICTURE_SIZE, 3)),
        _floats("waveform", SAMPLES),
        _floats("visual_mask"),
        _floats("audio_mask"),
    ]


def feature_inputs(localizer: Localizer) -> list[Port]:
    """Inputs of an `encode.onnx` that takes features of backbones that it does not hold."""
    return [
        _floats("visual_features", GRID, GRID, localizer.sizes.visual),
        _floats("audio_features", localizer.sizes.audio),
        _floats("visual_mask"),
        _floats("audio_mask"),
    ]


def encode_outputs(localizer: Localizer) -> list[Port]:
    """Outputs of `encode.onnx`: what is stored of a segment."""
    stored = [
        _floats(localizer.stored, *localizer.stored_shape),
        _floats("audio", localizer.sizes.audio),
    ]
    return [*stored, _floats("attention", GRID, GRID)] if localizer.attends_alone else stored


def localize_ports(localizer: Localizer) -> tuple[list[Port], list[Port]]:
    """Inputs and outputs of `localize.onnx`."""
    sizes = localizer.sizes
    inputs = [
        _floats(localizer.stored, sizes.window, *localizer.stored_shape),
        _floats("audio", sizes.window, sizes.audio),
        _floats("visual_mask", sizes.window),
        _floats("audio_mask", sizes.window),
    ]
    outputs = [_floats("probabilities", sizes.outputs), _floats("relevance")]
    if not localizer.attends_alone:
        outputs.append(_floats("attention", GRID, GRID))
    if sizes.track_heads:
        outputs += [_floats("heard", sizes.outputs), _floats("seen", sizes.outputs)]
    return inputs, outputs


def example(ports: list[Port], batch: int) -> tuple[Tensor, ...]:
    """Random inputs of the right shapes; masks are ones."""
    made = []
    for port in ports:
        if port.element == TensorProto.UINT8:
            made.append(torch.randint(0, 256, (batch, *port.shape), dtype=torch.uint8))
        elif port.name.endswith("_mask"):
            made.append(torch.ones(batch, *port.shape))
        else:
            made.append(torch.randn(batch, *port.shape) * 0.1)
    return tuple(made)
