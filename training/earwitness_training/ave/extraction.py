"""Features of the AVE clips in the authors' layout, clip by clip, so that it can be interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy
import torch
from torch import nn

from earwitness_training.ave.annotations import SEGMENTS, Annotation
from earwitness_training.ave.data_set import AUDIO_WIDTH, KEY, MISSING_CLIPS
from earwitness_training.ave.videos import (
    UnreadableVideo,
    VideoSegments,
    find_video,
    read_video,
)
from earwitness_training.data.h5 import dataset, open_h5
from earwitness_training.networks.localizer import GRID
from earwitness_training.progress import ProgressBar

if TYPE_CHECKING:
    import h5py

_DONE = "extracted.jsonl"  # how it was made, then the rows that are done, one a line


class FeatureFiles:
    """Both feature files, and the list of the rows that are in them."""

    def __init__(self, folder: Path, clips: int, width: int, made_by: dict[str, Any]) -> None:
        """Open the folder's files, or make them.

        width: channels of the maps; made_by: plain facts that must not change on the way
        """
        folder.mkdir(parents=True, exist_ok=True)
        shapes = {
            "visual_feature.h5": (clips, SEGMENTS, GRID, GRID, width),
            "audio_feature.h5": (clips, SEGMENTS, AUDIO_WIDTH),
        }
        self._list = folder / _DONE
        facts = {**made_by, "clips": clips, "width": width}
        if not self._list.is_file():
            for name in shapes:
                if (folder / name).exists():
                    raise ValueError(
                        f"{folder / name} is there, and not from this command: name another --out"
                    )
            self._list.write_text(json.dumps(facts) + "\n", encoding="utf-8")
        self.done = self._read_list(facts)
        self._files = [
            open_h5(folder / name, "r+") if self.done else _allocated(folder / name, shape)
            for name, shape in shapes.items()
        ]
        self._visual, self._audio = (dataset(file, KEY) for file in self._files)

    def _read_list(self, facts: dict[str, Any]) -> set[int]:
        first, *rows = self._list.read_text(encoding="utf-8").splitlines()
        held = json.loads(first)
        differing = [
            f"{name} {held.get(name)} then, {value} now"
            for name, value in facts.items()
            if held.get(name) != value
        ]
        if differing:
            raise ValueError(
                f"{self._list}: made otherwise ({'; '.join(differing)}); name another --out"
            )
        return {int(row) for row in rows if row.isdecimal()}

    def put(self, row: int, maps: numpy.ndarray, vectors: numpy.ndarray) -> None:
        """Write one clip, and only then its row in the list.

        maps: float32 [10, 7, 7, width]; vectors: float32 [10, 128]
        """
        self._visual[row] = maps
        self._audio[row] = vectors
        for file in self._files:
            file.flush()
        with self._list.open("a", encoding="utf-8") as rows:
            rows.write(f"{row}\n")
        self.done.add(row)

    def __enter__(self) -> FeatureFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()


def _allocated(path: Path, shape: tuple[int, ...]) -> h5py.File:
    """A file whose whole data set has its place on the disk.

    Nothing but numbers is written later, so that a sudden end leaves a file that can be opened.
    """
    import h5py

    file = open_h5(path, "w")
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple(shape)
    h5py.h5d.create(file.id, KEY.encode(), h5py.h5t.NATIVE_FLOAT, space, settings)
    file.flush()
    return file


@torch.no_grad()
def encode(
    video: VideoSegments, visual: nn.Module, audio: nn.Module, device: torch.device
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Features of one clip: float32 [10, 7, 7, width] and [10, 128].

    One segment at a time: sixteen pictures fit into little memory.
    """
    maps = [
        visual(torch.from_numpy(frames)[None].to(device))[0].cpu().numpy()
        for frames in video.frames
    ]
    vectors = audio(torch.from_numpy(video.waveform).to(device)).cpu().numpy()
    return numpy.stack(maps), vectors


def extract(
    annotations: list[Annotation],
    videos: Path,
    out: Path,
    files: FeatureFiles,
    encoder: Callable[[VideoSegments], tuple[numpy.ndarray, numpy.ndarray]],
) -> dict[int, str]:
    """All clips that are not there yet; returns the rows that were skipped, each with its reason.

    The skipped rows stay zero, and are listed in `missing_clips.txt`.
    """
    skipped: dict[int, str] = {}
    with ProgressBar("clips", len(annotations)) as bar:
        for row, clip in enumerate(annotations):
            if row not in files.done:
                try:
                    files.put(row, *encoder(read_video(find_video(videos, clip.video))))
                except UnreadableVideo as error:
                    skipped[row] = str(error)
                    print(f"clip {row} ({clip.video}): skipped, {error}", flush=True)
            bar.advance(clip.video)
    lines = [f"{row}&{annotations[row].video}&{reason}\n" for row, reason in skipped.items()]
    missing = out / MISSING_CLIPS
    missing.write_text("".join(lines), encoding="utf-8")
    if not lines:
        missing.unlink()
    return skipped
