"""The tables, from trials whose figures are known."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy
import pytest

from earwitness_training.fitting import table
from earwitness_training.fitting.trials import LOOK_AHEADS, Result
from earwitness_training.fitting.workshop import Trial
from earwitness_training.metrics import measure, scored_clips
from earwitness_training.packs.packing import packed_trial

CLASSES = ("bark", "cat")


def figures(right: int):
    """Figures of one ten-second clip of which so many seconds are right."""
    labels = numpy.array([[0] * 5 + [2] * 5])
    decisions = labels.copy()
    decisions[0, right:] = 1
    return measure(scored_clips(labels, decisions), CLASSES)


def results() -> list[Result]:
    looking = {f"window {ahead}": figures(4) for ahead in LOOK_AHEADS}
    return [
        Result(Trial("avel", "full", "clip", 0), {"clip": figures(9), **looking}, 1.0),
        Result(Trial("avel", "full", "clip", 1), {"clip": figures(7)}, 1.0),
        Result(Trial("avel", "full", "window", 0), {"window 0": figures(6)}, 1.0),
    ]


def test_seeds_of_a_row_are_joined_with_their_spread() -> None:
    text = table.markdown(results())
    assert "| avel | own | full | clip | 2 | 80.0 ± 10.0 |" in text
    assert "| avel | own | full | window 0 | 1 | 60.0 |" in text


def test_the_cost_of_causality_is_clip_minus_window() -> None:
    assert "| avel | own | full | 80.0 ± 10.0 | 60.0 | +20.0 |" in table.causality(results())


def test_look_aheads_stand_beside_the_clip_that_they_were_trained_on() -> None:
    assert "| avel | own | 90.0 | 40.0 | 40.0 | 40.0 | 40.0 | 40.0 |" in table.look_aheads(
        results()
    )


def test_a_result_is_read_as_it_was_saved(tmp_path: Path) -> None:
    first = results()[0]
    first.save(tmp_path / "one.json")
    again = Result.load(tmp_path / "one.json")
    assert again.trial == first.trial
    assert (
        dataclasses.astuple(again.figures["clip"])[:4]
        == dataclasses.astuple(first.figures["clip"])[:4]
    )


def test_a_card_is_written_for_the_trial_that_the_pack_was_made_of(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("provenance: {mode: window, seed: 1}\n", encoding="utf-8")
    assert packed_trial(tmp_path, "cmran") == Trial("cmran", "full", "window", 1)
    with pytest.raises(FileNotFoundError, match="run './train export --systems psp' first"):
        packed_trial(tmp_path / "psp", "psp")
