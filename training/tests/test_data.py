"""Manifest, pictures and sounds."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from numpy.random import default_rng
from PIL import Image

from earwitness_training.data import photos, sounds
from earwitness_training.data.manifest import (
    CLEAN_CLASSES,
    Medium,
    licence_family,
    read_manifest,
    refuse_leaks,
    select,
)


def medium(split: str, role: str = "train-only", group: str = "g1") -> Medium:
    return Medium(f"{split}.jpg", "photo", "cat", "somewhere", "CC0", split, role, group)


def test_only_free_rows_of_train_may_train() -> None:
    rows = [medium("train"), medium("train", "eval-only"), medium("train", "ship")]
    assert select(rows, "photo", "train") == [rows[0], rows[2]]
    assert select([medium("test", "eval-only")], "photo", "test") != []


def test_a_group_in_two_splits_is_refused() -> None:
    with pytest.raises(ValueError, match="group g1"):
        refuse_leaks([medium("train"), medium("test")])


def test_every_clean_class_has_twenty_of_each_to_train(media: Path) -> None:
    rows = read_manifest(media)
    for kind in ("photo", "sound"):
        train = select(rows, kind, "train")
        for name in CLEAN_CLASSES:
            assert sum(row.label == name for row in train) >= 20, (kind, name)


@pytest.mark.parametrize(
    ("licence", "family"),
    [
        ("CC BY-SA 3.0 Asterisk core sounds (Digium)", "CC BY-SA"),
        ("CC BY 2.0, Flickr photo 1", "CC BY"),
        ("GPL-2+/PD (Tux Paint stamps)", "GPL"),
        ("Donate-a-cry corpus, ODbL 1.0", "ODbL"),
        ("clip CC BY, someone; set's compilation CC BY-NC", "CC BY"),
    ],
)
def test_licence_families(licence: str, family: str) -> None:
    assert licence_family(licence) == family


@pytest.mark.parametrize("kind", photos.VIEW_KINDS)
def test_views_have_the_encoder_size_and_follow_the_seed(kind: str) -> None:
    photo = Image.new("RGB", (120, 90), (200, 30, 30))
    ground = Image.new("RGB", (200, 100), (20, 80, 20))
    first = photos.training_view(photo, ground, kind, default_rng(1))
    assert first.shape == (224, 224, 3)
    assert first.dtype == numpy.uint8
    assert numpy.array_equal(first, photos.training_view(photo, ground, kind, default_rng(1)))


def test_a_white_ground_becomes_transparent_and_a_full_photo_does_not() -> None:
    cut_out = Image.new("RGB", (60, 60), (255, 255, 255))
    cut_out.paste((10, 10, 10), (20, 20, 40, 40))
    alpha = numpy.asarray(photos.opacity(cut_out))
    assert alpha[0, 0] == 0
    assert alpha[30, 30] == 255
    full = numpy.asarray(photos.opacity(Image.new("RGB", (60, 60), (120, 90, 60))))
    assert full.min() == 255


def test_active_seconds_leave_the_quiet_part_out() -> None:
    recording = numpy.zeros(4 * sounds.SAMPLES, numpy.float32)
    recording[2 * sounds.SAMPLES : 3 * sounds.SAMPLES] = 0.5
    starts = sounds.active_starts(recording)
    assert min(starts) > sounds.SAMPLES
    assert max(starts) < 3 * sounds.SAMPLES


def test_a_short_recording_lies_somewhere_in_silence() -> None:
    second = sounds.second_at(numpy.ones(4000, numpy.float32), 0, default_rng(8))
    assert second.shape == (16000,)
    assert second.sum() == 4000


def test_training_seconds_keep_to_sixteen_bits() -> None:
    random = default_rng(4)
    recording = random.standard_normal(30000).astype(numpy.float32)
    second = sounds.training_second(recording, sounds.room_tone(random), random)
    assert second.dtype == numpy.int16
    assert 50 < sounds.root_mean_square(second) < 12000


def test_a_mix_has_the_ratio_asked_for() -> None:
    tone = numpy.sin(numpy.arange(16000) / 10).astype(numpy.float32)
    under = sounds.room_tone(default_rng(1))
    rest = sounds.mixed(tone, under, 20) - tone
    ratio = sounds.root_mean_square(tone) / sounds.root_mean_square(rest)
    assert ratio == pytest.approx(10, rel=1e-3)
