"""Parts of CM-CoAtt: a picture's regions beside those of its neighbours, and how sound weighs them.

Lin, thesis 2019, sections 3.0.3 (equation 3.5) and 3.0.4 (equation 3.6), tables 4.6 and 4.8.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import GRID, REGIONS
from earwitness_training.networks.masked_lstm import MaskedBidirectionalLstm

Weighing = Literal["dot", "add", "none"]

_ADD_HIDDEN = 64


class NeighbourLayers(nn.Sequential):
    """Equation 3.5: two layers over each region and the same region one second before and after."""

    #: A missing neighbour reads as the picture itself (rule M6), else as zero.
    repeats_itself = True

    def __init__(self, width: int) -> None:
        super().__init__(nn.Linear(3 * width, width), nn.ReLU(), nn.Linear(width, width))

    def forward(self, previous: Tensor, itself: Tensor, following: Tensor) -> Tensor:
        """All float32 [batch, segments, 49, width]."""
        return super().forward(torch.cat([previous, itself, following], dim=3))


class NeighbourConvolution(nn.Sequential):
    """`Conv3D` of table 4.8: 3 seconds by 3 rows by 3 columns, zero around the edges."""

    repeats_itself = False

    def __init__(self, width: int) -> None:
        super().__init__(nn.Conv3d(width, width, 3, padding=(0, 1, 1)), nn.ReLU())
        self.width = width

    def forward(self, previous: Tensor, itself: Tensor, following: Tensor) -> Tensor:
        """All float32 [batch, segments, 49, width]."""
        segments = int(itself.shape[1])
        seconds = torch.stack([previous, itself, following], dim=2)
        volume = seconds.reshape(-1, 3, GRID, GRID, self.width).permute(0, 4, 1, 2, 3)
        mixed = super().forward(volume)[:, :, 0].permute(0, 2, 3, 1)
        return mixed.reshape(-1, segments, REGIONS, self.width)


class RegionLstm(MaskedBidirectionalLstm):
    """`LSTM` of table 4.8: over time at one place, the same for all places; `width` is even."""

    def __init__(self, width: int) -> None:
        super().__init__(width, width // 2)
        self.width = width

    def forward(self, regions: Tensor, mask: Tensor) -> Tensor:
        """regions: float32 [batch, segments, 49, width]; mask: float32 [batch, segments]"""
        segments = int(regions.shape[1])
        steps = regions.permute(0, 2, 1, 3).reshape(-1, segments, self.width)
        present = mask[:, None].expand(-1, REGIONS, -1).reshape(-1, segments)
        read = super().forward(steps, present).reshape(-1, REGIONS, segments, self.width)
        return read.permute(0, 2, 1, 3)


class RegionWeights(nn.Module):
    """How much each region counts: by a product with the sound, by layers over the sum, or alike.

    Both need sound as wide as the regions. Where it is not, one linear layer makes it so (ours; the
    thesis has 128 for both).
    """

    def __init__(self, form: Weighing, width: int, audio: int) -> None:
        super().__init__()
        self.form = form
        self.sound = None
        if form != "none" and audio != width:
            self.sound = nn.Linear(audio, width)
        if form == "add":
            self.layers = nn.Sequential(
                nn.Linear(width, _ADD_HIDDEN), nn.Tanh(), nn.Linear(_ADD_HIDDEN, 1)
            )

    def forward(
        self, regions: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Tensor:
        """Equation 3.6: float32 [batch, segments, 49], rows sum to 1 where there is a picture.

        Without sound the weights are uniform, without a picture zero (rule M1).

        regions: float32 [batch, segments, 49, width]; audio: float32 [batch, segments, audio],
        finite; masks: float32 [batch, segments]
        """
        logits = self._logits(regions, audio) * audio_mask[:, :, None]
        return torch.softmax(logits, dim=2) * visual_mask[:, :, None]

    def _logits(self, regions: Tensor, audio: Tensor) -> Tensor:
        if self.form == "none":
            return torch.zeros_like(regions[:, :, :, 0])
        sound = audio if self.sound is None else self.sound(audio)
        if self.form == "dot":
            return (regions @ sound[:, :, :, None])[:, :, :, 0]
        return self.layers(regions + sound[:, :, None])[:, :, :, 0]


def neighbour(regions: Tensor, mask: Tensor, step: int, readable: bool, repeat: bool) -> Tensor:
    """The picture before (`step` -1) or after (1) each; what stands in where there is none.

    regions:  float32 [batch, segments, 49, width], zero where masked
    mask:     float32 [batch, segments]
    readable: whether neighbours may be read at all
    repeat:   whether the picture itself stands in, else zero
    """
    stand_in = regions if repeat else torch.zeros_like(regions)
    if not readable:
        return stand_in
    shifted, shown = torch.zeros_like(regions[:, :1]), torch.zeros_like(mask[:, :1])
    if step < 0:
        shifted = torch.cat([shifted, regions[:, :-1]], dim=1)
        shown = torch.cat([shown, mask[:, :-1]], dim=1)
    else:
        shifted = torch.cat([regions[:, 1:], shifted], dim=1)
        shown = torch.cat([mask[:, 1:], shown], dim=1)
    return torch.where(shown[:, :, None, None] > 0, shifted, stand_in)
