"""Weights as the authors' code saves them, narrow, for tests."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn


class AttNet(nn.Module):
    """Layers as the authors' class has them, narrow, so that a pickle of it can be made."""

    def __init__(self, visual: int = 12, audio: int = 6, hidden: int = 5, classes: int = 4) -> None:
        super().__init__()
        self.lstm_audio = nn.LSTM(audio, hidden, batch_first=True, bidirectional=True)
        self.lstm_video = nn.LSTM(visual, hidden, batch_first=True, bidirectional=True)
        self.relu = nn.ReLU()
        self.affine_audio = nn.Linear(audio, 8)
        self.affine_video = nn.Linear(visual, 8)
        self.affine_v = nn.Linear(8, 49, bias=False)
        self.affine_g = nn.Linear(8, 49, bias=False)
        self.affine_h = nn.Linear(49, 1, bias=False)
        self.L1 = nn.Linear(4 * hidden, 7)
        self.L2 = nn.Linear(7, classes)


@pytest.fixture
def authors_class() -> Iterator[type[nn.Module]]:
    """The class under the authors' name, as long as pickles of it are made."""
    module = types.ModuleType("models")
    named = type("att_Net", (AttNet,), {"__module__": "models"})
    module.att_Net = named
    sys.modules["models"] = module
    yield named
    sys.modules.pop("models", None)


def weights() -> dict[str, Tensor]:
    return {name: values.clone() for name, values in AttNet().state_dict().items()}


def assert_same(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> None:
    assert set(ours) == set(theirs)
    for name, values in theirs.items():
        assert ours[name].dtype == torch.float32
        assert torch.equal(ours[name], values.float())
