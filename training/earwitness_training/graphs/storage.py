"""How weights lie in a pack: rounded before they are evaluated, stored small, computed in float32.

Encoders: eight bits with one scale an output channel. Localizers: float16. Both are turned back
into float32 by nodes that hold constants only, which a runtime folds once when the session starts.
The networks are rounded the same way before features are cached, so that what is measured is what
ships.
"""

from __future__ import annotations

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

_SMALL = 2048  # elements; smaller tensors stay float32
_LEVELS = 127
_KEPT_WHOLE = ("kernels", "mel")  # the front end needs its precision in quiet sounds


@torch.no_grad()
def round_to_half(network: nn.Module) -> None:
    """Round every large weight to what float16 holds, in place."""
    for values in network.parameters():
        if values.numel() >= _SMALL:
            values.copy_(values.half().float())


@torch.no_grad()
def round_to_bytes(network: nn.Module) -> None:
    """Round every large weight to 255 levels an output channel, in place."""
    for values in network.parameters():
        if values.numel() >= _SMALL:
            flat = values.reshape(len(values), -1)
            scale = byte_scale(flat.abs().max(dim=1).values)[:, None]
            levels = torch.round(flat / scale).clamp(-_LEVELS, _LEVELS)
            values.copy_((levels * scale).reshape(values.shape))


def byte_scale(largest: Tensor) -> Tensor:
    """Step of a channel whose largest weight is given, such that levels * step is exact.

    Ten bits after the first are kept of it: with the seven of a level they fit a float32.
    """
    step = (largest.clamp_min(1e-12) / _LEVELS * (1 + 1e-3)).contiguous()
    return (step.view(torch.int32) & ~0x1FFF).view(torch.float32)


def store_small(model: onnx.ModelProto) -> None:
    """Keep rounded weights as bytes or float16, each with the nodes that turn it back."""
    nodes = []
    added = []
    for tensor in model.graph.initializer:
        whole = any(part in tensor.name for part in _KEPT_WHOLE)
        if tensor.data_type != TensorProto.FLOAT or whole:
            continue
        values = numpy_helper.to_array(tensor)
        if values.size < _SMALL:
            continue
        name = tensor.name
        as_bytes = _as_bytes(values)
        if as_bytes is not None:
            levels, scale = as_bytes
            tensor.CopyFrom(numpy_helper.from_array(levels, name + ".levels"))
            added.append(numpy_helper.from_array(scale, name + ".scale"))
            nodes.append(_cast(name + ".levels", name + ".whole"))
            nodes.append(
                helper.make_node(
                    "Mul", [name + ".whole", name + ".scale"], [name], name + ".scaled"
                )
            )
            continue
        half = values.astype(numpy.float16)
        if numpy.array_equal(half.astype(numpy.float32), values):
            tensor.CopyFrom(numpy_helper.from_array(half, name + ".half"))
            nodes.append(_cast(name + ".half", name))
    model.graph.initializer.extend(added)
    for node in reversed(nodes):
        model.graph.node.insert(0, node)


def _cast(source: str, result: str) -> onnx.NodeProto:
    return helper.make_node("Cast", [source], [result], result + ".cast", to=TensorProto.FLOAT)


def _as_bytes(values: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray] | None:
    """Levels int8 and the step of each channel, where they give exactly these values.

    The channel is the first axis of a convolution's weight and the last of a matrix, which the
    exporter has transposed; both are tried. The largest weight of a rounded channel is 127 steps.
    """
    for axis in (0, values.ndim - 1):
        others = tuple(index for index in range(values.ndim) if index != axis)
        largest = numpy.abs(values).max(axis=others, keepdims=True)
        step = numpy.where(largest > 0, largest / numpy.float32(_LEVELS), 1).astype(numpy.float32)
        levels = numpy.round(values / step)
        if numpy.array_equal((levels * step).astype(numpy.float32), values):
            return levels.astype(numpy.int8), step
    return None
