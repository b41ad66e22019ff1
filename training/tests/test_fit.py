"""The losses of the localizer, and that a few steps of training learn."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
import torch
from numpy.random import default_rng

from earwitness_training.backbones.tuning import rate_at
from earwitness_training.data.clips import Composer
from earwitness_training.data.features import Features
from earwitness_training.data.views import EMPTY, View
from earwitness_training.fitting import fit
from earwitness_training.fitting.answering import compose_many, measure
from earwitness_training.fitting.places import PlaceProbe, distance
from earwitness_training.packs.packing import background_kinds
from earwitness_training.settings import BackboneRun, HeadRun
from earwitness_training.weights import localizer_file

CLASSES = ("bark", "cat")
SIZES = {
    "visual": 6,
    "audio": 6,
    "common": 8,
    "recurrent": 8,
    "hidden": 16,
    "outputs": 3,
    "track_heads": True,
}


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


def job(run: HeadRun, form: str = "window", architecture: str = "avel", **sizes) -> fit.Job:
    return fit.Job(architecture, {**SIZES, **sizes}, form, 1, run)


@pytest.mark.parametrize("form", ["window", "clip"])
def test_a_short_training_learns_what_is_separable(form: str) -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=120, batch=16, learning_rate=1e-2, measure_every=60, measure_clips=40)
    trained = fit.fit(job(run, form), composer, composer, quiet=True)
    said = measure(trained.network, compose_many(composer, 60, 77), composer, form)
    scores = said.scores(CLASSES)
    assert scores.accuracy > 0.9
    assert scores.event_recall > 0.8
    heard = (said.heard_logits.argmax(1) == said.heard).mean()
    assert heard > 0.9
    decisions = said.decisions()
    assert set(background_kinds(said, decisions)) == {
        "a sound that belongs to another picture",
        "only heard",
        "only seen",
        "neither",
    }


def test_weak_supervision_learns_from_labels_of_clips() -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=60, batch=16, learning_rate=1e-2, measure_every=60, measure_clips=20)
    weak = job(run, "clip", supervision="weak", track_heads=False, clip_pooling="mean")
    before = fit.Training(weak, composer, composer).advance()
    training = fit.Training(weak, composer, composer)
    losses = [training.advance() for _ in range(60)]
    assert losses[0] == pytest.approx(before)
    assert numpy.mean(losses[-10:]) < numpy.mean(losses[:10])


def test_a_training_that_was_stopped_ends_as_one_that_was_not(tmp_path: Path) -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=8, batch=4, measure_every=4, measure_clips=10)
    whole = fit.Training(job(run), composer, composer)
    for _ in range(8):
        whole.advance()
    first = fit.Training(job(run), composer, composer)
    for _ in range(4):
        first.advance()
    first.look()
    checkpoint = tmp_path / "half.checkpoint"
    torch.save(first.state(), checkpoint)
    second = fit.Training(job(run), composer, composer)
    second.resume(torch.load(checkpoint))
    while second.step < 8:
        second.advance()
    for name, values in whole.network.state_dict().items():
        assert torch.equal(values, second.network.state_dict()[name]), name


def test_a_loss_that_is_not_finite_stops_the_training_and_names_media() -> None:
    features = separable_features()
    features.vectors[:] = numpy.inf
    composer = Composer(features, CLASSES)
    with pytest.raises(ArithmeticError, match=r"step 0; clips of \['"):
        fit.fit(job(HeadRun(steps=2, batch=2)), composer, composer)


def test_a_trained_localizer_is_read_as_it_was_saved(tmp_path: Path) -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=2, batch=2, measure_every=2, measure_clips=4)
    trained = fit.fit(job(run), composer, composer, quiet=True)
    localizer_file.save(trained, tmp_path / "avel.pt")
    again = localizer_file.load(tmp_path / "avel.pt")
    assert again.architecture == "avel"
    assert again.network.sizes == trained.network.sizes
    assert again.facts["seed"] == 1
    assert again.facts["labels"] == [*CLASSES, "background"]
    for name, values in trained.network.state_dict().items():
        assert torch.equal(values, again.network.state_dict()[name])


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
