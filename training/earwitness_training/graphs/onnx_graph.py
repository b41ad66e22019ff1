"""Run an exported graph with PyTorch, where no ONNX Runtime is installed.

What a pack says can so be checked and evaluated in Python alone. The operators are those of
`onnx_operators`; a graph that uses another one is refused when it is read. The runtime that counts
for the product is ONNX Runtime (`./earwitness pack verify`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from earwitness_training.graphs.onnx_layers import Attributes
from earwitness_training.graphs.onnx_operators import ELEMENTS, OPERATORS

_OPSETS = range(13, 18)  # axes of Squeeze, Unsqueeze and ReduceSum are inputs, of ReduceMean not


@dataclass(frozen=True)
class GraphPort:
    """An input or output: its element type and shape; a text is the name of a free axis."""

    name: str
    element: torch.dtype
    shape: tuple[int | str, ...]


@dataclass(frozen=True)
class _Node:
    operator: str
    name: str
    inputs: tuple[str, ...]  # empty text: an optional input that is not given
    outputs: tuple[str, ...]
    attributes: Attributes
    spent: tuple[str, ...]  # values that no later node reads


class OnnxGraph:
    """One graph; `run` may be called any number of times, with any batch."""

    def __init__(self, path: Path) -> None:
        """Read a graph.

        Raises FileNotFoundError where there is no file, and ValueError where it is no ONNX graph,
        its operator set is not 13 to 17, or an operator is not known here.
        """
        self.path = Path(path)
        model = _read(self.path)
        self.metadata = {entry.key: entry.value for entry in model.metadata_props}
        self._constants = {tensor.name: _tensor(tensor) for tensor in model.graph.initializer}
        inputs = [value for value in model.graph.input if value.name not in self._constants]
        self.inputs = tuple(_port(value) for value in inputs)
        self.outputs = tuple(_port(value) for value in model.graph.output)
        self._nodes = self._plan(model.graph.node)

    @torch.no_grad()
    def run(self, given: dict[str, Tensor]) -> dict[str, Tensor]:
        """All outputs by name; `given` has every input by name, the first axis is the batch."""
        self._check(given)
        values = dict(given)
        for node in self._nodes:
            self._apply(node, values)
            for name in node.spent:
                values.pop(name, None)
        known = {**self._constants, **values}
        return {port.name: known[port.name] for port in self.outputs}

    def _apply(self, node: _Node, values: dict[str, Tensor]) -> None:
        arguments = [
            None if not name else values[name] if name in values else self._constants[name]
            for name in node.inputs
        ]
        try:
            made = OPERATORS[node.operator](arguments, node.attributes)
        except (RuntimeError, IndexError, TypeError, NotImplementedError) as error:
            raise ValueError(f"{self.path}: {node.operator} {node.name!r}: {error}") from error
        results = (made,) if isinstance(made, Tensor) else made
        for name, result in zip(node.outputs, results, strict=False):  # the rest is not asked for
            if name:
                values[name] = result

    def _plan(self, protos: Iterable[onnx.NodeProto]) -> tuple[_Node, ...]:
        """Nodes in the order of the file, those that need no input already computed."""
        free = {port.name for port in self.inputs}
        kept: list[_Node] = []
        for proto in protos:
            node = self._node(proto)
            if free.isdisjoint(node.inputs):
                self._apply(node, self._constants)
            else:
                free.update(node.outputs)
                kept.append(node)
        needed = {name for node in kept for name in node.inputs}
        needed.update(port.name for port in self.outputs)
        self._constants = {name: self._constants[name] for name in needed & set(self._constants)}
        return self._with_last_uses(kept)

    def _with_last_uses(self, nodes: list[_Node]) -> tuple[_Node, ...]:
        """Say of every node which values can be dropped after it."""
        held = {port.name for port in self.outputs} | set(self._constants)
        planned = []
        for node in reversed(nodes):
            spent = (set(node.inputs) | set(node.outputs)) - held
            held |= spent
            parts = (node.operator, node.name, node.inputs, node.outputs, node.attributes)
            planned.append(_Node(*parts, tuple(spent)))
        return tuple(reversed(planned))

    def _node(self, proto: onnx.NodeProto) -> _Node:
        name = proto.op_type
        if proto.domain not in ("", "ai.onnx"):
            name = f"{proto.domain}.{name}"
        if name not in OPERATORS:
            raise ValueError(
                f"{self.path}: operator {name} of node {proto.name!r} is not known here"
            )
        attributes: Attributes = {}
        for entry in proto.attribute:
            value = helper.get_attribute_value(entry)
            if isinstance(value, onnx.TensorProto):
                value = _tensor(value)
            attributes[entry.name] = value.decode() if isinstance(value, bytes) else value
        attributes["_outputs"] = len(proto.output)
        return _Node(name, proto.name, tuple(proto.input), tuple(proto.output), attributes, ())

    def _check(self, given: dict[str, Tensor]) -> None:
        names = [port.name for port in self.inputs]
        for name in given:
            if name not in names:
                near = difflib.get_close_matches(name, names, 1, 0.0)
                hint = f", did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"{self.path}: there is no input {name!r}{hint}")
        for port in self.inputs:
            if port.name not in given:
                raise ValueError(f"{self.path}: input {port.name!r} is missing")
            tensor = given[port.name]
            fits = len(tensor.shape) == len(port.shape) and all(
                isinstance(wanted, str) or wanted == size
                for wanted, size in zip(port.shape, tensor.shape, strict=True)
            )
            if not fits or tensor.dtype != port.element:
                raise ValueError(
                    f"{self.path}: input {port.name!r} must be {port.element} {list(port.shape)}, "
                    f"not {tensor.dtype} {list(tensor.shape)}"
                )


def _tensor(proto: onnx.TensorProto) -> Tensor:
    return torch.from_numpy(numpy_helper.to_array(proto).copy())


def _read(path: Path) -> onnx.ModelProto:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; a pack has encode.onnx and localize.onnx")
    try:
        model = onnx.load(str(path))
    except Exception as error:  # the protobuf library has no public class for what it raises
        raise ValueError(f"{path}: not an ONNX graph: {error}") from error
    versions = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if not versions or versions[0] not in _OPSETS:
        raise ValueError(
            f"{path}: operator set {versions[0] if versions else 'missing'}; "
            f"{_OPSETS[0]} to {_OPSETS[-1]} can be run here"
        )
    return model


def _port(value: onnx.ValueInfoProto) -> GraphPort:
    kind = value.type.tensor_type
    if kind.elem_type not in ELEMENTS:
        name = TensorProto.DataType.Name(kind.elem_type)
        raise ValueError(f"{value.name}: element type {name} is not known here")
    shape = tuple(
        axis.dim_value if axis.HasField("dim_value") else axis.dim_param or "?"
        for axis in kind.shape.dim
    )
    return GraphPort(value.name, ELEMENTS[kind.elem_type], shape)
