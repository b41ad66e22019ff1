"""Where a thing is, without boxes: a teacher for the attention map.

Clips know what is seen, not where. A linear classifier over the mean of the map, read place by
place, says which places speak for a class (class activation maps, Zhou et al., CVPR 2016). The
attention of segments that are events is drawn towards them; left alone, it learns only what helps
to name the event and keeps to the middle of the picture.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_TEMPERATURE = 0.5  # of the activation map, in standard deviations over the places


class PlaceProbe(nn.Module):
    """The linear classifier whose activation maps point at places; thrown away after training."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__()
        self.classify = nn.Linear(channels, outputs)

    def entropy(self, maps: Tensor, seen: Tensor) -> Tensor:
        """Loss of naming what is seen from the mean of the map.

        maps: float32 [n, 49, channels]; seen: int64 [n]
        """
        return F.cross_entropy(self.classify(maps.mean(dim=1)), seen)

    @torch.no_grad()
    def places(self, maps: Tensor, labels: Tensor) -> Tensor:
        """How much each place speaks for the label of its segment: float32 [n, 49], rows sum to 1.

        maps: float32 [n, 49, channels]; labels: int64 [n]
        """
        activation = (maps * self.classify.weight[labels][:, None, :]).sum(dim=2)
        spread = activation.std(dim=1, keepdim=True).clamp_min(1e-6)
        return torch.softmax(activation / (_TEMPERATURE * spread), dim=1)


def distance(attention: Tensor, places: Tensor) -> Tensor:
    """Mean Kullback-Leibler divergence of attention from the places, both float32 [n, 49]."""
    ratio = torch.log(places.clamp_min(1e-8)) - torch.log(attention.clamp_min(1e-8))
    return (places * ratio).sum(dim=1).mean()
