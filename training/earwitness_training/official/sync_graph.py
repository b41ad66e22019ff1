"""`sync.onnx`: embeddings of AVDLN (or DCCA) and the distances of all pairs of a window."""

from __future__ import annotations

import warnings
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper

from earwitness_training.graphs.export import IR_VERSION, OPSET
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.networks.avdln import PairEmbedding
from earwitness_training.networks.localizer import GRID
from earwitness_training.official.differences import ABSOLUTE

SYNC = "sync.onnx"
_OUTPUTS = ("visual_embedding", "audio_embedding", "distance")


def export_sync(network: PairEmbedding, path: Path, metadata: dict[str, str]) -> None:
    """Write the graph; the batch and the number of seconds W are free.

    in:  visual float32 [batch, W, 7, 7, visual], audio float32 [batch, W, audio]
    out: visual_embedding and audio_embedding float32 [batch, W, embedding], distance float32
         [batch, W, W]
    """
    sizes = network.sizes
    example = torch.randn(2, 3, GRID, GRID, sizes.visual), torch.randn(2, 3, sizes.audio)
    free = {0: "batch", 1: "window"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            example,
            str(path),
            opset_version=OPSET,
            input_names=["visual", "audio"],
            output_names=list(_OUTPUTS),
            dynamic_axes={"visual": free, "audio": free, **{name: free for name in _OUTPUTS}},
        )
    model = onnx.load(str(path))
    shapes = {
        "visual": (GRID, GRID, sizes.visual),
        "audio": (sizes.audio,),
        "visual_embedding": (network.compared,),
        "audio_embedding": (network.compared,),
        "distance": ("window",),
    }
    for values in (model.graph.input, model.graph.output):
        names = [value.name for value in values]
        del values[:]
        values.extend(
            helper.make_tensor_value_info(
                name, TensorProto.FLOAT, ["batch", "window", *shapes[name]]
            )
            for name in names
        )
    del model.graph.value_info[:]
    model.ir_version = IR_VERSION
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


@torch.no_grad()
def export_checked_sync(network: PairEmbedding, folder: Path, metadata: dict[str, str]) -> float:
    """Write the graph into a folder, made if need be; returns how far it is from PyTorch.

    The difference is the largest on random input; ValueError if it is no rounding.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SYNC
    export_sync(network, path, metadata)
    sizes = network.sizes
    visual, audio = torch.randn(2, 5, GRID, GRID, sizes.visual), torch.randn(2, 5, sizes.audio)
    ran = OnnxGraph(path).run({"visual": visual, "audio": audio})
    pairs = zip(ran.values(), network(visual, audio), strict=True)
    apart = max(float((one - other).abs().max()) for one, other in pairs)
    if not apart <= ABSOLUTE:
        raise ValueError(f"{path}: the graph differs from PyTorch by {apart:.1e}")
    return apart
