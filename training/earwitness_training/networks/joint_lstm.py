"""The baseline classifier `LSTM` of Lin's thesis (2019, tables 4.3 and 4.4)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import Scores, select
from earwitness_training.networks.masked_lstm import MaskedLstm


class JointLstm(nn.Module):
    """One LSTM over sound and picture side by side, two layers on top; it reads the past alone."""

    def __init__(self, visual: int, audio: int, state: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.rnn = MaskedLstm(audio + visual, state)
        self.head = nn.Sequential(nn.Linear(state, hidden), nn.ReLU(), nn.Linear(hidden, outputs))

    def scores(
        self,
        visual: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Shapes as in `EncoderDecoder.scores`."""
        both = torch.cat([select(audio, audio_mask), select(visual, visual_mask)], dim=2)
        read, _ = self.rnn(both, torch.maximum(audio_mask, visual_mask), target)
        return Scores(self.head(read))
