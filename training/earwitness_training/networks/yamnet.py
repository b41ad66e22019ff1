"""YAMNet: MobileNetV1 over a log-mel patch (Howard et al. 2017, table 1), without classifier."""

from __future__ import annotations

from torch import Tensor, nn

from earwitness_training.networks.convolution import Convolution, depthwise

EMBEDDING_CHANNELS = 1024
_STEM_CHANNELS = 32
# Output channels and depthwise stride of the thirteen pairs.
_PAIRS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
)


class SeparableConvolution(nn.Module):
    """A filter a channel, then a mix of the channels."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.dw = depthwise(in_channels, 3, stride=stride, padding="tensorflow")
        self.pw = Convolution(in_channels, out_channels, 1, activation="relu6")

    def forward(self, values: Tensor) -> Tensor:
        """[batch, in, h, w] to [batch, out, h / stride, w / stride]."""
        return self.pw(self.dw(values))


class YamNet(nn.Module):
    """One second of log-mel in, an embedding out.

    in:  float32 [batch, 1, 96, 64], time by mel band
    out: float32 [batch, 1024], not negative
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(
            1, _STEM_CHANNELS, 3, stride=2, activation="relu6", padding="tensorflow"
        )
        blocks = []
        channels = _STEM_CHANNELS
        for out_channels, stride in _PAIRS:
            blocks.append(SeparableConvolution(channels, out_channels, stride))
            channels = out_channels
        self.blocks = nn.ModuleList(blocks)

    def forward(self, patch: Tensor) -> Tensor:
        """See the class."""
        values = self.stem(patch)
        for block in self.blocks:
            values = block(values)
        return values.mean(dim=(2, 3))
