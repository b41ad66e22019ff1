"""Window forms held to a reference stream: gaps, missing tracks and an epoch that ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from earwitness_training.networks.localizer import Localizer
from earwitness_training.networks.window_form import epoch_masks
from earwitness_training.official.network import official_localizer
from earwitness_training.official.recognition import Kind
from earwitness_training.official.references import (
    NotRecognised,
    Reference,
    ReferenceFolder,
    by_pattern,
)
from earwitness_training.official.subjects import (
    SYSTEMS,
    chosen_sizes,
    co_attention_kind,
    is_kind,
    system_weights,
)

_KEY = re.compile(r"out/(?P<name>\w+)/L(?P<look_ahead>\d+)/\w+")
_WINDOW = 10


@dataclass(frozen=True)
class Stream:
    """Segments of one stream; of masked tracks the values may be anything."""

    audio: Tensor  # float32 [segments, audio]
    video: Tensor  # float32 [segments, 7, 7, visual]
    audio_mask: Tensor  # float32 [segments]
    visual_mask: Tensor  # float32 [segments]
    epoch: Tensor  # int64 [segments]

    def __len__(self) -> int:
        return len(self.epoch)


@dataclass(frozen=True)
class StreamSubject:
    """One network in window form with one look-ahead, and its reference, a row a target."""

    name: str  # as the file has it
    kind: Kind
    network: Localizer
    expected: Mapping[str, Tensor]  # probabilities, relevance, attention

    @property
    def what(self) -> str:
        """Start of the keys in the file."""
        return f"out/{self.name}/L{self.network.sizes.look_ahead}"


@dataclass(frozen=True)
class Windows:
    """What a network keeps of a stream, and the window of each target."""

    kept: Tensor  # float32 [segments, *stored]
    attention: Tensor | None  # float32 [segments, 7, 7]
    visual: Tensor  # float32 [segments, window, *stored]
    audio: Tensor  # float32 [segments, window, audio]
    visual_mask: Tensor  # float32 [segments, window]
    audio_mask: Tensor  # float32 [segments, window]


def is_stream(reference: Reference) -> bool:
    """Whether the file holds a stream."""
    return "in/epoch" in reference.arrays


def stream_of(reference: Reference) -> Stream:
    """The stream of a file."""
    names = ("in/audio", "in/video", "in/audio_mask", "in/visual_mask", "in/epoch")
    missing = [name for name in names if name not in reference.arrays]
    if missing:
        raise NotRecognised(f"it has an epoch but lacks {', '.join(missing)}")
    return Stream(*(reference.arrays[name] for name in names))


def stream_subjects(reference: Reference, folder: ReferenceFolder) -> list[StreamSubject]:
    """All networks and look-aheads of the file, in its order."""
    found: dict[tuple[str, int], None] = {}
    for key in reference.names("out/"):
        match = _KEY.fullmatch(key)
        if match is None:
            raise NotRecognised(f"{key} is not out/NETWORK/L<look-ahead>/NAME")
        found[match["name"], int(match["look_ahead"])] = None
    if not found:
        raise NotRecognised("it holds a stream but no out/ key")
    return [_subject(reference, folder, *one) for one in found]


def _subject(
    reference: Reference, folder: ReferenceFolder, name: str, look_ahead: int
) -> StreamSubject:
    kind = kind_called(name)
    told = by_pattern(reference.meta.get("weights"), name)
    base = Kind("avel") if kind.architecture.startswith("avel") else kind
    files = folder.weights_of(reference, told, lambda weights: is_kind(weights, base))
    if kind.architecture.startswith("avel"):
        if not told:
            files = [*files, *folder.first_layers()]
        weights = system_weights(files, kind.architecture)
    else:
        weights = {key: values for file in files for key, values in file.weights.items()}
    window = int(reference.meta.get("W", _WINDOW))
    chosen = {"window": window, "look_ahead": look_ahead, **chosen_sizes(kind, files)}
    start = f"out/{name}/L{look_ahead}/"
    expected = {key.removeprefix(start): reference.arrays[key] for key in reference.names(start)}
    return StreamSubject(name, kind, official_localizer(weights, kind, chosen, True), expected)


def kind_called(name: str) -> Kind:
    """The kind of a network by its name in a stream file."""
    if name.startswith("ave_") and name.removeprefix("ave_") in SYSTEMS:
        return Kind(SYSTEMS[name.removeprefix("ave_")])
    known = {
        "dmrn": Kind("dmrn"),
        "dmrfe": Kind("dmrfe"),
        "avsdn": Kind("avsdn"),
        "psp_full": Kind("psp"),
        "psp_weak": Kind("psp", "weak"),
        "cmran_full": Kind("cmran"),
        "cmran_weak": Kind("cmran", "weak"),
    }
    kind = known.get(name) or co_attention_kind(name)
    if kind is None:
        raise NotRecognised(f"network {name!r} is not known; known: {', '.join(known)}, ..")
    return kind


@torch.no_grad()
def windows_of(network: Localizer, stream: Stream) -> Windows:
    """Encode the stream once and gather each target's window; what is not in it is not a number."""
    sizes = network.sizes
    kept = network.attend(
        stream.video[None],
        stream.audio[None],
        stream.visual_mask[None],
        stream.audio_mask[None],
    )
    index = torch.arange(len(stream))[:, None] + torch.arange(sizes.window)[None, :]
    index = index + sizes.look_ahead - sizes.window + 1
    inside = (index >= 0) & (index < len(stream))

    def gathered(values: Tensor) -> Tensor:
        rows = values[index.clamp(0, len(stream) - 1)]
        shown = inside.reshape(*inside.shape, *[1] * (rows.dim() - 2))
        return torch.where(shown, rows, torch.full_like(rows, float("nan")))

    masks = [
        torch.stack(
            [
                epoch_masks(mask, stream.epoch, target, sizes.window, sizes.look_ahead)
                for target in range(len(stream))
            ]
        )
        for mask in (stream.visual_mask, stream.audio_mask)
    ]
    attention = None if kept.attention is None else kept.attention[0]
    return Windows(
        kept.visual[0], attention, gathered(kept.visual[0]), gathered(stream.audio), *masks
    )


@torch.no_grad()
def answers_of(network: Localizer, windows: Windows) -> dict[str, Tensor]:
    """Probabilities, relevance and attention of every target."""
    said = network.window(windows.visual, windows.audio, windows.visual_mask, windows.audio_mask)
    attention = said.attention if windows.attention is None else windows.attention
    return {
        "probabilities": said.probabilities,
        "relevance": said.relevance,
        "attention": attention,
    }


def with_look_ahead(network: Localizer, look_ahead: int) -> Localizer:
    """The same weights in a network with another look-ahead."""
    other = type(network)(replace(network.sizes, look_ahead=look_ahead)).eval()
    other.load_state_dict(network.state_dict())
    return other
