"""Calibration of probabilities, and the thresholds below which an answer is not believed.

All of it is chosen on val clips, look-alikes included (things that the pack must not name, and a
sound that belongs to another picture), and only reported on test.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy

BINS = 15
_LEAST_TEMPERATURE, _MOST_TEMPERATURE = 0.05, 20.0
_SEARCH_STEPS = 60
_GOLDEN = (math.sqrt(5) - 1) / 2
_LEAST_PROBABILITY = 1e-12
_PRICE_STEPS = 40
_MOST_PRICE = 1e6
_STEPS = numpy.arange(0, 1.0001, 0.005)  # of thresholds that are searched through
_SAME = 1e-9


@dataclass(frozen=True)
class Bin:
    """Answers whose winning probability lies in (low, high]."""

    low: float
    high: float
    count: int
    confidence: float  # mean winning probability; NaN in an empty bin
    accuracy: float


@dataclass(frozen=True)
class Thresholds:
    """Least probabilities with which a decision is an event; below them it is background.

    event: for every class; classes: for single classes, where more is asked than that.
    """

    event: float = 0.0
    classes: dict[str, float] = field(default_factory=dict)

    def row(self, classes: tuple[str, ...]) -> numpy.ndarray:
        """float64 [classes]: what each class must reach."""
        unknown = [name for name in self.classes if name not in classes]
        if unknown:
            raise ValueError(f"thresholds name {unknown}, which are no classes of {list(classes)}")
        return numpy.array([max(self.event, self.classes.get(name, 0.0)) for name in classes])


def softmax(logits: numpy.ndarray, temperature: float = 1.0) -> numpy.ndarray:
    """Row by row: float64 [n, outputs] of logits / temperature."""
    scaled = logits.astype(numpy.float64) / temperature
    exponents = numpy.exp(scaled - scaled.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def logits_of(probabilities: numpy.ndarray) -> numpy.ndarray:
    """Logarithms, for networks that give probabilities: softmax of them gives them back."""
    return numpy.log(numpy.maximum(probabilities.astype(numpy.float64), _LEAST_PROBABILITY))


def negative_log_likelihood(
    logits: numpy.ndarray, labels: numpy.ndarray, temperature: float = 1.0
) -> float:
    """Mean over the rows, in nats. logits: float [n, outputs]; labels: int64 [n]"""
    chosen = softmax(logits, temperature)[numpy.arange(len(labels)), labels]
    return float(-numpy.log(numpy.maximum(chosen, _LEAST_PROBABILITY)).mean())


def fit_temperature(logits: numpy.ndarray, labels: numpy.ndarray) -> float:
    """The temperature of least negative log-likelihood (Guo et al. 2017), from 0.05 to 20.

    The likelihood is unimodal in the temperature, so a golden-section search over its logarithm
    finds it. Dividing logits by one number never changes the arg-max.
    """
    if len(labels) == 0:
        raise ValueError("there is no answer to fit a temperature to")
    low, high = math.log(_LEAST_TEMPERATURE), math.log(_MOST_TEMPERATURE)
    for _ in range(_SEARCH_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if negative_log_likelihood(logits, labels, math.exp(left)) < negative_log_likelihood(
            logits, labels, math.exp(right)
        ):
            high = right
        else:
            low = left
    return math.exp((low + high) / 2)


def reliability(probabilities: numpy.ndarray, labels: numpy.ndarray, bins: int = BINS) -> list[Bin]:
    """How often the winning class is right, by its probability, in bins of equal width.

    probabilities: float [n, outputs]; labels: int64 [n]
    """
    winning = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = numpy.clip(numpy.ceil(winning * bins).astype(int) - 1, 0, bins - 1)
    table = []
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        table.append(
            Bin(
                low=place / bins,
                high=(place + 1) / bins,
                count=count,
                confidence=float(winning[inside].mean()) if count else float("nan"),
                accuracy=float(right[inside].mean()) if count else float("nan"),
            )
        )
    return table


def expected_calibration_error(table: list[Bin]) -> float:
    """Mean distance of confidence and accuracy over the bins, weighted by their counts."""
    total = sum(entry.count for entry in table)
    filled = [entry for entry in table if entry.count]
    if not total:
        return float("nan")
    return sum(entry.count * abs(entry.confidence - entry.accuracy) for entry in filled) / total


@dataclass(frozen=True)
class _Answers:
    """Decided events of one class, most probable first, and what each turned out to be."""

    probabilities: numpy.ndarray  # float64 [n], descending
    right: numpy.ndarray  # int64 [n + 1], right ones among the first k
    false: numpy.ndarray  # int64 [n + 1], background among the first k


def choose_thresholds(
    probabilities: numpy.ndarray,
    labels: numpy.ndarray,
    classes: tuple[str, ...],
    least_background: float,
    decisions: numpy.ndarray | None = None,
) -> Thresholds:
    """Thresholds a class that keep background accuracy and lose the fewest right events.

    probabilities: float [n, classes + 1], background last; labels: int64 [n]
    decisions: int64 [n], where they are not the arg-max (the rule of CMRAN)
    least_background: share of the background segments that must stay background, e.g. 0.98

    One price is put on a false event, the same for all classes: each class keeps as many of its
    most probable events as are worth it (right ones minus price times false ones). The smallest
    price that keeps enough background is taken. So all classes are cut where a false event costs
    the same, and a class with few answers is not fitted to single ones. A threshold lies midway
    between the last answer kept and the first one refused.
    """
    if not 0 <= least_background <= 1:
        raise ValueError(f"least background accuracy is {least_background}: it is a share, 0 to 1")
    background = len(classes)
    if probabilities.shape[1] != background + 1:
        raise ValueError(
            f"probabilities have {probabilities.shape[1]} columns, {background + 1} expected"
        )
    decided = probabilities.argmax(axis=1) if decisions is None else decisions
    answers = [_answers(probabilities, labels, decided, index) for index in range(background)]
    allowed = (1 - least_background) * float((labels == background).sum()) + 1e-9
    price = _least_price(answers, allowed)
    chosen = [_threshold(entry, _kept(entry, price)) for entry in answers]
    common = min(chosen)
    return Thresholds(
        event=common,
        classes={
            name: value for name, value in zip(classes, chosen, strict=True) if value > common
        },
    )


def steadied(
    chosen: Thresholds,
    probabilities: numpy.ndarray,
    labels: numpy.ndarray,
    classes: tuple[str, ...],
    least_background: float,
    decisions: numpy.ndarray,
) -> Thresholds:
    """Thresholds a class drawn half of the way to the one that is enough for all classes alike.

    A class has few look-alikes on val, each in many clips: a threshold of its own follows single
    photos and recordings of them. One for all follows none, but knows no difference. The mixture
    is raised, the same for all classes, until it keeps enough background again.
    """
    events = decisions < len(classes)
    reached = probabilities[numpy.arange(len(decisions)), decisions].astype(numpy.float64)
    false = events & (labels == len(classes))
    allowed = (1 - least_background) * float((labels == len(classes)).sum()) + 1e-9

    def enough(least: numpy.ndarray) -> bool:
        passed = reached[false] >= least[decisions[false]]
        return float(passed.sum()) <= allowed

    common = next(
        (step for step in _STEPS if enough(numpy.full(len(classes), step))), float(_STEPS[-1])
    )
    mixed = (chosen.row(classes) + common) / 2
    raised = next((mixed + step for step in _STEPS if enough(mixed + step)), mixed + _STEPS[-1])
    least = numpy.minimum(raised, 1.0)
    event = float(least.min())
    higher = zip(classes, least, strict=True)
    return Thresholds(
        event, {name: float(value) for name, value in higher if value > event + _SAME}
    )


def _answers(
    probabilities: numpy.ndarray, labels: numpy.ndarray, decided: numpy.ndarray, index: int
) -> _Answers:
    rows = numpy.flatnonzero(decided == index)
    rows = rows[numpy.argsort(-probabilities[rows, index], kind="stable")]
    background = probabilities.shape[1] - 1
    return _Answers(
        probabilities[rows, index].astype(numpy.float64),
        numpy.concatenate([[0], numpy.cumsum(labels[rows] == index)]),
        numpy.concatenate([[0], numpy.cumsum(labels[rows] == background)]),
    )


def _kept(answers: _Answers, price: float) -> int:
    """How many of the most probable answers are worth keeping; among equals the most."""
    value = answers.right - price * answers.false
    best = len(value) - 1 - int(numpy.argmax(value[::-1]))
    # Answers of one probability go together: what a threshold cannot part is kept or cut whole.
    scores = answers.probabilities
    if 0 < best < len(scores) and scores[best - 1] == scores[best]:
        first = int(numpy.searchsorted(-scores, -scores[best], side="left"))
        last = int(numpy.searchsorted(-scores, -scores[best], side="right"))
        best = first if value[first] >= value[last] else last
    return best


def _least_price(answers: list[_Answers], allowed: float) -> float:
    """The smallest price of a false event at which no more than the allowed number is kept."""

    def false_at(price: float) -> int:
        return sum(int(entry.false[_kept(entry, price)]) for entry in answers)

    if false_at(0.0) <= allowed:
        return 0.0
    low, high = math.log(1e-3), math.log(_MOST_PRICE)
    for _ in range(_PRICE_STEPS):
        middle = (low + high) / 2
        if false_at(math.exp(middle)) <= allowed:
            high = middle
        else:
            low = middle
    return math.exp(high)


def _threshold(answers: _Answers, kept: int) -> float:
    """Between the last answer kept and the first refused; 0 where none is refused, at most 1."""
    scores = answers.probabilities
    if kept == len(scores):
        return 0.0
    above = float(scores[kept - 1]) if kept else 1.0
    return min(1.0, (above + float(scores[kept])) / 2)
