"""Scripts of the sample streams: what each second should be called."""

from __future__ import annotations

from pathlib import Path

from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES
from earwitness_training.samples import sound_track
from earwitness_training.samples.catalogue import SAMPLES
from earwitness_training.samples.picture_track import HEIGHT, WIDTH, PictureTrack
from earwitness_training.samples.script import Sample, Shot, Sound, expectations


def test_a_sound_before_its_picture_is_background_until_both_are_there() -> None:
    sample = Sample(
        "x",
        "",
        6,
        (Shot("a", "", 0, 2), Shot("b", "cat", 2, 6)),
        (),
        (Sound(("c",), "cat", 1, 4), Sound(("d",), "bark", 4, 6)),
    )
    assert [(span.start, span.end, span.expected) for span in expectations(sample, ("cat",))] == [
        (0, 1, BACKGROUND),
        (1, 2, BACKGROUND),
        (2, 4, "cat"),
        (4, 6, BACKGROUND),
    ]


def test_every_sample_is_heard_before_it_is_seen_and_has_a_sound_of_no_picture() -> None:
    for sample in SAMPLES:
        spans = expectations(sample, CLEAN_CLASSES)
        first = next(index for index, span in enumerate(spans) if span.expected != BACKGROUND)
        label = spans[first].expected
        assert spans[first - 1].heard == label
        assert spans[first - 1].seen == ""
        assert any(span.heard not in ("", label) and span.seen == label for span in spans)


def test_samples_use_only_media_that_may_be_handed_on(media: Path) -> None:
    for sample in SAMPLES:
        for file in sample.files():
            assert (media / "ship" / file).is_file()


def test_a_figure_stands_in_the_picture_only_in_its_time(media: Path) -> None:
    yard = SAMPLES[0]
    track = PictureTrack(yard, media / "ship")
    without, within = track.frame(6.9), track.frame(12.0)
    assert without.size == within.size == (WIDTH, HEIGHT)
    foot = int(0.55 * WIDTH), int(0.6 * HEIGHT)
    assert without.getpixel(foot) != within.getpixel(foot)


def test_sound_is_quiet_outside_its_spans(media: Path) -> None:
    yard = SAMPLES[0]
    track = sound_track.render(yard, media / "ship")
    rate = sound_track.RATE
    assert len(track) == yard.seconds * rate
    quiet, loud = track[: 2 * rate], track[8 * rate : 12 * rate]
    assert abs(quiet).max() < 0.02
    assert abs(loud).max() > 0.1
