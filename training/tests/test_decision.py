"""Decisions on rows whose answer can be read off."""

from __future__ import annotations

import numpy
import pytest

from earwitness_training.measuring.calibration import Thresholds
from earwitness_training.measuring.decision import DecisionRule, rounded

CLASSES = ("bark", "cat")
BACKGROUND = 2


def decided(rule: DecisionRule, *rows: tuple[list[float], float]) -> list[int]:
    probabilities = numpy.array([row for row, _ in rows], numpy.float32)
    relevance = numpy.array([value for _, value in rows], numpy.float32)
    return rule.decide(probabilities, relevance, CLASSES).tolist()


def test_the_largest_probability_wins_and_ties_go_to_the_first() -> None:
    rows = ([0.5, 0.2, 0.3], 0.7), ([0.4, 0.4, 0.2], 0.8), ([0.3, 0.3, 0.4], 0.6)
    assert decided(DecisionRule(), *rows) == [0, 0, BACKGROUND]


def test_values_that_differ_by_less_than_the_rounding_are_a_tie() -> None:
    assert decided(DecisionRule(), ([0.40001, 0.40004, 0.2], 0.8)) == [0]
    assert rounded(numpy.array([0.12345, 0.12344999])).tolist() == pytest.approx([0.1235, 0.1234])


def test_a_winner_below_its_threshold_is_background() -> None:
    rule = DecisionRule(thresholds=Thresholds(0.3, {"cat": 0.6}))
    rows = ([0.35, 0.33, 0.32], 0.7), ([0.2, 0.59, 0.21], 0.8), ([0.2, 0.6, 0.2], 0.8)
    assert decided(rule, *rows) == [0, BACKGROUND, 1]
    high = DecisionRule(thresholds=Thresholds(0.5, {"cat": 0.1}))
    assert decided(high, ([0.1, 0.45, 0.45], 0.6)) == [BACKGROUND]


def test_relevance_decides_whether_before_what() -> None:
    rule = DecisionRule("relevance")
    # Relevance 0.55: background keeps only what the category gave it, 0.47 - 0.45.
    assert decided(rule, ([0.4, 0.13, 0.47], 0.55)) == [0]
    assert decided(DecisionRule(), ([0.4, 0.13, 0.47], 0.55)) == [BACKGROUND]
    assert decided(rule, ([0.4, 0.1, 0.5], 0.5)) == [BACKGROUND]  # strictly above
    assert decided(rule, ([0.1, 0.1, 0.8], 0.6)) == [BACKGROUND]  # the category is background


def test_an_unknown_rule_or_class_is_refused() -> None:
    with pytest.raises(ValueError, match="argmax or relevance"):
        DecisionRule("loudest")
    with pytest.raises(ValueError, match="dog"):
        decided(DecisionRule(thresholds=Thresholds(0, {"dog": 0.5})), ([1, 0, 0], 1))
