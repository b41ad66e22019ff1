"""What one track alone suggests: the `heard` and `seen` outputs (docs/networks.md)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_HIDDEN = 64


class TrackHead(nn.Sequential):
    """Two linear layers over what a network knows of one track.

    in:  float32 [.., width]
    out: float32 [.., classes + 1], logits
    """

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__(nn.Linear(width, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, outputs))


class TrackHeads(nn.Module):
    """Both heads of a network."""

    def __init__(self, audio: int, visual: int, outputs: int) -> None:
        super().__init__()
        self.heard = TrackHead(audio, outputs)
        self.seen = TrackHead(visual, outputs)

    def forward(self, audio: Tensor, visual: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of what is heard and of what is seen, from the states of both tracks."""
        return self.heard(audio), self.seen(visual)


def background_where_missing(probabilities: Tensor, present: Tensor) -> Tensor:
    """Certain background in rows whose track is missing (rule M7).

    probabilities: float32 [batch, classes + 1], background last
    present:       float32 [batch], 0 or 1
    """
    classes = int(probabilities.shape[1]) - 1
    background = torch.tensor([0.0] * classes + [1.0], device=probabilities.device)
    return torch.where(present[:, None] > 0, probabilities, background)
