"""What a row of segment decisions is worth; pure functions of labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Scores:
    """Shares of segments; an event counts only with the right class."""

    accuracy: float
    event_recall: float
    event_precision: float
    background_accuracy: float
    recall: dict[str, float]  # a class, over its own segments


def line(scores: Scores) -> str:
    """One line for a log."""
    return (
        f"accuracy {scores.accuracy:.3f} event recall {scores.event_recall:.3f} "
        f"precision {scores.event_precision:.3f} background {scores.background_accuracy:.3f}"
    )


def score(labels: numpy.ndarray, decisions: numpy.ndarray, classes: tuple[str, ...]) -> Scores:
    """Compare decisions with labels: int64 arrays of one shape, background = len(classes).

    A share of nothing is NaN.
    """
    if labels.shape != decisions.shape:
        raise ValueError(f"labels {labels.shape} and decisions {decisions.shape} differ in shape")
    background = len(classes)
    events = labels != background
    right = labels == decisions
    return Scores(
        accuracy=share(right, numpy.ones_like(right)),
        event_recall=share(right, events),
        event_precision=share(right, decisions != background),
        background_accuracy=share(right, ~events),
        recall={name: share(right, labels == index) for index, name in enumerate(classes)},
    )


def share(hits: numpy.ndarray, among: numpy.ndarray) -> float:
    """Share of hits among the chosen entries; NaN where none is chosen."""
    chosen = int(among.sum())
    return float((hits & among).sum() / chosen) if chosen else float("nan")


def segment_f1(labels: numpy.ndarray, decisions: numpy.ndarray, background: int) -> float:
    """F1 of the event segments, all event classes counted together (micro).

    labels, decisions: int64 of one shape. A segment is a true positive where both name the same
    event class; a decided event that is wrong is a false positive, a true event that was not
    decided so a false negative (a confusion is both). NaN without any event on either side.
    """
    right = int(((labels == decisions) & (labels != background)).sum())
    return f1(right, int((decisions != background).sum()), int((labels != background).sum()))


def f1(right: int, decided: int, true: int) -> float:
    """Harmonic mean of precision right / decided and recall right / true; NaN where both lack."""
    return 2 * right / (decided + true) if decided + true else float("nan")


def best_offset(labels: numpy.ndarray, logits: numpy.ndarray, least_background: float) -> float:
    """What to add to the background score so that accuracy is best at enough background accuracy.

    labels: int64 [n]; logits: float32 [n, classes + 1], background last. Where no offset reaches
    `least_background`, the one with the best background accuracy.
    """
    background = logits.shape[1] - 1
    best: tuple[bool, float] | None = None
    chosen = 0.0
    for offset in numpy.arange(-4, 4.01, 0.1):
        moved = logits.copy()
        moved[:, -1] += offset
        decisions = moved.argmax(1)
        kept = share(decisions == labels, labels == background)
        enough = kept >= least_background
        rank = (enough, float((decisions == labels).mean()) if enough else kept)
        if best is None or rank > best:
            best, chosen = rank, float(offset)
    return chosen
