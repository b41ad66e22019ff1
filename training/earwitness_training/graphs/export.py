"""Export of the graphs of a pack to ONNX, and the `pack.yaml` beside them.

Opset 17, IR version 8, one file a graph, `batch` the only dynamic axis, no operator outside the
standard. The networks are rounded before the export (storage.py), so that what is evaluated in
PyTorch is what ships.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onnx
import torch
import yaml
from onnx import helper
from torch import nn

from earwitness_training.graphs.pack_graphs import EncodeGraph, FeatureGraph, LocalizeGraph
from earwitness_training.graphs.ports import (
    Port,
    encode_outputs,
    example,
    feature_inputs,
    localize_ports,
    media_inputs,
)
from earwitness_training.graphs.storage import store_small
from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.networks.localizer import GRID, Localizer
from earwitness_training.networks.spectrum import SAMPLES

OPSET = 17
IR_VERSION = 8
GRAPHS = ("encode.onnx", "localize.onnx")


@dataclass(frozen=True)
class PackFacts:
    """What `pack.yaml` says beside shapes and files."""

    name: str
    version: str
    architecture: str
    labels: tuple[str, ...]  # background last
    frames: int  # pictures a segment; 0 for a pack that takes features
    visual_encoder: str
    audio_encoder: str
    decision: str = "argmax"
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    experimental: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)


def export_pack(
    folder: Path, encode: EncodeGraph | FeatureGraph, localize: LocalizeGraph, facts: PackFacts
) -> None:
    """Write `encode.onnx`, `localize.onnx` and `pack.yaml` into a folder, made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    localizer = localize.localizer
    metadata = {
        "earwitness.window": str(localizer.sizes.window),
        "earwitness.look_ahead": str(localizer.sizes.look_ahead),
        "earwitness.architecture": facts.architecture,
        "earwitness.pack_version": facts.version,
    }
    takes_media = isinstance(encode, EncodeGraph)
    inputs = media_inputs(encode.frames) if takes_media else feature_inputs(localizer)
    outputs = encode_outputs(localizer)
    export_graph(encode, (inputs, outputs), folder / "encode.onnx", metadata)
    export_graph(localize, localize_ports(localizer), folder / "localize.onnx", metadata)
    (folder / "pack.yaml").write_text(pack_yaml(folder, localizer, facts), encoding="utf-8")


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
    store_small(model)
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


def pack_yaml(folder: Path, localizer: Localizer, facts: PackFacts) -> str:
    """The text of `pack.yaml` for the graphs that lie in the folder."""
    sizes = localizer.sizes
    thresholds = {"relevance": 0.5, "event": 0.0, "similarity": 0.0, **facts.thresholds}
    if hasattr(sizes, "similarity"):
        thresholds["similarity"] = float(sizes.similarity)
    content: dict[str, Any] = {
        "pack": 1,
        "name": facts.name,
        "version": facts.version,
        "architecture": facts.architecture,
        "supervision": sizes.supervision,
        "labels": list(facts.labels),
        "background": len(facts.labels) - 1,
        "window": sizes.window,
        "look_ahead": sizes.look_ahead,
        "segment_seconds": 1.0,
        "visual": {
            "frames": facts.frames,
            "size": PICTURE_SIZE,
            "dim": sizes.visual,
            "grid": [GRID, GRID],
            "encoder": facts.visual_encoder,
        },
        "audio": {
            "sample_rate": 16000,
            "samples": SAMPLES,
            "dtype": "float32",
            "dim": sizes.audio,
            "encoder": facts.audio_encoder,
        },
        "features": {
            "storage": "float16",
            "stored": [
                {"name": port.name, "shape": list(port.shape), "type": "float32"}
                for port in encode_outputs(localizer)
            ],
        },
        "decision": facts.decision,
        "thresholds": thresholds,
        "outputs": {"heard": sizes.track_heads, "seen": sizes.track_heads},
        "sync": {"present": False, "dim": 0, "max_offset": 0, "min_pairs": 0},
        "files": {name: _fingerprint(folder / name) for name in GRAPHS},
        "provenance": dict(facts.provenance),
    }
    if facts.experimental:
        content["experimental"] = list(facts.experimental)
    return yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=100)


def _fingerprint(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
