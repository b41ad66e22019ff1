"""Rendered views of every photo and recording, on disk: what backbones train on and features see.

A folder of views holds, for each split, `SPLIT-pictures.npy` uint8 [views, 224, 224, 3] and
`SPLIT-seconds.npy` int16 [views, 16000], each with a `.json` of labels and rows.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy
from numpy.random import Generator, default_rng

from earwitness_training.data import photos, sounds
from earwitness_training.data.manifest import OTHER, SPLITS, Medium, read_manifest, select
from earwitness_training.settings import ViewRun

EMPTY = "other:empty"  # silence and room tone, which are rendered and not recorded
_EMPTY_RECORDINGS = 30
_DECODERS = 2


@dataclass(frozen=True)
class View:
    """What one row of a view array is: the manifest's class, its target and its medium."""

    label: str
    target: str
    medium: str
    kind: str


@dataclass(frozen=True)
class Views:
    """An array of views and what each row is."""

    values: numpy.ndarray
    rows: list[View]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.rows):
            raise ValueError(f"{len(self.values)} views but {len(self.rows)} rows")


def save(views: Views, path: Path) -> None:
    """Write an array and its rows beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    numpy.save(path.with_suffix(".npy"), views.values)
    rows = json.dumps([asdict(row) for row in views.rows])
    path.with_suffix(".json").write_text(rows, encoding="utf-8")


def load(path: Path) -> Views:
    """Read what `save` wrote; the array stays on disk and is mapped."""
    if not path.with_suffix(".npy").is_file():
        raise FileNotFoundError(
            f"{path}.npy is missing: run './train views' (pictures, seconds) "
            "or './train features' (maps, vectors) first"
        )
    rows = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Views(numpy.load(path.with_suffix(".npy"), mmap_mode="r"), [View(**row) for row in rows])


def render_all(media: Path, folder: Path, run: ViewRun, seed: int) -> None:
    """Render the views of all splits that are not there yet."""
    rows = read_manifest(media)
    for number, split in enumerate(SPLITS):
        if not (folder / f"{split}-pictures.npy").is_file():
            count = run.train_pictures if split == "train" else run.measure_pictures
            random = default_rng([seed, number, 0])
            save(
                _pictures(media, select(rows, "photo", split), split, count, random),
                folder / f"{split}-pictures",
            )
            print(f"views: pictures of {split} rendered", flush=True)
        if not (folder / f"{split}-seconds.npy").is_file():
            count = run.train_seconds if split == "train" else run.measure_seconds
            random = default_rng([seed, number, 1])
            save(
                _seconds(media, select(rows, "sound", split), split, count, random),
                folder / f"{split}-seconds",
            )
            print(f"views: seconds of {split} rendered", flush=True)


def _pictures(media: Path, rows: list[Medium], split: str, count: int, random: Generator) -> Views:
    render = photos.training_view if split == "train" else photos.measuring_view
    grounds = [row for row in rows if row.label.startswith("other:")]
    values = numpy.empty((len(rows) * count, photos.SIZE, photos.SIZE, 3), numpy.uint8)
    views = []
    for row in rows:
        photo = photos.load(media / row.path)
        for index in range(count):
            kind = photos.VIEW_KINDS[index] if index < 3 else "pasted"
            ground = grounds[int(random.integers(len(grounds)))]
            background = photos.load(media / ground.path)
            values[len(views)] = render(photo, background, kind, random)
            views.append(View(row.label, row.target, row.path, kind))
    return Views(values, views)


def _seconds(media: Path, rows: list[Medium], split: str, count: int, random: Generator) -> Views:
    with ThreadPoolExecutor(_DECODERS) as decoders:
        recordings = list(decoders.map(lambda row: sounds.decode(media / row.path), rows))
    others = [index for index, row in enumerate(rows) if row.target == OTHER]
    total = (len(rows) + _EMPTY_RECORDINGS) * count
    values = numpy.empty((total, sounds.SAMPLES), numpy.int16)
    views = []
    for row, recording in zip(rows, recordings, strict=True):
        for _ in range(count):
            if split == "train":
                other = recordings[others[int(random.integers(len(others)))]]
                start = int(random.choice(sounds.active_starts(other)))
                distractor = sounds.second_at(other, start, random)
                values[len(views)] = sounds.training_second(recording, distractor, random)
            else:
                values[len(views)] = sounds.measuring_second(recording, random)
            views.append(View(row.label, row.target, row.path, "second"))
    for recording in range(_EMPTY_RECORDINGS):
        for _ in range(count):
            values[len(views)] = sounds.empty_second(random)
            views.append(View(EMPTY, OTHER, f"empty/{split}/{recording}", "second"))
    return Views(values, views)
