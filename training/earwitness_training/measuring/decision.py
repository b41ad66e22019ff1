"""What a pack decides from its own figures; the Java runtime has the same rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy

from earwitness_training.measuring.calibration import Thresholds

_STEPS = 10_000  # decisions are taken on values rounded to 1e-4, so that last bits do not matter


@dataclass(frozen=True)
class DecisionRule:
    """`argmax`, or `relevance` (CMRAN: first whether, then what), then the thresholds.

    Thresholds never change probabilities, only decisions: where the winner does not reach its own,
    the decision is background.
    """

    rule: Literal["argmax", "relevance"] = "argmax"
    relevance: float = 0.5
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        if self.rule not in ("argmax", "relevance"):
            raise ValueError(f"decision must be argmax or relevance, not {self.rule!r}")

    def winners(self, probabilities: numpy.ndarray, relevance: numpy.ndarray) -> numpy.ndarray:
        """The class before any threshold: int64 [n].

        probabilities: float [n, classes + 1], background last; relevance: float [n]
        """
        probabilities, relevance = rounded(probabilities), rounded(relevance)
        if self.rule == "argmax":
            return probabilities.argmax(axis=1)
        background = probabilities.shape[1] - 1
        given = probabilities.copy()
        given[:, background] -= 1 - relevance
        relevant = relevance > numpy.float32(self.relevance)
        return numpy.where(relevant, given.argmax(axis=1), background)

    def decide(
        self, probabilities: numpy.ndarray, relevance: numpy.ndarray, classes: tuple[str, ...]
    ) -> numpy.ndarray:
        """The decision of each row: int64 [n], background = len(classes)."""
        winners = self.winners(probabilities, relevance)
        least = numpy.append(self.thresholds.row(classes), 0).astype(numpy.float32)
        reached = rounded(probabilities)[numpy.arange(len(winners)), winners] >= least[winners]
        return numpy.where(reached, winners, len(classes))


def rounded(values: numpy.ndarray) -> numpy.ndarray:
    """To the nearest 1e-4, halves upwards: float32."""
    steps = numpy.floor(values.astype(numpy.float64) * _STEPS + 0.5)
    return (steps / _STEPS).astype(numpy.float32)
