"""Audio-guided visual attention (Tian et al., ECCV 2018, section 4.2, equations 2 to 4)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

REGIONS = 49  # places of the 7x7 map, row by row


@dataclass(frozen=True)
class AttentionSizes:
    """Widths of the map, of the sound and of the space in which they meet."""

    visual: int = 512
    audio: int = 128
    common: int = 512


class AudioGuidedAttention(nn.Module):
    """Pool each map by what the sound points at.

    The authors' code adds entry r of the projected sound to all units of *region r*; equation 4
    adds entry u to *unit u* of every region. Official weights need the code's form, which is ours.
    """

    def __init__(self, sizes: AttentionSizes) -> None:
        super().__init__()
        self.affine_audio = nn.Linear(sizes.audio, sizes.common)
        self.affine_video = nn.Linear(sizes.visual, sizes.common)
        self.affine_v = nn.Linear(sizes.common, REGIONS, bias=False)
        self.affine_g = nn.Linear(sizes.common, REGIONS, bias=False)
        self.affine_h = nn.Linear(REGIONS, 1, bias=False)
        for layer in (
            self.affine_audio,
            self.affine_video,
            self.affine_v,
            self.affine_g,
            self.affine_h,
        ):
            nn.init.xavier_uniform_(layer.weight)

    def forward(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Attend, with the rules for missing tracks (M0 and M1).

        visual:      float32 [n, 49, visual]; values of a masked picture may be anything, NaN too
        audio:       float32 [n, audio]; likewise
        visual_mask: float32 [n], 1 where there is a picture, else 0
        audio_mask:  float32 [n], 1 where there is sound, else 0
        returns:     attended float32 [n, visual], attention float32 [n, 49]; each row of attention
                     sums to 1 where there is a picture (uniform without sound), else to 0
        """
        visual = torch.where(visual_mask[:, None, None] > 0, visual, torch.zeros_like(visual))
        audio = torch.where(audio_mask[:, None] > 0, audio, torch.zeros_like(audio))
        seen = torch.relu(self.affine_video(visual))  # [n, 49, common], equation 3: U_v
        heard = torch.relu(self.affine_audio(audio))  # [n, common], equation 3: U_a
        joined = self.affine_v(seen) + self.affine_g(heard)[:, :, None]  # [n, 49 regions, 49]
        logits = self.affine_h(torch.tanh(joined))[:, :, 0] * audio_mask[:, None]  # equation 4
        attention = torch.softmax(logits, dim=1) * visual_mask[:, None]
        attended = (attention[:, None, :] @ visual)[:, 0]  # equation 2
        return attended, attention
