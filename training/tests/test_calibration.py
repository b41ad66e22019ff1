"""Calibration and thresholds on answers whose right values are known."""

from __future__ import annotations

import math

import numpy
import pytest

from earwitness_training.measuring.calibration import (
    Thresholds,
    choose_thresholds,
    expected_calibration_error,
    fit_temperature,
    logits_of,
    negative_log_likelihood,
    reliability,
    softmax,
    steadied,
)

CLASSES = ("bark", "cat")
SEED = 6


def answers(*rows: tuple[str, float, str]) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Rows (decided class, its probability, true label) as probabilities and labels."""
    names = (*CLASSES, "background")
    probabilities = numpy.zeros((len(rows), 3))
    for row, (decided, probability, _) in enumerate(rows):
        probabilities[row] = (1 - probability) / 2
        probabilities[row, names.index(decided)] = probability
    return probabilities, numpy.array([names.index(label) for _, _, label in rows])


def test_temperature_undoes_overconfidence() -> None:
    print(f"seed {SEED}")
    random = numpy.random.default_rng(SEED)
    honest = random.normal(0, 2, (20_000, 5))
    chances = softmax(honest).cumsum(axis=1)
    labels = (random.random((20_000, 1)) > chances).sum(axis=1)
    temperature = fit_temperature(honest * 3, labels)
    assert temperature == pytest.approx(3, rel=0.05)
    before = expected_calibration_error(reliability(softmax(honest * 3), labels))
    after = expected_calibration_error(reliability(softmax(honest * 3, temperature), labels))
    assert before > 0.1
    assert after < 0.02


def test_temperature_has_the_least_loss_nearby() -> None:
    logits = numpy.array([[2.0, 0.0], [1.0, 0.0], [0.0, 3.0], [2.0, 0.0]])
    labels = numpy.array([0, 0, 1, 1])
    best = fit_temperature(logits, labels)
    least = negative_log_likelihood(logits, labels, best)
    for other in (best * 0.9, best * 1.1):
        assert negative_log_likelihood(logits, labels, other) > least
    with pytest.raises(ValueError, match="no answer"):
        fit_temperature(logits[:0], labels[:0])


def test_loss_of_one_answer_is_the_logarithm_of_its_probability() -> None:
    logits = numpy.log(numpy.array([[0.25, 0.75]]))
    assert negative_log_likelihood(logits, numpy.array([0])) == pytest.approx(math.log(4))


def test_probabilities_come_back_from_their_logarithms() -> None:
    probabilities = numpy.array([[0.2, 0.8], [1.0, 0.0]])
    assert softmax(logits_of(probabilities)) == pytest.approx(probabilities, abs=1e-9)


def test_calibration_error_is_the_weighted_distance_of_the_bins() -> None:
    # Two answers of 0.95, one right; two of 0.6, both right.
    probabilities = numpy.array([[0.95, 0.05], [0.95, 0.05], [0.6, 0.4], [0.6, 0.4]])
    table = reliability(probabilities, numpy.array([0, 1, 0, 0]), bins=10)
    assert [entry.count for entry in table] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 2]
    assert (table[5].confidence, table[5].accuracy) == (pytest.approx(0.6), 1.0)
    assert expected_calibration_error(table) == pytest.approx(0.5 * 0.45 + 0.5 * 0.4)
    assert math.isnan(table[0].accuracy)
    assert math.isnan(expected_calibration_error(table[:3]))


def test_a_probability_of_one_lies_in_the_last_bin() -> None:
    table = reliability(numpy.array([[1.0, 0.0]]), numpy.array([0]), bins=5)
    assert table[-1].count == 1


def test_thresholds_cut_each_class_where_false_events_begin() -> None:
    probabilities, labels = answers(
        ("bark", 0.9, "bark"),
        ("bark", 0.7, "background"),
        ("cat", 0.8, "cat"),
        ("cat", 0.6, "cat"),
        ("cat", 0.5, "background"),
        ("background", 0.9, "background"),
    )
    chosen = choose_thresholds(probabilities, labels, CLASSES, least_background=1.0)
    assert chosen.row(CLASSES) == pytest.approx([0.8, 0.55])
    assert chosen.event == pytest.approx(0.55)
    assert chosen.classes == {"bark": pytest.approx(0.8)}


def test_thresholds_spend_false_events_where_they_save_most() -> None:
    # One of two false events may stay: keeping the cat's saves three cats, the bark's one bark.
    probabilities, labels = answers(
        ("bark", 0.8, "background"),
        ("bark", 0.7, "bark"),
        ("cat", 0.9, "background"),
        ("cat", 0.8, "cat"),
        ("cat", 0.7, "cat"),
        ("cat", 0.6, "cat"),
        ("background", 0.9, "background"),
        ("background", 0.9, "background"),
    )
    chosen = choose_thresholds(probabilities, labels, CLASSES, least_background=0.75)
    assert chosen.row(CLASSES) == pytest.approx([0.9, 0.0])


def test_nothing_is_refused_where_background_is_safe() -> None:
    probabilities, labels = answers(("bark", 0.6, "bark"), ("background", 0.6, "background"))
    assert choose_thresholds(probabilities, labels, CLASSES, 0.98) == Thresholds(0.0, {})


def test_enough_background_is_kept_on_many_noisy_answers() -> None:
    print(f"seed {SEED}")
    random = numpy.random.default_rng(SEED)
    labels = random.integers(0, 3, 6000)
    logits = random.normal(0, 1, (6000, 3))
    logits[numpy.arange(6000), labels] += 1.5
    probabilities = softmax(logits)
    thresholds = choose_thresholds(probabilities, labels, CLASSES, 0.98)
    background = labels == 2

    def worth(row: numpy.ndarray) -> tuple[float, float]:
        decided = probabilities.argmax(axis=1)
        kept = probabilities[numpy.arange(6000), decided] >= numpy.append(row, 0)[decided]
        decided = numpy.where(kept, decided, 2)
        quiet = (decided[background] == 2).mean()
        return quiet, (decided[~background] == labels[~background]).mean()

    quiet, recall = worth(thresholds.row(CLASSES))
    assert 0.98 <= quiet < 0.99
    # One threshold for both classes that keeps as much background finds no more.
    common = [worth(numpy.full(2, least)) for least in numpy.linspace(0, 1, 1001)]
    assert recall >= max(found for kept, found in common if kept >= quiet)


def test_answers_of_one_probability_are_kept_or_refused_together() -> None:
    probabilities, labels = answers(
        ("bark", 0.9, "bark"),
        ("bark", 0.7, "bark"),
        ("bark", 0.7, "background"),
        ("background", 0.9, "background"),
    )
    chosen = choose_thresholds(probabilities, labels, CLASSES, least_background=1.0)
    assert chosen.row(CLASSES)[0] == pytest.approx(0.8)


def test_thresholds_may_follow_decisions_that_are_no_arg_max() -> None:
    probabilities = numpy.array([[0.4, 0.0, 0.6], [0.3, 0.0, 0.7]])
    labels = numpy.array([0, 2])
    assert choose_thresholds(probabilities, labels, CLASSES, 1.0) == Thresholds(0.0, {})
    chosen = choose_thresholds(probabilities, labels, CLASSES, 1.0, decisions=numpy.array([0, 0]))
    assert chosen.row(CLASSES)[0] == pytest.approx(0.35)


def test_steadied_thresholds_lie_between_and_keep_enough_background() -> None:
    random = numpy.random.default_rng(6)
    labels = random.integers(0, 3, 4000)
    logits = random.normal(0, 1, (4000, 3))
    logits[numpy.arange(4000), labels] += 2
    logits[(labels == 2) & (random.random(4000) < 0.1), 0] += 4  # look-alikes of the first class
    probabilities = softmax(logits)
    decisions = probabilities.argmax(axis=1)
    chosen = choose_thresholds(probabilities, labels, CLASSES, 0.95)
    steady = steadied(chosen, probabilities, labels, CLASSES, 0.95, decisions)
    own, mixed = chosen.row(CLASSES), steady.row(CLASSES)
    assert own[0] > own[1]
    assert own[0] - own[1] > mixed[0] - mixed[1] > 0
    passed = (decisions < 2) & (probabilities.max(axis=1) >= numpy.append(mixed, 0)[decisions])
    assert passed[labels == 2].mean() <= 0.05


def test_impossible_requests_are_refused() -> None:
    probabilities, labels = answers(("bark", 0.9, "bark"))
    with pytest.raises(ValueError, match="share"):
        choose_thresholds(probabilities, labels, CLASSES, 98)
    with pytest.raises(ValueError, match="3 columns"):
        choose_thresholds(probabilities, labels, ("bark",), 0.98)
    with pytest.raises(ValueError, match=r"\['dog'\]"):
        Thresholds(0.5, {"dog": 0.6}).row(CLASSES)
