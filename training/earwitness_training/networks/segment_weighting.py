"""The weighting branch of weak supervision (Zhou et al., CVPR 2021, section 3.4)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SegmentWeighting(nn.Module):
    """Weighs the raw scores of each segment by one number of 0.5 to 1 that they give themselves.

    in, out: float32 [batch, rows, outputs]
    """

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.weigh = nn.Linear(outputs, 1, bias=False)
        nn.init.xavier_uniform_(self.weigh.weight)

    def forward(self, scores: Tensor) -> Tensor:
        """phi * u, with phi = logistic(ReLU(W u)) of the code (the paper has no ReLU)."""
        return torch.sigmoid(torch.relu(self.weigh(scores))) * scores
