"""The losses of the localizer, and that a few steps of training learn."""

from __future__ import annotations

import numpy
import pytest
import torch
from numpy.random import default_rng

from earwitness_training import fit
from earwitness_training.backbones import rate_at
from earwitness_training.data.clips import Composer
from earwitness_training.data.features import Features
from earwitness_training.data.views import EMPTY, View
from earwitness_training.evaluate import background_kinds, late_scores
from earwitness_training.networks.avel import AvelSizes
from earwitness_training.places import PlaceProbe, distance
from earwitness_training.settings import BackboneRun, HeadRun

CLASSES = ("bark", "cat")
SIZES = AvelSizes(visual=6, audio=6, common=8, recurrent=8, hidden=16, outputs=3)


def separable_features() -> Features:
    """Channel c of class c is high, in the picture at one place only."""
    random = default_rng(2)
    rows, maps, vectors = [], [], []
    for index, label in enumerate((*CLASSES, "other:fox", EMPTY)):
        for medium in range(6):
            target = label if label in CLASSES else "other"
            rows.append(View(label, target, f"{label}{medium}", "plain"))
            picture = random.random((7, 7, 6)) * 0.2
            picture[int(random.integers(7)), int(random.integers(7)), index] = 8
            maps.append(picture)
            vectors.append(random.random(6) * 0.2 + 2 * numpy.eye(6)[index])
    return Features(
        numpy.array(maps).astype(numpy.float16),
        rows,
        numpy.array(vectors).astype(numpy.float16),
        rows,
    )


def test_a_short_training_learns_what_is_separable() -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=150, batch=16, learning_rate=1e-2, measure_every=50, measure_clips=40)
    network = fit.fit(composer, composer, SIZES, run, seed=1)
    said = fit.measure(network, fit.compose_many(composer, 60, 77), composer)
    scores = fit.decide(said, CLASSES)
    assert scores.accuracy > 0.9
    assert scores.event_recall > 0.8
    late = late_scores(said, CLASSES)
    assert late.background_accuracy > 0.8
    assert set(background_kinds(said)) == {
        "a sound that belongs to another picture",
        "only heard",
        "only seen",
        "neither",
    }


def test_a_loss_that_is_not_finite_stops_the_training() -> None:
    features = separable_features()
    features.vectors[:] = numpy.inf
    composer = Composer(features, CLASSES)
    with pytest.raises(ArithmeticError, match="step 0"):
        fit.fit(composer, composer, SIZES, HeadRun(steps=2, batch=2), seed=1)


def test_the_probe_points_at_the_place_that_speaks_for_the_class() -> None:
    probe = PlaceProbe(channels=2, outputs=3)
    with torch.no_grad():
        probe.classify.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]))
    maps = torch.zeros(1, 49, 2)
    maps[0, 10, 0] = 1
    maps[0, 30, 1] = 1
    assert int(probe.places(maps, torch.tensor([0])).argmax()) == 10
    assert int(probe.places(maps, torch.tensor([1])).argmax()) == 30
    assert float(probe.places(maps, torch.tensor([0])).sum()) == pytest.approx(1, abs=1e-5)


def test_attention_that_looks_at_the_places_has_no_distance() -> None:
    places = torch.softmax(torch.randn(4, 49), dim=1)
    assert float(distance(places, places)) == pytest.approx(0, abs=1e-6)
    assert float(distance(torch.full((4, 49), 1 / 49), places)) > 0.1


def test_the_learning_rate_rises_and_falls() -> None:
    run = BackboneRun(steps=100, batch=1, learning_rate=1, new_learning_rate=1)
    assert rate_at(0, run) == pytest.approx(0.2)
    assert rate_at(5, run) == pytest.approx(1)
    assert rate_at(99, run) < 0.01
