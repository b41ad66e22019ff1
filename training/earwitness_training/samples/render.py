"""Samples to MP4 files, with what is expected of them and where every part is from."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from pathlib import Path

import numpy

from earwitness_training.data.manifest import CLEAN_CLASSES
from earwitness_training.samples import sound_track
from earwitness_training.samples.catalogue import SAMPLES
from earwitness_training.samples.picture_track import FRAME_RATE, HEIGHT, WIDTH, PictureTrack
from earwitness_training.samples.script import Sample, expectations

_ENCODE_DEADLINE_SECONDS = 300


def render_all(ship: Path, folder: Path) -> None:
    """Write every sample, `manifest.csv` (expected labels) and `sources.csv` (licences)."""
    if not (ship / "manifest.csv").is_file():
        raise FileNotFoundError(f"{ship}/manifest.csv is missing: samples are composed from it")
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        render(sample, ship, folder / f"{sample.name}.mp4")
        print(f"samples: {sample.name}.mp4 written", flush=True)
    write_manifest(folder / "manifest.csv")
    write_sources(ship, folder / "sources.csv")


def render(sample: Sample, ship: Path, target: Path) -> None:
    """Encode one sample: H.264 with a closed group of pictures a second, AAC, index in front."""
    sound = sound_track.render(sample, ship)
    with tempfile.NamedTemporaryFile(suffix=".f32") as raw:
        raw.write(sound.astype(numpy.float32).tobytes())
        raw.flush()
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
        command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}"]
        command += ["-r", str(FRAME_RATE), "-i", "pipe:0"]
        command += ["-f", "f32le", "-ar", str(sound_track.RATE), "-ac", "1", "-i", raw.name]
        command += ["-c:v", "libx264", "-preset", "slow", "-crf", "28", "-pix_fmt", "yuv420p"]
        command += ["-g", str(FRAME_RATE), "-sc_threshold", "0", "-flags", "+cgop"]
        command += ["-threads", "1", "-c:a", "aac", "-b:a", "80k", "-ar", "44100"]
        command += ["-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]
        command += ["-movflags", "+faststart", "-t", str(sample.seconds), str(target)]
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert encoder.stdin is not None
        try:
            for frame in PictureTrack(sample, ship).frames():
                encoder.stdin.write(frame)
        except BrokenPipeError:
            pass  # FFmpeg gave up; its reason is read below
        _, reason = encoder.communicate(timeout=_ENCODE_DEADLINE_SECONDS)
        if encoder.returncode != 0:
            raise ValueError(f"FFmpeg cannot write {target}: {reason.decode(errors='replace')}")


def write_manifest(path: Path) -> None:
    """One row a span: what is heard, what is seen, and the label expected."""
    with path.open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["sample", "start_seconds", "end_seconds", "expected", "heard", "seen"])
        for sample in SAMPLES:
            for span in expectations(sample, CLEAN_CLASSES):
                table.writerow(
                    [
                        f"{sample.name}.mp4",
                        span.start,
                        span.end,
                        span.expected,
                        span.heard,
                        span.seen,
                    ]
                )


def write_sources(ship: Path, path: Path) -> None:
    """One row a source file of each sample, with package, licence and author."""
    with (ship / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        media = {row["path"]: row for row in csv.DictReader(lines)}
    with path.open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["sample", "part", "package", "package_file", "licence", "author", "sha256"])
        for sample in SAMPLES:
            for file in sample.files():
                row = media[file]
                table.writerow(
                    [
                        f"{sample.name}.mp4",
                        file,
                        row["package"],
                        row["file"],
                        row["licence"],
                        row["author"],
                        row["sha256"],
                    ]
                )
