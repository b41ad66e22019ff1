"""What one track alone suggests: the `heard` and `seen` outputs."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_HIDDEN = 64


class TrackHead(nn.Sequential):
    """Two linear layers over the recurrent output of one track.

    in:  float32 [batch, width]
    out: float32 [batch, classes + 1], logits
    """

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__(nn.Linear(width, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, outputs))


def background_where_missing(probabilities: Tensor, present: Tensor) -> Tensor:
    """Certain background in rows whose track is missing (rule M7).

    probabilities: float32 [batch, classes + 1], background last
    present:       float32 [batch], 0 or 1
    """
    classes = int(probabilities.shape[1]) - 1
    background = torch.tensor([0.0] * classes + [1.0], device=probabilities.device)
    return torch.where(present[:, None] > 0, probabilities, background)
