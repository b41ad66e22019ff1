"""Files as segments, held to what the product's ingest side makes of the same files."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest

from earwitness_training.packs.pictures import Planes, read_planes, through_jpeg
from earwitness_training.packs.scaling import CHROMA, LUMA, scaled
from earwitness_training.packs.streams import read_segments

GOLDEN = Path(__file__).resolve().parents[2] / "ingest/src/test/resources/golden"
PRESENT = "PRESENT"
# What the product's decoder makes of the first and the last JPEG of plain.mkv, that ingest made:
# every 75th pixel of every 75th row, RGB.
SPACING = 75
FIRST = """
255 5 3  102 255 0  212 15 255  254 0 0  103 255 1  209 16 255  254 0 0  107 254 0  166 48 245
"""
LAST = """
248 0 0  110 253 0  205 17 255  254 0 0  107 254 0  213 21 255  254 0 0  105 255 0  159 54 244
"""


@dataclass(frozen=True)
class Line:
    """One second in a golden text."""

    picture: bool
    sound: bool


def golden(name: str) -> list[Line]:
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line[:1].isdigit()]
    sounds = [line.split("] ")[1].split()[0] for line in text.splitlines() if line[:1].isdigit()]
    return [
        Line(row[3] == PRESENT, sound == PRESENT) for row, sound in zip(rows, sounds, strict=True)
    ]


def make(folder: Path, picture: str, sound: str, *more: str) -> Path:
    """As ingest's tests make it: bit-exact, so that every FFmpeg makes the same bytes."""
    path = folder / "made.mkv"
    command = ["ffmpeg", "-v", "error", "-y", "-nostdin", "-f", "lavfi"]
    command += ["-i", f"testsrc2=size=320x240:rate=25:duration={picture}", *more, "-f", "lavfi"]
    command += ["-i", f"sine=frequency=440:sample_rate=44100:duration={sound}"]
    command += ["-c:v", "mpeg4", "-q:v", "3", "-idct", "simple", "-dct", "int"]
    command += ["-c:a", "pcm_s16le", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    subprocess.run([*command, "-flags:a", "+bitexact", str(path)], check=True)
    return path


@pytest.mark.parametrize(
    ("name", "picture", "sound", "more"),
    [
        ("plain", "3", "3", ()),
        ("audio-ends-early", "4", "1.5", ()),
        ("video-ends-early", "1.5", "4", ()),
        ("late-sound", "3", "1.7", ("-itsoffset", "1.3")),
        ("part-second", "2.4", "2.4", ()),
    ],
)
def test_tracks_are_there_when_ingest_says_so(
    tmp_path: Path, name: str, picture: str, sound: str, more: tuple[str, ...]
) -> None:
    segments = read_segments(make(tmp_path, picture, sound, *more), frames=1)
    expected = golden(name)
    assert segments.visual_mask.tolist() == [line.picture for line in expected]
    assert segments.audio_mask.tolist() == [line.sound for line in expected]


def test_pictures_are_those_that_the_product_decodes(tmp_path: Path) -> None:
    path = make(tmp_path, "3", "3")
    pictures = read_planes(path, 4, "unknown")
    assert len(pictures) == 12
    decoded = through_jpeg(pictures)
    for place, text in ((0, FIRST), (-1, LAST)):
        seen = decoded[place, ::SPACING, ::SPACING].reshape(-1).astype(int)
        wanted = numpy.array(text.split(), int)
        assert numpy.abs(seen - wanted).max() <= 1, f"picture {place}"


def test_scaling_keeps_a_level_and_widens_the_range() -> None:
    grey = numpy.full((97, 123), 126, numpy.uint8)
    assert (scaled(grey, 224, 224) == 126).all()
    assert (scaled(grey, 64, 32) == 126).all()
    for level, wanted in ((16, 0), (235, 255), (5, 0), (250, 255), (126, 128)):
        assert (scaled(numpy.full_like(grey, level), 48, 48, LUMA) == wanted).all()
    for level, wanted in ((16, 0), (240, 255), (128, 128)):
        assert (scaled(numpy.full_like(grey, level), 48, 48, CHROMA) == wanted).all()


def test_a_black_picture_may_have_a_few_bright_pixels() -> None:
    luma = numpy.full((224, 224), 24, numpy.uint8)
    chroma = numpy.full((112, 112), 128, numpy.uint8)
    luma[0, :50] = 25
    assert Planes(luma, chroma, chroma).is_black()
    luma[1, 0] = 25
    assert not Planes(luma, chroma, chroma).is_black()
