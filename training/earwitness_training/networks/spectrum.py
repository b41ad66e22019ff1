"""From a second of sound to the log-mel pictures of the audio networks, inside the graph.

Both audio networks see the same short-time spectrum: 400 samples every 160, periodic Hann,
512-point DFT. The transform is a fixed convolution, so that it runs on every ONNX provider.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SAMPLE_RATE = 16_000
SAMPLES = 16_000  # one segment
FRAME_SAMPLES = 400  # 25 ms
HOP_SAMPLES = 160  # 10 ms
TRANSFORM_SAMPLES = 512
BINS = TRANSFORM_SAMPLES // 2 + 1
FRAMES = 96  # the first 96 of the 98 frames of a second


def transform_kernels() -> Tensor:
    """Windowed cosines, then windowed sines: float32 [2 * BINS, 1, FRAME_SAMPLES]."""
    sample = torch.arange(FRAME_SAMPLES, dtype=torch.float64)
    window = 0.5 - 0.5 * torch.cos(2 * math.pi * sample / FRAME_SAMPLES)
    angle = 2 * math.pi * torch.arange(BINS, dtype=torch.float64)[:, None] * sample
    angle = angle / TRANSFORM_SAMPLES
    kernels = torch.cat([torch.cos(angle), -torch.sin(angle)]) * window
    return kernels.float()[:, None, :]


class Spectrum(nn.Module):
    """Power spectrum of one second.

    in:  float32 [batch, 16000] in -1..1
    out: float32 [batch, 96, 257], power a frame and bin
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("kernels", transform_kernels())

    def forward(self, waveform: Tensor) -> Tensor:
        """See the class."""
        parts = F.conv1d(waveform[:, None, :], self.kernels, stride=HOP_SAMPLES)[:, :, :FRAMES]
        power = parts[:, :BINS] ** 2 + parts[:, BINS:] ** 2
        return power.transpose(1, 2)


class YamNetMel(nn.Module):
    """`log(magnitude @ mel + 0.001)`: float32 [batch, 96, 257] power to [batch, 1, 96, 64]."""

    def __init__(self, mel: Tensor) -> None:
        super().__init__()
        self.register_buffer("mel", mel)  # [257, 64]

    def forward(self, power: Tensor) -> Tensor:
        """See the class."""
        return torch.log(torch.sqrt(power) @ self.mel + 1e-3)[:, None]


class EfficientAtMel(nn.Module):
    """Log-mel picture of mn04 from the 16 kHz spectrum: [batch, 96, 257] to [batch, 1, 128, 96].

    The network was made for 32 kHz: 800 samples every 320, 1024-point transform, pre-emphasis
    `x[n+1] - 0.97 x[n]`. At half the rate the same window lengths in time give the same bins of
    31.25 Hz with a quarter of the power, and the pre-emphasis is a factor a bin; nothing is lost
    but the (empty) band above 8 kHz, and half the arithmetic.
    """

    def __init__(self, mel_32k: Tensor) -> None:
        super().__init__()
        frequency = torch.arange(BINS, dtype=torch.float64) * SAMPLE_RATE / TRANSFORM_SAMPLES
        omega = 2 * math.pi * frequency / (2 * SAMPLE_RATE)
        emphasis = 1 + 0.97**2 - 2 * 0.97 * torch.cos(omega)
        mel = mel_32k[:, :BINS].double() * (4 * emphasis)
        self.register_buffer("mel", mel.float().t().contiguous())  # [257, 128]

    def forward(self, power: Tensor) -> Tensor:
        """See the class."""
        log_mel = torch.log(power @ self.mel + 1e-5)
        return ((log_mel + 4.5) / 5).transpose(1, 2)[:, None]
