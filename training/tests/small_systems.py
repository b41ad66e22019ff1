"""Every localizer as a small random network, for what must hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch

from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.avsdn import Avsdn, AvsdnSizes
from earwitness_training.networks.cm_coatt import CmCoatt, CmCoattSizes
from earwitness_training.networks.cmran import Cmran, CmranSizes
from earwitness_training.networks.dmrn import Dmrfe, Dmrn, DmrnSizes
from earwitness_training.networks.fusion import FusedAvel, FusedAvelSizes
from earwitness_training.networks.localizer import Localizer, LocalizerSizes
from earwitness_training.networks.psp import Psp, PspSizes

_WIDTHS = {"visual": 8, "audio": 6, "outputs": 4}
_AVEL = AvelSizes(**_WIDTHS, common=10, recurrent=5, hidden=7)
_DMRN = DmrnSizes(**_WIDTHS, common=10, recurrent=5)
_FUSED = FusedAvelSizes(**_WIDTHS, common=10, recurrent=5)
_AVSDN = AvsdnSizes(**_WIDTHS, reduced=9, state=5, hidden=7, common=10)
_COATT = CmCoattSizes(**_WIDTHS, reduced=9, common=6, state=5, recurrent=4, hidden=7)
_PSP = PspSizes(**_WIDTHS, common=10, middle=9, reduced=7, recurrent=5, hidden=6)
_CMRAN = CmranSizes(**_WIDTHS, common=8, squeeze=6, space=5, state=8, feed_forward=12)


@dataclass(frozen=True)
class System:
    """One network class with small sizes."""

    network: type[Localizer]
    sizes: LocalizerSizes

    def build(self, window: int, look_ahead: int) -> Localizer:
        """A network in evaluation mode, with weights large enough to tell inputs apart."""
        network = self.network(replace(self.sizes, window=window, look_ahead=look_ahead)).eval()
        with torch.no_grad():
            for values in network.parameters():
                values.copy_(2 * values + 0.1 * torch.randn_like(values))
        return network


def systems() -> Mapping[str, System]:
    """All systems by a name of their own; a new network joins here."""
    return {
        "a": System(Avel, replace(_AVEL, system="a")),
        "v": System(Avel, replace(_AVEL, system="v")),
        "v-att": System(Avel, replace(_AVEL, system="v-att")),
        "a+v": System(Avel, replace(_AVEL, system="a+v", track_heads=True)),
        "avel": System(Avel, replace(_AVEL, track_heads=True)),
        "avel paper": System(Avel, replace(_AVEL, attention="paper", avps_weight=100.0)),
        "avel weighted": System(Avel, replace(_AVEL, supervision="weak", weighting=True)),
        "dmrn": System(Dmrn, replace(_DMRN, track_heads=True)),
        "dmrn twice": System(Dmrn, replace(_DMRN, blocks=2)),
        "dmrfe": System(Dmrfe, replace(_DMRN, track_heads=True)),
        "early mb": System(FusedAvel, replace(_FUSED, method="mb", level="early")),
        "late gmu": System(FusedAvel, replace(_FUSED, method="gmu", track_heads=True)),
        "decision concat": System(FusedAvel, replace(_FUSED, method="concat", level="decision")),
        "avsdn": System(Avsdn, replace(_AVSDN, track_heads=True)),
        "avsdn guided": System(Avsdn, replace(_AVSDN, init="guided", pooling="avga")),
        "cm-coatt lstm": System(CmCoatt, replace(_COATT, classifier="lstm")),
        "cm-coatt avel": System(CmCoatt, replace(_COATT, classifier="avel", track_heads=True)),
        "cm-coatt avsdn": System(CmCoatt, replace(_COATT, classifier="avsdn", track_heads=True)),
        "cm-coatt add": System(CmCoatt, replace(_COATT, attention="add", intra=False)),
        "cm-coatt conv3d": System(CmCoatt, replace(_COATT, attention="dot", inter="conv3d")),
        "cm-coatt lstm-add": System(CmCoatt, replace(_COATT, attention="add", inter="lstm")),
        "psp": System(Psp, replace(_PSP, track_heads=True)),
        "psp weak": System(Psp, replace(_PSP, supervision="weak", track_heads=True)),
        "psp none": System(Psp, replace(_PSP, propagate="none")),
        "psp self": System(Psp, replace(_PSP, self_attention=True)),
        "cmran": System(Cmran, replace(_CMRAN, track_heads=True)),
        "cmran weak": System(Cmran, replace(_CMRAN, supervision="weak", track_heads=True)),
        "cmran plain": System(
            Cmran, replace(_CMRAN, attend="mean", cross="none", interaction="none", layers=0)
        ),
        "cmran feature": System(
            Cmran, replace(_CMRAN, attend="avga", cross="feature", event_pool="target")
        ),
    }
