"""The graphs of each reference file: exported, run, compared."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch

from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.networks.localizer import GRID
from earwitness_training.official.differences import Difference, difference
from earwitness_training.official.exported import (
    PackCase,
    clip_case,
    export_case,
    stream_case,
)
from earwitness_training.official.network import official_avdln
from earwitness_training.official.references import Reference, ReferenceFolder
from earwitness_training.official.runtimes import Runtime
from earwitness_training.official.streams import is_stream, stream_of, stream_subjects
from earwitness_training.official.subjects import subjects_of
from earwitness_training.official.sync_graph import SYNC, export_sync


def examine_graphs(
    reference: Reference, folder: ReferenceFolder, runtime: Runtime
) -> Iterator[Difference]:
    """Differences of all outputs of all graphs of the networks of one file."""
    if "in/video_vector" in reference.arrays:
        yield from _synchronization(reference)
        return
    for case in _cases(reference, folder):
        with tempfile.TemporaryDirectory() as place:
            pack = Path(place) / "pack"
            export_case(case, pack)
            yield from runtime.differences(pack, case)


def _cases(reference: Reference, folder: ReferenceFolder) -> Iterator[PackCase]:
    if is_stream(reference):
        stream = stream_of(reference)
        for subject in stream_subjects(reference, folder):
            yield stream_case(subject, stream)
        return
    seen = set()
    for subject in subjects_of(reference, folder):
        if subject.name not in seen:  # the weak form of the same network has the same graphs
            seen.add(subject.name)
            yield clip_case(subject, reference)


def _synchronization(reference: Reference) -> Iterator[Difference]:
    """Of `sync.onnx`, by the interpreter: a pack that the program verifies has a localizer."""
    arrays = reference.arrays
    network = official_avdln(reference.weights, any_widths=True)
    vectors = arrays["in/video_vector"]
    maps = vectors[:, :, None, None].expand(-1, -1, GRID, GRID, -1).contiguous()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / SYNC
        export_sync(network, path, {"earwitness.architecture": "avdln"})
        said = OnnxGraph(path).run({"visual": maps, "audio": arrays["in/audio"]})
    golden = {
        "visual_embedding": "out/video_embedding",
        "audio_embedding": "out/audio_embedding",
        "distance": "out/distance",
    }
    for name, values in said.items():
        expected = arrays.get(golden[name])
        if isinstance(expected, torch.Tensor):
            yield difference(f"{SYNC} {name}", expected, values)
