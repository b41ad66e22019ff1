"""ONNX operators (sets 13 to 17) in PyTorch: those that exported graphs use.

Each takes the node's inputs (None for one that is not given) and attributes, and returns a tensor,
or a tuple where the node has several outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import torch
import torch.nn.functional as F
from onnx import TensorProto
from torch import Tensor

from earwitness_training.graphs import onnx_layers
from earwitness_training.graphs.onnx_layers import Attributes, Inputs, Operator, optional

ELEMENTS = {
    TensorProto.FLOAT: torch.float32,
    TensorProto.DOUBLE: torch.float64,
    TensorProto.FLOAT16: torch.float16,
    TensorProto.UINT8: torch.uint8,
    TensorProto.INT8: torch.int8,
    TensorProto.INT16: torch.int16,
    TensorProto.INT32: torch.int32,
    TensorProto.INT64: torch.int64,
    TensorProto.BOOL: torch.bool,
}


def _numbers(inputs: Inputs, index: int) -> list[int] | None:
    given = optional(inputs, index)
    return None if given is None else [int(value) for value in given.reshape(-1)]


def _each(function: Callable[[Tensor], Tensor]) -> Operator:
    return lambda inputs, attributes: function(inputs[0])


def _pair(function: Callable[[Tensor, Tensor], Tensor]) -> Operator:
    return lambda inputs, attributes: function(inputs[0], inputs[1])


def _fold(function: Callable[[Tensor, Tensor], Tensor]) -> Operator:
    return lambda inputs, attributes: reduce(function, inputs)


def _divide(one: Tensor, other: Tensor) -> Tensor:
    whole = not one.is_floating_point()
    return torch.div(one, other, rounding_mode="trunc" if whole else None)


def _power(one: Tensor, other: Tensor) -> Tensor:
    return torch.pow(one, other).to(one.dtype)


def _clip(inputs: Inputs, attributes: Attributes) -> Tensor:
    low, high = optional(inputs, 1), optional(inputs, 2)
    values = inputs[0] if low is None else torch.maximum(inputs[0], low)
    return values if high is None else torch.minimum(values, high)


def _hard_sigmoid(inputs: Inputs, attributes: Attributes) -> Tensor:
    slope, shift = attributes.get("alpha", 0.2), attributes.get("beta", 0.5)
    return (inputs[0] * slope + shift).clamp(0, 1)


def _cast(inputs: Inputs, attributes: Attributes) -> Tensor:
    if attributes["to"] not in ELEMENTS:
        name = TensorProto.DataType.Name(attributes["to"])
        raise NotImplementedError(f"cast to {name} is not known here")
    return inputs[0].to(ELEMENTS[attributes["to"]])


def _constant(inputs: Inputs, attributes: Attributes) -> Tensor:
    for name, element in (("float", torch.float32), ("int", torch.int64)):
        for form in (f"value_{name}", f"value_{name}s"):
            if form in attributes:
                return torch.tensor(attributes[form], dtype=element)
    return attributes["value"]


def _constant_of_shape(inputs: Inputs, attributes: Attributes) -> Tensor:
    value = attributes.get("value", torch.zeros(1))
    return value.reshape(()).expand(_numbers(inputs, 0)).clone()


def _shape(inputs: Inputs, attributes: Attributes) -> Tensor:
    shape = list(inputs[0].shape)[attributes.get("start", 0) : attributes.get("end")]
    return torch.tensor(shape, dtype=torch.int64)


def _reshape(inputs: Inputs, attributes: Attributes) -> Tensor:
    shape = _numbers(inputs, 1)
    if not attributes.get("allowzero"):
        shape = [size or inputs[0].shape[axis] for axis, size in enumerate(shape)]
    return inputs[0].reshape(shape)


def _flatten(inputs: Inputs, attributes: Attributes) -> Tensor:
    axis = attributes.get("axis", 1) % (inputs[0].dim() + 1)
    rows = 1
    for size in inputs[0].shape[:axis]:
        rows *= size
    return inputs[0].reshape(rows, -1)


def _transpose(inputs: Inputs, attributes: Attributes) -> Tensor:
    return inputs[0].permute(attributes.get("perm", list(range(inputs[0].dim()))[::-1]))


def _split(inputs: Inputs, attributes: Attributes) -> tuple[Tensor, ...]:
    axis = attributes.get("axis", 0)
    sizes = _numbers(inputs, 1)
    if sizes is None:
        return inputs[0].chunk(attributes["_outputs"], axis)
    return inputs[0].split(sizes, axis)


def _slice(inputs: Inputs, attributes: Attributes) -> Tensor:
    values, starts, ends = inputs[0], _numbers(inputs, 1), _numbers(inputs, 2)
    axes = _numbers(inputs, 3) or list(range(len(starts)))
    steps = _numbers(inputs, 4) or [1] * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        chosen = range(values.shape[axis])[slice(*_bounds(start, end, step, values.shape[axis]))]
        values = values.index_select(axis, torch.tensor(chosen, device=values.device).long())
    return values


def _bounds(start: int, end: int, step: int, size: int) -> tuple[int, int | None, int]:
    """Python's slice for ONNX bounds: both count from the end where negative, then are clamped."""
    start, end = (bound + size if bound < 0 else bound for bound in (start, end))
    if step > 0:
        return max(start, 0), max(end, 0), step
    return min(start, size - 1), None if end < 0 else end, step


def _gather(inputs: Inputs, attributes: Attributes) -> Tensor:
    values, index, axis = inputs[0], inputs[1].long(), attributes.get("axis", 0)
    index = torch.where(index < 0, index + values.shape[axis], index)
    axis %= values.dim()
    chosen = values.index_select(axis, index.reshape(-1))
    return chosen.reshape((*values.shape[:axis], *index.shape, *values.shape[axis + 1 :]))


def _gather_elements(inputs: Inputs, attributes: Attributes) -> Tensor:
    axis = attributes.get("axis", 0)
    index = torch.where(inputs[1] < 0, inputs[1] + inputs[0].shape[axis], inputs[1])
    return inputs[0].gather(axis, index)


def _unsqueeze(inputs: Inputs, attributes: Attributes) -> Tensor:
    values, axes = inputs[0], _numbers(inputs, 1)
    rank = values.dim() + len(axes)
    for axis in sorted(axis % rank for axis in axes):
        values = values.unsqueeze(axis)
    return values


def _squeeze(inputs: Inputs, attributes: Attributes) -> Tensor:
    values, axes = inputs[0], _numbers(inputs, 1)
    if axes is None:
        return values.squeeze()
    for axis in sorted((axis % values.dim() for axis in axes), reverse=True):
        values = values.squeeze(axis)
    return values


def _expand(inputs: Inputs, attributes: Attributes) -> Tensor:
    shape = torch.broadcast_shapes(inputs[0].shape, _numbers(inputs, 1))
    return inputs[0].expand(shape)


def _pad(inputs: Inputs, attributes: Attributes) -> Tensor:
    pads, mode = _numbers(inputs, 1), attributes.get("mode", "constant")
    rank = len(pads) // 2
    widths = [pads[side + axis] for axis in reversed(range(rank)) for side in (0, rank)]
    if mode == "constant":
        value = optional(inputs, 2)
        return F.pad(inputs[0], widths, value=0.0 if value is None else value.item())
    while len(widths) > 2 and widths[-2:] == [0, 0]:
        widths = widths[:-2]  # PyTorch reflects the last axes only
    return F.pad(inputs[0], widths, mode="replicate" if mode == "edge" else mode)


def _reduction(function: Callable[[Tensor, list[int], bool], Tensor]) -> Operator:
    def operator(inputs: Inputs, attributes: Attributes) -> Tensor:
        axes = _numbers(inputs, 1) or attributes.get("axes")
        if axes is None:
            if attributes.get("noop_with_empty_axes"):
                return inputs[0]
            axes = list(range(inputs[0].dim()))
        return function(inputs[0], axes, bool(attributes.get("keepdims", 1)))

    return operator


def _arg_extreme(function: Callable[..., Tensor]) -> Operator:
    return lambda inputs, attributes: function(
        inputs[0], dim=attributes.get("axis", 0), keepdim=bool(attributes.get("keepdims", 1))
    )


OPERATORS: dict[str, Operator] = {
    "Abs": _each(torch.abs),
    "Add": _pair(torch.add),
    "And": _pair(torch.logical_and),
    "ArgMax": _arg_extreme(torch.argmax),
    "ArgMin": _arg_extreme(torch.argmin),
    "AveragePool": onnx_layers.average_pool,
    "BatchNormalization": onnx_layers.batch_norm,
    "Cast": _cast,
    "Ceil": _each(torch.ceil),
    "Clip": _clip,
    "Concat": lambda inputs, attributes: torch.cat(list(inputs), attributes["axis"]),
    "Constant": _constant,
    "ConstantOfShape": _constant_of_shape,
    "Conv": onnx_layers.conv,
    "Cos": _each(torch.cos),
    "DequantizeLinear": onnx_layers.dequantize,
    "Div": _pair(_divide),
    "Dropout": lambda inputs, attributes: inputs[0],
    "Einsum": lambda inputs, attributes: torch.einsum(attributes["equation"], *inputs),
    "Equal": _pair(torch.eq),
    "Erf": _each(torch.erf),
    "Exp": _each(torch.exp),
    "Expand": _expand,
    "Flatten": _flatten,
    "Floor": _each(torch.floor),
    "Gather": _gather,
    "GatherElements": _gather_elements,
    "Gemm": onnx_layers.gemm,
    "GlobalAveragePool": onnx_layers.global_pool(torch.mean),
    "GlobalMaxPool": onnx_layers.global_pool(torch.amax),
    "Greater": _pair(torch.gt),
    "GreaterOrEqual": _pair(torch.ge),
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": _each(F.hardswish),
    "Identity": _each(lambda values: values),
    "LSTM": onnx_layers.lstm,
    "LayerNormalization": onnx_layers.layer_norm,
    "LeakyRelu": lambda inputs, attributes: F.leaky_relu(inputs[0], attributes.get("alpha", 0.01)),
    "Less": _pair(torch.lt),
    "LessOrEqual": _pair(torch.le),
    "Log": _each(torch.log),
    "LogSoftmax": lambda inputs, attributes: F.log_softmax(inputs[0], attributes.get("axis", -1)),
    "MatMul": _pair(torch.matmul),
    "Max": _fold(torch.maximum),
    "MaxPool": onnx_layers.max_pool,
    "Mean": lambda inputs, attributes: reduce(torch.add, inputs) / len(inputs),
    "Min": _fold(torch.minimum),
    "Mul": _pair(torch.mul),
    "Neg": _each(torch.neg),
    "Not": _each(torch.logical_not),
    "Or": _pair(torch.logical_or),
    "Pad": _pad,
    "Pow": _pair(_power),
    "Range": lambda inputs, attributes: torch.arange(*(value.item() for value in inputs)),
    "Reciprocal": _each(torch.reciprocal),
    "ReduceL2": _reduction(lambda values, axes, keep: values.norm(dim=axes, keepdim=keep)),
    "ReduceMax": _reduction(lambda values, axes, keep: values.amax(axes, keepdim=keep)),
    "ReduceMean": _reduction(lambda values, axes, keep: values.mean(axes, keepdim=keep)),
    "ReduceMin": _reduction(lambda values, axes, keep: values.amin(axes, keepdim=keep)),
    "ReduceSum": _reduction(lambda values, axes, keep: values.sum(axes, keepdim=keep)),
    "Relu": _each(torch.relu),
    "Reshape": _reshape,
    "Shape": _shape,
    "Sigmoid": _each(torch.sigmoid),
    "Sin": _each(torch.sin),
    "Slice": _slice,
    "Softmax": lambda inputs, attributes: F.softmax(inputs[0], attributes.get("axis", -1)),
    "Softplus": _each(F.softplus),
    "Split": _split,
    "Sqrt": _each(torch.sqrt),
    "Squeeze": _squeeze,
    "Sub": _pair(torch.sub),
    "Sum": _fold(torch.add),
    "Tanh": _each(torch.tanh),
    "Tile": lambda inputs, attributes: inputs[0].repeat(_numbers(inputs, 1)),
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
    "Where": lambda inputs, attributes: torch.where(inputs[0], inputs[1], inputs[2]),
    "Xor": _pair(torch.logical_xor),
}
