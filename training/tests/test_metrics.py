"""Metrics on rows small enough to count by hand."""

from __future__ import annotations

import math

import numpy
import pytest

from earwitness_training.metrics import best_offset, score

CLASSES = ("bark", "cat")


def test_scores_are_shares_of_segments() -> None:
    labels = numpy.array([0, 0, 1, 1, 2, 2, 2, 2])
    decisions = numpy.array([0, 1, 1, 2, 2, 2, 0, 2])
    scores = score(labels, decisions, CLASSES)
    assert scores.accuracy == 5 / 8
    assert scores.event_recall == 2 / 4
    assert scores.event_precision == 2 / 4
    assert scores.background_accuracy == 3 / 4
    assert scores.recall == {"bark": 1 / 2, "cat": 1 / 2}


def test_a_share_of_nothing_is_not_a_number() -> None:
    scores = score(numpy.array([2, 2]), numpy.array([2, 2]), CLASSES)
    assert scores.accuracy == 1
    assert math.isnan(scores.event_recall)


def test_labels_and_decisions_of_different_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in shape"):
        score(numpy.array([0]), numpy.array([0, 1]), CLASSES)


def test_offset_is_the_one_that_keeps_enough_background() -> None:
    labels = numpy.array([0, 0, 1, 1])
    logits = numpy.array([[3.0, 0.0], [1.0, 0.0], [0.5, 0.0], [-1.0, 0.0]])
    offset = best_offset(labels, logits, least_background=1.0)
    assert 0.5 < offset < 1.0
    assert best_offset(labels, logits, least_background=0.5) < 0.6
