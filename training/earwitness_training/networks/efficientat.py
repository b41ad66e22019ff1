"""EfficientAT mn04 (Schmid et al. 2023): MobileNetV3-large at 0.4 width over a log-mel picture.

Folded form, without the classifier.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earwitness_training.networks.convolution import Activation, Convolution, depthwise

EMBEDDING_CHANNELS = 384


@dataclass(frozen=True)
class BlockSizes:
    """One inverted residual; `squeeze` is the inner width of its squeeze-excitation, 0 for none."""

    kernel: int
    wide: int
    out: int
    squeeze: int
    activation: Activation
    stride: int


_STEM_CHANNELS = 8
_BLOCKS = (
    BlockSizes(3, 8, 8, 0, "relu", 1),
    BlockSizes(3, 24, 16, 0, "relu", 2),
    BlockSizes(3, 32, 16, 0, "relu", 1),
    BlockSizes(5, 32, 16, 8, "relu", 2),
    BlockSizes(5, 48, 16, 16, "relu", 1),
    BlockSizes(5, 48, 16, 16, "relu", 1),
    BlockSizes(3, 96, 32, 0, "hardswish", 2),
    BlockSizes(3, 80, 32, 0, "hardswish", 1),
    BlockSizes(3, 72, 32, 0, "hardswish", 1),
    BlockSizes(3, 72, 32, 0, "hardswish", 1),
    BlockSizes(3, 192, 48, 48, "hardswish", 1),
    BlockSizes(3, 272, 48, 72, "hardswish", 1),
    BlockSizes(5, 272, 64, 72, "hardswish", 2),
    BlockSizes(5, 384, 64, 96, "hardswish", 1),
    BlockSizes(5, 384, 64, 96, "hardswish", 1),
)


class SqueezeExcitation(nn.Module):
    """Scale each channel by a gate computed from the mean of all channels."""

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels, inner)
        self.fc2 = nn.Linear(inner, channels)

    def forward(self, values: Tensor) -> Tensor:
        """[batch, channels, h, w], the same shape out."""
        gate = torch.sigmoid(self.fc2(torch.relu(self.fc1(values.mean(dim=(2, 3))))))
        return values * gate[:, :, None, None]


class Block(nn.Module):
    """Inverted residual with optional squeeze-excitation."""

    def __init__(self, in_channels: int, sizes: BlockSizes) -> None:
        super().__init__()
        self.expands = sizes.wide != in_channels
        if self.expands:
            self.expand = Convolution(in_channels, sizes.wide, 1, activation=sizes.activation)
        self.dw = depthwise(
            sizes.wide, sizes.kernel, stride=sizes.stride, activation=sizes.activation
        )
        self.squeezes = sizes.squeeze > 0
        if self.squeezes:
            self.squeeze = SqueezeExcitation(sizes.wide, sizes.squeeze)
        self.project = Convolution(sizes.wide, sizes.out, 1)
        self.adds_input = sizes.stride == 1 and in_channels == sizes.out

    def forward(self, values: Tensor) -> Tensor:
        """[batch, in, h, w] to [batch, out, h / stride, w / stride]."""
        wide = self.dw(self.expand(values) if self.expands else values)
        if self.squeezes:
            wide = self.squeeze(wide)
        projected = self.project(wide)
        return values + projected if self.adds_input else projected


class EfficientAt(nn.Module):
    """A log-mel picture in, an embedding out.

    in:  float32 [batch, 1, 128, frames], mel band by time
    out: float32 [batch, 384]
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(1, _STEM_CHANNELS, 3, stride=2, activation="hardswish")
        blocks = []
        channels = _STEM_CHANNELS
        for sizes in _BLOCKS:
            blocks.append(Block(channels, sizes))
            channels = sizes.out
        self.blocks = nn.ModuleList(blocks)
        self.head = Convolution(channels, EMBEDDING_CHANNELS, 1, activation="hardswish")

    def forward(self, picture: Tensor) -> Tensor:
        """See the class."""
        values = self.stem(picture)
        for block in self.blocks:
            values = block(values)
        return self.head(values).mean(dim=(2, 3))
