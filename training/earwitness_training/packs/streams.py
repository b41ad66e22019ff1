"""Media files as a stream brings them: a second a segment, four JPEG frames, 16 kHz mono sound.

The rules are those of the product's ingest side (its `SegmentClock` and `Segmenter`), so that both
look at the same pixels and samples: frame i of a second is what is shown at (i + 1/2) / 4 of it,
squashed to a square and compressed; a pack that wants N frames takes the first of each of N equal
parts. A black picture and a silent sound are states of their own, and masked like a missing track.
"""

from __future__ import annotations

import json
import math
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy

from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.networks.spectrum import SAMPLE_RATE, SAMPLES
from earwitness_training.packs.pictures import (
    DEADLINE_SECONDS,
    Planes,
    read_planes,
    through_jpeg,
)

FRAMES_A_SECOND = 4
_SILENT_PEAK = 16 / 32768  # louder than this a second is not silent
_LEAST_TAIL_SECONDS = 0.1  # a shorter rest at the end is a codec's padding
_LEAST_SOUND = 0.1  # seconds; less sound than this is no track


@dataclass(frozen=True)
class _Track:
    """The first track of its kind in a file."""

    start: float  # seconds, on the clock of the file
    matrix: str  # FFmpeg's name of the colour matrix


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
    video = tracks.get("video")
    pictures = read_planes(path, FRAMES_A_SECOND, video.matrix) if video else []
    sound = _sound(path) if "audio" in tracks else numpy.empty(0, numpy.float32)
    if not pictures and not len(sound):
        raise ValueError(f"{path} has neither pictures nor sound that FFmpeg can read")
    end = max(len(pictures) / FRAMES_A_SECOND, len(sound) / SAMPLE_RATE)
    count = max(1, math.ceil(end - _LEAST_TAIL_SECONDS))
    late = video.start - min(track.start for track in tracks.values()) if video else 0
    chosen, visual_mask = _chosen_frames(pictures, count, frames, math.floor(late))
    waveform = numpy.zeros((count, SAMPLES), numpy.float32)
    waveform.reshape(-1)[: len(sound)] = sound[: count * SAMPLES]
    audio_mask = (numpy.abs(waveform).max(axis=1) > _SILENT_PEAK).astype(numpy.float32)
    audio_mask[(numpy.arange(count) + _LEAST_SOUND) * SAMPLES > len(sound)] = 0
    full_seconds = math.floor(end + _LEAST_TAIL_SECONDS)
    return Segments(chosen, waveform, visual_mask, audio_mask, full_seconds)


def _chosen_frames(
    pictures: list[Planes], count: int, frames: int, begin: int
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The frames of each second that a pack looks at, and which seconds have a picture.

    begin: the second in which the picture begins; before it there is none
    """
    chosen = numpy.zeros((count, frames, PICTURE_SIZE, PICTURE_SIZE, 3), numpy.uint8)
    mask = numpy.zeros(count, numpy.float32)
    looked_at: list[Planes] = []
    for second in range(begin, count):
        shown = pictures[second * FRAMES_A_SECOND : (second + 1) * FRAMES_A_SECOND]
        if not shown or all(picture.is_black() for picture in shown):
            continue
        shown += [shown[-1]] * (FRAMES_A_SECOND - len(shown))
        looked_at += [shown[_position(place, frames)] for place in range(frames)]
        mask[second] = 1
    chosen[mask == 1] = through_jpeg(looked_at).reshape(-1, *chosen.shape[1:])
    return chosen, mask


def _position(place: int, frames: int) -> int:
    position = place * FRAMES_A_SECOND // frames if frames < FRAMES_A_SECOND else place
    return min(position, FRAMES_A_SECOND - 1)


def _tracks(path: Path) -> dict[str, _Track]:
    """The first track of each kind, by FFmpeg's name of the kind."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_entries"]
    command += ["stream=codec_type,start_time,color_space", str(path)]
    done = subprocess.run(command, capture_output=True, timeout=DEADLINE_SECONDS)
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"FFmpeg cannot read {path}: {reason}")
    tracks: dict[str, _Track] = {}
    for facts in json.loads(done.stdout).get("streams", []):
        kind = facts.get("codec_type")
        if kind in ("video", "audio"):
            track = _Track(float(facts.get("start_time", 0)), facts.get("color_space", ""))
            tracks.setdefault(kind, track)
    return tracks


def _sound(path: Path) -> numpy.ndarray:
    """float32 [samples] from the origin of the stream on; holes are silent."""
    options = ["-map", "0:a:0", "-af", f"aresample={SAMPLE_RATE}:async=1:first_pts=0"]
    raw = _ffmpeg(path, [*options, "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le"])
    return numpy.frombuffer(raw, numpy.int16).astype(numpy.float32) / 32768


def _ffmpeg(path: Path, options: list[str]) -> bytes:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), *options, "-"]
    done = subprocess.run(command, capture_output=True, timeout=DEADLINE_SECONDS)
    if done.returncode != 0 or not done.stdout:
        reason = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"FFmpeg cannot read {path}: {reason}")
    return done.stdout
