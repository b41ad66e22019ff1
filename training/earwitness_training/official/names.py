"""The authors' names of weights, and ours.

A pair maps every name that starts with its left side: what follows is kept. No tensor changes but
the kernels of Keras, which are transposed. Dropped names are in the authors' files but no forward
pass of theirs reads them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

_ATTENTION = {
    "affine_audio": "attend_regions.attention.audio",
    "affine_video": "attend_regions.attention.visual",
    "affine_v": "attend_regions.attention.visual_units",
    "affine_g": "attend_regions.attention.audio_units",
    "affine_h": "attend_regions.attention.score",
}
_LSTMS = {"lstm_audio": "audio_rnn", "lstm_video": "visual_rnn"}
_ENCODER_DECODER = (
    "audio_encoder",
    "visual_encoder",
    "fuse_hidden",
    "fuse_cell",
    "decoder",
    "head",
)
_RELATION_LAYERS = ("linear1", "linear2", "norm1", "norm2")
_UNREAD_PSP = {
    "full": ("linear_v", "v_classify", "a_classify", "L3", "L4"),
    "weak": ("temperature", "W1", "W2"),
}
CLASSIFIERS = ("lstm", "avel", "avsdn")


@dataclass(frozen=True)
class Names:
    """How one architecture's weights are renamed."""

    pairs: Mapping[str, str]
    dropped: tuple[str, ...] = ()


def names_of(architecture: str, supervision: str) -> Names:
    """The table of one architecture (by its name in the catalogue, or `avdln`)."""
    if architecture.startswith("avel"):
        heads = {"L1": "head.0", "L2": "head.2"}
        attends = architecture in ("avel", "avel-vatt")
        return Names({**(_ATTENTION if attends else {}), **_lstms_of(architecture), **heads})
    if architecture == "dmrn":
        block = {"U_v": "fuse.0.visual", "U_a": "fuse.0.audio", "L2": "head.0"}
        return Names({**_ATTENTION, **_LSTMS, **block})
    if architecture == "dmrfe":
        blocks = {
            f"blocks.{k}.{theirs}": ours
            for k in (0, 1)
            for theirs, ours in (
                ("U_v", f"fuse.{k}.visual"),
                ("U_a", f"fuse.{k}.audio"),
                ("L2", f"head.{k}"),
            )
        }
        return Names({**_ATTENTION, **_LSTMS, **blocks})
    if architecture == "avsdn":
        return Names({name: name for name in ("reduce", *_ENCODER_DECODER)})
    if architecture.startswith("cm-coatt"):
        return _co_attention(architecture.removeprefix("cm-coatt-"))
    if architecture == "psp":
        return _pair_propagation(supervision)
    if architecture == "cmran":
        return _cross_modal_relation()
    if architecture == "avdln":
        layers = ("visual.0", "visual.2", "audio.0", "audio.2")
        return Names({f"dense_{k}": layer for k, layer in enumerate(layers, 1)})
    raise ValueError(f"there are no official weights of {architecture}")


def renamed(weights: Mapping[str, Tensor], names: Names) -> dict[str, Tensor]:
    """The same tensors under our names; an unknown name is refused with the nearest known one."""
    ours = {}
    for name, values in weights.items():
        if _longest(name, names.dropped) is not None:
            continue
        start = _longest(name, names.pairs)
        if start is None:
            near = difflib.get_close_matches(name.split(".")[0], list(names.pairs), 1)
            hint = f"; the nearest known one is {near[0]}" if near else ""
            raise ValueError(f"{name} is no weight of this architecture{hint}")
        own = names.pairs[start] + name[len(start) :]
        if own.endswith(".kernel"):
            own, values = own.removesuffix("kernel") + "weight", values.t()
        ours[own] = values
    return ours


def _longest(name: str, starts: Mapping[str, str] | tuple[str, ...]) -> str | None:
    fitting = [start for start in starts if name == start or name.startswith(start + ".")]
    return max(fitting, key=len, default=None)


def _lstms_of(architecture: str) -> dict[str, str]:
    if architecture == "avel-a":
        return {"lstm_audio": _LSTMS["lstm_audio"]}
    if architecture in ("avel-v", "avel-vatt"):
        return {"lstm_video": _LSTMS["lstm_video"]}
    return _LSTMS


def _co_attention(classifier: str) -> Names:
    parts = {
        "lstm": {"lstm.rnn": "lstm.rnn", "lstm.head": "lstm.head"},
        "avel": {
            "avel.lstm_audio": "avel.audio_rnn",
            "avel.lstm_video": "avel.visual_rnn",
            "avel.L1": "avel.head.0",
            "avel.L2": "avel.head.2",
        },
        "avsdn": {f"avsdn.{name}": f"avsdn.{name}" for name in _ENCODER_DECODER},
    }
    shared = {name: name for name in ("reduce", "intra", "inter")}
    others = tuple(name for name in CLASSIFIERS if name != classifier)
    return Names({**shared, **parts[classifier]}, others)


def _pair_propagation(supervision: str) -> Names:
    """v_L1 is the video value and v_L2 its key, but a_L1 is the audio key and a_L2 its value."""
    pairs = {f"attention.{theirs}": ours for theirs, ours in _ATTENTION.items()}
    pairs.update({f"lstm_a_v.{theirs}": ours for theirs, ours in _LSTMS.items()})
    pairs.update(
        {
            "psp.v_L1": "propagate.visual_value",
            "psp.v_L2": "propagate.visual_key",
            "psp.a_L1": "propagate.audio_key",
            "psp.a_L2": "propagate.audio_value",
            "psp.layer_norm": "propagate.norm",
            "L1": "head.0",
            "L2": "head.2",
        }
    )
    if supervision == "full":
        pairs.update({"fa": "audio_in", "fv": "visual_in"})
        pairs.update({"psp.v_fc": "propagate.visual_out", "psp.a_fc": "propagate.audio_out"})
    else:
        pairs.update({"linear_v": "visual_in.0", "W3": "weighting.weigh"})
    return Names(pairs, _UNREAD_PSP[supervision])


def _cross_modal_relation() -> Names:
    attention = {
        "affine_video_1": "channel_visual",
        "affine_audio_1": "channel_audio",
        "affine_bottleneck": "channel_squeeze",
        "affine_v_c_att": "channel_gate",
        "affine_video_2": "space_visual",
        "affine_audio_2": "space_audio",
        "affine_v_s_att": "space_score",
    }
    pairs = {"v_fc": "visual_fc"}
    pairs.update(
        {f"spatial_channel_att.{name}": f"attend_regions.{own}" for name, own in attention.items()}
    )
    for theirs, ours in (("video", "visual"), ("audio", "audio")):
        pairs[f"{theirs}_encoder.affine_matrix"] = f"{ours}_self.proj"
        pairs[f"{theirs}_decoder.affine_matrix"] = f"{ours}_cross.proj"
        for k in (0, 1):
            layer, own = f"{theirs}_encoder.encoder.layers.{k}", f"{ours}_self.layers.{k}"
            pairs[f"{layer}.self_attn"] = f"{own}.attn"
            pairs.update({f"{layer}.{leaf}": f"{own}.{leaf}" for leaf in _RELATION_LAYERS})
        layer, own = f"{theirs}_decoder.decoder.layers.0", f"{ours}_cross.layers.0"
        pairs[f"{layer}.multihead_attn"] = f"{own}.attn"
        pairs.update({f"{layer}.{leaf}": f"{own}.{leaf}" for leaf in _RELATION_LAYERS})
    pairs.update({"AVInter.video_multihead": "interact.attn", "AVInter.norm1": "interact.norm"})
    pairs["localize_module.classifier"] = "head.relevance"
    pairs["localize_module.event_classifier"] = "head.event"
    return Names(pairs, _unread_relation())


def _unread_relation() -> tuple[str, ...]:
    """Templates that were copied, a self-attention that is never called, unused guides."""
    tracks = [
        part
        for track in ("video", "audio")
        for part in (
            f"{track}_encoder.encoder_layer",
            f"{track}_decoder.decoder_layer",
            f"{track}_decoder.decoder.layers.0.self_attn",
        )
    ]
    guides = [f"spatial_channel_att.affine_video_guided_{k}" for k in (1, 2)]
    return (*tracks, *guides)
