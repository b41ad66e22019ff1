"""What the distances of pictures and sounds are searched for: a span, or a stream's offset.

Tian et al. (ECCV 2018), equation 8. Pure functions of distances float32 [W (visual), W (audio)], on
the processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Span:
    """Consecutive segments."""

    first: int
    length: int


@dataclass(frozen=True)
class Match:
    """Where the other track fits a span best; a start is None where no start can be judged."""

    a2v: int | None  # first picture for the sound of the span
    v2a: int | None  # first sound for the picture of the span
    a2v_scores: tuple[float, ...]  # sums of distances, one a start; infinite where not judged
    v2a_scores: tuple[float, ...]


@dataclass(frozen=True)
class Retrieval:
    """Shares of clips whose span was found exactly."""

    a2v: float
    v2a: float
    clips: int


def event_span(labels: Tensor, background: int) -> Span | None:
    """From the first to the last event segment of a clip; None where it has no event.

    labels: int64 [segments]
    """
    events = torch.nonzero(labels != background)[:, 0]
    if len(events) == 0:
        return None
    first, last = int(events[0]), int(events[-1])
    return Span(first, last - first + 1)


def search(
    distances: Tensor,
    span: Span,
    visual_mask: Tensor | None = None,
    audio_mask: Tensor | None = None,
) -> Match:
    """Equation 8 for both directions; of equal sums the first start wins.

    distances: float32 [segments, segments]; masks: float32 [segments], by default all 1; starts
    that touch a missing segment are not judged
    """
    segments = len(distances)
    if not (span.length >= 1 and 0 <= span.first <= segments - span.length):
        raise ValueError(
            f"the span {span.first} .. {span.first + span.length - 1} is not inside the "
            f"{segments} segments of the clip"
        )
    known = _known(distances, visual_mask, audio_mask)
    costs = torch.where(known, distances, torch.full_like(distances, torch.inf))
    query = slice(span.first, span.first + span.length)
    starts = range(segments - span.length + 1)
    a2v = [float(costs[s : s + span.length, query].diagonal().sum()) for s in starts]
    v2a = [float(costs[query, s : s + span.length].diagonal().sum()) for s in starts]
    return Match(_least(a2v), _least(v2a), tuple(a2v), tuple(v2a))


def exact_matches(distances: Tensor, labels: Tensor, background: int) -> Retrieval:
    """Accuracy of both directions over the clips whose event does not fill the clip.

    distances: float32 [clips, segments, segments]; labels: int64 [clips, segments]
    """
    hits = {"a2v": 0, "v2a": 0}
    clips = 0
    for clip_distances, clip_labels in zip(distances, labels, strict=True):
        span = event_span(clip_labels, background)
        if span is None or span.length == len(clip_labels):
            continue
        match = search(clip_distances, span)
        clips += 1
        hits["a2v"] += match.a2v == span.first
        hits["v2a"] += match.v2a == span.first
    share = max(clips, 1)
    return Retrieval(hits["a2v"] / share, hits["v2a"] / share, clips)


def offset(
    distances: Tensor,
    visual_mask: Tensor | None = None,
    audio_mask: Tensor | None = None,
    max_offset: int = 5,
    min_pairs: int = 4,
) -> int | None:
    """By how many segments the picture comes after the sound; None with too few pairs.

    The offset k of -max_offset .. max_offset with the least mean distance of picture j + k and
    sound j, over at least min_pairs pairs that are there. Of equal means the offset nearest to 0
    wins, then the smaller one.
    """
    if max_offset < 0 or min_pairs < 1:
        raise ValueError(
            f"max_offset must be at least 0 and min_pairs at least 1, not {max_offset} and "
            f"{min_pairs}"
        )
    known = _known(distances, visual_mask, audio_mask)
    best, least = None, float("inf")
    for k in sorted(range(-max_offset, max_offset + 1), key=lambda k: (abs(k), k)):
        if abs(k) >= len(distances):
            continue
        pairs = distances.diagonal(-k)[known.diagonal(-k)]
        if len(pairs) >= min_pairs and float(pairs.mean()) < least:
            best, least = k, float(pairs.mean())
    return best


def _known(distances: Tensor, visual: Tensor | None, audio: Tensor | None) -> Tensor:
    """Pairs of which both tracks are there: bool [segments, segments]."""
    present = torch.ones(len(distances), device=distances.device)
    visual = present if visual is None else visual
    audio = present if audio is None else audio
    return (visual[:, None] > 0) & (audio[None, :] > 0)


def _least(sums: Sequence[float]) -> int | None:
    start = min(range(len(sums)), key=sums.__getitem__)
    return start if sums[start] < float("inf") else None
