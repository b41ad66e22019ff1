"""How each system of the papers is trained on AVE, as data: the authors' scripts win."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from earwitness_training.names import nearest
from earwitness_training.networks.localizer import Supervision

Decision = Literal["largest", "relevance"]


@dataclass(frozen=True)
class Recipe:
    """Optimiser (Adam in all papers), schedule, batch, and how a segment is decided.

    The learning rate is multiplied by `factor` after each of the epochs `drop_after`, or every
    `drop_every` iterations. `largest` decides for the output that scores most; `relevance` for the
    clip's category where the segment's relevance is above 0.5, else for background.
    """

    epochs: int
    batch: int
    learning_rate: float = 1e-3
    factor: float = 1.0
    drop_after: tuple[int, ...] = ()  # epochs
    drop_every: int = 0  # iterations; 0: not at all
    gradient_norm: float | None = None  # above it gradients are scaled down
    background_clips: bool = False  # whether clips without any event join the train split
    decision: Decision = "largest"
    measure_every: int = 5  # epochs between measurements on val

    def rate(self, epoch: int, iteration: int) -> float:
        """Learning rate; epoch counts from 0, iteration (of the whole training) from 1."""
        drops = sum(epoch >= after for after in self.drop_after)
        if self.drop_every:
            drops += iteration // self.drop_every
        return self.learning_rate * self.factor**drops


_TIAN = {"learning_rate": 1e-3, "batch": 64, "factor": 0.1, "drop_every": 15_000}
_ZHOU = {"learning_rate": 1e-3, "batch": 128, "epochs": 300, "factor": 0.8}
_XU = {
    "learning_rate": 5e-4,
    "batch": 32,
    "epochs": 200,
    "factor": 0.5,
    "decision": "relevance",
    "measure_every": 1,
}

_RECIPES: Mapping[str, Mapping[Supervision, Recipe]] = {
    "tian": {
        "full": Recipe(epochs=300, **_TIAN),
        "weak": Recipe(epochs=250, background_clips=True, **_TIAN),
    },
    "lin": {  # the papers say nothing of it: ours
        "full": Recipe(epochs=300, batch=64),
        "weak": Recipe(epochs=300, batch=64),
    },
    "xu": {
        "full": Recipe(drop_after=(10, 20, 30), gradient_norm=0.1, **_XU),
        "weak": Recipe(drop_after=(5, 20, 40), gradient_norm=0.5, background_clips=True, **_XU),
    },
    "zhou": {
        "full": Recipe(drop_after=(60, 120), **_ZHOU),
        "weak": Recipe(drop_after=(80, 160), background_clips=True, **_ZHOU),
    },
}

_AUTHORS: Mapping[str, str] = {
    "avel": "tian",
    "avel-a": "tian",
    "avel-v": "tian",
    "avel-vatt": "tian",
    "avel-av": "tian",
    "fused-avel": "tian",
    "dmrn": "tian",
    "dmrfe": "tian",
    "avsdn": "lin",
    "cm-coatt-lstm": "lin",
    "cm-coatt-avel": "lin",
    "cm-coatt-avsdn": "lin",
    "cmran": "xu",
    "psp": "zhou",
}


def recipe(architecture: str, supervision: Supervision) -> Recipe:
    """The recipe of an architecture of the catalogue."""
    if architecture not in _AUTHORS:
        hint = nearest(architecture, _AUTHORS)
        raise ValueError(f"no recipe for architecture {architecture!r}{hint}")
    return _RECIPES[_AUTHORS[architecture]][supervision]
