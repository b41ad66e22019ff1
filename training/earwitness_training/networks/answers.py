"""What a batch of clips should have been said of, and the losses that several systems share."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Answers:
    """The truth of clips of equal length; background is the last class."""

    labels: Tensor  # int64 [batch, segments], what is heard and seen
    present: Tensor  # float32 [batch, segments], 0 where a segment is no target
    classes: int  # without background

    def segments(self) -> Tensor:
        """One-hot rows: float32 [batch, segments, classes + 1]."""
        return F.one_hot(self.labels, self.classes + 1).float()

    def soft(self) -> Tensor:
        """Mean of the one-hot rows, the share of background included: [batch, classes + 1]."""
        weight = self.present[:, :, None]
        return (self.segments() * weight).sum(1) / weight.sum(1).clamp_min(1)

    def events(self) -> Tensor:
        """1 where a target is an event: float32 [batch, segments]."""
        return (self.labels < self.classes).float() * self.present

    def category(self) -> Tensor:
        """The event class with most segments in each clip, background without: int64 [batch]."""
        counts = (self.segments() * self.events()[:, :, None]).sum(1)
        none = torch.full_like(counts[:, 0], self.classes, dtype=torch.long)
        return torch.where(counts.sum(1) > 0, counts.argmax(1), none)

    def hard(self) -> Tensor:
        """One-hot of the category: float32 [batch, classes + 1]."""
        return F.one_hot(self.category(), self.classes + 1).float()


def mean_over(values: Tensor, kept: Tensor) -> Tensor:
    """Mean of values where kept is 1, both of one shape; 0 where nothing is kept."""
    return (values * kept).sum() / kept.sum().clamp_min(1)


def entropy(logits: Tensor, answers: Answers, smoothing: float = 0.0) -> Tensor:
    """Cross-entropy of every target: logits float32 [batch, segments, classes + 1].

    smoothing: share of the truth that is spread over all classes
    """
    loss = F.cross_entropy(
        logits.flatten(0, 1),
        answers.labels.flatten(),
        reduction="none",
        label_smoothing=smoothing,
    )
    return mean_over(loss, answers.present.flatten())


def soft_margin(probabilities: Tensor, truth: Tensor) -> Tensor:
    """`MLSM` of the AVE code over the last axis, which it feeds with probabilities.

    Its least value is 0.680 for 29 outputs, not 0, because a logistic function is applied again.
    Returns the losses of the rows.
    """
    right, wrong = F.logsigmoid(probabilities), F.logsigmoid(-probabilities)
    return -(truth * right + (1 - truth) * wrong).mean(-1)


def binary(probabilities: Tensor, truth: Tensor) -> Tensor:
    """Binary cross-entropy of probabilities over the last axis; returns the losses of the rows."""
    return F.binary_cross_entropy(probabilities, truth, reduction="none").mean(-1)


def largest(scores: Tensor, present: Tensor) -> Tensor:
    """Maximum over the segments that are present: [batch, segments, n] to [batch, n] (rule M5)."""
    shown = torch.where(present[:, :, None] > 0, scores, torch.full_like(scores, -1e9))
    return torch.where(present.sum(1)[:, None] > 0, shown.max(1).values, scores.new_zeros(()))


def average(scores: Tensor, present: Tensor) -> Tensor:
    """Mean over the segments that are present: [batch, segments, n] to [batch, n] (rule M5)."""
    weight = present[:, :, None]
    return (scores * weight).sum(1) / weight.sum(1).clamp_min(1)
