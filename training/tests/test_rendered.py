"""Rendered clips: scripts by seed, labels that follow from them, files that read back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy
import pytest
from PIL import Image

from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES, Medium, read_manifest
from earwitness_training.packs.streams import read_segments
from earwitness_training.rendered import (
    ClipScript,
    ScriptWriter,
    read_kinds,
    read_labels,
    render_folder,
)
from earwitness_training.rendered.picture import Picture
from earwitness_training.rendered.script import SECONDS, Camera, Encoding, Played, Shown
from earwitness_training.rendered.sound import track

CAMERA = Camera(320, 180, 15, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
ENCODING = Encoding("mp4", "libx264", 24, 15, "aac", 64, 32_000, 1)
RATE = 16_000


def shown(label: str, start: int, end: int, full: bool = True, path: str = "thing.png") -> Shown:
    place = (0.5, 0.5), (0.0, 0.0)
    return Shown(path, label, start, end, full, 0.6, *place, (1.0, 1.0), 1.0, (0.0, 0.0), False)


def script(*parts: Shown | Played, encoding: Encoding = ENCODING, name: str = "x") -> ClipScript:
    pictures = tuple(part for part in parts if isinstance(part, Shown))
    sounds = tuple(part for part in parts if isinstance(part, Played))
    return ClipScript(name, "match", "ground.png", pictures, sounds, -60, CAMERA, encoding, 5)


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """A folder with a red ground, a green thing, and a tone."""
    folder = tmp_path / "studio"
    folder.mkdir()
    Image.new("RGB", (160, 90), (200, 0, 0)).save(folder / "ground.png")
    Image.new("RGB", (80, 80), (0, 200, 0)).save(folder / "thing.png")
    time = numpy.arange(3 * RATE) / RATE
    tone = (numpy.sin(2 * numpy.pi * 440 * time) * 8000).astype("<i2")
    header = b"RIFF" + (36 + tone.nbytes).to_bytes(4, "little") + b"WAVEfmt "
    header += bytes([16, 0, 0, 0, 1, 0, 1, 0]) + RATE.to_bytes(4, "little")
    header += (2 * RATE).to_bytes(4, "little") + bytes([2, 0, 16, 0]) + b"data"
    (folder / "tone.wav").write_bytes(header + tone.nbytes.to_bytes(4, "little") + tone.tobytes())
    return folder


def test_an_event_is_what_is_heard_and_seen_and_named() -> None:
    clip = script(
        shown("cat", 2, 8),
        Played("tone.wav", "cat", 0, 5, -20),
        Played("tone.wav", "bark", 5, 10, -20),
    )
    assert clip.labels(("bark", "cat")) == [BACKGROUND] * 2 + ["cat"] * 3 + [BACKGROUND] * 5
    assert clip.labels(("bark",)) == [BACKGROUND] * 10


def test_a_full_photo_hides_what_was_shown_before_it() -> None:
    clip = script(shown("cat", 0, 10), shown("bark", 3, 5), Played("tone.wav", "cat", 0, 10, -20))
    assert clip.labels(("bark", "cat"))[2:6] == ["cat", BACKGROUND, BACKGROUND, "cat"]
    beside = script(shown("cat", 0, 10), shown("bark", 3, 5, full=False))
    assert beside.seen(4) == ["cat", "bark"]


def test_a_thing_is_in_the_picture_only_in_its_seconds(studio: Path) -> None:
    drawn = Picture(script(shown("cat", 2, 8, full=False)), studio)
    middle = CAMERA.width // 2, CAMERA.height // 2
    for time, green in ((1.9, False), (3.0, True), (7.9, True), (8.1, False)):
        red_part, green_part, _ = drawn.frame(time).getpixel(middle)
        assert (green_part > red_part) == green, time


def test_sound_is_loud_in_every_second_of_its_span_and_only_there(studio: Path) -> None:
    clip = script(Played("tone.wav", "cat", 3, 9, -20))
    sound = track(clip, studio).reshape(SECONDS, RATE)
    levels = 20 * numpy.log10(numpy.sqrt((sound**2).mean(axis=1)))
    assert levels[3:9] == pytest.approx([-20] * 6, abs=1.5)
    assert (levels[[0, 1, 2, 9]] < -50).all()


@pytest.mark.parametrize(
    "encoding",
    [
        ENCODING,
        Encoding("mkv", "mpeg4", 4, 30, "libmp3lame", 96, 44_100, 2),
        Encoding("mkv", "libx264", 24, 15, "libopus", 64, 48_000, 2),
    ],
    ids=lambda encoding: f"{encoding.video}-{encoding.audio}-{encoding.container}",
)
def test_a_written_clip_reads_back_second_by_second(
    studio: Path, tmp_path: Path, encoding: Encoding
) -> None:
    clip = script(shown("cat", 4, 7), Played("tone.wav", "cat", 2, 6, -20), encoding=encoding)
    folder = tmp_path / "clips"
    render_folder(
        [clip],
        [medium("ground.png"), medium("thing.png"), medium("tone.wav")],
        studio,
        folder,
        ("cat",),
        lambda text: None,
    )
    segments = read_segments(folder / clip.file, frames=1)
    assert len(segments) == SECONDS
    pictures = segments.frames[:, 0].reshape(SECONDS, -1, 3).mean(axis=1)
    assert (pictures[:, 1] > pictures[:, 0]).tolist() == [4 <= s < 7 for s in range(SECONDS)]
    levels = numpy.sqrt((segments.waveform[:, 2000:-2000] ** 2).mean(axis=1))
    assert (levels > 0.05).tolist() == [2 <= s < 6 for s in range(SECONDS)]
    assert segments.visual_mask.all()
    assert read_labels(folder, ("cat", BACKGROUND)) == {clip.file: [1] * 4 + [0] * 2 + [1] * 4}
    assert read_kinds(folder) == {clip.file: "match"}


def medium(path: str) -> Medium:
    return Medium(path, "photo", "cat", "s", "CC0", "test", "train-only", "")


def test_a_folder_goes_on_where_it_was_and_refuses_another_plan(
    studio: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "clips"
    rows = [medium("ground.png"), medium("tone.wav")]
    scripts = [
        script(Played("tone.wav", "cat", 0, 3, -20), name=name) for name in ("first", "second")
    ]
    said: list[str] = []
    render_folder(scripts, rows, studio, folder, ("cat",), said.append)
    before = (folder / "first.mp4").read_bytes()
    (folder / "second.mp4").unlink()
    render_folder(scripts, rows, studio, folder, ("cat",), said.append)
    assert len(said) == 3
    assert (folder / "second.mp4").is_file()
    assert (folder / "first.mp4").read_bytes() == before
    with pytest.raises(ValueError, match="another split, count, seed"):
        render_folder(scripts[:1], rows, studio, folder, ("cat",), said.append)
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "holiday.mp4").write_bytes(b"x")
    with pytest.raises(ValueError, match="not empty"):
        render_folder(scripts, rows, studio, foreign, ("cat",), said.append)


def test_the_same_script_gives_the_same_bytes(studio: Path, tmp_path: Path) -> None:
    clip = script(shown("cat", 4, 7), Played("tone.wav", "cat", 2, 6, -20))
    rows = [medium("ground.png"), medium("thing.png"), medium("tone.wav")]
    for name in ("one", "two"):
        render_folder([clip], rows, studio, tmp_path / name, ("cat",), lambda text: None)
    assert (tmp_path / "one/x.mp4").read_bytes() == (tmp_path / "two/x.mp4").read_bytes()


def test_labels_of_other_spelling_are_all_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"")
    labels = {"a.mp4": ["bark", "brak", "Background"], "b.mp4": ["bark"]}
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    with pytest.raises(ValueError) as refused:
        read_labels(tmp_path, ("bark", "background"))
    text = str(refused.value)
    assert "b.mp4 is missing" in text
    assert "second 1: no label 'brak' in the pack; did you mean 'bark'?" in text
    assert "second 2: no label 'Background' in the pack; did you mean 'background'?" in text


@pytest.mark.parametrize("text", ["[]", '{"a.mp4": "bark"}', "{"])
def test_labels_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"labels\.json"):
        read_labels(tmp_path, ("bark", "background"))


def test_a_folder_without_labels_says_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="one label a second"):
        read_labels(tmp_path, ("bark", "background"))


def test_scripts_depend_on_seed_and_number_alone(media: Path) -> None:
    rows = read_manifest(media)
    writer = ScriptWriter(rows, "test", CLEAN_CLASSES, seed=3)
    many = writer.scripts(40)
    assert writer.script(7) == many[7]
    assert ScriptWriter(rows, "test", CLEAN_CLASSES, seed=3).scripts(5) == many[:5]
    assert ScriptWriter(rows, "test", CLEAN_CLASSES, seed=4).scripts(5) != many[:5]
    assert ScriptWriter(rows, "val", CLEAN_CLASSES, seed=3).scripts(5) != many[:5]


def test_scripts_use_media_of_their_split_alone_and_hold_every_kind(media: Path) -> None:
    rows = read_manifest(media)
    split_of = {row.path: row.split for row in rows}
    role_of = {row.path: row.role for row in rows}
    for split in ("train", "val", "test"):
        scripts = ScriptWriter(rows, split, CLEAN_CLASSES, seed=0).scripts(200)
        sources = {source for clip in scripts for source in clip.sources()}
        assert {split_of[source] for source in sources} == {split}
        if split == "train":
            assert "eval-only" not in {role_of[source] for source in sources}
        assert len({clip.kind for clip in scripts}) == 6
        assert len({clip.encoding.video for clip in scripts}) == 2


def test_only_matches_hold_events(media: Path) -> None:
    scripts = ScriptWriter(read_manifest(media), "test", CLEAN_CLASSES, seed=0).scripts(280)
    named = set()
    for clip in scripts:
        events = {label for label in clip.labels(CLEAN_CLASSES) if label != BACKGROUND}
        assert len(events) == (1 if clip.kind == "match" else 0), clip.name
        named |= events
    assert named == set(CLEAN_CLASSES)


def test_a_split_without_a_class_is_refused(media: Path) -> None:
    with pytest.raises(ValueError, match="no photo or no sound of \\['shofar'\\]"):
        ScriptWriter(read_manifest(media), "train", ("bark", "shofar"), seed=0)
