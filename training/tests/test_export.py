"""The exported graphs: names, shapes, metadata, and numbers where a runtime is installed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnx
import pytest
import torch
import yaml

from earwitness_training import export
from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES
from earwitness_training.graphs import EncodeGraph, LocalizeGraph
from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes, VisualEncoder

ENCODER = EncoderSizes(visual=16, audio=8)
AVEL = AvelSizes(visual=16, audio=8, common=12, recurrent=6, hidden=10, outputs=15)
FACTS = export.PackFacts("tiny", "0.1.0", (*CLEAN_CLASSES, BACKGROUND), 2, 0.5, 0.4, 0.9, 3)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, EncodeGraph, LocalizeGraph]:
    torch.manual_seed(4)
    visual, audio = VisualEncoder(ENCODER), AudioEncoder(ENCODER)
    audio.yamnet_mel.mel.uniform_(0, 0.1)
    audio.efficientat_mel.mel.uniform_(0, 0.1)
    localizer = Avel(AVEL)
    for network in (visual, audio, localizer):
        export.round_weights(network)
    encode = EncodeGraph(visual, audio, localizer, frames=2).eval()
    localize = LocalizeGraph(localizer).eval()
    folder = tmp_path_factory.mktemp("pack")
    export.export_pack(folder, encode, localize, ENCODER, FACTS)
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


@torch.no_grad()
def test_runtime_gives_what_pytorch_gives(pack) -> None:
    runtime = pytest.importorskip(
        "onnxruntime", reason="no onnxruntime for this Python; './earwitness pack verify' compares"
    )
    folder, encode, localize = pack
    for name, graph, ports in (
        ("encode.onnx", encode, export.encode_ports(ENCODER, 2)),
        ("localize.onnx", localize, export.localize_ports(AVEL)),
    ):
        session = runtime.InferenceSession(str(folder / name))
        values = export.example(ports[0], 3)
        fed = {port.name: value.numpy() for port, value in zip(ports[0], values, strict=True)}
        for ours, theirs in zip(graph(*values), session.run(None, fed), strict=True):
            torch.testing.assert_close(torch.from_numpy(theirs), ours, atol=1e-4, rtol=1e-4)
