"""Which architecture weights belong to, from their names and shapes alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from earwitness_training.networks.localizer import Supervision
from earwitness_training.official.names import CLASSIFIERS

_BOTH: tuple[Supervision, ...] = ("full", "weak")
_AVE_OUTPUTS = 29  # of the authors' data set: 28 classes and background
AVDLN = "avdln"


@dataclass(frozen=True)
class Kind:
    """An architecture (by its name in the catalogue, or `avdln`) and its supervision."""

    architecture: str
    supervision: Supervision = "full"

    def __str__(self) -> str:
        return f"{self.architecture} ({self.supervision})"


def kinds_of(weights: Mapping[str, Tensor]) -> tuple[Kind, ...]:
    """All kinds that the weights may be of; none where nothing is recognised."""
    starts = {name.split(".")[0] for name in weights}
    if {"dense_1", "dense_2", "dense_3", "dense_4"} <= starts:
        return (Kind(AVDLN),)
    if "intra" in starts:
        found = [name for name in CLASSIFIERS if name in starts]
        return tuple(Kind(f"cm-coatt-{name}", how) for name in found for how in _BOTH)
    if "reduce.weight" in weights and "decoder" in starts:
        return _either("avsdn")
    if "blocks" in starts:
        return _either("dmrfe")
    if "U_v.0.weight" in weights:
        return _either("dmrn")
    if "psp.v_fc.weight" in weights:
        return (Kind("psp", "full"),)
    if "psp" in starts and "W3.weight" in weights:
        return (Kind("psp", "weak"),)
    if "AVInter.norm1.weight" in weights:
        return _cmran(weights)
    return _avel(weights, starts)


def chosen(
    weights: Mapping[str, Tensor], architecture: str | None, supervision: str | None
) -> Kind:
    """The one kind that the weights are of and that the caller allows; else ValueError.

    architecture: may be the name of a family (`cm-coatt`), or end in `-weak`
    """
    kinds = kinds_of(weights)
    if not kinds:
        some = ", ".join(sorted(weights)[:4])
        raise ValueError(f"the weights are of no network known here: {some}, ..")
    return one_of(kinds, architecture, supervision)


def one_of(kinds: tuple[Kind, ...], architecture: str | None, supervision: str | None) -> Kind:
    """The one of some kinds that the caller allows; arguments and errors as of `chosen`."""
    wanted = architecture
    if architecture is not None and architecture.endswith("-weak"):
        wanted, supervision = architecture.removesuffix("-weak"), "weak"
    fitting = [
        kind
        for kind in kinds
        if (wanted is None or kind.architecture == wanted or _family(kind.architecture) == wanted)
        and supervision in (None, kind.supervision)
    ]
    if not fitting:
        told = " ".join(part for part in (architecture, supervision) if part)
        raise ValueError(f"the weights are of {_listed(kinds)}, not of {told}")
    if len(fitting) > 1:
        names = {kind.architecture for kind in fitting}
        flag = "--supervision" if len(names) == 1 else "--architecture"
        raise ValueError(f"the weights fit {_listed(fitting)}: say which with {flag}")
    return fitting[0]


def _family(architecture: str) -> str:
    return "cm-coatt" if architecture.startswith("cm-coatt-") else architecture


def _listed(kinds: list[Kind] | tuple[Kind, ...]) -> str:
    return " or ".join(str(kind) for kind in kinds)


def _either(architecture: str) -> tuple[Kind, ...]:
    """Names and shapes are the same for both supervisions."""
    return tuple(Kind(architecture, how) for how in _BOTH)


def _cmran(weights: Mapping[str, Tensor]) -> tuple[Kind, ...]:
    """The full network has no output for background; other class counts leave it open."""
    rows = len(weights.get("localize_module.event_classifier.bias", ()))
    if rows == _AVE_OUTPUTS - 1:
        return (Kind("cmran", "full"),)
    return (Kind("cmran", "weak"),) if rows == _AVE_OUTPUTS else _either("cmran")


def _avel(weights: Mapping[str, Tensor], starts: set[str]) -> tuple[Kind, ...]:
    if not {"L1", "L2"} <= starts or "L1.weight" not in weights:
        return ()
    hears, sees = "lstm_audio" in starts, "lstm_video" in starts
    attends = "affine_h.weight" in weights
    by_parts = {
        (True, True, True): "avel",
        (True, True, False): "avel-av",
        (True, False, False): "avel-a",
        (False, True, False): "avel-v",
        (False, True, True): "avel-vatt",
    }
    architecture = by_parts.get((hears, sees, attends))
    if architecture is None:
        return ()
    state = 2 * weights[f"lstm_{'audio' if hears else 'video'}.weight_hh_l0"].shape[1]
    if weights["L1.weight"].shape[1] != state * (int(hears) + int(sees)):
        return ()
    return _either(architecture)
