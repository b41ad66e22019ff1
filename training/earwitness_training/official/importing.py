"""From a checkpoint, of the authors or of a training here, to a model pack."""

from __future__ import annotations

import datetime
import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import torch

from earwitness_training.ave.annotations import CATEGORIES
from earwitness_training.backbones.standard import read_audio_encoder, read_visual_encoder
from earwitness_training.graphs.export import PackFacts, export_pack
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.graphs.pack_graphs import EncodeGraph, FeatureGraph, LocalizeGraph
from earwitness_training.graphs.ports import (
    encode_outputs,
    example,
    feature_inputs,
    localize_ports,
    media_inputs,
)
from earwitness_training.networks.avdln import PairEmbedding
from earwitness_training.networks.localizer import Localizer
from earwitness_training.official.differences import ABSOLUTE
from earwitness_training.official.network import (
    AUDIO_WIDTHS,
    VISUAL_WIDTHS,
    official_avdln,
    official_localizer,
)
from earwitness_training.official.own import Own, read_own
from earwitness_training.official.recognition import AVDLN, Kind, chosen, one_of
from earwitness_training.official.sync_graph import SYNC, export_checked_sync
from earwitness_training.official.weights import read_weights

_BACKBONES = dict(zip(VISUAL_WIDTHS, ("vgg19", "resnet152"), strict=True))
_BACKGROUND = "background"
_OFFICIAL = {"trained_on": "AVE", "mode": "clip", "source": "imported"}
_RELATION = {"psp": "Zhou et al., CVPR 2021", "cmran": "Xu et al., ACM MM 2020"}


@dataclass(frozen=True)
class Wanted:
    """What the caller chose."""

    checkpoint: Path
    out: Path
    architecture: str | None = None
    supervision: str | None = None
    look_ahead: int | None = None  # else 0, or that of a network that was trained here
    labels: Path | None = None
    visual_weights: Path | None = None
    audio_weights: Path | None = None
    normalisation: str | None = None
    frames: int = 16  # pictures a second, as the papers
    any_widths: bool = False
    name: str | None = None
    version: str = "1.0.0"

    @property
    def takes_media(self) -> bool:
        """Whether the pack holds backbones."""
        return self.visual_weights is not None

    def __post_init__(self) -> None:
        if (self.visual_weights is None) != (self.audio_weights is None):
            raise ValueError(
                "--visual-weights and --audio-weights belong together: "
                "a pack takes media or features"
            )
        if self.frames < 1:
            raise ValueError(f"--frames must be at least 1, not {self.frames}")


@dataclass(frozen=True)
class Imported:
    """What was written."""

    kind: Kind
    files: tuple[Path, ...]
    largest_difference: float  # of the graphs from PyTorch, on random input


def import_pack(wanted: Wanted) -> Imported:
    """Read, recognise, rename, export, compare; ValueError says what does not fit."""
    own = read_own(wanted.checkpoint, wanted.look_ahead)
    if own is not None:
        return _import_own(wanted, own)
    weights = read_weights(wanted.checkpoint)
    try:
        kind = chosen(weights, wanted.architecture, wanted.supervision)
        if kind.architecture == AVDLN:
            return _import_sync(wanted, kind, official_avdln(weights, wanted.any_widths))
        sizes = {"look_ahead": wanted.look_ahead or 0}
        localizer = official_localizer(weights, kind, sizes, wanted.any_widths)
    except ValueError as error:
        raise ValueError(f"{wanted.checkpoint}: {error}") from error
    return _write(wanted, kind, localizer)


def _import_own(wanted: Wanted, own: Own) -> Imported:
    """What `./train fit` or `./train synchronize` kept says itself what it is."""
    try:
        one_of((own.kind,), wanted.architecture, wanted.supervision)
    except ValueError as error:
        raise ValueError(f"{wanted.checkpoint}: {error}") from error
    if isinstance(own.network, Localizer):
        return _write(wanted, own.kind, own.network, own)
    return _import_sync(wanted, own.kind, own.network, own)


def pack_architecture(kind: Kind) -> str:
    """Its name in `pack.yaml`: `-weak` where weak supervision makes another network."""
    other = kind.supervision == "weak" and kind.architecture in _RELATION
    return kind.architecture + ("-weak" if other else "")


def _write(wanted: Wanted, kind: Kind, localizer: Localizer, own: Own | None = None) -> Imported:
    labels = own.labels if own is not None and wanted.labels is None else None
    labels = labels or read_labels(wanted.labels, localizer.sizes.outputs)
    encode, backbones = _encode_graph(wanted, localizer)
    localize = LocalizeGraph(localizer).eval()
    architecture = pack_architecture(kind)
    facts = PackFacts(
        name=wanted.name or f"{architecture}-imported-l{localizer.sizes.look_ahead}",
        version=wanted.version,
        architecture=architecture,
        labels=labels,
        frames=wanted.frames if wanted.takes_media else 0,
        visual_encoder=backbones[0],
        audio_encoder=backbones[1],
        decision="relevance" if kind.architecture == "cmran" else "argmax",
        provenance=own.provenance if own is not None else _OFFICIAL,
    )
    export_pack(wanted.out, encode, localize, facts)
    apart = _difference(wanted.out, encode, localize)
    card = wanted.out / "card.md"
    story = f"{kind}, look-ahead {localizer.sizes.look_ahead}"
    card.write_text(_card(wanted, facts.name, story, apart, own), encoding="utf-8")
    names = ("encode.onnx", "localize.onnx", "pack.yaml", "card.md")
    return Imported(kind, tuple(wanted.out / name for name in names), apart)


def read_labels(path: Path | None, outputs: int) -> tuple[str, ...]:
    """Labels of a file, one a line, or those of AVE; background is last, and added if need be."""
    if path is None:
        labels = [*CATEGORIES, _BACKGROUND]
        if len(labels) != outputs:
            raise ValueError(
                f"the network has {outputs} outputs, AVE has {len(labels)}: name them with --labels"
            )
        return tuple(labels)
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    labels = [line for line in lines if line]
    if len(labels) == outputs - 1 and _BACKGROUND not in labels:
        labels.append(_BACKGROUND)
    if len(labels) != outputs or labels[-1] != _BACKGROUND:
        raise ValueError(
            f"{path}: {len(labels)} labels, the last {labels[-1] if labels else 'missing'!r}; the "
            f"network needs {outputs}, one a line, the last {_BACKGROUND!r}"
        )
    if len(set(labels)) != len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise ValueError(f"{path}: {twice!r} is there twice")
    return tuple(labels)


def _encode_graph(
    wanted: Wanted, localizer: Localizer
) -> tuple[EncodeGraph | FeatureGraph, tuple[str, str]]:
    if wanted.visual_weights is None or wanted.audio_weights is None:
        return FeatureGraph(localizer).eval(), ("features", "features")
    width = localizer.sizes.visual
    if width not in _BACKBONES or localizer.sizes.audio not in AUDIO_WIDTHS:
        raise ValueError(
            f"no standard backbone gives maps of width {width} and vectors of width "
            f"{localizer.sizes.audio}: leave out --visual-weights and --audio-weights"
        )
    backbone = _BACKBONES[width]
    visual = read_visual_encoder(wanted.visual_weights, backbone, wanted.normalisation)
    audio = read_audio_encoder(wanted.audio_weights)
    return EncodeGraph(visual, audio, localizer, wanted.frames).eval(), (backbone, "vggish")


@torch.no_grad()
def _difference(folder: Path, encode: EncodeGraph | FeatureGraph, localize: LocalizeGraph) -> float:
    """Largest difference of the written graphs from PyTorch; ValueError if it is no rounding."""
    localizer = localize.localizer
    media = isinstance(encode, EncodeGraph)
    inputs = media_inputs(encode.frames) if media else feature_inputs(localizer)
    localize_inputs, localize_outputs = localize_ports(localizer)
    apart = 0.0
    for file, graph, ports, said in (
        ("encode.onnx", encode, inputs, encode_outputs(localizer)),
        ("localize.onnx", localize, localize_inputs, localize_outputs),
    ):
        values = example(ports, 1)
        names = [port.name for port in ports]
        ran = OnnxGraph(folder / file).run(dict(zip(names, values, strict=True)))
        for port, ours in zip(said, graph(*values), strict=True):
            scale = max(1.0, float(ours.abs().max()))  # maps of backbones are in the hundreds
            apart = max(apart, float((ran[port.name] - ours).abs().max()) / scale)
    if not apart <= ABSOLUTE or math.isnan(apart):
        raise ValueError(f"{folder}: the graphs differ from PyTorch by {apart:.1e}")
    return apart


def _import_sync(
    wanted: Wanted, kind: Kind, network: PairEmbedding, own: Own | None = None
) -> Imported:
    """AVDLN names no events: its graph stands alone."""
    if wanted.takes_media or wanted.labels is not None:
        raise ValueError(
            f"{kind.architecture} takes features and has no labels: it only compares both tracks"
        )
    path, card = wanted.out / SYNC, wanted.out / "card.md"
    metadata = {"earwitness.architecture": kind.architecture}
    apart = export_checked_sync(network, wanted.out, metadata)
    name = wanted.name or kind.architecture
    card.write_text(_card(wanted, name, str(kind), apart, own), encoding="utf-8")
    return Imported(kind, (path, card), apart)


def _card(wanted: Wanted, name: str, network: str, apart: float, own: Own | None) -> str:
    sources = [("localizer", wanted.checkpoint)]
    if wanted.visual_weights is not None and wanted.audio_weights is not None:
        sources += [("pictures", wanted.visual_weights), ("sound", wanted.audio_weights)]
    rows = "\n".join(f"| {part} | `{path.name}` | `{_sha256(path)}` |" for part, path in sources)
    takes = (
        f"frames ({wanted.frames} a second) and samples; the backbones are inside"
        if wanted.takes_media
        else "features of backbones that it does not hold: it can be verified, not run on media"
    )
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    origin = own.story() if own is not None else "Nothing was trained here."
    figures = "The authors' figures are" if own is None else "The training's figures above are"
    return f"""\
# {name}

Imported on {today} with `./train import`: {network}.
{origin}

| part | file | SHA-256 |
|---|---|---|
{rows}

- Takes {takes}.
- Licence: unknown. The weights are those of the files above, and whoever imported them has to know
  whether they may be used and handed on.
- Accuracy: not measured here. {figures} of whole clips of ten seconds, or of the form
  that is named; a network that was trained on whole clips does not know the windows of a stream.
- Graphs and PyTorch differ by {apart:.1e} at most, relative to the largest value, on random input.
"""


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
