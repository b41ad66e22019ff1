"""Cached features of all views: the trained encoders run once, the localizer trains in minutes.

A folder of features holds `SPLIT-maps.npy` float16 [views, 7, 7, visual] and `SPLIT-vectors.npy`
float16 [views, audio], each with the rows of its views.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from torch import Tensor

from earwitness_training.data import views
from earwitness_training.data.manifest import SPLITS
from earwitness_training.data.views import View, Views
from earwitness_training.devices import CPU, placed

_BATCH = 16


@dataclass(frozen=True)
class Features:
    """Features of the views of one split, in memory."""

    maps: numpy.ndarray  # float16 [views, 7, 7, visual]
    map_rows: list[View]
    vectors: numpy.ndarray  # float16 [views, audio]
    vector_rows: list[View]


@torch.no_grad()
def encode_views(
    encode: Callable[[Tensor], Tensor], source: Views, device: torch.device = CPU
) -> numpy.ndarray:
    """Features of all views in their order, as float16."""
    batches = (
        placed(numpy.array(source.values[start : start + _BATCH]), device)
        for start in range(0, len(source.rows), _BATCH)
    )
    parts = [encode(batch).cpu().numpy() for batch in batches]
    return numpy.concatenate(parts).astype(numpy.float16)


def extract(
    view_folder: Path,
    folder: Path,
    visual: Callable[[Tensor], Tensor],
    audio: Callable[[Tensor], Tensor],
    device: torch.device = CPU,
) -> None:
    """Encode the views of all splits; the encoders are called as in `EncodeGraph`.

    device: where the encoders are
    """
    for split in SPLITS:
        pictures = views.load(view_folder / f"{split}-pictures")
        maps = encode_views(lambda values: visual(values[:, None]), pictures, device)
        views.save(Views(maps, pictures.rows), folder / f"{split}-maps")
        seconds = views.load(view_folder / f"{split}-seconds")
        vectors = encode_views(lambda values: audio(values.float() / 32768), seconds, device)
        views.save(Views(vectors, seconds.rows), folder / f"{split}-vectors")
        print(f"features: {split} encoded", flush=True)


def read(folder: Path, split: str) -> Features:
    """Features of one split."""
    maps = views.load(folder / f"{split}-maps")
    vectors = views.load(folder / f"{split}-vectors")
    return Features(
        numpy.asarray(maps.values), maps.rows, numpy.asarray(vectors.values), vectors.rows
    )
