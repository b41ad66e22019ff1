"""The exported graphs: names, shapes, metadata, and numbers where a runtime is installed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnx
import pytest
import torch
import yaml

from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES
from earwitness_training.graphs import export, storage
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.graphs.pack_graphs import EncodeGraph, LocalizeGraph
from earwitness_training.graphs.ports import example, localize_ports, media_inputs
from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes, VisualEncoder
from earwitness_training.networks.localizer import Calibration

ENCODER = EncoderSizes(visual=16, audio=8)
AVEL = AvelSizes(
    visual=16, audio=8, common=12, recurrent=6, hidden=10, outputs=15, track_heads=True
)
FACTS = export.PackFacts(
    name="tiny",
    version="0.1.0",
    architecture="avel",
    labels=(*CLEAN_CLASSES, BACKGROUND),
    frames=2,
    visual_encoder="mobilenet-v2",
    audio_encoder="yamnet+efficientat-mn04",
    thresholds={"event": 0.25, "classes": {"cat": 0.5}},
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, EncodeGraph, LocalizeGraph]:
    torch.manual_seed(4)
    visual, audio = VisualEncoder(ENCODER), AudioEncoder(ENCODER)
    audio.yamnet_mel.mel.uniform_(0, 0.1)
    audio.efficientat_mel.mel.uniform_(0, 0.1)
    localizer = Avel(AVEL)
    for network in (visual, audio):
        storage.round_to_bytes(network)
    storage.round_to_half(localizer)
    encode = EncodeGraph(visual, audio, localizer, frames=2).eval()
    localize = LocalizeGraph(localizer, Calibration(1.7, 0.3)).eval()
    folder = tmp_path_factory.mktemp("pack")
    export.export_pack(folder, encode, localize, FACTS)
    return folder, encode, localize


def shapes(values: list[onnx.ValueInfoProto]) -> dict[str, list[str | int]]:
    return {
        value.name: [
            entry.dim_param or entry.dim_value for entry in value.type.tensor_type.shape.dim
        ]
        for value in values
    }


def test_encode_takes_raw_media_and_gives_stored_features(pack) -> None:
    graph = onnx.load(str(pack[0] / "encode.onnx")).graph
    assert shapes(graph.input) == {
        "frames": ["batch", 2, 224, 224, 3],
        "waveform": ["batch", 16000],
        "visual_mask": ["batch"],
        "audio_mask": ["batch"],
    }
    assert graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert shapes(graph.output) == {
        "attended": ["batch", 16],
        "audio": ["batch", 8],
        "attention": ["batch", 7, 7],
    }


def test_localize_takes_windows_and_gives_one_answer_each(pack) -> None:
    graph = onnx.load(str(pack[0] / "localize.onnx")).graph
    assert shapes(graph.input) == {
        "attended": ["batch", 10, 16],
        "audio": ["batch", 10, 8],
        "visual_mask": ["batch", 10],
        "audio_mask": ["batch", 10],
    }
    assert shapes(graph.output) == {
        "probabilities": ["batch", 15],
        "relevance": ["batch"],
        "heard": ["batch", 15],
        "seen": ["batch", 15],
    }


@pytest.mark.parametrize("name", ["encode.onnx", "localize.onnx"])
def test_graphs_say_what_they_are_in_one_standard_file(pack, name: str) -> None:
    model = onnx.load(str(pack[0] / name), load_external_data=False)
    assert {entry.key: entry.value for entry in model.metadata_props} == {
        "earwitness.window": "10",
        "earwitness.look_ahead": "0",
        "earwitness.architecture": "avel",
        "earwitness.pack_version": "0.1.0",
    }
    assert model.ir_version == 8
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 17)]
    assert {node.op_type for node in model.graph.node}.isdisjoint({"IsInf", "IsNaN", "LSTM"})
    assert all(not tensor.external_data for tensor in model.graph.initializer)


def test_pack_yaml_names_shapes_labels_and_digests(pack) -> None:
    text = (pack[0] / "pack.yaml").read_text(encoding="utf-8")
    values = yaml.safe_load(text)
    assert values["labels"] == [*CLEAN_CLASSES, BACKGROUND]
    assert values["background"] == 14
    assert values["visual"]["frames"] == 2
    assert [entry["name"] for entry in values["features"]["stored"]] == [
        "attended",
        "audio",
        "attention",
    ]
    for name, facts in values["files"].items():
        content = (pack[0] / name).read_bytes()
        assert facts == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def test_pack_yaml_names_thresholds_a_class(pack) -> None:
    values = yaml.safe_load((pack[0] / "pack.yaml").read_text(encoding="utf-8"))
    assert values["thresholds"]["event"] == 0.25
    assert values["thresholds"]["classes"] == {"cat": 0.5}


@torch.no_grad()
def test_exported_graphs_give_what_pytorch_gives(pack) -> None:
    folder, encode, localize = pack
    for name, graph, inputs in (
        ("encode.onnx", encode, media_inputs(2)),
        ("localize.onnx", localize, localize_ports(localize.localizer)[0]),
    ):
        values = example(inputs, 3)
        given = {port.name: value for port, value in zip(inputs, values, strict=True)}
        exported = OnnxGraph(folder / name).run(given)
        for ours, theirs in zip(graph(*values), exported.values(), strict=True):
            torch.testing.assert_close(theirs, ours, atol=1e-5, rtol=1e-4)


def test_encoder_weights_lie_as_bytes_and_come_back_exactly(pack) -> None:
    folder, encode, _ = pack
    model = onnx.load(str(folder / "encode.onnx"))
    kinds = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    levels = [name for name in kinds if name.endswith(".levels")]
    assert len(levels) > 60
    assert all(kinds[name] == onnx.TensorProto.INT8 for name in levels)
    large = [
        tensor.name
        for tensor in model.graph.initializer
        if tensor.data_type == onnx.TensorProto.FLOAT and tensor.ByteSize() > 16_000
    ]
    assert all("kernels" in name or "mel" in name for name in large), large
    weight = encode.visual.trunk.head.weight
    scale = storage.byte_scale(weight.reshape(len(weight), -1).abs().max(dim=1).values)
    assert scale.shape == (1280,)


def test_rounding_to_bytes_twice_changes_nothing_more() -> None:
    layer = torch.nn.Linear(64, 64)
    storage.round_to_bytes(layer)
    once = layer.weight.clone()
    assert not torch.equal(once, torch.zeros_like(once))
    largest = once.abs().max(dim=1).values
    step = largest / 127
    assert torch.equal(torch.round(once / step[:, None]) * step[:, None], once)
