"""A generated data set in the layout of AVE: few clips of three categories, learnable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest

from earwitness_training.ave.annotations import BACKGROUND, CATEGORIES

h5py = pytest.importorskip("h5py")

_CHOSEN = (2, 16, 10)  # Bark, Clock, Frying (food)


@dataclass(frozen=True)
class Miniature:
    """What was written."""

    folder: Path
    visual: numpy.ndarray  # float32 [clips, 10, 7, 7, width]
    audio: numpy.ndarray  # float32 [clips, 10, 128]
    labels: numpy.ndarray  # int64 [clips, 10]
    splits: dict[str, list[int]]
    matching: dict[str, list[int]]  # the splits of cross-modality localization


def one_hot(labels: numpy.ndarray) -> numpy.ndarray:
    return numpy.eye(BACKGROUND + 1, dtype=numpy.float32)[labels]


def write_h5(path: Path, key: str, values: numpy.ndarray) -> None:
    with h5py.File(path, "w") as file:
        file[key] = values


def write(folder: Path, *, clips: int = 15, width: int = 512, seed: int = 5) -> Miniature:
    """Annotations, features, all label files, both kinds of splits, two background clips."""
    print("seed", seed)
    random = numpy.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    visual = random.exponential(0.3, (clips + 2, 10, 7, 7, width)).astype(numpy.float32)
    audio = random.exponential(0.3, (clips + 2, 10, 128)).astype(numpy.float32)
    labels = numpy.full((clips, 10), BACKGROUND)
    lines = []
    for row in range(clips):
        category = _CHOSEN[row % len(_CHOSEN)]
        start = int(random.integers(0, 5))
        end = start + int(random.integers(3, 6))
        labels[row, start:end] = category
        visual[row, start:end, :3, :3, 8 * category : 8 * category + 8] += 3
        audio[row, start:end, 4 * category : 4 * category + 4] += 3
        lines.append(f"{CATEGORIES[category]}&video_{row:02}&good&{start}&{end}\n")
    (folder / "Annotations.txt").write_text("".join(lines), encoding="utf-8")
    write_h5(folder / "visual_feature.h5", "avadataset", visual[:clips])
    write_h5(folder / "audio_feature.h5", "avadataset", audio[:clips].astype(numpy.float64))
    write_h5(folder / "visual_feature_noisy.h5", "avadataset", visual[clips:])
    write_h5(folder / "audio_feature_noisy.h5", "avadataset", audio[clips:])
    write_h5(folder / "labels.h5", "avadataset", one_hot(labels))
    write_h5(folder / "mil_labels.h5", "avadataset", one_hot(labels.min(axis=1)))
    fifth = clips // 5
    rows = random.permutation(clips).tolist()
    splits = {
        "val": rows[:fifth],
        "test": rows[fifth : 2 * fifth],
        "train": rows[2 * fifth :],
    }
    for split, chosen in splits.items():
        write_h5(folder / f"{split}_order.h5", "order", numpy.array(chosen))
    rows = random.permutation(clips).tolist()
    matching = {
        "test": rows[:fifth],
        "val": rows[fifth : 2 * fifth],
        "train": rows[2 * fifth :],
    }
    for split, chosen in matching.items():
        write_h5(folder / f"{split}_order_match.h5", "order", numpy.array(chosen))
    return Miniature(folder, visual, audio, labels, splits, matching)
