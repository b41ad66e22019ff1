"""The unit of every measurement: one clip, second by second, as it is and as it was decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

SEGMENT_SECONDS = 1.0


@dataclass(frozen=True)
class ScoredClip:
    """Truth and answers of one clip.

    name: file or number, for messages
    labels, decisions: int64 [segments], class index, background = number of event classes
    probabilities: float32 [segments, classes + 1], background last; None where only decisions are
        known (then nothing that sweeps a threshold can be measured)
    """

    name: str
    labels: numpy.ndarray
    decisions: numpy.ndarray
    probabilities: numpy.ndarray | None = None

    def __post_init__(self) -> None:
        if self.labels.ndim != 1 or self.labels.shape != self.decisions.shape:
            raise ValueError(
                f"clip {self.name}: labels {self.labels.shape} and decisions "
                f"{self.decisions.shape} must be two rows of one length"
            )
        if self.probabilities is not None and len(self.probabilities) != len(self.labels):
            raise ValueError(
                f"clip {self.name}: {len(self.probabilities)} rows of probabilities "
                f"but {len(self.labels)} labels"
            )


def scored_clips(
    labels: numpy.ndarray, decisions: numpy.ndarray, probabilities: numpy.ndarray | None = None
) -> list[ScoredClip]:
    """Clips of one length as a list.

    labels, decisions: int64 [clips, segments]; probabilities: float32 [clips, segments, classes+1]
    """
    return [
        ScoredClip(
            str(index),
            labels[index],
            decisions[index],
            None if probabilities is None else probabilities[index],
        )
        for index in range(len(labels))
    ]


def seconds_of(clips: list[ScoredClip]) -> float:
    """How much media the clips are together."""
    return SEGMENT_SECONDS * sum(len(clip.labels) for clip in clips)
