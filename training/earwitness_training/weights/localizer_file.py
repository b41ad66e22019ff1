"""A trained localizer on disk: its architecture, sizes, weights and how it was made."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from earwitness_training.networks.catalogue import architecture as named
from earwitness_training.networks.catalogue import build
from earwitness_training.networks.localizer import Localizer


@dataclass(frozen=True)
class TrainedLocalizer:
    """A localizer, ready to answer, and what is known of it."""

    architecture: str
    network: Localizer
    facts: Mapping[str, Any] = field(default_factory=dict)  # run, seed, mode, figures on val


def chosen_sizes(architecture: str, network: Localizer) -> dict[str, Any]:
    """The sizes that `build` takes to make this network again."""
    fixed = named(architecture).fixed
    sizes = dataclasses.asdict(network.sizes)
    return {name: value for name, value in sizes.items() if name not in fixed}


def save(trained: TrainedLocalizer, path: Path) -> None:
    """Write it; a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".writing")
    torch.save(
        {
            "architecture": trained.architecture,
            "sizes": chosen_sizes(trained.architecture, trained.network),
            "state": trained.network.state_dict(),
            "facts": dict(trained.facts),
        },
        partial,
    )
    partial.replace(path)


def load(path: Path) -> TrainedLocalizer:
    """Read what `save` wrote."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run './train fit' for this system first")
    held = torch.load(path, map_location="cpu")
    network = build(held["architecture"], held["sizes"])
    network.load_state_dict(held["state"])
    return TrainedLocalizer(held["architecture"], network.eval(), held["facts"])
