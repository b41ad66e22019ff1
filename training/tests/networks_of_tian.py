"""The reference weights of Tian et al. under our names, for the tests of their networks."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.dmrn import Dmrfe, Dmrn, DmrnSizes

TRACKS = {
    "affine_audio": "attend_regions.attention.audio",
    "affine_video": "attend_regions.attention.visual",
    "affine_v": "attend_regions.attention.visual_units",
    "affine_g": "attend_regions.attention.audio_units",
    "affine_h": "attend_regions.attention.score",
    "lstm_audio": "audio_rnn",
    "lstm_video": "visual_rnn",
}
AVEL = {**TRACKS, "L1": "head.0", "L2": "head.2"}
DMRN = {
    **TRACKS,
    "U_v.0": "fuse.0.visual.0",
    "U_v.2": "fuse.0.visual.2",
    "U_a.0": "fuse.0.audio.0",
    "U_a.2": "fuse.0.audio.2",
    "L2": "head.0",
}
SECOND_BLOCK = {
    f"blocks.1.{theirs}": ours.replace("fuse.0", "fuse.1").replace("head.0", "head.1")
    for theirs, ours in DMRN.items()
    if theirs not in TRACKS
}


def ours(name: str, table: Mapping[str, str]) -> str:
    """Our name of their parameter."""
    layer, _, parameter = name.rpartition(".")
    return f"{table[layer]}.{parameter}"


def weights(arrays: Mapping[str, Tensor], table: Mapping[str, str]) -> dict[str, Tensor]:
    """The state dict of a reference file, under our names."""
    return {
        ours(key.removeprefix("sd/"), table): values
        for key, values in arrays.items()
        if key.startswith("sd/")
    }


def avel(att_net: Mapping[str, Tensor], variants: Mapping[str, Tensor], sizes: AvelSizes) -> Avel:
    """Any system: the single-track ones have their own first layer in the head."""
    tensors = weights(att_net, AVEL)
    if not sizes.both:
        tensors |= weights(variants, AVEL)
    network = Avel(sizes).eval()
    own = network.state_dict()
    network.load_state_dict({name: tensors[name] for name in own})
    return network


def dmrn(arrays: Mapping[str, Tensor], sizes: DmrnSizes) -> Dmrn:
    network = Dmrn(sizes).eval()
    network.load_state_dict(weights(arrays, DMRN))
    return network


def dmrfe(arrays: Mapping[str, Tensor], second: Mapping[str, Tensor]) -> Dmrfe:
    network = Dmrfe(DmrnSizes()).eval()
    network.load_state_dict(weights(arrays, DMRN) | weights(second, SECOND_BLOCK))
    return network
