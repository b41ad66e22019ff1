"""All localizers by the name that commands, runs and packs use."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from earwitness_training.names import nearest
from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.avsdn import Avsdn, AvsdnSizes
from earwitness_training.networks.cm_coatt import CmCoatt, CmCoattSizes
from earwitness_training.networks.cmran import Cmran, CmranSizes
from earwitness_training.networks.dmrn import Dmrfe, Dmrn, DmrnSizes
from earwitness_training.networks.fusion import FusedAvel, FusedAvelSizes
from earwitness_training.networks.localizer import Localizer, LocalizerSizes
from earwitness_training.networks.psp import Psp, PspSizes


@dataclass(frozen=True)
class Architecture:
    """A network class, its sizes, and the sizes that its name fixes."""

    network: type[Localizer]
    sizes: type[LocalizerSizes]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def build(self, chosen: Mapping[str, Any]) -> Localizer:
        """A network with the sizes chosen; unknown and fixed ones are refused."""
        known = {entry.name for entry in dataclasses.fields(self.sizes)}
        for name in chosen:
            if name not in known:
                raise ValueError(
                    f"{self.network.__name__} has no size {name!r}{nearest(name, known)}"
                )
            if name in self.fixed:
                raise ValueError(f"{name} is {self.fixed[name]!r} by the name of the architecture")
        return self.network(self.sizes(**{**chosen, **self.fixed}))


ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {
        "avel": Architecture(Avel, AvelSizes),
        "avel-a": Architecture(Avel, AvelSizes, {"system": "a"}),
        "avel-v": Architecture(Avel, AvelSizes, {"system": "v"}),
        "avel-vatt": Architecture(Avel, AvelSizes, {"system": "v-att"}),
        "avel-av": Architecture(Avel, AvelSizes, {"system": "a+v"}),
        "fused-avel": Architecture(FusedAvel, FusedAvelSizes),
        "dmrn": Architecture(Dmrn, DmrnSizes),
        "dmrfe": Architecture(Dmrfe, DmrnSizes),
        "avsdn": Architecture(Avsdn, AvsdnSizes),
        "cm-coatt-lstm": Architecture(CmCoatt, CmCoattSizes, {"classifier": "lstm"}),
        "cm-coatt-avel": Architecture(CmCoatt, CmCoattSizes, {"classifier": "avel"}),
        "cm-coatt-avsdn": Architecture(CmCoatt, CmCoattSizes, {"classifier": "avsdn"}),
        "cmran": Architecture(Cmran, CmranSizes),
        "psp": Architecture(Psp, PspSizes),
    }
)


def architecture(name: str) -> Architecture:
    """The architecture of that name; an unknown one is refused with the nearest."""
    if name not in ARCHITECTURES:
        raise ValueError(f"unknown architecture {name!r}{nearest(name, set(ARCHITECTURES))}")
    return ARCHITECTURES[name]


def build(name: str, sizes: Mapping[str, Any]) -> Localizer:
    """A localizer by name and sizes."""
    return architecture(name).build(sizes)
