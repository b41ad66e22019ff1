"""Composed clips: labels follow from what is seen and heard, and every number from the seed."""

from __future__ import annotations

import numpy
import pytest
import torch
from numpy.random import default_rng

from earwitness_training.data.clips import Composer, batch_of
from earwitness_training.data.features import Features
from earwitness_training.data.views import EMPTY, View
from earwitness_training.fitting.fit import dropped, with_noise

CLASSES = ("bark", "cat")


def features() -> Features:
    pictures = [
        View(label, target, f"{label}{medium}", "plain")
        for label, target in (("bark", "bark"), ("cat", "cat"), ("other:fox", "other"))
        for medium in range(3)
        for _ in range(2)
    ]
    seconds = [View(row.label, row.target, row.medium, "second") for row in pictures]
    pictures += [View(EMPTY, "other", "none", "plain")]
    seconds += [View(EMPTY, "other", "empty", "second")]
    random = default_rng(3)
    return Features(
        random.random((len(pictures), 7, 7, 4)).astype(numpy.float16),
        pictures,
        random.random((len(seconds), 3)).astype(numpy.float16),
        seconds,
    )


def test_an_event_is_what_is_both_seen_and_heard() -> None:
    composer = Composer(features(), CLASSES)
    random = default_rng(1)
    kinds = set()
    for _ in range(300):
        clip = composer.compose(random)
        for segment in range(10):
            seen = composer.features.map_rows[clip.pictures[segment]].target
            heard = composer.features.vector_rows[clip.seconds[segment]].target
            expected = CLASSES.index(seen) if seen == heard and seen in CLASSES else 2
            assert clip.labels[segment] == expected
            kinds.add((seen, heard))
    assert kinds == {(seen, heard) for seen in (*CLASSES, "other") for heard in (*CLASSES, "other")}


def test_the_same_seed_gives_the_same_clips() -> None:
    composer = Composer(features(), CLASSES)
    first = [composer.compose(default_rng(5)).pictures.tolist() for _ in range(3)]
    again = [composer.compose(default_rng(5)).pictures.tolist() for _ in range(3)]
    assert first == again
    assert composer.compose(default_rng(6)).pictures.tolist() != first[0]


def test_a_batch_looks_features_up_and_noise_keeps_labels() -> None:
    composer = Composer(features(), CLASSES)
    clips = [composer.compose(default_rng(seed)) for seed in range(4)]
    batch = batch_of(clips, composer.features)
    assert batch.maps.shape == (4, 10, 7, 7, 4)
    row = clips[2].seconds[7]
    assert batch.vectors[2, 7].tolist() == composer.features.vectors[row].astype(float).tolist()
    noisy = with_noise(batch, 0.1, default_rng(0))
    assert noisy.labels is batch.labels
    assert not numpy.array_equal(noisy.maps, batch.maps)
    assert numpy.allclose(noisy.maps, batch.maps, rtol=0.6)


def test_tracks_are_dropped_about_as_often_as_asked() -> None:
    mask = dropped((100, 100), 0.05, default_rng(2))
    assert set(torch.unique(mask).tolist()) == {0.0, 1.0}
    assert 0.93 < float(mask.mean()) < 0.97


def test_a_target_without_media_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no medium of cow"):
        Composer(features(), ("cow", "pig")).compose(default_rng(0))


def test_mixed_features_stay_between_the_two_that_are_mixed() -> None:
    composer = Composer(features(), CLASSES)
    batch = batch_of([composer.compose(default_rng(seed)) for seed in range(4)], composer.features)
    mixed = with_noise(batch, 0.0, default_rng(0), mixed=1.0)
    assert mixed.vectors.shape == batch.vectors.shape
    assert not numpy.array_equal(mixed.vectors, batch.vectors)
    assert mixed.vectors.min() >= batch.vectors.min()
    assert mixed.vectors.max() <= batch.vectors.max()
    assert numpy.array_equal(mixed.labels, batch.labels)
