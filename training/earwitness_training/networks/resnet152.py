"""ResNet-152 up to its last convolutional map (He et al., CVPR 2016), in torchvision's names.

The picture network of AVSDN, CM-CoAtt and the second CMRAN. As in torchvision's weights, a block
that halves the map does so in its 3x3 convolution. Batch normalisation always uses the stored
means and variances: the network is a fixed extractor.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

CHANNELS = 2048
#: Blocks and inner channels of the four stages; a block's output is four times as wide.
STAGES = ((3, 64), (8, 128), (36, 256), (3, 512))
_EXPANSION = 4


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 convolution beside a shortcut.

    in:  float32 [batch, width, height, columns]
    out: float32 [batch, 4 inner, height / stride, columns / stride]
    """

    def __init__(self, width: int, inner: int, stride: int) -> None:
        super().__init__()
        outer = _EXPANSION * inner
        self.conv1 = nn.Conv2d(width, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = nn.Conv2d(inner, outer, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outer)
        self.downsample = nn.Sequential()
        if stride != 1 or width != outer:
            self.downsample = nn.Sequential(
                nn.Conv2d(width, outer, 1, stride=stride, bias=False), nn.BatchNorm2d(outer)
            )

    def forward(self, values: Tensor) -> Tensor:
        """See the class."""
        inner = torch.relu(self.bn1(self.conv1(values)))
        inner = torch.relu(self.bn2(self.conv2(inner)))
        return torch.relu(self.bn3(self.conv3(inner)) + self.downsample(values))


def _stage(width: int, blocks: int, inner: int, stride: int) -> nn.Sequential:
    rest = [Bottleneck(_EXPANSION * inner, inner, 1) for _ in range(blocks - 1)]
    return nn.Sequential(Bottleneck(width, inner, stride), *rest)


class ResNet152(nn.Module):
    """in: float32 [batch, 3, 32 n, 32 n], normalised; out: float32 [batch, 2048, n, n], >= 0."""

    channels = CHANNELS

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        width = 64
        for number, (blocks, inner) in enumerate(STAGES, 1):
            stage = _stage(width, blocks, inner, 1 if number == 1 else 2)
            self.add_module(f"layer{number}", stage)
            width = _EXPANSION * inner
        self.eval()

    def train(self, mode: bool = True) -> ResNet152:
        """Stays in evaluation mode, or a batch would change its means and variances."""
        return super().train(False)

    def forward(self, pictures: Tensor) -> Tensor:
        """See the class."""
        values = self.maxpool(torch.relu(self.bn1(self.conv1(pictures))))
        for number in range(1, len(STAGES) + 1):
            values = self.get_submodule(f"layer{number}")(values)
        return values
