"""CMRAN: cross-modal relation-aware network (Xu et al., ACM MM 2020), and its ablations.

Attention to channels and places, relations inside each track, relations between both, their
interaction, and two heads: whether a segment is relevant, and which event the window holds. It
has no notion of order: permuting the segments of a clip permutes its answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earwitness_training.networks.answers import (
    Answers,
    average,
    largest,
    mean_over,
    soft_margin,
)
from earwitness_training.networks.channel_attention import SpatialChannelAttention
from earwitness_training.networks.cross_modal_relation import (
    CrossRelation,
    Interaction,
    InteractionForm,
    RelationForm,
    SelfRelation,
)
from earwitness_training.networks.localizer import (
    Kept,
    Localizer,
    LocalizerSizes,
    Scores,
    rows,
    select,
)
from earwitness_training.networks.region_pooling import RegionPooling
from earwitness_training.networks.track_head import TrackHeads

RegionAttention = Literal["agsca", "mean", "avga"]
EventPool = Literal["clip", "target"]


@dataclass(frozen=True)
class CmranSizes(LocalizerSizes):
    """Widths and variants of CMRAN; the defaults are the authors'."""

    common: int = 512  # of the regions, and of what is kept
    squeeze: int = 256  # of the channel gate
    space: int = 256  # of the attention to places
    state: int = 256
    feed_forward: int = 2048
    heads: int = 4
    interaction_heads: int | None = None  # the authors': 4, with weak supervision 2
    layers: int = 2  # of the relations inside each track (`itr`); 0 for none
    attend: RegionAttention = "agsca"
    cross: RelationForm = "cmra"
    interaction: InteractionForm = "cmra"
    event_pool: EventPool = "clip"  # `target` names the event of each segment by itself (ours)
    dropout: float = 0.1
    visual_dropout: float = 0.2  # after the layer over the regions

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, known in (
            ("attend", ("agsca", "mean", "avga")),
            ("cross", ("cmra", "none", "self", "co", "feature")),
            ("interaction", ("cmra", "none", "self")),
            ("event_pool", ("clip", "target")),
        ):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}"
                )
        if self.layers < 0:
            raise ValueError(f"layers must be at least 0, not {self.layers}")
        for name in ("dropout", "visual_dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 0 and below 1")

    @property
    def meeting_heads(self) -> int:
        """Heads of the interaction."""
        if self.interaction_heads is not None:
            return self.interaction_heads
        return 4 if self.supervision == "full" else 2


class Cmran(Localizer):
    """See the module. `event` of its scores is the logarithm of P."""

    def __init__(self, sizes: CmranSizes) -> None:
        super().__init__(sizes)
        self.sizes: CmranSizes = sizes
        self.full = sizes.supervision == "full"
        self.visual_fc = nn.Linear(sizes.visual, sizes.common)
        self.visual_dropout = nn.Dropout(sizes.visual_dropout)
        self.attend_regions = _attention(sizes)
        block = (sizes.state, sizes.heads, sizes.feed_forward, sizes.dropout)
        # Without relations between the tracks, only the track heads read those inside.
        self.relates = sizes.track_heads or sizes.cross not in ("none", "self")
        if self.relates:
            self.visual_self = SelfRelation(sizes.common, sizes.layers, *block)
            self.audio_self = SelfRelation(sizes.audio, sizes.layers, *block)
        self.visual_cross = CrossRelation(sizes.common, sizes.cross, *block)
        self.audio_cross = CrossRelation(sizes.audio, sizes.cross, *block)
        self.interact = Interaction(
            sizes.state, sizes.meeting_heads, sizes.dropout, sizes.interaction
        )
        categories = sizes.outputs - 1 if self.full else sizes.outputs
        self.head = nn.ModuleDict(
            {"relevance": nn.Linear(sizes.state, 1), "event": nn.Linear(sizes.state, categories)}
        )
        if sizes.track_heads:
            self.tracks = TrackHeads(sizes.state, sizes.state, sizes.outputs)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """See the base class."""
        return (self.sizes.common,)

    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """Equations 1 to 3. See the base class."""
        regions = torch.relu(self.visual_fc(select(visual, visual_mask)))
        return self.attend_regions(self.visual_dropout(regions), audio, visual_mask, audio_mask)

    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Equations 4 to 11. See the base class.

        `more["relevance"]`: logits [batch, rows]; `more["category"]`: logits [batch, rows,
        classes], with weak supervision [batch, rows, classes + 1], of the clip or the segment
        """
        kept, audio = select(kept, visual_mask), select(audio, audio_mask)
        seen = heard = None
        if self.relates:
            seen = self.visual_self(kept, visual_mask)  # [batch, segments, state]
            heard = self.audio_self(audio, audio_mask)
        met = self._met(kept, seen, audio, heard, visual_mask, audio_mask, target)
        own = rows(met, self._row(target))
        relevance = self.head["relevance"](own)[:, :, 0]
        if self.sizes.event_pool == "clip":
            pooled = largest(met, visual_mask * audio_mask)  # rule M5
            category = self.head["event"](pooled)[:, None].expand(-1, own.shape[1], -1)
        else:
            category = self.head["event"](own)
        tracks = (None, None)
        if self.sizes.track_heads:
            tracks = self.tracks(rows(heard, target), rows(seen, target))
        more = {"relevance": relevance, "category": category}
        return Scores(self._logarithm(relevance, category), *tracks, more=more)

    def _met(
        self,
        kept: Tensor,
        seen: Tensor | None,
        audio: Tensor,
        heard: Tensor | None,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None,
    ) -> Tensor:
        """Relations between the tracks, and their interaction (equations 4 to 9).

        returns: float32 [batch, segments, state]; [batch, 1, state] where only the target counts
        """
        only = target if self.sizes.event_pool == "target" else None
        # Rows that do not count need not be asked for, unless the interaction attends to them.
        asked = only if self.sizes.interaction == "none" else None
        heard_with = self.audio_cross(audio, audio_mask, seen, visual_mask, asked)
        seen_with = self.visual_cross(kept, visual_mask, heard, audio_mask, asked)
        left = only if asked is None else None
        return self.interact(heard_with, seen_with, audio_mask, visual_mask, left)

    def _row(self, target: int | None) -> int | None:
        """Row of the target in what `_met` returns."""
        return target if self.sizes.event_pool == "clip" or target is None else 0

    def _logarithm(self, relevance: Tensor, category: Tensor) -> Tensor:
        """Logarithm of P, finite for every relevance, in an exported graph too."""
        is_event, no_event = -F.softplus(-relevance), -F.softplus(relevance)
        shares = torch.log_softmax(category, dim=2) + is_event[:, :, None]
        if self.full:
            return torch.cat([shares, no_event[:, :, None]], dim=2)
        background = shares[:, :, -1:]
        background = background + F.softplus(no_event[:, :, None] - background)
        return torch.cat([shares[:, :, :-1], background], dim=2)

    def probabilities(self, scores: Scores) -> Tensor:
        """The category's share of the relevance; the rest is background. See the base class."""
        relevance = torch.sigmoid(scores.more["relevance"])[:, :, None]
        shares = relevance * torch.softmax(scores.more["category"], dim=2)
        if self.full:
            return torch.cat([shares, 1 - relevance], dim=2)
        return torch.cat([shares[:, :, :-1], 1 - relevance + shares[:, :, -1:]], dim=2)

    def relevance(self, scores: Scores) -> Tensor:
        """The logistic function of the relevance. See the base class."""
        return torch.sigmoid(scores.more["relevance"])

    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """Section 3.5 of the paper. See the base class.

        Full: binary cross-entropy of the relevance plus cross-entropy of the category. Weak: the
        soft margin loss of the clip; the relevance learns through `pooled` alone.
        """
        if self.full:
            relevance = F.binary_cross_entropy_with_logits(
                scores.more["relevance"], answers.events(), reduction="none"
            )
            return mean_over(relevance, answers.present) + category_loss(
                scores.more["category"], answers
            )
        return soft_margin(self.pooled(scores, answers.present), answers.hard()).mean()

    def pooled(self, scores: Scores, present: Tensor) -> Tensor:
        """Of whole clips. See the base class.

        Weak: softmax of the largest product of relevance and category logit, as the authors' code
        has it (the paper multiplies scores). Full: the mean of P, which the authors do not need.
        """
        if self.full:
            return average(self.probabilities(scores), present)
        relevance = torch.sigmoid(scores.more["relevance"])[:, :, None]
        return torch.softmax(largest(relevance * scores.more["category"], present), dim=1)


def category_loss(category: Tensor, answers: Answers) -> Tensor:
    """Cross-entropy of the category over the targets that are events, each clip weighing alike.

    category: logits float32 [batch, segments, classes]. With one event a clip, and all its rows
    alike, this is the authors' loss of the clip; clips without an event do not count.
    """
    events = answers.events()
    labels = answers.labels.clamp_max(answers.classes - 1)  # background counts as nothing
    losses = F.cross_entropy(category.transpose(1, 2), labels, reduction="none")
    clips = (losses * events).sum(1) / events.sum(1).clamp_min(1)
    return mean_over(clips, (events.sum(1) > 0).float())


def _attention(sizes: CmranSizes) -> nn.Module:
    if sizes.attend == "agsca":
        return SpatialChannelAttention(sizes.common, sizes.audio, sizes.squeeze, sizes.space)
    pooling = "attention" if sizes.attend == "avga" else "mean"
    return RegionPooling(replace(sizes, visual=sizes.common), pooling, sizes.common)
