"""MobileNetV2 (Sandler et al. 2018, table 2) in folded form, without its classifier."""

from __future__ import annotations

from torch import Tensor, nn

from earwitness_training.networks.convolution import Convolution, Padding, depthwise

EMBEDDING_CHANNELS = 1280
# Output channels, stride of the first block and number of blocks of each stage (table 2).
_STAGES = ((16, 1, 1), (24, 2, 2), (32, 2, 3), (64, 2, 4), (96, 1, 3), (160, 2, 3), (320, 1, 1))
_LAST_STRIDED = 160  # output channels of the last stage that halves the map
_EXPANSION = 6
_STEM_CHANNELS = 32


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project; the input is added where shapes allow (figure 4)."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int,
        expansion: int,
        padding: Padding = "tensorflow",
    ) -> None:
        super().__init__()
        wide = in_channels * expansion
        if expansion != 1:
            self.expand = Convolution(in_channels, wide, 1, activation="relu6")
        self.dw = depthwise(wide, 3, stride=stride, padding=padding)
        self.project = Convolution(wide, out_channels, 1)
        self.expands = expansion != 1
        self.adds_input = stride == 1 and in_channels == out_channels

    def forward(self, values: Tensor) -> Tensor:
        """[batch, in, h, w] to [batch, out, h / stride, w / stride]."""
        wide = self.expand(values) if self.expands else values
        projected = self.project(self.dw(wide))
        return values + projected if self.adds_input else projected


class MobileNetV2(nn.Module):
    """The convolution trunk: a picture in, a 7x7 map of 1280 channels out.

    in:  float32 [batch, 3, 224, 224], RGB in -1..1
    out: float32 [batch, 1280, 7, 7], not negative

    Every stride-2 layer of the original pads at the bottom and right, and each moves the map to the
    upper left: by 0.5, 1, 2, 4 and 8 pixels, half a place in all. `centred` pads the last of them
    at the top and left instead, so that 7.5 - 8 pixels remain and a place of the map lies where it
    means; the weights have to be trained on after that.
    """

    def __init__(self, *, centred: bool = False) -> None:
        super().__init__()
        self.stem = Convolution(
            3, _STEM_CHANNELS, 3, stride=2, activation="relu6", padding="tensorflow"
        )
        blocks = []
        channels = _STEM_CHANNELS
        for out_channels, first_stride, count in _STAGES:
            for index in range(count):
                stride = first_stride if index == 0 else 1
                expansion = _EXPANSION if blocks else 1
                first = centred and out_channels == _LAST_STRIDED and stride == 2
                padding: Padding = "tensorflow-first" if first else "tensorflow"
                blocks.append(InvertedResidual(channels, out_channels, stride, expansion, padding))
                channels = out_channels
        self.blocks = nn.ModuleList(blocks)
        self.head = Convolution(channels, EMBEDDING_CHANNELS, 1, activation="relu6")

    def forward(self, pictures: Tensor) -> Tensor:
        """See the class."""
        values = self.stem(pictures)
        for block in self.blocks:
            values = block(values)
        return self.head(values)
