"""Start values of the backbones from the teachers' arrays (name to float32)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy
import torch
from torch import Tensor, nn

from earwitness_training.networks.convolution import folded
from earwitness_training.networks.efficientat import EfficientAt
from earwitness_training.networks.encoders import AudioEncoder, VisualEncoder
from earwitness_training.networks.mobilenet_v2 import MobileNetV2
from earwitness_training.networks.spectrum import EfficientAtMel, YamNetMel
from earwitness_training.networks.yamnet import YamNet

_EFFICIENTAT_EPSILON = 1e-3


def read_arrays(path: Path) -> dict[str, Tensor]:
    """All arrays of an `.npz` file as tensors."""
    with numpy.load(path) as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in arrays.files}


def start_visual(encoder: VisualEncoder, teachers: Path) -> None:
    """Fill the trunk of a visual encoder from the MobileNetV2 teacher."""
    start_trunk(encoder.trunk, teachers)


def start_trunk(trunk: MobileNetV2, teachers: Path) -> None:
    """Fill a MobileNetV2 from the teacher."""
    _load_named(trunk, read_arrays(teachers / "mobilenet_v2_100_224.npz"))


def start_audio(encoder: AudioEncoder, teachers: Path) -> None:
    """Fill both trunks and both mel matrices of an audio encoder from the audio teachers."""
    yamnet = read_arrays(teachers / "yamnet.npz")
    _load_named(encoder.yamnet, yamnet)
    encoder.yamnet_mel = YamNetMel(yamnet["frontend.mel_16k"])
    mn04 = read_arrays(teachers / "efficientat_mn04.npz")
    encoder.efficientat.load_state_dict(efficientat_state(encoder.efficientat, mn04))
    encoder.efficientat_mel = EfficientAtMel(mn04["frontend.mel_32k"])


def _load_named(network: MobileNetV2 | YamNet, arrays: Mapping[str, Tensor]) -> None:
    network.load_state_dict({name: arrays[name] for name in network.state_dict()})


def efficientat_state(network: EfficientAt, arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Our folded state dict of mn04 from the teacher's arrays, which keep batch normalisation."""
    state: dict[str, Tensor] = {}

    def fold(ours: str, theirs: str) -> None:
        weight, bias = folded(
            arrays[f"{theirs}.0.weight"],
            arrays[f"{theirs}.1.weight"],
            arrays[f"{theirs}.1.bias"],
            arrays[f"{theirs}.1.running_mean"],
            arrays[f"{theirs}.1.running_var"],
            _EFFICIENTAT_EPSILON,
        )
        state[f"{ours}.weight"], state[f"{ours}.bias"] = weight, bias

    fold("stem", "features.0")
    for index, block in enumerate(network.blocks):
        names = ["expand"] if block.expands else []
        names += ["dw"] + (["squeeze"] if block.squeezes else []) + ["project"]
        for position, name in enumerate(names):
            theirs = f"features.{index + 1}.block.{position}"
            ours = f"blocks.{index}.{name}"
            if name != "squeeze":
                fold(ours, theirs)
                continue
            for layer in ("fc1", "fc2"):
                for kind in ("weight", "bias"):
                    source = f"{theirs}.conc_se_layers.0.{layer}.{kind}"
                    state[f"{ours}.{layer}.{kind}"] = arrays[source]
    fold("head", "features.16")
    return state


def unchanged_tensors(trained: nn.Module, teacher: nn.Module) -> list[str]:
    """Names of the trained tensors that are still the teacher's: none may ship."""
    start = dict(teacher.named_parameters())
    return [
        name
        for name, values in trained.named_parameters()
        if name in start and torch.equal(values, start[name])
    ]
