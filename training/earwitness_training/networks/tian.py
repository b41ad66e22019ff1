"""What the localizers of Tian et al. (ECCV 2018) share: attention, losses, pooling over a clip.

Full supervision: a softmax a segment. Weak supervision (section 4.4, equation 7): the same network,
its raw scores pooled over the clip; the code takes the maximum, the paper writes the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from earwitness_training.networks.answers import (
    Answers,
    average,
    largest,
    mean_over,
    soft_margin,
)
from earwitness_training.networks.audio_guided_attention import AttentionForm
from earwitness_training.networks.localizer import Kept, Localizer, LocalizerSizes, Scores
from earwitness_training.networks.region_pooling import Pooling, RegionPooling

ClipPooling = Literal["max", "mean"]


@dataclass(frozen=True)
class TianSizes(LocalizerSizes):
    """Widths that all of them have; the defaults are the authors'."""

    common: int = 512  # of the attention
    recurrent: int = 128  # of one direction of one LSTM
    attention: AttentionForm = "code"
    clip_pooling: ClipPooling = "max"

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("common", "recurrent"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.clip_pooling not in ("max", "mean"):
            raise ValueError(f"clip_pooling must be max or mean, not {self.clip_pooling!r}")


class TianLocalizer(Localizer):
    """Keeps one vector a segment; what follows is the business of each network."""

    def __init__(self, sizes: TianSizes, pooling: Pooling = "attention") -> None:
        super().__init__(sizes)
        self.sizes: TianSizes = sizes
        self.attend_regions = RegionPooling(sizes, pooling, sizes.common, sizes.attention)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """See the base class."""
        return (self.sizes.visual,)

    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """Attention, mean or nothing (equations 2 to 4). See the base class."""
        return self.attend_regions(visual, audio, visual_mask, audio_mask)

    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """`MLSM` of the probabilities of segments, or of the clip's. See the base class."""
        if self.sizes.supervision == "full":
            rows = soft_margin(self.probabilities(scores), answers.segments())
            return mean_over(rows, answers.present)
        return soft_margin(self.pooled(scores, answers.present), answers.hard()).mean()

    def pooled(self, scores: Scores, present: Tensor) -> Tensor:
        """Softmax of the largest (code) or mean (equation 7) raw scores. See the base class."""
        pool = largest if self.sizes.clip_pooling == "max" else average
        return torch.softmax(pool(scores.event, present), dim=1)
