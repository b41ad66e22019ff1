"""What the keys of a reference file are, of each network: outputs, losses, what lies between."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial

import torch
from torch import Tensor

from earwitness_training.networks.cmran import category_loss
from earwitness_training.official.clip_run import ClipRun, Expectations
from earwitness_training.official.names import CLASSIFIERS
from earwitness_training.official.recognition import Kind

_THRESHOLD = re.compile(r"(?P<key>out/\w+)_thr(?P<threshold>[0-9.]+)")
_RELEVANT = 0.5  # the official decision of CMRAN


def expectations_of(kind: Kind, keys: Iterable[str]) -> Expectations:
    """Of a file with one network; only the keys that the file has."""
    table = _TABLES.get((kind.architecture, kind.supervision), {})
    known = {}
    for key in keys:
        pruned = _THRESHOLD.fullmatch(key)
        if key in table:
            known[key] = table[key]
        elif pruned and kind.architecture == "psp" and pruned["key"] in table:
            known[key] = _with_threshold(float(pruned["threshold"]), table[pruned["key"]])
    return known


def expectations_below(prefix: str, keys: Iterable[str]) -> Expectations:
    """Of one of several networks in a file, whose outputs are under a prefix of their own."""
    return {
        key: _COMMON[key.removeprefix(prefix)]
        for key in keys
        if key.startswith(prefix) and key.removeprefix(prefix) in _COMMON
    }


def _with_threshold(threshold: float, read: Callable[[ClipRun], Tensor]) -> Callable:
    return lambda run: read(run.with_sizes(threshold=threshold))


def _said(name: str) -> Callable[[ClipRun], Tensor]:
    return lambda run: run.says[name]


def _read(name: str) -> Callable[[ClipRun], Tensor]:
    return lambda run: run.reads[name][0]


def _attention(run: ClipRun) -> Tensor:
    return run.scores.attention if run.kept.attention is None else run.kept.attention


def _attended(run: ClipRun) -> Tensor:
    """What is kept; where attention needs neighbours, the regions weighed by it."""
    if run.kept.attention is not None:
        return run.kept.visual
    weights = run.scores.attention.flatten(2)[:, :, None]
    return (weights @ run.kept.visual)[:, :, 0]


def _connections(run: ClipRun, which: int) -> Tensor:
    return run.network.propagate.connections(*run.reads["propagate"][:4])[which]


def _pair_loss(run: ClipRun) -> Tensor:
    """The pair similarity loss alone."""
    return run.loss_with(avps_weight=1.0) - run.loss_with(avps_weight=0.0)


def _decided(run: ClipRun) -> Tensor:
    """The official decision: the category where relevance is above one half, else background."""
    background = run.network.sizes.outputs - 1
    category = run.scores.more["category"].argmax(2)
    relevant = torch.sigmoid(run.scores.more["relevance"]) > _RELEVANT
    return torch.where(relevant, category, torch.full_like(category, background))


def _of_clip(run: ClipRun) -> Tensor:
    return run.scores.more["category"][:, 0]


def _event_loss(run: ClipRun) -> Tensor:
    return category_loss(run.scores.more["category"], run.answers)


_COMMON: Expectations = {
    "logits": lambda run: run.scores.event,
    "prob": lambda run: run.probabilities,
    "video_prob_max": lambda run: run.pooled_by_largest,
    "video_prob_avg": lambda run: run.pooled_by_mean,
}

_ATTENDED: Expectations = {
    "act/attention": _attention,
    "act/attended_video": _attended,
}

_LSTMS: Expectations = {
    "act/lstm_audio": _said("audio_rnn"),
    "act/lstm_video": _said("visual_rnn"),
}

_AVEL: Expectations = {
    **_ATTENDED,
    **_LSTMS,
    "act/attention_logits": lambda run: run.says["attend_regions.attention.score"][:, :, 0],
    "act/L1": _said("head.0"),
    "out/prob": lambda run: run.probabilities,
    "loss/full": lambda run: run.loss,
}

_AVEL_WEAK: Expectations = {
    "out/weak_video_prob": lambda run: run.pooled,
    "out/weak_score": lambda run: run.scores.event,
    "loss/weak": lambda run: run.loss,
}

_DMRN: Expectations = {
    **_ATTENDED,
    **_LSTMS,
    "act/U_v": _said("fuse.0.visual"),
    "act/U_a": _said("fuse.0.audio"),
    "act/fusion": _read("head.0"),
    "act/logits": lambda run: run.scores.event,
    "out/prob": lambda run: run.probabilities,
    "out/prob_two_blocks": lambda run: run.with_sizes(blocks=2).probabilities,
    "loss/full": lambda run: run.loss,
}

_PSP: Expectations = {
    **_ATTENDED,
    **_LSTMS,
    "act/beta_va": partial(_connections, which=0),
    "act/beta_av": partial(_connections, which=1),
}

_PSP_FULL: Expectations = {
    **_PSP,
    "act/fa": _said("audio_in"),
    "act/fv": _said("visual_in"),
    "act/a_psp": lambda run: run.says["propagate"][0],
    "act/v_psp": lambda run: run.says["propagate"][1],
    "out/fusion": _read("head.0"),
    "out/logits": lambda run: run.scores.event,
    "out/cross_att": lambda run: run.scores.more["cosine"],
    "label/segment_index": lambda run: run.answers.labels,
    "loss/ce": lambda run: run.loss_with(avps_weight=0.0),
    "loss/avps": _pair_loss,
    "loss/total": lambda run: run.loss,
}

_PSP_WEAK: Expectations = {
    **_PSP,
    "act/linear_v": _said("visual_in"),
    "act/fusion": _read("head.0"),
    "act/score_before_weighting": _said("head"),
    "act/temporal_weight": lambda run: torch.sigmoid(torch.relu(run.says["weighting.weigh"])),
    "out/score": lambda run: run.scores.event,
    "out/video_prob": lambda run: run.pooled,
    "label/video_prob": lambda run: run.answers.soft(),
    "loss/bce": lambda run: run.loss,
}

_CMRAN: Expectations = {
    "act/channel_gate": lambda run: torch.sigmoid(run.says["attend_regions.channel_gate"]).reshape(
        *run.present.shape, -1
    ),
    "act/spatial_attention": _attention,
    "act/attended_video": _attended,
    "act/video_encoder": _said("visual_self"),
    "act/audio_encoder": _said("audio_self"),
    "act/video_decoder": _said("visual_cross"),
    "act/audio_decoder": _said("audio_cross"),
    "act/AVInter": _said("interact"),
    "out/prediction": _decided,
    "loss/total": lambda run: run.loss,
}

_CMRAN_FULL: Expectations = {
    **_CMRAN,
    "out/is_event_logits": lambda run: run.scores.more["relevance"].t()[:, :, None],
    "out/event_logits": _of_clip,
    "label/is_event": lambda run: run.answers.events(),
    "label/event": lambda run: run.answers.category(),
    "loss/event": _event_loss,
    "loss/is_event": lambda run: run.loss - _event_loss(run),
}

_CMRAN_WEAK: Expectations = {
    **_CMRAN,
    "out/is_event_logits": lambda run: run.scores.more["relevance"],
    "out/raw_logits": _of_clip,
    "out/event_scores": lambda run: run.pooled,
}

_SEQUENCE: Expectations = {
    **{f"out/{key}": read for key, read in _COMMON.items()},
    **_ATTENDED,
    "loss/full": lambda run: run.loss,
}

_ENSEMBLE: Expectations = {
    "out/prob": lambda run: run.probabilities,
    "loss/full": lambda run: run.loss,
}


def _co_attention(classifier: str) -> Expectations:
    below = {f"out/{classifier}/{key}": read for key, read in _COMMON.items()}
    return {**_ATTENDED, **below}


_TABLES: dict[tuple[str, str], Expectations] = {
    ("avel", "full"): _AVEL,
    ("avel", "weak"): _AVEL_WEAK,
    ("dmrn", "full"): _DMRN,
    ("dmrfe", "full"): _ENSEMBLE,
    ("psp", "full"): _PSP_FULL,
    ("psp", "weak"): _PSP_WEAK,
    ("cmran", "full"): _CMRAN_FULL,
    ("cmran", "weak"): _CMRAN_WEAK,
    ("avsdn", "full"): _SEQUENCE,
    ("avsdn", "weak"): {"loss/weak": lambda run: run.loss},
    **{(f"cm-coatt-{name}", "full"): _co_attention(name) for name in CLASSIFIERS},
}
