"""`./earwitness evaluate` and `./train evaluate` give the same figures of one file of clips."""

from __future__ import annotations

import json
from pathlib import Path

import numpy
import pytest

from earwitness_training.metrics.clips import ScoredClip
from earwitness_training.metrics.figures import measure

_FILE = Path(__file__).parents[2] / (
    "app/src/test/resources/org/earwitness/app/evaluate/agreement.json"
)
_LETTERS = "abc-"  # three classes and background


def _row(letters: str) -> numpy.ndarray:
    return numpy.array([_LETTERS.index(letter) for letter in letters])


def test_the_figures_are_those_that_java_is_held_to() -> None:
    shared = json.loads(_FILE.read_text(encoding="utf-8"))
    clips = [
        ScoredClip(str(number), _row(labels), _row(decisions))
        for number, (labels, decisions) in enumerate(shared["clips"])
    ]
    figures = measure(clips, tuple("abc")).as_plain()

    wanted = dict(shared["figures"])
    classes = wanted.pop("classes")
    assert {name: figures[name] for name in wanted} == pytest.approx(wanted, abs=1e-12)
    for name, values in classes.items():
        of_class = figures["classes"][name]
        assert {key: of_class[key] for key in values} == pytest.approx(values, abs=1e-12)
