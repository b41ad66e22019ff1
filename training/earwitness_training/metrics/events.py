"""Events: maximal runs of one class, in the truth and in the decisions, matched one to one.

A match is of one class and has a temporal intersection over union of at least the threshold.
Pairs are taken greedily: the largest overlap first, then the earlier true start, then the earlier
decided start; each event is matched once. Counts are pooled over clips and classes.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy

from earwitness_training.metrics.clips import SEGMENT_SECONDS, ScoredClip, seconds_of
from earwitness_training.metrics.segments import f1

OVERLAP = 0.5  # temporal intersection over union from which an event counts as found
OVERLAPS = tuple(tenth / 10 for tenth in range(1, 10))  # of the mean event-F1
_ROUNDING = 1e-9  # so that 1/2 reaches 0.5 whatever the division gave
_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True)
class Event:
    """Segments `start` to `end` (exclusive) of one class."""

    label: int
    start: int
    end: int

    def intersection(self, other: Event) -> int:
        """Common segments, whatever the classes."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def overlap(self, other: Event) -> float:
        """Temporal intersection over union, 0 to 1."""
        common = self.intersection(other)
        return common / (self.end - self.start + other.end - other.start - common)


@dataclass(frozen=True)
class EventCounts:
    """How many events there are, were decided, and match."""

    true: int
    decided: int
    matched: int

    @property
    def f1(self) -> float:
        """2 matched / (true + decided); NaN where there is no event at all."""
        return f1(self.matched, self.decided, self.true)


def events_of(row: numpy.ndarray, background: int) -> list[Event]:
    """Maximal runs of one event class in int64 [segments], in order of time."""
    edges = numpy.flatnonzero(numpy.diff(row)) + 1
    bounds = [0, *edges.tolist(), len(row)]
    runs = [
        Event(int(row[start]), start, end)
        for start, end in itertools.pairwise(bounds)
        if end > start
    ]
    return [run for run in runs if run.label != background]


def matches(
    true: list[Event], decided: list[Event], overlap: float = OVERLAP
) -> list[tuple[Event, Event]]:
    """Pairs (true, decided) of one clip, one to one, in order of their overlap."""
    pairs = [
        (truth, said)
        for truth in true
        for said in decided
        if truth.label == said.label
        and truth.intersection(said) > 0
        and truth.overlap(said) >= overlap - _ROUNDING
    ]
    pairs.sort(key=lambda pair: (-pair[0].overlap(pair[1]), pair[0].start, pair[1].start))
    taken: list[tuple[Event, Event]] = []
    free_true, free_said = set(true), set(decided)
    for truth, said in pairs:
        if truth in free_true and said in free_said:
            taken.append((truth, said))
            free_true.remove(truth)
            free_said.remove(said)
    return taken


def count_events(
    clips: list[ScoredClip], classes: int, overlap: float = OVERLAP
) -> list[EventCounts]:
    """Counts a class, over all clips; `pooled` adds them up."""
    true, decided, matched = ([0] * classes for _ in range(3))
    for clip in clips:
        truths, said = events_of(clip.labels, classes), events_of(clip.decisions, classes)
        for event in truths:
            true[event.label] += 1
        for event in said:
            decided[event.label] += 1
        for event, _ in matches(truths, said, overlap):
            matched[event.label] += 1
    return [EventCounts(*counts) for counts in zip(true, decided, matched, strict=True)]


def pooled(counts: list[EventCounts]) -> EventCounts:
    """Counts of all classes together."""
    return EventCounts(
        true=sum(count.true for count in counts),
        decided=sum(count.decided for count in counts),
        matched=sum(count.matched for count in counts),
    )


def event_f1(clips: list[ScoredClip], classes: int, overlap: float = OVERLAP) -> float:
    """Event-F1 at one overlap, pooled over classes."""
    return pooled(count_events(clips, classes, overlap)).f1


def mean_event_f1(clips: list[ScoredClip], classes: int) -> float:
    """Mean of the event-F1 at overlaps 0.1, 0.2 .. 0.9."""
    return float(numpy.mean([event_f1(clips, classes, overlap) for overlap in OVERLAPS]))


def onset_delay_seconds(clips: list[ScoredClip], classes: int) -> float:
    """Median of decided minus true start over the matched events, in seconds of media time.

    Negative means early. The answer itself comes later by what the pack looks ahead, and by the
    work. NaN where nothing matches.
    """
    delays = [
        (said.start - truth.start) * SEGMENT_SECONDS
        for clip in clips
        for truth, said in matches(
            events_of(clip.labels, classes), events_of(clip.decisions, classes)
        )
    ]
    return float(numpy.median(delays)) if delays else float("nan")


def false_alarms(clips: list[ScoredClip], classes: int) -> list[int]:
    """Decided events a class that overlap no true event of their class by even one segment."""
    alarms = [0] * classes
    for clip in clips:
        truths = events_of(clip.labels, classes)
        for said in events_of(clip.decisions, classes):
            if not any(
                truth.label == said.label and truth.intersection(said) > 0 for truth in truths
            ):
                alarms[said.label] += 1
    return alarms


def an_hour(count: int, clips: list[ScoredClip]) -> float:
    """A count over the clips as a rate an hour of media; NaN over no media."""
    seconds = seconds_of(clips)
    return count * _SECONDS_AN_HOUR / seconds if seconds else float("nan")
