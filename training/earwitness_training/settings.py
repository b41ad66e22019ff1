"""Sizes and runs: frozen, read from one YAML file, unknown keys refused."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from earwitness_training.names import nearest
from earwitness_training.networks.encoders import EncoderSizes


@dataclass(frozen=True)
class ViewRun:
    """How many views are rendered of each photo and recording."""

    train_pictures: int = 5
    measure_pictures: int = 3
    train_seconds: int = 8
    measure_seconds: int = 4


@dataclass(frozen=True)
class BackboneRun:
    """Fine-tuning of one encoder in every layer."""

    steps: int
    batch: int
    learning_rate: float  # of the folded trunk; above 1e-4 it falls apart
    new_learning_rate: float  # of the reduction and the classifier, which start at random
    label_smoothing: float = 0.1
    keep_weight: float = 1.0  # of the distance from the embeddings of the start weights
    average: float = 0.99  # share of the averaged weights that a step keeps
    start_share: float = 0.0  # of the way back to the start weights that is gone at the end
    settle_steps: int = 400  # of the reduction after that

    def __post_init__(self) -> None:
        if not 0 <= self.start_share < 1:
            raise ValueError(f"start_share must be 0 .. 1, less than 1, not {self.start_share}")


@dataclass(frozen=True)
class HeadRun:
    """Training of a localizer on composed clips of cached features."""

    steps: int = 600
    batch: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 1e-3
    loss: str = "entropy"  # under full supervision: entropy of the segments, or the authors' own
    missing_track: float = 0.05  # probability that a track of a segment is dropped, window form
    feature_noise: float = 0.1  # by which channels are scaled, as a share
    feature_mix: float = 0.3  # share of the segments that get some of another segment
    label_smoothing: float = 0.05  # of the entropy
    track_head_weight: float = 0.5
    place_weight: float = 0.2  # of the attention's distance from the places of the class
    least_background: float = 0.98  # background accuracy that val must keep
    measure_every: int = 100
    measure_clips: int = 400

    def __post_init__(self) -> None:
        if self.loss not in ("own", "entropy"):
            raise ValueError(f"loss must be own or entropy, not {self.loss!r}")


@dataclass(frozen=True)
class SystemRun:
    """One system over the shared backbones."""

    architecture: str
    sizes: dict[str, Any] = field(default_factory=dict)  # beside what backbones and labels fix
    head: dict[str, Any] = field(default_factory=dict)  # what differs from the run's `head`
    supervisions: tuple[str, ...] = ("full", "weak")  # rows of the table
    ships: bool = True  # as a pack under models/


@dataclass(frozen=True)
class Run:
    """Everything that decides what the packs become."""

    version: str
    seed: int
    frames: int  # pictures a segment
    encoder: EncoderSizes
    views: ViewRun
    visual: BackboneRun
    audio: BackboneRun
    head: HeadRun
    systems: dict[str, SystemRun]
    starter: str  # the system that ships as `starter` too
    look_ahead: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        if self.starter not in self.systems:
            raise ValueError(f"starter: {self.starter!r} is none of {', '.join(self.systems)}")

    def system(self, name: str) -> SystemRun:
        """The system of that name; an unknown one is refused with the nearest."""
        if name not in self.systems:
            raise ValueError(f"unknown system {name!r}{nearest(name, set(self.systems))}")
        return self.systems[name]

    def shipped(self) -> list[str]:
        """The systems that become packs."""
        return [name for name, system in self.systems.items() if system.ships]

    def head_of(self, name: str) -> HeadRun:
        """How that system is trained."""
        return _build(HeadRun, {**dataclasses.asdict(self.head), **self.system(name).head}, name)


def read_run(path: Path) -> Run:
    """The run in a YAML file; a key that is unknown is refused with the nearest match."""
    return _build(Run, yaml.safe_load(path.read_text(encoding="utf-8")), path.name)


_NESTED: dict[str, type] = {
    "encoder": EncoderSizes,
    "views": ViewRun,
    "visual": BackboneRun,
    "audio": BackboneRun,
    "head": HeadRun,
}


def _build(kind: type, values: Any, where: str) -> Any:
    if not isinstance(values, dict):
        raise ValueError(f"{where}: expected keys and values, found {values!r}")
    fields = {entry.name: entry for entry in dataclasses.fields(kind)}
    for key in values:
        if key not in fields:
            raise ValueError(f"{where}: unknown key {key!r}{nearest(key, set(fields))}")
    built = {
        key: _nested(key, value, f"{where}: {key}") if kind is Run else value
        for key, value in values.items()
    }
    required = dataclasses.MISSING
    missing = [
        name
        for name, entry in fields.items()
        if name not in built and entry.default is required and entry.default_factory is required
    ]
    if missing:
        raise ValueError(f"{where}: missing {', '.join(missing)}")
    return kind(**built)


def _nested(key: str, value: Any, where: str) -> Any:
    if key == "systems":
        if not isinstance(value, dict):
            raise ValueError(f"{where}: expected names of systems, found {value!r}")
        return {name: _build(SystemRun, held, f"{where}: {name}") for name, held in value.items()}
    return _build(_NESTED[key], value, where) if key in _NESTED else value


def as_plain(run: Run) -> dict[str, Any]:
    """The run as plain values, for checkpoints."""
    return dataclasses.asdict(run)
