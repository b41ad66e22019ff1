"""Media files as the localizer meets them: a second a segment, frames through a JPEG."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from PIL import Image

from earwitness_training.graphs import EncodeGraph
from earwitness_training.networks.avel import Avel, Localization
from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.networks.spectrum import SAMPLE_RATE, SAMPLES
from earwitness_training.networks.window_form import gather

_FRAME_RATE = 25
_JPEG_QUALITY = 85
_DECODE_DEADLINE_SECONDS = 300


@dataclass(frozen=True)
class Segments:
    """The segments of one file, in order."""

    frames: numpy.ndarray  # uint8 [segments, frames, 224, 224, 3]
    waveform: numpy.ndarray  # float32 [segments, 16000]


def read_segments(path: Path, frames: int) -> Segments:
    """Cut a file with both tracks into whole seconds; frames lie evenly within each second."""
    size = f"{PICTURE_SIZE}:{PICTURE_SIZE}:flags=bilinear"
    raw = _ffmpeg(
        path,
        ["-an", "-vf", f"fps={_FRAME_RATE},scale={size}", "-f", "rawvideo", "-pix_fmt", "rgb24"],
    )
    pictures = numpy.frombuffer(raw, numpy.uint8).reshape(-1, PICTURE_SIZE, PICTURE_SIZE, 3)
    raw = _ffmpeg(path, ["-vn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le"])
    sound = numpy.frombuffer(raw, numpy.int16).astype(numpy.float32) / 32768
    count = min(len(pictures) // _FRAME_RATE, round(len(sound) / SAMPLES))
    sound = numpy.pad(sound, (0, max(0, count * SAMPLES - len(sound))))
    chosen = [
        [
            _through_jpeg(pictures[int((second + (i + 0.5) / frames) * _FRAME_RATE)])
            for i in range(frames)
        ]
        for second in range(count)
    ]
    return Segments(numpy.array(chosen), sound[: count * SAMPLES].reshape(count, SAMPLES))


def _ffmpeg(path: Path, options: list[str]) -> bytes:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), *options, "-"]
    done = subprocess.run(command, capture_output=True, timeout=_DECODE_DEADLINE_SECONDS)
    if done.returncode != 0 or not done.stdout:
        raise ValueError(f"FFmpeg cannot read {path}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _through_jpeg(picture: numpy.ndarray) -> numpy.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=_JPEG_QUALITY)
    buffer.seek(0)
    with Image.open(buffer) as again:
        return numpy.asarray(again.convert("RGB"))


@torch.no_grad()
def localize(encode: EncodeGraph, localizer: Avel, segments: Segments) -> Localization:
    """Answers for every segment, each from the window that ends with it."""
    count = len(segments.waveform)
    present = torch.ones(count)
    attended, vectors, _ = encode(
        torch.from_numpy(segments.frames), torch.from_numpy(segments.waveform), present, present
    )
    sizes = localizer.sizes
    video, video_mask = gather(attended[None], present[None], sizes.window, sizes.look_ahead)
    sound, sound_mask = gather(vectors[None], present[None], sizes.window, sizes.look_ahead)
    return localizer.window(video, sound, video_mask, sound_mask)
