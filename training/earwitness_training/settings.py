"""Sizes and runs: frozen, read from one YAML file, unknown keys refused."""

from __future__ import annotations

import dataclasses
import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from earwitness_training.networks.avel import AvelSizes
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


@dataclass(frozen=True)
class HeadRun:
    """Training of the localizer on composed clips of cached features."""

    steps: int = 900
    batch: int = 32
    learning_rate: float = 1e-3
    missing_track: float = 0.05  # probability that a track of a segment is dropped
    track_head_weight: float = 0.5
    place_weight: float = 0.2  # of the attention's distance from the places of the class
    measure_every: int = 100
    measure_clips: int = 400


@dataclass(frozen=True)
class Run:
    """Everything that decides what a pack becomes."""

    name: str
    version: str
    seed: int
    frames: int  # pictures a segment
    encoder: EncoderSizes
    avel: AvelSizes
    views: ViewRun
    visual: BackboneRun
    audio: BackboneRun
    head: HeadRun
    threads: int = field(default=1)


def read_run(path: Path) -> Run:
    """The run in a YAML file; a key that is unknown is refused with the nearest match."""
    return _build(Run, yaml.safe_load(path.read_text(encoding="utf-8")), path.name)


_NESTED = {
    "encoder": EncoderSizes,
    "avel": AvelSizes,
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
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(fields)}"
            raise ValueError(f"{where}: unknown key {key!r}{hint}")
    built = {
        key: _build(_NESTED[key], value, f"{where}: {key}")
        if kind is Run and key in _NESTED
        else value
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


def as_plain(run: Run) -> dict[str, Any]:
    """The run as plain values, for checkpoints."""
    return dataclasses.asdict(run)
