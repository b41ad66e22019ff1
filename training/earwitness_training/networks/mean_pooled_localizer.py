"""Loss and clip probabilities of AVSDN and CM-CoAtt (Lin et al., ICASSP 2019, section 2.2).

Full supervision: binary cross-entropy of the softmax of every segment. Weak supervision: the
logits are averaged over the clip (equation 3); binary cross-entropy of their softmax against the
mean of the segment labels, the share of background included.
"""

from __future__ import annotations

import torch
from torch import Tensor

from earwitness_training.networks.answers import Answers, average, binary, mean_over
from earwitness_training.networks.localizer import Localizer, Scores


class MeanPooledLocalizer(Localizer):
    """Base of the localizers whose clips are the mean of their segments."""

    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """Binary cross-entropy of segments, or of clips. See the base class."""
        if self.sizes.supervision == "full":
            rows = binary(self.probabilities(scores), answers.segments())
            return mean_over(rows, answers.present)
        return binary(self.pooled(scores, answers.present), answers.soft()).mean()

    def pooled(self, scores: Scores, present: Tensor) -> Tensor:
        """Softmax of the mean logits (equation 3). See the base class."""
        return torch.softmax(average(scores.event, present), dim=1)
