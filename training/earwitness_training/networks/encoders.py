"""The two encoders: one segment's pictures to a 7x7 map, one segment's sound to a vector."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earwitness_training.networks import efficientat, mobilenet_v2, yamnet
from earwitness_training.networks.convolution import Convolution
from earwitness_training.networks.spectrum import (
    BINS,
    EfficientAtMel,
    Spectrum,
    YamNetMel,
)

PICTURE_SIZE = 224
GRID = 7


@dataclass(frozen=True)
class EncoderSizes:
    """Widths of what the encoders hand to the localizer."""

    visual: int = 256
    audio: int = 128

    def __post_init__(self) -> None:
        if self.visual < 1 or self.audio < 1:
            raise ValueError(f"encoder widths must be positive, not {self}")


class VisualEncoder(nn.Module):
    """MobileNetV2 and a reduction of its map.

    in:  uint8 or float32 [batch, frames, 224, 224, 3], RGB 0..255
    out: float32 [batch, 7, 7, visual], the mean over the frames, not negative
    """

    def __init__(self, sizes: EncoderSizes) -> None:
        super().__init__()
        self.trunk = mobilenet_v2.MobileNetV2(centred=True)
        self.reduce = Convolution(
            mobilenet_v2.EMBEDDING_CHANNELS, sizes.visual, 1, activation="relu"
        )
        self.channels = sizes.visual

    def embedding(self, pictures: Tensor) -> Tensor:
        """What the trunk makes of pictures: uint8 or float32 [n, 224, 224, 3] to [n, 1280, 7, 7]"""
        return self.trunk(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1)

    def forward(self, frames: Tensor) -> Tensor:
        """See the class."""
        count = int(frames.shape[1])
        pictures = frames.reshape(-1, PICTURE_SIZE, PICTURE_SIZE, 3)
        maps = self.reduce(self.embedding(pictures))
        maps = maps.permute(0, 2, 3, 1).reshape(-1, count, GRID, GRID, self.channels)
        return maps.mean(dim=1)


class AudioEncoder(nn.Module):
    """YAMNet beside mn04 over one spectrum, and a reduction of both embeddings.

    in:  float32 [batch, 16000], 16 kHz mono in -1..1
    out: float32 [batch, audio], not negative
    """

    def __init__(self, sizes: EncoderSizes) -> None:
        super().__init__()
        self.spectrum = Spectrum()
        self.yamnet_mel = YamNetMel(torch.zeros(BINS, 64))
        self.efficientat_mel = EfficientAtMel(torch.zeros(128, BINS))
        self.yamnet = yamnet.YamNet()
        self.efficientat = efficientat.EfficientAt()
        width = yamnet.EMBEDDING_CHANNELS + efficientat.EMBEDDING_CHANNELS
        self.reduce = nn.Linear(width, sizes.audio)

    def embedding(self, waveform: Tensor) -> Tensor:
        """What both trunks make of a second, side by side: [batch, 16000] to [batch, 1408]"""
        power = self.spectrum(waveform.clamp(-1, 1))
        return torch.cat(
            [
                self.yamnet(self.yamnet_mel(power)),
                self.efficientat(self.efficientat_mel(power)),
            ],
            dim=1,
        )

    def forward(self, waveform: Tensor) -> Tensor:
        """See the class."""
        return torch.relu(self.reduce(self.embedding(waveform)))
