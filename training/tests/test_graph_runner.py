"""Exported graphs run without a runtime: what PyTorch says, the graph says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy
import onnx
import pytest
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper
from torch import Tensor, nn

from earwitness_training.graphs.onnx_graph import OnnxGraph


class Formula(nn.Module):
    def __init__(self, formula: Callable[..., Tensor]) -> None:
        super().__init__()
        self.formula = formula

    def forward(self, values: Tensor) -> Tensor:
        return self.formula(values)


class Trunk(nn.Module):
    """Convolutions, pools, norms and an LSTM, as backbones and networks have them."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 6, 3, 2, 1)
        self.norm = nn.BatchNorm2d(6)
        self.norm.running_mean.uniform_(-1, 1)
        self.norm.running_var.uniform_(0.5, 2)
        self.deep = nn.Conv2d(6, 6, 3, 1, (2, 2), dilation=2, groups=6, bias=False)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.steps = nn.Conv1d(4, 5, 3, padding=1)
        self.rnn = nn.LSTM(6, 4, bidirectional=True)
        self.last = nn.LayerNorm(8)
        self.head = nn.Linear(8, 2)

    def forward(self, values: Tensor) -> Tensor:
        values = F.hardswish(self.norm(self.first(values)))  # [batch, 6, 8, 8]
        values = F.hardsigmoid(self.deep(values)) * values
        values = F.relu6(self.pool(values))  # [batch, 6, 4, 4]
        steps = values.flatten(2).permute(2, 0, 1)  # [16, batch, 6]
        said, _ = self.rnn(steps)
        pooled = F.adaptive_avg_pool2d(values, 1).flatten(1).sum(1, keepdim=True)
        waves = self.steps(values[:, 0]).mean(dim=(1, 2), keepdim=True)
        return self.head(self.last(said)).amax(0) + pooled + waves[:, 0]


def export(network: nn.Module, values: Tensor, path: Path) -> OnnxGraph:
    torch.onnx.export(
        network.eval(),
        values,
        str(path),
        opset_version=17,
        input_names=["values"],
        output_names=["answer"],
        dynamic_axes={"values": {0: "batch"}, "answer": {0: "batch"}},
    )
    return OnnxGraph(path)


FORMULAS: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax": lambda x: torch.softmax(x, 2) - torch.log_softmax(x, 1),
    "where": lambda x: torch.where(x > 0, x.sqrt(), torch.full_like(x, -1e9)),
    "reductions": lambda x: x.mean(2) + x.sum((1, 2))[:, None] * x.amax(2) - x.amin(2),
    "norms": lambda x: x.norm(dim=2) + x.pow(2).sum(2).clamp_min(1e-7).sqrt(),
    "slices": lambda x: x[:, 1:, ::3] + x[:, :-1, 1:-1:2] * x[:, -1:, -2:],
    "flip": lambda x: x.flip(1) + x.roll(1, 2),
    "layout": lambda x: x.transpose(1, 2).reshape(-1, 2, 10).permute(0, 2, 1).flatten(1),
    "axes": lambda x: x.unsqueeze(1).permute(0, 3, 1, 2).squeeze(2),
    "chunks": lambda x: torch.cat([part.sigmoid() for part in x.chunk(2, 1)], dim=2),
    "unequal chunks": lambda x: x.split([1, 4], 2)[1].tanh() * x.split([1, 4], 2)[0],
    "products": lambda x: x @ x.transpose(1, 2) / 3.0 + torch.einsum("bij,bkj->bik", x, x),
    "padding": lambda x: F.pad(x, (2, 1), value=-3.0) + F.pad(x, (1, 2), mode="reflect"),
    "edges": lambda x: F.pad(x, (2, 1), mode="replicate"),
    "gather": lambda x: x[:, [2, 0, 1]] + torch.stack([x[:, 1]] * 3, dim=1),
    "minimum": lambda x: torch.maximum(x, -x.abs()).clamp(-0.5, 0.7) - torch.minimum(x, x * x),
    "curves": lambda x: F.leaky_relu(x, 0.3) + F.gelu(x) + x.exp().log() + x.neg().cos().sin(),
    "expand": lambda x: x[:, :, None].expand(-1, -1, 2, -1).reshape(x.shape[0], -1),
    "whole numbers": lambda x: (x * 100).long().float() / 7 + (x > 0).float() + x.floor(),
    "order": lambda x: x.argmax(2).float() - x.argmin(1, keepdim=True)[:, 0, :1].float(),
    "comparison": lambda x: ((x >= 0) & ~(x < 0.3) | (x == x.amax(2, keepdim=True))).float(),
}


@torch.no_grad()
@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.filterwarnings("ignore")
def test_a_formula_gives_what_pytorch_gives(name: str, tmp_path: Path) -> None:
    network = Formula(FORMULAS[name])
    graph = export(network, torch.randn(2, 4, 5), tmp_path / "graph.onnx")
    values = torch.randn(3, 4, 5)
    ours = graph.run({"values": values})["answer"]
    torch.testing.assert_close(ours, network(values), atol=1e-5, rtol=1e-5, equal_nan=True)


@torch.no_grad()
@pytest.mark.filterwarnings("ignore")
def test_layers_give_what_pytorch_gives(tmp_path: Path) -> None:
    network = Trunk().eval()
    graph = export(network, torch.randn(2, 3, 16, 16), tmp_path / "graph.onnx")
    values = torch.randn(5, 3, 16, 16)
    torch.testing.assert_close(
        graph.run({"values": values})["answer"], network(values), atol=1e-5, rtol=1e-5
    )


def write(path: Path, nodes: list[onnx.NodeProto], constants: dict[str, numpy.ndarray]) -> Path:
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("values", TensorProto.FLOAT, ["batch", 3])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, ["batch", 3])],
        [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    onnx.save(model, str(path))
    return path


def test_weights_stored_in_eight_bits_are_scaled_back(tmp_path: Path) -> None:
    constants = {
        "small": numpy.array([[10, 20, 30], [1, 2, 3], [0, 128, 255]], numpy.uint8),
        "scale": numpy.array([0.5, 2.0, 1.0], numpy.float32),
        "zero": numpy.array([10, 0, 128], numpy.uint8),
    }
    nodes = [
        helper.make_node("DequantizeLinear", ["small", "scale", "zero"], ["whole"], axis=0),
        helper.make_node("MatMul", ["values", "whole"], ["answer"]),
    ]
    graph = OnnxGraph(write(tmp_path / "graph.onnx", nodes, constants))
    answer = graph.run({"values": torch.eye(3)})["answer"]
    assert answer.tolist() == [[0, 5, 10], [2, 4, 6], [-128, 0, 127]]


def test_an_operator_that_is_not_known_is_named(tmp_path: Path) -> None:
    nodes = [helper.make_node("Det", ["values"], ["answer"], "corner")]
    with pytest.raises(ValueError, match=r"operator Det of node 'corner' is not known here"):
        OnnxGraph(write(tmp_path / "graph.onnx", nodes, {}))


def test_inputs_are_checked_by_name_shape_and_type(tmp_path: Path) -> None:
    nodes = [helper.make_node("Neg", ["values"], ["answer"])]
    graph = OnnxGraph(write(tmp_path / "graph.onnx", nodes, {}))
    with pytest.raises(ValueError, match="no input 'value', did you mean 'values'"):
        graph.run({"value": torch.zeros(1, 3)})
    with pytest.raises(ValueError, match="input 'values' is missing"):
        graph.run({})
    with pytest.raises(ValueError, match=r"must be torch.float32 \['batch', 3\], not .* \[1, 4\]"):
        graph.run({"values": torch.zeros(1, 4)})
    with pytest.raises(ValueError, match="not torch.float64"):
        graph.run({"values": torch.zeros(1, 3).double()})


def test_a_file_that_is_no_graph_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing.onnx"):
        OnnxGraph(tmp_path / "missing.onnx")
    path = tmp_path / "text.onnx"
    path.write_text("no graph at all", encoding="utf-8")
    with pytest.raises(ValueError, match="text.onnx: not an ONNX graph"):
        OnnxGraph(path)
