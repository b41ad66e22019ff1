"""The fusion methods that Tian et al. (ECCV 2018, table 2) compare with DMRN, at three levels.

The paper names the methods and where they come from (Kiela et al. 2018; Arevalo et al. 2017; Kim et
al. 2016) and says what the levels are; there is no code. Widths and details are ours
(docs/networks.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor, nn

from earwitness_training.networks.dmrn import ResidualFusion
from earwitness_training.networks.localizer import Scores, select
from earwitness_training.networks.masked_lstm import MaskedBidirectionalLstm
from earwitness_training.networks.tian import TianLocalizer, TianSizes
from earwitness_training.networks.track_head import TrackHeads

Method = Literal["additive", "mp", "gated", "mb", "gmu", "gmb", "concat", "mrn", "dmrn"]
Level = Literal["early", "late", "decision"]


@dataclass(frozen=True)
class FusedAvelSizes(TianSizes):
    """Which method, where, and how wide."""

    method: Method = "additive"
    level: Level = "late"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.method not in get_args(Method):
            raise ValueError(f"method must be {_either(Method)}, not {self.method!r}")
        if self.level not in get_args(Level):
            raise ValueError(f"level must be {_either(Level)}, not {self.level!r}")
        if self.method == "dmrn" and self.level == "late":
            raise ValueError("method dmrn at level late is the network dmrn itself: use that")
        if self.track_heads and self.level == "early":
            raise ValueError("level early has one LSTM for both tracks: track_heads must be false")


class Fusion(nn.Module):
    """One vector from one of each track; `audio` and `visual` are the matrices U of the papers.

    in:  audio float32 [.., audio], visual float32 [.., visual]
    out: float32 [.., fused]; of `concat` [.., audio + visual]
    """

    def __init__(self, method: Method, audio: int, visual: int, fused: int) -> None:
        super().__init__()
        self.method = method
        self.width = audio + visual if method == "concat" else fused
        if method != "concat":
            self.audio = nn.Linear(audio, fused)
            self.visual = nn.Linear(visual, fused)
        if method == "gmu":
            self.gate = nn.Linear(audio + visual, fused)
        elif method == "gmb":
            self.gate = nn.Linear(audio, fused)
        elif method == "mrn":
            self.shortcut = nn.Linear(visual, fused)
        elif method == "dmrn":
            self.block = ResidualFusion(fused)

    def forward(self, audio: Tensor, visual: Tensor) -> Tensor:
        """Fuse; see the class."""
        if self.method == "concat":
            return torch.cat([audio, visual], dim=-1)
        heard, seen = self.audio(audio), self.visual(visual)
        if self.method == "additive":
            return heard + seen
        if self.method == "mp":  # max pooling
            return torch.maximum(heard, seen)
        if self.method == "gated":
            return torch.sigmoid(heard) * seen
        if self.method == "mb":  # multimodal bilinear
            return heard * seen
        if self.method == "gmb":  # gated multimodal bilinear
            return torch.sigmoid(self.gate(audio)) * (heard * seen)
        if self.method == "gmu":  # gated multimodal unit
            gate = torch.sigmoid(self.gate(torch.cat([audio, visual], dim=-1)))
            return gate * torch.tanh(seen) + (1 - gate) * torch.tanh(heard)
        if self.method == "mrn":  # multimodal residual network, the residual on the picture
            return self.shortcut(visual) + torch.tanh(heard) * torch.tanh(seen)
        heard, seen = self.block(heard, seen)  # dmrn, both tracks brought to one width before
        return 0.5 * (heard + seen)


class FusedAvel(TianLocalizer):
    """A+V-att with another fusion, before the LSTMs, after them or after the classifier.

    Early: features of both tracks are fused, one LSTM and one layer follow. Late: as in AVEL, with
    one layer on the fused outputs of both LSTMs. Decision: each LSTM has a layer of its own, and
    the two vectors of raw scores are fused.
    """

    def __init__(self, sizes: FusedAvelSizes) -> None:
        super().__init__(sizes)
        self.sizes: FusedAvelSizes = sizes
        state, outputs = 2 * sizes.recurrent, sizes.outputs
        if sizes.level == "early":
            self.fuse = Fusion(sizes.method, sizes.audio, sizes.visual, state)
            self.rnn = MaskedBidirectionalLstm(self.fuse.width, sizes.recurrent)
            self.head = nn.Linear(state, outputs)
            return
        self.audio_rnn = MaskedBidirectionalLstm(sizes.audio, sizes.recurrent)
        self.visual_rnn = MaskedBidirectionalLstm(sizes.visual, sizes.recurrent)
        if sizes.level == "late":
            self.fuse = Fusion(sizes.method, state, state, state)
            self.head = nn.Linear(self.fuse.width, outputs)
        else:
            self.audio_head = nn.Linear(state, outputs)
            self.visual_head = nn.Linear(state, outputs)
            self.fuse = Fusion(sizes.method, outputs, outputs, outputs)
            concat = sizes.method == "concat"
            self.head = nn.Linear(self.fuse.width, outputs) if concat else nn.Identity()
        if sizes.track_heads:
            self.tracks = TrackHeads(state, state, outputs)

    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """See the classes."""
        if self.sizes.level == "early":
            return Scores(self._early(kept, audio, visual_mask, audio_mask, target))
        tracks = (
            self.audio_rnn(audio, audio_mask, target),
            self.visual_rnn(kept, visual_mask, target),
        )
        heard, seen = self.tracks(*tracks) if self.sizes.track_heads else (None, None)
        if self.sizes.level == "decision":
            tracks = self.audio_head(tracks[0]), self.visual_head(tracks[1])
        return Scores(self.head(self.fuse(*tracks)), heard, seen)

    def _early(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None,
    ) -> Tensor:
        """A step counts where at least one track is there; the other one is zero (M0, M2)."""
        fused = self.fuse(select(audio, audio_mask), select(kept, visual_mask))
        return self.head(self.rnn(fused, torch.maximum(audio_mask, visual_mask), target))


def _either(options: object) -> str:
    names = get_args(options)
    return ", ".join(names[:-1]) + " or " + names[-1]
