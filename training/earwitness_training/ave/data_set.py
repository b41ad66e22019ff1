"""The AVE data set in its authors' layout: features of clips as HDF5, labels and split lists.

| file | key | shape |
|---|---|---|
| `visual_feature.h5` | avadataset | [clips, 10, 7, 7, width], 512 for VGG-19, 2048 for ResNet-152 |
| `audio_feature.h5` | avadataset | [clips, 10, 128] |
| `right_labels.h5`, `labels.h5` | avadataset | [clips, 10, 29], one-hot, background last |
| `Annotations.txt` | | one line a clip; labels are made from it where both others are missing |
| `mil_labels.h5` | avadataset | [clips, 29], one-hot category of the clip; for weak supervision |
| `train_order.h5`, `val_order.h5`, `test_order.h5` | order | rows of the clips of a split |
| `train_order_match.h5`, .. | order | other splits, of cross-modality localization |
| `visual_feature_noisy.h5`, `audio_feature_noisy.h5` | avadataset | clips without any event |
| `missing_clips.txt` | | written by `./train extract`: rows that no feature could be made for |

The `_noisy` files serve weak supervision (`background_clips`); they are shaped as the first two.
Pictures stay on the disk and are read batch by batch; everything else is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

import numpy
import torch
from torch import Tensor

from earwitness_training.ave.annotations import (
    BACKGROUND,
    SEGMENTS,
    Annotation,
    read_annotations,
)
from earwitness_training.data.h5 import dataset, open_h5
from earwitness_training.networks.answers import Answers
from earwitness_training.networks.localizer import GRID

if TYPE_CHECKING:
    import h5py

Split = Literal["train", "val", "test"]
LabelSource = Literal["right", "given", "annotations"]
Order = Literal["shuffled", "fixed"]

SPLITS: tuple[Split, ...] = ("train", "val", "test")
LABEL_SOURCES: tuple[LabelSource, ...] = ("right", "given", "annotations")
ORDERS: tuple[Order, ...] = ("shuffled", "fixed")
AUDIO_WIDTH = 128
OUTPUTS = BACKGROUND + 1
MISSING_CLIPS = "missing_clips.txt"
KEY = "avadataset"
_LABEL_FILES = {"right": "right_labels.h5", "given": "labels.h5"}


@dataclass(frozen=True)
class ClipAnswers(Answers):
    """Answers of weak supervision: the category of a clip is given, not counted."""

    categories: Tensor  # int64 [batch], the number of classes for a background clip

    def category(self) -> Tensor:
        """See the base class."""
        return self.categories


@dataclass(frozen=True)
class AveBatch:
    """Some clips; T = 10 segments each."""

    audio: Tensor  # float32 [batch, 10, 128]
    visual: Tensor  # float32 [batch, 10, 7, 7, width]
    answers: Answers  # labels int64 [batch, 10]
    clips: tuple[str, ...]  # row and video id of each, for messages

    def to(self, device: torch.device) -> AveBatch:
        """The same batch on a device."""
        answers = {
            name: value.to(device) if isinstance(value, Tensor) else value
            for name, value in vars(self.answers).items()
        }
        return AveBatch(
            self.audio.to(device),
            self.visual.to(device),
            type(self.answers)(**answers),
            self.clips,
        )


class _Features:
    """Both feature files of the clips or of the background clips."""

    def __init__(self, folder: Path, ending: str = "") -> None:
        self._files = []
        self.visual = self._open(
            folder / f"visual_feature{ending}.h5", (None, SEGMENTS, GRID, GRID, None)
        )
        sound = self._open(
            folder / f"audio_feature{ending}.h5", (len(self.visual), SEGMENTS, AUDIO_WIDTH)
        )
        self.audio = numpy.asarray(sound[()], numpy.float32)
        self.width = int(self.visual.shape[-1])

    def _open(self, path: Path, shape: tuple[int | None, ...]) -> h5py.Dataset:
        file = open_h5(path)
        self._files.append(file)
        found = dataset(file, KEY)
        _check_shape(found, path, shape)
        if found.dtype.kind != "f":
            raise ValueError(f"{path}: {KEY} holds {found.dtype}, not floating-point numbers")
        return found

    def maps(self, row: int) -> numpy.ndarray:
        """float32 [10, 7, 7, width]"""
        return numpy.asarray(self.visual[row], numpy.float32)

    def __len__(self) -> int:
        return len(self.audio)

    def close(self) -> None:
        for file in self._files:
            file.close()


class Ave:
    """An opened data set; a row is a clip's place in all arrays, background clips come after."""

    def __init__(
        self,
        folder: Path,
        *,
        labels: LabelSource | None = None,
        background_clips: bool = False,
        matching: bool = False,
    ) -> None:
        """Open the files and check them.

        labels: which labels of segments (by default the first that are there); background_clips:
        add those of the `_noisy` files; matching: the splits of `*_order_match.h5`, whose training
        part has clips of the other test split, so that no network is to be measured on both
        """
        if not folder.is_dir():
            raise FileNotFoundError(
                f"{folder} is no folder: name the one that has visual_feature.h5 (--ave)"
            )
        self.folder = folder
        self._features = [_Features(folder)]
        count = len(self._features[0])
        path = folder / "Annotations.txt"
        self.annotations = self._annotations(path, count) if path.is_file() else None
        self.label_source: LabelSource = labels or self._labels_there()
        self.labels = self._segment_labels(count)  # int64 [clips, 10]
        self.categories = self._clip_categories()  # int64 [clips]
        if background_clips:
            self._add_background_clips()
        self.missing = self._missing_clips()
        self._order = "order_match" if matching else "order"
        self.splits = {split: self._split(split, count) for split in SPLITS}
        self._check_disjoint()

    @property
    def visual_width(self) -> int:
        """Channels of the pictures' maps."""
        return self._features[0].width

    def __len__(self) -> int:
        """Clips, without background clips."""
        return len(self._features[0])

    def training_rows(self) -> numpy.ndarray:
        """Rows of the train split and of the background clips, where they were asked for."""
        extra = numpy.arange(len(self), len(self.labels))
        return numpy.concatenate([self.splits["train"], extra])

    def name(self, row: int) -> str:
        """A clip for messages."""
        if row >= len(self):
            return f"background clip {row - len(self)}"
        return f"{row} ({self.annotations[row].video})" if self.annotations else str(row)

    def batch(self, rows: numpy.ndarray, *, weak: bool = False) -> AveBatch:
        """Read clips; weak: their categories are those of `mil_labels.h5`."""
        held = [self._place(int(row)) for row in rows]
        visual = numpy.stack([features.maps(row) for features, row in held])
        audio = numpy.stack([features.audio[row] for features, row in held])
        labels = torch.from_numpy(self.labels[rows])
        present = torch.ones(labels.shape)
        categories = torch.from_numpy(self.categories[rows])
        return AveBatch(
            torch.from_numpy(audio),
            torch.from_numpy(visual),
            ClipAnswers(labels, present, BACKGROUND, categories)
            if weak
            else Answers(labels, present, BACKGROUND),
            tuple(self.name(int(row)) for row in rows),
        )

    def batches(
        self,
        rows: numpy.ndarray,
        size: int,
        *,
        weak: bool = False,
        order: Order = "fixed",
        seed: tuple[int, ...] = (0,),
    ) -> Iterator[AveBatch]:
        """All rows once, the last batch may be smaller; `shuffled` depends on the seed alone."""
        if order == "shuffled":
            rows = numpy.random.default_rng(seed).permutation(rows)
        for start in range(0, len(rows), size):
            yield self.batch(rows[start : start + size], weak=weak)

    def close(self) -> None:
        """Close all files."""
        for features in self._features:
            features.close()

    def __enter__(self) -> Ave:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _place(self, row: int) -> tuple[_Features, int]:
        count = len(self)
        return (self._features[0], row) if row < count else (self._features[1], row - count)

    def _annotations(self, path: Path, count: int) -> list[Annotation]:
        read = read_annotations(path)
        if len(read) != count:
            raise ValueError(f"{path} has {len(read)} clips, visual_feature.h5 has {count}")
        return read

    def _labels_there(self) -> LabelSource:
        for source, name in _LABEL_FILES.items():
            if (self.folder / name).is_file():
                return source
        if self.annotations is not None:
            return "annotations"
        raise FileNotFoundError(
            f"{self.folder} has no labels: it needs right_labels.h5, labels.h5 or Annotations.txt"
        )

    def _segment_labels(self, count: int) -> numpy.ndarray:
        if self.label_source == "annotations":
            if self.annotations is None:
                raise FileNotFoundError(f"{self.folder / 'Annotations.txt'} is missing")
            return numpy.stack([clip.labels() for clip in self.annotations])
        path = self.folder / _LABEL_FILES[self.label_source]
        return _one_hot_rows(path, (count, SEGMENTS, OUTPUTS))

    def _clip_categories(self) -> numpy.ndarray:
        path = self.folder / "mil_labels.h5"
        if path.is_file():
            return _one_hot_rows(path, (len(self), OUTPUTS))
        if self.annotations is not None:
            return numpy.array([clip.category for clip in self.annotations])
        present = torch.ones(self.labels.shape)
        counted = Answers(torch.from_numpy(self.labels), present, BACKGROUND)
        return counted.category().numpy()

    def _add_background_clips(self) -> None:
        noisy = _Features(self.folder, "_noisy")
        if noisy.width != self.visual_width:
            raise ValueError(
                f"{self.folder}: visual_feature_noisy.h5 is {noisy.width} wide, "
                f"visual_feature.h5 {self.visual_width}"
            )
        self._features.append(noisy)
        nothing = numpy.full((len(noisy), SEGMENTS), BACKGROUND)
        self.labels = numpy.concatenate([self.labels, nothing])
        self.categories = numpy.concatenate([self.categories, nothing[:, 0]])

    def _missing_clips(self) -> frozenset[int]:
        path = self.folder / MISSING_CLIPS
        if not path.is_file():
            return frozenset()
        rows = [line.split("&")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        if not all(row.isdecimal() and int(row) < len(self) for row in rows):
            raise ValueError(f"{path}: every line must begin with a row below {len(self)} and '&'")
        return frozenset(map(int, rows))

    def _split(self, split: Split, count: int) -> numpy.ndarray:
        path = self.folder / f"{split}_{self._order}.h5"
        with open_h5(path) as file:
            rows = numpy.asarray(dataset(file, "order")[()])
        if rows.ndim != 1 or rows.dtype.kind not in "iu":
            raise ValueError(f"{path}: order is {rows.dtype} {rows.shape}, not integers [clips]")
        if len(rows) == 0 or rows.min() < 0 or rows.max() >= count:
            raise ValueError(f"{path}: order must name rows 0 to {count - 1}, and one at least")
        if len(numpy.unique(rows)) != len(rows):
            raise ValueError(f"{path}: order names a clip twice")
        return numpy.array([row for row in rows.astype(numpy.int64) if row not in self.missing])

    def _check_disjoint(self) -> None:
        for one, other in (("train", "val"), ("train", "test"), ("val", "test")):
            both = numpy.intersect1d(self.splits[one], self.splits[other])
            if len(both):
                raise ValueError(
                    f"{self.folder}: {one}_{self._order}.h5 and {other}_{self._order}.h5 share "
                    f"{len(both)} clips, the first is {self.name(int(both[0]))}"
                )


def _check_shape(found: h5py.Dataset, path: Path, shape: tuple[int | None, ...]) -> None:
    fits = len(found.shape) == len(shape) and all(
        wanted in (None, size) for size, wanted in zip(found.shape, shape, strict=True)
    )
    if not fits or 0 in found.shape:
        wanted = ", ".join("any" if size is None else str(size) for size in shape)
        raise ValueError(f"{path}: {found.name[1:]} is {list(found.shape)}, not [{wanted}]")


def _one_hot_rows(path: Path, shape: tuple[int, ...]) -> numpy.ndarray:
    """Places of the ones along the last axis: int64, `shape` without its last axis."""
    with open_h5(path) as file:
        found = dataset(file, KEY)
        _check_shape(found, path, shape)
        rows = numpy.asarray(found[()])
    wrong = numpy.argwhere(((rows != 0) & (rows != 1)).any(-1) | (rows.sum(-1) != 1))
    if len(wrong):
        place = ", ".join(map(str, wrong[0]))
        raise ValueError(f"{path}: {KEY} is not one-hot in {len(wrong)} rows, first [{place}]")
    return rows.argmax(-1).astype(numpy.int64)
