"""VGGish (Hershey et al., ICASSP 2017), in torchvggish's names, with its log-mel picture inside.

The sound network of the AVE papers: 0.96 s at 16 kHz to the 128-vector after the last ReLU, before
the principal components and the eight-bit steps of the published AudioSet embeddings.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from earwitness_training.networks.spectrum import BINS, FRAMES, SAMPLE_RATE, Spectrum

CHANNELS = 128
BANDS = 64
_LOWEST_HERTZ, _HIGHEST_HERTZ = 125.0, 7500.0
_LOG_OFFSET = 0.01
#: Output channels of the convolutions of each block; a block ends with 2x2 max-pooling.
BLOCKS = ((64,), (128,), (256, 256), (512, 512))
_HIDDEN = 4096


def _mel(hertz: Tensor) -> Tensor:
    return 1127 * torch.log1p(hertz / 700)


def mel_matrix() -> Tensor:
    """Triangles over the mel scale, without the bin of 0 Hz: float32 [257, 64]."""
    bins = _mel(torch.linspace(0, SAMPLE_RATE / 2, BINS, dtype=torch.float64))[:, None]
    limits = _mel(torch.tensor([_LOWEST_HERTZ, _HIGHEST_HERTZ], dtype=torch.float64))
    edges = torch.linspace(float(limits[0]), float(limits[1]), BANDS + 2, dtype=torch.float64)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (centre - low), (high - bins) / (high - centre)
    triangles = torch.minimum(rising, falling).clamp_min(0)
    triangles[0] = 0
    return triangles.float()


class VggishMel(nn.Module):
    """`log(magnitude @ mel + 0.01)`.

    in:  float32 [batch, 16000] in -1..1 (the first 15,600 samples are read)
    out: float32 [batch, 1, 96, 64]
    """

    def __init__(self) -> None:
        super().__init__()
        self.spectrum = Spectrum()
        self.register_buffer("mel", mel_matrix(), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        """See the class."""
        magnitude = torch.sqrt(self.spectrum(waveform))
        return torch.log(magnitude @ self.mel + _LOG_OFFSET)[:, None]


class Vggish(nn.Module):
    """in: float32 [batch, 1, 96, 64], log-mel; out: float32 [batch, 128], not negative."""

    channels = CHANNELS

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        width = 1
        for block in BLOCKS:
            for channels in block:
                layers += [nn.Conv2d(width, channels, 3, padding=1), nn.ReLU()]
                width = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        shrunk = 2 ** len(BLOCKS)
        self.flat = math.prod((FRAMES // shrunk, BANDS // shrunk, width))
        self.embeddings = nn.Sequential(
            nn.Linear(self.flat, _HIDDEN),
            nn.ReLU(),
            nn.Linear(_HIDDEN, _HIDDEN),
            nn.ReLU(),
            nn.Linear(_HIDDEN, CHANNELS),
            nn.ReLU(),
        )

    def forward(self, log_mel: Tensor) -> Tensor:
        """See the class. The map is flattened time, band, channel: the weights come so."""
        maps = self.features(log_mel).permute(0, 2, 3, 1)
        return self.embeddings(maps.reshape(-1, self.flat))


#: Variables of the TensorFlow checkpoint, without `vggish/` and `/weights`, to ours.
TENSORFLOW_NAMES = {
    "conv1": "features.0",
    "conv2": "features.3",
    "conv3/conv3_1": "features.6",
    "conv3/conv3_2": "features.8",
    "conv4/conv4_1": "features.11",
    "conv4/conv4_2": "features.13",
    "fc1/fc1_1": "embeddings.0",
    "fc1/fc1_2": "embeddings.2",
    "fc2": "embeddings.4",
}
