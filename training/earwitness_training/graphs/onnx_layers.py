"""ONNX layers in PyTorch: products, convolutions, pools, norms, the LSTM; see `onnx_operators`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

Inputs = Sequence[Any]  # Tensor, or None for an optional input that is not given
Attributes = dict[str, Any]
Operator = Callable[[Inputs, Attributes], "Tensor | tuple[Tensor, ...]"]


def optional(inputs: Inputs, index: int) -> Any:
    """An input, or None where the node does not give it."""
    return inputs[index] if len(inputs) > index else None


def gemm(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Product of matrices, scaled, plus a scaled third input."""
    left = inputs[0].t() if attributes.get("transA") else inputs[0]
    right = inputs[1].t() if attributes.get("transB") else inputs[1]
    product = (left @ right) * attributes.get("alpha", 1.0)
    added = optional(inputs, 2)
    return product if added is None else product + added * attributes.get("beta", 1.0)


def layer_norm(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Normalisation over the last axes."""
    values, scale, bias = inputs[0], inputs[1], optional(inputs, 2)
    shape = values.shape[attributes.get("axis", -1) :]
    return F.layer_norm(values, shape, scale, bias, attributes.get("epsilon", 1e-5))


def batch_norm(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Batch normalisation with stored means."""
    values, scale, bias, mean, variance = inputs
    return F.batch_norm(
        values, mean, variance, scale, bias, False, 0.0, attributes.get("epsilon", 1e-5)
    )


def _padded(values: Tensor, attributes: Attributes, kernel: list[int], fill: float) -> Tensor:
    if attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise NotImplementedError(f"auto_pad {attributes['auto_pad']} is not known here")
    pads = attributes.get("pads", [0] * 2 * len(kernel))
    if not any(pads):
        return values
    rank = len(kernel)
    widths = [pads[side + axis] for axis in reversed(range(rank)) for side in (0, rank)]
    return F.pad(values, widths, value=fill)


def conv(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Convolution over one, two or three axes."""
    values, weight, bias = inputs[0], inputs[1], optional(inputs, 2)
    rank = weight.dim() - 2
    convolve = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}[rank]
    return convolve(
        _padded(values, attributes, list(weight.shape[2:]), 0.0),
        weight,
        bias,
        attributes.get("strides", [1] * rank),
        0,
        attributes.get("dilations", [1] * rank),
        attributes.get("group", 1),
    )


def max_pool(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Largest value of each place."""
    kernel = attributes["kernel_shape"]
    if attributes.get("ceil_mode"):
        raise NotImplementedError("ceil_mode is not known here")
    pool = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[len(kernel)]
    values = _padded(inputs[0], attributes, kernel, float("-inf"))
    strides = attributes.get("strides", [1] * len(kernel))
    return pool(values, kernel, strides, 0, attributes.get("dilations", [1] * len(kernel)))


def average_pool(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Mean of each place."""
    kernel = attributes["kernel_shape"]
    padded = any(attributes.get("pads", []))
    if attributes.get("ceil_mode") or (padded and not attributes.get("count_include_pad")):
        raise NotImplementedError("ceil_mode and padding that is not counted are not known here")
    pool = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}[len(kernel)]
    values = _padded(inputs[0], attributes, kernel, 0.0)
    return pool(values, kernel, attributes.get("strides", [1] * len(kernel)))


def global_pool(function: Callable[..., Tensor]) -> Operator:
    """A pool over all axes after the channels."""
    return lambda inputs, attributes: function(
        inputs[0], dim=tuple(range(2, inputs[0].dim())), keepdim=True
    )


def lstm(inputs: Inputs, attributes: Attributes) -> tuple[Tensor, Tensor, Tensor]:
    """Steps [time, batch, width]; gate rows are input, output, forget, cell."""
    steps, weight_in, weight_state = inputs[0], inputs[1], inputs[2]
    way = attributes.get("direction", "forward")
    special = {"layout", "activations", "clip", "input_forget"} & set(attributes)
    if any(attributes[name] for name in special) or any(
        optional(inputs, index) is not None for index in (4, 7)
    ):
        raise NotImplementedError("only the plain LSTM without lengths and peepholes is known here")
    bias, state, cell = optional(inputs, 3), optional(inputs, 5), optional(inputs, 6)
    zero = steps.new_zeros(steps.shape[1], weight_state.shape[2])
    sides = [
        _one_way(
            steps @ weight_in[side].t() + (0.0 if bias is None else sum(bias[side].chunk(2))),
            weight_state[side],
            zero if state is None else state[side],
            zero if cell is None else cell[side],
            way == "reverse" or side == 1,
        )
        for side in range(weight_state.shape[0])
    ]
    outputs, states, cells = zip(*sides, strict=True)
    return torch.stack(outputs, dim=1), torch.stack(states), torch.stack(cells)


def _one_way(
    projected: Tensor, weight: Tensor, state: Tensor, cell: Tensor, backwards: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Outputs [time, batch, hidden] of one direction, and its last states."""
    said: dict[int, Tensor] = {}
    order = range(len(projected))
    for time in reversed(order) if backwards else order:
        gates = projected[time] + state @ weight.t()
        entry, exit_, forget, candidate = gates.chunk(4, dim=1)
        cell = torch.sigmoid(forget) * cell + torch.sigmoid(entry) * torch.tanh(candidate)
        state = torch.sigmoid(exit_) * torch.tanh(cell)
        said[time] = state
    return torch.stack([said[time] for time in order]), state, cell


def dequantize(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Whole numbers back to floats."""
    values, scale, zero = inputs[0], inputs[1], optional(inputs, 2)
    if scale.dim() == 1:
        shape = [1] * values.dim()
        shape[attributes.get("axis", 1)] = -1
        scale = scale.reshape(shape)
        zero = None if zero is None else zero.reshape(shape)
    whole = values.to(torch.int32)
    return (whole if zero is None else whole - zero.to(torch.int32)).to(scale.dtype) * scale
