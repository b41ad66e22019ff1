"""Audio-guided spatial-channel attention, AGSCA (Xu et al., ACM MM 2020, section 3.2)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import GRID, REGIONS, Kept, select


class SpatialChannelAttention(nn.Module):
    """First weighs the channels, then the places, of each map by its sound (equations 1 to 3)."""

    def __init__(self, visual: int, audio: int, squeeze: int, space: int) -> None:
        super().__init__()
        self.channel_visual = nn.Linear(visual, visual)
        self.channel_audio = nn.Linear(audio, visual)
        self.channel_squeeze = nn.Linear(visual, squeeze)
        self.channel_gate = nn.Linear(squeeze, visual)
        self.space_visual = nn.Linear(visual, space)
        self.space_audio = nn.Linear(audio, space)
        self.space_score = nn.Linear(space, 1)

    def forward(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """Shapes as in `Localizer.attend`; keeps float32 [batch, segments, visual].

        Without sound the channels stay as they are and all places weigh alike (rule M1).
        """
        segments, width = audio.shape[1], visual.shape[-1]
        picture, sound = visual_mask.reshape(-1), audio_mask.reshape(-1)
        regions = select(visual.reshape(-1, REGIONS, width), picture)
        audio = select(audio.reshape(-1, audio.shape[-1]), sound)
        gate = self.gate(regions, audio) * sound[:, None]
        regions = regions * (1 + gate)[:, None, :]  # [n, 49, visual]
        weights = self.weights(regions, audio, sound) * picture[:, None]
        attended = (weights[:, None, :] @ regions)[:, 0]
        return Kept(
            attended.reshape(-1, segments, width), weights.reshape(-1, segments, GRID, GRID)
        )

    def gate(self, regions: Tensor, audio: Tensor) -> Tensor:
        """How much each channel is raised (equation 2 without its 1): float32 [n, visual].

        regions: float32 [n, 49, visual]; audio: float32 [n, audio]; both finite
        """
        heard = torch.relu(self.channel_audio(audio))[:, None, :]
        joined = (heard * torch.relu(self.channel_visual(regions))).mean(1)
        return torch.sigmoid(self.channel_gate(torch.relu(self.channel_squeeze(joined))))

    def weights(self, regions: Tensor, audio: Tensor, audio_mask: Tensor) -> Tensor:
        """Weights of the places (equation 3): float32 [n, 49], rows sum to 1."""
        heard = torch.relu(self.space_audio(audio))[:, None, :]
        joined = torch.relu(self.space_visual(regions)) * heard
        logits = torch.tanh(self.space_score(joined))[:, :, 0] * audio_mask[:, None]
        return torch.softmax(logits, dim=1)
