"""The two graphs of a model pack: segments to features, and windows of features to an answer."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from earwitness_training.networks.audio_guided_attention import REGIONS
from earwitness_training.networks.avel import Avel
from earwitness_training.networks.encoders import GRID, AudioEncoder, VisualEncoder


class EncodeGraph(nn.Module):
    """One segment a row: raw frames and samples in, what the window stores out.

    Attention needs one segment only, so it is done here, with the segment's own masks: the window
    then holds attended vectors and not maps.
    """

    def __init__(
        self, visual: VisualEncoder, audio: AudioEncoder, localizer: Avel, frames: int = 1
    ) -> None:
        super().__init__()
        self.visual = visual
        self.audio = audio
        self.attention = localizer.attention
        self.frames = frames

    def forward(
        self, frames: Tensor, waveform: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Encode segments.

        frames:   uint8 [batch, frames, 224, 224, 3]; waveform: float32 [batch, 16000]
        masks:    float32 [batch]
        returns:  attended float32 [batch, visual], audio float32 [batch, audio],
                  attention float32 [batch, 7, 7]
        """
        maps = self.visual(frames).reshape(-1, REGIONS, self.visual.channels)
        vectors = self.audio(waveform)
        vectors = torch.where(audio_mask[:, None] > 0, vectors, torch.zeros_like(vectors))
        attended, attention = self.attention(maps, vectors, visual_mask, audio_mask)
        return attended, vectors, attention.reshape(-1, GRID, GRID)


class LocalizeGraph(nn.Module):
    """One window a row: stored features and masks in, the answer for the target out."""

    def __init__(self, localizer: Avel) -> None:
        super().__init__()
        self.localizer = localizer

    def forward(
        self, attended: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Shapes as in `Avel.window`; returns probabilities, relevance, heard, seen."""
        said = self.localizer.window(attended, audio, visual_mask, audio_mask)
        return said.probabilities, said.relevance, said.heard, said.seen
