"""VGG-19 up to its fifth pooling (Simonyan and Zisserman, ICLR 2015), in torchvision's names.

The picture network of the AVE papers: sixteen 3x3 convolutions in five blocks, each block closed by
2x2 max-pooling. The fully connected layers are left out.
"""

from __future__ import annotations

from torch import Tensor, nn

CHANNELS = 512
#: Output channels of the convolutions of each block.
BLOCKS = ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4)


class Vgg19(nn.Module):
    """in: float32 [batch, 3, 32 n, 32 n], normalised; out: float32 [batch, 512, n, n], >= 0."""

    channels = CHANNELS

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        width = 3
        for block in BLOCKS:
            for channels in block:
                layers += [nn.Conv2d(width, channels, 3, padding=1), nn.ReLU()]
                width = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)

    def forward(self, pictures: Tensor) -> Tensor:
        """See the class."""
        return self.features(pictures)


def convolution_names() -> dict[str, str]:
    """Keras's names of the convolutions (`block1_conv1`) to ours (`features.0`)."""
    names: dict[str, str] = {}
    position = 0
    for block, widths in enumerate(BLOCKS, 1):
        for convolution in range(1, len(widths) + 1):
            names[f"block{block}_conv{convolution}"] = f"features.{position}"
            position += 2  # the convolution and its ReLU
        position += 1  # the pooling
    return names
