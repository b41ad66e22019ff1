"""What the papers report on the test split of AVE: segment accuracy, in per cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from earwitness_training.networks.localizer import Supervision

Features = Literal["vgg19", "resnet152"]

FEATURES_BY_WIDTH: Mapping[int, Features] = {512: "vgg19", 2048: "resnet152"}

_TIAN = "Tian et al., ECCV 2018"
_LIN = "Lin et al., ICASSP 2019, and Lin's thesis"
_XU = "Xu et al., ACM MM 2020"
_ZHOU = "Zhou et al., CVPR 2021"
#: These papers' code chooses its checkpoint on the test split.
_CHOSEN_ON_TEST = (_XU, _ZHOU)


@dataclass(frozen=True)
class Reported:
    """One number of a paper; sizes are those that differ from the architecture's own."""

    source: str
    architecture: str
    supervision: Supervision
    features: Features
    accuracy: float
    sizes: Mapping[str, Any] = field(default_factory=dict)
    again: bool = False  # whether the paper has trained another's system again

    def describe(self) -> str:
        """The number and where it is from."""
        remarks = [self.source]
        if self.again:
            remarks.append("trained again there")
        if self.source in _CHOSEN_ON_TEST:
            remarks.append("checkpoint chosen on test")
        return f"{self.accuracy:.1f} % ({'; '.join(remarks)})"


def reported(
    architecture: str, supervision: Supervision, features: Features, sizes: Mapping[str, Any]
) -> list[Reported]:
    """The papers' numbers of exactly this system, the authors' own first."""
    wanted = (architecture, supervision, features)
    found = [
        entry
        for entry in REPORTED
        if (entry.architecture, entry.supervision, entry.features) == wanted
        and dict(entry.sizes) == dict(sizes)
    ]
    return sorted(found, key=lambda entry: entry.again)


@dataclass(frozen=True)
class ReportedRetrieval:
    """Accuracy of cross-modality localization on test, in per cent."""

    source: str
    a2v: float  # the picture of a sound
    v2a: float  # the sound of a picture


def _pair(
    source: str,
    architecture: str,
    features: Features,
    full: float | None,
    weak: float | None,
    again: bool = False,
    **sizes: Any,
) -> Iterator[Reported]:
    for supervision, accuracy in (("full", full), ("weak", weak)):
        if accuracy is not None:
            yield Reported(source, architecture, supervision, features, accuracy, sizes, again)


def _tian() -> Iterator[Reported]:
    """Table 1, and table 2 of fusion methods (full supervision)."""
    for architecture, full, weak in (
        ("avel-a", 59.5, 53.4),
        ("avel-v", 55.3, 52.9),
        ("avel-vatt", 58.6, 55.6),
        ("avel-av", 71.4, 63.7),
        ("avel", 72.7, 66.7),
        ("dmrn", 73.1, None),
        ("dmrfe", 73.3, None),
    ):
        yield from _pair(_TIAN, architecture, "vgg19", full, weak)
    methods = ("additive", "mp", "gated", "mb", "gmu", "gmb", "concat", "mrn", "dmrn")
    for level, row in (
        ("early", (59.9, 67.9, 67.9, 69.2, 70.5, 70.2, 61.0, 69.8, 68.0)),
        ("late", (71.3, 71.4, 70.5, 70.5, 71.6, 71.0, 72.7, 70.8, None)),
        ("decision", (70.5, 64.5, 65.2, 64.6, 67.6, 67.3, 69.7, 63.8, 70.4)),
    ):
        for method, full in zip(methods, row, strict=True):
            sizes = {"method": method, "level": level}
            if method == "additive":
                del sizes["method"]  # it is the architecture's own
            if level == "late":
                del sizes["level"]
            yield from _pair(_TIAN, "fused-avel", "vgg19", full, None, **sizes)


def _lin() -> Iterator[Reported]:
    """AVSDN, and the thesis's tables 4.3, 4.4, 4.6, 4.7 and 4.8."""
    yield from _pair(_LIN, "avel-v", "resnet152", 65.0, 63.4, again=True)
    yield from _pair(_LIN, "avel-av", "resnet152", 74.0, 71.6, again=True)
    yield from _pair(_LIN, "avel", "resnet152", 74.7, 73.3, again=True)
    yield from _pair(_LIN, "avsdn", "resnet152", 75.4, 74.2)
    for initial, weak in (("visual", 70.2), ("audio", 70.9), ("guided", 72.6)):
        yield from _pair(_LIN, "avsdn", "resnet152", None, weak, init=initial)
    for classifier, without, having in (
        ("lstm", (74.98, 73.11), (75.82, 73.81)),
        ("avel", (74.00, 71.60), (76.37, 74.30)),
        ("avsdn", (75.40, 74.20), (77.86, 75.85)),
    ):
        name = f"cm-coatt-{classifier}"
        yield from _pair(_LIN, name, "resnet152", *without, attention="none", intra=False)
        yield from _pair(_LIN, name, "resnet152", *having)
    yield from _lin_mechanisms()


def _lin_mechanisms() -> Iterator[Reported]:
    """Attention mechanisms, without and with the intra-frame encoder."""
    for sizes, without, having in (
        (
            {"attention": "add"},
            ((74.70, 73.30), (76.12, 74.68)),
            ((75.04, 74.08), (75.57, 73.81)),
        ),
        (
            {"attention": "dot"},
            ((71.06, 72.64), (75.21, 72.29)),
            ((75.54, 73.75), (75.57, 72.64)),
        ),
        ({}, ((75.55, 73.66), (76.02, 75.15)), None),
        *(
            ({"attention": attention, "inter": inter}, _full(without), _full(having))
            for attention, inter, without, having in (
                ("add", "conv3d", (74.88, 75.87), (74.98, 76.14)),
                ("dot", "conv3d", (74.50, 75.50), (75.70, 75.40)),
                ("add", "lstm", (74.50, 75.12), (75.07, 76.62)),
                ("dot", "lstm", (73.08, 74.90), (75.15, 76.24)),
            )
        ),
    ):
        for intra, pairs in (({"intra": False}, without), ({}, having)):
            for classifier, pair in zip(("avel", "avsdn"), pairs or (), strict=False):
                name = f"cm-coatt-{classifier}"
                yield from _pair(_LIN, name, "resnet152", *pair, **sizes, **intra)


def _full(accuracies: tuple[float, float]) -> tuple[tuple[float, None], ...]:
    return tuple((accuracy, None) for accuracy in accuracies)


def _xu() -> Iterator[Reported]:
    """CMRAN, its ablations, and AVSDN again with the other features."""
    yield from _pair(_XU, "cmran", "vgg19", 77.44, 72.94)
    yield from _pair(_XU, "cmran", "resnet152", 78.3, 75.3)
    for cross, full, weak in (
        ("none", 76.07, 72.03),
        ("self", 76.42, 72.46),
        ("co", 76.64, 72.24),
        ("feature", 75.62, 71.67),
    ):
        yield from _pair(_XU, "cmran", "vgg19", full, weak, cross=cross)
    yield from _pair(_XU, "cmran", "vgg19", 76.24, 72.16, attend="mean")
    yield from _pair(_XU, "cmran", "vgg19", 76.95, 72.34, attend="avga")
    yield from _pair(_XU, "cmran", "vgg19", 77.09, 72.61, interaction="none")
    yield from _pair(_XU, "cmran", "vgg19", 77.29, 72.64, interaction="self")
    for layers, full, weak in (
        (0, 76.73, 72.56),
        (1, 77.09, 72.91),
        (3, 76.86, 72.86),
        (4, 76.67, 72.58),
    ):
        yield from _pair(_XU, "cmran", "vgg19", full, weak, layers=layers)
    yield from _pair(_XU, "avsdn", "vgg19", 72.6, 66.8, again=True)


def _zhou() -> Iterator[Reported]:
    """PSP, its ablations and thresholds, and AVEL again."""
    yield from _pair(_ZHOU, "psp", "vgg19", 77.8, 73.5)
    for propagate, full, weak in (
        ("none", 73.7, 70.2),
        ("asp", 75.9, 71.2),
        ("wpsp", 76.0, 71.2),
    ):
        yield from _pair(_ZHOU, "psp", "vgg19", full, weak, propagate=propagate)
    yield from _pair(_ZHOU, "psp", "vgg19", 75.4, 70.8, self_attention=True)
    yield from _pair(_ZHOU, "psp", "vgg19", 76.6, None, avps_weight=0.0)
    yield from _pair(_ZHOU, "psp", "vgg19", None, 71.6, weighting=False)
    for threshold, full, weak in (
        (0.0, 75.9, 71.2),
        (0.025, 76.1, 71.7),
        (0.075, 75.3, 70.4),
        (0.095, 77.8, 73.5),
        (0.115, 76.6, 72.8),
    ):
        yield from _pair(_ZHOU, "psp", "vgg19", full, weak, threshold=threshold)
    yield from _pair(_ZHOU, "avel", "vgg19", 69.8, 66.9, again=True)
    yield from _pair(_ZHOU, "avel", "vgg19", 71.3, None, again=True, avps_weight=100.0)
    yield from _pair(_ZHOU, "avel", "vgg19", None, 69.2, again=True, weighting=True)


#: Table 3 of Tian et al., by method.
RETRIEVAL: Mapping[str, ReportedRetrieval] = {
    "avdln": ReportedRetrieval(_TIAN, 44.8, 35.6),
    "dcca": ReportedRetrieval(_TIAN, 34.8, 34.1),
}

REPORTED: tuple[Reported, ...] = (*_tian(), *_lin(), *_xu(), *_zhou())
