"""Fine-tuning of an encoder: what changes, what is held, what is blended back."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy
import pytest
import torch
from numpy.random import default_rng
from torch import Tensor, nn

from earwitness_training.backbones import tuning
from earwitness_training.backbones.teachers import unchanged_tensors
from earwitness_training.data.views import View, Views
from earwitness_training.settings import BackboneRun

WIDTH = 6


class SmallEncoder(nn.Module):
    """A trunk and a reduction, as both encoders have them."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Linear(16_000, 8)
        self.reduce = nn.Linear(8, WIDTH)


@dataclass(frozen=True)
class TunedSmall:
    encoder: SmallEncoder

    def embedding(self, views: Tensor) -> Tensor:
        return torch.relu(self.encoder.trunk(views.float() / 32768))

    def summary(self, embedding: Tensor) -> Tensor:
        return embedding

    def reduced(self, embedding: Tensor) -> Tensor:
        return torch.relu(self.encoder.reduce(embedding))


def seconds() -> Views:
    """Three classes whose seconds are loud in different halves."""
    random = default_rng(4)
    values, rows = [], []
    for index, label in enumerate(("bark", "cat", "other:fox")):
        for medium in range(8):
            second = random.normal(0, 300, 16_000)
            second[index * 5000 : (index + 1) * 5000] += 9000
            values.append(second.astype(numpy.int16))
            target = label if index < 2 else "other"
            rows.append(View(label, target, f"{label}/{medium}", "second"))
    return Views(numpy.array(values), rows)


def run(**changed) -> BackboneRun:
    settings = {"steps": 30, "batch": 8, "learning_rate": 1e-3, "new_learning_rate": 1e-2}
    return BackboneRun(**{**settings, **changed})


def test_every_tensor_is_trained_and_classes_are_learnt() -> None:
    tuned = TunedSmall(SmallEncoder())
    before = copy.deepcopy(tuned.encoder)
    accuracy = tuning.fine_tune(tuned, WIDTH, seconds(), seconds(), run(), seed=1)
    assert accuracy > 0.8
    assert unchanged_tensors(tuned.encoder, before) == []


def test_embeddings_that_are_held_stay_nearer_to_those_of_the_start() -> None:
    def drifted(weight: float) -> float:
        torch.manual_seed(3)
        tuned = TunedSmall(SmallEncoder())
        start = copy.deepcopy(tuned)
        settings = run(keep_weight=weight, average=0.0)
        tuning.fine_tune(tuned, WIDTH, seconds(), seconds(), settings, seed=1)
        values = torch.from_numpy(seconds().values)
        with torch.no_grad():
            return float(tuning.drift(tuned, start, tuned.embedding(values), values))

    assert drifted(20.0) < 0.7 * drifted(0.0)


def test_a_blend_lies_between_start_and_end_and_leaves_the_reduction() -> None:
    start, encoder = SmallEncoder(), SmallEncoder()
    end = copy.deepcopy(encoder)
    tuning.blend(list(encoder.trunk.parameters()), start, encoder, 0.25)
    expected = 0.75 * end.trunk.weight + 0.25 * start.trunk.weight
    torch.testing.assert_close(encoder.trunk.weight, expected)
    assert torch.equal(encoder.reduce.weight, end.reduce.weight)


def test_settling_trains_the_reduction_alone() -> None:
    tuned = TunedSmall(SmallEncoder())
    before = copy.deepcopy(tuned.encoder)
    views = seconds()
    classes = tuning.Classes.of(views)
    classifier = nn.Linear(WIDTH, len(classes.names))
    tuning.settle(tuned, classifier, views, classes, run(settle_steps=5), seed=1)
    assert torch.equal(tuned.encoder.trunk.weight, before.trunk.weight)
    assert not torch.equal(tuned.encoder.reduce.weight, before.reduce.weight)


def test_a_blended_encoder_still_tells_the_classes_apart() -> None:
    tuned = TunedSmall(SmallEncoder())
    settings = run(start_share=0.5, settle_steps=60)
    assert tuning.fine_tune(tuned, WIDTH, seconds(), seconds(), settings, seed=1) > 0.8


def test_going_all_the_way_back_is_refused() -> None:
    with pytest.raises(ValueError, match="start_share must be"):
        run(start_share=1.0)


def test_augmented_seconds_keep_their_shape_and_range() -> None:
    random = default_rng(8)
    values = torch.from_numpy(seconds().values)
    changed = tuning.augmented(values, random)
    assert changed.shape == values.shape
    assert float(changed.abs().max()) <= 32768
    assert not torch.equal(changed, values.float())


def test_a_second_played_faster_holds_its_waves_closer() -> None:
    wave = torch.sin(torch.arange(16_000) * 2 * torch.pi * 100 / 16_000)
    crossings = [
        int((numpy.diff(numpy.sign(tuning.at_speed(wave, factor).numpy())) != 0).sum())
        for factor in (1.0, 1.1)
    ]
    assert crossings[1] == pytest.approx(1.1 * crossings[0], rel=0.02)
