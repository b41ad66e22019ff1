"""Polyphonic sound detection score (Bilen et al., ICASSP 2020), on whole segments.

What is computed here:
- For each class c, every threshold of a sweep over its probabilities gives an operating point:
  detections are the maximal runs of segments with probability of c >= threshold. (This is not the
  decision of a pack, which names one class a segment.)
- A detection is *relevant* if true events of c cover at least `dtc` of it (detection tolerance);
  a true event is *found* if the relevant detections of c cover at least `gtc` of it (ground truth
  tolerance). True positive rate: found events / true events of c.
- A detection that is not relevant is a false positive. If true events of another class k cover at
  least `cttc` of it, it is also a cross-trigger from c to k.
- Effective false positive rate an hour: false positives of c / hours of media, plus `alpha_ct`
  times the mean over k of (cross-triggers to k / hours in which k is true).
- The curve of a class is the best true positive rate at or below each effective false positive
  rate, a staircase. The effective true positive rate is the mean of these curves over the classes
  that occur, minus `alpha_st` times their standard deviation (not below 0).
- The score is the area under it from 0 to `e_max`, divided by `e_max`: 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from earwitness_training.metrics.clips import SEGMENT_SECONDS, ScoredClip

_ROUNDING = 1e-9
_MOST_POINTS = 400  # operating points a class


@dataclass(frozen=True)
class PsdsSettings:
    """Tolerances and weights, named as in the paper (there: rho_DTC, rho_GTC, rho_CTTC)."""

    dtc: float = 0.7
    gtc: float = 0.7
    cttc: float = 0.3
    alpha_ct: float = 0.0
    alpha_st: float = 0.0
    e_max: float = 100.0  # false positives an hour

    def __post_init__(self) -> None:
        for name in ("dtc", "gtc", "cttc"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}: it must lie in (0, 1]")
        if self.e_max <= 0:
            raise ValueError(f"e_max is {self.e_max}: it must be above 0")


@dataclass(frozen=True)
class Psds:
    """The score, and each class's own area (NaN for a class without a true event)."""

    score: float
    classes: list[float]


@dataclass(frozen=True)
class _Timeline:
    """All clips after one another with one empty segment between, so that runs never join."""

    labels: numpy.ndarray  # int64 [n], the empty segments are background
    probabilities: numpy.ndarray  # float [n, classes], -1 in the empty segments
    hours: float


def psds(clips: list[ScoredClip], classes: int, settings: PsdsSettings | None = None) -> Psds:
    """Score of all clips; ValueError where a clip has no probabilities."""
    settings = settings or PsdsSettings()
    timeline = _timeline(clips, classes)
    present = [index for index in range(classes) if (timeline.labels == index).any()]
    if not present:
        return Psds(float("nan"), [float("nan")] * classes)
    curves = [_curve(timeline, index, classes, settings) for index in present]
    areas = [float("nan")] * classes
    for index, curve in zip(present, curves, strict=True):
        areas[index] = _area([curve], settings)
    return Psds(_area(curves, settings), areas)


def _timeline(clips: list[ScoredClip], classes: int) -> _Timeline:
    labels, probabilities = [], []
    for clip in clips:
        if clip.probabilities is None:
            raise ValueError(f"clip {clip.name} has no probabilities: PSDS sweeps a threshold")
        labels += [clip.labels, [classes]]
        probabilities += [clip.probabilities[:, :classes], numpy.full((1, classes), -1.0)]
    seconds = SEGMENT_SECONDS * sum(len(clip.labels) for clip in clips)
    return _Timeline(
        numpy.concatenate(labels).astype(numpy.int64),
        numpy.concatenate(probabilities),
        seconds / 3600,
    )


def _runs(active: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Starts and ends (exclusive) of the runs of True."""
    edges = numpy.diff(numpy.concatenate([[0], active.astype(numpy.int8), [0]]))
    return numpy.flatnonzero(edges == 1), numpy.flatnonzero(edges == -1)


def _thresholds(scores: numpy.ndarray) -> numpy.ndarray:
    """Distinct scores, highest first; where there are too many, denser among the high ones, because
    only few false positives an hour are looked at."""
    distinct = numpy.unique(scores[scores >= 0])[::-1]
    if len(distinct) <= _MOST_POINTS:
        return distinct
    ranks = numpy.linspace(0, 1, _MOST_POINTS) ** 2 * (len(distinct) - 1)
    return distinct[numpy.unique(numpy.round(ranks).astype(numpy.int64))]


def _curve(
    timeline: _Timeline, label: int, classes: int, settings: PsdsSettings
) -> list[tuple[float, float]]:
    """Operating points (effective false positive rate an hour, true positive rate) of a class."""
    truth = timeline.labels == label
    true_start, true_end = _runs(truth)
    points = []
    for threshold in _thresholds(timeline.probabilities[:, label]):
        active = timeline.probabilities[:, label] >= threshold
        start, end = _runs(active)
        relevant = _covered(start, end, truth) >= settings.dtc - _ROUNDING
        kept = numpy.zeros(len(truth) + 1, numpy.int64)  # +1 and -1 at edges, summed up below
        numpy.add.at(kept, start[relevant], 1)
        numpy.add.at(kept, end[relevant], -1)
        found = _covered(true_start, true_end, numpy.cumsum(kept)[:-1] > 0)
        rate = float((found >= settings.gtc - _ROUNDING).mean())
        wrong = ~relevant
        false_positives = float(wrong.sum()) / timeline.hours
        if settings.alpha_ct > 0:
            crossed = _cross_triggers(timeline, label, classes, start[wrong], end[wrong], settings)
            false_positives += settings.alpha_ct * crossed
        points.append((false_positives, rate))
    return points


def _covered(start: numpy.ndarray, end: numpy.ndarray, by: numpy.ndarray) -> numpy.ndarray:
    """Share of each run that `by` covers."""
    sums = numpy.concatenate([[0], numpy.cumsum(by)])
    return (sums[end] - sums[start]) / (end - start)


def _cross_triggers(
    timeline: _Timeline,
    label: int,
    classes: int,
    start: numpy.ndarray,
    end: numpy.ndarray,
    settings: PsdsSettings,
) -> float:
    """Mean over the other classes of cross-triggers an hour of that class."""
    rates = []
    for other in range(classes):
        truth = timeline.labels == other
        if other == label or not truth.any():
            continue
        crossed = (_covered(start, end, truth) >= settings.cttc - _ROUNDING).sum()
        rates.append(float(crossed) * 3600 / (float(truth.sum()) * SEGMENT_SECONDS))
    return float(numpy.mean(rates)) if rates else 0.0


def _area(curves: list[list[tuple[float, float]]], settings: PsdsSettings) -> float:
    """Normalised area under the effective true positive rate of the curves."""
    edges = sorted({0.0, *(rate for curve in curves for rate, _ in curve)})
    edges = [edge for edge in edges if edge < settings.e_max]
    stairs = numpy.array([_staircase(curve, edges) for curve in curves])
    height = stairs.mean(axis=0) - settings.alpha_st * stairs.std(axis=0)
    widths = numpy.diff([*edges, settings.e_max])
    return float((numpy.maximum(height, 0) * widths).sum() / settings.e_max)


def _staircase(curve: list[tuple[float, float]], edges: list[float]) -> list[float]:
    """Best true positive rate at or below each edge, 0 where there is none; edges ascend."""
    ordered = sorted(curve)
    heights, best, position = [], 0.0, 0
    for edge in edges:
        while position < len(ordered) and ordered[position][0] <= edge:
            best = max(best, ordered[position][1])
            position += 1
        heights.append(best)
    return heights
