"""A model pack as Python reads it: both graphs, its labels, and how it decides."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import torch
import yaml
from torch import Tensor

from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.measuring.calibration import Thresholds
from earwitness_training.measuring.decision import DecisionRule
from earwitness_training.networks.window_form import gather
from earwitness_training.packs.streams import Segments

_FORMAT = 1
_ENCODE_BATCH = 8
_LOCALIZE_BATCH = 64


@dataclass(frozen=True)
class Answers:
    """What a pack says of every segment of one file; all float32."""

    probabilities: numpy.ndarray  # [segments, classes + 1], background last
    relevance: numpy.ndarray  # [segments]
    heard: numpy.ndarray | None  # [segments, classes + 1], where the pack has this head
    seen: numpy.ndarray | None
    attention: numpy.ndarray  # [segments, 7, 7]


class Pack:
    """One pack, opened; `answer` may be called any number of times."""

    def __init__(self, folder: Path) -> None:
        """Open a pack folder.

        Raises FileNotFoundError where a file is missing, ValueError where `pack.yaml` is of
        another format, a graph is not the one that it names, or the pack takes no media.
        """
        self.folder = folder
        manifest = _manifest(folder)
        visual, features = manifest["visual"], manifest.get("features", {})
        if visual.get("encoder") == "features":
            raise ValueError(
                f"{folder} takes features and not media: import it with "
                "'./train import .. --visual-weights FILE --audio-weights FILE'"
            )
        self.name = str(manifest["name"])
        self.version = str(manifest["version"])
        self.labels: tuple[str, ...] = tuple(manifest["labels"])
        self.classes = self.labels[:-1]
        self.window = int(manifest["window"])
        self.look_ahead = int(manifest["look_ahead"])
        self.frames = int(visual["frames"])
        self.experimental: tuple[str, ...] = tuple(manifest.get("experimental", ()))
        self.rule = _rule(manifest)
        self._half = features.get("storage") == "float16"
        self._sixteen_bits = manifest["audio"].get("dtype") == "int16"
        self._encode = OnnxGraph(folder / "encode.onnx")
        self._localize = OnnxGraph(folder / "localize.onnx")

    def answer(self, segments: Segments) -> Answers:
        """Answers for every segment, each from its own window; a file is one epoch."""
        stored = self._stored(segments)
        masks = {
            "visual_mask": torch.from_numpy(segments.visual_mask),
            "audio_mask": torch.from_numpy(segments.audio_mask),
        }
        windows = self._windows(stored, masks)
        said = _in_batches(self._localize, windows, _LOCALIZE_BATCH)
        attention = said.get("attention", stored.get("attention"))
        if attention is None:
            raise ValueError(f"{self.folder}: neither graph gives 'attention'")
        arrays = {name: values.numpy() for name, values in said.items()}
        return Answers(
            arrays["probabilities"],
            arrays["relevance"],
            arrays.get("heard"),
            arrays.get("seen"),
            attention.float().numpy(),
        )

    def decide(self, answers: Answers) -> numpy.ndarray:
        """The decision of each segment: int64 [segments], index into `labels`."""
        return self.rule.decide(answers.probabilities, answers.relevance, self.classes)

    def _stored(self, segments: Segments) -> dict[str, Tensor]:
        """What the runtime keeps of each segment, in the precision in which it keeps it."""
        waveform = torch.from_numpy(segments.waveform)
        if self._sixteen_bits:
            waveform = torch.clamp(torch.round(waveform * 32768), -32768, 32767).to(torch.int16)
        given = {
            "frames": torch.from_numpy(segments.frames),
            "waveform": waveform,
            "visual_mask": torch.from_numpy(segments.visual_mask),
            "audio_mask": torch.from_numpy(segments.audio_mask),
        }
        taken = {port.name for port in self._encode.inputs}
        given = {name: values for name, values in given.items() if name in taken}
        made = _in_batches(self._encode, given, _ENCODE_BATCH)
        if not self._half:
            return made
        return {name: values.half().float() for name, values in made.items()}

    def _windows(self, stored: dict[str, Tensor], masks: dict[str, Tensor]) -> dict[str, Tensor]:
        windows: dict[str, Tensor] = {}
        for port in self._localize.inputs:
            values = masks.get(port.name, stored.get(port.name))
            if values is None:
                raise ValueError(
                    f"{self.folder}: localize.onnx takes {port.name!r}, which encode.onnx does "
                    f"not give ({', '.join(stored)})"
                )
            present = torch.ones(1, len(values))
            windows[port.name], _ = gather(values[None], present, self.window, self.look_ahead)
        return windows


def read_labels_of(folder: Path) -> tuple[str, ...]:
    """The labels of a pack, background last, without opening its graphs."""
    return tuple(_manifest(folder)["labels"])


def _in_batches(graph: OnnxGraph, given: dict[str, Tensor], size: int) -> dict[str, Tensor]:
    count = len(next(iter(given.values())))
    parts = [
        graph.run({name: values[start : start + size] for name, values in given.items()})
        for start in range(0, count, size)
    ]
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "pack.yaml"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: name the folder of a model pack")
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(manifest, dict) or manifest.get("pack") != _FORMAT:
        raise ValueError(f"{path}: not a pack of format {_FORMAT}")
    for name, facts in manifest["files"].items():
        file = folder / name
        if not file.is_file():
            raise FileNotFoundError(f"{file} is missing, but {path.name} names it")
        if hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            raise ValueError(f"{file} is not the file that {path.name} names (sha256 differs)")
    return manifest


def _rule(manifest: dict[str, Any]) -> DecisionRule:
    thresholds = manifest.get("thresholds", {})
    classes = {name: float(value) for name, value in thresholds.get("classes", {}).items()}
    rule = DecisionRule(
        manifest.get("decision", "argmax"),
        float(thresholds.get("relevance", 0.5)),
        Thresholds(float(thresholds.get("event", 0.0)), classes),
    )
    rule.thresholds.row(tuple(manifest["labels"][:-1]))  # refuses names that are no labels
    return rule
