"""Relations inside a track, between two tracks, and their meeting (Xu et al., ACM MM 2020).

Sections 3.3 and 3.4 of the paper. In the authors' code the scores of each head are divided by the
root of the head's width, not of the whole width; the layer before the relations between tracks is
not the one before the relations inside.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import rows, select
from earwitness_training.networks.masked_attention import MaskedAttention, RelationBlock

RelationForm = Literal["cmra", "none", "self", "co", "feature"]
InteractionForm = Literal["cmra", "none", "self"]


class SelfRelation(nn.Module):
    """A linear layer, and blocks that attend to the same track (`M_self` of equation 4)."""

    def __init__(
        self,
        inputs: int,
        layers: int,
        state: int,
        heads: int,
        feed_forward: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.proj = nn.Linear(inputs, state)
        self.layers = nn.ModuleList(
            RelationBlock(state, heads, feed_forward, dropout) for _ in range(layers)
        )

    def forward(self, track: Tensor, mask: Tensor) -> Tensor:
        """float32 [batch, segments, inputs], finite, to float32 [batch, segments, state]."""
        state = self.proj(track)
        for layer in self.layers:
            state = layer(state, state, mask)
        return state


class CrossRelation(nn.Module):
    """One block whose query is one track (`M_cmra` of equations 4 to 8).

    Its memory is, by form: `cmra` the states of the other track and the query's own features, one
    after the other in time; `self` the own features; `co` the other track; `feature` both side by
    side. `none` has no attention.
    """

    def __init__(
        self,
        inputs: int,
        form: RelationForm,
        state: int,
        heads: int,
        feed_forward: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.form = form
        self.proj = nn.Linear(inputs, state)
        memory = 2 * state if form == "feature" else state
        self.layers = nn.ModuleList(
            [RelationBlock(state, heads, feed_forward, dropout, memory, form != "none")]
        )

    def forward(
        self,
        track: Tensor,
        mask: Tensor,
        other: Tensor | None,
        other_mask: Tensor,
        target: int | None = None,
    ) -> Tensor:
        """What the track says in the light of the other.

        track:   float32 [batch, segments, inputs], finite; mask: float32 [batch, segments]
        other:   float32 [batch, segments, state], the other track's `SelfRelation`, and its mask;
                 None where the form does not read it
        returns: float32 [batch, rows, state]
        """
        own = self.proj(track)
        memory, memory_mask = self._memory(own, mask, other, other_mask)
        return self.layers[0](rows(own, target), memory, memory_mask)

    def _memory(
        self, own: Tensor, mask: Tensor, other: Tensor | None, other_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        if self.form in ("none", "self"):
            return own, mask
        if self.form == "co":
            return other, other_mask
        if self.form == "feature":
            # A key with one track has zeros in the place of the other.
            joined = torch.cat([select(other, other_mask), select(own, mask)], dim=2)
            return joined, torch.maximum(mask, other_mask)
        return torch.cat([other, own], dim=1), torch.cat([other_mask, mask], dim=1)


class Interaction(nn.Module):
    """The product of both tracks attends to both (equation 9).

    `self` attends to the product itself; `none` is the product alone.
    """

    def __init__(self, state: int, heads: int, dropout: float, form: InteractionForm) -> None:
        super().__init__()
        self.form = form
        if form != "none":
            self.attn = MaskedAttention(state, heads, dropout)
            self.norm = nn.LayerNorm(state)
            self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        audio: Tensor,
        visual: Tensor,
        audio_mask: Tensor,
        visual_mask: Tensor,
        target: int | None = None,
    ) -> Tensor:
        """float32 [batch, segments, state] each, to float32 [batch, rows, state]."""
        both = audio * visual
        query = rows(both, target)
        if self.form == "none":
            return query
        if self.form == "self":
            memory, mask = both, audio_mask * visual_mask
        else:
            memory = torch.cat([audio, visual], dim=1)
            mask = torch.cat([audio_mask, visual_mask], dim=1)
        return self.norm(query + self.dropout(self.attn(query, memory, mask)))
