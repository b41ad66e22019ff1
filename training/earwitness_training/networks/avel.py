"""AVEL and its baselines (Tian et al., ECCV 2018): A, V, V-att, A+V, A+V-att.

Figure 3 (b) and section 4 of the paper; where its code differs, the code. Zhou et al. (CVPR 2021)
train AVEL with two parts of theirs, which are options here: the pair similarity loss (full
supervision) and the weighting branch (weak supervision).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.answers import Answers, average, binary, entropy
from earwitness_training.networks.localizer import Scores
from earwitness_training.networks.masked_lstm import MaskedBidirectionalLstm
from earwitness_training.networks.pair_similarity import cosine, pair_similarity_loss
from earwitness_training.networks.region_pooling import Pooling
from earwitness_training.networks.segment_weighting import SegmentWeighting
from earwitness_training.networks.tian import TianLocalizer, TianSizes
from earwitness_training.networks.track_head import TrackHeads

System = Literal["a", "v", "v-att", "a+v", "a+v-att"]


@dataclass(frozen=True)
class AvelSizes(TianSizes):
    """Widths of AVEL; the defaults are the authors'."""

    system: System = "a+v-att"
    hidden: int = 64
    avps_weight: float = 0.0  # of the pair similarity loss (Zhou et al.: 100); 0 for the authors'
    weighting: bool = False  # whether raw scores are weighted (Zhou et al.)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.system not in ("a", "v", "v-att", "a+v", "a+v-att"):
            raise ValueError(f"system must be a, v, v-att, a+v or a+v-att, not {self.system!r}")
        if self.track_heads and not self.both:
            raise ValueError(f"system {self.system} has one track: track_heads must be false")
        if self.avps_weight < 0:
            raise ValueError(f"avps_weight must be at least 0, not {self.avps_weight}")
        if self.avps_weight > 0 and not (self.both and self.supervision == "full"):
            raise ValueError("avps_weight needs both tracks and supervision full")
        if self.weighting and self.supervision != "weak":
            raise ValueError("weighting needs supervision weak")

    @property
    def hears(self) -> bool:
        """Whether the system reads sound over time."""
        return self.system not in ("v", "v-att")

    @property
    def sees(self) -> bool:
        """Whether the system reads pictures over time."""
        return self.system != "a"

    @property
    def both(self) -> bool:
        """Whether it reads both."""
        return self.hears and self.sees

    @property
    def pooling(self) -> Pooling:
        """How the regions of a picture become one vector."""
        if self.system in ("v-att", "a+v-att"):
            return "attention"
        return "mean" if self.sees else "none"


class Avel(TianLocalizer):
    """One LSTM a track, both outputs side by side, two layers on top (steps 1 to 6)."""

    def __init__(self, sizes: AvelSizes) -> None:
        super().__init__(sizes, sizes.pooling)
        self.sizes: AvelSizes = sizes
        if sizes.hears:
            self.audio_rnn = MaskedBidirectionalLstm(sizes.audio, sizes.recurrent)
        if sizes.sees:
            self.visual_rnn = MaskedBidirectionalLstm(sizes.visual, sizes.recurrent)
        tracks = int(sizes.hears) + int(sizes.sees)
        self.head = nn.Sequential(
            nn.Linear(2 * tracks * sizes.recurrent, sizes.hidden),
            nn.ReLU(),
            nn.Linear(sizes.hidden, sizes.outputs),
        )
        nn.init.xavier_uniform_(self.head[0].weight)
        nn.init.xavier_uniform_(self.head[2].weight)
        if sizes.weighting:
            self.weighting = SegmentWeighting(sizes.outputs)
        if sizes.track_heads:
            self.tracks = TrackHeads(2 * sizes.recurrent, 2 * sizes.recurrent, sizes.outputs)

    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Steps 2 to 6, without the softmax. See the base class."""
        tracks = []
        if self.sizes.hears:
            tracks.append(self.audio_rnn(audio, audio_mask, target))
        if self.sizes.sees:
            tracks.append(self.visual_rnn(kept, visual_mask, target))
        event = self.head(torch.relu(torch.cat(tracks, dim=2)))
        if self.sizes.weighting:
            event = self.weighting(event)
        heard, seen = self.tracks(*tracks) if self.sizes.track_heads else (None, None)
        more = {"cosine": cosine(*tracks)} if self.sizes.avps_weight > 0 else {}
        return Scores(event, heard, seen, more=more)

    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """`MLSM`, or what Zhou et al. train AVEL with. See the base class."""
        if self.sizes.avps_weight > 0:
            similarity = pair_similarity_loss(scores.more["cosine"], answers)
            return entropy(scores.event, answers) + self.sizes.avps_weight * similarity
        if self.sizes.weighting:
            return binary(self.pooled(scores, answers.present), answers.soft()).mean()
        return super().loss(scores, answers)

    def pooled(self, scores: Scores, present: Tensor) -> Tensor:
        """The mean with the weighting branch, else as the sizes say. See the base class."""
        if self.sizes.weighting:
            return torch.softmax(average(scores.event, present), dim=1)
        return super().pooled(scores, present)

    def present(self, has_sound: Tensor, has_picture: Tensor) -> Tensor:
        """A needs the sound alone, V and V-att the picture. See the base class."""
        if self.sizes.both:
            return has_sound * has_picture
        return has_sound if self.sizes.hears else has_picture
