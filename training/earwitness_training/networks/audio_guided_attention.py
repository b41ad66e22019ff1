"""Audio-guided visual attention (Tian et al., ECCV 2018, section 4.2, equations 2 to 4)."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import REGIONS, select

AttentionForm = Literal["code", "paper"]


class AudioGuidedAttention(nn.Module):
    """Pool each map by what the sound points at.

    The authors' code adds entry r of the projected sound to all units of *region r*; equation 4
    adds entry u to *unit u* of every region. Official weights need the form `code`, the default.
    """

    def __init__(
        self, visual: int = 512, audio: int = 128, common: int = 512, form: AttentionForm = "code"
    ) -> None:
        super().__init__()
        if form not in ("code", "paper"):
            raise ValueError(f"form of the attention must be code or paper, not {form!r}")
        self.form = form
        self.audio = nn.Linear(audio, common)
        self.visual = nn.Linear(visual, common)
        self.visual_units = nn.Linear(common, REGIONS, bias=False)
        self.audio_units = nn.Linear(common, REGIONS, bias=False)
        self.score = nn.Linear(REGIONS, 1, bias=False)
        for layer in (self.audio, self.visual, self.visual_units, self.audio_units, self.score):
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
        visual = select(visual, visual_mask)
        seen = torch.relu(self.visual(visual))  # [n, 49, common], equation 3: U_v
        heard = torch.relu(self.audio(select(audio, audio_mask)))  # [n, common], equation 3: U_a
        sound = self.audio_units(heard)
        sound = sound[:, :, None] if self.form == "code" else sound[:, None, :]
        joined = self.visual_units(seen) + sound  # [n, 49 regions, 49 units]
        logits = self.score(torch.tanh(joined))[:, :, 0] * audio_mask[:, None]  # equation 4
        attention = torch.softmax(logits, dim=1) * visual_mask[:, None]
        return (attention[:, None, :] @ visual)[:, 0], attention  # equation 2
