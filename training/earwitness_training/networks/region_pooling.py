"""From the 7x7 map of a segment to one vector: by attention, by the mean, or not at all."""

from __future__ import annotations

from typing import Literal

from torch import Tensor, nn

from earwitness_training.networks.audio_guided_attention import (
    AttentionForm,
    AudioGuidedAttention,
)
from earwitness_training.networks.localizer import (
    GRID,
    REGIONS,
    Kept,
    LocalizerSizes,
    select,
)

Pooling = Literal["attention", "mean", "none"]


class RegionPooling(nn.Module):
    """Pools every segment by itself (rules M0 and M1).

    `attention` is the audio-guided one; `mean` weighs all regions alike; `none` also gives the mean
    (so that every pack keeps the same features) and an empty map, for networks that only listen.
    """

    def __init__(
        self,
        sizes: LocalizerSizes,
        pooling: Pooling = "attention",
        common: int = 512,
        form: AttentionForm = "code",
    ) -> None:
        super().__init__()
        self.pooling = pooling
        if pooling == "attention":
            self.attention = AudioGuidedAttention(sizes.visual, sizes.audio, common, form)

    def forward(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """Shapes as in `Localizer.attend`; keeps float32 [batch, segments, visual]."""
        segments = int(audio.shape[1])
        flat = visual.reshape(-1, REGIONS, visual.shape[-1])
        picture = visual_mask.reshape(-1)
        if self.pooling == "attention":
            pooled, attention = self.attention(
                flat, audio.reshape(-1, audio.shape[-1]), picture, audio_mask.reshape(-1)
            )
        else:
            pooled = select(flat, picture).mean(dim=1)
            share = 1 / REGIONS if self.pooling == "mean" else 0.0
            attention = (picture * share)[:, None].expand(-1, REGIONS)
        return Kept(
            pooled.reshape(-1, segments, visual.shape[-1]),
            attention.reshape(-1, segments, GRID, GRID),
        )
