"""Positive sample propagation between the two tracks (Zhou et al., CVPR 2021).

The code differs from equations 1 to 4: a ReLU and dropout follow each linear layer, so no
similarity is negative; other layers make the similarity than what is propagated; connections are
kept above the threshold, not at it; only the fully supervised network divides a second time.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import Supervision, rows

Propagation = Literal["psp", "none", "asp", "wpsp"]

_TUNED_KEYS = 10  # the threshold was tuned for ten keys, of which each has 0.1 in a uniform row
_LITTLE = 1e-8  # the authors' guard of the division


class SimilarityPropagation(nn.Module):
    """Adds to each track what the similar segments of the other track say (equations 1 to 4).

    `psp` keeps the connections above the threshold, `wpsp` those above zero, `asp` all of them;
    `none` adds nothing. With full supervision a linear layer, a ReLU and dropout follow.
    """

    def __init__(
        self,
        width: int,
        form: Propagation,
        threshold: float,
        supervision: Supervision,
        dropout: float,
    ) -> None:
        super().__init__()
        self.form = form
        self.threshold = 0.0 if form == "wpsp" else threshold
        self.full = supervision == "full"
        self.scale = math.sqrt(width)
        names = ["visual_value", "visual_key", "audio_key", "audio_value"]
        names = [] if form == "none" else names
        for name in [*names, *(["visual_out", "audio_out"] if self.full else [])]:
            layer = nn.Linear(width, width, bias=False)
            nn.init.xavier_uniform_(layer.weight)
            self.add_module(name, layer)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        audio: Tensor,
        visual: Tensor,
        audio_mask: Tensor,
        visual_mask: Tensor,
        target: int | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Both tracks after propagation, of all positions or of one.

        audio, visual: float32 [batch, segments, width], finite; masks: float32 [batch, segments]
        returns: float32 [batch, rows, width] each, audio first
        """
        heard, seen = rows(audio, target), rows(visual, target)
        if self.form != "none":
            to_visual, to_audio = self.connections(audio, visual, audio_mask, visual_mask, target)
            seen = seen + self.pruned(to_visual, audio_mask) @ self._mapped("audio_value", audio)
            heard = heard + self.pruned(to_audio, visual_mask) @ self._mapped(
                "visual_value", visual
            )
        if self.full:
            heard, seen = self._mapped("audio_out", heard), self._mapped("visual_out", seen)
        return self.norm(heard), self.norm(seen)

    def connections(
        self,
        audio: Tensor,
        visual: Tensor,
        audio_mask: Tensor,
        visual_mask: Tensor,
        target: int | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Similarities before pruning, each row divided by its sum (equation 1, rule M4).

        returns: float32 [batch, rows, segments] each: of pictures to all sounds, of sounds to all
            pictures; 0 where either track is missing
        """
        sounds = self._mapped("audio_key", audio)
        pictures = self._mapped("visual_key", visual)
        heard, seen = rows(audio_mask, target), rows(visual_mask, target)
        return (
            self._shares(rows(pictures, target), sounds, seen, audio_mask),
            self._shares(rows(sounds, target), pictures, heard, visual_mask),
        )

    def _mapped(self, layer: str, values: Tensor) -> Tensor:
        return self.dropout(torch.relu(getattr(self, layer)(values)))

    def _shares(
        self, queries: Tensor, keys: Tensor, query_mask: Tensor, key_mask: Tensor
    ) -> Tensor:
        similarity = torch.relu(queries @ keys.transpose(1, 2) / self.scale)
        similarity = similarity * query_mask[:, :, None] * key_mask[:, None, :]
        return similarity / (similarity.sum(2, keepdim=True) + _LITTLE)

    def pruned(self, shares: Tensor, key_mask: Tensor) -> Tensor:
        """Equation 2: without the connections at or below the threshold of the row (rule M4)."""
        if self.form != "asp":
            keys = key_mask.sum(1).clamp_min(1)
            threshold = self.threshold * (_TUNED_KEYS / keys)
            shares = shares * (shares > threshold[:, None, None]).float()
        return shares / (shares.sum(2, keepdim=True) + _LITTLE) if self.full else shares


class SymmetricSelfAttention(nn.Module):
    """Similar segments of one track before its LSTM: the variant `SAPSP` (table 4)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.scale = math.sqrt(width)
        for layer in (self.query, self.key, self.value):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, steps: Tensor, mask: Tensor) -> Tensor:
        """Steps plus what the present steps add: float32 [batch, segments, width] both.

        steps: finite; mask: float32 [batch, segments]
        """
        relation = torch.relu(self.query(steps) @ self.key(steps).transpose(1, 2) / self.scale)
        relation = (relation + relation.transpose(1, 2)) / 2 * mask[:, None, :]
        relation = relation / (relation.sum(2, keepdim=True) + _LITTLE)
        return steps + relation @ self.value(steps)
