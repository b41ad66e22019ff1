"""Packs of reference networks, with examples of what their graphs must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from earwitness_training.graphs.export import PackFacts, export_pack
from earwitness_training.graphs.pack_graphs import FeatureGraph, LocalizeGraph
from earwitness_training.graphs.ports import encode_outputs, localize_ports
from earwitness_training.networks.localizer import Localizer
from earwitness_training.networks.window_form import gather
from earwitness_training.official.references import Reference
from earwitness_training.official.streams import Stream, StreamSubject, answers_of, windows_of
from earwitness_training.official.subjects import Subject

Tensors = Mapping[str, Tensor]


@dataclass(frozen=True)
class Example:
    """Inputs of one graph and what it must give; the first axis counts examples."""

    inputs: Tensors
    outputs: Tensors


@dataclass(frozen=True)
class PackCase:
    """A localizer as a pack that takes features, with examples of both graphs."""

    name: str
    architecture: str
    localizer: Localizer
    encode: Example
    localize: Example

    def examples(self) -> list[tuple[str, Example]]:
        """By the name of the graph."""
        return [("encode", self.encode), ("localize", self.localize)]


def export_case(case: PackCase, folder: Path) -> None:
    """Write the pack of a case into a folder."""
    sizes = case.localizer.sizes
    labels = (*(f"class {k}" for k in range(sizes.outputs - 1)), "background")
    facts = PackFacts(
        name="golden-" + case.architecture,
        version="0.0.0",
        architecture=case.architecture,
        labels=labels,
        frames=0,
        visual_encoder="features",
        audio_encoder="features",
        decision="relevance" if case.architecture.startswith("cmran") else "argmax",
        provenance={"trained_on": "reference tensors", "mode": "clip", "source": "imported"},
    )
    encode, localize = FeatureGraph(case.localizer).eval(), LocalizeGraph(case.localizer).eval()
    export_pack(folder, encode, localize, facts)


@torch.no_grad()
def clip_case(subject: Subject, reference: Reference) -> PackCase:
    """Windows of clips, where the last segment of each clip has the whole clip in its window."""
    localizer, clips = subject.network, subject.clips
    batch, segments = clips.audio.shape[:2]
    present = torch.ones(batch, segments)
    encode = _encode_example(
        localizer, clips.video.flatten(0, 1), clips.audio.flatten(0, 1), *[present.flatten()] * 2
    )
    kept = encode.outputs[localizer.stored].unflatten(0, (batch, segments))
    sizes = localizer.sizes
    visual, visual_mask = gather(kept, present, sizes.window, sizes.look_ahead)
    audio, audio_mask = gather(clips.audio, present, sizes.window, sizes.look_ahead)
    inputs = (visual, audio, visual_mask, audio_mask)
    outputs = _localize_outputs(localizer, inputs)
    if segments == sizes.window:
        golden = _golden_probabilities(subject, reference)
        if golden is not None:
            rows = torch.arange(batch) * segments + sizes.target
            outputs["probabilities"][rows] = golden[:, sizes.target]
    arrays = reference.arrays
    golden_map = arrays.get("act/attention", arrays.get("act/spatial_attention"))
    if localizer.attends_alone and golden_map is not None:
        encode.outputs["attention"].copy_(golden_map.flatten(0, 1))
    names = [port.name for port in localize_ports(localizer)[0]]
    localize = Example(dict(zip(names, inputs, strict=True)), outputs)
    return PackCase(subject.name, subject.name, localizer, encode, localize)


@torch.no_grad()
def stream_case(subject: StreamSubject, stream: Stream) -> PackCase:
    """All windows of a reference stream, held to the reference itself."""
    localizer = subject.network
    windows = windows_of(localizer, stream)
    encode = _encode_example(
        localizer, stream.video, stream.audio, stream.visual_mask, stream.audio_mask
    )
    names = [port.name for port in localize_ports(localizer)[0]]
    inputs = (windows.visual, windows.audio, windows.visual_mask, windows.audio_mask)
    outputs = {
        port.name: {**answers_of(localizer, windows), **subject.expected}[port.name]
        for port in localize_ports(localizer)[1]
    }
    if localizer.attends_alone and "attention" in subject.expected:
        encode.outputs["attention"].copy_(subject.expected["attention"])
    localize = Example(dict(zip(names, inputs, strict=True)), outputs)
    weak = "-weak" if subject.name.endswith("_weak") else ""
    architecture = subject.kind.architecture + weak
    return PackCase(subject.what, architecture, localizer, encode, localize)


def _encode_example(
    localizer: Localizer, video: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
) -> Example:
    inputs = {
        "visual_features": video,
        "audio_features": audio,
        "visual_mask": visual_mask,
        "audio_mask": audio_mask,
    }
    names = [port.name for port in encode_outputs(localizer)]
    said = FeatureGraph(localizer).eval()(*inputs.values())
    return Example(inputs, {name: values.clone() for name, values in zip(names, said, strict=True)})


def _localize_outputs(localizer: Localizer, inputs: tuple[Tensor, ...]) -> dict[str, Tensor]:
    names = [port.name for port in localize_ports(localizer)[1]]
    said = LocalizeGraph(localizer).eval()(*inputs)
    return {name: values.clone() for name, values in zip(names, said, strict=True)}


def _golden_probabilities(subject: Subject, reference: Reference) -> Tensor | None:
    """Those of the file, [clips, segments, classes + 1], where it has them for this network."""
    arrays = reference.arrays
    for key in subject.expectations:
        if key.startswith("out/") and key.endswith("/prob"):
            return arrays[key]
    if subject.kind.architecture == "psp":
        return torch.softmax(arrays["out/logits" if "out/logits" in arrays else "out/score"], dim=2)
    return None
