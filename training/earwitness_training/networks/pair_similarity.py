"""Audio-visual pair similarity, a loss on how alike both tracks are (Zhou et al., CVPR 2021)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from earwitness_training.networks.answers import Answers, mean_over

_ALMOST_NOTHING = 1e-8


def cosine(audio: Tensor, visual: Tensor) -> Tensor:
    """Cosine of both tracks' vectors: float32 [batch, rows, width] each to [batch, rows]."""
    return (F.normalize(audio, dim=2) * F.normalize(visual, dim=2)).sum(2)


def pair_similarity_loss(cosines: Tensor, answers: Answers) -> Tensor:
    """Mean squared error of the clip's shares of similarity against its events' shares (AVPS).

    Equations 7 and 8 as the code has them: S is the clip's positive cosines divided by their sum;
    G is 1/n on the n events of the clip, and the same for all targets of a clip without events.

    cosines: float32 [batch, segments], a row a segment of every clip
    """
    kept = answers.present
    similar = torch.relu(cosines) * kept
    share = similar / (similar.sum(1, keepdim=True) + _ALMOST_NOTHING)
    events = answers.events()
    wanted = torch.where(events.sum(1, keepdim=True) > 0, events, kept)
    wanted = wanted / wanted.sum(1, keepdim=True).clamp_min(1)
    return mean_over((share - wanted) ** 2, kept)
