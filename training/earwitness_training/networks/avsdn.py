"""AVSDN (Lin, Li and Wang, ICASSP 2019): sequence to sequence over sound and picture.

Figure 2 and section 2.2; equation 2 is the fusion, equation 3 the pooling of weak supervision.
Table 3 compares where the decoder starts: `init`. The paper leaves the widths open; they are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.answers import Answers, binary, mean_over
from earwitness_training.networks.audio_guided_attention import AttentionForm
from earwitness_training.networks.encoder_decoder import (
    EncoderDecoder,
    EncoderDecoderSizes,
    Initial,
)
from earwitness_training.networks.localizer import Kept, LocalizerSizes, Scores, select
from earwitness_training.networks.mean_pooled_localizer import MeanPooledLocalizer
from earwitness_training.networks.region_pooling import RegionPooling

Picture = Literal["mean", "avga"]


@dataclass(frozen=True)
class AvsdnSizes(LocalizerSizes):
    """Widths of AVSDN, and its two switches."""

    init: Initial = "fusion"
    pooling: Picture = "mean"  # of the regions: their mean, or audio-guided visual attention
    reduced: int = 512
    state: int = 256
    hidden: int = 64
    common: int = 512  # of the attention
    attention: AttentionForm = "code"

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("reduced", "state", "hidden", "common"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.pooling not in ("mean", "avga"):
            raise ValueError(f"pooling must be mean or avga, not {self.pooling!r}")
        self.encoder_decoder()  # refuses what no network can be made of

    def encoder_decoder(self) -> EncoderDecoderSizes:
        """Widths of what reads the sequence."""
        return EncoderDecoderSizes(
            visual=self.reduced,
            audio=self.audio,
            state=self.state,
            hidden=self.hidden,
            outputs=self.outputs,
            init=self.init,
            track_heads=self.track_heads,
        )


class Avsdn(EncoderDecoder, MeanPooledLocalizer):
    """One reduced vector a picture; `EncoderDecoder.scores` reads the sequence."""

    def __init__(self, sizes: AvsdnSizes) -> None:
        super().__init__(sizes)
        self.sizes: AvsdnSizes = sizes
        pooling = "attention" if sizes.pooling == "avga" else "mean"
        self.attend_regions = RegionPooling(sizes, pooling, sizes.common, sizes.attention)
        self.reduce = nn.Linear(sizes.visual, sizes.reduced)
        self.build(sizes.encoder_decoder())

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """See the base class."""
        return (self.sizes.reduced,)

    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """Pool and reduce; zero without a picture (rule M1). See the base class."""
        pooled = self.attend_regions(visual, audio, visual_mask, audio_mask)
        reduced = torch.relu(self.reduce(pooled.visual))
        return Kept(select(reduced, visual_mask), pooled.attention)

    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """Of the base class; `guided` adds what each encoder says of the clip, weight 1 each."""
        loss = super().loss(scores, answers)
        if self.sizes.init != "guided":
            return loss
        truth = answers.soft()[:, None].expand_as(scores.event)
        for name in ("guided_audio", "guided_visual"):
            said = binary(torch.softmax(scores.more[name], dim=2), truth)
            loss = loss + mean_over(said, answers.present)
        return loss
