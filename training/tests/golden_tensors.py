"""Reads reference tensors, and compares networks with them by the tolerances of their README."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy
import recorded_stream
import torch
from torch import Tensor, nn

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.localizer import Localizer
from earwitness_training.official.names import Names, renamed

Arrays = Mapping[str, Tensor]


def read(path: Path) -> dict[str, Tensor]:
    """All arrays of a file but its description."""
    with numpy.load(path) as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in arrays.files if name != "meta"}


def below(arrays: Arrays, folder: str) -> dict[str, Tensor]:
    """What lies in one folder of a file, by the rest of its name."""
    return {
        name[len(folder) + 1 :]: values
        for name, values in arrays.items()
        if name.startswith(f"{folder}/")
    }


def load(network: nn.Module, arrays: Arrays, names: Names) -> None:
    """Load the official parameters; all of ours must be there, and no other."""
    network.load_state_dict(renamed(below(arrays, "sd"), names))
    network.eval()


def truth(arrays: Arrays) -> Answers:
    """The labels of the 28 classes and background, all segments present."""
    labels = arrays["label/segment"].argmax(2)
    return Answers(labels, torch.ones(labels.shape), 28)


def assert_logits(said: Tensor, wanted: Tensor) -> None:
    """Logits and activations: 1e-4, relative above 1."""
    torch.testing.assert_close(said, wanted, atol=1e-4, rtol=1e-4)


def assert_shares(said: Tensor, wanted: Tensor) -> None:
    """Probabilities and attention: 1e-5."""
    torch.testing.assert_close(said, wanted, atol=1e-5, rtol=0)


def assert_gradient_norms(network: nn.Module, arrays: Arrays, names: Names) -> None:
    """After `backward`: the norm of each parameter's gradient, 1e-3 relative."""
    parameters = dict(network.named_parameters())
    wanted = renamed(below(arrays, "gradnorm"), names)
    assert wanted.keys() == parameters.keys()
    for name, norm in wanted.items():
        said = parameters[name].grad.norm()
        torch.testing.assert_close(said, norm, atol=1e-9, rtol=1e-3, msg=name)


def assert_stream(network: Localizer, golden: Path, name: str) -> None:
    """The window form gives the reference stream (invariant I9)."""
    arrays = read(golden / "window_stream.npz")
    wanted = below(arrays, f"out/{name}/L{network.sizes.look_ahead}")
    said = recorded_stream.at_once(network, recorded_stream.from_reference(arrays))
    for part, values in wanted.items():
        assert_shares(torch.stack([answer.parts()[part] for answer in said]), values)
    assert wanted.keys() == {"probabilities", "relevance", "attention"}
