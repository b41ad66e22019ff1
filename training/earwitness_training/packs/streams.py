"""Media files as a stream brings them: a second a segment, four JPEG frames, 16 kHz mono sound.

The rules are those of the product's ingest side (its `SegmentClock` and `Segmenter`), so that both
look at the same pixels and samples (but that a picture that begins late is shown from the start
here): frame i of a second is what is shown at (i + 1/2) / 4 of it,
squashed to a square and compressed; a pack that wants N frames takes the first of each of N equal
parts. A black picture and a silent sound are states of their own, and masked like a missing track.
"""

from __future__ import annotations

import io
import math
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy
from PIL import Image

from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.networks.spectrum import SAMPLE_RATE, SAMPLES

FRAMES_A_SECOND = 4
_GRID = 2 * FRAMES_A_SECOND  # instants a second; the odd ones are the frames
_JPEG_QUANTIZER = 3
_BLACK_LUMA = 24  # up to this a pixel is black to the eye
_BLACK_SHARE = 1000  # black: fewer brighter pixels than one in this many
_SILENT_PEAK = 16 / 32768  # louder than this a second is not silent
_LEAST_TAIL_SECONDS = 0.1  # a shorter rest at the end is a codec's padding
_LEAST_SOUND = 0.1  # seconds; less sound than this is no track
_DECODE_DEADLINE_SECONDS = 300


@dataclass(frozen=True)
class Segments:
    """The segments of one file, in order; a missing track is zeros, and its mask 0."""

    frames: numpy.ndarray  # uint8 [segments, frames, 224, 224, 3]
    waveform: numpy.ndarray  # float32 [segments, 16000] in -1..1
    visual_mask: numpy.ndarray  # float32 [segments], 0 for black as well
    audio_mask: numpy.ndarray  # float32 [segments], 0 for silent as well
    full_seconds: int  # without a part-second at the end, which is a segment too

    def __len__(self) -> int:
        return len(self.waveform)


def read_segments(path: Path, frames: int) -> Segments:
    """Cut a file into seconds with `frames` pictures each.

    Raises FileNotFoundError where there is no file, ValueError where FFmpeg finds no track in it.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file")
    tracks = _tracks(path)
    pictures = _pictures(path) if "video" in tracks else []
    sound = _sound(path) if "audio" in tracks else numpy.empty(0, numpy.float32)
    if not pictures and not len(sound):
        raise ValueError(f"{path} has neither pictures nor sound that FFmpeg can read")
    end = max(len(pictures) / FRAMES_A_SECOND, len(sound) / SAMPLE_RATE)
    count = max(1, math.ceil(end - _LEAST_TAIL_SECONDS))
    chosen, visual_mask = _chosen_frames(pictures, count, frames)
    waveform = numpy.zeros((count, SAMPLES), numpy.float32)
    waveform.reshape(-1)[: len(sound)] = sound[: count * SAMPLES]
    audio_mask = (numpy.abs(waveform).max(axis=1) > _SILENT_PEAK).astype(numpy.float32)
    audio_mask[(numpy.arange(count) + _LEAST_SOUND) * SAMPLES > len(sound)] = 0
    full_seconds = math.floor(end + _LEAST_TAIL_SECONDS)
    return Segments(chosen, waveform, visual_mask, audio_mask, full_seconds)


def _chosen_frames(
    pictures: list[numpy.ndarray], count: int, frames: int
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The frames of each second that a pack looks at, and which seconds have a picture."""
    chosen = numpy.zeros((count, frames, PICTURE_SIZE, PICTURE_SIZE, 3), numpy.uint8)
    mask = numpy.zeros(count, numpy.float32)
    for second in range(count):
        shown = pictures[second * FRAMES_A_SECOND : (second + 1) * FRAMES_A_SECOND]
        if not shown or all(_is_black(picture) for picture in shown):
            continue
        shown += [shown[-1]] * (FRAMES_A_SECOND - len(shown))
        for place in range(frames):
            position = place * FRAMES_A_SECOND // frames if frames < FRAMES_A_SECOND else place
            chosen[second, place] = shown[min(position, FRAMES_A_SECOND - 1)]
        mask[second] = 1
    return chosen, mask


def _is_black(picture: numpy.ndarray) -> bool:
    luma = picture @ numpy.array([0.299, 0.587, 0.114])
    return int((luma > _BLACK_LUMA + 0.5).sum()) * _BLACK_SHARE < luma.size


def _tracks(path: Path) -> set[str]:
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type"]
    command += ["-of", "default=nokey=1:noprint_wrappers=1", str(path)]
    done = subprocess.run(command, capture_output=True, timeout=_DECODE_DEADLINE_SECONDS)
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"FFmpeg cannot read {path}: {reason}")
    return set(done.stdout.decode().split())


def _pictures(path: Path) -> list[numpy.ndarray]:
    """Four frames a second, each once through a JPEG: uint8 [224, 224, 3]."""
    # On a grid of eighths, rounding times up gives the last frame that is not after the instant.
    steps = [
        f"fps={_GRID}:round=up:start_time=0",
        "select=mod(n\\,2)",
        f"setpts=N/({FRAMES_A_SECOND}*TB)",
        f"scale={PICTURE_SIZE}:{PICTURE_SIZE}:flags=bilinear+accurate_rnd+bitexact:out_range=full",
        "format=yuvj420p",
    ]
    options = ["-map", "0:v:0", "-vf", ",".join(steps), "-r", str(FRAMES_A_SECOND)]
    options += ["-c:v", "mjpeg", "-q:v", str(_JPEG_QUANTIZER), "-f", "image2pipe"]
    stills = _ffmpeg(path, options).split(b"\xff\xd9\xff\xd8")
    pictures = []
    for index, still in enumerate(stills):
        start = b"" if index == 0 else b"\xff\xd8"
        end = b"" if index == len(stills) - 1 else b"\xff\xd9"
        with Image.open(io.BytesIO(start + still + end)) as picture:
            pictures.append(numpy.array(picture.convert("RGB")))
    return pictures


def _sound(path: Path) -> numpy.ndarray:
    """float32 [samples] from the origin of the stream on; holes are silent."""
    options = ["-map", "0:a:0", "-af", f"aresample={SAMPLE_RATE}:async=1:first_pts=0"]
    raw = _ffmpeg(path, [*options, "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le"])
    return numpy.frombuffer(raw, numpy.int16).astype(numpy.float32) / 32768


def _ffmpeg(path: Path, options: list[str]) -> bytes:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), *options, "-"]
    done = subprocess.run(command, capture_output=True, timeout=_DECODE_DEADLINE_SECONDS)
    if done.returncode != 0 or not done.stdout:
        reason = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"FFmpeg cannot read {path}: {reason}")
    return done.stdout
