"""All that was measured of one pack, as one value that goes to JSON and back; cards read it."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import numpy

from earwitness_training.measuring.calibration import (
    Bin,
    Thresholds,
    choose_thresholds,
    expected_calibration_error,
    negative_log_likelihood,
    reliability,
    softmax,
    steadied,
)
from earwitness_training.measuring.decision import DecisionRule
from earwitness_training.metrics import Figures, score

_NAN = float("nan")


@dataclass(frozen=True)
class CalibrationFacts:
    """What the temperature changed; the error and the table are on clips it was not fitted to."""

    temperature: float
    background: float  # what was added to the background logit before
    error_before: float  # expected calibration error
    error_after: float
    loss_before: float  # mean negative log-likelihood, nats
    loss_after: float
    table: list[Bin]  # after

    @staticmethod
    def measure(
        logits: numpy.ndarray, labels: numpy.ndarray, temperature: float, background: float = 0.0
    ) -> CalibrationFacts:
        """Measure on test. logits: float [n, classes + 1], as the network gives them, background
        last; labels: int64 [n]"""
        moved = logits.copy()
        moved[:, -1] += background
        before = reliability(softmax(moved), labels)
        after = reliability(softmax(moved, temperature), labels)
        return CalibrationFacts(
            temperature,
            background,
            expected_calibration_error(before),
            expected_calibration_error(after),
            negative_log_likelihood(moved, labels),
            negative_log_likelihood(moved, labels, temperature),
            after,
        )


@dataclass(frozen=True)
class ThresholdFacts:
    """Thresholds of a pack and on what they were chosen."""

    chosen: Thresholds
    least_background: float  # that they had to keep on val
    segments: int  # of val, look-alikes included
    background_before: float  # background accuracy on val without them
    background_after: float
    recall_before: float  # event recall on val
    recall_after: float

    @staticmethod
    def choose(
        probabilities: numpy.ndarray,
        relevance: numpy.ndarray,
        labels: numpy.ndarray,
        classes: tuple[str, ...],
        least_background: float,
        rule: DecisionRule,
    ) -> ThresholdFacts:
        """Choose thresholds on val and say what they do there.

        probabilities: float [n, classes + 1], background last; relevance: float [n];
        labels: int64 [n], look-alikes labelled background; rule: without thresholds
        """
        winners = rule.winners(probabilities, relevance)
        chosen = choose_thresholds(probabilities, labels, classes, least_background, winners)
        chosen = steadied(chosen, probabilities, labels, classes, least_background, winners)
        # Rounded upwards to what decisions are taken on, so that no more passes than was chosen.
        chosen = Thresholds(
            _up(chosen.event), {name: _up(value) for name, value in chosen.classes.items()}
        )
        with_them = dataclasses.replace(rule, thresholds=chosen)
        decisions = with_them.decide(probabilities, relevance, classes)
        before, after = score(labels, winners, classes), score(labels, decisions, classes)
        return ThresholdFacts(
            chosen,
            least_background,
            len(labels),
            before.background_accuracy,
            after.background_accuracy,
            before.event_recall,
            after.event_recall,
        )


@dataclass(frozen=True)
class TableRow:
    """One system in one form, beside which the pack is seen."""

    system: str
    supervision: str
    form: str  # clip, or window with its look-ahead
    seeds: int
    accuracy: float  # means over the seeds
    accuracy_spread: float  # half the distance of the extremes; 0 of one seed
    event_recall: float
    background_accuracy: float
    event_f1: float

    @staticmethod
    def of(system: str, supervision: str, form: str, seeds: list[Figures]) -> TableRow:
        """The row of one system, from the figures of its seeds."""
        accuracies = [figures.accuracy for figures in seeds]
        return TableRow(
            system,
            supervision,
            form,
            len(seeds),
            mean(accuracies),
            (max(accuracies) - min(accuracies)) / 2,
            mean(figures.event_recall for figures in seeds),
            mean(figures.background_accuracy for figures in seeds),
            mean(figures.event_f1 for figures in seeds),
        )


@dataclass(frozen=True)
class Measurement:
    """Figures on one kind of clips."""

    name: str  # as the card says it, e.g. "composed of features of the test split"
    figures: Figures


@dataclass(frozen=True)
class Report:
    """All figures of one pack; what was not measured is None or empty."""

    date: str  # ISO day of the measurement
    measurements: list[Measurement]  # the first is the one that all else here is measured on
    single_tracks: dict[str, Figures] = field(default_factory=dict)  # `heard`, `seen` alone
    kinds: dict[str, float] = field(default_factory=dict)  # background accuracy by its reason
    confusions: list[list[int]] = field(default_factory=list)  # rows true, columns decided
    calibration: CalibrationFacts | None = None
    thresholds: ThresholdFacts | None = None
    table: list[TableRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.measurements:
            raise ValueError("a report needs at least one measurement")

    @property
    def figures(self) -> Figures:
        """Those of the first measurement."""
        return self.measurements[0].figures

    def save(self, path: Path) -> None:
        """Write it as JSON; what is not a number is null."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_plain(asdict(self)), indent=1, allow_nan=False)
        path.write_text(text + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Report:
        """Read what `save` wrote."""
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing: measure the pack first")
        values = json.loads(path.read_text(encoding="utf-8"))
        return Report(
            date=values["date"],
            measurements=[
                Measurement(entry["name"], Figures.of_plain(entry["figures"]))
                for entry in values["measurements"]
            ],
            single_tracks={
                name: Figures.of_plain(held) for name, held in values["single_tracks"].items()
            },
            kinds={name: _number(value) for name, value in values["kinds"].items()},
            confusions=values["confusions"],
            calibration=_calibration(values["calibration"]),
            thresholds=_thresholds(values["thresholds"]),
            table=[TableRow(**_numbers(row)) for row in values["table"]],
        )


def _up(value: float) -> float:
    """The next 1e-4 at or above a threshold."""
    return math.ceil(value * 10_000 - 1e-6) / 10_000


def _plain(values: Any) -> Any:
    if isinstance(values, dict):
        return {key: _plain(value) for key, value in values.items()}
    if isinstance(values, list):
        return [_plain(value) for value in values]
    return None if isinstance(values, float) and math.isnan(values) else values


def _number(value: float | None) -> float:
    return _NAN if value is None else value


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _NAN if value is None else value for name, value in values.items()}


def _calibration(values: dict[str, Any] | None) -> CalibrationFacts | None:
    if values is None:
        return None
    table = [Bin(**_numbers(entry)) for entry in values.pop("table")]
    return CalibrationFacts(**_numbers(values), table=table)


def _thresholds(values: dict[str, Any] | None) -> ThresholdFacts | None:
    if values is None:
        return None
    chosen = Thresholds(**values.pop("chosen"))
    return ThresholdFacts(chosen, **_numbers(values))
