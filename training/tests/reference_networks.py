"""Every network that has reference weights, with the probabilities of its reference clips."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from networks_of_tian import avel, dmrfe, dmrn
from torch import Tensor

from earwitness_training.networks.avel import AvelSizes, System
from earwitness_training.networks.dmrn import DmrnSizes
from earwitness_training.networks.localizer import Localizer
from earwitness_training.official.network import official_localizer
from earwitness_training.official.recognition import Kind

Read = Callable[[str], dict[str, Tensor]]


@dataclass(frozen=True)
class ReferenceNetwork:
    """How to build it, the file of its clips, and what it must say of them."""

    build: Callable[[Read], Localizer]
    clips: str
    probabilities: Callable[[Read], Tensor]  # [clips, segments, classes + 1]


def reference_networks() -> Mapping[str, ReferenceNetwork]:
    """By their names in `window_stream`; `dmrfe` is not in there."""
    return {
        "ave_a": _avel("a", "a"),
        "ave_v": _avel("v", "v"),
        "ave_v_att": _avel("v-att", "v_att"),
        "ave_av": _avel("a+v", "av"),
        "ave_av_att": ReferenceNetwork(
            lambda read: avel(read("ave_att_net"), {}, AvelSizes()),
            "ave_att_net",
            lambda read: read("ave_att_net")["out/prob"],
        ),
        "dmrn": ReferenceNetwork(
            lambda read: dmrn(read("ave_dmrn"), DmrnSizes()),
            "ave_dmrn",
            lambda read: read("ave_dmrn")["out/prob"],
        ),
        "dmrfe": ReferenceNetwork(
            lambda read: dmrfe(read("ave_dmrn"), read("derived_dmrfe")),
            "ave_dmrn",
            lambda read: read("derived_dmrfe")["out/prob"],
        ),
        "avsdn": _official(
            "derived_avsdn", Kind("avsdn"), "ave_att_net", lambda arrays: arrays["out/prob"]
        ),
        **{f"cmcoatt_{name}": _co_attention(name) for name in ("lstm", "avel", "avsdn")},
        "psp_full": _official(
            "psp_full", Kind("psp"), "psp_full", lambda arrays: arrays["out/logits"].softmax(2)
        ),
        "psp_weak": _official(
            "psp_weak",
            Kind("psp", "weak"),
            "psp_weak",
            lambda arrays: arrays["out/score"].softmax(2),
        ),
        "cmran_full": _official("cmran_full", Kind("cmran"), "cmran_full", _relation_full),
        "cmran_weak": _official("cmran_weak", Kind("cmran", "weak"), "cmran_weak", _relation_weak),
    }


def _avel(system: System, name: str) -> ReferenceNetwork:
    def build(read: Read) -> Localizer:
        variants = read("derived_ave_variants")
        return avel(read("ave_att_net"), variants, AvelSizes(system=system))

    return ReferenceNetwork(
        build, "ave_att_net", lambda read: read("derived_ave_variants")[f"out/{name}/prob"]
    )


def _co_attention(classifier: str) -> ReferenceNetwork:
    return _official(
        "derived_cmcoatt",
        Kind(f"cm-coatt-{classifier}"),
        "ave_att_net",
        lambda arrays: arrays[f"out/{classifier}/prob"],
    )


def _official(
    file: str, kind: Kind, clips: str, probabilities: Callable[[Mapping[str, Tensor]], Tensor]
) -> ReferenceNetwork:
    def build(read: Read) -> Localizer:
        weights = {
            key.removeprefix("sd/"): values
            for key, values in read(file).items()
            if key.startswith("sd/")
        }
        return official_localizer(weights, kind)

    return ReferenceNetwork(build, clips, lambda read: probabilities(read(file)))


def _relation_full(arrays: Mapping[str, Tensor]) -> Tensor:
    """P of CMRAN: relevance times category, background is what is left."""
    relevant = arrays["out/is_event_logits"].sigmoid().transpose(0, 1)  # [clips, segments, 1]
    category = arrays["out/event_logits"].softmax(1)[:, None]
    return torch.cat([relevant * category, 1 - relevant], dim=2)


def _relation_weak(arrays: Mapping[str, Tensor]) -> Tensor:
    relevant = arrays["out/is_event_logits"].sigmoid()[:, :, None]
    category = arrays["out/raw_logits"].softmax(1)[:, None]
    background = torch.eye(category.shape[2])[-1]
    return relevant * category + (1 - relevant) * background
