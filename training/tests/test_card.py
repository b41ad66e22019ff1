"""The card: what it must say of any pack, and the picture beside it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy
import pytest
from PIL import Image

from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES, Medium
from earwitness_training.measuring import confusion
from earwitness_training.measuring.calibration import Thresholds
from earwitness_training.measuring.decision import DecisionRule
from earwitness_training.measuring.report import (
    CalibrationFacts,
    Measurement,
    Report,
    TableRow,
    ThresholdFacts,
)
from earwitness_training.metrics import ScoredClip, measure
from earwitness_training.packs.card import CardFacts, LicenceRow, card, licence_rows, write

CLASSES = ("bark", "cat", "horse", "violin")
FACTS = CardFacts(
    name="psp",
    version="2.0.0",
    architecture="psp",
    supervision="full",
    window=10,
    look_ahead=1,
    frames=1,
    state_bytes=866,
    labels=(*CLASSES, BACKGROUND),
    experimental=("horse",),
    encode_milliseconds=14.2,
    licences=(LicenceRow("CC BY", 20, 11), LicenceRow("GPL", 3, 0)),
)


def figures(labels: list[int], decisions: list[int]):
    return measure([ScoredClip("x", numpy.array(labels), numpy.array(decisions))], CLASSES)


def report() -> Report:
    random = numpy.random.default_rng(2)
    labels = random.integers(0, 5, 400)
    logits = random.normal(0, 1, (400, 5))
    logits[numpy.arange(400), labels] += 2
    return Report(
        date="2026-11-21",
        measurements=[
            Measurement("composed", figures([0, 0, 1, 1, 1, 2, 4, 4], [0, 0, 1, 4, 4, 2, 4, 4])),
            Measurement("rendered", figures([0, 4], [0, 4])),
        ],
        single_tracks={"heard": figures([0, 4], [0, 0])},
        kinds={"only heard": 0.9},
        confusions=[[2, 0, 0, 0, 0], [0, 1, 0, 0, 2], [0, 0, 1, 0, 0], [0] * 5, [0, 0, 0, 0, 2]],
        calibration=CalibrationFacts.measure(logits * 8, labels, 4.0),
        thresholds=ThresholdFacts(
            Thresholds(0.3, {"cat": 0.45}), 0.98, 4000, 0.96, 0.981, 0.9, 0.87
        ),
        table=[
            TableRow("avel", "weak", "clip", 3, 0.8, 0.01, 0.7, 0.98, 0.6),
            TableRow("psp", "full", "window 0", 1, 0.92, 0.0, 0.86, 0.98, 0.71),
        ],
    )


def test_the_card_says_what_the_pack_is_and_what_it_is_worth() -> None:
    text = card(FACTS, report())
    assert text.startswith("# psp 2.0.0\n")
    assert "PSP (Zhou et al., CVPR 2021)" in text
    assert "a look-ahead of 1 " in text
    assert "23 photos and 11 recordings" in text
    assert "| composed | 8 | 0.750 | 0.667 | 1.000 | 1.000 |" in text
    assert "| the first, by what is heard alone | 2 | 0.500 |" in text
    assert "| only heard | 0.900 |" in text
    assert "| psp | full | window 0 | 1 | 0.920 | 0.860 | 0.980 | 0.710 |" in text
    assert "| avel | weak | clip | 3 | 0.800 ± 0.010 |" in text
    assert "Every class: 0.300. Higher: cat 0.450." in text
    assert "Apache-2.0" in text
    assert "Florian Schmid" in text


def test_thin_classes_stand_apart_and_experimental_ones_are_marked() -> None:
    clean, thin = card(FACTS, report()).split("Thin classes")
    assert "| bark | 2 | 1.000 |" in clean
    assert "| horse" not in clean
    assert "| horse (experimental) | 1 | 1.000 |" in thin
    assert "| violin | 0 | - |" in thin


def test_a_class_below_half_recall_is_named_with_its_reason() -> None:
    text = card(FACTS, report())
    below = text.split("Below 50 % recall:")[1].split("##")[0]
    assert "- cat (0.333): its test photos and sounds come from other sources" in below
    assert "bark" not in below
    nameless = dataclasses.replace(FACTS, weaknesses=())
    assert "- cat (0.333): no reason in its data is known." in card(nameless, report())


def test_calibration_is_measured_before_and_after() -> None:
    facts = report().calibration
    assert facts is not None
    assert facts.error_after < facts.error_before
    assert facts.loss_after < facts.loss_before
    assert sum(entry.count for entry in facts.table) == 400


def test_thresholds_are_chosen_with_what_they_do() -> None:
    probabilities = numpy.array(
        [[0.9, 0, 0, 0, 0.1], [0.62345, 0, 0, 0, 0.3], [0.6, 0, 0, 0, 0.4], [0, 0, 0, 0, 1]]
    )
    labels = numpy.array([0, 0, 4, 4])
    facts = ThresholdFacts.choose(
        probabilities, 1 - probabilities[:, 4], labels, CLASSES, 1.0, DecisionRule()
    )
    # Of its own 0.6118 and 0, and the 0.605 that is enough for all: half of the way.
    assert facts.chosen.row(CLASSES) == pytest.approx([0.6084, 0.3025, 0.3025, 0.3025])
    assert (facts.background_before, facts.background_after) == (0.5, 1.0)
    assert (facts.recall_before, facts.recall_after) == (1.0, 1.0)
    assert facts.segments == 4


def test_a_row_of_the_table_averages_its_seeds() -> None:
    seeds = [figures([0, 4], [0, 4]), figures([0, 0, 4, 4], [0, 4, 4, 4])]
    row = TableRow.of("psp", "full", "clip", seeds)
    assert (row.seeds, row.accuracy, row.accuracy_spread) == (2, 0.875, 0.125)
    assert (row.event_recall, row.background_accuracy) == (0.75, 1.0)


def test_what_was_not_measured_leaves_no_empty_section() -> None:
    bare = Report("2026-11-21", [Measurement("composed", figures([0, 4], [0, 4]))])
    text = card(dataclasses.replace(FACTS, experimental=(), weights=()), bare)
    for title in ("Calibration", "Thresholds", "Beside", "Where the weights", "confusion.png"):
        assert title not in text
    assert "nan" not in text
    with pytest.raises(ValueError, match="at least one"):
        Report("2026-11-21", [])


def test_a_report_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.json"
    report().save(path)
    again = Report.load(path)
    assert card(FACTS, again) == card(FACTS, report())
    assert again.thresholds == report().thresholds
    assert again.table == report().table
    with pytest.raises(FileNotFoundError, match="measure the pack first"):
        Report.load(tmp_path / "none.json")


def test_licences_are_counted_by_family() -> None:
    def medium(kind: str, licence: str) -> Medium:
        return Medium("x", kind, "bark", "s", licence, "train", "train-only", "")

    rows = licence_rows(
        [medium("photo", "CC BY 4.0 a"), medium("photo", "CC BY 2.0 b"), medium("sound", "GPL-2+")]
    )
    assert rows == (LicenceRow("CC BY", 2, 0), LicenceRow("GPL", 0, 1))


def test_confusions_are_counted_by_truth_and_decision() -> None:
    counts = confusion.count_confusions(numpy.array([0, 0, 1, 2]), numpy.array([0, 2, 1, 2]), 3)
    assert counts.tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1]]
    shares = confusion.row_shares(numpy.array([[1, 3], [0, 0]]))
    assert shares.tolist() == [[0.25, 0.75], [0, 0]]


def test_the_picture_is_small_and_dark_where_the_share_is_large(tmp_path: Path) -> None:
    names = (*CLEAN_CLASSES, BACKGROUND)
    counts = numpy.full((15, 15), 2) + numpy.eye(15, dtype=int) * 172
    path = tmp_path / "confusion.png"
    confusion.save(counts, names, "a pack", path)
    assert path.stat().st_size < 60_000
    with Image.open(path) as picture:
        grey = picture.convert("L")
    side = 15 * 40
    left, top = grey.width - 12 - side, grey.height - 12 - side
    for row in range(15):
        corners = [
            grey.getpixel((left + column * 40 + 4, top + row * 40 + 4)) for column in range(15)
        ]
        assert corners.index(min(corners)) == row
        assert min(corners) < 100 < sorted(corners)[1]
    with pytest.raises(ValueError, match="does not fit"):
        confusion.draw(counts, names[:3], "a pack")


def test_card_and_picture_are_written_side_by_side(tmp_path: Path) -> None:
    write(tmp_path, FACTS, report())
    assert "(confusion.png)" in (tmp_path / "card.md").read_text(encoding="utf-8")
    assert (tmp_path / "confusion.png").is_file()
