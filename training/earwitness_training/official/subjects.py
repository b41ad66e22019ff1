"""The networks of a reference file, built from its weights, and what the file says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from earwitness_training.networks.localizer import Localizer
from earwitness_training.official.clip_run import Clips, Expectations
from earwitness_training.official.expectations import expectations_below, expectations_of
from earwitness_training.official.names import CLASSIFIERS, Names, names_of
from earwitness_training.official.network import official_localizer
from earwitness_training.official.recognition import Kind, kinds_of
from earwitness_training.official.references import NotRecognised, Reference, ReferenceFolder

#: Systems of Tian et al. as the reference files call them.
SYSTEMS = {"a": "avel-a", "v": "avel-v", "v_att": "avel-vatt", "av": "avel-av", "av_att": "avel"}


@dataclass(frozen=True)
class Subject:
    """One network with its clips and what a file says of it."""

    kind: Kind
    network: Localizer
    clips: Clips
    expectations: Expectations
    gradients: tuple[str, ...] = ()  # keys of the norms of gradients of this network's loss

    @property
    def name(self) -> str:
        """Of a line: the architecture, with `-weak` where the supervision makes another network."""
        weak = self.kind.supervision == "weak" and self.kind.architecture in ("psp", "cmran")
        return self.kind.architecture + ("-weak" if weak else "")

    @property
    def names(self) -> Names:
        """How its weights are renamed."""
        return names_of(self.kind.architecture, self.kind.supervision)


def subjects_of(reference: Reference, folder: ReferenceFolder) -> list[Subject]:
    """All networks of a file with clips; NotRecognised where there is none."""
    systems = [system for system in SYSTEMS if reference.names(f"out/{system}/")]
    if systems:
        return _systems(reference, folder, systems)
    weights = reference.weights
    if any(name.startswith("blocks.") for name in weights):
        return [_ensemble(reference, folder)]
    kinds = kinds_of(weights)
    if not kinds:
        some = ", ".join(sorted(weights)[:3]) or "none"
        raise NotRecognised(f"its weights are of no network known here: {some}")
    clips = Clips.of(_with_own_labels(reference, folder.inputs_of(reference, _is("avel"))))
    found = []
    for kind in kinds:
        expected = _expected(kind, reference)
        if expected:
            network = official_localizer(weights, kind, chosen_sizes(kind, [reference]), True)
            found.append(Subject(kind, network, clips, expected, _norms(kind, reference)))
    if not found:
        raise NotRecognised(f"it says nothing of {', '.join(map(str, kinds))}: no known out/ key")
    return found


def chosen_sizes(kind: Kind, files: list[Reference]) -> dict[str, Any]:
    """What `meta` of the files tells beside the weights: the threshold of PSP."""
    for file in files:
        if kind.architecture == "psp" and "thr_val" in file.meta:
            return {"threshold": float(file.meta["thr_val"])}
    return {}


def system_weights(files: list[Reference], architecture: str) -> dict[str, Tensor]:
    """Of one system of Tian et al.: of files with shared layers, those that this system has.

    Where two files have a layer, the one whose `L1` fits the system counts, the later one first.
    """
    tracks = 2 if architecture in ("avel", "avel-av") else 1
    merged: dict[str, Tensor] = {}
    for file in files:
        merged.update({name: v for name, v in file.weights.items() if not name.startswith("L1.")})
    states = [v.shape[1] for name, v in merged.items() if name.endswith("weight_hh_l0")]
    for file in files:
        first = file.weights.get("L1.weight")
        if states and first is not None and first.shape[1] == 2 * tracks * states[0]:
            merged.update({name: v for name, v in file.weights.items() if name.startswith("L1.")})
    known = tuple(f"{start}." for start in names_of(architecture, "full").pairs)
    return {name: values for name, values in merged.items() if name.startswith(known)}


def is_kind(weights: Mapping[str, Tensor], kind: Kind) -> bool:
    """Whether weights may be of that kind."""
    return kind in kinds_of(weights)


def _is(architecture: str) -> Any:
    return lambda weights: is_kind(weights, Kind(architecture))


def _with_own_labels(reference: Reference, inputs: Reference) -> Mapping[str, Tensor]:
    return {**inputs.arrays, **{name: reference.arrays[name] for name in reference.names("label/")}}


def _expected(kind: Kind, reference: Reference) -> Expectations:
    return expectations_of(kind, reference.arrays)


def _norms(kind: Kind, reference: Reference) -> tuple[str, ...]:
    """Keys of the norms of gradients of the loss of that supervision."""
    one_loss = not reference.names("gradnorm_")
    return tuple(reference.names("gradnorm/" if one_loss else f"gradnorm_{kind.supervision}/"))


def _systems(reference: Reference, folder: ReferenceFolder, systems: list[str]) -> list[Subject]:
    told = str(reference.meta.get("weights", ""))
    files = [reference]
    if not any(name.startswith("lstm_") for name in reference.weights):
        files = [*folder.weights_of(reference, told, _is("avel")), reference]
    inputs = folder.inputs_of(reference, _is("avel"))
    clips = Clips.of(_with_own_labels(reference, inputs))
    found = []
    for system in systems:
        kind = Kind(SYSTEMS[system])
        weights = system_weights(files, kind.architecture)
        expected = expectations_below(f"out/{system}/", reference.arrays)
        found.append(Subject(kind, official_localizer(weights, kind, {}, True), clips, expected))
    return found


def _ensemble(reference: Reference, folder: ReferenceFolder) -> Subject:
    """DMRFE: its block 0 may be the block of a DMRN file, which also has what both share."""
    kind = Kind("dmrfe")
    weights = dict(reference.weights)
    if not any(name.startswith("blocks.0.") for name in weights):
        told = str(reference.meta.get("weights", ""))
        base = folder.weights_of(reference, told, _is("dmrn"))[0].weights
        block = ("U_v.", "U_a.", "L2.")
        for name, values in base.items():
            start = "blocks.0." if name.startswith(block) else ""
            weights.setdefault(start + name, values)
    inputs = folder.inputs_of(reference, _is("dmrn"))
    clips = Clips.of(_with_own_labels(reference, inputs))
    network = official_localizer(weights, kind, {}, True)
    return Subject(kind, network, clips, _expected(kind, reference), _norms(kind, reference))


def co_attention_kind(name: str) -> Kind | None:
    """`cmcoatt_avel` of a stream file, for instance."""
    classifier = name.removeprefix("cmcoatt_")
    return Kind(f"cm-coatt-{classifier}") if classifier in CLASSIFIERS else None
