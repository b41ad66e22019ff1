"""The frozen teachers as encoders: a yardstick for tables, never part of a pack.

The picture teacher's map, and the sound teachers' embeddings, each of length one, are turned onto
the directions in which the training views differ most (principal components), so that localizers
of much the same size read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earwitness_training.backbones import teachers
from earwitness_training.data import views
from earwitness_training.devices import CPU
from earwitness_training.networks.efficientat import EMBEDDING_CHANNELS as MN04_CHANNELS
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes
from earwitness_training.networks.mobilenet_v2 import EMBEDDING_CHANNELS, MobileNetV2
from earwitness_training.networks.yamnet import EMBEDDING_CHANNELS as YAMNET_CHANNELS

_FITTED_ON = 1500  # views
_BATCH = 16


class FrozenVisual(nn.Module):
    """MobileNetV2 as it came: uint8 [batch, 1, 224, 224, 3] to float32 [batch, 7, 7, width]."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.trunk = MobileNetV2()
        teachers.start_trunk(self.trunk, start)
        self.register_buffer("centre", torch.zeros(EMBEDDING_CHANNELS))
        self.register_buffer("basis", torch.eye(EMBEDDING_CHANNELS))

    def map(self, pictures: Tensor) -> Tensor:
        """uint8 [batch, 224, 224, 3] to the teacher's map float32 [batch, 7, 7, 1280]."""
        return self.trunk(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1).permute(0, 2, 3, 1)

    def turn(self, maps: Tensor) -> Tensor:
        """Onto the principal directions."""
        return (maps - self.centre) @ self.basis

    def forward(self, frames: Tensor) -> Tensor:
        """See the class."""
        return self.turn(self.map(frames[:, 0]))


class FrozenAudio(nn.Module):
    """YAMNet beside mn04 as they came: float32 [batch, 16000] to [batch, width]."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.encoder = AudioEncoder(EncoderSizes())
        teachers.start_audio(self.encoder, start)
        width = YAMNET_CHANNELS + MN04_CHANNELS
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("basis", torch.eye(width))

    def embedding(self, waveform: Tensor) -> Tensor:
        """Both embeddings side by side, each of length one: [batch, 16000] to [batch, 1408]."""
        return unit_parts(self.encoder.embedding(waveform))

    def turn(self, vectors: Tensor) -> Tensor:
        """Onto the principal directions."""
        return (vectors - self.centre) @ self.basis

    def forward(self, waveform: Tensor) -> Tensor:
        """See the class."""
        return self.turn(self.embedding(waveform))


def unit_parts(embedding: Tensor) -> Tensor:
    """The embeddings of both sound teachers, each of length one."""
    parts = embedding.split([YAMNET_CHANNELS, embedding.shape[1] - YAMNET_CHANNELS], dim=1)
    return torch.cat([F.normalize(part, dim=1) for part in parts], dim=1)


def principal(vectors: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """Centre [channels] and basis [channels, width] of the directions of largest variance.

    vectors: float32 [n, channels]. Directions are scaled half of the way to equal variance, and
    all together to a mean variance of one: features of a size that networks learn from.
    """
    centre = vectors.mean(0)
    covariance = (vectors - centre).t() @ (vectors - centre) / len(vectors)
    variances, directions = torch.linalg.eigh(covariance.double())
    kept = variances.flip(0)[:width].clamp_min(1e-12)
    basis = directions.flip(1)[:, :width] / kept**0.25
    return centre, (basis / kept.sqrt().mean().sqrt()).float()


@torch.no_grad()
def frozen_encoders(
    view_folder: Path, start: Path, width: int, device: torch.device = CPU
) -> tuple[FrozenVisual, FrozenAudio]:
    """Both frozen encoders on a device, turned as the training views ask for."""
    visual, audio = FrozenVisual(start).eval().to(device), FrozenAudio(start).eval().to(device)
    pictures = _some(views.load(view_folder / "train-pictures"))
    maps = [visual.map(part.to(device)) for part in pictures]
    visual.centre, visual.basis = principal(torch.cat(maps).reshape(-1, EMBEDDING_CHANNELS), width)
    vectors = [
        audio.embedding(part.to(device).float() / 32768)
        for part in _some(views.load(view_folder / "train-seconds"))
    ]
    audio.centre, audio.basis = principal(torch.cat(vectors), width)
    return visual, audio


def _some(source: views.Views) -> Iterator[Tensor]:
    """Some of the views, evenly over all, in batches."""
    chosen = range(0, len(source.rows), max(1, len(source.rows) // _FITTED_ON))
    for index in range(0, len(chosen), _BATCH):
        yield torch.from_numpy(source.values[list(chosen[index : index + _BATCH])])
