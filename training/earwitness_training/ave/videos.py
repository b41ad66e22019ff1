"""Clips of AVE as their features are made: sixteen frames and one second of sound a segment."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy

from earwitness_training.ave.annotations import SEGMENTS
from earwitness_training.networks.encoders import PICTURE_SIZE
from earwitness_training.networks.spectrum import SAMPLE_RATE, SAMPLES

FRAMES = 16  # of each segment
ENDINGS = (".mp4", ".mkv", ".webm", ".avi", ".mov", ".flv")
_LONGEST_SECONDS = SEGMENTS + 1  # what a cut at key frames may leave
_DECODE_DEADLINE_SECONDS = 300
_FRAME_BYTES = PICTURE_SIZE * PICTURE_SIZE * 3


class UnreadableVideo(ValueError):
    """A video that no features can be made of; the message says why, without its name."""


@dataclass(frozen=True)
class VideoSegments:
    """The ten segments of one clip."""

    frames: numpy.ndarray  # uint8 [10, 16, 224, 224, 3], RGB
    waveform: numpy.ndarray  # float32 [10, 16000], -1..1


def frame_places(count: int) -> numpy.ndarray:
    """Which frames of a clip with `count` frames each segment takes: int64 [10, 16].

    Sample i of second l is frame `int(l k + (i / 16) k)`, k = int(count / 10), as the authors'
    extraction has it.
    """
    step = count // SEGMENTS
    if step == 0:
        raise UnreadableVideo(f"it has {count} frames, fewer than its {SEGMENTS} segments")
    second = numpy.arange(SEGMENTS)[:, None]
    return second * step + numpy.arange(FRAMES)[None, :] * step // FRAMES


def find_video(folder: Path, video: str) -> Path:
    """The file of a video id, whatever its ending."""
    for ending in ENDINGS:
        path = folder / f"{video}{ending}"
        if path.is_file():
            return path
    raise UnreadableVideo(f"no file of it with an ending of {', '.join(ENDINGS)}")


def read_video(path: Path) -> VideoSegments:
    """Decode a clip of ten seconds; frames become 224 x 224 whatever their shape was.

    Sound that ends early is followed by silence. Longer videos are refused: their seconds would
    not be those of the annotations.
    """
    sound = _ffmpeg(path, ["-vn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le"], "sound")
    waveform = numpy.frombuffer(sound, numpy.int16).astype(numpy.float32) / 32768
    if len(waveform) > _LONGEST_SECONDS * SAMPLE_RATE:
        seconds = len(waveform) / SAMPLE_RATE
        raise UnreadableVideo(f"it lasts {seconds:.1f} s: cut it to its {SEGMENTS} seconds first")
    scale = f"scale={PICTURE_SIZE}:{PICTURE_SIZE}:flags=bilinear"
    raw = _ffmpeg(path, ["-an", "-vf", scale, "-f", "rawvideo", "-pix_fmt", "rgb24"], "picture")
    count = len(raw) // _FRAME_BYTES
    pictures = numpy.frombuffer(raw[: count * _FRAME_BYTES], numpy.uint8)
    pictures = pictures.reshape(count, PICTURE_SIZE, PICTURE_SIZE, 3)
    return VideoSegments(pictures[frame_places(count)], _seconds(waveform))


def _seconds(waveform: numpy.ndarray) -> numpy.ndarray:
    padded = numpy.zeros(SEGMENTS * SAMPLES, numpy.float32)
    kept = waveform[: len(padded)]
    padded[: len(kept)] = kept
    return padded.reshape(SEGMENTS, SAMPLES)


def _ffmpeg(path: Path, options: list[str], track: str) -> bytes:
    longest = ["-t", str(_LONGEST_SECONDS + 1)]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), *longest, *options, "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_DECODE_DEADLINE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableVideo(f"FFmpeg took over {_DECODE_DEADLINE_SECONDS} s") from error
    except FileNotFoundError as error:
        raise FileNotFoundError("FFmpeg's command line is missing: install ffmpeg") from error
    if done.returncode != 0 or not done.stdout:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise UnreadableVideo(f"no {track} in it: {lines[-1] if lines else 'it is empty'}")
    return done.stdout
