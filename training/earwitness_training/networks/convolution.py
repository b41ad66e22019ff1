"""Convolution with bias and activation: the only layer of the folded backbones.

Batch normalisation does not appear anywhere: the teachers' convolutions carry it folded into
weight and bias, and they are fine-tuned in that form with a small learning rate.
"""

from __future__ import annotations

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Activation = Literal["relu6", "relu", "hardswish", "linear"]
Padding = Literal["tensorflow", "tensorflow-first", "centred"]

_ACTIVATIONS = {
    "relu6": F.relu6,
    "relu": F.relu,
    "hardswish": F.hardswish,
    "linear": lambda values: values,
}


class Convolution(nn.Conv2d):
    """Two-dimensional convolution, bias and activation.

    `tensorflow` padding of a stride-2 layer puts the odd row and column at the bottom and right
    (even inputs only, which all layers of these networks have), `tensorflow-first` at the top and
    left; `centred` pads (k - 1) // 2 all round.

    in:  float32 [batch, in_channels, height, width]
    out: float32 [batch, out_channels, ceil(height / stride), ceil(width / stride)]
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        stride: int = 1,
        groups: int = 1,
        activation: Activation = "linear",
        padding: Padding = "centred",
    ) -> None:
        uneven = stride == 2 and padding != "centred"
        super().__init__(
            in_channels,
            out_channels,
            kernel,
            stride=stride,
            padding=0 if uneven else (kernel - 1) // 2,
            groups=groups,
        )
        edge = kernel - 2 if uneven else 0
        self.edges = (edge, 0, edge, 0) if padding == "tensorflow-first" else (0, edge, 0, edge)
        self.activation: Activation = activation

    def forward(self, values: Tensor) -> Tensor:
        """Convolve, add the bias, activate."""
        if any(self.edges):
            values = F.pad(values, self.edges)
        return _ACTIVATIONS[self.activation](super().forward(values))


def depthwise(
    channels: int,
    kernel: int,
    *,
    stride: int = 1,
    activation: Activation = "relu6",
    padding: Padding = "centred",
) -> Convolution:
    """One filter a channel."""
    return Convolution(
        channels,
        channels,
        kernel,
        stride=stride,
        groups=channels,
        activation=activation,
        padding=padding,
    )


def folded(
    weight: Tensor,
    scale: Tensor,
    shift: Tensor,
    mean: Tensor,
    variance: Tensor,
    epsilon: float,
) -> tuple[Tensor, Tensor]:
    """Weight and bias of a convolution into which a batch normalisation is folded.

    weight: [out, in, k, k]; the others [out]. Returns weight [out, in, k, k] and bias [out] whose
    convolution is `(conv(x, weight) - mean) / sqrt(variance + epsilon) * scale + shift`.
    """
    factor = scale / torch.sqrt(variance + epsilon)
    return weight * factor[:, None, None, None], shift - mean * factor
