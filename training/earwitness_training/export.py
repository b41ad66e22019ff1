"""Export of both graphs to ONNX, and the `pack.yaml` beside them.

Opset 17, IR version 8, one file a graph, `batch` the only dynamic axis, no operator outside the
standard. Large weights are stored as float16 and cast when the session starts: half the file, and
computing stays float32. The networks are rounded before the export, so that what is evaluated in
PyTorch is what ships.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from earwitness_training.graphs import EncodeGraph, LocalizeGraph
from earwitness_training.networks.avel import AvelSizes
from earwitness_training.networks.encoders import GRID, PICTURE_SIZE, EncoderSizes
from earwitness_training.networks.spectrum import SAMPLES

OPSET = 17
IR_VERSION = 8
_HALF_FROM = 2048  # elements; smaller tensors stay float32
_KEPT_WHOLE = ("kernels", "mel")  # the front end needs its precision in quiet sounds


@dataclass(frozen=True)
class Port:
    """An input or output of a graph: its name, element type and shape after the batch axis."""

    name: str
    element: int
    shape: tuple[int, ...]


def encode_ports(sizes: EncoderSizes, frames: int) -> tuple[list[Port], list[Port]]:
    """Inputs and outputs of `encode.onnx`."""
    inputs = [
        Port("frames", TensorProto.UINT8, (frames, PICTURE_SIZE, PICTURE_SIZE, 3)),
        Port("waveform", TensorProto.FLOAT, (SAMPLES,)),
        Port("visual_mask", TensorProto.FLOAT, ()),
        Port("audio_mask", TensorProto.FLOAT, ()),
    ]
    outputs = [
        Port("attended", TensorProto.FLOAT, (sizes.visual,)),
        Port("audio", TensorProto.FLOAT, (sizes.audio,)),
        Port("attention", TensorProto.FLOAT, (GRID, GRID)),
    ]
    return inputs, outputs


def localize_ports(sizes: AvelSizes) -> tuple[list[Port], list[Port]]:
    """Inputs and outputs of `localize.onnx`."""
    inputs = [
        Port("attended", TensorProto.FLOAT, (sizes.window, sizes.visual)),
        Port("audio", TensorProto.FLOAT, (sizes.window, sizes.audio)),
        Port("visual_mask", TensorProto.FLOAT, (sizes.window,)),
        Port("audio_mask", TensorProto.FLOAT, (sizes.window,)),
    ]
    outputs = [
        Port("probabilities", TensorProto.FLOAT, (sizes.outputs,)),
        Port("relevance", TensorProto.FLOAT, ()),
        Port("heard", TensorProto.FLOAT, (sizes.outputs,)),
        Port("seen", TensorProto.FLOAT, (sizes.outputs,)),
    ]
    return inputs, outputs


@torch.no_grad()
def round_weights(network: nn.Module) -> None:
    """Round every large weight to what float16 holds, in place; the front end stays whole."""
    for values in network.parameters():
        if values.numel() >= _HALF_FROM:
            values.copy_(values.half().float())


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


def export_graph(
    graph: nn.Module,
    ports: tuple[list[Port], list[Port]],
    path: Path,
    metadata: dict[str, str],
) -> None:
    """Write one graph and check it: names, shapes, opset, and that only the batch is dynamic."""
    inputs, outputs = ports
    graph = graph.to(memory_format=torch.contiguous_format).eval()
    names = [port.name for port in inputs + outputs]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's remarks on fixed shapes, which are meant
        torch.onnx.export(
            graph,
            example(inputs, 2),
            str(path),
            opset_version=OPSET,
            input_names=[port.name for port in inputs],
            output_names=[port.name for port in outputs],
            dynamic_axes={name: {0: "batch"} for name in names},
        )
    model = onnx.load(str(path))
    del model.graph.input[:], model.graph.output[:]
    model.graph.input.extend(_declared(port) for port in inputs)
    model.graph.output.extend(_declared(port) for port in outputs)
    _store_half(model)
    del model.graph.value_info[:]
    model.ir_version = IR_VERSION
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    foreign = {node.domain for node in model.graph.node} - {"", "ai.onnx"}
    if foreign:
        raise ValueError(f"{path.name} uses operators outside the ONNX standard: {foreign}")
    onnx.save(model, str(path))


def _declared(port: Port) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(port.name, port.element, ["batch", *port.shape])


def _store_half(model: onnx.ModelProto) -> None:
    """Keep large weights as float16, each cast to float32 by a node of its own."""
    casts = []
    for tensor in model.graph.initializer:
        whole = any(part in tensor.name for part in _KEPT_WHOLE)
        if tensor.data_type != TensorProto.FLOAT or whole:
            continue
        values = numpy_helper.to_array(tensor)
        half = values.astype(numpy.float16)
        if values.size < _HALF_FROM or not numpy.array_equal(half.astype(numpy.float32), values):
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, name + ".half"))
        casts.append(
            helper.make_node(
                "Cast", [name + ".half"], [name], name + ".whole", to=TensorProto.FLOAT
            )
        )
    for node in reversed(casts):
        model.graph.node.insert(0, node)


@dataclass(frozen=True)
class PackFacts:
    """What `pack.yaml` says beside shapes and files."""

    name: str
    version: str
    labels: tuple[str, ...]
    frames: int
    accuracy: float
    event_recall: float
    background_accuracy: float
    seed: int


def export_pack(
    folder: Path,
    encode: EncodeGraph,
    localize: LocalizeGraph,
    encoder_sizes: EncoderSizes,
    facts: PackFacts,
) -> None:
    """Write `encode.onnx`, `localize.onnx` and `pack.yaml` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = localize.localizer.sizes
    if sizes.outputs != len(facts.labels):
        raise ValueError(f"{sizes.outputs} outputs but {len(facts.labels)} labels")
    metadata = {
        "earwitness.window": str(sizes.window),
        "earwitness.look_ahead": str(sizes.look_ahead),
        "earwitness.architecture": "avel",
        "earwitness.pack_version": facts.version,
    }
    ports = encode_ports(encoder_sizes, facts.frames)
    export_graph(encode, ports, folder / "encode.onnx", metadata)
    export_graph(localize, localize_ports(sizes), folder / "localize.onnx", metadata)
    text = pack_yaml(folder, sizes, facts)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")


def pack_yaml(folder: Path, sizes: AvelSizes, facts: PackFacts) -> str:
    """The text of `pack.yaml` for the graphs that lie in the folder."""
    lines = [
        "pack: 1",
        f"name: {facts.name}",
        f"version: {facts.version}",
        "architecture: avel",
        "supervision: full",
        f"labels: [{', '.join(facts.labels)}]",
        f"background: {len(facts.labels) - 1}",
        f"window: {sizes.window}",
        f"look_ahead: {sizes.look_ahead}",
        "segment_seconds: 1.0",
        f"visual: {{frames: {facts.frames}, size: {PICTURE_SIZE}, dim: {sizes.visual}, "
        f"grid: [{GRID}, {GRID}], encoder: mobilenet-v2}}",
        f"audio: {{sample_rate: 16000, samples: {SAMPLES}, dtype: float32, dim: {sizes.audio}, "
        "encoder: yamnet+efficientat-mn04}",
        "features:",
        "  storage: float16",
        "  stored:",
        f"    - {{name: attended, shape: [{sizes.visual}], type: float32}}",
        f"    - {{name: audio, shape: [{sizes.audio}], type: float32}}",
        f"    - {{name: attention, shape: [{GRID}, {GRID}], type: float32}}",
        "decision: argmax",
        "thresholds: {relevance: 0.5, event: 0.0, similarity: 0.0}",
        "outputs: {heard: true, seen: true}",
        "sync: {present: false, dim: 0, max_offset: 0, min_pairs: 0}",
        "files:",
    ]
    for name in ("encode.onnx", "localize.onnx"):
        content = (folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        lines.append(f"  {name}: {{sha256: {digest}, bytes: {len(content)}}}")
    lines.append(
        "provenance: {trained_on: mini-ave, mode: window, source: own, "
        f"accuracy: {facts.accuracy:.4f}, event_recall: {facts.event_recall:.4f}, "
        f"background_accuracy: {facts.background_accuracy:.4f}, seed: {facts.seed}}}"
    )
    return "\n".join(lines) + "\n"
