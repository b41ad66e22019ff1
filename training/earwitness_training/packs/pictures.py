"""Pictures of a media file as segments carry them: squashed to a square, and once through a JPEG.

FFmpeg decodes and compresses, which is the same to the bit from version to version. Scaling, the
conversion to JPEG's range and the enlarging of colours are not: they are done here as the FFmpeg of
the product's ingest side and of its JPEG decoder does them. The planes are the same to the bit
where the track's matrix is BT.601 or unknown; one RGB value in some thousands differs by one.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy
import torch
from torch import Tensor
from torch.nn import functional

from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.packs.scaling import CHROMA, LUMA, scaled

DEADLINE_SECONDS = 300
_HALF = PICTURE_SIZE // 2
_LUMA_BYTES = PICTURE_SIZE * PICTURE_SIZE
_CHROMA_BYTES = _HALF * _HALF
_JPEG_QUANTIZER = 3
_BLACK_LUMA = 24  # up to this a pixel is black to the eye
_BLACK_SHARE = 1000  # black: fewer brighter pixels than one in this many
_ACCEPTED = "yuv420p|yuvj420p|yuv422p|yuvj422p|yuv444p|yuvj444p"
_RED_BLUE = {  # weights of red and blue in luma, by FFmpeg's name of the matrix
    "bt709": (0.2126, 0.0722),
    "bt2020nc": (0.2627, 0.0593),
    "bt2020c": (0.2627, 0.0593),
    "smpte240m": (0.212, 0.087),
}
_JPEG_RED_BLUE = (0.299, 0.114)  # BT.601


@dataclass(frozen=True)
class Planes:
    """One picture at JPEG's full range, 4:2:0 and BT.601."""

    luma: numpy.ndarray  # uint8 [224, 224]
    blue: numpy.ndarray  # uint8 [112, 112]
    red: numpy.ndarray  # uint8 [112, 112]

    def is_black(self) -> bool:
        """Whether nearly every pixel is black."""
        bright = int((self.luma > _BLACK_LUMA).sum())
        return bright * _BLACK_SHARE < self.luma.size

    def as_bytes(self) -> bytes:
        """The planes behind each other, as FFmpeg's rawvideo has them."""
        return self.luma.tobytes() + self.blue.tobytes() + self.red.tobytes()


def read_planes(path: Path, rate: int, matrix: str) -> list[Planes]:
    """What is shown in the middle of each part of a second, from the start on, squashed.

    rate: parts of a second
    matrix: FFmpeg's name of the colour matrix of the track; what is unknown counts as BT.601
    Raises ValueError where FFmpeg cannot decode them.
    """
    # On a grid of half parts, rounding times up gives the last frame that is not after the instant.
    steps = [f"fps={2 * rate}:round=up:start_time=0", "select=mod(n\\,2)"]
    steps += [f"setpts=N/({rate}*TB)", f"format={_ACCEPTED}"]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v:0"]
    command += ["-vf", ",".join(steps), "-r", str(rate)]
    command += ["-f", "yuv4mpegpipe", "-strict", "-1", "-"]
    # Errors go to a file: nobody reads a second pipe while the first is read.
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as decoder:
            assert decoder.stdout is not None
            pictures = [_squashed(frame, matrix) for frame in _frames(decoder.stdout)]
        errors.seek(0)
        reason = errors.read().decode(errors="replace").strip()
    if decoder.returncode != 0 or not pictures:
        raise ValueError(f"FFmpeg cannot read {path}: {reason}")
    return pictures


def through_jpeg(pictures: list[Planes]) -> numpy.ndarray:
    """What is left of pictures after the JPEG of a segment: uint8 RGB [pictures, 224, 224, 3]."""
    if not pictures:
        return numpy.zeros((0, PICTURE_SIZE, PICTURE_SIZE, 3), numpy.uint8)
    size = f"{PICTURE_SIZE}x{PICTURE_SIZE}"
    raw = ["-f", "rawvideo", "-pix_fmt", "yuvj420p"]
    jpeg = ["-c:v", "mjpeg", "-dct", "int", "-flags", "+bitexact", "-q:v", str(_JPEG_QUANTIZER)]
    planes = b"".join(picture.as_bytes() for picture in pictures)
    packed = _piped([*raw, "-s", size, "-i", "-", *jpeg, "-f", "mjpeg", "-"], planes)
    unpacked = _piped(["-f", "mjpeg", "-i", "-", *raw, "-"], packed)
    rows = numpy.frombuffer(unpacked, numpy.uint8).reshape(len(pictures), -1)
    return numpy.stack([_rgb(row) for row in rows])


@dataclass(frozen=True)
class _Frame:
    """A decoded frame: luma, blue and red difference, uint8 [height, width] each."""

    planes: tuple[numpy.ndarray, ...]
    full_range: bool


def _frames(stream: IO[bytes]) -> Iterator[_Frame]:
    """Frames of a YUV4MPEG2 stream."""
    words = stream.readline().decode("ascii").split()[1:]
    if not words:
        return
    width, height = (int(_word(words, letter)) for letter in "WH")
    layout = _word(words, "C")
    across = width if layout.startswith("444") else (width + 1) // 2
    down = (height + 1) // 2 if layout.startswith("420") else height
    shapes = ((height, width), (down, across), (down, across))
    full_range = "XCOLORRANGE=FULL" in words
    while stream.readline():
        planes = [stream.read(rows * columns) for rows, columns in shapes]
        yield _Frame(
            tuple(
                numpy.frombuffer(plane, numpy.uint8).reshape(shape)
                for plane, shape in zip(planes, shapes, strict=True)
            ),
            full_range,
        )


def _word(words: list[str], letter: str) -> str:
    return next(word[1:] for word in words if word.startswith(letter))


def _squashed(frame: _Frame, matrix: str) -> Planes:
    if matrix in _RED_BLUE:
        return _through_rgb(frame, _RED_BLUE[matrix])
    luma, blue, red = frame.planes
    luma_range, chroma_range = (None, None) if frame.full_range else (LUMA, CHROMA)
    return Planes(
        scaled(luma, PICTURE_SIZE, PICTURE_SIZE, luma_range),
        scaled(blue, _HALF, _HALF, chroma_range),
        scaled(red, _HALF, _HALF, chroma_range),
    )


def _through_rgb(frame: _Frame, weights: tuple[float, float]) -> Planes:
    """A picture of another matrix, by way of RGB with one colour for two pixels of a row.

    weights: of red and blue in luma
    """
    luma = _floats(scaled(frame.planes[0], PICTURE_SIZE, PICTURE_SIZE))
    blue, red = (
        _floats(scaled(plane, PICTURE_SIZE, _HALF)).repeat_interleave(2, dim=1) - 128
        for plane in frame.planes[1:]
    )
    if not frame.full_range:
        luma, blue, red = (luma - 16) * (255 / 219), blue * (255 / 224), red * (255 / 224)
    # FFmpeg's tables cut here and do not round.
    r, g, b = (values.clamp(0, 255).floor() for values in _colours(luma, blue, red, weights))
    red_weight, blue_weight = _JPEG_RED_BLUE
    y = red_weight * r + (1 - red_weight - blue_weight) * g + blue_weight * b
    blue, red = (b - y) / (2 * (1 - blue_weight)), (r - y) / (2 * (1 - red_weight))
    pairs = (_bytes(values.view(PICTURE_SIZE, _HALF, 2).mean(2) + 128) for values in (blue, red))
    return Planes(_bytes(y), *(scaled(plane, _HALF, _HALF) for plane in pairs))


def _colours(
    luma: Tensor, blue: Tensor, red: Tensor, weights: tuple[float, float]
) -> tuple[Tensor, Tensor, Tensor]:
    """Red, green and blue of full-range planes of one size, chroma around 0."""
    red_weight, blue_weight = weights
    r, b = luma + 2 * (1 - red_weight) * red, luma + 2 * (1 - blue_weight) * blue
    g = (luma - red_weight * r - blue_weight * b) / (1 - red_weight - blue_weight)
    return r, g, b


def _rgb(row: numpy.ndarray) -> numpy.ndarray:
    """uint8 [224, 224, 3] of a row of 4:2:0 bytes at full range."""
    values = _floats(row)
    luma = values[:_LUMA_BYTES].view(PICTURE_SIZE, PICTURE_SIZE)
    blue, red = (
        _enlarged(values[start : start + _CHROMA_BYTES].view(_HALF, _HALF) - 128)
        for start in (_LUMA_BYTES, _LUMA_BYTES + _CHROMA_BYTES)
    )
    return _bytes(torch.stack(_colours(luma, blue, red, _JPEG_RED_BLUE), dim=2))


def _enlarged(plane: Tensor) -> Tensor:
    """Colours for every pixel, bilinear between the middles of the pixels they stand for."""
    size = (PICTURE_SIZE, PICTURE_SIZE)
    return functional.interpolate(plane[None, None], size, mode="bilinear")[0, 0]


def _floats(values: numpy.ndarray) -> Tensor:
    return torch.from_numpy(values.astype(numpy.float64))


def _bytes(values: Tensor) -> numpy.ndarray:
    return torch.floor(values + 0.5).clamp(0, 255).to(torch.uint8).numpy()


def _piped(options: list[str], given: bytes) -> bytes:
    command = ["ffmpeg", "-v", "error", *options]
    done = subprocess.run(command, input=given, capture_output=True, timeout=DEADLINE_SECONDS)
    if done.returncode != 0 or not done.stdout:
        reason = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"FFmpeg cannot compress pictures as JPEG: {reason}")
    return done.stdout
