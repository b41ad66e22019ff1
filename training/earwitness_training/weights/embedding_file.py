"""A trained pair of embeddings on disk; the file is laid out as that of a localizer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch

from earwitness_training.networks.avdln import Avdln, AvdlnSizes, PairEmbedding
from earwitness_training.networks.dcca import Dcca
from earwitness_training.weights.pickled import load_pickled

Method = Literal["avdln", "dcca"]
METHODS: tuple[Method, ...] = ("avdln", "dcca")


@dataclass(frozen=True)
class TrainedEmbedding:
    """Embeddings of pictures and sounds that compare them, and what is known of them."""

    method: Method
    network: PairEmbedding
    facts: Mapping[str, Any] = field(default_factory=dict)


def save(trained: TrainedEmbedding, path: Path) -> None:
    """Write it; a reader never sees half a file."""
    sizes = dataclasses.asdict(trained.network.sizes)
    if isinstance(trained.network, Dcca):
        sizes["components"] = trained.network.components
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".writing")
    torch.save(
        {
            "architecture": trained.method,
            "sizes": sizes,
            "state": {name: values.cpu() for name, values in trained.network.state_dict().items()},
            "facts": dict(trained.facts),
        },
        partial,
    )
    partial.replace(path)


def load(path: Path) -> TrainedEmbedding:
    """Read what `save` wrote; nothing in the file is run."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run './train synchronize' first")
    return of_content(load_pickled(path))


def of_content(held: Mapping[str, Any]) -> TrainedEmbedding:
    """The network that such a file holds."""
    sizes = dict(held["sizes"])
    components = sizes.pop("components", None)
    network: PairEmbedding
    if held["architecture"] == "dcca":
        network = Dcca(AvdlnSizes(**sizes), int(components))
    else:
        network = Avdln(AvdlnSizes(**sizes))
    network.load_state_dict(held["state"])
    return TrainedEmbedding(held["architecture"], network.eval(), held["facts"])
