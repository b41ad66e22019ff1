"""All figures of one measurement, overall and a class, as one value that goes to JSON and back."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy

from earwitness_training.metrics import events, segments
from earwitness_training.metrics.clips import ScoredClip, seconds_of
from earwitness_training.metrics.detection_score import Psds, PsdsSettings, psds

_NAN = float("nan")


@dataclass(frozen=True)
class ClassFigures:
    """Figures of one event class; a share of nothing is NaN."""

    seconds: int  # true event segments
    recall: float  # of its segments
    precision: float  # of the segments decided as it
    segment_f1: float
    events: int  # true events
    event_f1: float  # at overlap 0.5
    psds: float  # area of its own curve
    false_alarms_an_hour: float


@dataclass(frozen=True)
class Figures:
    """Figures over clips; an event counts only with the right class; a share of nothing is NaN."""

    clips: int
    seconds: int
    accuracy: float  # of segments, background counted like any class
    event_recall: float
    event_precision: float
    background_accuracy: float
    segment_f1: float
    event_f1: float  # at overlap 0.5
    event_f1_mean: float  # at overlaps 0.1 .. 0.9
    psds: float
    onset_delay_seconds: float
    false_alarms_an_hour: float
    classes: dict[str, ClassFigures]

    def as_plain(self) -> dict[str, Any]:
        """Plain values for JSON; what is not a number is None."""
        return _plain(asdict(self))

    @staticmethod
    def of_plain(values: dict[str, Any]) -> Figures:
        """Read what `as_plain` gave."""
        restored = {key: _NAN if value is None else value for key, value in values.items()}
        restored["classes"] = {
            name: ClassFigures(
                **{key: _NAN if value is None else value for key, value in figures.items()}
            )
            for name, figures in values["classes"].items()
        }
        return Figures(**restored)


def _plain(values: Any) -> Any:
    if isinstance(values, dict):
        return {key: _plain(value) for key, value in values.items()}
    return None if isinstance(values, float) and math.isnan(values) else values


def measure(
    clips: list[ScoredClip], classes: tuple[str, ...], settings: PsdsSettings | None = None
) -> Figures:
    """Measure clips; `classes` are the event classes in index order, without background.

    PSDS is NaN where the clips carry no probabilities.
    """
    if not clips:
        raise ValueError("there is no clip to measure")
    labels = numpy.concatenate([clip.labels for clip in clips])
    decisions = numpy.concatenate([clip.decisions for clip in clips])
    scores = segments.score(labels, decisions, classes)
    counts = events.count_events(clips, len(classes))
    alarms = events.false_alarms(clips, len(classes))
    swept = Psds(_NAN, [_NAN] * len(classes))
    if all(clip.probabilities is not None for clip in clips):
        swept = psds(clips, len(classes), settings)
    return Figures(
        clips=len(clips),
        seconds=round(seconds_of(clips)),
        accuracy=scores.accuracy,
        event_recall=scores.event_recall,
        event_precision=scores.event_precision,
        background_accuracy=scores.background_accuracy,
        segment_f1=segments.segment_f1(labels, decisions, len(classes)),
        event_f1=events.pooled(counts).f1,
        event_f1_mean=events.mean_event_f1(clips, len(classes)),
        psds=swept.score,
        onset_delay_seconds=events.onset_delay_seconds(clips, len(classes)),
        false_alarms_an_hour=events.an_hour(sum(alarms), clips),
        classes={
            name: _of_class(
                index, labels, decisions, counts[index], swept, events.an_hour(alarms[index], clips)
            )
            for index, name in enumerate(classes)
        },
    )


def _of_class(
    index: int,
    labels: numpy.ndarray,
    decisions: numpy.ndarray,
    counts: events.EventCounts,
    swept: Psds,
    alarms_an_hour: float,
) -> ClassFigures:
    true, decided = labels == index, decisions == index
    return ClassFigures(
        seconds=int(true.sum()),
        recall=segments.share(decided, true),
        precision=segments.share(true, decided),
        segment_f1=segments.f1(int((true & decided).sum()), int(decided.sum()), int(true.sum())),
        events=counts.true,
        event_f1=counts.f1,
        psds=swept.classes[index],
        false_alarms_an_hour=alarms_an_hour,
    )
